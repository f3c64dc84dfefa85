package dev.seedkernel.aarch64.arith;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
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
  private static double[] operands(long seed) {
    Random random = new Random(seed);
    double[] result = new double[3];
    int near = random.nextInt(2047);
    for (int i = 0; i < result.length; i++) {
      int exponent = random.nextBoolean() ? random.nextInt(2047) : near + random.nextInt(70) - 35;
      long fraction = random.nextLong() >>> 12;
      if (random.nextInt(3) == 0) {
        fraction &= -1L << random.nextInt(52);
      }
      long bits = ((long) Math.clamp(exponent, 0, 2046) << 52) | fraction;
      result[i] = Double.longBitsToDouble(random.nextBoolean() ? bits | Long.MIN_VALUE : bits);
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
    double[] o = operands(seed);
    long a = bits(o[0]);
    long b = bits(o[1]);
    long c = bits(o[2]);
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

  // The directed modes, and IXC, against exact numbers

  @Property(tries = 10_000)
  void sumsAndProductsAreRoundedAsTheModeSays(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int mode) {
    double[] o = operands(seed);
    BigDecimal a = new BigDecimal(o[0]);
    BigDecimal b = new BigDecimal(o[1]);
    BigDecimal c = new BigDecimal(o[2]);
    FpEnvironment fp = environment(mode, 0);
    assertRounded(FloatArithmetic.add(bits(o[0]), bits(o[1]), 3, fp), a.add(b), mode, fp);
    fp = environment(mode, 0);
    assertRounded(FloatArithmetic.multiply(bits(o[0]), bits(o[1]), 3, fp), a.multiply(b), mode, fp);
    fp = environment(mode, 0);
    assertRounded(
        FloatArithmetic.multiplyAdd(bits(o[2]), bits(o[0]), bits(o[1]), 3, fp),
        a.multiply(b).add(c),
        mode,
        fp);
  }

  @Property(tries = 3_000)
  void quotientsAndRootsAreRoundedAsTheModeSays(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int mode) {
    double[] o = operands(seed);
    // Digits enough that what is cut off cannot hide on which side of a double the number lies.
    MathContext digits = new MathContext(1200, RoundingMode.DOWN);
    if (o[1] != 0) {
      FpEnvironment fp = environment(mode, 0);
      long quotient = FloatArithmetic.divide(bits(o[0]), bits(o[1]), 3, fp);
      BigDecimal exact = new BigDecimal(o[0]).divide(new BigDecimal(o[1]), digits);
      assertRounded(quotient, exact, mode, fp);
    }
    FpEnvironment fp = environment(mode, 0);
    long root = FloatArithmetic.squareRoot(bits(Math.abs(o[0])), 3, fp);
    BigDecimal exact = new BigDecimal(Math.abs(o[0])).sqrt(new MathContext(1200));
    assertRounded(root, exact, mode, fp);
  }

  private static void assertRounded(long bits, BigDecimal exact, int mode, FpEnvironment fp) {
    double result = toDouble(bits);
    if (Double.isInfinite(result)) {
      assertThat(exact.abs()).isGreaterThan(new BigDecimal(Double.MAX_VALUE));
      assertThat(fp.status() & FpEnvironment.OFC).isNotZero();
      assertThat(mode).isNotEqualTo(3).isNotEqualTo(result > 0 ? 2 : 1);
      return;
    }
    int order = new BigDecimal(result).compareTo(exact);
    assertThat((fp.status() & IXC) != 0).isEqualTo(order != 0);
    if (order == 0) {
      return;
    }
    boolean overflow = (fp.status() & FpEnvironment.OFC) != 0;
    double other = order < 0 ? Math.nextUp(result) : Math.nextDown(result);
    assertThat(overflow).isEqualTo(exact.abs().compareTo(largest(mode)) > 0);
    switch (mode) {
      case 0 -> {
        BigDecimal distance = new BigDecimal(result).subtract(exact).abs();
        BigDecimal otherDistance = new BigDecimal(other).subtract(exact).abs();
        int closer = distance.compareTo(otherDistance);
        assertThat(closer).isLessThanOrEqualTo(0);
        assertThat(closer == 0 && (bits & 1) != 0).isFalse();
      }
      case 1 -> assertThat(order).isPositive();
      case 2 -> assertThat(order).isNegative();
      default -> assertThat(order).isEqualTo(-exact.signum());
    }
    if (!overflow) {
      // The neighbour on the other side of the exact number is not closer to the mode's wish.
      assertThat(new BigDecimal(other).compareTo(exact)).isEqualTo(-order);
    }
  }

  private static BigDecimal largest(int mode) {
    BigDecimal max = new BigDecimal(Double.MAX_VALUE);
    BigDecimal halfUnit = new BigDecimal(BigInteger.ONE.shiftLeft(970));
    // An overflow is judged after rounding with an unbounded exponent.
    return mode == 0 ? max.add(halfUnit) : max.add(halfUnit.multiply(BigDecimal.TWO));
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
  void integersAreRoundedAsTheModeSaysAndSaturate(
      @ForAll long seed, @ForAll Rounding rounding, @ForAll boolean unsigned) {
    Random random = new Random(seed);
    double a = (random.nextLong() >> random.nextInt(64)) * Math.scalb(1.0, -random.nextInt(60));
    a *= random.nextInt(8) == 0 ? 4 : 1;
    RoundingMode javas =
        switch (rounding) {
          case TIE_EVEN -> RoundingMode.HALF_EVEN;
          case PLUS_INFINITY -> RoundingMode.CEILING;
          case MINUS_INFINITY -> RoundingMode.FLOOR;
          case TIE_AWAY -> RoundingMode.HALF_UP;
          default -> RoundingMode.DOWN;
        };
    BigInteger exact = new BigDecimal(a).setScale(0, javas).toBigInteger();
    if (rounding == Rounding.ODD && new BigDecimal(a).compareTo(new BigDecimal(exact)) != 0) {
      exact = exact.abs().setBit(0).multiply(BigInteger.valueOf(a < 0 ? -1 : 1));
    }
    BigInteger low = unsigned ? BigInteger.ZERO : BigInteger.valueOf(Long.MIN_VALUE);
    BigInteger high = low.add(BigInteger.ONE.shiftLeft(64)).subtract(BigInteger.ONE);
    FpEnvironment fp = environment(0, 0);
    long result = FloatConversion.toInteger(bits(a), 3, 0, unsigned, 64, rounding, fp);
    assertThat(result).isEqualTo(exact.max(low).min(high).longValue());
    boolean fits = exact.compareTo(low) >= 0 && exact.compareTo(high) <= 0;
    boolean integral = new BigDecimal(a).compareTo(new BigDecimal(exact)) == 0;
    assertThat(fp.status()).isEqualTo(!fits ? FpEnvironment.IOC : integral ? 0 : IXC);
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
