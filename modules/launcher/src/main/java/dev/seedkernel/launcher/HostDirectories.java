package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.FileType;
import dev.seedkernel.cpio.HostTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Trees that are written below a directory of the host. */
final class HostDirectories {
  private HostDirectories() {}

  /** Extracts an archive, or nothing of it. */
  static void extract(String what, CpioArchive archive, Path directory, Streams streams)
      throws FailedException {
    try {
      for (CpioEntry entry : HostTree.extract(archive, directory)) {
        leaveOut(streams, what, entry, "a " + typeName(entry.type()) + " is not made on the host");
      }
    } catch (CpioException e) {
      throw new FailedException(what + ": " + Failures.message(e), e);
    } catch (IOException e) {
      throw new FailedException(
          "%s: %s (what is there now is not complete)".formatted(what, Failures.describe(e)), e);
    }
  }

  /** Extracts an archive without the symbolic links that lead out of the directory. */
  static void extractPossible(String what, CpioArchive archive, Path directory, Streams streams)
      throws FailedException {
    List<CpioEntry> possible = new ArrayList<>();
    try {
      for (CpioEntry entry : archive.canonical().entries()) {
        if (entry.type() == FileType.SYMLINK && HostTree.leadsOut(entry)) {
          leaveOut(streams, what, entry, "its target is " + Names.display(entry.linkTarget()));
        } else {
          possible.add(entry);
        }
      }
    } catch (CpioException e) {
      throw new FailedException(what + ": " + Failures.message(e), e);
    }
    extract(what, new CpioArchive(possible), directory, streams);
  }

  private static void leaveOut(Streams streams, String what, CpioEntry entry, String why) {
    streams.complain("%s: left out %s: %s".formatted(what, Names.display(entry.name()), why));
  }

  private static String typeName(FileType type) {
    return switch (type) {
      case CHARACTER_DEVICE -> "character device";
      case BLOCK_DEVICE -> "block device";
      case FIFO -> "FIFO";
      case SOCKET -> "socket";
      default -> "file of unknown type";
    };
  }
}
