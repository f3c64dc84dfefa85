package dev.seedkernel.spec.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.spec.contract.Contract;
import dev.seedkernel.spec.model.calls.StandardRules;
import dev.seedkernel.spec.program.ProgramText;
import dev.seedkernel.spec.properties.AllProperties;
import dev.seedkernel.spec.system.Seedkernel;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * All properties on this kernel with both engines: a selection of cases that is always the same.
 */
class ConformanceTest {
  private static final long SEED = 20_26;
  private static final int TRIES = 15;

  @TestFactory
  Stream<DynamicTest> interpreter() throws Exception {
    return run("interpreter", new Interpreter());
  }

  @TestFactory
  Stream<DynamicTest> translator() throws Exception {
    return run("translator", new Translator());
  }

  private static Stream<DynamicTest> run(String name, Engine engine) throws Exception {
    SystemResult result =
        new Runner(new Seedkernel(name, engine), StandardRules.ALL, (_, _, _) -> {})
            .run(Contract.load(), Property.of(AllProperties.CLASSES), SEED, TRIES);
    return result.properties().stream()
        .map(
            property -> DynamicTest.dynamicTest(property.property().name(), () -> holds(property)));
  }

  private static void holds(PropertyResult result) {
    result
        .failure()
        .ifPresent(failure -> {
          throw new AssertionError(ProgramText.of(failure.shrunk()) + failure.verdict());
        });
    assertThat(result.cases()).isEqualTo(TRIES);
  }
}
