package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.kernel.quota.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The probes that Linux was asked with, by both engines: nothing that can be seen of a run differs,
 * neither a line of the trace nor the number of instructions.
 */
final class ProbesAgreeTest {
  /** Turns that end in the midst of regions; most of a turn of less would be interpreted. */
  private static final long SHORT = 20_011;

  private static List<String> programs() {
    return LinuxAgreementTest.PROGRAMS;
  }

  private static Guest.Run run(byte[] program, Engine engine) {
    List<String> trace = new ArrayList<>();
    Guest.Run run =
        Guest.run(
            program,
            Limits.DEFAULT,
            tree -> tree,
            kernel -> kernel.withEngine(engine).withSlice(SHORT).withTrace(trace::add));
    return new Guest.Run(run.output(), trace, run.outcome());
  }

  private static void assertEqual(Guest.Run actual, Guest.Run expected) {
    assertThat(actual.trace()).isEqualTo(expected.trace()).isNotEmpty();
    assertThat(actual.output()).isEqualTo(expected.output());
    assertThat(actual.outcome().statistics()).isEqualTo(expected.outcome().statistics());
    assertThat(actual.outcome().end()).isEqualTo(expected.outcome().end());
  }

  @ParameterizedTest
  @MethodSource("programs")
  void allThatCanBeSeenIsEqual(String program) {
    byte[] compiled = Guest.program(program);
    Guest.Run expected = run(compiled, new Interpreter());
    assertEqual(run(compiled, new Translator(Engines.SOON)), expected);
  }

  /**
   * One kernel may boot any number of machines at once: they make and use the same code. At an
   * address of its own, so that no other test has made it before.
   */
  @Test
  void machinesInSeveralThreadsShareTheirCode() throws Exception {
    byte[] program =
        Guest.compile(
            List.of("processes.c", "-fno-pie", "-no-pie", "-Wl,-Ttext-segment=0x7000000"));
    Guest.Run expected = run(program, new Interpreter());
    Engine engine = new Translator(100);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Guest.Run>> runs = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        runs.add(threads.submit(() -> run(program, engine)));
      }
      for (Future<Guest.Run> run : runs) {
        assertEqual(run.get(), expected);
      }
    }
  }
}
