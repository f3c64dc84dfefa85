package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.seedkernel.kernel.quota.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lines of a trace, in strace's style. */
@Tag(Engines.GUEST)
class TraceTest {
  @Test
  void showsCallsAsStraceDoes() {
    Guest.Run run = Guest.run(Guest.program("trace"), Limits.DEFAULT, tree -> tree, true);
    assertThat(run.trace())
        // Where data and mappings lie is the affair of the linker and of the layout.
        .map(line -> line.replaceAll("0x(4[0-9a-f]{5}|f[0-9a-f]{7})", "ADDRESS"))
        .containsExactlyElementsOf(Guest.expected("trace.txt"));
  }

  @Test
  void showsOnlyTheCallsThatWereAskedFor() {
    List<String> lines = new ArrayList<>();
    Guest.run(
        Guest.program("trace"),
        Limits.DEFAULT,
        tree -> tree,
        kernel -> kernel.withTrace(lines::add, Set.of("openat", "mmap")));
    assertThat(lines)
        .filteredOn(line -> line.contains("("))
        .hasSize(4)
        .allMatch(line -> line.matches("1 (openat|mmap)\\(.*"));
  }

  @Test
  void refusesNamesThatNoCallHas() {
    Kernel kernel = Engines.kernel(Limits.DEFAULT, Guest.silentConsole());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.withTrace(_ -> {}, Set.of("open")))
        .withMessage("no system call is called 'open'");
  }
}
