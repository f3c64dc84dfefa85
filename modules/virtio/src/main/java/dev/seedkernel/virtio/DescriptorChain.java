package dev.seedkernel.virtio;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A buffer that a driver made available: pieces of guest memory, first those that the device reads,
 * then those that it writes (virtio 1.2, 2.7.4, 2.7.5, 2.8.5).
 *
 * <p>Every piece was checked to be inside guest memory, and the readable ones can only be read
 * (2.7.5.1). Places and lengths do not change; the bytes are the guest's, which may write them at
 * any time: a device that checks a value and uses it must read it once.
 *
 * <p>How a driver cuts its message into buffers has no meaning (2.7.4.1), so {@link #read} and
 * {@link #write} go by position in all readable or all writable bytes.
 */
public final class DescriptorChain {
  private final MemorySegment memory;
  private final int id;
  private final int descriptors;
  private final long[] parts;
  private final int readableCount;
  private final long readableBytes;
  private final long writableBytes;

  /** The queue in which the chain is in flight, or null once it was given back. */
  private @Nullable DeviceQueue queue;

  DescriptorChain(
      DeviceQueue queue,
      MemorySegment memory,
      int id,
      int descriptors,
      long[] parts,
      int readableCount) {
    this.queue = queue;
    this.memory = memory;
    this.id = id;
    this.descriptors = descriptors;
    this.parts = parts;
    this.readableCount = readableCount;
    this.readableBytes = total(0, readableCount);
    this.writableBytes = total(readableCount, parts.length / 2);
  }

  /**
   * Returns the number by which driver and device name the chain: the index of its first descriptor
   * in a split queue (2.7.8), the buffer id in a packed one (2.8.6).
   */
  public int id() {
    return id;
  }

  /** Returns the device-readable buffers in order, as read-only segments. */
  public List<MemorySegment> readable() {
    return slices(0, readableCount, true);
  }

  /** Returns the device-writable buffers in order. */
  public List<MemorySegment> writable() {
    return slices(readableCount, parts.length / 2, false);
  }

  /** Returns the bytes of all device-readable buffers, at most 2^32. */
  public long readableBytes() {
    return readableBytes;
  }

  /** Returns the bytes of all device-writable buffers, at most 2^32. */
  public long writableBytes() {
    return writableBytes;
  }

  /**
   * Copies from the device-readable bytes into {@code target}.
   *
   * @param position first byte to copy, counted over all readable buffers
   * @return the bytes copied: less than the target's size where the readable bytes end
   */
  public long read(long position, MemorySegment target) {
    return copy(0, readableCount, position, target, false);
  }

  /**
   * Copies {@code source} into the device-writable bytes.
   *
   * @param position first byte to write, counted over all writable buffers
   * @return the bytes copied: less than the source's size where the writable bytes end
   */
  public long write(long position, MemorySegment source) {
    return copy(readableCount, parts.length / 2, position, source, true);
  }

  /** Something that is done to each piece of a chain; {@code position} counts over the range. */
  interface Piece<E extends Exception> {
    void accept(MemorySegment piece, long position) throws E;
  }

  /** Hands out the readable bytes from {@code from} on, {@code length} of them, piece by piece. */
  <E extends Exception> void forReadable(long from, long length, Piece<E> action) throws E {
    forEach(0, readableCount, from, length, true, action);
  }

  /** Hands out the writable bytes from {@code from} on, {@code length} of them, piece by piece. */
  <E extends Exception> void forWritable(long from, long length, Piece<E> action) throws E {
    forEach(readableCount, parts.length / 2, from, length, false, action);
  }

  private <E extends Exception> void forEach(
      int first, int end, long from, long length, boolean readOnly, Piece<E> action) throws E {
    long skip = from;
    long done = 0;
    for (int i = first; i < end && done < length; i++) {
      long count = Math.min(parts[2 * i + 1] - skip, length - done);
      if (count > 0) {
        MemorySegment piece = memory.asSlice(parts[2 * i] + skip, count);
        action.accept(readOnly ? piece.asReadOnly() : piece, done);
        done += count;
        skip = 0;
      } else {
        skip -= parts[2 * i + 1];
      }
    }
  }

  /** Returns the queue in which the chain is in flight, if it still is. */
  @Nullable DeviceQueue queue() {
    return queue;
  }

  void given() {
    queue = null;
  }

  /** Returns how many descriptors of the ring itself the chain holds. */
  int descriptors() {
    return descriptors;
  }

  @Override
  public String toString() {
    return "DescriptorChain[id=%d, readable=%d bytes, writable=%d bytes]"
        .formatted(id, readableBytes, writableBytes);
  }

  private List<MemorySegment> slices(int first, int end, boolean readOnly) {
    List<MemorySegment> slices = new ArrayList<>(end - first);
    for (int i = first; i < end; i++) {
      MemorySegment slice = memory.asSlice(parts[2 * i], parts[2 * i + 1]);
      slices.add(readOnly ? slice.asReadOnly() : slice);
    }
    return Collections.unmodifiableList(slices);
  }

  private long copy(int first, int end, long position, MemorySegment flat, boolean toBuffers) {
    if (position < 0) {
      throw new IllegalArgumentException("position " + position);
    }
    long skip = position;
    long done = 0;
    for (int i = first; i < end; i++) {
      long offset = parts[2 * i];
      long length = parts[2 * i + 1];
      long count = Math.min(length - skip, flat.byteSize() - done);
      if (count <= 0) {
        skip = Math.max(0, skip - length);
        continue;
      }
      if (toBuffers) {
        MemorySegment.copy(flat, done, memory, offset + skip, count);
      } else {
        MemorySegment.copy(memory, offset + skip, flat, done, count);
      }
      done += count;
      skip = 0;
    }
    return done;
  }

  private long total(int first, int end) {
    long bytes = 0;
    for (int i = first; i < end; i++) {
      bytes += parts[2 * i + 1];
    }
    return bytes;
  }
}
