package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A program that tests compare with. Where it is missing, the test is skipped; in CI it fails. */
final class OutsideTool {
  private final String name;

  private OutsideTool(String name) {
    this.name = name;
  }

  static OutsideTool require(String name) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      if (new File(folder, name).canExecute()) {
        return new OutsideTool(name);
      }
    }
    String reason = name + " is not on PATH: nothing to compare with";
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(reason);
    }
    System.err.println("skipped: " + reason);
    Assumptions.abort(reason);
    throw new AssertionError("not reached");
  }

  /** Runs it with its output in a file, and requires that it succeeds. */
  void run(Path output, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(name));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.PIPE)
            .start();
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, errors).isZero();
  }

  @Override
  public String toString() {
    return name;
  }
}
