package dev.seedkernel.launcher;

import dev.seedkernel.kernel.Outcome;
import dev.seedkernel.kernel.Statistics;
import dev.seedkernel.kernel.abi.Signal;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The statistics of a run as JSON (RFC 8259). */
final class StatisticsJson {
  private StatisticsJson() {}

  static String of(Outcome outcome, Stopwatch.Elapsed elapsed) {
    Statistics statistics = outcome.statistics();
    String signal =
        outcome.end() instanceof Outcome.End.Killed(int number, String _)
            ? quote(Signal.nameOf(number))
            : "null";
    return String.format(
        Locale.ROOT,
        """
        {
          "wall_seconds": %.6f,
          "cpu_seconds": %.6f,
          "guest_instructions": %d,
          "processes": %d,
          "peak_memory_bytes": %d,
          "peak_file_bytes": %d,
          "exit_status": %d,
          "signal": %s,
          "system_calls": {%s}
        }\
        """,
        elapsed.wallSeconds(),
        elapsed.cpuSeconds(),
        statistics.instructions(),
        statistics.processes(),
        statistics.peakMemoryBytes(),
        statistics.peakFileBytes(),
        outcome.exitStatus(),
        signal,
        calls(statistics.systemCalls()));
  }

  private static String calls(Map<String, Long> counts) {
    return new TreeMap<>(counts)
        .entrySet().stream()
            .map(entry -> quote(entry.getKey()) + ": " + entry.getValue())
            .collect(Collectors.joining(", "));
  }

  static String quote(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
