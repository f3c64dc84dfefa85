package dev.seedkernel.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcessArgumentsTest {
  @Test
  void textIsTaken() {
    assertThat(ProcessArguments.areText()).isTrue();
    assertThat(ProcessArguments.areText("run", "", "h\u00e9", "\ud83d\ude00")).isTrue();
  }

  @Test
  void bytesThatAreNoTextAreToldFromTheReplacementCharacter() {
    byte[] genuine = "java\0-m\0x\0run\0a\ufffd\0\0".getBytes(UTF_8);
    assertThat(ProcessArguments.areText(genuine, "run", "a\ufffd", "")).isTrue();
    byte[] replaced = "java\0-m\0x\0run\0a\u00ff\0\0".getBytes(ISO_8859_1);
    assertThat(ProcessArguments.areText(replaced, "run", "a\ufffd", "")).isFalse();
  }

  @Test
  void whatCannotBeVerifiedIsRefused() {
    // This process was not started with it.
    assertThat(ProcessArguments.areText("\ufffd")).isFalse();
  }
}
