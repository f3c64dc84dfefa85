package dev.seedkernel.aarch64.arith;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Rounds exact numbers to the grid of single precision, or to a coarser one, by looking for the
 * neighbours: slow, and nothing of it is shared with what it judges.
 */
final class ExactRounding {
  /** The distance of two neighbours in raw bits. */
  static final int SINGLE = 1;

  static final int BFLOAT16 = 1 << 16;

  static final int INFINITY = 0x7f80_0000;

  /** The first power of two that is too large. */
  static final BigDecimal LIMIT = new BigDecimal(BigInteger.TWO.pow(128));

  private ExactRounding() {}

  /** Returns the bits of a single that is on the grid; a number that is too large may be one. */
  static int round(BigDecimal exact, Rounding rounding, int step) {
    BigDecimal magnitude = exact.abs();
    boolean negative = exact.signum() < 0;
    int sign = negative ? Integer.MIN_VALUE : 0;
    int low = floor(magnitude, step);
    if (value(low).compareTo(magnitude) == 0) {
      return sign | low;
    }
    BigDecimal middle = value(low).add(value(low + step)).divide(BigDecimal.TWO);
    int rest = magnitude.compareTo(middle);
    boolean odd = (low / step & 1) != 0;
    boolean up =
        switch (rounding) {
          case TIE_EVEN -> rest > 0 || (rest == 0 && odd);
          case TIE_AWAY -> rest >= 0;
          case PLUS_INFINITY -> !negative;
          case MINUS_INFINITY -> negative;
          case ZERO -> false;
          case ODD -> !odd;
        };
    return sign | (up ? low + step : low);
  }

  /** Returns the largest finite number of the grid that is not larger. */
  private static int floor(BigDecimal magnitude, int step) {
    int low = 0;
    int high = INFINITY / step;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (value(middle * step).compareTo(magnitude) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low * step;
  }

  private static BigDecimal value(int bits) {
    return bits == INFINITY ? LIMIT : new BigDecimal(Float.intBitsToFloat(bits));
  }

  static BigDecimal exact(int bits) {
    return new BigDecimal(Float.intBitsToFloat(bits));
  }
}
