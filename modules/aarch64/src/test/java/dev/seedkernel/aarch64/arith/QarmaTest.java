package dev.seedkernel.aarch64.arith;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The cipher of pointer authentication, and the codes that are made of it. */
class QarmaTest {
  private static final long WHITENING = 0x84be85ce_9804e94bL;
  private static final long CORE = 0xec2802d4_e0a488e9L;
  private static final long UPPER = 1L << 55;

  /** The test vector of the paper for QARMA-64 with σ2 and r = 5. */
  @Example
  void encryptsAsThePublishedVectorSays() {
    assertThat(Qarma.encrypt(0xfb623599_da6e8127L, 0x477d469d_ec0b8762L, WHITENING, CORE))
        .isEqualTo(0xc003b939_99b33765L);
  }

  @Property
  void everyInputBitChangesAboutHalfOfTheOutput(
      @ForAll long block, @ForAll long tweak, @ForAll @IntRange(max = 63) int bit) {
    long one = Qarma.encrypt(block, tweak, WHITENING, CORE);
    assertThat(Long.bitCount(one ^ Qarma.encrypt(block ^ (1L << bit), tweak, WHITENING, CORE)))
        .isBetween(6, 58);
    assertThat(Long.bitCount(one ^ Qarma.encrypt(block, tweak ^ (1L << bit), WHITENING, CORE)))
        .isBetween(6, 58);
  }

  /** Lower half with any tag, or upper half: what the pointer looks like before it is signed. */
  private static long address(long bits) {
    return PointerCode.strip(bits);
  }

  @Property
  void authenticationUndoesAddition(
      @ForAll long bits, @ForAll long modifier, @ForAll long high, @ForAll long low) {
    long signed = PointerCode.add(address(bits), modifier, high, low);
    for (int key = 0; key < 2; key++) {
      assertThat(PointerCode.authenticate(signed, modifier, high, low, key))
          .isEqualTo(address(bits));
    }
    assertThat(PointerCode.strip(signed)).isEqualTo(address(bits));
    assertThat((signed ^ bits) & (((1L << 48) - 1) | UPPER)).isZero();
    if ((bits & UPPER) == 0) {
      assertThat(signed >>> 56).as("the tag").isEqualTo(bits >>> 56);
    }
  }

  @Property
  void oneFlippedBitOfTheCodeFailsAndGivesNoAddress(
      @ForAll long bits, @ForAll long modifier, @ForAll @IntRange(min = 48, max = 54) int bit) {
    long flipped = PointerCode.add(address(bits), modifier, WHITENING, CORE) ^ (1L << bit);
    int shift = (bits & UPPER) == 0 ? 53 : 61;
    for (int key = 0; key < 2; key++) {
      long result = PointerCode.authenticate(flipped, modifier, WHITENING, CORE, key);
      assertThat(result >>> shift & 3).as("error code").isEqualTo(key == 0 ? 1 : 2);
      assertThat(result & ~(3L << shift)).isEqualTo(address(bits) & ~(3L << shift));
      assertThat(result).isNotEqualTo(address(bits));
    }
  }

  /** Signing what is no address, such as a pointer that is signed already, gives a bad code. */
  @Property
  void signingWhatIsNoAddressFailsLater(@ForAll long bits, @ForAll long modifier) {
    long wrong = address(bits) ^ (1L << 50);
    long signed = PointerCode.add(wrong, modifier, WHITENING, CORE);
    assertThat(PointerCode.authenticate(signed, modifier, WHITENING, CORE, 0))
        .isNotEqualTo(address(bits));
  }
}
