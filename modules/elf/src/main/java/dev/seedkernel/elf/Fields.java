package dev.seedkernel.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Fixed-size fields at byte offsets, in the byte order of one file. */
final class Fields {
  private final MemorySegment bytes;
  private final ByteOrder order;
  private final ValueLayout.OfShort half;
  private final ValueLayout.OfInt word;
  private final ValueLayout.OfLong xword;

  Fields(MemorySegment bytes, ByteOrder order) {
    this.bytes = bytes;
    this.order = order;
    half = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
    word = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
    xword = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order);
  }

  ByteOrder order() {
    return order;
  }

  long size() {
    return bytes.byteSize();
  }

  int u8(long offset) {
    return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, offset));
  }

  int u16(long offset) {
    return Short.toUnsignedInt(bytes.get(half, offset));
  }

  int i32(long offset) {
    return bytes.get(word, offset);
  }

  long u32(long offset) {
    return Integer.toUnsignedLong(bytes.get(word, offset));
  }

  long i64(long offset) {
    return bytes.get(xword, offset);
  }

  void put8(long offset, int value) {
    bytes.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
  }

  void put16(long offset, int value) {
    bytes.set(half, offset, (short) value);
  }

  void put32(long offset, int value) {
    bytes.set(word, offset, value);
  }

  void put64(long offset, long value) {
    bytes.set(xword, offset, value);
  }

  /**
   * Returns a part of the file, however large or negative the two numbers are.
   *
   * @param at offset of the field that claims this part, for the exception
   */
  MemorySegment slice(long offset, long size, long at, String what) throws ElfException {
    if (offset < 0 || size < 0 || size > size() || offset > size() - size) {
      throw new ElfException(
          at,
          what
              + " (offset "
              + hex(offset)
              + ", size "
              + hex(size)
              + ") must lie in the file of "
              + size()
              + " bytes");
    }
    return bytes.asSlice(offset, size);
  }

  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  /** Guards a record's component that the file has fewer bits for than Java. */
  static void requireBits(int value, int bits, String name) {
    if (value >>> bits != 0) {
      throw new IllegalArgumentException(name + " " + value + " needs more than " + bits + " bits");
    }
  }
}
