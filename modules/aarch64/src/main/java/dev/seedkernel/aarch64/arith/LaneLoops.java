package dev.seedkernel.aarch64.arith;

/**
 * Integer arithmetic on vectors of 64 bits, one element after the other: what {@link Lanes} and
 * {@link SaturatingLanes} cannot do to all at once. Names of the methods that take an environment
 * are those of {@link LaneArithmetic}, which does the same to one element.
 *
 * <p>The operation of a loop is a constant where it is called, so that it is compiled in place.
 */
public final class LaneLoops {
  private static final long LOW_NIBBLES = 0x0f0f_0f0f_0f0f_0f0fL;

  private LaneLoops() {}

  @FunctionalInterface
  private interface Binary {
    long apply(long a, long b, int size, FpEnvironment fp);
  }

  @FunctionalInterface
  private interface Ternary {
    long apply(long accumulator, long a, long b, int size, FpEnvironment fp);
  }

  private static long each(Binary operation, long a, long b, int size, FpEnvironment fp) {
    long mask = Lanes.mask(size);
    long result = 0;
    for (int at = 0; at < 64; at += 8 << size) {
      result |= (operation.apply(a >>> at & mask, b >>> at & mask, size, fp) & mask) << at;
    }
    return result;
  }

  private static long each(
      Ternary operation, long accumulator, long a, long b, int size, FpEnvironment fp) {
    long mask = Lanes.mask(size);
    long result = 0;
    for (int at = 0; at < 64; at += 8 << size) {
      long c = accumulator >>> at & mask;
      result |= (operation.apply(c, a >>> at & mask, b >>> at & mask, size, fp) & mask) << at;
    }
    return result;
  }

  // Shifts by a register

  /** SSHL: the low byte of each element of the second operand is signed, negative to the right. */
  public static long shiftSigned(long a, long b, int size) {
    long mask = Lanes.mask(size);
    long result = 0;
    for (int at = 0; at < 64; at += 8 << size) {
      int shift = (byte) (b >>> at);
      long x = Lanes.signed(a >>> at, size);
      long shifted = shift >= 0 ? (shift > 63 ? 0 : x << shift) : x >> Math.min(-shift, 63);
      result |= (shifted & mask) << at;
    }
    return result;
  }

  /** USHL: like {@link #shiftSigned}, with zeros from the left. */
  public static long shiftUnsigned(long a, long b, int size) {
    long mask = Lanes.mask(size);
    long result = 0;
    for (int at = 0; at < 64; at += 8 << size) {
      int shift = (byte) (b >>> at);
      long x = a >>> at & mask;
      long shifted = Math.abs(shift) > 63 ? 0 : shift >= 0 ? x << shift : x >>> -shift;
      result |= (shifted & mask) << at;
    }
    return result;
  }

  public static long shiftRoundingSigned(long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::shiftRoundingSigned, a, b, size, fp);
  }

  public static long shiftRoundingUnsigned(long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::shiftRoundingUnsigned, a, b, size, fp);
  }

  public static long shiftSaturatingSigned(long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::shiftSaturatingSigned, a, b, size, fp);
  }

  public static long shiftSaturatingUnsigned(long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::shiftSaturatingUnsigned, a, b, size, fp);
  }

  public static long shiftSaturatingToUnsigned(long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::shiftSaturatingToUnsigned, a, b, size, fp);
  }

  public static long shiftSaturatingRoundingSigned(long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::shiftSaturatingRoundingSigned, a, b, size, fp);
  }

  public static long shiftSaturatingRoundingUnsigned(long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::shiftSaturatingRoundingUnsigned, a, b, size, fp);
  }

  // Sums

  public static long accumulateUnsigned(long signed, long unsigned, int size, FpEnvironment fp) {
    return each(LaneArithmetic::accumulateUnsigned, signed, unsigned, size, fp);
  }

  public static long accumulateSigned(long unsigned, long signed, int size, FpEnvironment fp) {
    return each(LaneArithmetic::accumulateSigned, unsigned, signed, size, fp);
  }

  // Products

  public static long multiplyPolynomial(long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::multiplyPolynomial, a, b, size, fp);
  }

  public static long doublingMultiplyHigh(long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::doublingMultiplyHigh, a, b, size, fp);
  }

  public static long roundingDoublingMultiplyHigh(long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::roundingDoublingMultiplyHigh, a, b, size, fp);
  }

  public static long roundingDoublingMultiplyAdd(
      long acc, long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::roundingDoublingMultiplyAdd, acc, a, b, size, fp);
  }

  public static long roundingDoublingMultiplySubtract(
      long acc, long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::roundingDoublingMultiplySubtract, acc, a, b, size, fp);
  }

  public static long doublingMultiplyLong(long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::doublingMultiplyLong, a, b, size, fp);
  }

  public static long doublingMultiplyAddLong(long acc, long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::doublingMultiplyAddLong, acc, a, b, size, fp);
  }

  public static long doublingMultiplySubtractLong(
      long acc, long a, long b, int size, FpEnvironment fp) {
    return each(LaneArithmetic::doublingMultiplySubtractLong, acc, a, b, size, fp);
  }

  /** The lower 64 bits of a product of polynomials over {0, 1}. */
  public static long polynomialLow(long a, long b) {
    long product = 0;
    for (int bit = 0; bit < 64; bit++) {
      product ^= a << bit & -(b >>> bit & 1);
    }
    return product;
  }

  /** The upper 64 bits, of which the highest is 0. */
  public static long polynomialHigh(long a, long b) {
    long product = 0;
    for (int bit = 1; bit < 64; bit++) {
      product ^= a >>> (64 - bit) & -(b >>> bit & 1);
    }
    return product;
  }

  // Counts

  public static long countLeadingZeros(long a, int size) {
    long mask = Lanes.mask(size);
    long result = 0;
    for (int at = 0; at < 64; at += 8 << size) {
      long zeros = Long.numberOfLeadingZeros(a >>> at & mask) - (64L - (8 << size));
      result |= zeros << at;
    }
    return result;
  }

  /** Counts the bits after the sign that are the same as it. */
  public static long countLeadingSigns(long a, int size) {
    // A bit that differs from the next higher one ends the count.
    long ends = (a ^ Lanes.shiftRightSigned(a, 1, size)) & ~Lanes.highest(size);
    return Lanes.subtract(countLeadingZeros(ends, size), Lanes.replicate(1, size), size);
  }

  // Tables

  /** TBL of one register: bytes of a table of 16 by their indices, 0 for those that are larger. */
  public static long lookUp(long low, long high, long indices) {
    // Eight times the index of a byte is the distance of a shift, which is taken modulo 64.
    long at = (indices & LOW_NIBBLES) << 3;
    long fromLow = 0;
    long fromHigh = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      fromLow |= (low >>> (at >>> shift) & 0xff) << shift;
      fromHigh |= (high >>> (at >>> shift) & 0xff) << shift;
    }
    long second = Lanes.spread(indices << 4 & Lanes.highest(0), 0);
    return Lanes.select(second, fromHigh, fromLow) & Lanes.equal(indices & ~LOW_NIBBLES, 0, 0);
  }
}
