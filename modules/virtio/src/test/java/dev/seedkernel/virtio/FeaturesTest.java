package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  private static final Features VERSION_1 = Features.of(Features.VERSION_1);

  @Test
  void clause6_reservedFeaturesHaveTheirNumbers() {
    assertThat(Features.of(Features.INDIRECT_DESC, Features.EVENT_IDX).bits())
        .isEqualTo(0x3000_0000L);
    assertThat(VERSION_1.bits()).isEqualTo(0x1_0000_0000L);
    assertThat(
            Features.of(
                    Features.ACCESS_PLATFORM,
                    Features.RING_PACKED,
                    Features.IN_ORDER,
                    Features.ORDER_PLATFORM,
                    Features.SR_IOV,
                    Features.NOTIFICATION_DATA,
                    Features.NOTIF_CONFIG_DATA,
                    Features.RING_RESET)
                .bits())
        .isEqualTo(0x1fe_0000_0000L);
  }

  @Test
  void clause6_queuesHereHaveIndirectDescriptorsEventIndexPackedLayoutAndReset() {
    assertThat(Features.QUEUE.bits()).isEqualTo(0x105_3000_0000L);
  }

  @Property
  void clause2_2_1_theDriverAcceptsWhatIsOfferedAndUnderstoodAndTheDeviceAllowsIt(
      @ForAll long offer, @ForAll long understand) throws VirtioException {
    Features offered = new Features(offer).or(VERSION_1);
    Features understood = new Features(understand).or(VERSION_1);
    Features accepted = offered.negotiate(understood);
    for (int number = 0; number < 64; number++) {
      assertThat(accepted.has(number)).isEqualTo(offered.has(number) && understood.has(number));
    }
    assertThat(offered.allows(accepted)).isTrue();
  }

  @Property
  void clause2_2_1_theDeviceDoesNotAllowWhatItDidNotOffer(
      @ForAll long offer, @ForAll @IntRange(max = 63) int number) {
    Features offered = new Features(offer).or(VERSION_1).without(Features.of(number));
    assertThat(offered.allows(offered.or(VERSION_1).or(Features.of(number)))).isFalse();
  }

  @Property
  void clause6_2_theDeviceDoesNotAllowADriverWithoutVersion1(@ForAll long offer) {
    Features offered = new Features(offer).or(VERSION_1);
    assertThat(offered.allows(offered)).isTrue();
    assertThat(offered.allows(offered.without(VERSION_1))).isFalse();
  }

  @Property
  void clause6_1_aLegacyDeviceIsRefusedByTheDriver(@ForAll long offer) {
    Features legacy = new Features(offer).without(VERSION_1);
    Rules.broken("6.1", VirtioException.NO_OFFSET, () -> legacy.negotiate(new Features(-1)));
  }

  @Property
  void clause4_2_2_windowsOf32BitsCarryTheWholeSet(@ForAll long bits, @ForAll long before)
      throws VirtioException {
    Features features = new Features(bits);
    Features copy =
        new Features(before).withWord(1, features.word(1)).withWord(0, features.word(0));
    assertThat(copy.withWord(2, 0)).isEqualTo(features);
    assertThat(features.word(0)).isEqualTo((int) bits);
    assertThat(features.word(1)).isEqualTo((int) (bits >> 32));
  }

  @Test
  void clause4_2_2_windowsAbove1AreEmpty() {
    Features all = new Features(-1);
    for (int select : new int[] {2, 3, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      assertThat(all.word(select)).isZero();
      Rules.broken("2.2.1", VirtioException.NO_OFFSET, () -> all.withWord(select, 1));
    }
  }

  @Test
  void numbersAre0To63() {
    assertThatIllegalArgumentException().isThrownBy(() -> Features.of(64));
    assertThatIllegalArgumentException().isThrownBy(() -> Features.NONE.has(-1));
    assertThat(Features.of(0, 63)).hasToString("Features{0, 63}");
  }
}
