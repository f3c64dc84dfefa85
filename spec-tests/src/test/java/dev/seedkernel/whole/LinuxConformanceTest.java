package dev.seedkernel.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.spec.contract.Contract;
import dev.seedkernel.spec.model.calls.StandardRules;
import dev.seedkernel.spec.program.ProgramText;
import dev.seedkernel.spec.properties.AllProperties;
import dev.seedkernel.spec.runner.Property;
import dev.seedkernel.spec.runner.PropertyResult;
import dev.seedkernel.spec.runner.Runner;
import dev.seedkernel.spec.runner.SystemResult;
import dev.seedkernel.spec.system.QemuSystem;
import dev.seedkernel.spec.system.SystemUnderTest;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Properties that are Linux's, on Linux: a few cases of each, in one boot. */
class LinuxConformanceTest {
  private static final long SEED = 61;
  private static final int CASES = 300;

  @Test
  void linuxHolds() throws Exception {
    Tools.command("qemu-system-aarch64");
    SystemUnderTest linux = QemuSystem.linux(Tools.guest("linux/Image"));
    Contract contract = Contract.load();
    // Boots of their own take seconds each: seedkernel spec --against linux has them.
    List<Property> properties =
        Property.of(AllProperties.CLASSES).stream()
            .filter(property -> property.binds(linux, contract))
            .filter(property ->
                property.clauses().stream().noneMatch(clause -> boots(contract, clause)))
            .toList();
    SystemResult result =
        new Runner(linux, StandardRules.ALL, (_, _, _) -> {})
            .run(contract, properties, SEED, Math.max(1, CASES / properties.size()));
    assertThat(result.properties()).allMatch(property -> property.cases() > 0);
    assertThat(failures(result)).isEmpty();
  }

  private static boolean boots(Contract contract, String clause) {
    return contract.find(clause).orElseThrow().boot();
  }

  private static String failures(SystemResult result) {
    return result.properties().stream()
        .map(PropertyResult::failure)
        .flatMap(failure -> failure.stream())
        .map(failure -> ProgramText.of(failure.shrunk()) + failure.verdict() + "\n")
        .collect(Collectors.joining("\n"));
  }
}
