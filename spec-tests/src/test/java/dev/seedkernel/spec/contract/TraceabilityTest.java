package dev.seedkernel.spec.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.spec.properties.AllProperties;
import dev.seedkernel.spec.runner.Property;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Ties properties and clauses to each other. */
class TraceabilityTest {
  private static final Path PAGE = Path.of("..", "docs", "traceability.md");

  private static Traceability ours() {
    Map<String, List<String>> properties = new TreeMap<>();
    Property.of(AllProperties.CLASSES)
        .forEach(property -> properties.put(property.name(), property.clauses()));
    return new Traceability(Contract.load(), properties);
  }

  @Test
  void clausesHaveProperties() {
    assertThat(ours().withoutProperty()).isEmpty();
  }

  /** A property binds Linux if all of its clauses do, so that others cannot speak for these. */
  @Test
  void clausesThatBindLinuxHavePropertiesThatDo() {
    Contract contract = Contract.load();
    List<Property> binding =
        Property.of(AllProperties.CLASSES).stream()
            .filter(property ->
                property.clauses().stream()
                    .allMatch(name -> contract.find(name).filter(c -> !c.ours()).isPresent()))
            .toList();
    assertThat(contract.clauses())
        .filteredOn(clause -> !clause.ours())
        .allSatisfy(clause ->
            assertThat(binding).anyMatch(property -> property.clauses().contains(clause.name())));
  }

  @Test
  void propertiesNameClauses() {
    assertThat(ours().mistakes()).isEmpty();
  }

  /** With {@code -Dseedkernel.write=true}, which spec-tests/write-traceability sets, writes it. */
  @Test
  void thePageIsNotStale() throws Exception {
    if (Boolean.getBoolean("seedkernel.write")) {
      Files.writeString(PAGE, ours().page());
    }
    assertThat(Files.readString(PAGE)).isEqualTo(ours().page());
  }

  @Test
  void tellsMistakes() {
    Traceability wrong =
        new Traceability(
            Contract.of("x.md", "**A-1** b"), Map.of("P.q", List.of("A-2"), "P.r", List.of()));
    assertThat(wrong.mistakes())
        .containsExactly("P.q names A-2, which is not there", "P.r names no clause");
    assertThat(wrong.withoutProperty()).containsExactly("A-1");
    assertThat(wrong.page()).contains("| [A-1](x.md) |  |");
  }
}
