package dev.seedkernel.aarch64.arith;

/** Comparison, maximum and minimum. Numbers are raw bits of {@link FloatFormat}. */
public final class FloatComparison {
  /** N, Z, C, V of operands of which one is a NaN. */
  public static final int UNORDERED = Alu.C | Alu.V;

  private FloatComparison() {}

  /**
   * Returns N, Z, C, V (Arm ARM, FPCompare).
   *
   * @param signalAll whether a quiet NaN is an invalid operation too
   */
  public static int compare(
      long first, long second, boolean signalAll, int size, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(first, size, fp);
    long b = FloatRounding.flushOperand(second, size, fp);
    if (FloatFormat.isNaN(a, size) || FloatFormat.isNaN(b, size)) {
      if (signalAll || FloatFormat.isSignalling(a, size) || FloatFormat.isSignalling(b, size)) {
        fp.raise(FpEnvironment.IOC);
      }
      return UNORDERED;
    }
    int order = Long.compare(ordinal(a, size), ordinal(b, size));
    return order == 0 ? Alu.Z | Alu.C : order < 0 ? Alu.N : Alu.C;
  }

  /**
   * Returns one operand of {@link #compare} as it is compared, and raises what it gives rise to.
   */
  public static long operand(long operand, boolean signalAll, int size, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(operand, size, fp);
    if (FloatFormat.isNaN(a, size) && (signalAll || FloatFormat.isSignalling(a, size))) {
      fp.raise(FpEnvironment.IOC);
    }
    return a;
  }

  /** Returns N, Z, C, V of two numbers, and raises nothing. */
  public static int flags(double a, double b) {
    return a < b ? Alu.N : a == b ? Alu.Z | Alu.C : a > b ? Alu.C : UNORDERED;
  }

  /** Returns a number that orders as the operand does; both zeros are 0. */
  private static long ordinal(long a, int size) {
    long magnitude = FloatFormat.magnitude(a, size);
    return FloatFormat.negative(a, size) ? -magnitude : magnitude;
  }

  // Comparisons that give all ones or zeros: equality signals only for signalling NaNs.

  public static long equal(long a, long b, int size, FpEnvironment fp) {
    return compare(a, b, false, size, fp) == (Alu.Z | Alu.C) ? -1 : 0;
  }

  public static long greaterOrEqual(long a, long b, int size, FpEnvironment fp) {
    int flags = compare(a, b, true, size, fp);
    return flags == (Alu.Z | Alu.C) || flags == Alu.C ? -1 : 0;
  }

  public static long greater(long a, long b, int size, FpEnvironment fp) {
    return compare(a, b, true, size, fp) == Alu.C ? -1 : 0;
  }

  public static long absoluteGreaterOrEqual(long a, long b, int size, FpEnvironment fp) {
    return greaterOrEqual(FloatFormat.magnitude(a, size), FloatFormat.magnitude(b, size), size, fp);
  }

  public static long absoluteGreater(long a, long b, int size, FpEnvironment fp) {
    return greater(FloatFormat.magnitude(a, size), FloatFormat.magnitude(b, size), size, fp);
  }

  // Maximum and minimum: a NaN wins. Of two zeros, +0 is the larger.

  public static long maximum(long a, long b, int size, FpEnvironment fp) {
    return extreme(a, b, true, size, fp);
  }

  public static long minimum(long a, long b, int size, FpEnvironment fp) {
    return extreme(a, b, false, size, fp);
  }

  /** Like {@link #maximum}, but a number wins over a quiet NaN (IEEE 754-2008, maxNum). */
  public static long maximumNumber(long a, long b, int size, FpEnvironment fp) {
    return extremeNumber(a, b, true, size, fp);
  }

  /** Like {@link #minimum}, but a number wins over a quiet NaN (IEEE 754-2008, minNum). */
  public static long minimumNumber(long a, long b, int size, FpEnvironment fp) {
    return extremeNumber(a, b, false, size, fp);
  }

  private static long extremeNumber(long a, long b, boolean max, int size, FpEnvironment fp) {
    boolean quietA = FloatFormat.isNaN(a, size) && !FloatFormat.isSignalling(a, size);
    boolean quietB = FloatFormat.isNaN(b, size) && !FloatFormat.isSignalling(b, size);
    long neutral = FloatFormat.infinity(max, size);
    if (quietA && !quietB) {
      return extreme(neutral, b, max, size, fp);
    }
    return extreme(a, quietB && !quietA ? neutral : b, max, size, fp);
  }

  private static long extreme(long first, long second, boolean max, int size, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(first, size, fp);
    long b = FloatRounding.flushOperand(second, size, fp);
    if (FloatFormat.isNaN(a, size) || FloatFormat.isNaN(b, size)) {
      return FloatRounding.propagate(a, b, size, fp);
    }
    long x = ordinal(a, size);
    long y = ordinal(b, size);
    if (x == y) {
      // The same number, or zeros of either sign.
      return max ? a & b : a | b;
    }
    return (x > y) == max ? a : b;
  }
}
