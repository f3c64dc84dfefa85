package dev.seedkernel.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs the real tools that the kernel's boot is compared with. */
final class Tools {
  private Tools() {}

  /** Skips the test with a reason where a tool is missing; under CI=true it fails instead. */
  static void require(String tool) {
    boolean present =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    if (present) {
      return;
    }
    String reason = "the tool '" + tool + "' is not on PATH";
    if ("true".equals(System.getenv("CI"))) {
      fail(reason);
    }
    System.err.println("skipped: " + reason);
    Assumptions.abort(reason);
  }

  /** Runs a command with a file as its input; it must succeed. */
  static void run(Path directory, Path input, String... command) throws Exception {
    require(command[0]);
    Path log = Files.createTempFile("seedkernel", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectInput(input.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command[0]).isTrue();
      assertThat(process.exitValue()).as("%s: %s", Arrays.toString(command), text(log)).isZero();
    } finally {
      Files.delete(log);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
