package dev.seedkernel.spec.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.spec.contract.Contract;
import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.Specification;
import dev.seedkernel.spec.model.calls.StandardRules;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.properties.AllProperties;
import dev.seedkernel.spec.system.Seedkernel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A specification that the kernel does not follow: as good as a kernel that is wrong. */
class RunnerTest {
  /** {@code lseek} gives one more than it should where the position is above 10. */
  private static Specification offByOne() {
    CallRule right =
        StandardRules.ALL.rules().getOrDefault((int) Calls.LSEEK, (_, _, _) -> Set.of());
    CallRule wrong =
        (state, process, call) -> {
          Outcome outcome = right.outcomes(state, process, call).iterator().next();
          return outcome.result() instanceof Result.Exact(long position) && position > 10
              ? Set.of(
                  new Outcome(outcome.state(), new Result.Exact(position + 1), outcome.fills()))
              : Set.of(outcome);
        };
    return StandardRules.ALL.and(Map.of((int) Calls.LSEEK, wrong));
  }

  private static SystemResult run(String property, long seed) throws Exception {
    List<Property> properties =
        Property.of(AllProperties.CLASSES).stream()
            .filter(candidate -> candidate.name().equals(property))
            .toList();
    return new Runner(new Seedkernel("interpreter", new Interpreter()), offByOne(), (_, _, _) -> {})
        .run(Contract.load(), properties, seed, 100);
  }

  @Test
  void findsAndShrinks() throws Exception {
    SystemResult result = run("ReadWriteProperties.readsAndWritesAtThePosition", 1);
    assertThat(result.passed()).isFalse();
    Failure failure = result.properties().getFirst().failure().orElseThrow();
    assertThat(failure.shrunk().size()).isEqualTo(2);
    assertThat(failure.verdict().toString())
        .isEqualTo("process 0, step 1, lseek(r0, 11, 0): allowed 12; seen 11");
  }

  @Test
  void equalSeedsFindTheSame() throws Exception {
    assertThat(run("ReadWriteProperties.appendsAtTheEnd", 5).properties().getFirst().failure())
        .isEqualTo(run("ReadWriteProperties.appendsAtTheEnd", 5).properties().getFirst().failure());
  }
}
