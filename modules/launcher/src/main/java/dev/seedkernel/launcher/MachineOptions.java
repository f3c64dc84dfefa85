package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.kernel.Kernel;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What a machine may use, and what is told of its run. */
final class MachineOptions {
  private static final String VIRTUAL = "virtual";
  private static final String REAL = "real";
  private static final String INTERPRETER = "interpreter";
  private static final String TRANSLATOR = "translator";

  /** Behind the last date that a program can ask for in nanoseconds, with a century to spare. */
  private static final long END_OF_EPOCHS = 6_000_000_000L;

  /** More than any host has: no heap would do. */
  private static final long LARGEST_HINT = 1L << 40;

  private final OptionSpec memory =
      Options.size(
          "--memory",
          "SIZE",
          "RAM of the machine, and so what its processes may use together.",
          "Sizes take the suffixes K, M, G and T (default: 2G).");

  private final OptionSpec limits =
      Options.list(
              "--limit",
              "NAME=VALUE",
              String.class,
              "Set a limit; 'seedkernel limits' lists them. May be repeated.")
          .build();

  private final OptionSpec engine =
      Options.text(
          "--engine",
          "NAME",
          TRANSLATOR,
          "What executes instructions: translator (default) or interpreter. Results are the same.",
          "The translator makes JVM bytecode of what is executed often; the interpreter is there to compare.");

  private final OptionSpec translations =
      Options.text(
          "--translation-cache",
          "DIR",
          "",
          "Keep what the translator makes in DIR, for later runs of the same programs; none keeps nothing.",
          "Default: $XDG_CACHE_HOME/seedkernel, or ~/.cache/seedkernel. Results are the same, sooner.");

  private final OptionSpec budget =
      Options.of(
              "--budget",
              "N",
              "Stop after N instructions of all processes together, counted exactly; K, M and G are a thousand, a million and a thousand million.",
              "Files are handed out as they are then; the exit status is 124.")
          .type(Long.class)
          .converters(new Count())
          .build();

  private final OptionSpec trace =
      Options.optionalFile("--strace", "Write a line for each system call, to stderr or FILE.");

  private final OptionSpec tracedCalls =
      Options.list(
              "--strace-calls",
              "NAME",
              String.class,
              "Let --strace show these calls only, separated by commas.")
          .splitRegex(",")
          .build();

  private final OptionSpec clock =
      Options.text(
          "--clock",
          "KIND",
          VIRTUAL,
          "virtual (default): time depends on what the guest does, so runs are equal.",
          "real: the host's time; sleeps take as long as they say, and runs differ.");

  private final OptionSpec epoch =
      Options.of(
              "--epoch",
              "SECONDS",
              "Where the virtual clock starts, in seconds since 1970 (default: 946684800).")
          .type(Long.class)
          .build();

  private final OptionSpec statistics =
      Options.optionalFile("--stats", "Write what the run took as JSON, to stderr or FILE.");

  private final CommandSpec command;

  /** Adds the options to a command. */
  MachineOptions(CommandSpec command) {
    this.command = command;
    for (OptionSpec option :
        List.of(
            memory,
            limits,
            engine,
            translations,
            budget,
            trace,
            tracedCalls,
            clock,
            epoch,
            statistics)) {
      command.addOption(option);
    }
  }

  /** Returns how many instructions may be executed. */
  long budget() {
    @Nullable Long given = budget.getValue();
    return given == null ? Engine.UNLIMITED : given;
  }

  /** Returns the size of RAM in bytes, or nothing if the default is to be used. */
  Optional<Long> memory() {
    return Optional.ofNullable(memory.getValue());
  }

  /** Returns where translations are kept. */
  KeptTranslations translations() throws FailedException {
    return KeptTranslations.in(Options.text(translations));
  }

  /** Returns what executes instructions. */
  Engine engine(KeptTranslations kept) throws FailedException {
    String name = Options.text(engine);
    return switch (name) {
      case INTERPRETER -> new Interpreter();
      case TRANSLATOR -> kept.with(new Translator().withStack(Main.STACK / 2));
      default ->
          throw new FailedException(
              "--engine %s: translator or interpreter is expected".formatted(name));
    };
  }

  /** Returns where the trace goes: a file's name, {@code -} for the error stream, or nothing. */
  Optional<String> trace() {
    return Optional.of(Options.text(trace)).filter(name -> !name.isEmpty());
  }

  /** Returns a kernel that traces what was asked for. */
  Kernel traced(Kernel kernel, Consumer<String> lines) throws FailedException {
    try {
      return kernel.withTrace(lines, Set.copyOf(Options.values(tracedCalls)));
    } catch (IllegalArgumentException e) {
      throw new FailedException("--strace-calls: " + Failures.message(e), e);
    }
  }

  /** Returns a kernel with the clock that was asked for. */
  Kernel clocked(Kernel kernel) throws FailedException {
    String kind = Options.text(clock);
    @Nullable Long start = epoch.getValue();
    if (!kind.equals(VIRTUAL) && !kind.equals(REAL)) {
      throw new FailedException("--clock %s: virtual or real is expected".formatted(kind));
    }
    if (kind.equals(REAL)) {
      if (start != null) {
        throw new FailedException("--epoch: the real clock shows the host's date");
      }
      return kernel.withClock(HostClock::new);
    }
    if (start == null) {
      return kernel;
    }
    if (start < 0 || start >= END_OF_EPOCHS) {
      throw new FailedException(
          "--epoch %d: from 0 to %d is possible".formatted(start, END_OF_EPOCHS - 1));
    }
    return kernel.withEpoch(start);
  }

  /** Returns whether {@code --debug} was given. */
  boolean debug() {
    return command.root().userObject() instanceof Launcher launcher && launcher.debug();
  }

  /** Returns where the statistics go, as {@link #trace}. */
  Optional<String> statistics() {
    return Optional.of(Options.text(statistics)).filter(name -> !name.isEmpty());
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
    @Nullable Long ram = memory.getValue();
    Limits result = ram == null ? Limits.DEFAULT : with(Limits.DEFAULT, Limit.MEMORY, ram);
    for (String setting : Options.<String>values(limits)) {
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
