package dev.seedkernel.aarch64.arith;

import static java.math.RoundingMode.DOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import java.util.function.ToLongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Arithmetic in integers against the host's, where that is exact, and against exact numbers. */
class FloatArithmeticTest {
  private static final int IXC = FpEnvironment.IXC;
  private static final int RMODE_SHIFT = 22;

  private static FpEnvironment environment(int mode, int status) {
    FpEnvironment fp = new FpEnvironment();
    fp.control(mode << RMODE_SHIFT);
    fp.status(status);
    return fp;
  }

  /** Numbers whose exponents lie close together half of the time, so that digits meet. */
  private static long[] operands(long seed, int size) {
    Random random = new Random(seed);
    long[] result = new long[3];
    int fractionBits = FloatFormat.fractionBits(size);
    int exponents = 2 * FloatFormat.bias(size) + 1;
    int near = random.nextInt(exponents);
    for (int i = 0; i < result.length; i++) {
      int reach = 2 * fractionBits / 3;
      int exponent =
          random.nextBoolean()
              ? random.nextInt(exponents)
              : near + random.nextInt(2 * reach) - reach;
      long fraction = random.nextLong() & FloatFormat.fractionMask(size);
      if (random.nextInt(3) == 0) {
        fraction &= -1L << random.nextInt(fractionBits);
      }
      long bits = ((long) Math.clamp(exponent, 0, exponents - 1) << fractionBits) | fraction;
      result[i] = random.nextBoolean() ? bits | FloatFormat.signBit(size) : bits;
    }
    return result;
  }

  private static long bits(double d) {
    return Double.doubleToRawLongBits(d);
  }

  private static double toDouble(long bits) {
    return Double.longBitsToDouble(bits);
  }

  private static long bits(float f) {
    return Float.floatToRawIntBits(f) & 0xffff_ffffL;
  }

  @Property(tries = 20_000)
  void doublesAreTheHostsInRoundingToNearest(@ForAll long seed) {
    long[] bits = operands(seed, FloatFormat.DOUBLE);
    long a = bits[0];
    long b = bits[1];
    long c = bits[2];
    double[] o = {toDouble(a), toDouble(b), toDouble(c)};
    FpEnvironment fp = environment(0, 0);
    assertSame(FloatArithmetic.addExactly(a, b, false, 3, fp), o[0] + o[1]);
    assertSame(FloatArithmetic.addExactly(a, b, true, 3, fp), o[0] - o[1]);
    assertSame(FloatArithmetic.multiplyExactly(a, b, 3, fp), o[0] * o[1]);
    assertSame(FloatArithmetic.divideExactly(a, b, 3, fp), o[0] / o[1]);
    assertSame(FloatArithmetic.squareRootExactly(a, 3, fp), Math.sqrt(o[0]));
    assertSame(FloatArithmetic.multiplyAddExactly(c, a, b, 3, fp), Math.fma(o[0], o[1], o[2]));
  }

  private static void assertSame(long bits, double host) {
    if (Double.isNaN(host)) {
      assertThat(FloatFormat.isNaN(bits, 3)).isTrue();
    } else {
      assertThat(toDouble(bits)).isEqualTo(host);
      assertThat(bits).isEqualTo(bits(host));
    }
  }

  @Property(tries = 20_000)
  void singlesAreTheHostsInRoundingToNearest(
      @ForAll float x, @ForAll float y, @ForAll float z, @ForAll int any) {
    float w = Float.intBitsToFloat(any);
    FpEnvironment fp = environment(0, 0);
    assertSame(FloatArithmetic.addExactly(bits(x), bits(w), false, 2, fp), x + w);
    assertSame(FloatArithmetic.multiplyExactly(bits(x), bits(w), 2, fp), x * w);
    assertSame(FloatArithmetic.divideExactly(bits(x), bits(w), 2, fp), x / w);
    assertSame(FloatArithmetic.squareRootExactly(bits(w), 2, fp), (float) Math.sqrt(w));
    assertSame(
        FloatArithmetic.multiplyAddExactly(bits(z), bits(x), bits(y), 2, fp), Math.fma(x, y, z));
  }

  private static void assertSame(long bits, float host) {
    if (Float.isNaN(host)) {
      assertThat(FloatFormat.isNaN(bits, 2)).isTrue();
    } else {
      assertThat(bits).isEqualTo(bits(host));
    }
  }

  /** The host's arithmetic is tried when IXC is set; nothing but IXC may tell the paths apart. */
  @Property(tries = 20_000)
  void theHostsPathGivesTheSameResultsAndFlags(
      @ForAll long a,
      @ForAll long b,
      @ForAll long c,
      @ForAll @IntRange(min = 2, max = 3) int size) {
    long mask = Lanes.mask(size);
    long x = a & mask;
    long y = b & mask;
    long z = c & mask;
    FpEnvironment host = environment(0, IXC);
    FpEnvironment integers = environment(0, 0);
    assertThat(FloatArithmetic.add(x, y, size, host))
        .isEqualTo(FloatArithmetic.add(x, y, size, integers));
    assertThat(FloatArithmetic.subtract(x, y, size, host))
        .isEqualTo(FloatArithmetic.addExactly(x, y, true, size, integers));
    assertThat(FloatArithmetic.multiply(x, y, size, host))
        .isEqualTo(FloatArithmetic.multiplyExactly(x, y, size, integers));
    assertThat(FloatArithmetic.divide(x, y, size, host))
        .isEqualTo(FloatArithmetic.divideExactly(x, y, size, integers));
    assertThat(FloatArithmetic.squareRoot(x, size, host))
        .isEqualTo(FloatArithmetic.squareRootExactly(x, size, integers));
    assertThat(FloatArithmetic.multiplyAdd(z, x, y, size, host))
        .isEqualTo(FloatArithmetic.multiplyAddExactly(z, x, y, size, integers));
    assertThat(host.status()).isEqualTo(integers.status() | IXC);
  }

  // All formats and modes, and all flags, against exact numbers

  @Property(tries = 15_000)
  void sumsAndProductsAreRoundedAsTheModeSays(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll @IntRange(min = 0, max = 3) int mode) {
    long[] o = operands(seed, size);
    BigDecimal a = ExactResult.value(o[0], size);
    BigDecimal b = ExactResult.value(o[1], size);
    BigDecimal c = ExactResult.value(o[2], size);
    assertResult(fp -> FloatArithmetic.add(o[0], o[1], size, fp), a.add(b), size, mode);
    assertResult(fp -> FloatArithmetic.subtract(o[0], o[1], size, fp), a.subtract(b), size, mode);
    assertResult(fp -> FloatArithmetic.multiply(o[0], o[1], size, fp), a.multiply(b), size, mode);
    assertResult(
        fp -> FloatArithmetic.multiplyAdd(o[2], o[0], o[1], size, fp),
        a.multiply(b).add(c),
        size,
        mode);
    assertResult(
        fp -> FloatArithmetic.multiplySubtract(o[2], o[0], o[1], size, fp),
        c.subtract(a.multiply(b)),
        size,
        mode);
  }

  @Property(tries = 5_000)
  void quotientsAndRootsAreRoundedAsTheModeSays(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll @IntRange(min = 0, max = 3) int mode) {
    long[] o = operands(seed, size);
    BigDecimal a = ExactResult.value(o[0], size);
    BigDecimal b = ExactResult.value(o[1], size);
    // Digits enough that what is cut off cannot hide on which side of a number the result lies.
    MathContext digits =
        new MathContext(FloatFormat.bias(size) + 4 * FloatFormat.fractionBits(size), DOWN);
    if (b.signum() != 0) {
      assertResult(
          fp -> FloatArithmetic.divide(o[0], o[1], size, fp), a.divide(b, digits), size, mode);
    }
    long positive = FloatArithmetic.absolute(o[0], size);
    assertResult(
        fp -> FloatArithmetic.squareRoot(positive, size, fp), a.abs().sqrt(digits), size, mode);
  }

  /** A result of zero is compared as a number: which zero, the tests of special operands say. */
  private static void assertResult(
      ToLongFunction<FpEnvironment> operation, BigDecimal exact, int size, int mode) {
    FpEnvironment fp = environment(mode, 0);
    long bits = operation.applyAsLong(fp);
    if (exact.signum() == 0) {
      assertThat(FloatFormat.isZero(bits, size)).isTrue();
      assertThat(fp.status()).isZero();
    } else {
      ExactResult expected = ExactResult.of(exact, size, ExactResult.mode(mode));
      assertThat(new ExactResult(bits, fp.status())).as("%s", exact).isEqualTo(expected);
    }
  }

  // Conversions

  @Property(tries = 20_000)
  void halfPrecisionIsTheHosts(@ForAll int any, @ForAll short half) {
    FpEnvironment fp = environment(0, 0);
    float f = Float.intBitsToFloat(any);
    if (!Float.isNaN(f)) {
      assertThat((short) FloatConversion.convert(bits(f), 2, 1, fp))
          .isEqualTo(Float.floatToFloat16(f));
    }
    float wide = Float.float16ToFloat(half);
    if (!Float.isNaN(wide)) {
      assertThat(FloatConversion.convert(half & 0xffff, 1, 2, fp)).isEqualTo(bits(wide));
    }
  }

  @Property(tries = 20_000)
  void formatsAreConvertedAsTheModeSays(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int from,
      @ForAll @IntRange(min = 1, max = 3) int to,
      @ForAll @IntRange(min = 0, max = 3) int mode) {
    long a = operands(seed, from)[0];
    if (from > to && (seed & 3) != 0) {
      // A number near the other format's, as most are far too large or too small for it.
      FpEnvironment wider = environment(0, 0);
      a = FloatConversion.convert(operands(seed, to)[1], to, from, wider) ^ (seed >>> 40);
    }
    BigDecimal exact = ExactResult.value(a, from);
    long operand = a;
    assertResult(fp -> FloatConversion.convert(operand, from, to, fp), exact, to, mode);
  }

  /** FPCR.AHP: the largest exponent is one like the others, and what is larger is invalid. */
  @Property(tries = 20_000)
  void alternativeHalvesHaveOneExponentMore(@ForAll int half, @ForAll float any) {
    FpEnvironment fp = new FpEnvironment();
    fp.control(1 << 26);
    long a = half & 0xffff;
    BigDecimal fraction = new BigDecimal(a & 0x3ff);
    int exponent = (int) (a >>> 10 & 31);
    BigDecimal significand = exponent == 0 ? fraction : fraction.add(new BigDecimal(1024));
    BigDecimal value = ExactResult.scaled(significand, Math.max(exponent, 1) - 25);
    long wide = FloatConversion.convert(a, 1, 2, fp);
    assertThat(ExactResult.value(FloatArithmetic.absolute(wide, 2), 2)).isEqualByComparingTo(value);
    assertThat(wide >>> 31).isEqualTo(a >>> 15);
    assertThat(FloatConversion.convert(wide, 2, 1, fp)).isEqualTo(a);
    assertThat(fp.status()).isZero();

    if (!(Math.abs(any) < 0x1.ffep16)) {
      long sign = bits(any) >>> 16 & 0x8000;
      assertThat(FloatConversion.convert(bits(any), 2, 1, fp))
          .isEqualTo(Float.isNaN(any) ? sign : sign | 0x7fff);
      assertThat(fp.status()).isEqualTo(FpEnvironment.IOC);
    }
  }

  @Property(tries = 20_000)
  void integersAreRoundedAsTheModeSaysAndSaturate(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll Rounding rounding,
      @ForAll boolean unsigned) {
    Random random = new Random(seed);
    int bits = 16 << random.nextInt(3);
    int fractionBits = random.nextInt(4) == 0 ? random.nextInt(bits) + 1 : 0;
    double near = (random.nextLong() >> random.nextInt(64)) * Math.scalb(1.0, -random.nextInt(60));
    long a = FloatConversion.convert(bits(near), 3, size, environment(3, 0));
    BigDecimal number = ExactResult.scaled(ExactResult.value(a, size), fractionBits);
    RoundingMode javas =
        switch (rounding) {
          case TIE_EVEN -> RoundingMode.HALF_EVEN;
          case PLUS_INFINITY -> RoundingMode.CEILING;
          case MINUS_INFINITY -> RoundingMode.FLOOR;
          case TIE_AWAY -> RoundingMode.HALF_UP;
          default -> RoundingMode.DOWN;
        };
    BigInteger exact = number.setScale(0, javas).toBigInteger();
    if (rounding == Rounding.ODD && number.compareTo(new BigDecimal(exact)) != 0) {
      exact = exact.abs().setBit(0).multiply(BigInteger.valueOf(number.signum()));
    }
    BigInteger low = unsigned ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(bits - 1).negate();
    BigInteger high = low.add(BigInteger.ONE.shiftLeft(bits)).subtract(BigInteger.ONE);
    FpEnvironment fp = environment(0, 0);
    long result = FloatConversion.toInteger(a, size, fractionBits, unsigned, bits, rounding, fp);
    assertThat(result).isEqualTo(exact.max(low).min(high).longValue() & -1L >>> (64 - bits));
    boolean fits = exact.compareTo(low) >= 0 && exact.compareTo(high) <= 0;
    boolean integral = number.compareTo(new BigDecimal(exact)) == 0;
    assertThat(fp.status()).isEqualTo(!fits ? FpEnvironment.IOC : integral ? 0 : IXC);
  }

  @Property(tries = 20_000)
  void integersAndFixedPointNumbersAreRoundedAsTheModeSays(
      @ForAll long value,
      @ForAll @IntRange(min = 0, max = 63) int shift,
      @ForAll @IntRange(min = 0, max = 64) int fractionBits,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll @IntRange(min = 0, max = 3) int mode) {
    long signed = value >> shift;
    assertResult(
        fp -> FloatConversion.fromSigned(signed, fractionBits, size, fp),
        ExactResult.scaled(new BigDecimal(signed), -fractionBits),
        size,
        mode);
    long unsigned = value >>> shift;
    assertResult(
        fp -> FloatConversion.fromUnsigned(unsigned, fractionBits, size, fp),
        ExactResult.scaled(new BigDecimal(Long.toUnsignedString(unsigned)), -fractionBits),
        size,
        mode);
  }

  @Property(tries = 20_000)
  void integersBecomeTheNearestNumber(@ForAll long value) {
    FpEnvironment fp = environment(0, 0);
    assertThat(FloatConversion.fromSigned(value, 0, 3, fp)).isEqualTo(bits((double) value));
    assertThat(FloatConversion.fromSigned(value, 0, 2, fp)).isEqualTo(bits((float) value));
    double unsigned = new BigInteger(Long.toUnsignedString(value)).doubleValue();
    assertThat(FloatConversion.fromUnsigned(value, 0, 3, fp)).isEqualTo(bits(unsigned));
  }
}
