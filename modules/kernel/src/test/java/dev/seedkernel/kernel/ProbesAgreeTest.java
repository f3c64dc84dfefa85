package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.kernel.quota.Limits;
import java.util.ArrayList;
import java.util.List;
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

  private static Guest.Run run(String program, Engine engine) {
    List<String> trace = new ArrayList<>();
    Guest.Run run =
        Guest.run(
            Guest.program(program),
            Limits.DEFAULT,
            tree -> tree,
            kernel -> kernel.withEngine(engine).withSlice(SHORT).withTrace(trace::add));
    return new Guest.Run(run.output(), trace, run.outcome());
  }

  @ParameterizedTest
  @MethodSource("programs")
  void allThatCanBeSeenIsEqual(String program) {
    Guest.Run expected = run(program, new Interpreter());
    Guest.Run actual = run(program, new Translator(Engines.SOON));
    assertThat(actual.trace()).isEqualTo(expected.trace()).isNotEmpty();
    assertThat(actual.output()).isEqualTo(expected.output());
    assertThat(actual.outcome().statistics()).isEqualTo(expected.outcome().statistics());
    assertThat(actual.outcome().end()).isEqualTo(expected.outcome().end());
  }
}
