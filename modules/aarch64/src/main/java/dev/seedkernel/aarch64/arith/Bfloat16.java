package dev.seedkernel.aarch64.arith;

/**
 * Arithmetic on BFloat16, the format that is the upper half of single precision (FEAT_BF16).
 *
 * <p>Dot products have rules of their own, whatever FPCR says: each product and each sum is rounded
 * to odd, denormal numbers are zero on the way in and out, every NaN is the default one, what
 * overflows is infinite, and no flag is raised. The conversion follows FPCR as others do.
 */
public final class Bfloat16 {
  private static final int SINGLE = FloatFormat.SINGLE;

  /** How many bits of a single BFloat16 lacks. */
  private static final int NARROWER = 16;

  private static final long INFINITY = FloatFormat.infinity(SINGLE) >>> NARROWER;
  private static final int DEFAULT_NAN = (int) FloatFormat.defaultNaN(SINGLE);

  /** How many bits of its fraction a double loses as a single. */
  private static final int EXCESS = 52 - 23;

  private static final long EXCESS_MASK = (1L << EXCESS) - 1;

  /** What the exponent field of a double is more than that of a single, in its place. */
  private static final long REBIAS = (1023L - 127) << 52;

  private static final long SMALLEST_NORMAL = Double.doubleToRawLongBits(Float.MIN_NORMAL);
  private static final long TOO_LARGE = Double.doubleToRawLongBits(0x1p128);

  private Bfloat16() {}

  /**
   * Converts a single (Arm ARM, FPConvertBF), rounding as FPCR says. The exponents are the same, so
   * that denormal numbers need nothing special.
   */
  public static long fromSingle(long operand, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(operand, SINGLE, fp);
    if (FloatFormat.isNaN(a, SINGLE)) {
      return FloatRounding.quieted(a, SINGLE, fp) >>> NARROWER;
    }
    boolean negative = FloatFormat.negative(a, SINGLE);
    long sign = negative ? 0x8000 : 0;
    long magnitude = FloatFormat.magnitude(a, SINGLE);
    long kept = magnitude >>> NARROWER;
    long rest = magnitude & (1L << NARROWER) - 1;
    if (rest == 0) {
      return sign | kept;
    }
    Rounding rounding = fp.rounding();
    int comparison = Long.compare(rest, 1L << (NARROWER - 1));
    long rounded = kept + rounding.increment(negative, (kept & 1) != 0, comparison, false);
    if (rounded >= INFINITY) {
      fp.raise(FpEnvironment.OFC | FpEnvironment.IXC);
      return sign | (rounding.overflowsToInfinity(negative) ? INFINITY : INFINITY - 1);
    }
    // Whether a number is tiny is judged before it is rounded.
    boolean tiny = FloatFormat.isDenormal(a, SINGLE);
    fp.raise(tiny ? FpEnvironment.UFC | FpEnvironment.IXC : FpEnvironment.IXC);
    return sign | rounded;
  }

  /** Adds to each single of the accumulator the products of the two pairs that stand there. */
  public static long dot(long accumulator, long a, long b) {
    long low = dotAdd((int) accumulator, (int) a, (int) b) & 0xffff_ffffL;
    long high = dotAdd((int) (accumulator >>> 32), (int) (a >>> 32), (int) (b >>> 32));
    return high << 32 | low;
  }

  /** Returns the sum of a single and the products of two pairs (Arm ARM, BFDotAdd). */
  static int dotAdd(int addend, int a, int b) {
    float products = addToOdd(multiply(a << NARROWER, b << NARROWER), multiply(a, b));
    float sum = addToOdd(flushed(Float.intBitsToFloat(addend)), products);
    return Float.isNaN(sum) ? DEFAULT_NAN : Float.floatToRawIntBits(sum);
  }

  /** Returns a row of two dot products of four pairs each, the first pairs first (BFMatMulAdd). */
  public static long matrixRow(long accumulator, long row, long column0, long column1) {
    long first = dot(accumulator, Lanes.even(row, row, 2), Lanes.even(column0, column1, 2));
    return dot(first, Lanes.odd(row, row, 2), Lanes.odd(column0, column1, 2));
  }

  /**
   * Multiplies the BFloat16 that are the upper halves of two words (Arm ARM, BFMul). Eight bits
   * times eight are always exact, but for what is too large or too small.
   */
  private static float multiply(int a, int b) {
    float x = Float.intBitsToFloat(a & -1 << NARROWER);
    float y = Float.intBitsToFloat(b & -1 << NARROWER);
    return flushed(flushed(x) * flushed(y));
  }

  private static float flushed(float a) {
    return Math.abs(a) < Float.MIN_NORMAL ? Math.copySign(0f, a) : a;
  }

  /**
   * Adds numbers that are not denormal (Arm ARM, BFAdd). A double that is rounded to odd first, and
   * cut to a single then, is what the exact sum is.
   */
  private static float addToOdd(float x, float y) {
    double a = x;
    double b = y;
    double sum = a + b;
    if (sum == 0 || !(Math.abs(sum) <= Double.MAX_VALUE)) {
      return (float) sum;
    }
    long magnitude = Double.doubleToRawLongBits(Math.abs(sum));
    // What the sum has lost is a double too, and these differences find it exactly (Knuth's
    // TwoSum).
    double part = sum - a;
    double lost = (a - (sum - part)) + (b - part);
    if (lost != 0) {
      magnitude = (lost < 0) == (sum < 0) ? magnitude | 1 : magnitude - 1 | 1;
    }
    float result;
    if (magnitude < SMALLEST_NORMAL) {
      result = 0;
    } else if (magnitude >= TOO_LARGE) {
      result = Float.POSITIVE_INFINITY;
    } else {
      int odd = (magnitude & EXCESS_MASK) != 0 ? 1 : 0;
      result = Float.intBitsToFloat((int) ((magnitude - REBIAS) >>> EXCESS) | odd);
    }
    return sum < 0 ? -result : result;
  }
}
