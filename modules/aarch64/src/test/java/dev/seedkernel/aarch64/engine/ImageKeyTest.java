package dev.seedkernel.aarch64.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.FeatureSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ImageKeyTest {
  private static ImageKey key() {
    return new ImageKey(0x40_0000, 8192, 77, 1L << 32, FeatureSet.ALL);
  }

  @Test
  void equalWhereAllPartsAre() {
    assertThat(key()).isEqualTo(key()).hasSameHashCodeAs(key());
  }

  static Stream<ImageKey> others() {
    return Stream.of(
        new ImageKey(0x40_1000, 8192, 77, 1L << 32, FeatureSet.ALL),
        new ImageKey(0x40_0000, 4096, 77, 1L << 32, FeatureSet.ALL),
        new ImageKey(0x40_0000, 8192, 78, 1L << 32, FeatureSet.ALL),
        new ImageKey(0x40_0000, 8192, 77, 1L << 31, FeatureSet.ALL),
        new ImageKey(0x40_0000, 8192, 77, 1L << 32, FeatureSet.ARMV8_0));
  }

  @ParameterizedTest
  @MethodSource("others")
  void differentWhereOnePartIs(ImageKey other) {
    assertThat(key()).isNotEqualTo(other);
  }
}
