package dev.seedkernel.aarch64.arith;

/** Estimates of reciprocals and their square roots, exact to the bit (Arm ARM, RecipEstimate). */
public final class FloatEstimate {
  /** Bits of the estimate's fraction. */
  private static final int ESTIMATE_BITS = 8;

  private FloatEstimate() {}

  /** Returns an estimate of {@code 1 / a} (Arm ARM, FPRecipEstimate). */
  public static long reciprocal(long operand, int size, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(operand, size, fp);
    if (FloatFormat.isNaN(a, size)) {
      return FloatRounding.quieted(a, size, fp);
    }
    boolean negative = FloatFormat.negative(a, size);
    if (FloatFormat.isInfinite(a, size)) {
      return FloatFormat.zero(negative, size);
    }
    if (FloatFormat.isZero(a, size)) {
      fp.raise(FpEnvironment.DZC);
      return FloatFormat.infinity(negative, size);
    }
    int bias = FloatFormat.bias(size);
    int exponent = FloatFormat.exponent(a, size);
    if (exponent < -bias - 1) {
      fp.raise(FpEnvironment.OFC | FpEnvironment.IXC);
      long infinity = FloatFormat.infinity(negative, size);
      return fp.rounding().overflowsToInfinity(negative) ? infinity : infinity - 1;
    }
    if (fp.flushToZero(size) && exponent >= bias - 1) {
      fp.raise(FpEnvironment.UFC);
      return FloatFormat.zero(negative, size);
    }
    int scaled = (int) (FloatFormat.significand(a, size) >>> (FloatFormat.TOP - ESTIMATE_BITS));
    int fractionBits = FloatFormat.fractionBits(size);
    long fraction = (long) (reciprocal(scaled) & 0xff) << (fractionBits - ESTIMATE_BITS);
    int result = bias - 1 - exponent;
    if (result <= 0) {
      // A denormal result: the leading one becomes part of the fraction.
      fraction = (fraction | 1L << fractionBits) >>> (1 - result);
      result = 0;
    }
    return FloatFormat.zero(negative, size) | (long) result << fractionBits | fraction;
  }

  /** Returns an estimate of {@code 1 / sqrt(a)} (Arm ARM, FPRSqrtEstimate). */
  public static long reciprocalRoot(long operand, int size, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(operand, size, fp);
    if (FloatFormat.isNaN(a, size)) {
      return FloatRounding.quieted(a, size, fp);
    }
    boolean negative = FloatFormat.negative(a, size);
    if (FloatFormat.isZero(a, size)) {
      fp.raise(FpEnvironment.DZC);
      return FloatFormat.infinity(negative, size);
    }
    if (negative) {
      return FloatRounding.invalid(size, fp);
    }
    if (FloatFormat.isInfinite(a, size)) {
      return 0;
    }
    int biased = FloatFormat.exponent(a, size) + FloatFormat.bias(size);
    int drop = FloatFormat.TOP - ESTIMATE_BITS + (biased & 1);
    int scaled = (int) (FloatFormat.significand(a, size) >>> drop);
    int fractionBits = FloatFormat.fractionBits(size);
    int result = (3 * FloatFormat.bias(size) - 1 - biased) / 2;
    return (long) result << fractionBits
        | (long) (reciprocalRoot(scaled) & 0xff) << (fractionBits - ESTIMATE_BITS);
  }

  /** Returns a power of two near {@code 1 / a} (Arm ARM, FPRecpX). */
  public static long reciprocalExponent(long operand, int size, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(operand, size, fp);
    if (FloatFormat.isNaN(a, size)) {
      return FloatRounding.quieted(a, size, fp);
    }
    long exponents = FloatFormat.infinity(size);
    long exponent = a & exponents;
    long result = exponent == 0 ? exponents - FloatFormat.fractionMask(size) - 1 : ~exponent;
    return (a & FloatFormat.signBit(size)) | (result & exponents);
  }

  /** Returns an estimate for a fraction of 32 bits (Arm ARM, UnsignedRecipEstimate). */
  public static long unsignedReciprocal(long a) {
    return a >>> 31 == 0 ? 0xffff_ffffL : (long) reciprocal((int) (a >>> 23)) << 23;
  }

  /** Returns an estimate for a fraction of 32 bits (Arm ARM, UnsignedRSqrtEstimate). */
  public static long unsignedReciprocalRoot(long a) {
    return a >>> 30 == 0 ? 0xffff_ffffL : (long) reciprocalRoot((int) (a >>> 23)) << 23;
  }

  /** From 256..511, standing for 0.5 to 1, to the same range, standing for 1 to 2. */
  private static int reciprocal(int a) {
    return ((1 << 19) / (a * 2 + 1) + 1) / 2;
  }

  /** From 128..511, standing for 0.25 to 1, to 256..511, standing for 1 to 2. */
  private static int reciprocalRoot(int a) {
    int middle = a < 256 ? a * 2 + 1 : ((a & ~1) + 1) << 1;
    int b = 512;
    while (middle * (b + 1) * (b + 1) < 1 << 28) {
      b++;
    }
    return (b + 1) / 2;
  }
}
