package dev.seedkernel.aarch64.arith;

import static dev.seedkernel.aarch64.arith.FloatFormat.DOUBLE;

/**
 * Arithmetic in double precision by the host's, which is IEEE 754's in its default environment.
 *
 * <p>Numbers are raw bits. Whether the host's result will do is asked of the result alone, as each
 * method is made for being inlined in translated code: a result in range has no NaN or infinity
 * among its operands, and no flag to raise but inexact, which {@link FpEnvironment#range} says is
 * raised already. What is not in range goes on in {@link FloatArithmetic}.
 */
public final class HostDouble {
  /** A product or quotient below this may have underflowed, so the host's will not do. */
  static final double SAFE = 0x1p-1020;

  private HostDouble() {}

  private static double number(long bits) {
    return Double.longBitsToDouble(bits);
  }

  private static long bits(double number) {
    return Double.doubleToRawLongBits(number);
  }

  // Both ways meet as doubles, so that the number stays in a register of the host's.

  public static long add(long a, long b, FpEnvironment fp) {
    double r = Double.longBitsToDouble(a) + Double.longBitsToDouble(b);
    if (!(Math.abs(r) <= fp.range)) {
      r = addSlowly(a, b, fp);
    }
    return Double.doubleToRawLongBits(r);
  }

  public static long subtract(long a, long b, FpEnvironment fp) {
    double r = Double.longBitsToDouble(a) - Double.longBitsToDouble(b);
    if (!(Math.abs(r) <= fp.range)) {
      r = subtractSlowly(a, b, fp);
    }
    return Double.doubleToRawLongBits(r);
  }

  public static long multiply(long a, long b, FpEnvironment fp) {
    double r = Double.longBitsToDouble(a) * Double.longBitsToDouble(b);
    if (!(Math.abs(r) <= fp.range && Math.abs(r) >= SAFE)) {
      r = multiplySlowly(a, b, fp);
    }
    return Double.doubleToRawLongBits(r);
  }

  /** FNMUL. */
  public static long multiplyNegated(long a, long b, FpEnvironment fp) {
    return multiply(a, b, fp) ^ Long.MIN_VALUE;
  }

  public static long divide(long a, long b, FpEnvironment fp) {
    double r = Double.longBitsToDouble(a) / Double.longBitsToDouble(b);
    if (!(Math.abs(r) <= fp.range && Math.abs(r) >= SAFE)) {
      r = divideSlowly(a, b, fp);
    }
    return Double.doubleToRawLongBits(r);
  }

  public static long squareRoot(long a, FpEnvironment fp) {
    double r = Math.sqrt(Double.longBitsToDouble(a));
    if (!(r <= fp.range && r >= SAFE)) {
      r = squareRootSlowly(a, fp);
    }
    return Double.doubleToRawLongBits(r);
  }

  /** FMADD: {@code addend + a * b}, rounded once. */
  public static long multiplyAdd(long addend, long a, long b, FpEnvironment fp) {
    double r =
        Math.fma(
            Double.longBitsToDouble(a),
            Double.longBitsToDouble(b),
            Double.longBitsToDouble(addend));
    if (!(Math.abs(r) <= fp.range && Math.abs(r) >= SAFE)) {
      r = multiplyAddSlowly(addend, a, b, fp);
    }
    return Double.doubleToRawLongBits(r);
  }

  /** FMSUB: {@code addend - a * b}. */
  public static long multiplySubtract(long addend, long a, long b, FpEnvironment fp) {
    double r =
        Math.fma(
            -Double.longBitsToDouble(a),
            Double.longBitsToDouble(b),
            Double.longBitsToDouble(addend));
    if (!(Math.abs(r) <= fp.range && Math.abs(r) >= SAFE)) {
      r = multiplyAddSlowly(addend, a ^ Long.MIN_VALUE, b, fp);
    }
    return Double.doubleToRawLongBits(r);
  }

  /** FNMADD: {@code -addend - a * b}. */
  public static long negatedMultiplyAdd(long addend, long a, long b, FpEnvironment fp) {
    double r =
        Math.fma(
            -Double.longBitsToDouble(a),
            Double.longBitsToDouble(b),
            -Double.longBitsToDouble(addend));
    if (!(Math.abs(r) <= fp.range && Math.abs(r) >= SAFE)) {
      r = multiplyAddSlowly(addend ^ Long.MIN_VALUE, a ^ Long.MIN_VALUE, b, fp);
    }
    return Double.doubleToRawLongBits(r);
  }

  /** FNMSUB: {@code a * b - addend}. */
  public static long negatedMultiplySubtract(long addend, long a, long b, FpEnvironment fp) {
    double r =
        Math.fma(
            Double.longBitsToDouble(a),
            Double.longBitsToDouble(b),
            -Double.longBitsToDouble(addend));
    if (!(Math.abs(r) <= fp.range && Math.abs(r) >= SAFE)) {
      r = multiplyAddSlowly(addend ^ Long.MIN_VALUE, a, b, fp);
    }
    return Double.doubleToRawLongBits(r);
  }

  public static long maximum(long a, long b, FpEnvironment fp) {
    double r = Math.max(Double.longBitsToDouble(a), Double.longBitsToDouble(b));
    return Math.abs(r) <= fp.ordered ? bits(r) : FloatComparison.maximum(a, b, DOUBLE, fp);
  }

  public static long minimum(long a, long b, FpEnvironment fp) {
    double r = Math.min(Double.longBitsToDouble(a), Double.longBitsToDouble(b));
    return Math.abs(r) <= fp.ordered ? bits(r) : FloatComparison.minimum(a, b, DOUBLE, fp);
  }

  public static long maximumNumber(long a, long b, FpEnvironment fp) {
    double r = Math.max(Double.longBitsToDouble(a), Double.longBitsToDouble(b));
    return Math.abs(r) <= fp.ordered ? bits(r) : FloatComparison.maximumNumber(a, b, DOUBLE, fp);
  }

  public static long minimumNumber(long a, long b, FpEnvironment fp) {
    double r = Math.min(Double.longBitsToDouble(a), Double.longBitsToDouble(b));
    return Math.abs(r) <= fp.ordered ? bits(r) : FloatComparison.minimumNumber(a, b, DOUBLE, fp);
  }

  /**
   * Returns an operand of a comparison, and raises what comes of it: a NaN may be an invalid
   * operation, and FPCR.FZ makes a denormal zero.
   *
   * @param signalAll 1 if a quiet NaN is an invalid operation too, else 0
   */
  public static long compared(long a, int signalAll, FpEnvironment fp) {
    double r = Double.longBitsToDouble(a);
    if (!(Math.abs(r) <= fp.ordered)) {
      r = Double.longBitsToDouble(FloatComparison.operand(a, signalAll != 0, DOUBLE, fp));
    }
    return Double.doubleToRawLongBits(r);
  }

  // Comparisons that give all ones or zeros

  public static long equal(long a, long b, FpEnvironment fp) {
    double x = number(a);
    double y = number(b);
    if (Math.abs(x) <= fp.ordered && Math.abs(y) <= fp.ordered) {
      return x == y ? -1 : 0;
    }
    return FloatComparison.equal(a, b, DOUBLE, fp);
  }

  public static long greaterOrEqual(long a, long b, FpEnvironment fp) {
    double x = number(a);
    double y = number(b);
    if (Math.abs(x) <= fp.ordered && Math.abs(y) <= fp.ordered) {
      return x >= y ? -1 : 0;
    }
    return FloatComparison.greaterOrEqual(a, b, DOUBLE, fp);
  }

  public static long greater(long a, long b, FpEnvironment fp) {
    double x = number(a);
    double y = number(b);
    if (Math.abs(x) <= fp.ordered && Math.abs(y) <= fp.ordered) {
      return x > y ? -1 : 0;
    }
    return FloatComparison.greater(a, b, DOUBLE, fp);
  }

  // Out of range, with denormals flushed, or while nothing was inexact yet

  /** Returns whether the host would do the same with an operand: FZ does not make it zero. */
  private static boolean asItStands(double x, FpEnvironment fp) {
    return Math.abs(x) <= fp.ordered || Math.abs(x) >= Double.MIN_NORMAL || x == 0;
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

  private static double addSlowly(long a, long b, FpEnvironment fp) {
    double x = number(a);
    double y = number(b);
    double r = x + y;
    return hostRounds(x, y, r, fp) && (mayBeInexact(r, fp) || Exactness.ofSum(x, y, r))
        ? r
        : number(FloatArithmetic.addExactly(a, b, false, DOUBLE, fp));
  }

  private static double subtractSlowly(long a, long b, FpEnvironment fp) {
    double x = number(a);
    double y = number(b);
    double r = x - y;
    return hostRounds(x, y, r, fp) && (mayBeInexact(r, fp) || Exactness.ofSum(x, -y, r))
        ? r
        : number(FloatArithmetic.addExactly(a, b, true, DOUBLE, fp));
  }

  private static double multiplySlowly(long a, long b, FpEnvironment fp) {
    double x = number(a);
    double y = number(b);
    double r = x * y;
    return hostRounds(x, y, r, fp) && (mayBeInexact(r, fp) || Exactness.ofProduct(x, y, r))
        ? r
        : number(FloatArithmetic.multiplyExactly(a, b, DOUBLE, fp));
  }

  private static double divideSlowly(long a, long b, FpEnvironment fp) {
    double x = number(a);
    double y = number(b);
    double r = x / y;
    return hostRounds(x, y, r, fp) && (mayBeInexact(r, fp) || Exactness.ofQuotient(x, y, r))
        ? r
        : number(FloatArithmetic.divideExactly(a, b, DOUBLE, fp));
  }

  private static double squareRootSlowly(long a, FpEnvironment fp) {
    double x = number(a);
    double r = Math.sqrt(x);
    return hostRounds(x, x, r, fp) && (mayBeInexact(r, fp) || Exactness.ofRoot(x, r))
        ? r
        : number(FloatArithmetic.squareRootExactly(a, DOUBLE, fp));
  }

  private static double multiplyAddSlowly(long addend, long a, long b, FpEnvironment fp) {
    double x = number(a);
    double y = number(b);
    double z = number(addend);
    double r = Math.fma(x, y, z);
    return hostRounds(x, y, r, fp)
            && asItStands(z, fp)
            && (mayBeInexact(r, fp) || Exactness.ofMultiplyAdd(z, x, y, r))
        ? r
        : number(FloatArithmetic.multiplyAddExactly(addend, a, b, DOUBLE, fp));
  }
}
