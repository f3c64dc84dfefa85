package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.kernel.syscall.Support;
import dev.seedkernel.kernel.syscall.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What the table of system calls says of itself. */
class SystemCallTableTest {
  private static final Path HEADER = Path.of("/usr/aarch64-linux-gnu/include/asm-generic/unistd.h");
  private static final Pattern DEFINITION =
      Pattern.compile("#define __NR(?:3264)?_(\\w+)\\s+(\\d+)");

  @Test
  void namesAndNumbersAreUnique() {
    assertThat(SystemCalls.descriptions())
        .hasSizeGreaterThan(80)
        .doesNotHaveDuplicates()
        .extracting(SystemCalls.Description::name)
        .doesNotHaveDuplicates();
    assertThat(SystemCalls.descriptions())
        .extracting(SystemCalls.Description::number)
        .doesNotHaveDuplicates()
        .isSorted();
  }

  @Test
  void whatIsNotWholeSaysWhatIsMissing() {
    assertThat(SystemCalls.descriptions())
        .allSatisfy(
            row -> assertThat(row.note().isEmpty()).isEqualTo(row.support() == Support.SUPPORTED));
  }

  @Test
  void numbersAreThoseOfLinux() throws IOException {
    Map<String, Integer> numbers = numbersOfLinux();
    for (SystemCalls.Description row : SystemCalls.descriptions()) {
      if (!row.name().equals("spawn")) {
        assertThat(numbers).as(row.name()).containsEntry(row.name(), row.number());
      }
    }
  }

  /** Rows of calls that are to come are missing: they are shown, so that none is forgotten. */
  @Test
  void whatHasNoRowIsListed() throws IOException {
    Map<String, Integer> numbers = numbersOfLinux();
    // Calls with 64-bit times of 32-bit systems, and a place for calls that arm64 has none of.
    numbers.values().removeIf(n -> n == 244 || (n >= 403 && n <= 423));
    Set<String> missing = new TreeSet<>(numbers.keySet());
    missing.removeAll(Set.of("syscalls", "sync_file_range2")); // How many; another port's.
    SystemCalls.descriptions().forEach(row -> missing.remove(row.name()));
    assertThat(missing)
        .containsExactly(
            "execveat",
            "fsconfig",
            "fsmount",
            "fspick",
            "mount_setattr",
            "pidfd_getfd",
            "process_madvise",
            "process_mrelease",
            "sched_getattr",
            "sched_setattr");
  }

  private static Map<String, Integer> numbersOfLinux() throws IOException {
    if (!Files.exists(HEADER)) {
      assertThat(System.getenv("CI")).as("no " + HEADER).isNotEqualTo("true");
      System.err.println("skipped: no " + HEADER);
      Assumptions.abort("no " + HEADER);
    }
    Map<String, Integer> numbers = new HashMap<>();
    for (String line : Files.readAllLines(HEADER)) {
      Matcher matcher = DEFINITION.matcher(line);
      if (matcher.find()) {
        numbers.put(matcher.group(1), Integer.parseInt(matcher.group(2)));
      }
    }
    // On 64-bit systems these go by another name than in the table of both widths.
    numbers.put("newfstatat", Objects.requireNonNull(numbers.remove("fstatat")));
    return numbers;
  }

  @Test
  void callsWithoutARowGiveEnosysAndAreCounted() {
    Guest.Run run = Guest.run("trace");
    assertThat(run.outcome().statistics().systemCalls()).containsEntry("#999", 1L);
  }
}
