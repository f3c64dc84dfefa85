package dev.seedkernel.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.kernel.quota.Limit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** LIMIT-1: the contract's table has the kernel's numbers. */
class DocumentedLimitsTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z-]+)` \\| [^|]+ \\| ([0-9 ]+)( [MG]iB)? \\| [^|]+ \\|$");

  @Test
  void theTableHasTheDefaults() throws Exception {
    Map<String, Long> documented = new TreeMap<>();
    Matcher rows = ROW.matcher(Files.readString(Path.of("..", "docs", "os", "machine.md")));
    while (rows.find()) {
      long unit = rows.group(3) == null ? 1 : rows.group(3).equals(" GiB") ? 1L << 30 : 1L << 20;
      documented.put(rows.group(1), Long.parseLong(rows.group(2).replace(" ", "")) * unit);
    }
    Map<String, Long> ours = new TreeMap<>();
    for (Limit limit : Limit.values()) {
      ours.put(limit.title(), limit.defaultValue());
    }
    assertThat(documented).isEqualTo(ours);
  }
}
