package dev.seedkernel.aarch64.arith;

/**
 * Integer arithmetic on vectors of 64 bits, all elements at once.
 *
 * <p>Size is the logarithm of an element's bytes. Carries between elements are kept from happening
 * by treating the highest bit of each element on its own.
 */
public final class Lanes {
  private Lanes() {}

  /** Returns the lowest bit of every element; no table, so that it is a constant if the size is. */
  private static long lowest(int size) {
    return switch (size) {
      case 0 -> 0x0101_0101_0101_0101L;
      case 1 -> 0x0001_0001_0001_0001L;
      case 2 -> 0x0000_0001_0000_0001L;
      default -> 1;
    };
  }

  /** Returns the highest bit of every element. */
  static long highest(int size) {
    return lowest(size) << ((8 << size) - 1);
  }

  /** Returns a mask of one element. */
  public static long mask(int size) {
    return -1L >>> (64 - (8 << size));
  }

  /** Copies one element to all. */
  public static long replicate(long element, int size) {
    return (element & mask(size)) * lowest(size);
  }

  /** Sign-extends an element. */
  public static long signed(long element, int size) {
    int shift = 64 - (8 << size);
    return element << shift >> shift;
  }

  public static long add(long a, long b, int size) {
    long h = highest(size);
    return (a & ~h) + (b & ~h) ^ ((a ^ b) & h);
  }

  public static long subtract(long a, long b, int size) {
    long h = highest(size);
    return (a | h) - (b & ~h) ^ ((a ^ ~b) & h);
  }

  public static long negate(long a, int size) {
    return subtract(0, a, size);
  }

  public static long absolute(long a, int size) {
    long negative = spread(a & highest(size), size);
    return subtract(a ^ negative, negative, size);
  }

  /** Fills each element whose highest bit is set, in a word that has no other bits. */
  static long spread(long highBits, int size) {
    int bits = 8 << size;
    return size == 3 ? highBits >> 63 : (highBits << 1) - (highBits >>> (bits - 1));
  }

  public static long equal(long a, long b, int size) {
    long h = highest(size);
    long difference = a ^ b;
    long nonZero = (difference & ~h) + ~h | difference;
    return spread(~nonZero & h, size);
  }

  /** Returns all ones where {@code a & b} is not zero. */
  public static long test(long a, long b, int size) {
    return ~equal(a & b, 0, size);
  }

  /**
   * The borrow of a difference without the highest bits tells of elements whose those are equal.
   */
  private static long less(long a, long b, int size) {
    long h = highest(size);
    long difference = (a | h) - (b & ~h);
    return spread(((~a & b) | ~((a ^ b) | difference)) & h, size);
  }

  public static long greaterSigned(long a, long b, int size) {
    long h = highest(size);
    return less(b ^ h, a ^ h, size);
  }

  public static long greaterOrEqualSigned(long a, long b, int size) {
    return ~greaterSigned(b, a, size);
  }

  public static long greaterUnsigned(long a, long b, int size) {
    return less(b, a, size);
  }

  public static long greaterOrEqualUnsigned(long a, long b, int size) {
    return ~less(a, b, size);
  }

  public static long maximumSigned(long a, long b, int size) {
    return select(greaterSigned(a, b, size), a, b);
  }

  public static long minimumSigned(long a, long b, int size) {
    return select(greaterSigned(a, b, size), b, a);
  }

  public static long maximumUnsigned(long a, long b, int size) {
    return select(less(a, b, size), b, a);
  }

  public static long minimumUnsigned(long a, long b, int size) {
    return select(less(a, b, size), a, b);
  }

  // Products: elements of half the size in turn, so that they do not get into each other's way

  public static long multiply(long a, long b, int size) {
    return switch (size) {
      case 0 -> multiply8(a, b);
      case 1 -> multiply16(a, b);
      case 2 -> multiply32(a, b);
      default -> a * b;
    };
  }

  /** Returns {@code accumulator + a * b}. */
  public static long multiplyAdd(long accumulator, long a, long b, int size) {
    if (size == 2) {
      int low = (int) accumulator + (int) a * (int) b;
      return pair(low, (int) (accumulator >>> 32) + (int) (a >>> 32) * (int) (b >>> 32));
    }
    return add(accumulator, multiply(a, b, size), size);
  }

  /** Returns the products of the elements of the low halves, with twice the size. */
  public static long multiplyLongSigned(long a, long b, int size) {
    return switch (size) {
      case 0 ->
          quad(
              (byte) a * (byte) b,
              (byte) (a >>> 8) * (byte) (b >>> 8),
              (byte) (a >>> 16) * (byte) (b >>> 16),
              ((int) a >> 24) * ((int) b >> 24));
      case 1 -> pair((short) a * (short) b, ((int) a >> 16) * ((int) b >> 16));
      default -> (long) (int) a * (int) b;
    };
  }

  /** Like {@link #multiplyLongSigned}, without signs. */
  public static long multiplyLongUnsigned(long a, long b, int size) {
    int x = (int) a;
    int y = (int) b;
    return switch (size) {
      case 0 ->
          quad(
              (x & 0xff) * (y & 0xff),
              (x >>> 8 & 0xff) * (y >>> 8 & 0xff),
              (x >>> 16 & 0xff) * (y >>> 16 & 0xff),
              (x >>> 24) * (y >>> 24));
      case 1 -> pair((x & 0xffff) * (y & 0xffff), (x >>> 16) * (y >>> 16));
      default -> (x & 0xffff_ffffL) * (y & 0xffff_ffffL);
    };
  }

  private static long pair(int low, int high) {
    return (low & 0xffff_ffffL) | (long) high << 32;
  }

  /** Returns the low 16 bits of each. */
  private static long quad(int a, int b, int c, int d) {
    return pair((a & 0xffff) | b << 16, (c & 0xffff) | d << 16);
  }

  private static long multiply32(long a, long b) {
    return ((a * b) & 0xffff_ffffL) | ((a >>> 32) * (b >>> 32)) << 32;
  }

  private static long multiply16(long a, long b) {
    long even = 0x0000_ffff_0000_ffffL;
    return (multiply32(a & even, b & even) & even)
        | (multiply32(a >>> 16 & even, b >>> 16 & even) & even) << 16;
  }

  private static long multiply8(long a, long b) {
    long even = 0x00ff_00ff_00ff_00ffL;
    return (multiply16(a & even, b & even) & even)
        | (multiply16(a >>> 8 & even, b >>> 8 & even) & even) << 8;
  }

  // Halving: the carry is not lost

  public static long halvingAddUnsigned(long a, long b, int size) {
    return add(a & b, shiftRightUnsigned(a ^ b, 1, size), size);
  }

  public static long halvingAddSigned(long a, long b, int size) {
    return add(a & b, shiftRightSigned(a ^ b, 1, size), size);
  }

  public static long roundingHalvingAddUnsigned(long a, long b, int size) {
    return subtract(a | b, shiftRightUnsigned(a ^ b, 1, size), size);
  }

  public static long roundingHalvingAddSigned(long a, long b, int size) {
    return subtract(a | b, shiftRightSigned(a ^ b, 1, size), size);
  }

  // A difference is what only the first has less what only the second has.

  public static long halvingSubtractUnsigned(long a, long b, int size) {
    return subtract(shiftRightUnsigned(a ^ b, 1, size), ~a & b, size);
  }

  public static long halvingSubtractSigned(long a, long b, int size) {
    return subtract(shiftRightSigned(a ^ b, 1, size), ~a & b, size);
  }

  /** Returns {@code a} where the mask is set, else {@code b}. */
  public static long select(long mask, long a, long b) {
    return b ^ ((a ^ b) & mask);
  }

  /** Returns {@code a - b} or {@code b - a}, whichever is not negative. */
  public static long distanceSigned(long a, long b, int size) {
    return select(greaterSigned(a, b, size), subtract(a, b, size), subtract(b, a, size));
  }

  public static long distanceUnsigned(long a, long b, int size) {
    return select(less(a, b, size), subtract(b, a, size), subtract(a, b, size));
  }

  /** Takes the even elements of two words: the first gives the low half of the result. */
  public static long even(long a, long b, int size) {
    return switch (size) {
      case 0 -> compress8(a) | compress8(b) << 32;
      case 1 -> compress16(a) | compress16(b) << 32;
      default -> (a & 0xffff_ffffL) | b << 32;
    };
  }

  private static long compress8(long a) {
    long x = a & 0x00ff_00ff_00ff_00ffL;
    return compress16((x | x >>> 8) & 0x0000_ffff_0000_ffffL);
  }

  private static long compress16(long a) {
    long x = a & 0x0000_ffff_0000_ffffL;
    return (x | x >>> 16) & 0xffff_ffffL;
  }

  public static long odd(long a, long b, int size) {
    int bits = 8 << size;
    return even(a >>> bits, b >>> bits, size);
  }

  /** Returns the elements of the low half, sign-extended to twice the size. */
  public static long widenSigned(long a, int size) {
    if (size == 2) {
      return (int) a;
    }
    if (size == 1) {
      return pair((short) a, (int) a >> 16);
    }
    // The sign is subtracted; the highest bit of the result is set meanwhile, so nothing is
    // borrowed.
    long sign = lowest(1) << 7;
    return ((widenUnsigned(a, 0) ^ (sign | highest(1))) - sign) ^ highest(1);
  }

  /** Returns the elements of the low half, zero-extended to twice the size. */
  public static long widenUnsigned(long a, int size) {
    long x = a & 0xffff_ffffL;
    if (size == 2) {
      return x;
    }
    x = (x | x << 16) & 0x0000_ffff_0000_ffffL;
    return size == 1 ? x : (x | x << 8) & 0x00ff_00ff_00ff_00ffL;
  }

  /** Interleaves the elements of the low halves. */
  public static long zip(long a, long b, int size) {
    return widenUnsigned(a, size) | widenUnsigned(b, size) << (8 << size);
  }

  /** Returns a mask of the even elements. */
  public static long evenElements(int size) {
    return replicate(mask(size), size + 1);
  }

  /** Takes the even elements of both, in turn. */
  public static long transposeEven(long a, long b, int size) {
    long even = replicate(mask(size), size + 1);
    return (a & even) | (b & even) << (8 << size);
  }

  /** Takes the odd elements of both, in turn. */
  public static long transposeOdd(long a, long b, int size) {
    long even = replicate(mask(size), size + 1);
    return (a >>> (8 << size) & even) | (b & ~even);
  }

  /** Reverses the order of elements in each container of some bits. */
  public static long reverse(long a, int container, int size) {
    long result = a;
    int wide = size + 1;
    for (int bits = 8 << size; bits < container; bits *= 2) {
      long even = wide == 3 ? mask(2) : replicate(mask(wide - 1), wide);
      result = (result & even) << bits | (result >>> bits & even);
      wide++;
    }
    return result;
  }

  // Pairs, and all elements

  /** Adds the elements of each pair, widened. */
  public static long addPairsUnsigned(long a, int size) {
    long even = replicate(mask(size), size + 1);
    return (a & even) + (a >>> (8 << size) & even);
  }

  /** Adds the elements of each pair, widened with their signs. */
  public static long addPairsSigned(long a, int size) {
    int bits = 8 << size;
    long even = shiftRightSigned(shiftLeft(a, bits, size + 1), bits, size + 1);
    return add(even, shiftRightSigned(a, bits, size + 1), size + 1);
  }

  // The lowest element of what is folded is the result, whatever becomes of the others.

  public static long addAcross(long a, int size) {
    long result = a;
    for (int shift = 32; shift >= 8 << size; shift >>= 1) {
      result = add(result, result >>> shift, size);
    }
    return result & mask(size);
  }

  public static long maximumSignedAcross(long a, int size) {
    long result = a;
    for (int shift = 32; shift >= 8 << size; shift >>= 1) {
      result = maximumSigned(result, result >>> shift, size);
    }
    return result & mask(size);
  }

  public static long maximumUnsignedAcross(long a, int size) {
    long result = a;
    for (int shift = 32; shift >= 8 << size; shift >>= 1) {
      result = maximumUnsigned(result, result >>> shift, size);
    }
    return result & mask(size);
  }

  public static long minimumSignedAcross(long a, int size) {
    long result = a;
    for (int shift = 32; shift >= 8 << size; shift >>= 1) {
      result = minimumSigned(result, result >>> shift, size);
    }
    return result & mask(size);
  }

  public static long minimumUnsignedAcross(long a, int size) {
    long result = a;
    for (int shift = 32; shift >= 8 << size; shift >>= 1) {
      result = minimumUnsigned(result, result >>> shift, size);
    }
    return result & mask(size);
  }

  /** Returns how many bits of each byte are set. */
  public static long countBytes(long a) {
    long x = a - (a >>> 1 & 0x5555_5555_5555_5555L);
    x = (x & 0x3333_3333_3333_3333L) + (x >>> 2 & 0x3333_3333_3333_3333L);
    return x + (x >>> 4) & 0x0f0f_0f0f_0f0f_0f0fL;
  }

  public static long shiftLeft(long a, int amount, int size) {
    return a << amount & replicate(mask(size) << amount, size);
  }

  /** Shifts right; {@code amount} is from 1 to the size in bits. */
  public static long shiftRightUnsigned(long a, int amount, int size) {
    int bits = 8 << size;
    return amount == bits ? 0 : a >>> amount & replicate(mask(size) >>> amount, size);
  }

  /** Shifts right and keeps the sign; {@code amount} is from 1 to the size in bits. */
  public static long shiftRightSigned(long a, int amount, int size) {
    long negative = spread(a & highest(size), size);
    return shiftRightUnsigned(a ^ negative, amount, size) ^ negative;
  }

  /** Shifts right and rounds half up; {@code amount} is from 1 to the size in bits. */
  public static long shiftRightRoundingUnsigned(long a, int amount, int size) {
    return shiftRightUnsigned(a, amount, size) + (a >>> (amount - 1) & lowest(size));
  }

  /** Like {@link #shiftRightRoundingUnsigned}, and keeps the sign. */
  public static long shiftRightRoundingSigned(long a, int amount, int size) {
    long half = a >>> (amount - 1) & lowest(size);
    return add(shiftRightSigned(a, amount, size), half, size);
  }
}
