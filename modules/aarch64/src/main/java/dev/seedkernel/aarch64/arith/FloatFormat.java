package dev.seedkernel.aarch64.arith;

/**
 * The binary interchange formats, by the logarithm of their size in bytes: {@link #HALF}, {@link
 * #SINGLE}, {@link #DOUBLE}. Numbers are raw bits in the low end of a long.
 *
 * <p>A finite number other than zero is seen as a significand with its highest one in bit {@link
 * #TOP}, and the exponent of that bit.
 */
public final class FloatFormat {
  public static final int HALF = 1;
  public static final int SINGLE = 2;
  public static final int DOUBLE = 3;

  /** The bit that holds the highest one of a significand: room for a carry above, guard below. */
  static final int TOP = 62;

  private static final int[] FRACTION_BITS = {0, 10, 23, 52};
  private static final int[] BIAS = {0, 15, 127, 1023};

  private FloatFormat() {}

  static int fractionBits(int size) {
    return FRACTION_BITS[size];
  }

  static int bias(int size) {
    return BIAS[size];
  }

  /** Returns the sign bit in its place. */
  static long signBit(int size) {
    return 1L << ((8 << size) - 1);
  }

  static boolean negative(long a, int size) {
    return (a & signBit(size)) != 0;
  }

  /** Returns the bits without the sign. */
  static long magnitude(long a, int size) {
    return a & (signBit(size) - 1);
  }

  static long fractionMask(int size) {
    return (1L << fractionBits(size)) - 1;
  }

  /** Returns positive infinity: all ones in the exponent. */
  static long infinity(int size) {
    return signBit(size) - 1 & ~fractionMask(size);
  }

  static long quietBit(int size) {
    return 1L << (fractionBits(size) - 1);
  }

  static long defaultNaN(int size) {
    return infinity(size) | quietBit(size);
  }

  static long zero(boolean negative, int size) {
    return negative ? signBit(size) : 0;
  }

  static long infinity(boolean negative, int size) {
    return zero(negative, size) | infinity(size);
  }

  static boolean isNaN(long a, int size) {
    return magnitude(a, size) > infinity(size);
  }

  static boolean isSignalling(long a, int size) {
    return isNaN(a, size) && (a & quietBit(size)) == 0;
  }

  static boolean isInfinite(long a, int size) {
    return magnitude(a, size) == infinity(size);
  }

  static boolean isZero(long a, int size) {
    return magnitude(a, size) == 0;
  }

  static boolean isDenormal(long a, int size) {
    long m = magnitude(a, size);
    return m != 0 && m <= fractionMask(size);
  }

  /** Returns the power of two of the highest one of a finite number other than zero. */
  static int exponent(long a, int size) {
    int field = (int) (magnitude(a, size) >>> fractionBits(size));
    if (field != 0) {
      return field - bias(size);
    }
    return 1 - bias(size) - fractionBits(size) + 63 - Long.numberOfLeadingZeros(magnitude(a, size));
  }

  /**
   * Returns the significand of a finite number other than zero, its highest one in {@link #TOP}.
   */
  static long significand(long a, int size) {
    long fraction = a & fractionMask(size);
    if (magnitude(a, size) > fractionMask(size)) {
      return (fraction | fractionMask(size) + 1) << (TOP - fractionBits(size));
    }
    return fraction << (Long.numberOfLeadingZeros(fraction) - (63 - TOP));
  }
}
