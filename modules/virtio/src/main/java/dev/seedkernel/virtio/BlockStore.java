package dev.seedkernel.virtio;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * What is behind a block device: bytes from 0 to a size that is a positive multiple of 512.
 *
 * <p>The device checks every range before it asks, so a store sees ranges inside its size only, and
 * writes only if it can be written. Ranges need not be whole sectors. An {@link IOException}
 * becomes the request's VIRTIO_BLK_S_IOERR.
 *
 * <p>A store is used by one thread at a time.
 */
public interface BlockStore extends AutoCloseable {
  /** Bytes of a sector, the unit of every size and place on the ring (virtio 1.2, 5.2.4). */
  int SECTOR = 512;

  /** Returns the size in bytes. */
  long size();

  /** Whether every write fails. */
  boolean isReadOnly();

  /** Fills {@code target} with the bytes from {@code offset} on. */
  void read(long offset, MemorySegment target) throws IOException;

  /** Stores the bytes of {@code source} from {@code offset} on. */
  void write(long offset, MemorySegment source) throws IOException;

  /** Makes a range read as zeros. */
  void zero(long offset, long length) throws IOException;

  /** Is told that the bytes of a range are not needed any more; they may then read as anything. */
  default void discard(long offset, long length) throws IOException {}

  /** Makes everything that was written stable. */
  default void flush() throws IOException {}

  @Override
  default void close() throws IOException {}

  /**
   * Returns a store in memory.
   *
   * @param bytes the store's content, which writes change; a read-only segment is a read-only store
   * @throws IllegalArgumentException if the size is not a positive multiple of 512
   */
  static BlockStore memory(MemorySegment bytes) {
    return new MemoryStore(bytes);
  }

  /**
   * Opens a file, and locks it: against others that write if {@code readOnly}, else against all.
   *
   * @throws IOException if the file cannot be opened, is locked, or its size is not a positive
   *     multiple of 512
   */
  static BlockStore file(Path file, boolean readOnly) throws IOException {
    return FileStore.open(file, readOnly);
  }

  /**
   * Creates a file of zeros, sparse where the host's file system can that, and locks it.
   *
   * @param size in bytes, a positive multiple of 512
   * @throws IOException if the file exists or cannot be created
   * @throws IllegalArgumentException if the size is no such multiple
   */
  static BlockStore createFile(Path file, long size) throws IOException {
    return FileStore.create(file, size);
  }

  /**
   * Returns a sparse store over {@code base}: reads give what was written to the overlay, elsewhere
   * the base. The base is never written; closing the overlay closes it.
   *
   * @param limit the most bytes that the overlay may hold in memory; a write beyond it fails
   */
  static BlockStore overlay(BlockStore base, long limit) {
    return new OverlayStore(base, limit);
  }

  /**
   * Returns a read-only store of zeros, which takes no memory: the base of an empty sparse disk.
   *
   * @param size in bytes, a positive multiple of 512
   */
  static BlockStore zeros(long size) {
    return new ZeroStore(size);
  }

  /** Returns {@code size} if a store can have it. */
  static long checkSize(long size) {
    if (size <= 0 || size % SECTOR != 0) {
      throw new IllegalArgumentException(
          "a size of %d bytes is not a positive multiple of %d".formatted(size, SECTOR));
    }
    return size;
  }
}
