package dev.seedkernel.aarch64.arith;

import static dev.seedkernel.aarch64.arith.FloatFormat.DOUBLE;
import static dev.seedkernel.aarch64.arith.FloatFormat.SINGLE;
import static dev.seedkernel.aarch64.arith.FloatFormat.TOP;

/**
 * Addition, multiplication, division and square root, in every format and rounding mode.
 *
 * <p>Numbers are raw bits. Where the host has the format, {@link HostDouble} and {@link HostSingle}
 * try its arithmetic first, and the path in integers does where that would not give the
 * architecture's answer or its flags.
 */
public final class FloatArithmetic {
  private FloatArithmetic() {}

  // By the host's arithmetic, where it has the format

  public static long add(long a, long b, int size, FpEnvironment fp) {
    return switch (size) {
      case DOUBLE -> bits(HostDouble.add(number(a), number(b), fp));
      case SINGLE -> HostSingle.add(a, b, fp);
      default -> addExactly(a, b, false, size, fp);
    };
  }

  public static long subtract(long a, long b, int size, FpEnvironment fp) {
    return switch (size) {
      case DOUBLE -> bits(HostDouble.subtract(number(a), number(b), fp));
      case SINGLE -> HostSingle.subtract(a, b, fp);
      default -> addExactly(a, b, true, size, fp);
    };
  }

  public static long multiply(long a, long b, int size, FpEnvironment fp) {
    return switch (size) {
      case DOUBLE -> bits(HostDouble.multiply(number(a), number(b), fp));
      case SINGLE -> HostSingle.multiply(a, b, fp);
      default -> multiplyExactly(a, b, size, fp);
    };
  }

  public static long divide(long a, long b, int size, FpEnvironment fp) {
    return switch (size) {
      case DOUBLE -> bits(HostDouble.divide(number(a), number(b), fp));
      case SINGLE -> HostSingle.divide(a, b, fp);
      default -> divideExactly(a, b, size, fp);
    };
  }

  public static long squareRoot(long a, int size, FpEnvironment fp) {
    return switch (size) {
      case DOUBLE -> bits(HostDouble.squareRoot(number(a), fp));
      case SINGLE -> HostSingle.squareRoot(a, fp);
      default -> squareRootExactly(a, size, fp);
    };
  }

  /** Returns {@code addend + a * b}, rounded once (Arm ARM, FPMulAdd). */
  public static long multiplyAdd(long addend, long a, long b, int size, FpEnvironment fp) {
    return switch (size) {
      case DOUBLE -> bits(HostDouble.multiplyAdd(number(addend), number(a), number(b), fp));
      case SINGLE -> HostSingle.multiplyAdd(addend, a, b, fp);
      default -> multiplyAddExactly(addend, a, b, size, fp);
    };
  }

  /** Returns {@code addend - a * b}, rounded once. */
  public static long multiplySubtract(long addend, long a, long b, int size, FpEnvironment fp) {
    return multiplyAdd(addend, negate(a, size), b, size, fp);
  }

  /**
   * Returns {@code addend + a * b}, rounded once, where the addend and the result are singles and
   * the factors halves (Arm ARM, FPMulAddH).
   */
  public static long multiplyAddHalves(long addend, long a, long b, FpEnvironment fp) {
    return multiplyAdd(
        addend, FloatConversion.widenHalf(a, fp), FloatConversion.widenHalf(b, fp), SINGLE, fp);
  }

  public static long negate(long a, int size) {
    return a ^ FloatFormat.signBit(size);
  }

  public static long absolute(long a, int size) {
    return FloatFormat.magnitude(a, size);
  }

  private static double number(long bits) {
    return Double.longBitsToDouble(bits);
  }

  private static long bits(double number) {
    return Double.doubleToRawLongBits(number);
  }

  // In integers

  static long addExactly(long first, long second, boolean minus, int size, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(first, size, fp);
    long b = FloatRounding.flushOperand(second, size, fp);
    if (FloatFormat.isNaN(a, size) || FloatFormat.isNaN(b, size)) {
      return FloatRounding.propagate(a, b, size, fp);
    }
    boolean negativeA = FloatFormat.negative(a, size);
    boolean negativeB = FloatFormat.negative(b, size) != minus;
    if (FloatFormat.isInfinite(a, size)) {
      return FloatFormat.isInfinite(b, size) && negativeA != negativeB
          ? FloatRounding.invalid(size, fp)
          : a;
    }
    if (FloatFormat.isInfinite(b, size)) {
      return FloatFormat.infinity(negativeB, size);
    }
    if (FloatFormat.isZero(b, size)) {
      return FloatFormat.isZero(a, size) && negativeA != negativeB
          ? FloatFormat.zero(fp.rounding() == Rounding.MINUS_INFINITY, size)
          : a;
    }
    if (FloatFormat.isZero(a, size)) {
      return FloatFormat.magnitude(b, size) | FloatFormat.zero(negativeB, size);
    }
    boolean larger = FloatFormat.magnitude(a, size) >= FloatFormat.magnitude(b, size);
    long high = larger ? a : b;
    long low = larger ? b : a;
    boolean negative = larger ? negativeA : negativeB;
    int exponent = FloatFormat.exponent(high, size);
    long addend =
        FloatRounding.shiftRightJam(
            FloatFormat.significand(low, size), exponent - FloatFormat.exponent(low, size));
    long significand = FloatFormat.significand(high, size);
    long sum = negativeA == negativeB ? significand + addend : significand - addend;
    return sum == 0
        ? FloatFormat.zero(fp.rounding() == Rounding.MINUS_INFINITY, size)
        : FloatRounding.normalizeAndRound(negative, exponent, sum, size, fp);
  }

  static long multiplyExactly(long first, long second, int size, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(first, size, fp);
    long b = FloatRounding.flushOperand(second, size, fp);
    if (FloatFormat.isNaN(a, size) || FloatFormat.isNaN(b, size)) {
      return FloatRounding.propagate(a, b, size, fp);
    }
    boolean negative = FloatFormat.negative(a, size) != FloatFormat.negative(b, size);
    boolean zero = FloatFormat.isZero(a, size) || FloatFormat.isZero(b, size);
    if (FloatFormat.isInfinite(a, size) || FloatFormat.isInfinite(b, size)) {
      return zero ? FloatRounding.invalid(size, fp) : FloatFormat.infinity(negative, size);
    }
    if (zero) {
      return FloatFormat.zero(negative, size);
    }
    // Factors of 2^63 to 2^64 give a product whose upper half has its highest one in bit 62 or 63.
    long x = FloatFormat.significand(a, size) << 1;
    long y = FloatFormat.significand(b, size) << 1;
    long product = Math.unsignedMultiplyHigh(x, y) | (x * y != 0 ? 1 : 0);
    int exponent = FloatFormat.exponent(a, size) + FloatFormat.exponent(b, size);
    return FloatRounding.normalizeAndRound(negative, exponent, product, size, fp);
  }

  static long divideExactly(long first, long second, int size, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(first, size, fp);
    long b = FloatRounding.flushOperand(second, size, fp);
    if (FloatFormat.isNaN(a, size) || FloatFormat.isNaN(b, size)) {
      return FloatRounding.propagate(a, b, size, fp);
    }
    boolean negative = FloatFormat.negative(a, size) != FloatFormat.negative(b, size);
    boolean infiniteA = FloatFormat.isInfinite(a, size);
    boolean infiniteB = FloatFormat.isInfinite(b, size);
    boolean zeroA = FloatFormat.isZero(a, size);
    boolean zeroB = FloatFormat.isZero(b, size);
    if ((infiniteA && infiniteB) || (zeroA && zeroB)) {
      return FloatRounding.invalid(size, fp);
    }
    if (infiniteA || zeroB) {
      fp.raise(infiniteA ? 0 : FpEnvironment.DZC);
      return FloatFormat.infinity(negative, size);
    }
    if (zeroA || infiniteB) {
      return FloatFormat.zero(negative, size);
    }
    // Long division, ten bits at a time: a divisor of 53 bits leaves room for them in a remainder.
    long divisor = FloatFormat.significand(b, size) >>> 10;
    long dividend = FloatFormat.significand(a, size);
    long quotient = dividend / divisor;
    long rest = dividend % divisor;
    for (int step = 0; step < 5; step++) {
      rest <<= 10;
      quotient = quotient << 10 | rest / divisor;
      rest %= divisor;
    }
    long significand = quotient << 2 | (rest != 0 ? 1 : 0);
    int exponent = FloatFormat.exponent(a, size) - FloatFormat.exponent(b, size);
    return FloatRounding.normalizeAndRound(negative, exponent, significand, size, fp);
  }

  static long squareRootExactly(long operand, int size, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(operand, size, fp);
    if (FloatFormat.isNaN(a, size)) {
      return FloatRounding.quieted(a, size, fp);
    }
    if (FloatFormat.isZero(a, size)) {
      return a;
    }
    if (FloatFormat.negative(a, size)) {
      return FloatRounding.invalid(size, fp);
    }
    if (FloatFormat.isInfinite(a, size)) {
      return a;
    }
    int exponent = FloatFormat.exponent(a, size);
    long radicand = FloatFormat.significand(a, size) << (exponent & 1);
    // Two bits of the radicand give one of the root. 58 of them are enough for every format.
    long root = 0;
    long rest = 0;
    for (int step = 0; step < 58; step++) {
      rest = rest << 2 | radicand >>> 62;
      radicand <<= 2;
      long trial = root << 2 | 1;
      root <<= 1;
      if (rest >= trial) {
        rest -= trial;
        root |= 1;
      }
    }
    long significand = root << (TOP - 57) | (rest != 0 ? 1 : 0);
    return FloatRounding.round(false, exponent >> 1, significand, size, fp);
  }

  static long multiplyAddExactly(long addend, long first, long second, int size, FpEnvironment fp) {
    long c = FloatRounding.flushOperand(addend, size, fp);
    long a = FloatRounding.flushOperand(first, size, fp);
    long b = FloatRounding.flushOperand(second, size, fp);
    boolean infinite = FloatFormat.isInfinite(a, size) || FloatFormat.isInfinite(b, size);
    boolean zero = FloatFormat.isZero(a, size) || FloatFormat.isZero(b, size);
    if (FloatFormat.isNaN(c, size) || FloatFormat.isNaN(a, size) || FloatFormat.isNaN(b, size)) {
      if (FloatFormat.isNaN(c, size) && !FloatFormat.isSignalling(c, size) && infinite && zero) {
        return FloatRounding.invalid(size, fp);
      }
      return FloatRounding.propagate(c, a, b, size, fp);
    }
    boolean negativeProduct = FloatFormat.negative(a, size) != FloatFormat.negative(b, size);
    boolean negativeAddend = FloatFormat.negative(c, size);
    boolean infiniteAddend = FloatFormat.isInfinite(c, size);
    if ((infinite && zero) || (infinite && infiniteAddend && negativeProduct != negativeAddend)) {
      return FloatRounding.invalid(size, fp);
    }
    if (infinite || infiniteAddend) {
      return FloatFormat.infinity(infinite ? negativeProduct : negativeAddend, size);
    }
    if (zero) {
      return FloatFormat.isZero(c, size) && negativeProduct != negativeAddend
          ? FloatFormat.zero(fp.rounding() == Rounding.MINUS_INFINITY, size)
          : c;
    }
    Wide product = Wide.product(a, b, size);
    if (FloatFormat.isZero(c, size)) {
      return product.round(negativeProduct, size, fp);
    }
    Wide other = new Wide(FloatFormat.exponent(c, size), FloatFormat.significand(c, size), 0);
    boolean larger = product.compareTo(other) >= 0;
    Wide high = larger ? product : other;
    Wide low = larger ? other : product;
    boolean same = negativeProduct == negativeAddend;
    Wide sum = high.plus(low, same);
    return sum.isZero()
        ? FloatFormat.zero(fp.rounding() == Rounding.MINUS_INFINITY, size)
        : sum.round(larger ? negativeProduct : negativeAddend, size, fp);
  }

  /** A magnitude of 128 bits; {@code exponent} is the power of two of bit 62 of the high half. */
  private record Wide(int exponent, long high, long low) {
    static Wide product(long a, long b, int size) {
      long x = FloatFormat.significand(a, size) << 1;
      long y = FloatFormat.significand(b, size) << 1;
      long high = Math.unsignedMultiplyHigh(x, y);
      long low = x * y;
      int exponent = FloatFormat.exponent(a, size) + FloatFormat.exponent(b, size);
      // The lowest bits of a product are zero, whatever the format.
      return high < 0
          ? new Wide(exponent + 1, high >>> 1, high << 63 | low >>> 1)
          : new Wide(exponent, high, low);
    }

    boolean isZero() {
      return (high | low) == 0;
    }

    int compareTo(Wide other) {
      if (exponent != other.exponent) {
        return Integer.compare(exponent, other.exponent);
      }
      return high != other.high
          ? Long.compare(high, other.high)
          : Long.compareUnsigned(low, other.low);
    }

    /** Adds or subtracts a magnitude that is not larger. */
    Wide plus(Wide other, boolean add) {
      Wide b = other.shiftedRight(exponent - other.exponent);
      long sumLow = add ? low + b.low : low - b.low;
      boolean carry =
          add ? Long.compareUnsigned(sumLow, low) < 0 : Long.compareUnsigned(low, b.low) < 0;
      long sumHigh = add ? high + b.high + (carry ? 1 : 0) : high - b.high - (carry ? 1 : 0);
      return new Wide(exponent, sumHigh, sumLow);
    }

    private Wide shiftedRight(int distance) {
      if (distance == 0) {
        return this;
      }
      if (distance >= 64) {
        long jam = low != 0 ? 1 : 0;
        return new Wide(exponent, 0, FloatRounding.shiftRightJam(high, distance - 64) | jam);
      }
      return new Wide(
          exponent,
          high >>> distance,
          high << -distance | FloatRounding.shiftRightJam(low, distance));
    }

    long round(boolean negative, int size, FpEnvironment fp) {
      if (high == 0) {
        return FloatRounding.normalizeAndRound(negative, exponent - 64, low, size, fp);
      }
      int shift = Math.max(Long.numberOfLeadingZeros(high) - (63 - TOP), 0);
      long top = shift == 0 ? high : high << shift | low >>> -shift;
      long jam = low << shift != 0 ? 1 : 0;
      return FloatRounding.normalizeAndRound(negative, exponent - shift, top | jam, size, fp);
    }
  }

  // Steps of Newton's method, and their multiplication

  /** Returns the product, but 2 for zero times infinity (Arm ARM, FPMulX). */
  public static long multiplyExtended(long a, long b, int size, FpEnvironment fp) {
    if (isZeroTimesInfinity(a, b, size, fp)) {
      FloatRounding.flushOperand(a, size, fp);
      FloatRounding.flushOperand(b, size, fp);
      boolean negative = FloatFormat.negative(a, size) != FloatFormat.negative(b, size);
      return FloatFormat.zero(negative, size) | two(size);
    }
    return multiply(a, b, size, fp);
  }

  /** Returns {@code 2 - a * b}, rounded once (Arm ARM, FPRecipStepFused). */
  public static long reciprocalStep(long a, long b, int size, FpEnvironment fp) {
    if (isZeroTimesInfinity(a, b, size, fp)) {
      FloatRounding.flushOperand(a, size, fp);
      FloatRounding.flushOperand(b, size, fp);
      return two(size);
    }
    return multiplyAdd(two(size), negate(a, size), b, size, fp);
  }

  /** Returns {@code (3 - a * b) / 2}, rounded once (Arm ARM, FPRSqrtStepFused). */
  public static long reciprocalRootStep(long first, long second, int size, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(negate(first, size), size, fp);
    long b = FloatRounding.flushOperand(second, size, fp);
    if (FloatFormat.isNaN(a, size) || FloatFormat.isNaN(b, size)) {
      return FloatRounding.propagate(a, b, size, fp);
    }
    long oneAndHalf = oneAndHalf(size);
    boolean negative = FloatFormat.negative(a, size) != FloatFormat.negative(b, size);
    boolean zero = FloatFormat.isZero(a, size) || FloatFormat.isZero(b, size);
    if (FloatFormat.isInfinite(a, size) || FloatFormat.isInfinite(b, size)) {
      return zero ? oneAndHalf : FloatFormat.infinity(negative, size);
    }
    if (zero) {
      return oneAndHalf;
    }
    Wide full = Wide.product(a, b, size);
    Wide half = new Wide(full.exponent() - 1, full.high(), full.low());
    Wide constant = new Wide(0, 3L << (TOP - 1), 0);
    boolean larger = half.compareTo(constant) >= 0;
    Wide sum = larger ? half.plus(constant, !negative) : constant.plus(half, !negative);
    return sum.isZero()
        ? FloatFormat.zero(fp.rounding() == Rounding.MINUS_INFINITY, size)
        : sum.round(larger && negative, size, fp);
  }

  private static boolean isZeroTimesInfinity(long a, long b, int size, FpEnvironment fp) {
    return (FloatFormat.isInfinite(a, size) && flushesToZero(b, size, fp))
        || (FloatFormat.isInfinite(b, size) && flushesToZero(a, size, fp));
  }

  private static boolean flushesToZero(long a, int size, FpEnvironment fp) {
    return FloatFormat.isZero(a, size) || (fp.flushToZero(size) && FloatFormat.isDenormal(a, size));
  }

  private static long two(int size) {
    return (long) (FloatFormat.bias(size) + 1) << FloatFormat.fractionBits(size);
  }

  private static long oneAndHalf(int size) {
    return (long) FloatFormat.bias(size) << FloatFormat.fractionBits(size)
        | FloatFormat.quietBit(size);
  }
}
