package dev.seedkernel.whole;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * What tests need that is not part of the project. Missing, it skips a test aloud, or fails it in
 * CI.
 */
final class Tools {
  /** Where {@code spec-tests/fetch-guests} puts its programs. */
  private static final Path GUESTS = Path.of("..", "target", "guests");

  private Tools() {}

  /** Returns the path of a command. */
  static Path command(String name) {
    for (String directory :
        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path candidate = Path.of(directory, name);
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    throw missing(name + " is not on PATH");
  }

  /** Returns a file or directory that {@code spec-tests/fetch-guests} fetches. */
  static Path guest(String name) {
    Path candidate = GUESTS.resolve(name);
    if (Files.exists(candidate)) {
      return candidate;
    }
    throw missing("target/guests/" + name + " is missing; spec-tests/fetch-guests fetches it");
  }

  @SuppressWarnings("SystemOut") // The reason of a skipped test belongs into the build's output.
  private static AssertionError missing(String reason) {
    if ("true".equals(System.getenv("CI"))) {
      return fail(reason);
    }
    System.out.println("SKIPPED: " + reason);
    Assumptions.abort(reason);
    return new AssertionError(reason);
  }
}
