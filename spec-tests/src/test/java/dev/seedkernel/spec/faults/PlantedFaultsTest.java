package dev.seedkernel.spec.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.spec.contract.ClauseText;
import dev.seedkernel.spec.contract.Contract;
import dev.seedkernel.spec.model.calls.StandardRules;
import dev.seedkernel.spec.program.ProgramText;
import dev.seedkernel.spec.properties.AllProperties;
import dev.seedkernel.spec.runner.Failure;
import dev.seedkernel.spec.runner.Property;
import dev.seedkernel.spec.runner.PropertyResult;
import dev.seedkernel.spec.runner.Runner;
import dev.seedkernel.spec.runner.SystemResult;
import dev.seedkernel.spec.system.Seedkernel;
import dev.seedkernel.spec.system.SystemUnderTest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What the kit is worth: each fault of the table is planted into a copy of the kernel, found by the
 * properties of the clause that it breaks, and shrunk to a program of a few calls.
 */
class PlantedFaultsTest {
  private static final long SEED = 7;

  /** Cases of each property until a fault counts as not found. */
  private static final int TRIES = 300;

  private static final int MOST_CALLS = 10;

  private final Contract contract = Contract.load();
  private final Engine engine = new Interpreter();

  private static final List<Fault> FAULTS =
      Stream.of(
              FileFaults.ALL, ProcessFaults.ALL, StartFaults.ALL, MachineFaults.ALL, DiskFaults.ALL)
          .flatMap(List::stream)
          .toList();

  /** With {@code -Dseedkernel.fault=SIG} only those of a section, while one is being added. */
  private static final String ONLY = System.getProperty("seedkernel.fault", "");

  @Test
  void thereAreEnoughOfAllSections() {
    assertThat(FAULTS).hasSizeGreaterThanOrEqualTo(30);
    assertThat(FAULTS).extracting(Fault::name).doesNotHaveDuplicates();
    assertThat(FAULTS)
        .extracting(fault -> fault.clause().replaceAll("-.*", ""))
        .containsAll(
            contract.clauses().stream().map(ClauseText::section).collect(Collectors.toSet()));
  }

  @Test
  void aCopyWithoutAFaultHolds() throws Exception {
    SystemUnderTest kernel = FaultyKernel.of(Fault.of("none", "no fault"), engine);
    SystemResult result =
        new Runner(kernel, StandardRules.ALL, (_, _, _) -> {})
            .run(contract, Property.of(AllProperties.CLASSES), SEED, 2);
    assertThat(result.properties())
        .filteredOn(property -> property.failure().isPresent())
        .isEmpty();
    assertThat(kernel.getClass()).isNotEqualTo(Seedkernel.class);
  }

  @Test
  void aFaultThatDoesNotFindItsPlaceIsAnError() {
    Fault lost =
        Fault.of("FS-1", "lost", Edit.in("fs.Pipe.read").constant("ENOTDIR").becomes("EIO"));
    assertThatThrownBy(() -> FaultyKernel.of(lost, engine))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("fs.Pipe.read has 0 such places");
    Fault twice = Fault.of("FS-1", "twice", Edit.in("fs.Pipe.write").call("take").leftOut());
    assertThatThrownBy(() -> FaultyKernel.of(twice, engine))
        .hasMessageContaining("fs.Pipe.write has 2 such places");
  }

  @TestFactory
  Stream<DynamicTest> eachIsFound() {
    return FAULTS.stream()
        .filter(fault -> fault.clause().startsWith(ONLY))
        .map(fault ->
            DynamicTest.dynamicTest(fault.clause() + ": " + fault.name(), () -> isFound(fault)));
  }

  private void isFound(Fault fault) throws Exception {
    List<Property> properties =
        Property.of(AllProperties.CLASSES).stream()
            .filter(property -> property.clauses().contains(fault.clause()))
            .toList();
    assertThat(properties).isNotEmpty();
    SystemUnderTest kernel = FaultyKernel.of(fault, engine);
    SystemResult result =
        new Runner(kernel, StandardRules.ALL, (_, _, _) -> {})
            .runToFirstFailure(contract, properties, SEED, TRIES);
    PropertyResult found =
        result.properties().stream()
            .filter(property -> property.failure().isPresent())
            .findFirst()
            .orElseThrow(() -> new AssertionError("not found in " + result.cases() + " cases"));
    Failure failure = found.failure().orElseThrow();
    System.out.printf(
        "%-8s %-60s %s, %d cases, %d calls, %.0f ms%n",
        fault.clause(),
        fault.name(),
        found.property().name(),
        result.cases(),
        failure.shrunk().size(),
        result.seconds() * 1000);
    assertThat(failure.shrunk().size())
        .as(ProgramText.of(failure.shrunk()) + failure.verdict())
        .isLessThanOrEqualTo(MOST_CALLS);
  }
}
