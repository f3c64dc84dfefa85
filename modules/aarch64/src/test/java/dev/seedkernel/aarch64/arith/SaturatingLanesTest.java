package dev.seedkernel.aarch64.arith;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What is done to all elements at once is what {@link LaneArithmetic} does to each. */
class SaturatingLanesTest {
  private interface Operation {
    long apply(long a, long b, int size, FpEnvironment fp);
  }

  /** Bytes that are near a limit, as often as not. */
  @Provide
  Arbitrary<Long> words() {
    Arbitrary<Long> edge =
        Arbitraries.of(0x00L, 0x01L, 0x0fL, 0x10L, 0x7eL, 0x7fL, 0x80L, 0x81L, 0xfeL, 0xffL);
    return Arbitraries.oneOf(edge, Arbitraries.longs().between(0, 255))
        .list()
        .ofSize(8)
        .map(bytes -> bytes.stream().reduce(0L, (word, each) -> word << 8 | each));
  }

  /** Compares results and FPSR.QC; elements and results may differ in size. */
  private static void compare(
      Operation atOnce, Operation each, long a, long b, int size, int operandSize) {
    FpEnvironment actual = new FpEnvironment();
    FpEnvironment expected = new FpEnvironment();
    long result = atOnce.apply(a, b, size, actual);
    for (int at = 0; at < 64; at += 8 << operandSize) {
      long mask = Lanes.mask(operandSize);
      long element = each.apply(a >>> at & mask, b >>> at & mask, size, expected);
      assertThat(result >>> at & Lanes.mask(size))
          .as("element at %d of %x and %x", at, a, b)
          .isEqualTo(element & Lanes.mask(size));
    }
    assertThat(actual.status()).as("FPSR of %x and %x", a, b).isEqualTo(expected.status());
  }

  private static void compare(Operation atOnce, Operation each, long a, long b, int size) {
    compare(atOnce, each, a, b, size, size);
  }

  @Property
  void sums(@ForAll("words") long a, @ForAll("words") long b, @ForAll @IntRange(max = 3) int size) {
    compare(SaturatingLanes::addSaturatingSigned, LaneArithmetic::addSaturatingSigned, a, b, size);
    compare(
        SaturatingLanes::addSaturatingUnsigned, LaneArithmetic::addSaturatingUnsigned, a, b, size);
    compare(
        SaturatingLanes::subtractSaturatingSigned,
        LaneArithmetic::subtractSaturatingSigned,
        a,
        b,
        size);
    compare(
        SaturatingLanes::subtractSaturatingUnsigned,
        LaneArithmetic::subtractSaturatingUnsigned,
        a,
        b,
        size);
    compare(
        (x, y, s, fp) -> SaturatingLanes.absoluteSaturating(x, s, fp),
        (x, y, s, fp) -> LaneArithmetic.absoluteSaturating(x, s, fp),
        a,
        b,
        size);
    compare(
        (x, y, s, fp) -> SaturatingLanes.negateSaturating(x, s, fp),
        (x, y, s, fp) -> LaneArithmetic.negateSaturating(x, s, fp),
        a,
        b,
        size);
  }

  @Property
  void halvesOfDifferencesAndCounts(
      @ForAll("words") long a, @ForAll("words") long b, @ForAll @IntRange(max = 2) int size) {
    compare(
        (x, y, s, fp) -> Lanes.halvingSubtractSigned(x, y, s),
        LaneArithmetic::halvingSubtractSigned,
        a,
        b,
        size);
    compare(
        (x, y, s, fp) -> Lanes.halvingSubtractUnsigned(x, y, s),
        LaneArithmetic::halvingSubtractUnsigned,
        a,
        b,
        size);
    compare(
        (x, y, s, fp) -> LaneLoops.countLeadingSigns(x, s),
        (x, y, s, fp) -> LaneArithmetic.countLeadingSigns(x, s, fp),
        a,
        b,
        size);
  }

  @Property
  void narrowing(@ForAll("words") long a, @ForAll @IntRange(max = 2) int size) {
    compare(
        (x, y, s, fp) -> SaturatingLanes.saturateSigned(x, s, fp),
        (x, y, s, fp) -> LaneArithmetic.saturateSigned(Lanes.signed(x, s + 1), s, fp),
        a,
        0,
        size,
        size + 1);
    compare(
        (x, y, s, fp) -> SaturatingLanes.saturateUnsigned(x, s, fp),
        (x, y, s, fp) -> LaneArithmetic.saturateUnsigned(x, s, fp),
        a,
        0,
        size,
        size + 1);
    compare(
        (x, y, s, fp) -> SaturatingLanes.saturateSignedToUnsigned(x, s, fp),
        (x, y, s, fp) -> LaneArithmetic.saturateSignedToUnsigned(Lanes.signed(x, s + 1), s, fp),
        a,
        0,
        size,
        size + 1);
  }

  @Property
  void roundingShifts(
      @ForAll("words") long a,
      @ForAll @IntRange(max = 3) int size,
      @ForAll @IntRange(min = 1, max = 64) int most) {
    int amount = Math.min(most, 8 << size);
    compare(
        (x, y, s, fp) -> Lanes.shiftRightRoundingSigned(x, amount, s),
        (x, y, s, fp) -> LaneArithmetic.shiftRightRounding(Lanes.signed(x, s), amount),
        a,
        0,
        size);
    compare(
        (x, y, s, fp) -> Lanes.shiftRightRoundingUnsigned(x, amount, s),
        (x, y, s, fp) -> LaneArithmetic.shiftRightRoundingUnsigned(x, amount),
        a,
        0,
        size);
  }

  @Property
  void comparisons(
      @ForAll("words") long a, @ForAll("words") long b, @ForAll @IntRange(max = 3) int size) {
    compare(
        (x, y, s, fp) -> Lanes.greaterUnsigned(x, y, s),
        (x, y, s, fp) -> Long.compareUnsigned(x, y) > 0 ? -1 : 0,
        a,
        b,
        size);
    compare(
        (x, y, s, fp) -> Lanes.greaterOrEqualSigned(x, y, s),
        (x, y, s, fp) -> Lanes.signed(x, s) >= Lanes.signed(y, s) ? -1 : 0,
        a,
        b,
        size);
  }

  @Property
  void lookUp(@ForAll long low, @ForAll long high, @ForAll("words") long indices) {
    long result = LaneLoops.lookUp(low, high, indices);
    for (int at = 0; at < 64; at += 8) {
      int index = (int) (indices >>> at) & 0xff;
      long expected = index < 8 ? low >>> (8 * index) : high >>> (8 * index - 64);
      assertThat(result >>> at & 0xff).isEqualTo(index < 16 ? expected & 0xff : 0);
    }
  }

  @Property
  void polynomials(@ForAll long a, @ForAll long b) {
    BigInteger product = BigInteger.ZERO;
    BigInteger first = new BigInteger(Long.toUnsignedString(a));
    for (int bit = 0; bit < 64; bit++) {
      if ((b >>> bit & 1) != 0) {
        product = product.xor(first.shiftLeft(bit));
      }
    }
    assertThat(LaneLoops.polynomialLow(a, b)).isEqualTo(product.longValue());
    assertThat(LaneLoops.polynomialHigh(a, b)).isEqualTo(product.shiftRight(64).longValue());
  }
}
