package dev.seedkernel.aarch64.arith;

/**
 * Saturating integer arithmetic on vectors of 64 bits, all elements at once. Names are those of
 * {@link LaneArithmetic}, which does the same to one element.
 *
 * <p>Size is the logarithm of an element's bytes. Saturation is raised in the environment as
 * FPSR.QC.
 */
public final class SaturatingLanes {
  private SaturatingLanes() {}

  private static void raise(long saturated, FpEnvironment fp) {
    if (saturated != 0) {
      fp.raise(FpEnvironment.QC);
    }
  }

  public static long addSaturatingUnsigned(long a, long b, int size, FpEnvironment fp) {
    long sum = Lanes.add(a, b, size);
    long carry = ((a & b) | ((a | b) & ~sum)) & Lanes.highest(size);
    raise(carry, fp);
    return sum | Lanes.spread(carry, size);
  }

  public static long subtractSaturatingUnsigned(long a, long b, int size, FpEnvironment fp) {
    long difference = Lanes.subtract(a, b, size);
    long borrow = ((~a & b) | ((~a | b) & difference)) & Lanes.highest(size);
    raise(borrow, fp);
    return difference & ~Lanes.spread(borrow, size);
  }

  public static long addSaturatingSigned(long a, long b, int size, FpEnvironment fp) {
    long sum = Lanes.add(a, b, size);
    return limited(sum, a, (a ^ sum) & (b ^ sum) & Lanes.highest(size), size, fp);
  }

  public static long subtractSaturatingSigned(long a, long b, int size, FpEnvironment fp) {
    long difference = Lanes.subtract(a, b, size);
    return limited(difference, a, (a ^ b) & (a ^ difference) & Lanes.highest(size), size, fp);
  }

  /** Puts the limit with the sign of another operand where a highest bit tells of an overflow. */
  private static long limited(long result, long signs, long overflow, int size, FpEnvironment fp) {
    raise(overflow, fp);
    long h = Lanes.highest(size);
    // The largest number, and one more where the sign is set: no carry leaves an element.
    long limits = ~h + ((signs & h) >>> ((8 << size) - 1));
    return Lanes.select(Lanes.spread(overflow, size), limits, result);
  }

  public static long absoluteSaturating(long a, int size, FpEnvironment fp) {
    long result = Lanes.absolute(a, size);
    long overflow = result & Lanes.highest(size);
    raise(overflow, fp);
    return result ^ Lanes.spread(overflow, size);
  }

  public static long negateSaturating(long a, int size, FpEnvironment fp) {
    long result = Lanes.negate(a, size);
    long overflow = a & result & Lanes.highest(size);
    raise(overflow, fp);
    return result ^ Lanes.spread(overflow, size);
  }

  // To elements of a size, each of which is still in one of twice the size: its upper half is
  // anything

  public static long saturateSigned(long a, int size, FpEnvironment fp) {
    long max = Lanes.replicate(Lanes.mask(size) >>> 1, size + 1);
    long clamped = Lanes.maximumSigned(Lanes.minimumSigned(a, max, size + 1), ~max, size + 1);
    raise(a ^ clamped, fp);
    return clamped;
  }

  public static long saturateUnsigned(long a, int size, FpEnvironment fp) {
    long high = ~Lanes.replicate(Lanes.mask(size), size + 1);
    long over = a & high;
    raise(over, fp);
    return a | Lanes.test(over, high, size + 1);
  }

  public static long saturateSignedToUnsigned(long a, int size, FpEnvironment fp) {
    int wide = size + 1;
    long negative = Lanes.spread(a & Lanes.highest(wide), wide);
    raise(a & negative, fp);
    return saturateUnsigned(a & ~negative, size, fp);
  }
}
