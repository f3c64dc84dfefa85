package dev.seedkernel.aarch64.arith;

import static dev.seedkernel.aarch64.arith.FloatFormat.DOUBLE;
import static dev.seedkernel.aarch64.arith.FloatFormat.SINGLE;

/**
 * Conversion and rounding to integers by the host's instructions, as far as they give the
 * architecture's answer; see {@link HostDouble}. Numbers are raw bits.
 */
public final class HostConversion {
  private static final long MASK = 0xffff_ffffL;
  private static final double TWO_31 = 0x1p31;
  private static final double TWO_32 = 0x1p32;
  private static final double TWO_63 = 0x1p63;

  private HostConversion() {}

  public static double number(long bits) {
    return Double.longBitsToDouble(bits);
  }

  public static float single(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  public static long bits(double number) {
    return Double.doubleToRawLongBits(number);
  }

  public static long bits(float number) {
    return Float.floatToRawIntBits(number) & MASK;
  }

  // Between formats

  public static double singleToDouble(long a, FpEnvironment fp) {
    double r = Float.intBitsToFloat((int) a);
    if (!fp.isOrdered(r)) {
      Rare.path();
      r = number(FloatConversion.convert(a & MASK, SINGLE, DOUBLE, fp));
    }
    return r;
  }

  public static long doubleToSingle(double x, FpEnvironment fp) {
    float r = (float) x;
    if (HostSingle.isNoProduct(r, fp) && !(r == x && !fp.flushes())) {
      Rare.path();
      r = single(FloatConversion.convert(bits(x), DOUBLE, SINGLE, fp));
    }
    return Float.floatToRawIntBits(r) & MASK;
  }

  // From integers of 64 bits; what fits into the fraction is exact

  public static double signedToDouble(long a, FpEnvironment fp) {
    if (fp.isHostExact() || (a + (1L << 53)) >>> 54 == 0) {
      return (double) a;
    }
    Rare.path();
    return number(FloatConversion.fromSigned(a, 0, DOUBLE, fp));
  }

  public static double unsignedToDouble(long a, FpEnvironment fp) {
    if (a >>> 53 == 0 || (fp.isHostExact() && a > 0)) {
      return (double) a;
    }
    Rare.path();
    return number(FloatConversion.fromUnsigned(a, 0, DOUBLE, fp));
  }

  public static long signedToSingle(long a, FpEnvironment fp) {
    if (fp.isHostExact() || (a + (1L << 24)) >>> 25 == 0) {
      return bits((float) a);
    }
    Rare.path();
    return FloatConversion.fromSigned(a, 0, SINGLE, fp);
  }

  public static long unsignedToSingle(long a, FpEnvironment fp) {
    if (a >>> 24 == 0 || (fp.isHostExact() && a > 0)) {
      return bits((float) a);
    }
    Rare.path();
    return FloatConversion.fromUnsigned(a, 0, SINGLE, fp);
  }

  // To integers, towards zero

  public static long doubleToLong(double x, FpEnvironment fp) {
    long r = (long) x;
    if (Math.abs(x) < TWO_63 && (fp.isHostExact() || r == x)) {
      return r;
    }
    Rare.path();
    return FloatConversion.toInteger(bits(x), DOUBLE, 0, false, 64, Rounding.ZERO, fp);
  }

  public static long doubleToInt(double x, FpEnvironment fp) {
    int r = (int) x;
    if (Math.abs(x) < TWO_31 && (fp.isHostExact() || r == x)) {
      return r & MASK;
    }
    Rare.path();
    return FloatConversion.toInteger(bits(x), DOUBLE, 0, false, 32, Rounding.ZERO, fp);
  }

  public static long doubleToUnsignedLong(double x, FpEnvironment fp) {
    long r = (long) x;
    if (x >= 0 && x < TWO_63 && (fp.isHostExact() || r == x)) {
      return r;
    }
    Rare.path();
    return FloatConversion.toInteger(bits(x), DOUBLE, 0, true, 64, Rounding.ZERO, fp);
  }

  public static long doubleToUnsignedInt(double x, FpEnvironment fp) {
    long r = (long) x;
    if (x >= 0 && x < TWO_32 && (fp.isHostExact() || r == x)) {
      return r;
    }
    Rare.path();
    return FloatConversion.toInteger(bits(x), DOUBLE, 0, true, 32, Rounding.ZERO, fp);
  }

  public static long singleToLong(long a, FpEnvironment fp) {
    double x = single(a);
    long r = (long) x;
    if (Math.abs(x) < TWO_63 && (fp.isHostExact() || r == x)) {
      return r;
    }
    Rare.path();
    return FloatConversion.toInteger(a & MASK, SINGLE, 0, false, 64, Rounding.ZERO, fp);
  }

  public static long singleToInt(long a, FpEnvironment fp) {
    double x = single(a);
    int r = (int) x;
    if (Math.abs(x) < TWO_31 && (fp.isHostExact() || r == x)) {
      return r & MASK;
    }
    Rare.path();
    return FloatConversion.toInteger(a & MASK, SINGLE, 0, false, 32, Rounding.ZERO, fp);
  }

  public static long singleToUnsignedLong(long a, FpEnvironment fp) {
    double x = single(a);
    long r = (long) x;
    if (x >= 0 && x < TWO_63 && (fp.isHostExact() || r == x)) {
      return r;
    }
    Rare.path();
    return FloatConversion.toInteger(a & MASK, SINGLE, 0, true, 64, Rounding.ZERO, fp);
  }

  public static long singleToUnsignedInt(long a, FpEnvironment fp) {
    double x = single(a);
    long r = (long) x;
    if (x >= 0 && x < TWO_32 && (fp.isHostExact() || r == x)) {
      return r;
    }
    Rare.path();
    return FloatConversion.toInteger(a & MASK, SINGLE, 0, true, 32, Rounding.ZERO, fp);
  }

  /**
   * Converts to an integer, rounding in any way.
   *
   * @param size of the operand
   * @param unsigned 1 if the integer is, else 0
   * @param bits of the integer: 32 or 64
   * @param mode how to round: the letter that the mnemonic has, n, p, m or a
   */
  public static long toInteger(
      long a, int size, int unsigned, int bits, int mode, FpEnvironment fp) {
    Rounding rounding =
        switch (mode) {
          case 'n' -> Rounding.TIE_EVEN;
          case 'p' -> Rounding.PLUS_INFINITY;
          case 'm' -> Rounding.MINUS_INFINITY;
          default -> Rounding.TIE_AWAY;
        };
    if (fp.isHostExact()) {
      double x = rounded(size == DOUBLE ? number(a) : single(a), rounding);
      double limit = bits == 64 ? TWO_63 : TWO_31;
      if (x < limit && x >= (unsigned != 0 ? 0 : -limit)) {
        return (long) x & -1L >>> (64 - bits);
      }
    }
    long operand = size == DOUBLE ? a : a & MASK;
    return FloatConversion.toInteger(operand, size, 0, unsigned != 0, bits, rounding, fp);
  }

  public static double rounded(double x, Rounding rounding) {
    return switch (rounding) {
      case TIE_EVEN -> Math.rint(x);
      case PLUS_INFINITY -> Math.ceil(x);
      case MINUS_INFINITY -> Math.floor(x);
      default -> awayRounded(x);
    };
  }

  public static double awayRounded(double x) {
    double magnitude = Math.abs(x);
    double floor = Math.floor(magnitude);
    // The difference is exact.
    return Math.copySign(magnitude - floor >= 0.5 ? floor + 1 : floor, x);
  }

  // To integral numbers of the same format

  public static double roundEven(double x, FpEnvironment fp) {
    if (fp.isOrdered(x)) {
      return Math.rint(x);
    }
    Rare.path();
    return number(FloatConversion.roundToIntegral(bits(x), DOUBLE, Rounding.TIE_EVEN, false, fp));
  }

  public static long roundEvenSingle(long a, FpEnvironment fp) {
    double x = single(a);
    if (fp.isOrdered(x)) {
      return bits((float) Math.rint(x));
    }
    Rare.path();
    return FloatConversion.roundToIntegral(a & MASK, SINGLE, Rounding.TIE_EVEN, false, fp);
  }

  public static double roundUp(double x, FpEnvironment fp) {
    if (fp.isOrdered(x)) {
      return Math.ceil(x);
    }
    Rare.path();
    return number(
        FloatConversion.roundToIntegral(bits(x), DOUBLE, Rounding.PLUS_INFINITY, false, fp));
  }

  public static long roundUpSingle(long a, FpEnvironment fp) {
    double x = single(a);
    if (fp.isOrdered(x)) {
      return bits((float) Math.ceil(x));
    }
    Rare.path();
    return FloatConversion.roundToIntegral(a & MASK, SINGLE, Rounding.PLUS_INFINITY, false, fp);
  }

  public static double roundDown(double x, FpEnvironment fp) {
    if (fp.isOrdered(x)) {
      return Math.floor(x);
    }
    Rare.path();
    return number(
        FloatConversion.roundToIntegral(bits(x), DOUBLE, Rounding.MINUS_INFINITY, false, fp));
  }

  public static long roundDownSingle(long a, FpEnvironment fp) {
    double x = single(a);
    if (fp.isOrdered(x)) {
      return bits((float) Math.floor(x));
    }
    Rare.path();
    return FloatConversion.roundToIntegral(a & MASK, SINGLE, Rounding.MINUS_INFINITY, false, fp);
  }

  public static double roundToZero(double x, FpEnvironment fp) {
    if (fp.isOrdered(x)) {
      return x < 0 ? Math.ceil(x) : Math.floor(x);
    }
    Rare.path();
    return number(FloatConversion.roundToIntegral(bits(x), DOUBLE, Rounding.ZERO, false, fp));
  }

  public static long roundToZeroSingle(long a, FpEnvironment fp) {
    double x = single(a);
    if (fp.isOrdered(x)) {
      return bits((float) (x < 0 ? Math.ceil(x) : Math.floor(x)));
    }
    Rare.path();
    return FloatConversion.roundToIntegral(a & MASK, SINGLE, Rounding.ZERO, false, fp);
  }

  public static double roundAway(double x, FpEnvironment fp) {
    if (fp.isOrdered(x)) {
      return awayRounded(x);
    }
    Rare.path();
    return number(FloatConversion.roundToIntegral(bits(x), DOUBLE, Rounding.TIE_AWAY, false, fp));
  }

  public static long roundAwaySingle(long a, FpEnvironment fp) {
    double x = single(a);
    if (fp.isOrdered(x)) {
      return bits((float) awayRounded(x));
    }
    Rare.path();
    return FloatConversion.roundToIntegral(a & MASK, SINGLE, Rounding.TIE_AWAY, false, fp);
  }

  /** FRINTI. */
  public static double roundAsControlled(double x, FpEnvironment fp) {
    double r = Math.rint(x);
    if (fp.isHostExact() && Math.abs(r) <= Double.MAX_VALUE) {
      return r;
    }
    Rare.path();
    return number(FloatConversion.roundToIntegral(bits(x), DOUBLE, fp.rounding(), false, fp));
  }

  /** FRINTI. */
  public static long roundAsControlledSingle(long a, FpEnvironment fp) {
    double r = Math.rint(single(a));
    if (fp.isHostExact() && Math.abs(r) <= Double.MAX_VALUE) {
      return bits((float) r);
    }
    Rare.path();
    return FloatConversion.roundToIntegral(a & MASK, SINGLE, fp.rounding(), false, fp);
  }

  /** FRINTX, which says if the number was not integral. */
  public static double roundAsControlledExact(double x, FpEnvironment fp) {
    double r = Math.rint(x);
    if (fp.isHostExact() && Math.abs(r) <= Double.MAX_VALUE) {
      return r;
    }
    Rare.path();
    return number(FloatConversion.roundToIntegral(bits(x), DOUBLE, fp.rounding(), true, fp));
  }

  /** FRINTX, which says if the number was not integral. */
  public static long roundAsControlledExactSingle(long a, FpEnvironment fp) {
    double r = Math.rint(single(a));
    if (fp.isHostExact() && Math.abs(r) <= Double.MAX_VALUE) {
      return bits((float) r);
    }
    Rare.path();
    return FloatConversion.roundToIntegral(a & MASK, SINGLE, fp.rounding(), true, fp);
  }
}
