package dev.seedkernel.virtio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Guest RAM: a memory segment and the guest physical address of its first byte.
 *
 * <p>Every address that comes from a guest goes through {@link #slice}, which gives a segment that
 * ends where the buffer ends, or refuses. Addresses and lengths are unsigned.
 */
public final class GuestMemory {
  /** Alignment in bytes of the segment and of the base, so that ring indices are never torn. */
  public static final int ALIGNMENT = 8;

  private static final VarHandle INDEX =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment segment;
  private final long base;

  private GuestMemory(MemorySegment segment, long base) {
    this.segment = segment;
    this.base = base;
  }

  /** Takes {@code segment} as RAM that starts at guest physical address 0. */
  public static GuestMemory of(MemorySegment segment) {
    return of(segment, 0);
  }

  /**
   * Takes {@code segment} as RAM that starts at guest physical address {@code base}.
   *
   * @throws IllegalArgumentException if the segment is read-only, if segment or base are not
   *     aligned to {@value #ALIGNMENT} (a {@code byte[]} is not, a {@code long[]} and native memory
   *     can be), or if the RAM would go beyond the last 64-bit address
   */
  public static GuestMemory of(MemorySegment segment, long base) {
    if (segment.isReadOnly()) {
      throw new IllegalArgumentException("guest memory is read-only");
    }
    if (segment.maxByteAlignment() < ALIGNMENT || base % ALIGNMENT != 0) {
      throw new IllegalArgumentException("guest memory is not aligned to " + ALIGNMENT + " bytes");
    }
    if (Long.compareUnsigned(base, -segment.byteSize()) > 0 && segment.byteSize() > 0) {
      throw new IllegalArgumentException("guest memory goes beyond the last 64-bit address");
    }
    return new GuestMemory(segment, base);
  }

  /** Returns the guest physical address of the first byte. */
  public long base() {
    return base;
  }

  /** Returns the size in bytes. */
  public long size() {
    return segment.byteSize();
  }

  /**
   * Returns the part of memory that a buffer is.
   *
   * @param address guest physical address, unsigned
   * @param length length in bytes, unsigned; an empty buffer may be at the end of memory too
   * @throws VirtioException if any byte of the buffer is outside (2.7.5)
   */
  public MemorySegment slice(long address, long length) throws VirtioException {
    check(address, length, VirtioException.NO_OFFSET, "2.7.5");
    return segment.asSlice(address - base, length);
  }

  /**
   * Checks that a buffer is inside.
   *
   * @param field offset of the descriptor from which the address was read
   * @param clause what states the rule, for the layout of the queue
   */
  void check(long address, long length, long field, String clause) throws VirtioException {
    if (!contains(address, length)) {
      throw new VirtioException(
          field,
          clause,
          "a buffer of 0x%x bytes at address 0x%x is not inside guest memory"
              .formatted(length, address));
    }
  }

  /** Returns the whole of memory. */
  MemorySegment segment() {
    return segment;
  }

  /** Whether each byte of the range is inside; no sum is made that could overflow. */
  boolean contains(long address, long length) {
    long offset = address - base;
    return Long.compareUnsigned(offset, segment.byteSize()) <= 0
        && Long.compareUnsigned(length, segment.byteSize() - offset) <= 0;
  }

  /** Reads a ring's idx or flags; what the other side wrote before it is visible afterwards. */
  int readShared(long offset) {
    return Short.toUnsignedInt((short) INDEX.getAcquire(segment, offset));
  }

  /** Writes a ring's idx or flags, after everything that was written before. */
  void writeShared(long offset, int value) {
    INDEX.setRelease(segment, offset, (short) value);
  }

  int u16(long offset) {
    return Short.toUnsignedInt(segment.get(U16, offset));
  }

  long u32(long offset) {
    return Integer.toUnsignedLong(segment.get(U32, offset));
  }

  long u64(long offset) {
    return segment.get(U64, offset);
  }

  void putU16(long offset, int value) {
    segment.set(U16, offset, (short) value);
  }

  void putU32(long offset, long value) {
    segment.set(U32, offset, (int) value);
  }

  void putU64(long offset, long value) {
    segment.set(U64, offset, value);
  }

  void clear(long offset, long length) {
    segment.asSlice(offset, length).fill((byte) 0);
  }
}
