package dev.seedkernel.aarch64.arith;

import static dev.seedkernel.aarch64.arith.ExactRounding.BFLOAT16;
import static dev.seedkernel.aarch64.arith.ExactRounding.INFINITY;
import static dev.seedkernel.aarch64.arith.ExactRounding.LIMIT;
import static dev.seedkernel.aarch64.arith.ExactRounding.SINGLE;
import static dev.seedkernel.aarch64.arith.ExactRounding.exact;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** BFloat16 against exact numbers, and what others got wrong about it, one test each. */
class Bfloat16Test {
  private static final int DEFAULT_NAN = 0x7fc0_0000;
  private static final int MINUS_ZERO = Integer.MIN_VALUE;
  private static final int RMODE_SHIFT = 22;
  private static final int FZ = 1 << 24;
  private static final int DN = 1 << 25;

  // BFloat16, by their upper bits
  private static final int ONE = 0x3f80;
  private static final int MINUS_ONE = 0xbf80;
  private static final int LARGEST = 0x7f7f;
  private static final int INFINITE = 0x7f80;
  private static final int MINUS_INFINITE = 0xff80;
  private static final int DENORMAL = 0x0001;

  private static int dot(int addend, int a0, int b0, int a1, int b1) {
    return Bfloat16.dotAdd(addend, a1 << 16 | a0, b1 << 16 | b0);
  }

  private static int bits(double value) {
    return Float.floatToRawIntBits((float) value);
  }

  private static int brain(double powerOfTwo) {
    return bits(powerOfTwo) >>> 16;
  }

  /** Numbers whose exponents lie close together, so that digits meet; some special. */
  private static int number(Random random, int near) {
    int exponent =
        switch (random.nextInt(12)) {
          case 0 -> 0;
          case 1 -> 255;
          case 2 -> random.nextInt(256);
          default -> Math.clamp((long) near + random.nextInt(61) - 30, 0, 255);
        };
    int fraction = random.nextInt() >>> 9;
    if (random.nextInt(3) == 0) {
      fraction &= random.nextInt(4) == 0 ? 0 : 0x7f_0000;
    }
    return (random.nextInt() & Integer.MIN_VALUE) | exponent << 23 | fraction;
  }

  // The manual's functions, with exact numbers

  private static int flushed(int a) {
    return (a & INFINITY) == 0 ? a & Integer.MIN_VALUE : a;
  }

  private static int rounded(BigDecimal value) {
    int sign = value.signum() < 0 ? Integer.MIN_VALUE : 0;
    if (value.abs().compareTo(new BigDecimal(Float.MIN_NORMAL)) < 0) {
      return sign;
    }
    return value.abs().compareTo(LIMIT) >= 0
        ? sign | INFINITY
        : ExactRounding.round(value, Rounding.ODD, SINGLE);
  }

  private static int exactProduct(int first, int second) {
    float a = Float.intBitsToFloat(flushed(first));
    float b = Float.intBitsToFloat(flushed(second));
    float special = a * b;
    if (Float.isNaN(special)) {
      return DEFAULT_NAN;
    }
    boolean finite = Float.isFinite(a) && Float.isFinite(b) && a != 0 && b != 0;
    return finite
        ? rounded(new BigDecimal(a).multiply(new BigDecimal(b)))
        : Float.floatToRawIntBits(special);
  }

  private static int exactSum(int first, int second) {
    float a = Float.intBitsToFloat(flushed(first));
    float b = Float.intBitsToFloat(flushed(second));
    float special = a + b;
    if (Float.isNaN(special)) {
      return DEFAULT_NAN;
    }
    if (!Float.isFinite(a) || !Float.isFinite(b) || special == 0) {
      return Float.floatToRawIntBits(special);
    }
    return rounded(new BigDecimal(a).add(new BigDecimal(b)));
  }

  @Property(tries = 20_000)
  void dotProductsRoundEachProductAndEachSumToOdd(@ForAll long seed) {
    Random random = new Random(seed);
    int near = random.nextInt(256);
    int addend = number(random, near);
    int half = Math.clamp((near + 127L) / 2, 0, 255);
    int a = number(random, half) >>> 16 | (number(random, half) & 0xffff_0000);
    int b = number(random, half) >>> 16 | (number(random, half) & 0xffff_0000);

    int low = exactProduct(a << 16, b << 16);
    int high = exactProduct(a & 0xffff_0000, b & 0xffff_0000);
    int expected = exactSum(addend, exactSum(low, high));

    assertThat(Bfloat16.dotAdd(addend, a, b)).isEqualTo(expected);
    long pair = addend & 0xffff_ffffL;
    assertThat(Bfloat16.dot(pair, a & 0xffff_ffffL, b & 0xffff_ffffL) & 0xffff_ffffL)
        .isEqualTo(expected & 0xffff_ffffL);
    assertThat((int) (Bfloat16.dot(pair << 32, (long) a << 32, (long) b << 32) >>> 32))
        .isEqualTo(expected);
  }

  @Property(tries = 20_000)
  void conversionRoundsAsTheModeSays(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int mode) {
    Random random = new Random(seed);
    int a = number(random, random.nextInt(256));
    if ((a & INFINITY) == INFINITY) {
      return; // NaNs and infinities have examples of their own.
    }
    FpEnvironment fp = new FpEnvironment();
    fp.control(mode << RMODE_SHIFT);
    int result = (int) Bfloat16.fromSingle(a & 0xffff_ffffL, fp) << 16;

    int flags = 0;
    if ((a & 0xffff) == 0) {
      assertThat(result).isEqualTo(a);
    } else {
      int expected = ExactRounding.round(exact(a), Rounding.ofMode(mode), BFLOAT16);
      assertThat(result).isEqualTo(expected);
      boolean infinite = (result & INFINITY) == INFINITY;
      flags |= FpEnvironment.IXC;
      flags |= (a & INFINITY) == 0 ? FpEnvironment.UFC : 0;
      flags |= infinite ? FpEnvironment.OFC : 0;
    }
    assertThat(fp.status()).isEqualTo(flags);
  }

  // Dot products

  @Test
  void everyNanBecomesTheDefaultOne() {
    int quiet = 0xffc1;
    int signalling = 0x7f81;
    for (int nan : new int[] {quiet, signalling}) {
      assertThat(dot(nan << 16, ONE, ONE, ONE, ONE)).isEqualTo(DEFAULT_NAN);
      assertThat(dot(0, nan, ONE, ONE, ONE)).isEqualTo(DEFAULT_NAN);
      assertThat(dot(0, ONE, nan, ONE, ONE)).isEqualTo(DEFAULT_NAN);
      assertThat(dot(0, ONE, ONE, nan, ONE)).isEqualTo(DEFAULT_NAN);
      assertThat(dot(0, ONE, ONE, ONE, nan)).isEqualTo(DEFAULT_NAN);
    }
    // A NaN whose lower half alone has a payload: the addend is a single.
    assertThat(dot(0xff80_0001, ONE, ONE, ONE, ONE)).isEqualTo(DEFAULT_NAN);
  }

  @Test
  void infinitiesThatCancelOrMeetZeroGiveTheDefaultNan() {
    assertThat(dot(0, INFINITE, ONE, MINUS_INFINITE, ONE)).isEqualTo(DEFAULT_NAN);
    assertThat(dot(0xff80_0000, INFINITE, ONE, ONE, ONE)).isEqualTo(DEFAULT_NAN);
    assertThat(dot(0, INFINITE, 0, ONE, ONE)).isEqualTo(DEFAULT_NAN);
    assertThat(dot(0, INFINITE, MINUS_ONE, ONE, ONE)).isEqualTo(0xff80_0000);
  }

  @Test
  void aDenormalFactorIsZeroAndSoInvalidWithInfinity() {
    assertThat(dot(0, DENORMAL, INFINITE, ONE, ONE)).isEqualTo(DEFAULT_NAN);
    assertThat(dot(0, 0x007f, LARGEST, 0, 0)).isZero();
  }

  @Test
  void denormalAddendsProductsAndSumsAreZeroOfTheirSign() {
    int smallest = bits(Float.MIN_NORMAL);
    assertThat(dot(0x8000_0001, 0x8000, ONE, 0x8000, ONE)).isEqualTo(MINUS_ZERO);
    assertThat(dot(1, 0, ONE, 0, ONE)).isZero();
    // Products of 2^-127, which two would not be if they were added first.
    int tiny = brain(0x1p-64);
    int less = brain(0x1p-63);
    assertThat(dot(0, tiny, less, tiny, less)).isZero();
    assertThat(dot(MINUS_ZERO, tiny, 0x8000 | less, 0x8000, ONE)).isEqualTo(MINUS_ZERO);
    // A sum of normal numbers that is not: 2^-126 - 1.5 * 2^-126.
    assertThat(dot(smallest, brain(0x1p-126), 0xbfc0, 0, ONE)).isEqualTo(MINUS_ZERO);
  }

  @Test
  void sumsAreRoundedToOdd() {
    assertThat(dot(bits(1), brain(0x1p-40), ONE, 0, ONE)).isEqualTo(0x3f80_0001);
    assertThat(dot(bits(1), brain(0x1p-40), MINUS_ONE, 0, ONE)).isEqualTo(0x3f7f_ffff);
    assertThat(dot(bits(-1), brain(0x1p-40), MINUS_ONE, 0, ONE)).isEqualTo(0xbf80_0001);
    // Far more than a double holds: what is lost is seen all the same.
    assertThat(dot(bits(0x1p120), brain(0x1p-100), MINUS_ONE, 0, ONE)).isEqualTo(0x7b7f_ffff);
    // Exact, and even: it stays.
    assertThat(dot(bits(1), ONE, ONE, 0, ONE)).isEqualTo(bits(2));
  }

  @Test
  void theProductsAreAddedToEachOtherFirstAndNothingIsFused() {
    // 1 + 2^-40 is rounded before 1 is taken off.
    assertThat(dot(bits(-1), ONE, ONE, brain(0x1p-40), ONE)).isEqualTo(bits(0x1p-23));
    // 1 - 1 comes before 2^-40.
    assertThat(dot(bits(0x1p-40), ONE, ONE, ONE, MINUS_ONE)).isEqualTo(bits(0x1p-40));
  }

  @Test
  void whatIsTooLargeIsInfinite() {
    assertThat(dot(0, LARGEST, brain(2), 0, ONE)).isEqualTo(INFINITY);
    assertThat(dot(0, LARGEST, brain(2), LARGEST, 0xc000)).isEqualTo(DEFAULT_NAN);
    assertThat(dot(bits(Float.MAX_VALUE), LARGEST, ONE, 0, ONE)).isEqualTo(INFINITY);
    // Not too large yet: the largest single is odd, and nearest would be infinite.
    assertThat(dot(bits(Float.MAX_VALUE), brain(0x1p103), ONE, 0, ONE))
        .isEqualTo(bits(Float.MAX_VALUE));
  }

  @Test
  void aSumThatCancelsIsPlusZero() {
    assertThat(dot(bits(-1), ONE, ONE, 0x8000, ONE)).isZero();
    assertThat(dot(MINUS_ZERO, 0x8000, ONE, 0x8000, ONE)).isEqualTo(MINUS_ZERO);
    assertThat(dot(MINUS_ZERO, 0x8000, ONE, 0, ONE)).isZero();
  }

  @Test
  void matricesAddTheirLowerPairsFirst() {
    long row = MINUS_ONE * 0x1_0000_0000L | ONE;
    long column = ONE * 0x1_0000_0000L | ONE;
    long accumulator = bits(0x1p-40) * 0x1_0000_0001L;
    assertThat(Bfloat16.matrixRow(accumulator, row, column, column))
        .isEqualTo(bits(0x1p-23) * 0x1_0000_0001L);
    assertThat(Bfloat16.matrixRow(accumulator, row, column, 0))
        .isEqualTo((long) bits(0x1p-40) << 32 | bits(0x1p-23));
  }

  // Conversion

  private static void assertConverted(int single, int control, int expected, int flags) {
    FpEnvironment fp = new FpEnvironment();
    fp.control(control);
    assertThat(Bfloat16.fromSingle(single & 0xffff_ffffL, fp)).isEqualTo(expected);
    assertThat(fp.status()).isEqualTo(flags);
  }

  @Test
  void aNanStaysOneThoughItsPayloadIsCutOff() {
    assertConverted(0x7f80_0001, 0, 0x7fc0, FpEnvironment.IOC);
    assertConverted(0xff9a_bcde, 0, 0xffda, FpEnvironment.IOC);
    assertConverted(0xffda_bcde, 0, 0xffda, 0);
    assertConverted(0xffda_ffff, DN, 0x7fc0, 0);
    assertConverted(0x7fff_ffff, 0, 0x7fff, 0);
  }

  @Test
  void tiesGoToEven() {
    assertConverted(0x3f80_8000, 0, 0x3f80, FpEnvironment.IXC);
    assertConverted(0x3f81_8000, 0, 0x3f82, FpEnvironment.IXC);
    assertConverted(0x3f80_8001, 0, 0x3f81, FpEnvironment.IXC);
  }

  @Test
  void whatIsTooLargeForTheModeIsInfiniteOrTheLargest() {
    int inexact = FpEnvironment.OFC | FpEnvironment.IXC;
    assertConverted(0x7f7f_ffff, 0, 0x7f80, inexact);
    assertConverted(0x7f7f_7fff, 0, 0x7f7f, FpEnvironment.IXC);
    assertConverted(0x7f7f_ffff, 1 << RMODE_SHIFT, 0x7f80, inexact);
    assertConverted(0xff7f_ffff, 1 << RMODE_SHIFT, 0xff7f, FpEnvironment.IXC);
    assertConverted(0xff7f_ffff, 2 << RMODE_SHIFT, 0xff80, inexact);
    assertConverted(0x7f7f_ffff, 3 << RMODE_SHIFT, 0x7f7f, FpEnvironment.IXC);
    assertConverted(0x7f80_0000, 0, 0x7f80, 0);
  }

  @Test
  void denormalNumbersUnderflowUnlessTheyAreExactOrFlushed() {
    int underflow = FpEnvironment.UFC | FpEnvironment.IXC;
    assertConverted(0x0000_0001, 0, 0, underflow);
    assertConverted(0x8000_0001, 2 << RMODE_SHIFT, 0x8001, underflow);
    assertConverted(0x0041_0000, 0, 0x0041, 0);
    // Tiny before it is rounded, and normal after.
    assertConverted(0x007f_ffff, 0, 0x0080, underflow);
    assertConverted(0x807f_ffff, FZ, 0x8000, FpEnvironment.IDC);
  }
}
