package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioNames;
import dev.seedkernel.cpio.FileType;
import dev.seedkernel.cpio.HostTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Trees that are written below a directory of the host. */
final class HostDirectories {
  /** {@code PATH_MAX} of Linux without the NUL. */
  private static final int MAX_HOST_PATH = 4095;

  private HostDirectories() {}

  /** Extracts an archive, or nothing of it. */
  static void extract(String what, CpioArchive archive, Path directory, Streams streams)
      throws FailedException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new FailedException(directory + ": not a directory");
    }
    try {
      for (CpioEntry entry : HostTree.extract(archive, directory)) {
        leaveOut(
            streams,
            what,
            entry.name(),
            0,
            "a " + typeName(entry.type()) + " is not made on the host");
      }
    } catch (CpioException e) {
      throw new FailedException(what + ": " + Failures.message(e), e);
    } catch (IOException e) {
      throw new FailedException(
          "%s: %s (what is there now is not complete)".formatted(what, Failures.describe(e)), e);
    }
  }

  /**
   * Extracts an archive without what cannot be below the directory: symbolic links that lead out,
   * and names that the host cannot have. What is left out is named; of a directory that is, only
   * the number of files below it.
   */
  static void extractPossible(String what, CpioArchive archive, Path directory, Streams streams)
      throws FailedException {
    Set<String> omitted = new HashSet<>();
    CpioArchive canonical;
    try {
      canonical = archive.canonical();
      int room = MAX_HOST_PATH - CpioNames.ofText(directory.toAbsolutePath() + "/").length();
      Map<String, Integer> below = new HashMap<>();
      Map<String, String> reasons = new LinkedHashMap<>();
      for (CpioEntry entry : canonical.entries()) {
        String name = entry.name();
        // Parents come first.
        @Nullable String top = below.isEmpty() ? null : ancestor(name, below);
        if (top != null) {
          below.merge(top, 1, Integer::sum);
          omitted.add(name);
          continue;
        }
        @Nullable String obstacle = obstacle(entry, room);
        if (obstacle != null) {
          reasons.put(name, obstacle);
          below.put(name, 0);
          omitted.add(name);
        }
      }
      reasons.forEach(
          (name, why) -> leaveOut(streams, what, name, below.getOrDefault(name, 0), why));
    } catch (CpioException e) {
      throw new FailedException(what + ": " + Failures.message(e), e);
    }
    extract(what, Archives.without(canonical, omitted), directory, streams);
  }

  private static @Nullable String ancestor(String name, Map<String, Integer> omitted) {
    for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
      String parent = name.substring(0, slash);
      if (omitted.containsKey(parent)) {
        return parent;
      }
    }
    return null;
  }

  /** Returns why an entry cannot be on the host, or null if it can. */
  private static @Nullable String obstacle(CpioEntry entry, int room) throws CpioException {
    if (!isText(entry.name())) {
      return "its name is not UTF-8";
    }
    if (entry.name().length() > room) {
      return "its path would be too long for the host";
    }
    if (entry.type() != FileType.SYMLINK) {
      return null;
    }
    if (!isText(entry.linkTarget())) {
      return "its target is not UTF-8";
    }
    return HostTree.leadsOut(entry) ? "its target is " + Names.display(entry.linkTarget()) : null;
  }

  private static boolean isText(String name) {
    return CpioNames.ofText(CpioNames.toText(name)).equals(name);
  }

  static void leaveOut(Streams streams, String what, String name, int filesBelow, String why) {
    String files =
        switch (filesBelow) {
          case 0 -> "";
          case 1 -> " and 1 file below it";
          default -> " and %d files below it".formatted(filesBelow);
        };
    streams.complain(
        Failures.shortened(
            "%s: left out %s%s: %s".formatted(what, Names.display(name), files, why)));
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
