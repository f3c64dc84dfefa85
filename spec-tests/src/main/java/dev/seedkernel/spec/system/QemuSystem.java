package dev.seedkernel.spec.system;

import dev.seedkernel.spec.contract.ClauseText;
import dev.seedkernel.spec.guest.Batch;
import dev.seedkernel.spec.guest.Transcript;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Case;
import dev.seedkernel.spec.program.DiskCase;
import dev.seedkernel.spec.program.Observation;
import dev.seedkernel.spec.program.TranscriptCase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An arm64 Image on qemu's virt board: Linux, or any other that boots from an initramfs. */
public final class QemuSystem implements SystemUnderTest {
  private static final String QEMU = "qemu-system-aarch64";

  /**
   * With all that qemu emulates, but with pointer authentication by a hash that is cheap: with the
   * architecture's own, Linux takes 6 seconds of processor time to boot, and not one and a half.
   */
  private static final String CPU = "max,pauth-impdef=on";

  /** Parameters of Linux: the console, a quiet one, and an end when /init ends. */
  private static final String ARGUMENTS = "console=ttyAMA0 rdinit=/init panic=-1 quiet loglevel=0";

  private static final int BATCH = 500;
  private static final int ATTEMPTS = 3;

  /**
   * A machine is taken to hang that has computed for so long without output, or was silent for so
   * long: the host may be too busy to let it compute.
   */
  private static final Duration COMPUTING = Duration.ofSeconds(30);

  private static final Duration SILENCE = Duration.ofSeconds(90);

  private final String name;
  private final Path image;
  private final boolean linux;

  private QemuSystem(String name, Path image, boolean linux) {
    this.name = name;
    this.image = image;
    this.linux = linux;
  }

  /** Returns a Linux kernel, which is not held to clauses tagged (ours). */
  public static QemuSystem linux(Path image) {
    return new QemuSystem("linux", image, true);
  }

  /** Returns a kernel that is held to everything. */
  public static QemuSystem image(Path image) {
    return new QemuSystem("image:" + image, image, false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isHeldTo(ClauseText clause) {
    return !linux || !clause.ours();
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public List<Observation> run(List<CallProgram> cases) throws IOException, InterruptedException {
    return Batches.run(cases, this::boot);
  }

  @Override
  public boolean takes(Case one) {
    return switch (one) {
      case CallProgram _ -> true;
      case BootCase boot -> boot.input() instanceof BootInput.Files && boot.limits().isEmpty();
      case TranscriptCase _ -> false;
      case DiskCase _ -> false;
    };
  }

  @Override
  public boolean bootsSlowly() {
    return true;
  }

  @Override
  public BootObservation boot(BootCase one) throws IOException, InterruptedException {
    if (!(one.input() instanceof BootInput.Files(Bytes initramfs, Optional<String> arguments))) {
      throw new IOException(name + " takes an initramfs and arguments only");
    }
    String more = arguments.orElse("");
    byte[] console = console(initramfs.toArray(), linux ? ARGUMENTS + " " + more : more);
    return Batches.observation(
        one, Bytes.of(console), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private List<Observation> boot(Batch batch) throws IOException, InterruptedException {
    byte[] initramfs = batch.initramfs();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Bytes console = Bytes.of(console(initramfs, linux ? ARGUMENTS : ""));
      if (Transcript.hasBegun(console)) {
        return batch.observations(console);
      }
    }
    // No case has had its turn yet, so that none is to blame.
    throw new IOException(name + " does not come to /init, or the host is too busy for qemu");
  }

  private byte[] console(byte[] initramfs, String arguments)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("seedkernel-spec", ".cpio");
    try {
      Files.write(file, initramfs);
      return console(file, arguments);
    } finally {
      Files.delete(file);
    }
  }

  private byte[] console(Path initramfs, String arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            QEMU,
            "-M",
            "virt",
            "-cpu",
            CPU,
            "-m",
            "1024",
            "-nographic",
            "-no-reboot",
            "-net",
            "none",
            "-kernel",
            image.toString(),
            "-initrd",
            initramfs.toString(),
            "-append",
            arguments);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true);
    Process qemu = builder.start();
    try {
      return output(qemu);
    } finally {
      qemu.destroyForcibly().waitFor(SILENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static byte[] output(Process qemu) throws IOException, InterruptedException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    byte[] chunk = new byte[1 << 16];
    InputStream in = qemu.getInputStream();
    long lastOutput = System.nanoTime();
    Duration computed = computed(qemu);
    while (System.nanoTime() - lastOutput < SILENCE.toNanos()
        && computed(qemu).minus(computed).compareTo(COMPUTING) < 0) {
      if (in.available() > 0) {
        int count = in.read(chunk);
        output.write(chunk, 0, Math.max(0, count));
        lastOutput = System.nanoTime();
        computed = computed(qemu);
      } else if (qemu.waitFor(20, TimeUnit.MILLISECONDS)) {
        in.transferTo(output);
        break;
      }
    }
    return output.toByteArray();
  }

  private static Duration computed(Process process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
