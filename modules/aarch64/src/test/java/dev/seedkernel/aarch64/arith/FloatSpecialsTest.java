package dev.seedkernel.aarch64.arith;

import static dev.seedkernel.aarch64.arith.FloatFormat.DOUBLE;
import static dev.seedkernel.aarch64.arith.FloatFormat.HALF;
import static dev.seedkernel.aarch64.arith.FloatFormat.SINGLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Zeros, infinities, NaNs and flushed numbers: what FloatArithmeticTest's exact numbers leave out.
 */
class FloatSpecialsTest {
  private static final int FZ = 1 << 24;
  private static final int FZ16 = 1 << 19;
  private static final int DOWNWARDS = 2 << 22;

  private static FpEnvironment environment(int control) {
    FpEnvironment fp = new FpEnvironment();
    fp.control(control);
    return fp;
  }

  /** Zero, the smallest, the smallest normal, one, the largest, infinity, NaNs; and negative. */
  private static long[] operands(int size) {
    long one = (long) FloatFormat.bias(size) << FloatFormat.fractionBits(size);
    long infinity = FloatFormat.infinity(size);
    long[] positive = {
      0,
      1,
      FloatFormat.fractionMask(size) + 1,
      one,
      infinity - 1,
      infinity,
      infinity | 5,
      infinity | FloatFormat.quietBit(size) | 9
    };
    return LongStream.concat(
            Arrays.stream(positive),
            Arrays.stream(positive).map(a -> a | FloatFormat.signBit(size)))
        .toArray();
  }

  private static void assertInvalid(
      ToLongFunction<FpEnvironment> operation, boolean invalid, int size, String what) {
    FpEnvironment fp = environment(0);
    long bits = operation.applyAsLong(fp);
    if (invalid) {
      assertThat(bits).as(what).isEqualTo(FloatFormat.defaultNaN(size));
      assertThat(fp.status()).as(what).isEqualTo(FpEnvironment.IOC);
    } else {
      assertThat(FloatFormat.isNaN(bits, size)).as(what).isFalse();
      assertThat(fp.status() & FpEnvironment.IOC).as(what).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {HALF, SINGLE, DOUBLE})
  void operationsOnNumbersAreInvalidWhereIeee754SaysSo(int size) {
    for (long a : operands(size)) {
      for (long b : operands(size)) {
        if (FloatFormat.isNaN(a, size) || FloatFormat.isNaN(b, size)) {
          continue;
        }
        String what = "%x, %x in format %d".formatted(a, b, size);
        boolean zeroA = FloatFormat.isZero(a, size);
        boolean zeroB = FloatFormat.isZero(b, size);
        boolean infiniteA = FloatFormat.isInfinite(a, size);
        boolean infiniteB = FloatFormat.isInfinite(b, size);
        boolean opposite = FloatFormat.negative(a, size) != FloatFormat.negative(b, size);
        boolean infinities = infiniteA && infiniteB;
        boolean zeroTimesInfinity = (zeroA && infiniteB) || (infiniteA && zeroB);
        assertInvalid(
            fp -> FloatArithmetic.add(a, b, size, fp), infinities && opposite, size, what);
        assertInvalid(
            fp -> FloatArithmetic.subtract(a, b, size, fp), infinities && !opposite, size, what);
        assertInvalid(
            fp -> FloatArithmetic.multiply(a, b, size, fp), zeroTimesInfinity, size, what);
        assertInvalid(
            fp -> FloatArithmetic.divide(a, b, size, fp),
            infinities || (zeroA && zeroB),
            size,
            what);
        assertInvalid(
            fp -> FloatArithmetic.multiplyAdd(b, a, a, size, fp),
            infinities && FloatFormat.negative(b, size),
            size,
            what);
        FpEnvironment fp = environment(0);
        FloatArithmetic.divide(a, b, size, fp);
        boolean divisionByZero = zeroB && !zeroA && !infiniteA;
        assertThat((fp.status() & FpEnvironment.DZC) != 0).as(what).isEqualTo(divisionByZero);
      }
      boolean negative = FloatFormat.negative(a, size) && !FloatFormat.isZero(a, size);
      if (!FloatFormat.isNaN(a, size)) {
        assertInvalid(fp -> FloatArithmetic.squareRoot(a, size, fp), negative, size, "root");
      }
    }
  }

  /** A signalling NaN before a quiet one, the first before the second, and then quiet. */
  @ParameterizedTest
  @ValueSource(ints = {HALF, SINGLE, DOUBLE})
  void nansGoOnAndSignallingOnesAreInvalid(int size) {
    for (long a : operands(size)) {
      for (long b : operands(size)) {
        boolean signalling = FloatFormat.isSignalling(a, size) || FloatFormat.isSignalling(b, size);
        if (!FloatFormat.isNaN(a, size) && !FloatFormat.isNaN(b, size)) {
          continue;
        }
        boolean second =
            !FloatFormat.isNaN(a, size)
                || (FloatFormat.isSignalling(b, size) && !FloatFormat.isSignalling(a, size));
        long expected = (second ? b : a) | FloatFormat.quietBit(size);
        for (boolean defaultNaN : new boolean[] {false, true}) {
          FpEnvironment fp = environment(defaultNaN ? 1 << 25 : 0);
          long result = defaultNaN ? FloatFormat.defaultNaN(size) : expected;
          assertThat(FloatArithmetic.add(a, b, size, fp)).isEqualTo(result);
          assertThat(FloatArithmetic.subtract(a, b, size, fp)).isEqualTo(result);
          assertThat(FloatArithmetic.multiply(a, b, size, fp)).isEqualTo(result);
          assertThat(FloatArithmetic.divide(a, b, size, fp)).isEqualTo(result);
          assertThat(fp.status()).isEqualTo(signalling ? FpEnvironment.IOC : 0);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {HALF, SINGLE, DOUBLE})
  void aSumThatCancelsIsPositiveZeroUnlessRoundingDown(int size) {
    long one = (long) FloatFormat.bias(size) << FloatFormat.fractionBits(size);
    long minusOne = FloatArithmetic.negate(one, size);
    long minusZero = FloatFormat.signBit(size);
    for (int mode = 0; mode < 4; mode++) {
      FpEnvironment fp = environment(mode << 22);
      long zero = mode == 2 ? minusZero : 0;
      assertThat(FloatArithmetic.add(one, minusOne, size, fp)).isEqualTo(zero);
      assertThat(FloatArithmetic.subtract(one, one, size, fp)).isEqualTo(zero);
      assertThat(FloatArithmetic.multiplyAdd(minusOne, one, one, size, fp)).isEqualTo(zero);
      assertThat(FloatArithmetic.add(0, minusZero, size, fp)).isEqualTo(zero);
      assertThat(FloatArithmetic.add(minusZero, minusZero, size, fp)).isEqualTo(minusZero);
      assertThat(FloatArithmetic.multiply(0, minusOne, size, fp)).isEqualTo(minusZero);
      assertThat(fp.status()).isZero();
    }
  }

  // FPCR.FZ16 and FPCR.FZ

  @Test
  void fz16FlushesDenormalHalvesWithoutIdc() {
    long one = 0x3c00;
    long denormal = 0x03ff;
    FpEnvironment fp = environment(FZ16);
    assertThat(FloatArithmetic.add(denormal, denormal, HALF, fp)).isZero();
    assertThat(FloatArithmetic.add(0x8000 | denormal, 0x8000, HALF, fp)).isEqualTo(0x8000);
    assertThat(FloatArithmetic.multiply(one, denormal, HALF, fp)).isZero();
    assertThat(FloatArithmetic.multiplyAdd(denormal, one, denormal, HALF, fp)).isZero();
    assertThat(FloatArithmetic.squareRoot(denormal, HALF, fp)).isZero();
    assertThat(FloatConversion.toInteger(denormal, HALF, 16, false, 32, Rounding.ZERO, fp))
        .isZero();
    assertThat(fp.status()).as("no IDC").isZero();
    assertThat(FloatArithmetic.divide(one, denormal, HALF, fp)).isEqualTo(0x7c00);
    assertThat(fp.status()).as("a division by zero").isEqualTo(FpEnvironment.DZC);
  }

  /** A result below the normal numbers is flushed before it is rounded: UFC, and not IXC. */
  @Test
  void fz16FlushesTinyHalfResults() {
    FpEnvironment fp = environment(FZ16);
    long half = 0x3800;
    assertThat(FloatArithmetic.multiply(0x0400, half, HALF, fp)).isZero();
    assertThat(fp.status()).isEqualTo(FpEnvironment.UFC);
    assertThat(FloatArithmetic.multiply(0x8400, half, HALF, fp)).isEqualTo(0x8000);
    assertThat(FloatArithmetic.multiply(0x0400, 0x3c00, HALF, fp)).isEqualTo(0x0400);
    FpEnvironment gradual = environment(0);
    assertThat(FloatArithmetic.multiply(0x0400, half, HALF, gradual)).isEqualTo(0x0200);
    assertThat(gradual.status()).as("exact").isZero();
  }

  @Test
  void fzDoesNotTouchHalvesNorFz16TheOthers() {
    FpEnvironment fz = environment(FZ);
    assertThat(FloatArithmetic.add(3, 4, HALF, fz)).isEqualTo(7);
    assertThat(FloatArithmetic.multiply(0x0400, 0x3800, HALF, fz)).isEqualTo(0x0200);
    assertThat(fz.status()).isZero();
    FpEnvironment fz16 = environment(FZ16 | DOWNWARDS);
    for (int size : new int[] {SINGLE, DOUBLE}) {
      assertThat(FloatArithmetic.add(3, 4, size, fz16)).isEqualTo(7);
      assertThat(fz16.status()).isZero();
      assertThat(FloatArithmetic.add(3, 4, size, fz)).isZero();
      assertThat(fz.status()).as("FZ sets IDC").isEqualTo(FpEnvironment.IDC);
      fz.status(0);
    }
  }

  /** FPCR.FZ16 is for arithmetic in halves; conversions between formats keep denormal ones. */
  @Test
  void fz16DoesNotFlushConversions() {
    FpEnvironment fp = environment(FZ16);
    long two = FloatConversion.convert(2, HALF, SINGLE, fp);
    assertThat(two).isEqualTo(Float.floatToRawIntBits(0x1p-23f));
    assertThat(FloatConversion.convert(two, SINGLE, HALF, fp)).isEqualTo(2);
    assertThat(fp.status()).isZero();
  }
}
