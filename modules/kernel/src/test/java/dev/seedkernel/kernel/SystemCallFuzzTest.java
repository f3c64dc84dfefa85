package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.process.ExecImage;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.syscall.Support;
import dev.seedkernel.kernel.syscall.SystemCalls;
import dev.seedkernel.kernel.time.Timers;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random system calls, over all that have a row, in processes and threads: no exception leaves the
 * kernel, the machine goes on, and all that was taken is given back.
 *
 * <p>For a longer run: {@code -Dseedkernel.fuzz.seed=} (a number from 0), {@code
 * -Dseedkernel.fuzz.runs=} (machines, each with the next seed), {@code -Dseedkernel.fuzz.rounds=}
 * (processes in each) and {@code -Dseedkernel.fuzz.calls=} (calls in each process).
 */
class SystemCallFuzzTest {
  /** Ends the machine, by design. */
  private static final int REBOOT = 142;

  private static final int NAMES = 6;
  private static final int ROW = 8;

  /** So small that a round meets the limits. */
  private static final Limits LIMITS =
      Limits.DEFAULT
          .with(Limit.MEMORY, 16L << 20)
          .with(Limit.ADDRESS_SPACE, 256L << 20)
          .with(Limit.FILE_BYTES, 16L << 20)
          .with(Limit.FILES, 1000)
          .with(Limit.OPEN_FILES, 64)
          .with(Limit.PROCESSES, 40);

  @Tag(Engines.GUEST)
  @Test
  void randomCallsLeaveTheMachineWhole() throws Exception {
    long seed = Long.getLong("seedkernel.fuzz.seed", 1);
    for (long run = 0; run < Long.getLong("seedkernel.fuzz.runs", 5); run++) {
      fuzz(
          seed + run,
          Long.getLong("seedkernel.fuzz.rounds", 100),
          Long.getLong("seedkernel.fuzz.calls", 2000),
          Engines.chosen());
    }
  }

  /** Mappings that come and go under the feet of translated code change nothing of a run. */
  @Test
  void bothEnginesDoTheSame() throws Exception {
    Statistics expected = fuzz(100, 50, 1000, new Interpreter()).statistics();
    assertThat(fuzz(100, 50, 1000, new Translator(Engines.SOON)).statistics()).isEqualTo(expected);
    assertThat(fuzz(101, 50, 1000, new Interpreter()).statistics()).isNotEqualTo(expected);
  }

  private static Outcome fuzz(long seed, long rounds, long calls, Engine engine) throws Exception {
    CpioArchive archive =
        CpioArchive.builder()
            .file("init", 0755, Guest.program("fuzz"))
            .file("table", 0644, table())
            .build();
    Kernel kernel = Kernel.create(LIMITS, new Silence()).withEngine(engine).withSlice(20_000);
    Machine machine = kernel.machine(LIMITS, MemorySegment.ofArray(CpioWriter.toBytes(archive)));
    List<String> arguments =
        List.of("/init", Long.toString(seed), Long.toString(rounds), Long.toString(calls));
    Outcome outcome =
        kernel.run(
            machine, new ExecImage("/init", arguments, List.of()), machine.fileSystem().root());
    assertThat(outcome.end()).as("seed %d", seed).isEqualTo(new Outcome.End.Exited(0));
    assertThat(machine.processes().threadCount()).as("seed %d", seed).isZero();
    assertThat(machine.processes().all()).as("seed %d", seed).isEmpty();
    assertThat(machine.futexes().words()).as("futexes, seed %d", seed).isZero();
    assertThat(machine.timers().next()).as("timers, seed %d", seed).isEqualTo(Timers.NEVER);
    assertThat(machine.scheduler().next()).as("seed %d", seed).isNull();
    assertThat(machine.memory().used()).as("memory, seed %d", seed).isZero();
    return outcome;
  }

  /** Each row as the number and what kinds of values its arguments are. */
  private static byte[] table() {
    List<SystemCalls.Description> rows = new ArrayList<>();
    for (SystemCalls.Description row : SystemCalls.descriptions()) {
      if (row.number() != REBOOT) {
        // What only says that it is not there comes less often.
        rows.addAll(Collections.nCopies(row.support() == Support.REFUSED ? 1 : 5, row));
      }
    }
    ByteBuffer table = ByteBuffer.allocate(rows.size() * ROW).order(ByteOrder.LITTLE_ENDIAN);
    for (SystemCalls.Description row : rows) {
      table.putShort((short) row.number());
      for (int i = 0; i < NAMES; i++) {
        boolean named = i < row.arguments().size();
        table.put((byte) (named ? kind(row.arguments().get(i)) : '?'));
      }
    }
    return table.array();
  }

  private static char kind(String name) {
    if (name.contains("fd")) {
      return 'f';
    }
    if (name.contains("path") || name.contains("name") || name.equals("target")) {
      return 'p';
    }
    return switch (name) {
      case "pid", "tgid", "tid", "id", "who", "pgid" -> 'i';
      case "count", "len", "length", "size", "addrlen" -> 's';
      case "flags", "mode", "op", "cmd", "offset", "prot", "advice", "whence", "sig", "how" -> 'n';
      case "addr", "buf", "iov", "msg", "event", "events", "ptr" -> 'a';
      default -> '?';
    };
  }

  /** A console without input that forgets what is written. */
  private static final class Silence implements Console {
    @Override
    public int read(byte[] to, int offset, int length) {
      return -1;
    }

    @Override
    public void write(Stream stream, byte[] from, int offset, int length) {}
  }
}
