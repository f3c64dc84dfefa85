package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.kernel.Kernel;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a machine may use, and what is told of its run. */
final class MachineOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  private static final String VIRTUAL = "virtual";
  private static final String REAL = "real";
  private static final String INTERPRETER = "interpreter";
  private static final String TRANSLATOR = "translator";

  /** Behind the last date that a program can ask for in nanoseconds, with a century to spare. */
  private static final long END_OF_EPOCHS = 6_000_000_000L;

  /** More than any host has: no heap would do. */
  private static final long LARGEST_HINT = 1L << 40;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = Size.class,
      description = {
        "RAM of the machine, and so what its processes may use together.",
        "Sizes take the suffixes K, M, G and T (default: 2G)."
      })
  private @Nullable Long memory;

  @Option(
      names = "--limit",
      paramLabel = "NAME=VALUE",
      description = "Set a limit; 'seedkernel limits' lists them. May be repeated.")
  private List<String> limits = new ArrayList<>();

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = {
        "What executes instructions: interpreter (default) or translator. Results are the same.",
        "The translator is there to try: faster on long loops, slower on short ones."
      })
  private String engine = INTERPRETER;

  @Option(
      names = "--strace",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = AttachedValue.STANDARD_ERROR,
      preprocessor = AttachedValue.class,
      description = "Write a line for each system call, to stderr or FILE.")
  private String trace = "";

  @Option(
      names = "--strace-calls",
      paramLabel = "NAME",
      split = ",",
      description = "Let --strace show these calls only, separated by commas.")
  private List<String> tracedCalls = new ArrayList<>();

  @Option(
      names = "--clock",
      paramLabel = "KIND",
      description = {
        "virtual (default): time depends on what the guest does, so runs are equal.",
        "real: the host's time; sleeps take as long as they say, and runs differ."
      })
  private String clock = VIRTUAL;

  @Option(
      names = "--epoch",
      paramLabel = "SECONDS",
      description = "Where the virtual clock starts, in seconds since 1970 (default: 946684800).")
  private @Nullable Long epoch;

  @Option(
      names = "--stats",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = AttachedValue.STANDARD_ERROR,
      preprocessor = AttachedValue.class,
      description = "Write what the run took as JSON, to stderr or FILE.")
  private String statistics = "";

  /** Returns the size of RAM in bytes, or nothing if the default is to be used. */
  Optional<Long> memory() {
    return Optional.ofNullable(memory);
  }

  /** Returns what executes instructions. */
  Engine engine() throws FailedException {
    return switch (engine) {
      case INTERPRETER -> new Interpreter();
      case TRANSLATOR -> new Translator();
      default ->
          throw new FailedException(
              "--engine %s: interpreter or translator is expected".formatted(engine));
    };
  }

  /** Returns where the trace goes: a file's name, {@code -} for the error stream, or nothing. */
  Optional<String> trace() {
    return Optional.of(trace).filter(name -> !name.isEmpty());
  }

  /** Returns a kernel that traces what was asked for. */
  Kernel traced(Kernel kernel, Consumer<String> lines) throws FailedException {
    try {
      return kernel.withTrace(lines, Set.copyOf(tracedCalls));
    } catch (IllegalArgumentException e) {
      throw new FailedException("--strace-calls: " + Failures.message(e), e);
    }
  }

  /** Returns a kernel with the clock that was asked for. */
  Kernel clocked(Kernel kernel) throws FailedException {
    if (!clock.equals(VIRTUAL) && !clock.equals(REAL)) {
      throw new FailedException("--clock %s: virtual or real is expected".formatted(clock));
    }
    if (clock.equals(REAL)) {
      if (epoch != null) {
        throw new FailedException("--epoch: the real clock shows the host's date");
      }
      return kernel.withClock(HostClock::new);
    }
    if (epoch == null) {
      return kernel;
    }
    if (epoch < 0 || epoch >= END_OF_EPOCHS) {
      throw new FailedException(
          "--epoch %d: from 0 to %d is possible".formatted(epoch, END_OF_EPOCHS - 1));
    }
    return kernel.withEpoch(epoch);
  }

  /** Returns whether {@code --debug} was given. */
  boolean debug() {
    return command.root().userObject() instanceof Launcher launcher && launcher.debug();
  }

  /** Returns where the statistics go, as {@link #trace}. */
  Optional<String> statistics() {
    return Optional.of(statistics).filter(name -> !name.isEmpty());
  }

  /**
   * Contents of files are in the Java heap, and handing them out copies them. So what is asked for
   * must fit twice, or the run would end in an OutOfMemoryError instead of the guest's ENOSPC.
   */
  static void checkHeap(long fileBytes, long heapBytes) throws FailedException {
    long most = heapBytes / 2;
    if (fileBytes > most) {
      String hint =
          fileBytes > LARGEST_HINT
              ? ""
              : " (SEEDKERNEL_JVM_OPTIONS=-Xmx%dG would do)".formatted((fileBytes >> 29) + 1);
      throw new FailedException(
          "--limit file-bytes=%s: the Java heap has room for %s%s"
              .formatted(Size.format(fileBytes), Size.format(most >> 20 << 20), hint));
    }
  }

  /** Finds, before a run that may take hours, what would fail behind it. */
  void check() throws FailedException {
    String file = statistics().orElse(AttachedValue.STANDARD_ERROR);
    if (!file.equals(AttachedValue.STANDARD_ERROR)) {
      HostFiles.checkWritable("--stats=" + file, Path.of(file));
    }
  }

  /** Returns the limits of the machine. */
  Limits limits() throws FailedException {
    Limits result = memory == null ? Limits.DEFAULT : with(Limits.DEFAULT, Limit.MEMORY, memory);
    for (String setting : limits) {
      int equals = setting.indexOf('=');
      if (equals < 0) {
        throw new FailedException("--limit %s: NAME=VALUE is expected".formatted(setting));
      }
      String name = setting.substring(0, equals);
      Limit limit =
          Limit.byTitle(name)
              .orElseThrow(() ->
                  new FailedException(
                      "--limit %s: there is no such limit; there are %s".formatted(name, names())));
      try {
        long value = Size.parse(setting.substring(equals + 1));
        if (limit == Limit.FILE_BYTES) {
          checkHeap(value, Runtime.getRuntime().maxMemory());
        }
        result = with(result, limit, value);
      } catch (NumberFormatException e) {
        throw new FailedException("--limit %s: %s".formatted(name, e.getMessage()), e);
      }
    }
    return result;
  }

  private static Limits with(Limits limits, Limit limit, long value) throws FailedException {
    try {
      return limits.with(limit, value);
    } catch (IllegalArgumentException e) {
      throw new FailedException(Failures.message(e), e);
    }
  }

  private static String names() {
    return Arrays.stream(Limit.values()).map(Limit::title).collect(Collectors.joining(", "));
  }
}
