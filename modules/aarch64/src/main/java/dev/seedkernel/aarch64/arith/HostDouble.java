package dev.seedkernel.aarch64.arith;

import static dev.seedkernel.aarch64.arith.FloatFormat.DOUBLE;

/**
 * Arithmetic in double precision by the host's, which is IEEE 754's in its default environment.
 *
 * <p>NaNs keep their bits on the way through doubles, as HotSpot moves them without arithmetic.
 * Whether the host's result will do is asked of the result alone, as each method is made for being
 * inlined in translated code: a result in range has no NaN or infinity among its operands, and no
 * flag to raise but inexact, which {@link FpEnvironment#sumRange} says is raised already. What is
 * not in range goes on in {@link FloatArithmetic}.
 */
public final class HostDouble {
  /** A product or quotient below this may have underflowed, so the host's will not do. */
  static final double SAFE = 0x1p-1020;

  /** The bits of the least number that a product may be. */
  public static final long LEAST_BITS = FpEnvironment.LEAST >>> 1;

  private HostDouble() {}

  public static long bits(double number) {
    return Double.doubleToRawLongBits(number);
  }

  public static double exact(long bits) {
    return Double.longBitsToDouble(bits);
  }

  /** Returns whether a sum is out of range. */
  public static boolean isNoSum(double r, FpEnvironment fp) {
    return Long.compareUnsigned(Double.doubleToRawLongBits(r) << 1, fp.sumRange) >= 0;
  }

  /** Returns whether a product or quotient is out of range. */
  public static boolean isNoProduct(double r, FpEnvironment fp) {
    long distance = (Double.doubleToRawLongBits(r) << 1) - FpEnvironment.LEAST;
    return Long.compareUnsigned(distance, fp.productRange) >= 0;
  }

  /**
   * Returns whether a result is zero because a factor is, or a dividend: it is exact then, and the
   * host's unless FPCR asks for something.
   */
  public static boolean isZero(double r, double a, double b, FpEnvironment fp) {
    return r == 0 && (a == 0 || b == 0) && fp.isDefault();
  }

  public static double add(double a, double b, FpEnvironment fp) {
    double r = a + b;
    if (isNoSum(r, fp)) {
      Rare.path();
      r = addSlowly(a, b, fp);
    }
    return r;
  }

  public static double subtract(double a, double b, FpEnvironment fp) {
    double r = a - b;
    if (isNoSum(r, fp)) {
      Rare.path();
      r = subtractSlowly(a, b, fp);
    }
    return r;
  }

  public static double multiply(double a, double b, FpEnvironment fp) {
    double r = a * b;
    if (isNoProduct(r, fp)) {
      Rare.path();
      if (!isZero(r, a, b, fp)) {
        Rare.path();
        r = multiplySlowly(a, b, fp);
      }
    }
    return r;
  }

  /** FNMUL. */
  public static double multiplyNegated(double a, double b, FpEnvironment fp) {
    return exact(bits(multiply(a, b, fp)) ^ Long.MIN_VALUE);
  }

  public static double divide(double a, double b, FpEnvironment fp) {
    double r = a / b;
    if (isNoProduct(r, fp)) {
      Rare.path();
      if (!isZero(r, a, a, fp)) {
        Rare.path();
        r = divideSlowly(a, b, fp);
      }
    }
    return r;
  }

  public static double squareRoot(double a, FpEnvironment fp) {
    double r = Math.sqrt(a);
    if (isNoProduct(r, fp)) {
      Rare.path();
      r = squareRootSlowly(a, fp);
    }
    return r;
  }

  /** FMADD: {@code addend + a * b}, rounded once. */
  public static double multiplyAdd(double addend, double a, double b, FpEnvironment fp) {
    double r = Math.fma(a, b, addend);
    if (isNoProduct(r, fp)) {
      Rare.path();
      if (!isZero(r, a, b, fp)) {
        Rare.path();
        r = multiplyAddSlowly(addend, a, b, fp);
      }
    }
    return r;
  }

  /** FMSUB: {@code addend - a * b}. */
  public static double multiplySubtract(double addend, double a, double b, FpEnvironment fp) {
    double r = Math.fma(-a, b, addend);
    if (isNoProduct(r, fp)) {
      Rare.path();
      if (!isZero(r, a, b, fp)) {
        Rare.path();
        r = multiplyAddSlowly(addend, negate(a), b, fp);
      }
    }
    return r;
  }

  /** FNMADD: {@code -addend - a * b}. */
  public static double negatedMultiplyAdd(double addend, double a, double b, FpEnvironment fp) {
    double r = Math.fma(-a, b, -addend);
    if (isNoProduct(r, fp)) {
      Rare.path();
      if (!isZero(r, a, b, fp)) {
        Rare.path();
        r = multiplyAddSlowly(negate(addend), negate(a), b, fp);
      }
    }
    return r;
  }

  /** FNMSUB: {@code a * b - addend}. */
  public static double negatedMultiplySubtract(
      double addend, double a, double b, FpEnvironment fp) {
    double r = Math.fma(a, b, -addend);
    if (isNoProduct(r, fp)) {
      Rare.path();
      if (!isZero(r, a, b, fp)) {
        Rare.path();
        r = multiplyAddSlowly(negate(addend), a, b, fp);
      }
    }
    return r;
  }

  public static double maximum(double a, double b, FpEnvironment fp) {
    double r = Math.max(a, b);
    if (fp.isOrdered(r)) {
      return r;
    }
    Rare.path();
    return exact(FloatComparison.maximum(bits(a), bits(b), DOUBLE, fp));
  }

  public static double minimum(double a, double b, FpEnvironment fp) {
    double r = Math.min(a, b);
    if (fp.isOrdered(r)) {
      return r;
    }
    Rare.path();
    return exact(FloatComparison.minimum(bits(a), bits(b), DOUBLE, fp));
  }

  public static double maximumNumber(double a, double b, FpEnvironment fp) {
    double r = Math.max(a, b);
    if (fp.isOrdered(r)) {
      return r;
    }
    Rare.path();
    return exact(FloatComparison.maximumNumber(bits(a), bits(b), DOUBLE, fp));
  }

  public static double minimumNumber(double a, double b, FpEnvironment fp) {
    double r = Math.min(a, b);
    if (fp.isOrdered(r)) {
      return r;
    }
    Rare.path();
    return exact(FloatComparison.minimumNumber(bits(a), bits(b), DOUBLE, fp));
  }

  /**
   * Returns an operand of a comparison, and raises what comes of it: a NaN may be an invalid
   * operation, and FPCR.FZ makes a denormal zero.
   *
   * @param signalAll 1 if a quiet NaN is an invalid operation too, else 0
   */
  public static double compared(double a, int signalAll, FpEnvironment fp) {
    if (!fp.isOrdered(a)) {
      Rare.path();
      return exact(FloatComparison.operand(bits(a), signalAll != 0, DOUBLE, fp));
    }
    return a;
  }

  // Comparisons that give all ones or zeros

  public static long equal(double a, double b, FpEnvironment fp) {
    if (fp.isOrdered(a) && fp.isOrdered(b)) {
      return a == b ? -1 : 0;
    }
    Rare.path();
    return FloatComparison.equal(bits(a), bits(b), DOUBLE, fp);
  }

  public static long greaterOrEqual(double a, double b, FpEnvironment fp) {
    if (fp.isOrdered(a) && fp.isOrdered(b)) {
      return a >= b ? -1 : 0;
    }
    Rare.path();
    return FloatComparison.greaterOrEqual(bits(a), bits(b), DOUBLE, fp);
  }

  public static long greater(double a, double b, FpEnvironment fp) {
    if (fp.isOrdered(a) && fp.isOrdered(b)) {
      return a > b ? -1 : 0;
    }
    Rare.path();
    return FloatComparison.greater(bits(a), bits(b), DOUBLE, fp);
  }

  public static double negate(double x) {
    return exact(bits(x) ^ Long.MIN_VALUE);
  }

  // Out of range, with denormals flushed, or while nothing was inexact yet

  /** Returns whether the host would do the same with an operand: FZ does not make it zero. */
  private static boolean asItStands(double x, FpEnvironment fp) {
    return fp.isOrdered(x) || Math.abs(x) >= Double.MIN_NORMAL || x == 0;
  }

  private static boolean fits(double r) {
    return Math.abs(r) <= Double.MAX_VALUE && Math.abs(r) >= SAFE;
  }

  /** Returns whether the host's result will do, if it is exact or that does not matter. */
  private static boolean hostRounds(double x, double y, double r, FpEnvironment fp) {
    return fp.roundsToNearest() && (fits(r) || r == 0) && asItStands(x, fp) && asItStands(y, fp);
  }

  private static boolean mayBeInexact(double r, FpEnvironment fp) {
    return fp.raisedInexact() && fits(r);
  }

  public static double addSlowly(double x, double y, FpEnvironment fp) {
    double r = x + y;
    return hostRounds(x, y, r, fp) && (mayBeInexact(r, fp) || Exactness.ofSum(x, y, r))
        ? r
        : exact(FloatArithmetic.addExactly(bits(x), bits(y), false, DOUBLE, fp));
  }

  public static double subtractSlowly(double x, double y, FpEnvironment fp) {
    double r = x - y;
    return hostRounds(x, y, r, fp) && (mayBeInexact(r, fp) || Exactness.ofSum(x, -y, r))
        ? r
        : exact(FloatArithmetic.addExactly(bits(x), bits(y), true, DOUBLE, fp));
  }

  public static double multiplySlowly(double x, double y, FpEnvironment fp) {
    double r = x * y;
    return hostRounds(x, y, r, fp) && (mayBeInexact(r, fp) || Exactness.ofProduct(x, y, r))
        ? r
        : exact(FloatArithmetic.multiplyExactly(bits(x), bits(y), DOUBLE, fp));
  }

  public static double divideSlowly(double x, double y, FpEnvironment fp) {
    double r = x / y;
    return hostRounds(x, y, r, fp) && (mayBeInexact(r, fp) || Exactness.ofQuotient(x, y, r))
        ? r
        : exact(FloatArithmetic.divideExactly(bits(x), bits(y), DOUBLE, fp));
  }

  public static double squareRootSlowly(double x, FpEnvironment fp) {
    double r = Math.sqrt(x);
    return hostRounds(x, x, r, fp) && (mayBeInexact(r, fp) || Exactness.ofRoot(x, r))
        ? r
        : exact(FloatArithmetic.squareRootExactly(bits(x), DOUBLE, fp));
  }

  public static double multiplyAddSlowly(double z, double x, double y, FpEnvironment fp) {
    double r = Math.fma(x, y, z);
    return hostRounds(x, y, r, fp)
            && asItStands(z, fp)
            && (mayBeInexact(r, fp) || Exactness.ofMultiplyAdd(z, x, y, r))
        ? r
        : exact(FloatArithmetic.multiplyAddExactly(bits(z), bits(x), bits(y), DOUBLE, fp));
  }
}
