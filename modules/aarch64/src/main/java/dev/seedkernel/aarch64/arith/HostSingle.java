package dev.seedkernel.aarch64.arith;

import static dev.seedkernel.aarch64.arith.FloatFormat.SINGLE;

/**
 * Arithmetic in single precision by the host's, as {@link HostDouble} is.
 *
 * <p>Of an operand the lower 32 bits count, and the upper half of a result is zero. {@link
 * HostSinglePair} does two at once.
 */
public final class HostSingle {
  /** A product or quotient below this may have underflowed, so the host's will not do. */
  static final float SAFE = 0x1p-120f;

  static final long MASK = 0xffff_ffffL;
  private static final long SIGN = 0x8000_0000L;

  private HostSingle() {}

  public static float number(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  public static long bits(float number) {
    return Float.floatToRawIntBits(number) & MASK;
  }

  /** Returns whether a sum is out of range. */
  public static boolean isNoSum(float r, FpEnvironment fp) {
    return Integer.compareUnsigned(Float.floatToRawIntBits(r) << 1, fp.sumRangeSingle) >= 0;
  }

  /** Returns whether a product or quotient is out of range. */
  public static boolean isNoProduct(float r, FpEnvironment fp) {
    int distance = (Float.floatToRawIntBits(r) << 1) - FpEnvironment.LEAST_SINGLE;
    return Integer.compareUnsigned(distance, fp.productRangeSingle) >= 0;
  }

  /**
   * Returns whether a result is zero because a factor is, or a dividend: it is exact then, and the
   * host's unless FPCR asks for something.
   */
  public static boolean isZero(float r, float a, float b, FpEnvironment fp) {
    return r == 0 && (a == 0 || b == 0) && fp.isDefault();
  }

  public static long add(long a, long b, FpEnvironment fp) {
    float r = Float.intBitsToFloat((int) a) + Float.intBitsToFloat((int) b);
    if (isNoSum(r, fp)) {
      Rare.path();
      r = addSlowly(a, b, fp);
    }
    return Float.floatToRawIntBits(r) & MASK;
  }

  public static long subtract(long a, long b, FpEnvironment fp) {
    float r = Float.intBitsToFloat((int) a) - Float.intBitsToFloat((int) b);
    if (isNoSum(r, fp)) {
      Rare.path();
      r = subtractSlowly(a, b, fp);
    }
    return Float.floatToRawIntBits(r) & MASK;
  }

  public static long multiply(long a, long b, FpEnvironment fp) {
    float r = Float.intBitsToFloat((int) a) * Float.intBitsToFloat((int) b);
    if (isNoProduct(r, fp)) {
      Rare.path();
      if (!isZero(r, number(a), number(b), fp)) {
        Rare.path();
        r = multiplySlowly(a, b, fp);
      }
    }
    return Float.floatToRawIntBits(r) & MASK;
  }

  public static long divide(long a, long b, FpEnvironment fp) {
    float r = Float.intBitsToFloat((int) a) / Float.intBitsToFloat((int) b);
    if (isNoProduct(r, fp)) {
      Rare.path();
      if (!isZero(r, number(a), number(a), fp)) {
        Rare.path();
        r = divideSlowly(a, b, fp);
      }
    }
    return Float.floatToRawIntBits(r) & MASK;
  }

  /** FNMUL. */
  public static long multiplyNegated(long a, long b, FpEnvironment fp) {
    return multiply(a, b, fp) ^ SIGN;
  }

  public static long squareRoot(long a, FpEnvironment fp) {
    // Rounding twice does no harm here: a double has more than twice the bits of a float.
    float r = (float) Math.sqrt(Float.intBitsToFloat((int) a));
    if (isNoProduct(r, fp)) {
      Rare.path();
      r = squareRootSlowly(a, fp);
    }
    return Float.floatToRawIntBits(r) & MASK;
  }

  /** FMADD: {@code addend + a * b}, rounded once. */
  public static long multiplyAdd(long addend, long a, long b, FpEnvironment fp) {
    float r =
        Math.fma(
            Float.intBitsToFloat((int) a),
            Float.intBitsToFloat((int) b),
            Float.intBitsToFloat((int) addend));
    if (isNoProduct(r, fp)) {
      Rare.path();
      if (!isZero(r, number(a), number(b), fp)) {
        Rare.path();
        r = multiplyAddSlowly(addend, a, b, fp);
      }
    }
    return Float.floatToRawIntBits(r) & MASK;
  }

  /** FMSUB: {@code addend - a * b}. */
  public static long multiplySubtract(long addend, long a, long b, FpEnvironment fp) {
    float r =
        Math.fma(
            -Float.intBitsToFloat((int) a),
            Float.intBitsToFloat((int) b),
            Float.intBitsToFloat((int) addend));
    if (isNoProduct(r, fp)) {
      Rare.path();
      if (!isZero(r, number(a), number(b), fp)) {
        Rare.path();
        r = multiplyAddSlowly(addend, a ^ SIGN, b, fp);
      }
    }
    return Float.floatToRawIntBits(r) & MASK;
  }

  /** FNMADD: {@code -addend - a * b}. */
  public static long negatedMultiplyAdd(long addend, long a, long b, FpEnvironment fp) {
    float r =
        Math.fma(
            -Float.intBitsToFloat((int) a),
            Float.intBitsToFloat((int) b),
            -Float.intBitsToFloat((int) addend));
    if (isNoProduct(r, fp)) {
      Rare.path();
      if (!isZero(r, number(a), number(b), fp)) {
        Rare.path();
        r = multiplyAddSlowly(addend ^ SIGN, a ^ SIGN, b, fp);
      }
    }
    return Float.floatToRawIntBits(r) & MASK;
  }

  /** FNMSUB: {@code a * b - addend}. */
  public static long negatedMultiplySubtract(long addend, long a, long b, FpEnvironment fp) {
    float r =
        Math.fma(
            Float.intBitsToFloat((int) a),
            Float.intBitsToFloat((int) b),
            -Float.intBitsToFloat((int) addend));
    if (isNoProduct(r, fp)) {
      Rare.path();
      if (!isZero(r, number(a), number(b), fp)) {
        Rare.path();
        r = multiplyAddSlowly(addend ^ SIGN, a, b, fp);
      }
    }
    return Float.floatToRawIntBits(r) & MASK;
  }

  public static long maximum(long a, long b, FpEnvironment fp) {
    float r = Math.max(number(a), number(b));
    if (fp.isOrdered(r)) {
      return bits(r);
    }
    Rare.path();
    return FloatComparison.maximum(a & MASK, b & MASK, SINGLE, fp);
  }

  public static long minimum(long a, long b, FpEnvironment fp) {
    float r = Math.min(number(a), number(b));
    if (fp.isOrdered(r)) {
      return bits(r);
    }
    Rare.path();
    return FloatComparison.minimum(a & MASK, b & MASK, SINGLE, fp);
  }

  public static long maximumNumber(long a, long b, FpEnvironment fp) {
    float r = Math.max(number(a), number(b));
    if (fp.isOrdered(r)) {
      return bits(r);
    }
    Rare.path();
    return FloatComparison.maximumNumber(a & MASK, b & MASK, SINGLE, fp);
  }

  public static long minimumNumber(long a, long b, FpEnvironment fp) {
    float r = Math.min(number(a), number(b));
    if (fp.isOrdered(r)) {
      return bits(r);
    }
    Rare.path();
    return FloatComparison.minimumNumber(a & MASK, b & MASK, SINGLE, fp);
  }

  /** Like {@link HostDouble#compared}, and the result is a double, which the number is too. */
  public static long compared(long a, int signalAll, FpEnvironment fp) {
    double r = Float.intBitsToFloat((int) a);
    if (!fp.isOrdered(r)) {
      Rare.path();
      r = number(FloatComparison.operand(a & MASK, signalAll != 0, SINGLE, fp));
    }
    return Double.doubleToRawLongBits(r);
  }

  // Comparisons that give all ones or zeros

  public static long equal(long a, long b, FpEnvironment fp) {
    float x = number(a);
    float y = number(b);
    if (fp.isOrdered(x) && fp.isOrdered(y)) {
      return x == y ? MASK : 0;
    }
    Rare.path();
    return FloatComparison.equal(a & MASK, b & MASK, SINGLE, fp) & MASK;
  }

  public static long greaterOrEqual(long a, long b, FpEnvironment fp) {
    float x = number(a);
    float y = number(b);
    if (fp.isOrdered(x) && fp.isOrdered(y)) {
      return x >= y ? MASK : 0;
    }
    Rare.path();
    return FloatComparison.greaterOrEqual(a & MASK, b & MASK, SINGLE, fp) & MASK;
  }

  public static long greater(long a, long b, FpEnvironment fp) {
    float x = number(a);
    float y = number(b);
    if (fp.isOrdered(x) && fp.isOrdered(y)) {
      return x > y ? MASK : 0;
    }
    Rare.path();
    return FloatComparison.greater(a & MASK, b & MASK, SINGLE, fp) & MASK;
  }

  // Out of range, with denormals flushed, or while nothing was inexact yet

  /** Returns whether the host would do the same with an operand: FZ does not make it zero. */
  private static boolean asItStands(float x, FpEnvironment fp) {
    return fp.isOrdered(x) || Math.abs(x) >= Float.MIN_NORMAL || x == 0;
  }

  private static boolean fits(float r) {
    return Math.abs(r) <= Float.MAX_VALUE && Math.abs(r) >= SAFE;
  }

  /** Returns whether the host's result will do, if it is exact or that does not matter. */
  private static boolean hostRounds(float x, float y, float r, FpEnvironment fp) {
    return fp.roundsToNearest() && (fits(r) || r == 0) && asItStands(x, fp) && asItStands(y, fp);
  }

  private static boolean mayBeInexact(float r, FpEnvironment fp) {
    return fp.raisedInexact() && fits(r);
  }

  public static float addSlowly(long a, long b, FpEnvironment fp) {
    float x = number(a);
    float y = number(b);
    float r = x + y;
    return hostRounds(x, y, r, fp) && (mayBeInexact(r, fp) || Exactness.ofSum(x, y, r))
        ? r
        : number(FloatArithmetic.addExactly(a & MASK, b & MASK, false, SINGLE, fp));
  }

  public static float subtractSlowly(long a, long b, FpEnvironment fp) {
    float x = number(a);
    float y = number(b);
    float r = x - y;
    return hostRounds(x, y, r, fp) && (mayBeInexact(r, fp) || Exactness.ofSum(x, -y, r))
        ? r
        : number(FloatArithmetic.addExactly(a & MASK, b & MASK, true, SINGLE, fp));
  }

  public static float multiplySlowly(long a, long b, FpEnvironment fp) {
    float x = number(a);
    float y = number(b);
    float r = x * y;
    return hostRounds(x, y, r, fp) && (mayBeInexact(r, fp) || Exactness.ofProduct(x, y, r))
        ? r
        : number(FloatArithmetic.multiplyExactly(a & MASK, b & MASK, SINGLE, fp));
  }

  public static float divideSlowly(long a, long b, FpEnvironment fp) {
    float x = number(a);
    float y = number(b);
    float r = x / y;
    return hostRounds(x, y, r, fp) && (mayBeInexact(r, fp) || Exactness.ofQuotient(x, y, r))
        ? r
        : number(FloatArithmetic.divideExactly(a & MASK, b & MASK, SINGLE, fp));
  }

  public static float squareRootSlowly(long a, FpEnvironment fp) {
    float x = number(a);
    float r = (float) Math.sqrt(x);
    return hostRounds(x, x, r, fp) && (mayBeInexact(r, fp) || Exactness.ofRoot(x, r))
        ? r
        : number(FloatArithmetic.squareRootExactly(a & MASK, SINGLE, fp));
  }

  public static float multiplyAddSlowly(long addend, long a, long b, FpEnvironment fp) {
    float x = number(a);
    float y = number(b);
    float z = number(addend);
    float r = Math.fma(x, y, z);
    return hostRounds(x, y, r, fp)
            && asItStands(z, fp)
            && (mayBeInexact(r, fp) || Exactness.ofMultiplyAdd(z, x, y, r))
        ? r
        : number(FloatArithmetic.multiplyAddExactly(addend & MASK, a & MASK, b & MASK, SINGLE, fp));
  }
}
