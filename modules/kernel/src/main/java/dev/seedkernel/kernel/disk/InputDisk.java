package dev.seedkernel.kernel.disk;

import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.Initramfs;
import dev.seedkernel.virtio.BlockDriver;
import dev.seedkernel.virtio.BlockStore;
import dev.seedkernel.virtio.VirtioException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reads a disk into memory: not more of it than has content. */
final class InputDisk {
  private static final int PIECE = 1 << 20;

  private InputDisk() {}

  /**
   * Unpacks the archive of a disk.
   *
   * @param most bytes that a disk may have
   */
  static void unpack(Disk disk, Initramfs tree, long most) throws BootException {
    MemorySegment content;
    try {
      long sectors = disk.driver().capacity();
      if (sectors < 0 || sectors > most / BlockStore.SECTOR) {
        throw disk.broken(
            "%s sectors of 512 bytes are more than the limits file-bytes and files can need: %d"
                .formatted(Long.toUnsignedString(sectors), most / BlockStore.SECTOR));
      }
      content = read(disk.driver(), sectors * BlockStore.SECTOR);
    } catch (VirtioException e) {
      throw disk.broken(e);
    }
    tree.unpackDisk(disk.name(), content);
  }

  /**
   * Returns the bytes up to the last piece that is not all zeros, and one piece of zeros behind it
   * if there are as many: an archive may end in some.
   */
  private static MemorySegment read(BlockDriver driver, long size) throws VirtioException {
    MemorySegment buffer = MemorySegment.ofArray(new byte[0]);
    MemorySegment piece = MemorySegment.ofArray(new byte[PIECE]);
    MemorySegment zeros = MemorySegment.ofArray(new byte[PIECE]);
    long end = 0;
    for (long at = 0; at < size; at += PIECE) {
      long count = Math.min(PIECE, size - at);
      driver.read(at / BlockStore.SECTOR, piece.asSlice(0, count));
      if (MemorySegment.mismatch(piece, 0, count, zeros, 0, count) >= 0) {
        end = at + count;
        if (end > buffer.byteSize()) {
          buffer = grown(buffer, Math.clamp(2 * buffer.byteSize(), end, size));
        }
        MemorySegment.copy(piece, 0, buffer, at, count);
      }
    }
    long length = Math.min(size, end + PIECE);
    return (length > buffer.byteSize() ? grown(buffer, length) : buffer).asSlice(0, length);
  }

  private static MemorySegment grown(MemorySegment buffer, long size) {
    MemorySegment larger = Arena.ofAuto().allocate(size);
    MemorySegment.copy(buffer, 0, larger, 0, buffer.byteSize());
    return larger;
  }
}
