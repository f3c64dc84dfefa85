package dev.seedkernel.aarch64.arith;

/** Bit fields, shifts and rearrangements of bits. */
public final class Bits {
  private Bits() {}

  /** Returns a value shifted by LSL, LSR, ASR or ROR: 0 to 3. */
  public static long shift(int type, long value, int amount) {
    return switch (type) {
      case 0 -> value << amount;
      case 1 -> value >>> amount;
      case 2 -> value >> amount;
      default -> Long.rotateRight(value, amount);
    };
  }

  /** Returns a value shifted by LSL, LSR, ASR or ROR: 0 to 3. */
  public static int shift(int type, int value, int amount) {
    return switch (type) {
      case 0 -> value << amount;
      case 1 -> value >>> amount;
      case 2 -> value >> amount;
      default -> Integer.rotateRight(value, amount);
    };
  }

  /**
   * Returns the bits of the destination that a bit field move writes from the source: the field
   * goes to the bottom if {@code s >= r}, and up to bit 64 - r if not.
   */
  public static long fieldMask(int r, int s) {
    return s >= r ? -1L >>> (63 - (s - r)) : (-1L >>> (63 - s)) << (64 - r);
  }

  /** As {@link #fieldMask(int, int)}, for 32 bits. */
  public static int fieldMask32(int r, int s) {
    return s >= r ? -1 >>> (31 - (s - r)) : (-1 >>> (31 - s)) << (32 - r);
  }

  /** Unsigned bit field move. */
  public static long moveField(long source, int r, int s) {
    return Long.rotateRight(source, r) & fieldMask(r, s);
  }

  /** Unsigned bit field move. */
  public static int moveField(int source, int r, int s) {
    return Integer.rotateRight(source, r) & fieldMask32(r, s);
  }

  /** Signed bit field move. */
  public static long moveSignedField(long source, int r, int s) {
    // To the top, where the sign is, and down with it.
    long top = source << (63 - s);
    return s >= r ? top >> (63 - s + r) : top >> (63 - s) << (64 - r);
  }

  /** Signed bit field move. */
  public static int moveSignedField(int source, int r, int s) {
    int top = source << (31 - s);
    return s >= r ? top >> (31 - s + r) : top >> (31 - s) << (32 - r);
  }

  /** Returns 64 bits from bit {@code lsb} of high:low on. */
  public static long extract(long high, long low, int lsb) {
    return lsb == 0 ? low : high << (64 - lsb) | low >>> lsb;
  }

  /** Returns 32 bits from bit {@code lsb} of high:low on. */
  public static int extract(int high, int low, int lsb) {
    return lsb == 0 ? low : high << (32 - lsb) | low >>> lsb;
  }

  /** Reverses the bytes within each 16 bits. */
  public static long reverseBytes16(long value) {
    return (value & 0x00ff_00ff_00ff_00ffL) << 8 | (value >>> 8 & 0x00ff_00ff_00ff_00ffL);
  }

  /** Reverses the bytes within each 32 bits. */
  public static long reverseBytes32(long value) {
    return Long.rotateRight(Long.reverseBytes(value), 32);
  }

  /** Counts the bits below the sign that equal it. */
  public static int leadingSignBits(long value) {
    return Long.numberOfLeadingZeros(value ^ value >> 63) - 1;
  }

  /** Counts the bits below the sign that equal it. */
  public static int leadingSignBits(int value) {
    return Integer.numberOfLeadingZeros(value ^ value >> 31) - 1;
  }
}
