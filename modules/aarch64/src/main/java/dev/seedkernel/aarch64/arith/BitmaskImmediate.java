package dev.seedkernel.aarch64.arith;

/**
 * Bitmask immediates of logical instructions (Arm ARM, shared pseudocode DecodeBitMasks): a run of
 * ones, rotated, in an element of 2 to 64 bits that is repeated over the register.
 *
 * <p>The code is N:immr:imms, 13 bits.
 */
public final class BitmaskImmediate {
  private BitmaskImmediate() {}

  /** Returns whether a code is allocated for registers of a width. */
  public static boolean isAllocated(int code, int width) {
    int size = elementSize(code);
    return size >= 2 && size <= width && (code & (size - 1)) != size - 1;
  }

  /** Returns the value of an allocated code; for a width of 32 it is zero-extended. */
  public static long decode(int code, int width) {
    int size = elementSize(code);
    int ones = (code & (size - 1)) + 1;
    int rotation = code >>> 6 & (size - 1);
    long run = -1L >>> (64 - ones);
    long element = rotation == 0 ? run : run >>> rotation | run << (size - rotation);
    element &= -1L >>> (64 - size);
    long value = element;
    for (int filled = size; filled < width; filled <<= 1) {
      value |= value << filled;
    }
    return value;
  }

  /**
   * Returns the code of a value, or -1 if it has none.
   *
   * @param value for a width of 32, its low 32 bits
   */
  public static int encode(long value, int width) {
    long v = width == 32 ? (value & 0xffff_ffffL) | value << 32 : value;
    if (v == 0 || v == -1) {
      return -1;
    }
    int size = 64;
    while (size > 2 && Long.rotateRight(v, size / 2) == v) {
      size /= 2;
    }
    // The element with its run at the bottom: rotate the start of a run of ones to bit 0.
    int start = Long.numberOfTrailingZeros(v & ~(v << 1 | v >>> 63));
    long aligned = Long.rotateRight(v, start) & -1L >>> (64 - size);
    if ((aligned & (aligned + 1)) != 0) {
      return -1;
    }
    int ones = Long.bitCount(aligned);
    int rotation = -start & (size - 1);
    int n = size == 64 ? 1 : 0;
    int sizeBits = size == 64 ? 0 : -(size << 1) & 0x3f;
    return n << 12 | rotation << 6 | sizeBits | (ones - 1);
  }

  /** Returns the size that N and the leading ones of imms choose; below 2 if reserved. */
  private static int elementSize(int code) {
    int selector = (code >>> 6 & 0x40) | (~code & 0x3f);
    return Integer.highestOneBit(selector);
  }
}
