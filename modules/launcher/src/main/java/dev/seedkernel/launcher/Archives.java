package dev.seedkernel.launcher;

import dev.seedkernel.cpio.ArchiveReader;
import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioInode;
import dev.seedkernel.cpio.CpioLimits;
import dev.seedkernel.cpio.CpioReader;
import dev.seedkernel.kernel.disk.DiskException;
import dev.seedkernel.kernel.disk.DiskResult;
import dev.seedkernel.virtio.BlockStore;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** Reads the result of a run off a file that is an output disk. */
  static CpioArchive readResult(Path file) throws FailedException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FailedException(file + ": not a regular file");
    }
    try (BlockStore disk = BlockStore.file(file, true)) {
      return DiskResult.read(disk, Runtime.getRuntime().maxMemory());
    } catch (DiskException e) {
      throw new FailedException(file + ": " + Failures.message(e), e);
    } catch (IOException e) {
      throw new FailedException(Failures.describe(e), e);
    }
  }

  /**
   * Reads the files of an initramfs and of disks that are unpacked over it.
   *
   * @param disks files of the host
   */
  static CpioArchive together(byte[] initramfs, List<Path> disks)
      throws CpioException, FailedException {
    List<CpioEntry> all = new ArrayList<>(CpioReader.read(initramfs).entries());
    for (Path disk : disks) {
      // Hard links are those of one archive.
      int archives = all.isEmpty() ? 0 : all.getLast().archive() + 1;
      ArchiveReader.forEach(
          MemorySegment.ofArray(HostFiles.read(disk)),
          CpioLimits.DEFAULT,
          entry -> all.add(copy(entry, archives + entry.archive(), entry.content())));
    }
    return new CpioArchive(all);
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
    return copy(entry, entry.archive(), content);
  }

  private static CpioEntry copy(CpioEntry entry, int archive, MemorySegment content) {
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
        archive,
        content);
  }
}
