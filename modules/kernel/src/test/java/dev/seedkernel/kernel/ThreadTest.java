package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.process.ExecImage;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.time.Timers;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many processes and threads: what they leave behind, and races in turns of few instructions. */
@Tag(Engines.GUEST)
class ThreadTest {
  private static Guest.Run run(Limits limits, long slice, String... arguments) {
    return Guest.run(
        Guest.program("churn"), limits, tree -> tree, kernel -> kernel.withSlice(slice), arguments);
  }

  private static Guest.Run run(Limits limits, String... arguments) {
    return run(limits, Execution.SLICE, arguments);
  }

  @ParameterizedTest
  @CsvSource({
    "forks, 10000, good",
    "execs, 1000, good",
    "vforks, 1000, good",
    "vfork threads, 1000, good",
    "spawns, 2000, good",
    "threads, 10000, good"
  })
  void manyLeaveNothingBehind(String what, String count, String line) throws Exception {
    assertThat(outputOf(what, count)).isEqualTo(line + " = " + count + "\n");
  }

  /** Waiters that give up or are killed: no queue stays for a word that nobody waits for. */
  @Test
  void waitersForFutexesLeaveNothingBehind() throws Exception {
    assertThat(outputOf("timeouts", "300")).isEqualTo("counter = 0\n");
  }

  /** Runs the program, and looks at the tables of the machine afterwards. */
  private static String outputOf(String... arguments) throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Kernel kernel = Engines.kernel(Limits.DEFAULT, new Output(output));
    Machine machine = kernel.machine(Limits.DEFAULT, initramfs());
    long files = machine.fileSystem().bytes().used();
    List<String> argv = new ArrayList<>(List.of("/init"));
    argv.addAll(List.of(arguments));
    kernel.run(machine, new ExecImage("/init", argv, List.of()), machine.fileSystem().root());
    assertThat(machine.processes().places()).as("the entry of /init alone").isEqualTo(1);
    assertThat(machine.processes().threadCount()).isZero();
    assertThat(machine.processes().all()).isEmpty();
    assertThat(machine.futexes().words()).isZero();
    assertThat(machine.timers().next()).isEqualTo(Timers.NEVER);
    assertThat(machine.scheduler().next()).isNull();
    assertThat(machine.memory().used()).isZero();
    assertThat(machine.memory().peak()).as("never more than a few at once").isLessThan(2L << 20);
    assertThat(machine.fileSystem().bytes().used()).isEqualTo(files);
    return output.toString(StandardCharsets.UTF_8);
  }

  private static MemorySegment initramfs() throws CpioException, BootException {
    CpioArchive archive = CpioArchive.builder().file("init", 0755, Guest.program("churn")).build();
    return MemorySegment.ofArray(CpioWriter.toBytes(archive));
  }

  @Test
  void forkBombMeetsEagainAndTheMachineGoesOn() {
    Guest.Run run = run(Limits.DEFAULT.with(Limit.PROCESSES, 100), "bomb", "100");
    assertThat(run.lines())
        .containsExactly(
            "pid = EAGAIN",
            "count > 0 && count < limit = 1",
            "start_thread(0, ends, 0) = EAGAIN",
            "reaped == limit - 1 = 1",
            "wait4(-1, 0, 1, 0) = ECHILD",
            "good = 10");
  }

  /** Each step through the link would be a step deeper, without an end. */
  @Test
  void theLinkToAProgramThatBecameALinkToThatLinkLeadsNowhere() {
    assertThat(run(Limits.DEFAULT, "link to itself").lines())
        .containsExactly(
            "unlink(\"/init\") = 0",
            "symlink(\"/proc/self/exe\", \"/init\") = 0",
            "stat(\"/proc/self/exe\", buffer) != 0 = 1",
            "stat(\"/init\", buffer) != 0 = 1");
  }

  /** Statuses: 3 of the program, 8 for ENOEXEC. */
  @Test
  void aProgramWhoseFileHasChangedIsLoadedAnew() {
    assertThat(run(Limits.DEFAULT, "rewritten").lines())
        .containsExactly(
            "put_at(\"/copy\", O_CREAT, bytes, size) == size = 1",
            "status_of(\"/copy\") = 3",
            "status_of(\"/copy\") = 3",
            "put_at(\"/copy\", 0, \"x\", 1) = 1",
            "status_of(\"/copy\") = 8",
            "put_at(\"/copy\", 0, bytes, 1) = 1",
            "status_of(\"/copy\") = 3",
            "truncate(\"/copy\", 100) = 0",
            "status_of(\"/copy\") = 8",
            "unlink(\"/copy\") = 0",
            "put_at(\"/copy\", O_CREAT, \"no program\", 10) = 10",
            "status_of(\"/copy\") = 8",
            "rename(\"/init\", \"/copy\") = 0",
            "status_of(\"/copy\") = 3");
  }

  @Test
  void threadBombMeetsEagain() {
    assertThat(run(Limits.DEFAULT.with(Limit.PROCESSES, 20), "thread bomb", "20").lines())
        .containsExactly("tid = EAGAIN", "count == limit - 1 = 1", "fork() = EAGAIN");
  }

  /**
   * Turns so short that threads lose the processor between LDXR and STXR: the exclusive monitor
   * must not outlive a turn (Arm ARM B2.12.5).
   */
  @ParameterizedTest
  @ValueSource(longs = {7, 10, 13, 101, 1009})
  void readModifyWriteIsExactAcrossPreemption(long slice) {
    assertThat(run(Limits.DEFAULT, slice, "race", "3000").lines())
        .contains("counter == each * 16 = 1");
  }

  /** The same turns lose updates that are not atomic: so the test above can fail. */
  @ParameterizedTest
  @ValueSource(longs = {7, 13, 101})
  void shortTurnsLoseUpdatesThatAreNotAtomic(long slice) {
    assertThat(run(Limits.DEFAULT, slice, "race", "3000").lines()).contains("plain < each * 4 = 1");
  }

  /**
   * POSIX threads of glibc: locks of all kinds, cancellation, robust mutexes, storage of threads.
   * What Linux prints is kept; each length of turns gives another interleaving and the same lines.
   */
  @ParameterizedTest
  @ValueSource(longs = {Execution.SLICE, 1009, 97})
  void posixThreadsDoWhatTheyDoOnLinux(long slice) {
    Guest.Run run =
        Guest.run(
            Guest.withLibrary("pthreads"),
            Limits.DEFAULT,
            tree -> tree,
            kernel -> kernel.withSlice(slice));
    assertThat(run.lines()).containsExactlyElementsOf(Guest.expected("pthreads.linux.txt"));
    assertThat(run.outcome().end()).isEqualTo(new Outcome.End.Exited(0));
  }

  /** A nanosecond an instruction, and the step of the clock a call. */
  @Test
  void timesAndUsageAreDerivedFromInstructionsAndCalls() {
    assertThat(run(Limits.DEFAULT, "usage", "10").lines())
        .containsExactly(
            "good = 10",
            "use[0] = 0",
            "use[3] >= 2 * count = 1",
            "use[4] > 0 = 1",
            "children[2] = 0",
            "children[3] >= count = 1",
            "times[0] - before[0] > 1 = 1",
            "times[2] == before[2] = 1",
            "use[0] * 1000000 + use[1] > 10000 = 1",
            "times[2] - before[2] > 1 = 1");
  }

  /** A console without input. */
  private record Output(ByteArrayOutputStream bytes) implements Console {
    @Override
    public int read(byte[] to, int offset, int length) {
      return -1;
    }

    @Override
    public void write(Stream stream, byte[] from, int offset, int length) {
      bytes.write(from, offset, length);
    }
  }
}
