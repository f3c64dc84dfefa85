package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Guest programs that print what each of many calls answers, and what the same binaries print on
 * Linux.
 *
 * <p>The files {@code *.linux.txt} were observed on Linux 6.1.176 (Debian's arm64 kernel) under
 * qemu-system-aarch64, with the program as /init of an initramfs, so on a tmpfs and as root. {@code
 * guest/README.md} says how to make them again.
 */
class LinuxAgreementTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
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
        "limits"
      })
  void answersAsLinuxDoes(String program) {
    Guest.Run run = Guest.run(program);
    assertThat(run.lines()).containsExactlyElementsOf(Guest.expected(program + ".linux.txt"));
    assertThat(run.outcome().end()).isEqualTo(new Outcome.End.Exited(0));
  }
}
