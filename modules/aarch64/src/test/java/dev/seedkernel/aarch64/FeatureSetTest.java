package dev.seedkernel.aarch64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.isa.InstructionSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureSetTest {
  private static final List<FeatureSet> VERSIONS =
      List.of(
          FeatureSet.BASE,
          FeatureSet.ARMV8_0,
          FeatureSet.ARMV8_1,
          FeatureSet.ARMV8_2,
          FeatureSet.ARMV8_3,
          FeatureSet.ARMV8_4,
          FeatureSet.ARMV8_5,
          FeatureSet.ARMV8_6);

  @Test
  void allIsWhatTheTableImplements() {
    assertThat(FeatureSet.ALL).isEqualTo(InstructionSet.a64().features());
    assertThat(new Interpreter().features()).isEqualTo(FeatureSet.ALL);
  }

  @Test
  void eachVersionHasAllOfTheOneBefore() {
    for (int i = 1; i < VERSIONS.size(); i++) {
      assertThat(VERSIONS.get(i).containsAll(VERSIONS.get(i - 1))).isTrue();
      assertThat(VERSIONS.get(i - 1).containsAll(VERSIONS.get(i))).isFalse();
    }
  }

  @Test
  void requiredFeaturesComeAlongAndGoAlong() {
    FeatureSet set = FeatureSet.of(Feature.SHA3);
    assertThat(set.toSet())
        .containsExactly(
            Feature.BASE,
            Feature.FP,
            Feature.ADV_SIMD,
            Feature.SHA1,
            Feature.SHA256,
            Feature.SHA512,
            Feature.SHA3);
    assertThat(set.without(Feature.SHA256).toSet())
        .containsExactly(Feature.BASE, Feature.FP, Feature.ADV_SIMD, Feature.SHA1);
    assertThat(set.without(Feature.FP)).isEqualTo(FeatureSet.BASE);
    assertThat(set.without(Feature.LSE)).isEqualTo(set).hasSameHashCodeAs(set);
    assertThat(set).hasToString("[BASE, FP, ADV_SIMD, SHA1, SHA256, SHA512, SHA3]");
  }

  @Test
  void everyFeatureComesAndGoesWithAllThatItNeeds() {
    for (Feature feature : Feature.values()) {
      FeatureSet with = FeatureSet.BASE.with(feature);
      for (Feature each : with.toSet()) {
        assertThat(with.containsAll(FeatureSet.of(each))).isTrue();
      }
      if (feature != Feature.BASE) {
        FeatureSet without = FeatureSet.ARMV8_6.with(Feature.values()).without(feature);
        assertThat(without.contains(feature)).isFalse();
        for (Feature each : without.toSet()) {
          assertThat(without.containsAll(FeatureSet.of(each))).isTrue();
        }
      }
    }
  }

  @Test
  void noProcessorIsWithoutTheBase() {
    assertThatThrownBy(() -> FeatureSet.ALL.without(Feature.BASE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEngineRefusesAProcessorThatItCannotOffer() {
    try (AddressSpace memory = AddressSpace.create(4096, PageAccount.UNLIMITED)) {
      Cpu cpu = new Cpu(memory, FeatureSet.of(Feature.BTI));
      assertThatThrownBy(() -> new Interpreter().run(cpu, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("BTI");
    }
  }
}
