package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.kernel.syscall.Support;
import dev.seedkernel.kernel.syscall.SystemCalls;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Guest programs that print what each of many calls answers, and what the same binaries print on
 * Linux.
 *
 * <p>The files {@code *.linux.txt} were observed on Linux 6.1.176 (Debian's arm64 kernel) under
 * qemu-system-aarch64, with the program as /init of an initramfs, so on a tmpfs and as root. {@code
 * guest/README.md} says how to make them again.
 */
@Tag(Engines.GUEST)
class LinuxAgreementTest {
  /** The programs, each with a file of what Linux printed. */
  static final List<String> PROGRAMS =
      List.of(
          "files",
          "futex",
          "groups",
          "pidfds",
          "threads",
          "tmpfs",
          "stamps",
          "locks",
          "credentials",
          "pipes",
          "poll",
          "sockets",
          "memory",
          "processes",
          "processor",
          "sharing",
          "advice",
          "faults",
          "proc",
          "signals",
          "timers",
          "limits",
          "rest",
          "edges");

  static List<String> programs() {
    return PROGRAMS;
  }

  @ParameterizedTest
  @MethodSource("programs")
  void answersAsLinuxDoes(String program) {
    Guest.Run run = Guest.run(program);
    assertThat(run.lines()).containsExactlyElementsOf(Guest.expected(program + ".linux.txt"));
    assertThat(run.outcome().end()).isEqualTo(new Outcome.End.Exited(0));
  }

  /**
   * Each call that does anything is made by one of the programs that were run on Linux, but for
   * those that are named here.
   */
  @Test
  void callsThatNoProgramMakes() {
    Set<String> missing = new TreeSet<>();
    for (SystemCalls.Description call : SystemCalls.descriptions()) {
      if (call.support() != Support.REFUSED) {
        missing.add(call.name());
      }
    }
    for (String program : PROGRAMS) {
      missing.removeAll(Guest.run(program).outcome().statistics().systemCalls().keySet());
    }
    assertThat(missing).containsExactly("spawn");
  }
}
