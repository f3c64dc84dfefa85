package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioReader;
import dev.seedkernel.dtb.DeviceTree;
import dev.seedkernel.dtb.DtbException;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.BootImage;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Boots an initramfs as a boot loader would. */
@Command(
    name = "boot",
    description = {
      "Boots an initramfs: unpacks it and runs /init until it ends.",
      "The console is stdin, stdout and stderr. The arguments of /init are those of --append, or else of the file '/init.argv', or else just 'init'."
    })
final class BootCommand implements Callable<Integer> {
  private static final String INIT = "/init";

  private final Streams streams;

  @Option(
      names = "--initrd",
      paramLabel = "FILE",
      required = true,
      description = {
        "Initramfs: cpio archives (newc or crc), plain or compressed with gzip, xz, lzma, bzip2, zstd or lz4.",
        "If repeated, they are put one behind the other; later files replace earlier ones."
      })
  private List<Path> initrds = new ArrayList<>();

  @Option(
      names = "--append",
      paramLabel = "TEXT",
      description = {
        "The kernel's command line: arguments of /init, the first is its own name.",
        "The word 'dumpfs' asks for a dump of all files on the console at exit."
      })
  private String append = "";

  @Option(
      names = "--dtb",
      paramLabel = "FILE",
      description = "Device tree of the board, instead of QEMU's virt board.")
  private @Nullable Path deviceTree;

  @Mixin private final MachineOptions machine = new MachineOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  BootCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws FailedException, BootException {
    List<byte[]> parts = new ArrayList<>();
    for (Path initrd : initrds) {
      parts.add(HostFiles.read(initrd));
    }
    byte[] initrd = Initrds.join(parts);
    BootImage image = image(initrd);
    try {
      return new MachineRun(streams, machine, output).run(INIT, kernel -> kernel.boot(image));
    } catch (BootException e) {
      if (e.kind() == BootException.Kind.IMAGE) {
        throw e;
      }
      throw StartFailure.explain(e, INIT, INIT, files(initrd), "in the initramfs");
    }
  }

  /** Reads again what the kernel has read: only for the words of a failure. */
  private static CpioArchive files(byte[] initrd) throws FailedException {
    try {
      return CpioReader.read(initrd).canonical();
    } catch (CpioException e) {
      throw new FailedException("initramfs: " + Failures.message(e), e);
    }
  }

  private BootImage image(byte[] initrd) throws FailedException {
    // Asked for first, so that a limit that cannot be is an error of its own.
    machine.limits();
    BootImage.Builder builder = BootImage.builder();
    if (deviceTree != null) {
      builder.board(readTree(deviceTree));
    }
    machine.memory().ifPresent(builder::memorySize);
    try {
      return builder.bootArguments(append).initrd(MemorySegment.ofArray(initrd)).build();
    } catch (IllegalArgumentException e) {
      throw new FailedException("device tree: " + Failures.message(e), e);
    }
  }

  private static DeviceTree readTree(Path file) throws FailedException {
    try {
      return DeviceTree.parse(HostFiles.read(file));
    } catch (DtbException e) {
      throw new FailedException(file + ": " + Failures.message(e), e);
    }
  }
}
