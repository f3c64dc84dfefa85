package dev.seedkernel.aarch64.arith;

import static dev.seedkernel.aarch64.arith.FloatFormat.HALF;
import static dev.seedkernel.aarch64.arith.FloatFormat.TOP;

/** What the operations have in common: operands on the way in, results on the way out. */
final class FloatRounding {
  private FloatRounding() {}

  /**
   * Flushes a denormal operand to zero where FPCR asks for it (Arm ARM, FPUnpack). FZ16 does so
   * without a flag.
   */
  static long flushOperand(long a, int size, FpEnvironment fp) {
    if (fp.flushToZero(size) && FloatFormat.isDenormal(a, size)) {
      fp.raise(size == HALF ? 0 : FpEnvironment.IDC);
      return a & FloatFormat.signBit(size);
    }
    return a;
  }

  /** Returns the result of an operation that has one (Arm ARM, FPProcessNaN). */
  static long quieted(long nan, int size, FpEnvironment fp) {
    if (FloatFormat.isSignalling(nan, size)) {
      fp.raise(FpEnvironment.IOC);
    }
    return fp.defaultNaN() ? FloatFormat.defaultNaN(size) : nan | FloatFormat.quietBit(size);
  }

  /**
   * Chooses among two operands of which one is a NaN: signalling before quiet, first before second.
   */
  static long propagate(long a, long b, int size, FpEnvironment fp) {
    boolean first =
        FloatFormat.isSignalling(a, size)
            || (!FloatFormat.isSignalling(b, size) && FloatFormat.isNaN(a, size));
    return quieted(first ? a : b, size, fp);
  }

  /** Like {@link #propagate(long, long, int, FpEnvironment)}, of three. */
  static long propagate(long a, long b, long c, int size, FpEnvironment fp) {
    if (FloatFormat.isSignalling(a, size)) {
      return quieted(a, size, fp);
    }
    if (FloatFormat.isSignalling(b, size) || FloatFormat.isSignalling(c, size)) {
      return propagate(b, c, size, fp);
    }
    return FloatFormat.isNaN(a, size) ? quieted(a, size, fp) : propagate(b, c, size, fp);
  }

  static long invalid(int size, FpEnvironment fp) {
    fp.raise(FpEnvironment.IOC);
    return FloatFormat.defaultNaN(size);
  }

  /** Shifts right and keeps in bit 0 whether a one was lost; {@code distance} is not negative. */
  static long shiftRightJam(long value, int distance) {
    if (distance == 0) {
      return value;
    }
    if (distance > 63) {
      return value != 0 ? 1 : 0;
    }
    return value >>> distance | (value << -distance != 0 ? 1 : 0);
  }

  /** Rounds as FPCR says; see {@link #round(boolean, int, long, int, Rounding, FpEnvironment)}. */
  static long round(boolean negative, int exponent, long significand, int size, FpEnvironment fp) {
    return round(negative, exponent, significand, size, fp.rounding(), fp);
  }

  /**
   * Rounds to a format, and raises what comes of it (Arm ARM, FPRound).
   *
   * @param exponent the power of two of bit {@link FloatFormat#TOP}
   * @param significand has its highest one in that bit; bit 0 stands for everything below as well
   */
  static long round(
      boolean negative,
      int exponent,
      long significand,
      int size,
      Rounding rounding,
      FpEnvironment fp) {
    return round(negative, exponent, significand, size, rounding, fp.flushToZero(size), false, fp);
  }

  /**
   * Rounds what is converted from another format (Arm ARM, FPRoundCV): a half may be of the
   * alternative format, and FZ16 does not matter.
   */
  static long roundConverted(
      boolean negative,
      int exponent,
      long significand,
      int size,
      Rounding rounding,
      FpEnvironment fp) {
    boolean flush = size != HALF && fp.flushToZero(size);
    boolean alternative = size == HALF && fp.alternativeHalf();
    return round(negative, exponent, significand, size, rounding, flush, alternative, fp);
  }

  private static long round(
      boolean negative,
      int exponent,
      long significand,
      int size,
      Rounding rounding,
      boolean flush,
      boolean alternative,
      FpEnvironment fp) {
    int lowest = 1 - FloatFormat.bias(size);
    boolean tiny = exponent < lowest;
    if (tiny && flush) {
      fp.raise(FpEnvironment.UFC);
      return FloatFormat.zero(negative, size);
    }
    int fractionBits = FloatFormat.fractionBits(size);
    int cut = Math.min(TOP - fractionBits + (tiny ? lowest - exponent : 0), TOP + 2);
    // What is cut off, as a fraction of the lowest bit that is kept, in units of 2^-64.
    long rest = cut > 63 ? significand : significand << (64 - cut);
    long kept = cut > 63 ? 0 : significand >>> cut;
    boolean exact = rest == 0;
    int comparison = Long.compareUnsigned(rest, Long.MIN_VALUE);
    kept += rounding.increment(negative, (kept & 1) != 0, comparison, exact);
    if (tiny && !exact) {
      fp.raise(FpEnvironment.UFC);
    }
    long biasedLessOne = tiny ? 0 : exponent - lowest;
    // What is far too large must not run over the sign.
    boolean huge = exponent > FloatFormat.bias(size) + 1;
    long bits = huge ? Long.MAX_VALUE : (biasedLessOne << fractionBits) + kept;
    if (alternative) {
      if (bits >= FloatFormat.signBit(HALF)) {
        fp.raise(FpEnvironment.IOC);
        return FloatFormat.zero(negative, HALF) | FloatFormat.signBit(HALF) - 1;
      }
    } else if (Long.compareUnsigned(bits, FloatFormat.infinity(size)) >= 0) {
      fp.raise(FpEnvironment.OFC | FpEnvironment.IXC);
      long magnitude = FloatFormat.infinity(size);
      return FloatFormat.zero(negative, size)
          | (rounding.overflowsToInfinity(negative) ? magnitude : magnitude - 1);
    }
    if (!exact) {
      fp.raise(FpEnvironment.IXC);
    }
    return FloatFormat.zero(negative, size) | bits;
  }

  /** Rounds a number whose significand is not zero and has its highest one anywhere. */
  static long normalizeAndRound(
      boolean negative, int exponent, long significand, int size, FpEnvironment fp) {
    int shift = Long.numberOfLeadingZeros(significand) - (63 - TOP);
    return shift >= 0
        ? round(negative, exponent - shift, significand << shift, size, fp)
        : round(negative, exponent + 1, shiftRightJam(significand, 1), size, fp);
  }
}
