package dev.seedkernel.spec.system;

import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioReader;
import dev.seedkernel.cpio.FileType;
import dev.seedkernel.spec.contract.ClauseText;
import dev.seedkernel.spec.guest.Batch;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Case;
import dev.seedkernel.spec.program.Observation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The host's Linux by qemu's user mode: one process of the host a case, in a root directory of its
 * own. Where it is right: files and their bytes. Processes, memory and signals are qemu's own
 * there, and programs cannot be executed by others.
 */
final class QemuUser implements SystemUnderTest {
  private static final Set<String> SECTIONS = Set.of("CALL", "OPEN", "FD", "FS", "RW", "PIPE");
  private static final int BATCH = 50;
  private static final int SECONDS = 20;

  /** As in a shell, and in what Java says of a process. */
  private static final int KILLED = 128;

  private static final int CLD_EXITED = 1;
  private static final int CLD_KILLED = 2;

  private final Path qemu;

  QemuUser(Path qemu) {
    this.qemu = qemu;
  }

  @Override
  public String name() {
    return "qemu-user";
  }

  @Override
  public boolean isHeldTo(ClauseText clause) {
    return !clause.ours() && !clause.boot() && SECTIONS.contains(clause.section());
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public boolean takes(Case one) {
    return one instanceof CallProgram;
  }

  @Override
  public boolean bootsSlowly() {
    return true;
  }

  @Override
  public BootObservation boot(BootCase one) throws IOException {
    throw new IOException(name() + " does not boot");
  }

  @Override
  public List<Observation> run(List<CallProgram> cases) throws IOException, InterruptedException {
    Batch batch = new Batch(cases);
    // tmpfs, as in the contract, where the host has it.
    Path memory = Path.of("/dev/shm");
    Path root =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "seedkernel-spec")
            : Files.createTempDirectory("seedkernel-spec");
    try {
      Files.copy(qemu, root.resolve("qemu"));
      unpack(batch, root);
      for (int i = 0; i < cases.size(); i++) {
        run(root, i);
      }
      return batch.observations(path -> read(root.resolve(path.substring(1))));
    } finally {
      delete(root);
    }
  }

  private static void unpack(Batch batch, Path root) throws IOException {
    try {
      for (CpioEntry entry : CpioReader.read(batch.initramfs()).entries()) {
        Path path = root.resolve(entry.name());
        if (entry.type() == FileType.DIRECTORY) {
          Files.createDirectories(path);
        } else if (entry.type() == FileType.REGULAR) {
          Files.write(path, entry.bytes());
          Files.setPosixFilePermissions(
              path, PosixFilePermissions.fromString(permissions(entry.permissions())));
        }
      }
    } catch (CpioException e) {
      throw new IOException(e);
    }
  }

  private static String permissions(int mode) {
    StringBuilder text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((mode >> bit & 1) == 0 ? '-' : "rwx".charAt(2 - bit % 3));
    }
    return text.toString();
  }

  private static Optional<Bytes> read(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(Bytes.of(Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Path root, int number) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "unshare",
            "--map-root-user",
            "--root=" + root,
            "--wd=" + Batch.path("case", number),
            "/qemu",
            Batch.path("program", number));
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    // Pipes stand for the console: neither has positions. Nobody reads what is written.
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      return;
    }
    int status = process.exitValue();
    boolean killed = status > KILLED;
    Bytes siginfo =
        Bytes.zeros(128)
            .with(8, Bytes.of(killed ? CLD_KILLED : CLD_EXITED))
            .with(24, Bytes.of(killed ? status - KILLED : status));
    Files.write(root.resolve(Batch.path("status", number).substring(1)), siginfo.toArray());
  }

  private static void delete(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
