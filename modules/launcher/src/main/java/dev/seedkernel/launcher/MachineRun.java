package dev.seedkernel.launcher;

import dev.seedkernel.kernel.BootedMachine;
import dev.seedkernel.kernel.Kernel;
import dev.seedkernel.kernel.Outcome;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.syscall.SystemCalls;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of a machine on the caller's streams, for the commands {@code boot} and {@code run}. */
final class MachineRun {
  private final Streams streams;
  private final MachineOptions machine;
  private final OutputOptions output;
  private final HostConsole console;

  MachineRun(Streams streams, MachineOptions machine, OutputOptions output) {
    this.streams = streams;
    this.machine = machine;
    this.output = output;
    this.console = new HostConsole(streams);
  }

  /** Starts what is to run. */
  interface Start {
    BootedMachine on(Kernel kernel) throws BootException, FailedException;
  }

  /**
   * Runs, hands out files and statistics, and returns the exit status.
   *
   * @param name what the first process is called, if it has to be named
   */
  int run(String name, Start start) throws FailedException, BootException {
    machine.check();
    output.check();
    KeptTranslations kept = machine.translations();
    Kernel kernel =
        machine.clocked(Kernel.create(machine.limits(), console).withEngine(machine.engine(kept)));
    String trace = machine.trace().orElse("");
    Stopwatch time = Stopwatch.start();
    Outcome outcome =
        switch (trace) {
          case "" -> start(start, kernel);
          case AttachedValue.STANDARD_ERROR ->
              start(start, machine.traced(kernel, console::errorLine));
          default -> startTraced(start, kernel, Path.of(trace));
        };
    Stopwatch.Elapsed elapsed = time.stop();
    // Before anything that may fail: it is the one result that a caller cannot ask for again.
    if (outcome.end() instanceof Outcome.End.Killed(int signal, String description)) {
      streams.complain(killed(name, signal, description));
    }
    if (outcome.end() instanceof Outcome.End.Stopped(long instructions, String description)) {
      streams.complain("stopped after %d instructions: %s".formatted(instructions, description));
    }
    outcome.outputFailure().ifPresent(streams::complain);
    if (machine.debug()) {
      nameMissingCalls(outcome);
    }
    writeStatistics(outcome, elapsed);
    output.write(outcome, streams);
    kept.save(streams, machine.debug());
    return outcome.exitStatus();
  }

  private Outcome start(Start start, Kernel kernel) throws FailedException, BootException {
    try (BootedMachine booted = start.on(kernel)) {
      return booted.run(machine.budget());
    } finally {
      console.flush();
    }
  }

  private Outcome startTraced(Start start, Kernel kernel, Path file)
      throws FailedException, BootException {
    try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      return start(start, machine.traced(kernel, line -> appendLine(writer, line)));
    } catch (TraceException e) {
      throw new FailedException(
          "--strace=%s: %s".formatted(file, Failures.message(e.getCause())), e);
    } catch (IOException e) {
      throw new FailedException("--strace=%s: %s".formatted(file, Failures.describe(e)), e);
    }
  }

  private static void appendLine(Writer writer, String line) {
    try {
      writer.write(line);
      writer.write('\n');
    } catch (IOException e) {
      throw new TraceException(e);
    }
  }

  /** Carries an error of the trace's file through the kernel. */
  private static final class TraceException extends UncheckedIOException {
    @Serial private static final long serialVersionUID = 1L;

    TraceException(IOException cause) {
      super(cause);
    }
  }

  /** Names each call that the guest has made and that has no row, once. */
  private void nameMissingCalls(Outcome outcome) {
    Set<String> known =
        SystemCalls.descriptions().stream()
            .map(SystemCalls.Description::name)
            .collect(Collectors.toSet());
    outcome
        .statistics()
        .systemCalls()
        .forEach((name, count) -> {
          if (!known.contains(name)) {
            streams.complain(
                "the guest made the system call %s, which is not there: ENOSYS (%d times)"
                    .formatted(name, count));
          }
        });
  }

  private void writeStatistics(Outcome outcome, Stopwatch.Elapsed elapsed) throws FailedException {
    @Nullable String file = machine.statistics().orElse(null);
    if (file == null) {
      return;
    }
    String json = StatisticsJson.of(outcome, elapsed);
    if (file.equals(AttachedValue.STANDARD_ERROR)) {
      console.errorLine(json);
    } else {
      byte[] bytes = (json + "\n").getBytes(StandardCharsets.UTF_8);
      HostFiles.write(Path.of(file), target -> target.write(bytes));
    }
  }

  static String killed(String name, int signal, String description) {
    String line = "%s was killed by %s".formatted(name, Signal.nameOf(signal));
    return description.isEmpty() ? line : line + ": " + description;
  }
}
