package dev.seedkernel.launcher;

import dev.seedkernel.cpio.Compression;
import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the files go that a run made or changed. */
final class OutputOptions {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "Write every file that the run made or changed below DIR, at its path in the guest.",
        "Device nodes, and symbolic links that lead out of DIR, are named and left out."
      })
  private @Nullable Path directory;

  @Option(
      names = "--out-cpio",
      paramLabel = "FILE",
      description = "Write the same files as a cpio archive (newc, sorted, times 0).")
  private @Nullable Path archive;

  /** Finds what can be found before a run that may take hours. */
  void check() throws FailedException {
    for (Path path : Optional.ofNullable(directory).stream().toList()) {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new FailedException("--out %s: not a directory".formatted(path));
      }
    }
    if (archive != null) {
      Path parent = archive.toAbsolutePath().getParent();
      if (Files.isDirectory(archive) || parent == null || !Files.isDirectory(parent)) {
        throw new FailedException("--out-cpio %s: cannot be written there".formatted(archive));
      }
    }
  }

  /** Hands out the files. */
  void write(Outcome outcome, Streams streams) throws FailedException {
    Path toDirectory = directory;
    Path toArchive = archive;
    if (toDirectory == null && toArchive == null) {
      return;
    }
    CpioArchive files;
    try {
      files = outcome.changedFiles();
    } catch (CpioException e) {
      throw new FailedException("the run's files: " + Failures.message(e), e);
    }
    if (toDirectory != null) {
      HostDirectories.extractPossible("--out " + toDirectory, files, toDirectory, streams);
    }
    if (toArchive != null) {
      HostFiles.write(
          toArchive,
          target -> {
            try {
              CpioWriter.write(files, Compression.NONE, target);
            } catch (CpioException e) {
              throw new FailedException(toArchive + ": " + Failures.message(e), e);
            }
          });
    }
  }
}
