package dev.seedkernel.launcher;

import dev.seedkernel.cpio.Compression;
import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.Outcome;
import dev.seedkernel.kernel.boot.ArchivedTree;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Where the files go that a run made or changed. */
final class OutputOptions {
  /** Of what is left out, how many are named: a guest may have made tens of thousands. */
  private static final int MOST_NAMED = 20;

  private final OptionSpec directory =
      Options.path(
          "--out",
          "DIR",
          "Write every file that the run made or changed below DIR, at its path in the guest.",
          "Left out and named on stderr: device nodes, symbolic links that lead out of DIR, names that the host cannot have, paths of 4096 bytes and more, and files that holes make larger than the limit file-bytes or 2 GiB. The exit status stays the guest's.");

  private final OptionSpec archive =
      Options.path(
          "--out-cpio",
          "FILE",
          "Write the same files as a cpio archive (newc, sorted, times 0).",
          "Left out and named on stderr: paths and files that are too long or too large for --out.");

  /** Adds the options to a command. */
  OutputOptions(CommandSpec command) {
    command.addOption(directory).addOption(archive);
  }

  /** Finds what can be found before a run that may take hours. */
  void check() throws FailedException {
    @Nullable Path toDirectory = directory.getValue();
    @Nullable Path toArchive = archive.getValue();
    if (toDirectory != null) {
      checkDirectory(toDirectory);
    }
    if (toArchive != null) {
      HostFiles.checkWritable("--out-cpio " + toArchive, toArchive);
    }
  }

  /** A directory, or a place where one can be made. */
  private static void checkDirectory(Path path) throws FailedException {
    Path there = path.toAbsolutePath();
    while (there.getParent() != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      throw new FailedException(
          "--out %s: %snot a directory"
              .formatted(path, there.equals(path.toAbsolutePath()) ? "" : there + " is "));
    }
    if (!Files.isWritable(there)) {
      throw new FailedException("--out %s: permission denied".formatted(path));
    }
  }

  private static void nameLeftOut(ArchivedTree tree, Streams streams) {
    int count = tree.leftOut().size();
    for (ArchivedTree.LeftOut left : tree.leftOut().subList(0, Math.min(count, MOST_NAMED))) {
      HostDirectories.leaveOut(
          streams, "the run's files", left.name(), left.below(), left.reason());
    }
    if (count > MOST_NAMED) {
      streams.complain("the run's files: left out %d more".formatted(count - MOST_NAMED));
    }
  }

  /** Hands out the files. What cannot be is named, and does not change the exit status. */
  void write(Outcome outcome, Streams streams) throws FailedException {
    @Nullable Path toDirectory = directory.getValue();
    @Nullable Path toArchive = archive.getValue();
    if (toDirectory == null && toArchive == null) {
      return;
    }
    CpioArchive files;
    try {
      ArchivedTree tree = outcome.changedFiles();
      files = tree.archive();
      nameLeftOut(tree, streams);
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
