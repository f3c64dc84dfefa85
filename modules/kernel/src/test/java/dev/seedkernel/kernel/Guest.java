package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.quota.Limits;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;

/**
 * Guest programs for tests: C without a C library, from the resources in {@code guest}, made by the
 * cross compiler when they are needed.
 */
final class Guest {
  private static final String COMPILER = "aarch64-linux-gnu-gcc";

  /** Position-dependent, no start files, no FP and SIMD registers. */
  private static final List<String> OPTIONS =
      List.of("-nostdlib", "-ffreestanding", "-fno-stack-protector", "-mgeneral-regs-only");

  /** What all programs are made with. */
  private static final List<String> COMMON = List.of("-static", "-O1", "-Wl,--build-id=none");

  private static final Map<List<String>, byte[]> COMPILED = new ConcurrentHashMap<>();

  private Guest() {}

  /** What a run gave. */
  record Run(String output, List<String> trace, Outcome outcome) {
    List<String> lines() {
      return output.lines().toList();
    }
  }

  /** Skips the test with a reason where the cross compiler is missing; under CI=true it fails. */
  static void requireCompiler() {
    boolean present =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, COMPILER)));
    if (!present) {
      skip("the tool '" + COMPILER + "' is not on PATH");
    }
  }

  private static void skip(String reason) {
    if ("true".equals(System.getenv("CI"))) {
      fail(reason);
    }
    System.err.println("skipped: " + reason);
    Assumptions.abort(reason);
  }

  /** Returns the program of a source file in {@code guest}, at a fixed address. */
  static byte[] program(String name) {
    return compile(List.of(name + ".c", "-fno-pie", "-no-pie"));
  }

  /** Returns the position-independent program of a source file. */
  static byte[] staticPie(String name) {
    return compile(List.of(name + ".c", "-fPIE", "-static-pie", "-Wl,--no-dynamic-linker"));
  }

  /** Returns the program of a source file, made with further options. */
  static byte[] compile(List<String> nameAndOptions) {
    requireCompiler();
    return COMPILED.computeIfAbsent(nameAndOptions, key -> compileNow(key, OPTIONS));
  }

  /** Returns the program of a source file that needs a C library, which is linked statically. */
  static byte[] withLibrary(String name) {
    requireCompiler();
    if (!hasLibrary()) {
      skip("there is no static C library for '" + COMPILER + "'");
    }
    return COMPILED.computeIfAbsent(
        List.of(name + ".c", "-pthread"), key -> compileNow(key, List.of()));
  }

  private static boolean hasLibrary() {
    try {
      // Prints the bare name of what it does not find.
      Process process = new ProcessBuilder(COMPILER, "-print-file-name=libc.a").start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .contains("/");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] compileNow(List<String> nameAndOptions, List<String> options) {
    try {
      Path directory = Files.createTempDirectory("seedkernel-guest");
      try {
        for (String file : List.of("guest.h", "thread.h", nameAndOptions.getFirst())) {
          Files.write(directory.resolve(file), resource(file));
        }
        List<String> command = new ArrayList<>(List.of(COMPILER));
        command.addAll(COMMON);
        command.addAll(options);
        command.addAll(nameAndOptions.subList(1, nameAndOptions.size()));
        command.addAll(List.of("-o", "program", nameAndOptions.getFirst()));
        File messages = directory.resolve("messages").toFile();
        Process process =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(messages)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
        assertThat(process.exitValue())
            .as("%s: %s", command, Files.readString(messages.toPath()))
            .isZero();
        return Files.readAllBytes(directory.resolve("program"));
      } finally {
        try (var files = Files.walk(directory)) {
          files.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Returns a file in {@code guest}. */
  static byte[] resource(String name) {
    try (InputStream in = Guest.class.getResourceAsStream("guest/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the lines of a text file in {@code guest}. */
  static List<String> expected(String name) {
    return new String(resource(name), StandardCharsets.UTF_8).lines().toList();
  }

  /** Runs a program of {@link #program} as /init, with default limits. */
  static Run run(String name, String... arguments) {
    return run(program(name), Limits.DEFAULT, tree -> tree, false, arguments);
  }

  /** Runs a program as /init. */
  static Run run(
      byte[] init,
      Limits limits,
      UnaryOperator<CpioTreeBuilder> files,
      boolean traced,
      String... arguments) {
    List<String> trace = new ArrayList<>();
    Run run =
        run(
            init,
            limits,
            files,
            kernel -> traced ? kernel.withTrace(trace::add) : kernel,
            arguments);
    return new Run(run.output, trace, run.outcome);
  }

  /** Runs a program as /init of a kernel for which something is chosen; there is no trace. */
  static Run run(
      byte[] init,
      Limits limits,
      UnaryOperator<CpioTreeBuilder> files,
      UnaryOperator<Kernel> choices,
      String... arguments) {
    Recorder console = new Recorder();
    List<String> argv = new ArrayList<>(List.of("/init"));
    argv.addAll(List.of(arguments));
    try {
      CpioArchive archive = files.apply(CpioArchive.builder().file("init", 0755, init)).build();
      Outcome outcome =
          choices
              .apply(Engines.kernel(limits, console))
              .run(
                  MemorySegment.ofArray(CpioWriter.toBytes(archive)),
                  new Program("/init", argv, List.of("HOME=/", "TERM=linux"), "/"));
      return new Run(console.text(), List.of(), outcome);
    } catch (BootException | CpioException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns a console whose output nobody looks at. */
  static Console silentConsole() {
    return new Recorder();
  }

  /** A console without input that keeps what is written. */
  private static final class Recorder implements Console {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public int read(byte[] to, int offset, int length) {
      return -1;
    }

    @Override
    public void write(Stream stream, byte[] from, int offset, int length) {
      bytes.write(from, offset, length);
    }

    String text() {
      return bytes.toString(StandardCharsets.ISO_8859_1);
    }
  }
}
