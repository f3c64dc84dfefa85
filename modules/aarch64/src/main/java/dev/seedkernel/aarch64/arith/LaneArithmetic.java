package dev.seedkernel.aarch64.arith;

/**
 * Integer operations on one element: those that saturate, round, or shift by a register.
 *
 * <p>Operands are the raw bits of an element, zero-extended. Results may have anything above the
 * element. Saturation is raised in the environment as FPSR.QC.
 */
public final class LaneArithmetic {
  private LaneArithmetic() {}

  private static long min(int size) {
    return Long.MIN_VALUE >> (64 - (8 << size));
  }

  private static long max(int size) {
    return ~min(size);
  }

  /** Saturates a signed number to a signed element. */
  public static long saturateSigned(long value, int size, FpEnvironment fp) {
    long clamped = Math.clamp(value, min(size), max(size));
    if (clamped != value) {
      fp.raise(FpEnvironment.QC);
    }
    return clamped;
  }

  /** Saturates a signed number to an unsigned element. */
  public static long saturateSignedToUnsigned(long value, int size, FpEnvironment fp) {
    if (value < 0) {
      fp.raise(FpEnvironment.QC);
      return 0;
    }
    return saturateUnsigned(value, size, fp);
  }

  /** Saturates an unsigned number to an unsigned element. */
  public static long saturateUnsigned(long value, int size, FpEnvironment fp) {
    if (Long.compareUnsigned(value, Lanes.mask(size)) > 0) {
      fp.raise(FpEnvironment.QC);
      return Lanes.mask(size);
    }
    return value;
  }

  public static long addSaturatingSigned(long a, long b, int size, FpEnvironment fp) {
    long x = Lanes.signed(a, size);
    long y = Lanes.signed(b, size);
    long sum = x + y;
    if (((x ^ sum) & (y ^ sum)) < 0) {
      fp.raise(FpEnvironment.QC);
      return x < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return saturateSigned(sum, size, fp);
  }

  public static long addSaturatingUnsigned(long a, long b, int size, FpEnvironment fp) {
    long sum = a + b;
    if (Long.compareUnsigned(sum, a) < 0) {
      fp.raise(FpEnvironment.QC);
      return -1;
    }
    return saturateUnsigned(sum, size, fp);
  }

  public static long subtractSaturatingSigned(long a, long b, int size, FpEnvironment fp) {
    long x = Lanes.signed(a, size);
    long y = Lanes.signed(b, size);
    long difference = x - y;
    if (((x ^ y) & (x ^ difference)) < 0) {
      fp.raise(FpEnvironment.QC);
      return x < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return saturateSigned(difference, size, fp);
  }

  public static long subtractSaturatingUnsigned(long a, long b, int size, FpEnvironment fp) {
    if (Long.compareUnsigned(a, b) < 0) {
      fp.raise(FpEnvironment.QC);
      return 0;
    }
    return a - b;
  }

  /** SUQADD: an unsigned number is added to a signed accumulator. */
  public static long accumulateUnsigned(long signed, long unsigned, int size, FpEnvironment fp) {
    long x = Lanes.signed(signed, size);
    long sum = x + unsigned;
    // The sum is not less than x, unless it does not fit.
    if (sum < x || (unsigned < 0 && x >= 0)) {
      fp.raise(FpEnvironment.QC);
      return max(size);
    }
    return saturateSigned(sum, size, fp);
  }

  /** USQADD: a signed number is added to an unsigned accumulator. */
  public static long accumulateSigned(long unsigned, long signed, int size, FpEnvironment fp) {
    long y = Lanes.signed(signed, size);
    long sum = unsigned + y;
    if (y < 0 ? Long.compareUnsigned(sum, unsigned) > 0 : Long.compareUnsigned(sum, unsigned) < 0) {
      fp.raise(FpEnvironment.QC);
      return y < 0 ? 0 : -1;
    }
    return saturateUnsigned(sum, size, fp);
  }

  // Halving: the carry is not lost.

  public static long halvingAddSigned(long a, long b, int size, FpEnvironment fp) {
    long x = Lanes.signed(a, size);
    long y = Lanes.signed(b, size);
    return (x & y) + ((x ^ y) >> 1);
  }

  public static long halvingAddUnsigned(long a, long b, int size, FpEnvironment fp) {
    return (a & b) + ((a ^ b) >>> 1);
  }

  public static long roundingHalvingAddSigned(long a, long b, int size, FpEnvironment fp) {
    long x = Lanes.signed(a, size);
    long y = Lanes.signed(b, size);
    return (x | y) - ((x ^ y) >> 1);
  }

  public static long roundingHalvingAddUnsigned(long a, long b, int size, FpEnvironment fp) {
    return (a | b) - ((a ^ b) >>> 1);
  }

  public static long halvingSubtractSigned(long a, long b, int size, FpEnvironment fp) {
    return (Lanes.signed(a, size) - Lanes.signed(b, size)) >> 1;
  }

  public static long halvingSubtractUnsigned(long a, long b, int size, FpEnvironment fp) {
    return (a - b) >> 1;
  }

  public static long absoluteSaturating(long a, int size, FpEnvironment fp) {
    return Lanes.signed(a, size) < 0 ? negateSaturating(a, size, fp) : a;
  }

  public static long negateSaturating(long a, int size, FpEnvironment fp) {
    return subtractSaturatingSigned(0, a, size, fp);
  }

  // Multiplication

  public static long multiply(long a, long b, int size, FpEnvironment fp) {
    return a * b;
  }

  public static long multiplyAdd(long acc, long a, long b, int size, FpEnvironment fp) {
    return acc + a * b;
  }

  public static long multiplySubtract(long acc, long a, long b, int size, FpEnvironment fp) {
    return acc - a * b;
  }

  public static long multiplyPolynomial(long a, long b, int size, FpEnvironment fp) {
    long product = 0;
    for (int bit = 0; bit < 8; bit++) {
      product ^= -(b >>> bit & 1) & a << bit;
    }
    return product;
  }

  /** SQDMULH: the upper half of the doubled product. */
  public static long doublingMultiplyHigh(long a, long b, int size, FpEnvironment fp) {
    int bits = 8 << size;
    long product = Lanes.signed(a, size) * Lanes.signed(b, size);
    return saturateSigned(product >> (bits - 1), size, fp);
  }

  public static long roundingDoublingMultiplyHigh(long a, long b, int size, FpEnvironment fp) {
    int bits = 8 << size;
    long product = Lanes.signed(a, size) * Lanes.signed(b, size);
    return saturateSigned((product + (1L << (bits - 2))) >> (bits - 1), size, fp);
  }

  /** SQRDMLAH: the accumulator stands above the doubled product, and all is rounded once. */
  public static long roundingDoublingMultiplyAdd(
      long acc, long a, long b, int size, FpEnvironment fp) {
    return roundingDoublingAccumulate(acc, Lanes.signed(a, size) * Lanes.signed(b, size), size, fp);
  }

  public static long roundingDoublingMultiplySubtract(
      long acc, long a, long b, int size, FpEnvironment fp) {
    return roundingDoublingAccumulate(
        acc, -(Lanes.signed(a, size) * Lanes.signed(b, size)), size, fp);
  }

  private static long roundingDoublingAccumulate(
      long acc, long product, int size, FpEnvironment fp) {
    int bits = 8 << size;
    // Halved throughout, so that 2^62 + 2^62 still fits.
    long sum = (Lanes.signed(acc, size) << (bits - 1)) + product + (1L << (bits - 2));
    return saturateSigned(sum >> (bits - 1), size, fp);
  }

  /** SQDMULL: the doubled product of operands that were widened to the result's size already. */
  public static long doublingMultiplyLong(long a, long b, int size, FpEnvironment fp) {
    long product = Lanes.signed(a, size) * Lanes.signed(b, size);
    return addSaturatingSigned(product, product, size, fp);
  }

  public static long doublingMultiplyAddLong(long acc, long a, long b, int size, FpEnvironment fp) {
    long product = doublingMultiplyLong(a, b, size, fp) & Lanes.mask(size);
    return addSaturatingSigned(acc, product, size, fp);
  }

  public static long doublingMultiplySubtractLong(
      long acc, long a, long b, int size, FpEnvironment fp) {
    long product = doublingMultiplyLong(a, b, size, fp) & Lanes.mask(size);
    return subtractSaturatingSigned(acc, product, size, fp);
  }

  // Shifts by a register: its low byte is signed, negative to the right.

  public static long shiftSigned(long a, long b, int size, FpEnvironment fp) {
    int shift = (byte) b;
    long x = Lanes.signed(a, size);
    return shift >= 0 ? (shift > 63 ? 0 : x << shift) : x >> Math.min(-shift, 63);
  }

  public static long shiftUnsigned(long a, long b, int size, FpEnvironment fp) {
    int shift = (byte) b;
    return Math.abs(shift) > 63 ? 0 : shift >= 0 ? a << shift : a >>> -shift;
  }

  public static long shiftRoundingSigned(long a, long b, int size, FpEnvironment fp) {
    int shift = (byte) b;
    return shift >= 0
        ? shiftSigned(a, b, size, fp)
        : shiftRightRounding(Lanes.signed(a, size), -shift);
  }

  public static long shiftRoundingUnsigned(long a, long b, int size, FpEnvironment fp) {
    int shift = (byte) b;
    return shift >= 0 ? shiftUnsigned(a, b, size, fp) : shiftRightRoundingUnsigned(a, -shift);
  }

  /** Shifts a signed number right by 1 or more and rounds half up. */
  public static long shiftRightRounding(long x, int shift) {
    return shift > 64 ? 0 : shift == 64 ? 0 : (x >> shift) + (x >> (shift - 1) & 1);
  }

  /** Shifts an unsigned number right by 1 or more and rounds half up. */
  public static long shiftRightRoundingUnsigned(long x, int shift) {
    return shift > 64 ? 0 : shift == 64 ? x >>> 63 : (x >>> shift) + (x >>> (shift - 1) & 1);
  }

  public static long shiftSaturatingSigned(long a, long b, int size, FpEnvironment fp) {
    int shift = (byte) b;
    return shift < 0
        ? shiftSigned(a, b, size, fp)
        : shiftLeftSaturatingSigned(Lanes.signed(a, size), shift, size, fp);
  }

  public static long shiftSaturatingUnsigned(long a, long b, int size, FpEnvironment fp) {
    int shift = (byte) b;
    return shift < 0
        ? shiftUnsigned(a, b, size, fp)
        : shiftLeftSaturatingUnsigned(a, shift, size, fp);
  }

  public static long shiftSaturatingRoundingSigned(long a, long b, int size, FpEnvironment fp) {
    return (byte) b < 0
        ? shiftRoundingSigned(a, b, size, fp)
        : shiftSaturatingSigned(a, b, size, fp);
  }

  public static long shiftSaturatingRoundingUnsigned(long a, long b, int size, FpEnvironment fp) {
    return (byte) b < 0
        ? shiftRoundingUnsigned(a, b, size, fp)
        : shiftSaturatingUnsigned(a, b, size, fp);
  }

  public static long shiftLeftSaturatingSigned(long x, int shift, int size, FpEnvironment fp) {
    if (x == 0) {
      return 0;
    }
    if (shift > 63 || x << shift >> shift != x) {
      fp.raise(FpEnvironment.QC);
      return x < 0 ? min(size) : max(size);
    }
    return saturateSigned(x << shift, size, fp);
  }

  public static long shiftLeftSaturatingUnsigned(long x, int shift, int size, FpEnvironment fp) {
    if (x == 0) {
      return 0;
    }
    if (shift > 63 || x << shift >>> shift != x) {
      fp.raise(FpEnvironment.QC);
      return -1;
    }
    return saturateUnsigned(x << shift, size, fp);
  }

  /** SQSHLU: a signed number to an unsigned element. */
  public static long shiftLeftSaturatingToUnsigned(long x, int shift, int size, FpEnvironment fp) {
    if (x < 0) {
      fp.raise(FpEnvironment.QC);
      return 0;
    }
    return shiftLeftSaturatingUnsigned(x, shift, size, fp);
  }

  /** Like {@link #shiftLeftSaturatingToUnsigned}, by the low byte of the second operand. */
  public static long shiftSaturatingToUnsigned(long a, long b, int size, FpEnvironment fp) {
    return shiftLeftSaturatingToUnsigned(Lanes.signed(a, size), (byte) b, size, fp);
  }

  public static long countLeadingZeros(long a, int size, FpEnvironment fp) {
    return (long) Long.numberOfLeadingZeros(a) - (64 - (8 << size));
  }

  /** Counts the bits after the sign that are the same as it. */
  public static long countLeadingSigns(long a, int size, FpEnvironment fp) {
    long x = Lanes.signed(a, size);
    return (long) Long.numberOfLeadingZeros(x ^ (x >> 63)) - (64 - (8 << size)) - 1;
  }

  /** Adds to each word of the accumulator the products of the four bytes that stand there. */
  public static long dotSigned(long acc, long a, long b) {
    long result = 0;
    for (int word = 0; word < 64; word += 32) {
      int sum = (int) (acc >>> word);
      for (int at = word; at < word + 32; at += 8) {
        int product = (byte) (a >>> at) * (byte) (b >>> at);
        sum += product;
      }
      result |= (sum & 0xffff_ffffL) << word;
    }
    return result;
  }

  public static long dotUnsigned(long acc, long a, long b) {
    long result = 0;
    for (int word = 0; word < 64; word += 32) {
      int sum = (int) (acc >>> word);
      for (int at = word; at < word + 32; at += 8) {
        sum += ((int) (a >>> at) & 0xff) * ((int) (b >>> at) & 0xff);
      }
      result |= (sum & 0xffff_ffffL) << word;
    }
    return result;
  }

  /** Like {@link #dotSigned}; the first factors are unsigned, the second signed. */
  public static long dotUnsignedSigned(long acc, long a, long b) {
    long result = 0;
    for (int word = 0; word < 64; word += 32) {
      int sum = (int) (acc >>> word);
      for (int at = word; at < word + 32; at += 8) {
        sum += ((int) (a >>> at) & 0xff) * (byte) (b >>> at);
      }
      result |= (sum & 0xffff_ffffL) << word;
    }
    return result;
  }
}
