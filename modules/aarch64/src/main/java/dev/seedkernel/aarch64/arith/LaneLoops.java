package dev.seedkernel.aarch64.arith;

/**
 * Integer arithmetic on vectors of 64 bits, one element after the other: what {@link Lanes} cannot
 * do to all at once.
 */
public final class LaneLoops {
  private LaneLoops() {}

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

  public static long countLeadingZeros(long a, int size) {
    long mask = Lanes.mask(size);
    long result = 0;
    for (int at = 0; at < 64; at += 8 << size) {
      long zeros = Long.numberOfLeadingZeros(a >>> at & mask) - (64L - (8 << size));
      result |= zeros << at;
    }
    return result;
  }

  /** TBL of one register: bytes of a table of 16 by their indices, 0 for those that are larger. */
  public static long lookUp(long low, long high, long indices) {
    long result = 0;
    for (int at = 0; at < 64; at += 8) {
      int index = (int) (indices >>> at) & 0xff;
      long half = index < 8 ? low : high;
      long element = index < 16 ? half >>> (index << 3) & 0xff : 0;
      result |= element << at;
    }
    return result;
  }
}
