package dev.seedkernel.elf;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs the outside tools that the library is compared with. */
final class Tools {
  static final String GCC = "aarch64-linux-gnu-gcc";
  static final String READELF = "aarch64-linux-gnu-readelf";
  static final String QEMU = "qemu-aarch64-static";

  private Tools() {}

  record Result(int status, String output, String errors) {}

  /** Skips the test, with its reason printed, if a tool is missing; fails it in CI. */
  static void require(String... tools) {
    for (String tool : tools) {
      // A path stands for itself; a name is looked for.
      boolean found =
          tool.contains("/")
              || List.of(System.getenv("PATH").split(":")).stream()
                  .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
      if (!found) {
        String reason = tool + " is not installed";
        if ("true".equals(System.getenv("CI"))) {
          fail(reason);
        }
        System.err.println("SKIPPED: " + reason);
        Assumptions.abort(reason);
      }
    }
  }

  static Result run(Path folder, String... command) {
    require(command[0]);
    try {
      Path output = Files.createTempFile(folder, "out", ".txt");
      Path errors = Files.createTempFile(folder, "err", ".txt");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(String.join(" ", command) + " takes more than 60 s");
      }
      return new Result(
          process.exitValue(),
          Files.readString(output, StandardCharsets.UTF_8),
          Files.readString(errors, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a command that has to succeed, and returns its output. */
  static String succeed(Path folder, String... command) {
    Result result = run(folder, command);
    if (result.status() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + result.errors());
    }
    return result.output();
  }

  /** Compiles a C source with the given options to a file, and returns it. */
  static Path compile(Path folder, String name, String source, String... options) {
    try {
      Path sourceFile = folder.resolve(name + ".c");
      Files.writeString(sourceFile, source);
      List<String> command = new ArrayList<>(List.of(GCC, "-o", name, sourceFile.toString()));
      command.addAll(List.of(options));
      succeed(folder, command.toArray(String[]::new));
      return folder.resolve(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
