package dev.seedkernel.cpio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs the real tools that the library is compared with. */
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

  /** Runs a command in a directory and returns what it wrote to its standard output. */
  static byte[] run(Path directory, byte[] input, List<String> command) {
    require(command.getFirst());
    try {
      Path in = Files.createTempFile("seedkernel", ".in");
      Path out = Files.createTempFile("seedkernel", ".out");
      Path err = Files.createTempFile("seedkernel", ".err");
      try {
        Files.write(in, input);
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
        assertThat(process.exitValue())
            .as("%s: %s", command, Files.readString(err, ISO_8859_1))
            .isZero();
        return Files.readAllBytes(out);
      } finally {
        Files.delete(in);
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new AssertionError(command.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static byte[] filter(byte[] input, String... command) {
    return run(Path.of("."), input, List.of(command));
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
