package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** spawn, limits, faults of /init, and that a run is the same each time. */
@Tag(Engines.GUEST)
class ProcessTest {
  private static Guest.Run spawn(Limits limits, String... arguments) {
    return Guest.run(Guest.program("spawn"), limits, ProcessTest::files, false, arguments);
  }

  private static CpioTreeBuilder files(CpioTreeBuilder tree) {
    return tree.file("plain", 0644, bytes("x")).file("text", 0755, bytes("no program"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void spawnStartsAProgramOrChangesNothing() {
    assertThat(spawn(Limits.DEFAULT, "probe").lines())
        .containsExactly(
            "spawn(\"\", empty) = ENOENT",
            "spawn(\"/missing\", empty) = ENOENT",
            "spawn(\"/dev\", empty) = EACCES",
            "spawn(\"/plain\", empty) = EACCES",
            "spawn(\"/text\", empty) = ENOEXEC",
            "spawn(BAD, empty) = EFAULT",
            "spawn(\"/init\", BAD) = EFAULT",
            "spawn(\"/init\", ((char *[]){\"x\", BAD, 0})) = EFAULT",
            "spawn(\"/init/x\", empty) = ENOTDIR",
            "spawn(\"\", ((char *[]){longest, 0})) = ENOENT",
            "spawn(\"/missing\", ((char *[]){\"x\", longest, 0})) = E2BIG",
            "wait4(-1, &status, 0, 0) = ECHILD",
            "status_of(spawn(\"/init\", ((char *[]){\"x\", \"status\", longest, 0}))) = 768",
            "fd = 3",
            "fcntl(fd, 1030, 9) = 9",
            "pid > 1 = 1",
            "mine = 1",
            "argc = 3",
            "argv[i] = \"/init\"",
            "argv[i] = \"child\"",
            "argv[i] = \"two words\"",
            "*e = \"HOME=/\"",
            "*e = \"TERM=linux\"",
            "getcwd(text, 40) = 6",
            "text = \"/work\"",
            "umask(0) = 63",
            "fcntl(9, 1, 0) = EBADF",
            "getppid() = 1",
            "status_of(pid) = 1792",
            "lseek(fd, 0, 1) = 12",
            "status_of(pid) = 768",
            "status_of(pid) = 10496",
            "second - first = 1",
            "status_of(second) = 512",
            "status_of(first) = 256");
  }

  /** As of execve: 131 072 bytes with the NUL. */
  @Test
  void oneArgumentOfInitMeetsTheLimitOfExecveToo() {
    String longest = "5".repeat(131_071);
    assertThat(spawn(Limits.DEFAULT, "status", longest).outcome().exitStatus()).isEqualTo(5);
    assertThatThrownBy(() -> spawn(Limits.DEFAULT, "status", longest + "5"))
        .cause()
        .isInstanceOf(BootException.class)
        .hasMessageContaining(
            "/init: an argument or environment string has more than 131071 bytes");
  }

  @Test
  void limitOfDepthGivesEagain() {
    assertThat(spawn(Limits.DEFAULT.with(Limit.SPAWN_DEPTH, 2), "nest", "5").lines())
        .containsExactly("pid = EAGAIN", "status_of(pid) = 0", "status_of(pid) = 0");
  }

  @Test
  void limitOfProcessesGivesEagainAndZombiesCount() {
    assertThat(spawn(Limits.DEFAULT.with(Limit.PROCESSES, 20), "flood").lines())
        .containsExactly(
            "count = 19",
            "pid = EAGAIN",
            "fork() = EAGAIN",
            "clone(17 | 0x4100, 0) = EAGAIN",
            "reaped = 19",
            "status_of(start_program(\"status\", \"5\")) = 1280");
  }

  @Test
  void limitOfOpenFilesGivesEmfile() {
    assertThat(spawn(Limits.DEFAULT.with(Limit.OPEN_FILES, 8), "descriptors").lines())
        .containsExactly(
            "count = 5",
            "fd = EMFILE",
            "dup(0) = EMFILE",
            "fcntl(0, 0, 0) = EMFILE",
            "dup3(0, 1000000, 0) = EBADF",
            "open(\"/missing\", O_RDONLY) = EMFILE",
            "close(5) = 0",
            "open(\"/text\", O_RDONLY) = 5");
  }

  @Test
  void runningOutOfMemoryKillsOnlyThatProcess() {
    assertThat(spawn(Limits.DEFAULT.with(Limit.MEMORY, 8L << 20), "memory").lines())
        .containsExactly(
            "status_of(start_program(\"eat\", 0)) = 9",
            "status_of(start_program(\"read\", 0)) = 9",
            "status_of(start_program(\"status\", \"6\")) = 1536",
            "fork() = ENOMEM",
            "start_program(\"status\", \"6\") > 0 = 1",
            "wait4(-1, &status, 0, 0) > 0 = 1",
            "status = 1536",
            "munmap(mine, 6L << 20) = 0",
            "status_of(pid) = 1024");
  }

  @Test
  void processesThatNeverCallTakeTurns() {
    assertThat(spawn(Limits.DEFAULT, "spin").lines())
        .containsExactly("status_of(other) = 0", "kill(busy, 9) = 0", "status_of(busy) = 9");
  }

  /** qemu's emulation does not check sp, so this one is not compared with it (Arm ARM D1.3.9). */
  @Test
  void misalignedStackPointerIsABusError() {
    assertThat(spawn(Limits.DEFAULT, "stack child").lines())
        .containsExactly("status_of(start_program(\"stack\", 0)) = 7");
  }

  @ParameterizedTest
  @CsvSource({
    "null, 11, LOAD at 0x10: UNMAPPED",
    "undefined, 4, undefined instruction 0x0000dead",
    "stack, 7, misaligned sp",
    "jump, 11, FETCH at 0x7000000000: UNMAPPED",
    "term, 15, sent by process 1"
  })
  void outcomeSaysWhatKilledInit(String what, int signal, String description) {
    Outcome outcome = spawn(Limits.DEFAULT, what).outcome();
    assertThat(outcome.end())
        .isInstanceOfSatisfying(
            Outcome.End.Killed.class,
            end -> {
              assertThat(end.signal()).isEqualTo(signal);
              assertThat(end.description()).startsWith(description);
            });
    assertThat(outcome.exitStatus()).isEqualTo(128 + signal);
  }

  @Test
  void outcomeNamesTheLimitThatKilledInit() {
    Limits limits = Limits.DEFAULT.with(Limit.MEMORY, 1L << 20);
    assertThat(spawn(limits, "eat").outcome().end())
        .isInstanceOfSatisfying(
            Outcome.End.Killed.class,
            end -> {
              assertThat(end.signal()).isEqualTo(9);
              assertThat(end.description())
                  .startsWith("the limit memory=1048576 is used up, STORE at 0x");
            });
  }

  @Test
  void untouchedBssCostsNothing() {
    byte[] program =
        Guest.compile(List.of("bss.c", "-fno-pie", "-no-pie", "-Wl,-Ttext-segment=0x600000"));
    Guest.Run run = Guest.run(program, Limits.DEFAULT, tree -> tree, false);
    assertThat(run.lines().getFirst()).isEqualTo("(long)__executable_start = 6291456");
    assertThat(run.outcome().end()).isEqualTo(new Outcome.End.Exited(0));
    assertThat(run.outcome().statistics().peakMemoryBytes()).isLessThan(200_000);
  }

  @Test
  void staticPositionIndependentProgramRuns() {
    Guest.Run run =
        Guest.run(Guest.staticPie("spawn"), Limits.DEFAULT, tree -> tree, false, "status", "4");
    assertThat(run.outcome().end()).isEqualTo(new Outcome.End.Exited(4));
  }

  @Test
  void twoRunsAreTheSame() {
    Guest.Run first = Guest.run(Guest.program("processes"), Limits.DEFAULT, tree -> tree, true);
    Guest.Run second = Guest.run(Guest.program("processes"), Limits.DEFAULT, tree -> tree, true);
    assertThat(second.output()).isEqualTo(first.output());
    assertThat(second.trace()).isEqualTo(first.trace()).hasSizeGreaterThan(500);
    assertThat(second.outcome().statistics()).isEqualTo(first.outcome().statistics());
  }
}
