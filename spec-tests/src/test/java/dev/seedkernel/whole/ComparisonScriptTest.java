package dev.seedkernel.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code benchmarks/compare}: its own tests, and that it starts. Nothing is measured. */
class ComparisonScriptTest {
  private static final Path BENCHMARKS = Path.of("..", "benchmarks").toAbsolutePath().normalize();

  @Test
  void itsOwnTestsPass(@TempDir Path directory) throws Exception {
    Host.Result result = python(directory, "-m", "unittest", "discover", "-s", "" + BENCHMARKS);
    assertThat(result.errors()).containsPattern("Ran [1-9][0-9]* tests").endsWith("OK\n");
    assertThat(result.status()).isZero();
  }

  @Test
  void listsItsWorkloads(@TempDir Path directory) throws Exception {
    Host.Result result = python(directory, "" + BENCHMARKS.resolve("compare"), "--list");
    assertThat(result.errors()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.output().lines().map(line -> line.split(" +", -1)[0]))
        .contains("sieve", "nbody", "neon", "sqlite3", "hello");
  }

  private static Host.Result python(Path directory, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Tools.command("python3").toString());
    command.add("-B");
    command.addAll(List.of(arguments));
    return Host.run(directory, command);
  }
}
