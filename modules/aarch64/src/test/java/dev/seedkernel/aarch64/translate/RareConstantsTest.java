package dev.seedkernel.aarch64.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RareConstantsTest {
  @Test
  void noTwoAreAlike() {
    Set<MethodTypeDesc> all = new HashSet<>();
    for (int n = 0; n < RareConstants.COUNT; n++) {
      assertThat(all.add(RareConstants.number(n))).as("constant %d", n).isTrue();
    }
  }

  @Test
  void thereAreNoMore() {
    assertThatThrownBy(() -> RareConstants.number(RareConstants.COUNT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("constant 4096");
  }
}
