package dev.seedkernel.aarch64.arith;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FJCVTZS against ToInt32 of ECMAScript, and FRINT32 and FRINT64, in exact numbers. */
class FloatToIntegerTest {
  private static final int IOC = FpEnvironment.IOC;
  private static final int IXC = FpEnvironment.IXC;
  private static final int IDC = FpEnvironment.IDC;
  private static final int FZ = 1 << 24;
  private static final int DN = 1 << 25;
  private static final int RMODE_SHIFT = 22;
  private static final RoundingMode[] MODES = {
    RoundingMode.HALF_EVEN, RoundingMode.CEILING, RoundingMode.FLOOR, RoundingMode.DOWN
  };

  /** The tries of a property share it. */
  private final FpEnvironment fp = new FpEnvironment();

  private static long bits(double d) {
    return Double.doubleToRawLongBits(d);
  }

  private static long bits(float f) {
    return Float.floatToRawIntBits(f) & 0xffff_ffffL;
  }

  /** A number of any magnitude, or one near a limit of an integer, and half of the time whole. */
  private static double number(long seed) {
    Random random = new Random(seed);
    double near = Math.scalb(1.0, new int[] {0, 31, 32, 52, 53, 63, 64, 84}[random.nextInt(8)]);
    double result =
        switch (random.nextInt(3)) {
          case 0 -> near + (random.nextInt(17) - 8) * 0.25;
          case 1 -> Math.scalb(random.nextDouble(), random.nextInt(120) - 10);
          default -> near * (1 + (random.nextInt(65) - 32) * 0x1p-52);
        };
    result = random.nextBoolean() ? Math.rint(result) : result;
    return random.nextBoolean() ? -result : result;
  }

  @Property(tries = 50_000)
  void javaScriptConversionIsModuloTwoToThe32(@ForAll long seed) {
    double d = number(seed);
    BigInteger truncated = new BigDecimal(d).toBigInteger();
    BigInteger rest = truncated.mod(BigInteger.ONE.shiftLeft(32));
    boolean fits = truncated.bitLength() < 32;
    boolean whole = new BigDecimal(truncated).compareTo(new BigDecimal(d)) == 0;

    fp.status(0);
    assertThat(FloatConversion.toInt32Modulo(bits(d), fp)).isEqualTo(rest.intValue());
    assertThat(fp.status()).isEqualTo(!fits ? IOC : whole ? 0 : IXC);
    boolean minusZero = bits(d) == Long.MIN_VALUE;
    assertThat(FloatConversion.isInt32(bits(d), fp)).isEqualTo(fits && whole && !minusZero);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, true",
    "-0.0, 0, 0, false",
    "-1, -1, 0, true",
    "0.5, 0, 16, false",
    "-0.5, 0, 16, false",
    "-1.5, -1, 16, false",
    "2147483647, 2147483647, 0, true",
    "2147483647.5, 2147483647, 16, false",
    "2147483648, -2147483648, 1, false",
    "-2147483648, -2147483648, 0, true",
    "-2147483648.5, -2147483648, 16, false",
    "-2147483649, 2147483647, 1, false",
    "4294967295, -1, 1, false",
    "4294967296.5, 0, 1, false",
    "0x1.0000000000001p52, 1, 1, false",
    "9223372036854775807, 0, 1, false",
    "0x1.0000000000001p63, 2048, 1, false",
    "0x1.0000000000001p83, -2147483648, 1, false",
    "-0x1.0000000000003p82, 1073741824, 1, false",
    "0x1.fffffffffffffp84, 0, 1, false",
    "0x1.fffffffffffffp1023, 0, 1, false",
    "Infinity, 0, 1, false",
    "-Infinity, 0, 1, false",
    "NaN, 0, 1, false",
    "4.9e-324, 0, 16, false"
  })
  void javaScriptConversionAtItsLimits(double d, int result, int flags, boolean exact) {
    assertThat(FloatConversion.toInt32Modulo(bits(d), fp)).isEqualTo(result);
    assertThat(fp.status()).isEqualTo(flags);
    assertThat(FloatConversion.isInt32(bits(d), fp)).isEqualTo(exact);
    assertThat(fp.status()).as("nothing more").isEqualTo(flags);
  }

  @Test
  void flushedNumbersAreZerosForJavaScript() {
    fp.control(FZ);
    assertThat(FloatConversion.toInt32Modulo(1, fp)).isZero();
    assertThat(FloatConversion.isInt32(1, fp)).as("plus zero").isTrue();
    assertThat(FloatConversion.isInt32(Long.MIN_VALUE | 1, fp)).as("minus zero").isFalse();
    assertThat(fp.status()).isEqualTo(IDC);
  }

  @Property(tries = 50_000)
  void doublesAreRoundedToIntegersOfASize(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int mode, @ForAll boolean wide) {
    double d = number(seed);
    int size = wide ? 64 : 32;
    BigInteger exact = new BigDecimal(d).setScale(0, MODES[mode]).toBigInteger();
    boolean fits = exact.bitLength() < size;
    double lowest = -Math.scalb(1.0, size - 1);
    double expected = !fits ? lowest : Math.copySign(exact.doubleValue(), d);
    boolean whole = new BigDecimal(exact).compareTo(new BigDecimal(d)) == 0;

    fp.control(mode << RMODE_SHIFT);
    fp.status(0);
    long result = FloatConversion.roundToInteger(bits(d), 3, size, fp.rounding(), fp);
    assertThat(result).isEqualTo(bits(expected));
    assertThat(fp.status()).isEqualTo(!fits ? IOC : whole ? 0 : IXC);
  }

  @Property(tries = 50_000)
  void singlesAreRoundedToIntegersOfASize(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int mode, @ForAll boolean wide) {
    float f = (float) number(seed);
    int size = wide ? 64 : 32;
    BigInteger exact = new BigDecimal(f).setScale(0, MODES[mode]).toBigInteger();
    boolean fits = exact.bitLength() < size;
    float lowest = -Math.scalb(1f, size - 1);
    float expected = !fits ? lowest : Math.copySign(exact.floatValue(), f);
    boolean whole = new BigDecimal(exact).compareTo(new BigDecimal(f)) == 0;

    fp.control(mode << RMODE_SHIFT);
    fp.status(0);
    long result = FloatConversion.roundToInteger(bits(f), 2, size, fp.rounding(), fp);
    assertThat(result).isEqualTo(bits(expected));
    assertThat(fp.status()).isEqualTo(!fits ? IOC : whole ? 0 : IXC);
  }

  @ParameterizedTest
  @CsvSource({
    "32, TIE_EVEN, 2147483647, 2147483647, 0",
    "32, TIE_EVEN, 2147483647.25, 2147483647, 16",
    "32, TIE_EVEN, 2147483647.5, -2147483648, 1",
    "32, ZERO, 2147483647.75, 2147483647, 16",
    "32, PLUS_INFINITY, 2147483647.25, -2147483648, 1",
    "32, ZERO, 2147483648, -2147483648, 1",
    "32, ZERO, -2147483648, -2147483648, 0",
    "32, TIE_EVEN, -2147483648.5, -2147483648, 16",
    "32, MINUS_INFINITY, -2147483648.25, -2147483648, 1",
    "32, ZERO, -2147483649, -2147483648, 1",
    "32, TIE_EVEN, 2.5, 2, 16",
    "32, TIE_EVEN, -0.25, -0.0, 16",
    "32, MINUS_INFINITY, -0.25, -1, 16",
    "32, PLUS_INFINITY, -0.25, -0.0, 16",
    "32, ZERO, -0.0, -0.0, 0",
    "32, ZERO, Infinity, -2147483648, 1",
    "32, ZERO, NaN, -2147483648, 1",
    "64, ZERO, 2147483648.5, 2147483648, 16",
    "64, ZERO, 0x1.fffffffffffffp62, 0x1.fffffffffffffp62, 0",
    "64, ZERO, 0x1p63, -0x1p63, 1",
    "64, ZERO, -0x1p63, -0x1p63, 0",
    "64, ZERO, -0x1.0000000000001p63, -0x1p63, 1",
    "64, ZERO, -Infinity, -0x1p63, 1"
  })
  void roundingAtTheLimitsOfIntegers(
      int size, Rounding rounding, double d, double expected, int flags) {
    long result = FloatConversion.roundToInteger(bits(d), 3, size, rounding, fp);
    assertThat(result).isEqualTo(bits(expected));
    assertThat(fp.status()).isEqualTo(flags);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x7fc0_1234, 0x7f80_0001, 0xffc0_0000, 0xff80_0001})
  void nansAreInvalidEvenIfQuietAndNoNansAreTheResult(int nan) {
    for (int control : new int[] {0, DN}) {
      fp.control(control);
      fp.status(0);
      long result = FloatConversion.roundToInteger(nan & 0xffff_ffffL, 2, 32, Rounding.ZERO, fp);
      assertThat(result).isEqualTo(bits(-0x1p31f));
      assertThat(fp.status()).isEqualTo(IOC);
    }
  }

  @Test
  void flushedNumbersAreExactZerosForRounding() {
    fp.control(FZ);
    long result = FloatConversion.roundToInteger(0x8000_0001L, 2, 32, Rounding.MINUS_INFINITY, fp);
    assertThat(result).isEqualTo(bits(-0f));
    assertThat(fp.status()).isEqualTo(IDC);
  }
}
