package dev.seedkernel.virtio;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A buffer that a driver made available: slices of guest memory, first those that the device reads,
 * then those that it writes (virtio 1.2, 2.7.4, 2.7.5).
 *
 * <p>Each slice ends where its buffer ends, and the readable ones are read-only (2.7.5.1). The
 * lists do not change; the bytes are the guest's, which may write them at any time: a device that
 * checks a value and uses it must read it once.
 *
 * <p>How a driver cuts its message into buffers has no meaning (2.7.4.1), so {@link #read} and
 * {@link #write} go by position in all readable or all writable bytes.
 */
public final class DescriptorChain {
  private final int head;
  private final List<MemorySegment> readable;
  private final List<MemorySegment> writable;
  private final long readableBytes;
  private final long writableBytes;

  DescriptorChain(int head, List<MemorySegment> readable, List<MemorySegment> writable) {
    this.head = head;
    this.readable = List.copyOf(readable);
    this.writable = List.copyOf(writable);
    this.readableBytes = total(readable);
    this.writableBytes = total(writable);
  }

  /** Returns the index of the first descriptor, by which driver and device name the chain. */
  public int head() {
    return head;
  }

  /** Returns the device-readable buffers in order, as read-only segments. */
  public List<MemorySegment> readable() {
    return readable;
  }

  /** Returns the device-writable buffers in order. */
  public List<MemorySegment> writable() {
    return writable;
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
    return copy(readable, position, target, false);
  }

  /**
   * Copies {@code source} into the device-writable bytes.
   *
   * @param position first byte to write, counted over all writable buffers
   * @return the bytes copied: less than the source's size where the writable bytes end
   */
  public long write(long position, MemorySegment source) {
    return copy(writable, position, source, true);
  }

  @Override
  public String toString() {
    return "DescriptorChain[head=%d, readable=%d bytes, writable=%d bytes]"
        .formatted(head, readableBytes, writableBytes);
  }

  private static long copy(
      List<MemorySegment> buffers, long position, MemorySegment flat, boolean toBuffers) {
    if (position < 0) {
      throw new IllegalArgumentException("position " + position);
    }
    long skip = position;
    long done = 0;
    for (MemorySegment buffer : buffers) {
      long count = Math.min(buffer.byteSize() - skip, flat.byteSize() - done);
      if (count <= 0) {
        skip = Math.max(0, skip - buffer.byteSize());
        continue;
      }
      if (toBuffers) {
        MemorySegment.copy(flat, done, buffer, skip, count);
      } else {
        MemorySegment.copy(buffer, skip, flat, done, count);
      }
      done += count;
      skip = 0;
    }
    return done;
  }

  private static long total(List<MemorySegment> buffers) {
    long bytes = 0;
    for (MemorySegment buffer : buffers) {
      bytes += buffer.byteSize();
    }
    return bytes;
  }
}
