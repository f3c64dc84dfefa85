package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a machine may use, and what is told of its run. */
final class MachineOptions {
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
        "What executes instructions: translator or interpreter (default: translator).",
        "Results are the same; the translator is faster."
      })
  private EngineName engine = EngineName.translator;

  @Option(
      names = "--strace",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = AttachedValue.STANDARD_ERROR,
      preprocessor = AttachedValue.class,
      description = "Write a line for each system call, to stderr or FILE.")
  private String trace = "";

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
  Engine engine() {
    return switch (engine) {
      case translator -> new Translator();
      case interpreter -> new Interpreter();
    };
  }

  /** Named as on the command line. */
  enum EngineName {
    translator,
    interpreter
  }

  /** Returns where the trace goes: a file's name, {@code -} for the error stream, or nothing. */
  Optional<String> trace() {
    return Optional.of(trace).filter(name -> !name.isEmpty());
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
