package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.kernel.quota.Limits;
import org.junit.jupiter.api.Test;

/** The lines of a trace, in strace's style. */
class TraceTest {
  @Test
  void showsCallsAsStraceDoes() {
    Guest.Run run = Guest.run(Guest.program("trace"), Limits.DEFAULT, tree -> tree, true);
    assertThat(run.trace())
        // Where the program's data lies is the linker's affair.
        .map(line -> line.replaceAll("0x4[0-9a-f]{5}", "ADDRESS"))
        .containsExactlyElementsOf(Guest.expected("trace.txt"));
  }
}
