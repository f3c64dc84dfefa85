package dev.seedkernel.spec.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which property holds which clause: docs/traceability.md, which is generated, and what is missing.
 *
 * @param contract the clauses
 * @param properties the clauses of each property by its name
 */
public record Traceability(Contract contract, Map<String, List<String>> properties) {
  private static final String HEAD =
      """
      # Traceability

      Which property holds a kernel to which clause of [the contract](OS.md). Generated from the
      properties in [spec-tests](../spec-tests): `spec-tests/write-traceability` writes it, and a test
      fails when it is stale.

      """;

  /** Copies the map. */
  public Traceability {
    properties = Map.copyOf(properties);
  }

  /** Returns the clauses that no property has. */
  public List<String> withoutProperty() {
    return contract.clauses().stream()
        .map(ClauseText::name)
        .filter(name -> properties.values().stream().noneMatch(clauses -> clauses.contains(name)))
        .toList();
  }

  /** Returns what is wrong with the properties: names of clauses that are not there, or none. */
  public List<String> mistakes() {
    List<String> mistakes = new ArrayList<>();
    new TreeMap<>(properties)
        .forEach((property, clauses) -> {
          if (clauses.isEmpty()) {
            mistakes.add(property + " names no clause");
          }
          clauses.stream()
              .filter(name -> contract.find(name).isEmpty())
              .forEach(name -> mistakes.add(property + " names " + name + ", which is not there"));
        });
    return mistakes;
  }

  /** Returns the page. */
  public String page() {
    StringBuilder page = new StringBuilder(HEAD);
    int all = contract.clauses().size();
    page.append(
        "%d of %d clauses have a property.%n".formatted(all - withoutProperty().size(), all));
    String section = "";
    for (ClauseText clause : contract.clauses()) {
      if (!clause.section().equals(section)) {
        section = clause.section();
        page.append("\n## ").append(section).append("\n| clause | properties |\n|---|---|\n");
      }
      page.append("| [%s](%s) | ".formatted(clause.name(), clause.file()));
      page.append(String.join(", ", propertiesOf(clause.name()))).append(" |\n");
    }
    return page.toString();
  }

  private List<String> propertiesOf(String clause) {
    return new TreeMap<>(properties)
        .entrySet().stream()
            .filter(entry -> entry.getValue().contains(clause))
            .map(entry -> "`" + entry.getKey() + "`")
            .toList();
  }
}
