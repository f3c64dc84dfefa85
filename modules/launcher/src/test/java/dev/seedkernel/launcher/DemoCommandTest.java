package dev.seedkernel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class DemoCommandTest {
  private static final String JOINED = "From a seed of bytes, a kernel that you can read.\n";

  @Test
  void showsEveryStepAndChecksTheResult() {
    Launched result = Launched.with("demo");
    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    String hash = DemoCommand.sha256(JOINED.getBytes(StandardCharsets.US_ASCII));
    assertThat(result.out())
        .containsSubsequence(
            "1. Assemble",
            "driver ",
            "catm ",
            "2. Pack",
            " in/one\n",
            " init\n",
            "3. Hand over",
            "x0 = 0x40000000",
            "bootargs = \"init /bin/catm /out/joined /in/one /in/two /in/three\"",
            "4. Boot",
            "spawn(\"\", NULL) = -1 ENOENT",
            "| driver: this kernel has spawn\n",
            "= 2\n",
            "waitid(1, 2, ",
            "| driver: the child exited with status 0\n",
            "exit status 0; 2 processes, ",
            "5. Take out",
            "/out/joined  50 bytes  sha256 " + hash,
            "All as expected, in ");
  }

  @Test
  void isTheSameEachTimeButForTheTime() {
    assertThat(withoutTime(Launched.with("demo").out()))
        .isEqualTo(withoutTime(Launched.with("demo").out()));
  }

  private static String withoutTime(String out) {
    return out.replaceAll("in [0-9.]+ s\\.", "");
  }
}
