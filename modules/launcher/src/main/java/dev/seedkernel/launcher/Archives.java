package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioInode;
import dev.seedkernel.cpio.CpioReader;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads archives of the host. */
final class Archives {
  private Archives() {}

  static CpioArchive read(Path file, Streams streams) throws FailedException {
    byte[] bytes = HostFiles.read(file, streams);
    try {
      return CpioReader.read(bytes);
    } catch (CpioException e) {
      throw new FailedException(file + ": " + Failures.message(e), e);
    }
  }

  /**
   * Returns a canonical archive without some of its names. The last name of a file holds its
   * content, so where that goes, the one before takes it.
   */
  static CpioArchive without(CpioArchive canonical, Set<String> names) {
    if (names.isEmpty()) {
      return canonical;
    }
    Map<String, CpioEntry> moved = new HashMap<>();
    for (CpioInode inode : canonical.inodes()) {
      List<CpioEntry> kept =
          inode.links().stream().filter(link -> !names.contains(link.name())).toList();
      if (!kept.isEmpty() && kept.size() < inode.links().size()) {
        moved.put(kept.getLast().name(), withContent(kept.getLast(), inode.content()));
      }
    }
    return new CpioArchive(
        canonical.entries().stream()
            .filter(entry -> !names.contains(entry.name()))
            .map(entry -> moved.getOrDefault(entry.name(), entry))
            .toList());
  }

  private static CpioEntry withContent(CpioEntry entry, MemorySegment content) {
    return new CpioEntry(
        entry.name(),
        entry.mode(),
        entry.userId(),
        entry.groupId(),
        entry.linkCount(),
        entry.modificationTime(),
        entry.inode(),
        entry.device(),
        entry.specialDevice(),
        entry.archive(),
        content);
  }
}
