package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a test expects of an action that meets a broken rule. */
final class Rules {
  private Rules() {}

  static void broken(String clause, long offset, ThrowingCallable action) {
    VirtioException thrown = catchThrowableOfType(VirtioException.class, action);
    assertThat(thrown).as("broken rule of " + clause).isNotNull();
    assertThat(thrown.clause()).as(thrown.getMessage()).isEqualTo(clause);
    assertThat(thrown.offset()).as(thrown.getMessage()).isEqualTo(offset);
    assertThat(thrown).hasMessageContaining(thrown.rule()).hasMessageEndingWith(clause + ")");
  }
}
