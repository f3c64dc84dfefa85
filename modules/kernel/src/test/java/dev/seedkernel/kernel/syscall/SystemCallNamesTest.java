package dev.seedkernel.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The table of names; that its numbers are Linux's follows from the rows, which are compared. */
class SystemCallNamesTest {
  @Test
  void everyRowHasItsNameInTheTable() {
    assertThat(SystemCalls.descriptions())
        .filteredOn(row -> row.number() < 1024)
        .allSatisfy(row -> assertThat(SystemCallNames.nameOf(row.number())).isEqualTo(row.name()));
  }

  @Test
  void knowsTheEndsOfItsRuns() {
    assertThat(SystemCallNames.nameOf(0)).isEqualTo("io_setup");
    assertThat(SystemCallNames.nameOf(243)).isEqualTo("recvmmsg");
    assertThat(SystemCallNames.nameOf(244)).isEqualTo("#244");
    assertThat(SystemCallNames.nameOf(260)).isEqualTo("wait4");
    assertThat(SystemCallNames.nameOf(294)).isEqualTo("kexec_file_load");
    assertThat(SystemCallNames.nameOf(295)).isEqualTo("#295");
    assertThat(SystemCallNames.nameOf(424)).isEqualTo("pidfd_send_signal");
    assertThat(SystemCallNames.nameOf(450)).isEqualTo("set_mempolicy_home_node");
    assertThat(SystemCallNames.nameOf(451)).isEqualTo("#451");
  }
}
