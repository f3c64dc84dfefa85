package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.quota.Limits;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine that runs so many instructions and no more, and goes on as if nothing had been. */
final class BudgetTest {
  /** Turns so short that the program's processes are interrupted in the middle of their work. */
  private static final long SLICE = 1_999;

  /** What a machine did until it was stopped or had ended. */
  private record Seen(
      Outcome.End end,
      Statistics statistics,
      String output,
      List<String> trace,
      @Nullable Registers registers) {}

  /** The processor whose turn it is. */
  private record Registers(long pc, int nzcv, List<Long> general, List<Long> stack) {
    static Registers of(Cpu cpu) {
      AddressSpace memory = cpu.memory();
      List<Long> general = new ArrayList<>();
      for (int i = 0; i <= 31; i++) {
        general.add(cpu.x(i));
      }
      List<Long> stack = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        stack.add(memory.load64(cpu.sp() + i * 8L));
      }
      return new Registers(cpu.pc(), cpu.nzcv(), general, stack);
    }
  }

  /** A machine whose console and trace are kept. */
  private static final class Watched implements Console {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final List<String> trace = new ArrayList<>();
    private final BootedMachine machine;

    Watched(Engine engine) throws Exception {
      CpioArchive archive =
          CpioArchive.builder().file("init", 0755, Guest.program("counts")).build();
      machine =
          Kernel.create(Limits.DEFAULT, this)
              .withEngine(engine)
              .withSlice(SLICE)
              .withTrace(trace::add)
              .start(
                  MemorySegment.ofArray(CpioWriter.toBytes(archive)),
                  new Program("/init", List.of("/init"), List.of(), "/"));
    }

    Seen run(long instructions) {
      Outcome outcome = machine.run(instructions);
      @Nullable GuestThread thread = machine.thread();
      return new Seen(
          outcome.end(),
          outcome.statistics(),
          output.toString(StandardCharsets.ISO_8859_1),
          List.copyOf(trace),
          thread == null ? null : Registers.of(thread.cpu()));
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      return -1;
    }

    @Override
    public void write(Stream stream, byte[] from, int offset, int length) {
      output.write(from, offset, length);
    }
  }

  private static Seen once(Engine engine, long instructions) throws Exception {
    Watched watched = new Watched(engine);
    try (BootedMachine _ = watched.machine) {
      return watched.run(instructions);
    }
  }

  private static Seen inPortions(Engine engine, long instructions, LongUnaryOperator portion)
      throws Exception {
    Watched watched = new Watched(engine);
    try (BootedMachine _ = watched.machine) {
      long left = instructions;
      long number = 0;
      Seen seen = watched.run(0);
      while (left > 0 && seen.end() instanceof Outcome.End.Stopped) {
        long now = Math.min(left, portion.applyAsLong(number++));
        seen = watched.run(now);
        left -= now;
      }
      return seen;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 100, 1_999, 2_000, 54_321, 100_003, 300_000})
  void bothEnginesStopAtTheSamePlace(long instructions) throws Exception {
    Seen interpreted = once(new Interpreter(), instructions);
    assertThat(interpreted.end()).isInstanceOf(Outcome.End.Stopped.class);
    assertThat(interpreted.statistics().instructions()).isEqualTo(instructions);
    for (int threshold : new int[] {0, 1_000}) {
      assertThat(once(new Translator(threshold), instructions)).isEqualTo(interpreted);
    }
  }

  /** The program counts interrupted exclusive pairs, so that a stop which opens one is noticed. */
  @Test
  void portionsAreOneRun() throws Exception {
    Seen whole = once(new Interpreter(), Engine.UNLIMITED);
    assertThat(whole.end()).isEqualTo(new Outcome.End.Exited(0));
    assertThat(whole.output()).startsWith("words[0] = 60000\n");
    assertThat(whole.output()).as("turns interrupt some pairs").doesNotContain("words[1] = 0\n");
    for (Engine engine : new Engine[] {new Interpreter(), new Translator(1_000)}) {
      assertThat(inPortions(engine, Long.MAX_VALUE, _ -> 12_345)).isEqualTo(whole);
      assertThat(inPortions(engine, Long.MAX_VALUE, number -> 1 + number % 7)).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 77_777, 200_001})
  void twoPortionsStopWhereOneDoes(long instructions) throws Exception {
    Seen whole = once(new Interpreter(), instructions);
    for (long first : new long[] {1, instructions / 2, instructions - 1}) {
      assertThat(
              inPortions(
                  new Translator(1_000),
                  instructions,
                  number -> number == 0 ? first : instructions - first))
          .isEqualTo(whole);
    }
  }

  @Test
  void theLastInstructionEndsTheMachine() throws Exception {
    long all = once(new Interpreter(), Engine.UNLIMITED).statistics().instructions();
    assertThat(once(new Interpreter(), all).end()).isEqualTo(new Outcome.End.Exited(0));
    assertThat(once(new Interpreter(), all - 1).end()).isInstanceOf(Outcome.End.Stopped.class);
  }

  @Test
  void stopSaysWhereAndHasTheStatusOfTimeout() throws Exception {
    Watched watched = new Watched(new Interpreter());
    try (BootedMachine machine = watched.machine) {
      Outcome outcome = machine.run(1_000);
      assertThat(outcome.exitStatus()).isEqualTo(124);
      GuestThread thread = Objects.requireNonNull(machine.thread());
      assertThat(outcome.end())
          .isEqualTo(
              new Outcome.End.Stopped(
                  1_000, "process 2 (init) at 0x%x".formatted(thread.cpu().pc())));
    }
  }

  @Test
  void closedMachineDoesNotRun() throws Exception {
    BootedMachine machine = new Watched(new Interpreter()).machine;
    assertThatThrownBy(() -> machine.run(-1)).isInstanceOf(IllegalArgumentException.class);
    machine.run(1_000);
    machine.close();
    machine.close();
    assertThatThrownBy(() -> machine.run(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void endedMachineGivesItsOutcomeAgain() throws Exception {
    BootedMachine machine = new Watched(new Interpreter()).machine;
    Outcome outcome = machine.run(Engine.UNLIMITED);
    assertThat(machine.run(0)).isSameAs(outcome);
    assertThat(Arrays.asList(machine.run(5), machine.run(6))).containsOnly(outcome);
  }
}
