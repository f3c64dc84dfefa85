package dev.seedkernel.whole;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs commands of the host. */
final class Host {
  private Host() {}

  record Result(int status, String output, String errors) {}

  static Result run(Path directory, List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", "");
    Path errors = Files.createTempFile(directory, "errors", "");
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.redirectInput(new File("/dev/null"));
    builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
    int status = builder.start().waitFor();
    return new Result(
        status,
        Files.readString(output, StandardCharsets.ISO_8859_1),
        Files.readString(errors, StandardCharsets.ISO_8859_1));
  }
}
