package dev.seedkernel.aarch64.arith;

import static dev.seedkernel.aarch64.arith.ExactRounding.INFINITY;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Products of halves added to singles: against exact numbers, and the traps of widening. */
class HalfProductTest {
  private static final int RMODE_SHIFT = 22;
  private static final int FZ16 = 1 << 19;
  private static final int FZ = 1 << 24;
  private static final int DN = 1 << 25;
  private static final int AHP = 1 << 26;
  private static final int ONE = 0x3c00;
  private static final int MINUS_ZERO = Integer.MIN_VALUE;

  private static FpEnvironment environment(int control) {
    FpEnvironment fp = new FpEnvironment();
    fp.control(control);
    return fp;
  }

  private static int multiplyAdd(int addend, int a, int b, FpEnvironment fp) {
    return (int) FloatArithmetic.multiplyAddHalves(addend & 0xffff_ffffL, a, b, fp);
  }

  private static int bits(double value) {
    return Float.floatToRawIntBits((float) value);
  }

  private static BigDecimal half(int bits) {
    return new BigDecimal(Float.float16ToFloat((short) bits));
  }

  @Property(tries = 20_000)
  void aProductIsExactAndItsSumRoundedOnce(
      @ForAll @IntRange(max = 0xffff) int a,
      @ForAll @IntRange(max = 0xffff) int b,
      @ForAll int any,
      @ForAll @IntRange(min = -40, max = 40) int distance,
      @ForAll boolean near,
      @ForAll @IntRange(min = 0, max = 3) int mode) {
    if ((a & 0x7c00) == 0x7c00 || (b & 0x7c00) == 0x7c00) {
      return; // NaNs and infinities have examples of their own.
    }
    BigDecimal product = half(a).multiply(half(b));
    int addend = any;
    if (near) {
      int exponent = Math.getExponent(product.doubleValue()) + distance + 127;
      addend = (any & 0x807f_ffff) | Math.clamp(exponent, 0, 254) << 23;
    }
    if ((addend & INFINITY) == INFINITY) {
      return;
    }
    FpEnvironment fp = environment(mode << RMODE_SHIFT);
    int result = multiplyAdd(addend, a, b, fp);

    BigDecimal sum = product.add(ExactRounding.exact(addend));
    if (sum.signum() == 0) {
      boolean negative = (a >>> 15 != b >>> 15);
      boolean same = negative == (addend < 0);
      boolean zeros = product.signum() == 0;
      int cancelled = mode == 2 ? MINUS_ZERO : 0;
      assertThat(result).isEqualTo(zeros && same ? addend & MINUS_ZERO : cancelled);
      assertThat(fp.status()).isZero();
      return;
    }
    int expected = ExactRounding.round(sum, Rounding.ofMode(mode), ExactRounding.SINGLE);
    assertThat(result).isEqualTo(expected);
    boolean infinite = (result & INFINITY) == INFINITY;
    boolean exact = !infinite && ExactRounding.exact(result).compareTo(sum) == 0;
    boolean tiny = sum.abs().compareTo(new BigDecimal(Float.MIN_NORMAL)) < 0;
    int flags = exact ? 0 : FpEnvironment.IXC | (tiny ? FpEnvironment.UFC : 0);
    boolean overflow = infinite || sum.abs().compareTo(ExactRounding.LIMIT) >= 0;
    assertThat(fp.status()).isEqualTo(flags | (overflow ? FpEnvironment.OFC : 0));
  }

  @Property(tries = 20_000)
  void wideningKeepsEveryNumber(@ForAll @IntRange(max = 0xffff) int half) {
    FpEnvironment fp = environment(0);
    int wide = (int) FloatConversion.widenHalf(half, fp);
    float number = Float.float16ToFloat((short) half);
    if (!Float.isNaN(number)) {
      assertThat(wide).isEqualTo(Float.floatToRawIntBits(number));
    } else {
      assertThat(wide).isEqualTo((half & 0x8000) << 16 | INFINITY | (half & 0x3ff) << 13);
    }
    assertThat(fp.status()).isZero();
  }

  @Test
  void denormalHalvesAreNumbersUnlessFz16SaysThatTheyAreZero() {
    FpEnvironment fp = environment(FZ);
    assertThat(multiplyAdd(0, 1, 0x8001, fp)).isEqualTo(bits(-0x1p-48));
    assertThat(fp.status()).isZero();
    fp = environment(FZ16);
    assertThat(multiplyAdd(MINUS_ZERO, 0x03ff, 0x8000 | ONE, fp)).isEqualTo(MINUS_ZERO);
    assertThat(fp.status()).isZero();
    // Which makes it invalid with infinity.
    assertThat(multiplyAdd(0, 0x03ff, 0x7c00, fp)).isEqualTo(0x7fc0_0000);
    assertThat(fp.status()).isEqualTo(FpEnvironment.IOC);
  }

  @Test
  void aDenormalAddendIsFlushedByFzAndNotByFz16() {
    FpEnvironment fp = environment(FZ16);
    assertThat(multiplyAdd(1, 0, ONE, fp)).isEqualTo(1);
    assertThat(fp.status()).isZero();
    fp = environment(FZ);
    assertThat(multiplyAdd(1, 0, ONE, fp)).isZero();
    assertThat(fp.status()).isEqualTo(FpEnvironment.IDC);
  }

  @Test
  void aNanIsWidenedQuietedAndSignalsOnce() {
    FpEnvironment fp = environment(0);
    assertThat(multiplyAdd(0, ONE, 0xfc01, fp)).isEqualTo(0xffc0_2000);
    assertThat(fp.status()).isEqualTo(FpEnvironment.IOC);
    fp = environment(0);
    assertThat(multiplyAdd(0, 0x7e01, ONE, fp)).isEqualTo(0x7fc0_2000);
    assertThat(fp.status()).isZero();
    fp = environment(DN);
    assertThat(multiplyAdd(0, 0xfe01, ONE, fp)).isEqualTo(0x7fc0_0000);
    assertThat(fp.status()).isZero();
  }

  @Test
  void aSignallingHalfComesBeforeAQuietAddendAndTheAddendBeforeAQuietHalf() {
    FpEnvironment fp = environment(0);
    assertThat(multiplyAdd(0x7fc0_1234, ONE, 0x7c01, fp)).isEqualTo(0x7fc0_2000);
    assertThat(multiplyAdd(0x7fc0_1234, 0x7e01, 0x7e02, fp)).isEqualTo(0x7fc0_1234);
  }

  @Test
  void infinityTimesZeroIsInvalidThoughTheAddendIsAQuietNan() {
    FpEnvironment fp = environment(0);
    assertThat(multiplyAdd(0xffc0_1234, 0x7c00, 0, fp)).isEqualTo(0x7fc0_0000);
    assertThat(fp.status()).isEqualTo(FpEnvironment.IOC);
  }

  @Test
  void theAlternativeFormatDoesNotMatter() {
    FpEnvironment fp = environment(AHP);
    assertThat(multiplyAdd(0, 0x7c00, ONE, fp)).isEqualTo(INFINITY);
    assertThat(multiplyAdd(0, 0xfe01, ONE, fp)).isEqualTo(0xffc0_2000);
    assertThat(fp.status()).isZero();
  }
}
