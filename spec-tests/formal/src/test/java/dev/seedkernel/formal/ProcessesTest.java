package dev.seedkernel.formal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.formal.Tlc.Run;
import dev.seedkernel.formal.Tlc.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The specification of processes, docs/formal/Processes.tla. */
class ProcessesTest {
  private static final Path FORMAL = Path.of("..", "..", "docs", "formal");

  static List<Configuration> models() throws IOException {
    return Configuration.allIn(FORMAL);
  }

  static List<Configuration> faults() throws IOException {
    return Configuration.allIn(FORMAL.resolve("faults"));
  }

  /** Every state of the model was visited, and what is promised holds in all of them. */
  @ParameterizedTest
  @MethodSource("models")
  void holds(Configuration model) throws IOException, InterruptedException {
    Run run = Tlc.check(FORMAL, "Processes", model, Tlc.LONG);
    say(model, run);
    assertThat(run.verdict()).isInstanceOf(Verdict.Holds.class);
    assertThat(run.distinct()).as("distinct states").isGreaterThan(1000);
  }

  /** A fault is found by the one property that its configuration names; by a deadlock if none. */
  @ParameterizedTest
  @MethodSource("faults")
  void refutes(Configuration fault) throws IOException, InterruptedException {
    Run run = Tlc.check(FORMAL, "ProcessesFaults", fault, Tlc.BRIEF);
    say(fault, run);
    assertThat(fault.properties()).as("what refutes it").hasSizeLessThanOrEqualTo(1);
    assertThat(run.verdict())
        .isEqualTo(
            fault.properties().isEmpty()
                ? new Verdict.Deadlock()
                : new Verdict.Refuted(fault.properties().getFirst()));
  }

  /** A property that nothing refutes may say nothing. */
  @Test
  void everyPropertyCanBeRefuted() throws IOException {
    Set<String> promised = new TreeSet<>();
    models().forEach(model -> promised.addAll(model.properties()));
    Set<String> refuted = new TreeSet<>();
    faults().forEach(fault -> refuted.addAll(fault.properties()));
    assertThat(promised).isNotEmpty();
    assertThat(refuted).isEqualTo(promised);
    assertThat(faults()).anyMatch(fault -> fault.properties().isEmpty());
  }

  /** What is not a verdict is not taken for one. */
  @Test
  void refusesOutputWithoutVerdict() throws IOException {
    Configuration model = models().getFirst();
    String states = "12 states generated, 4 distinct states found, 1 states left on queue.\n";
    String temporal = "Error: Temporal properties were violated.\n";
    assertThat(model.properties()).hasSizeGreaterThan(1);
    for (String output : List.of("", "Error: Parsing failed.\n", states, temporal + states)) {
      assertThatThrownBy(() -> Tlc.read(output, model))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("no verdict of TLC");
    }
  }

  @SuppressWarnings("SystemOut") // The count and the verdict belong into the build's output.
  private static void say(Configuration configuration, Run run) {
    String verdict =
        switch (run.verdict()) {
          case Verdict.Holds(int depth) -> "depth " + depth + ", no error";
          case Verdict.Refuted(String property) -> "refuted by " + property;
          case Verdict.Deadlock() -> "refuted by a deadlock";
        };
    System.out.printf(
        "TLC Processes %s: %d states generated, %d distinct, %s%n",
        configuration, run.generated(), run.distinct(), verdict);
  }
}
