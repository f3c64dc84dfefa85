package dev.seedkernel.dtb;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Runs the outside tools that this module is compared with. */
final class Tools {
  private static final Pattern STRING_SEPARATOR = Pattern.compile("(\\\\[^0])|\\\\0");

  private static final Set<String> MISSING = ConcurrentHashMap.newKeySet();

  private Tools() {}

  /** What a run of a tool gave. */
  static final class Result {
    final int status;
    final byte[] output;
    final String errors;

    Result(int status, byte[] output, String errors) {
      this.status = status;
      this.output = output;
      this.errors = errors;
    }
  }

  /** Skips the calling test if the tool is missing, with the reason; in CI it fails instead. */
  static void require(String tool, String debianPackage) {
    for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(directory, tool))) {
        return;
      }
    }
    String reason = tool + " is not installed (Debian package " + debianPackage + ")";
    if ("true".equals(System.getenv("CI"))) {
      fail(reason);
    }
    if (MISSING.add(tool)) { // once is enough
      System.out.println("Tests skipped: " + reason);
    }
    Assumptions.abort(reason);
  }

  static Result run(byte[] input, String... command) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("dtb-tools");
    Path in = directory.resolve("in");
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    try {
      Files.write(in, input);
      Process process =
          new ProcessBuilder(new ArrayList<>(List.of(command)))
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        fail(String.join(" ", command) + " did not end");
      }
      return new Result(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
    } finally {
      for (Path file : List.of(in, out, err, directory)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Runs dtc from one form to the other; {@code -q} silences warnings, not errors. */
  static Result dtc(String from, String to, byte[] input) throws IOException, InterruptedException {
    return run(input, "dtc", "-q", "-I", from, "-O", to, "-");
  }

  static byte[] dtcOutput(String from, String to, byte[] input)
      throws IOException, InterruptedException {
    Result result = dtc(from, to, input);
    if (result.status != 0) {
      fail("dtc refused it: " + result.errors);
    }
    return result.output;
  }

  /**
   * The one difference in the text of the dtc versions in use: before 1.7 a list of strings comes
   * out as one literal with {@code \0} between the strings.
   */
  static String withStringLists(String dts) {
    return STRING_SEPARATOR
        .matcher(dts)
        .replaceAll(m ->
            m.group(1) != null ? java.util.regex.Matcher.quoteReplacement(m.group(1)) : "\", \"");
  }
}
