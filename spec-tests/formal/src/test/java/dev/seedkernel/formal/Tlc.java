package dev.seedkernel.formal;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tlc2.TLC;

/**
 * Runs TLC. Each run has a JVM of its own: TLC keeps its state in static fields and ends with
 * System.exit.
 */
final class Tlc {
  /** Far more than any configuration needs on a busy machine; a run must not hang a build. */
  private static final long SECONDS_AT_MOST = 300;

  private static final Pattern STATES =
      line("(\\d+) states generated, (\\d+) distinct states found, (\\d+) states left on queue\\.");
  private static final Pattern DEPTH =
      line("The depth of the complete state graph search is (\\d+)\\.");
  private static final Pattern COMPLETE =
      line("Model checking completed\\. No error has been found\\.");
  private static final Pattern VIOLATED =
      line("Error: (?:Invariant|Action property) (\\w+) is violated.*");
  private static final Pattern TEMPORAL = line("Error: Temporal properties were violated\\.");
  private static final Pattern DEADLOCK = line("Error: Deadlock reached\\.");

  /** What a run of a second needs: the second JIT compiler would not pay. */
  static final List<String> BRIEF = List.of("-XX:TieredStopAtLevel=1");

  /** What a run of several seconds needs. */
  static final List<String> LONG = List.of();

  private Tlc() {}

  /** What TLC found. */
  sealed interface Verdict {
    /** All states were visited, and all of it holds. */
    record Holds(int depth) implements Verdict {}

    /** An invariant or property does not hold. */
    record Refuted(String property) implements Verdict {}

    /** A state was reached that nothing follows, and that should not be one. */
    record Deadlock() implements Verdict {}
  }

  /**
   * A run.
   *
   * @param generated states, those included that were found before
   * @param distinct states
   */
  record Run(Verdict verdict, long generated, long distinct) {}

  /**
   * Checks a module with a configuration.
   *
   * @param directory where the module is, and those that it extends
   * @throws AssertionError if TLC says anything but what {@link Verdict} can, a specification that
   *     it cannot read included
   */
  static Run check(
      Path directory, String module, Configuration configuration, List<String> jvmOptions)
      throws IOException, InterruptedException {
    Path work = Path.of("target", "tlc").toAbsolutePath();
    Path temporary = Files.createDirectories(work.resolve("tmp")); // For its own modules.
    Path output = work.resolve(configuration.name() + ".out");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx1g",
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            jar().toString(),
            TLC.class.getName(),
            "-nowarning",
            "-workers", // One worker visits states in the same order each time.
            "1",
            "-fp",
            "0",
            "-lncheck", // Liveness once, at the end.
            "final",
            "-metadir",
            work.resolve(configuration.name()).toString(),
            "-config",
            configuration.file().toAbsolutePath().toString(),
            module + ".tla"));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(SECONDS_AT_MOST, TimeUnit.SECONDS)) {
        throw new AssertionError("TLC did not end within " + SECONDS_AT_MOST + " s; see " + output);
      }
    } finally {
      process.destroyForcibly();
    }
    return read(Files.readString(output), configuration);
  }

  /** Reads what TLC has printed about a configuration. */
  static Run read(String output, Configuration configuration) {
    Matcher states =
        find(STATES, output).orElseThrow(() -> new AssertionError("no verdict of TLC:\n" + output));
    return new Run(
        verdict(output, configuration),
        Long.parseLong(states.group(1)),
        Long.parseLong(states.group(2)));
  }

  private static Verdict verdict(String output, Configuration configuration) {
    Optional<Matcher> depth = find(DEPTH, output);
    if (find(COMPLETE, output).isPresent() && depth.isPresent()) {
      return new Verdict.Holds(Integer.parseInt(depth.get().group(1)));
    }
    Optional<Matcher> violated = find(VIOLATED, output);
    if (violated.isPresent()) {
      return new Verdict.Refuted(violated.get().group(1));
    }
    if (find(DEADLOCK, output).isPresent()) {
      return new Verdict.Deadlock();
    }
    // TLC does not say which: only where there is no other is it known.
    if (find(TEMPORAL, output).isPresent() && configuration.properties().size() == 1) {
      return new Verdict.Refuted(configuration.properties().getFirst());
    }
    throw new AssertionError("no verdict of TLC:\n" + output);
  }

  private static Pattern line(String pattern) {
    return Pattern.compile("^" + pattern + "$", Pattern.MULTILINE);
  }

  private static Optional<Matcher> find(Pattern pattern, String output) {
    Matcher matcher = pattern.matcher(output);
    return matcher.find() ? Optional.of(matcher) : Optional.empty();
  }

  private static Path jar() {
    try {
      return Path.of(TLC.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
