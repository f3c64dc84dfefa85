package dev.seedkernel.aarch64.arith;

/**
 * Vectors of complex numbers (FEAT_FCMA): the real part of a number is an even element, the
 * imaginary part the odd one after it. Functions give one half of a register; a number of doubles
 * has its real part in the low half and its imaginary part in the high one, so they take both.
 *
 * <p>A sign is changed by its bit alone, that of a NaN as well (Arm ARM, FPNeg), and nothing is
 * raised.
 */
public final class ComplexNumbers {
  private ComplexNumbers() {}

  /**
   * Returns the low half of the numbers, each turned by quarters of a circle: times 1, i, -1, -i.
   */
  public static long turnedLow(long low, long high, int quarters, int size) {
    if (size < FloatFormat.DOUBLE) {
      return turned(low, quarters, size);
    }
    long real = isOdd(quarters) ? high : low;
    return negatesReal(quarters) ? FloatArithmetic.negate(real, size) : real;
  }

  /** Returns the high half of what {@link #turnedLow} gives the low one of. */
  public static long turnedHigh(long low, long high, int quarters, int size) {
    if (size < FloatFormat.DOUBLE) {
      return turned(high, quarters, size);
    }
    long imaginary = isOdd(quarters) ? low : high;
    return negatesImaginary(quarters) ? FloatArithmetic.negate(imaginary, size) : imaginary;
  }

  /** Turns numbers whose parts are both in one half. */
  private static long turned(long half, int quarters, int size) {
    int bits = 8 << size;
    long signs = Lanes.replicate(FloatFormat.signBit(size), size + 1);
    long real = isOdd(quarters) ? odd(half, size) : even(half, size);
    long imaginary = isOdd(quarters) ? even(half, size) : odd(half, size);
    return (real ^ (negatesReal(quarters) ? signs : 0))
        | (imaginary ^ (negatesImaginary(quarters) ? signs : 0)) << bits;
  }

  /**
   * Returns, in place of both parts of each number, the one that takes part in a step of a product
   * with a number that is turned so far: the real part for 0 and 2 quarters, the imaginary part for
   * 1 and 3.
   *
   * @param half the half of the register to return; of doubles it does not matter
   */
  public static long factor(long half, long low, long high, int quarters, int size) {
    if (size == FloatFormat.DOUBLE) {
      return isOdd(quarters) ? high : low;
    }
    long part = isOdd(quarters) ? odd(half, size) : even(half, size);
    return part | part << (8 << size);
  }

  private static boolean isOdd(int quarters) {
    return (quarters & 1) != 0;
  }

  private static boolean negatesReal(int quarters) {
    return quarters == 1 || quarters == 2;
  }

  private static boolean negatesImaginary(int quarters) {
    return quarters >= 2;
  }

  /** Returns the even elements, each in the place of two. */
  private static long even(long half, int size) {
    return half & Lanes.replicate(Lanes.mask(size), size + 1);
  }

  /** Returns the odd elements, each in the place of two. */
  private static long odd(long half, int size) {
    return even(half >>> (8 << size), size);
  }
}
