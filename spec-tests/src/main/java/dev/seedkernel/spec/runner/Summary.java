package dev.seedkernel.spec.runner;

import dev.seedkernel.spec.contract.ClauseText;
import dev.seedkernel.spec.contract.Contract;
import dev.seedkernel.spec.program.ProgramText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came out of a run, as text. */
public final class Summary {
  private Summary() {}

  /** Returns the clauses by section and how they did, and each failure with its program. */
  public static String of(SystemResult result, Contract contract) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%n%s: %d cases in %.1f s (%.0f a second)%n"
            .formatted(
                result.system(),
                result.cases(),
                result.seconds(),
                result.cases() / result.seconds()));
    sections(result, contract)
        .forEach((section, line) -> text.append("  ").append(line).append('\n'));
    for (PropertyResult property : result.properties()) {
      property.failure().ifPresent(failure -> text.append(failure(result, property, failure)));
    }
    return text.toString();
  }

  private static Map<String, String> sections(SystemResult result, Contract contract) {
    Map<String, int[]> counts = new LinkedHashMap<>();
    for (ClauseText clause : contract.clauses()) {
      int[] count = counts.computeIfAbsent(clause.section(), _ -> new int[State.values().length]);
      count[state(result, clause.name()).column]++;
    }
    Map<String, String> lines = new LinkedHashMap<>();
    counts.forEach((section, count) -> {
      if (count[State.HELD.column] + count[State.FAILED.column] > 0) {
        lines.put(
            section,
            "%-6s %3d clauses held, %d failed, %d not run"
                .formatted(
                    section,
                    count[State.HELD.column],
                    count[State.FAILED.column],
                    count[State.NOT_RUN.column]));
      }
    });
    return lines;
  }

  /** How a clause did on a system. */
  enum State {
    HELD(0),
    FAILED(1),
    NOT_RUN(2);

    private final int column;

    State(int column) {
      this.column = column;
    }
  }

  /** Returns how a clause did: it failed if one of its properties did. */
  static State state(SystemResult result, String clause) {
    List<PropertyResult> properties =
        result.properties().stream()
            .filter(property -> property.cases() > 0)
            .filter(property -> property.property().clauses().contains(clause))
            .toList();
    if (properties.isEmpty()) {
      return State.NOT_RUN;
    }
    return properties.stream().anyMatch(property -> property.failure().isPresent())
        ? State.FAILED
        : State.HELD;
  }

  private static String failure(SystemResult system, PropertyResult result, Failure failure) {
    return "%nFAILED %s on %s (%s)%n%s  %s%n  again: %s%n"
        .formatted(
            result.property().name(),
            system.system(),
            String.join(", ", result.property().clauses()),
            ProgramText.of(failure.shrunk()).indent(2),
            failure.verdict(),
            command(system, result));
  }

  /** Returns the command that finds a failure again. */
  static String command(SystemResult system, PropertyResult result) {
    return "./seedkernel spec --against %s --property %s --seed %d --tries %d"
        .formatted(
            system.system(), result.property().name(), system.seed(), Math.max(1, result.cases()));
  }
}
