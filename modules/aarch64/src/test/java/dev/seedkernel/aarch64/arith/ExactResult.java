package dev.seedkernel.aarch64.arith;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * What an operation whose exact result is known must give: the bits, and the flags of FPSR.
 *
 * <p>Rounding is the JDK's, of a decimal number to an integer, so that this has no code in common
 * with what it checks.
 */
record ExactResult(long bits, int flags) {
  /** Rounds an exact number other than zero to a format. */
  static ExactResult of(BigDecimal exact, int size, RoundingMode mode) {
    int fraction = FloatFormat.fractionBits(size);
    int lowest = 1 - FloatFormat.bias(size);
    int exponent = exponent(exact, size);
    int quantum = Math.max(exponent, lowest) - fraction;
    BigDecimal scaled = scaled(exact, -quantum);
    BigDecimal rounded = scaled.setScale(0, mode);
    boolean inexact = rounded.compareTo(scaled) != 0;
    long sign = exact.signum() < 0 ? FloatFormat.signBit(size) : 0;
    int places = Math.max(exponent - lowest, 0);
    BigInteger magnitude =
        BigInteger.valueOf(places).shiftLeft(fraction).add(rounded.abs().toBigInteger());
    long infinity = FloatFormat.infinity(size);
    if (magnitude.compareTo(BigInteger.valueOf(infinity)) >= 0) {
      long bits = sign | (toInfinity(exact.signum(), mode) ? infinity : infinity - 1);
      return new ExactResult(bits, FpEnvironment.OFC | FpEnvironment.IXC);
    }
    // Tininess is judged before rounding (Arm ARM, FPRound).
    boolean underflow = inexact && exponent < lowest;
    int flags = (inexact ? FpEnvironment.IXC : 0) | (underflow ? FpEnvironment.UFC : 0);
    return new ExactResult(sign | magnitude.longValue(), flags);
  }

  private static boolean toInfinity(int sign, RoundingMode mode) {
    return switch (mode) {
      case CEILING -> sign > 0;
      case FLOOR -> sign < 0;
      case DOWN -> false;
      default -> true;
    };
  }

  /** Returns the power of two of the highest one, or one that is below all of the format's. */
  private static int exponent(BigDecimal exact, int size) {
    int enough = 4 * (FloatFormat.bias(size) + FloatFormat.fractionBits(size));
    return scaled(exact.abs(), enough).toBigInteger().bitLength() - 1 - enough;
  }

  /** Returns {@code exact * 2^power}. */
  static BigDecimal scaled(BigDecimal exact, int power) {
    BigDecimal factor = new BigDecimal(BigInteger.TWO.pow(Math.abs(power)));
    // A half of a decimal number is exact: it is five tenths.
    return power >= 0
        ? exact.multiply(factor)
        : exact.multiply(new BigDecimal(BigInteger.valueOf(5).pow(-power), -power));
  }

  /** Returns the value of a finite number. */
  static BigDecimal value(long bits, int size) {
    return switch (size) {
      case FloatFormat.HALF -> new BigDecimal(Float.float16ToFloat((short) bits));
      case FloatFormat.SINGLE -> new BigDecimal(Float.intBitsToFloat((int) bits));
      default -> new BigDecimal(Double.longBitsToDouble(bits));
    };
  }

  /** Returns the rounding of FPCR.RMode. */
  static RoundingMode mode(int mode) {
    return switch (mode) {
      case 0 -> RoundingMode.HALF_EVEN;
      case 1 -> RoundingMode.CEILING;
      case 2 -> RoundingMode.FLOOR;
      default -> RoundingMode.DOWN;
    };
  }
}
