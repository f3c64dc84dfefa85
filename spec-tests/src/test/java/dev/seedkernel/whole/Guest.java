package dev.seedkernel.whole;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.cpio.HostTree;
import dev.seedkernel.kernel.Kernel;
import dev.seedkernel.kernel.Outcome;
import dev.seedkernel.kernel.Program;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.quota.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs programs in the kernel and keeps all that can be seen of a run. */
final class Guest {
  private final CpioTreeBuilder files = CpioArchive.builder();

  /** All that can be seen of a run. */
  record Run(Outcome outcome, String output, String errors, List<String> trace) {}

  /** Stages a host file or directory. */
  Guest stage(Path host, String path) {
    try {
      HostTree.add(files, host, path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CpioException e) {
      throw new IllegalArgumentException(e);
    }
    return this;
  }

  Guest file(String path, String content) {
    files.file(path, 0644, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Guest link(String path, String target) {
    files.symlink(path, target);
    return this;
  }

  Guest directory(String path) {
    files.directory(path, 0755);
    return this;
  }

  /** Runs a program with the given arguments, its name first, in the root directory. */
  Run run(String path, List<String> arguments) throws BootException, CpioException {
    return run(path, arguments, List.of());
  }

  /** Runs a program with an environment. */
  Run run(String path, List<String> arguments, List<String> environment)
      throws BootException, CpioException {
    return run(path, arguments, environment, Engines.chosen());
  }

  /** Runs a program with an engine, whichever is chosen. */
  Run run(String path, List<String> arguments, List<String> environment, Engine engine)
      throws BootException, CpioException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Console console =
        new Console() {
          @Override
          public int read(byte[] to, int offset, int length) {
            return -1;
          }

          @Override
          public void write(Stream stream, byte[] from, int offset, int length) {
            (stream == Stream.OUTPUT ? output : errors).write(from, offset, length);
          }
        };
    List<String> trace = new ArrayList<>();
    Outcome outcome =
        Kernel.create(Limits.DEFAULT, console)
            .withEngine(engine)
            .withTrace(trace::add)
            .run(
                MemorySegment.ofArray(CpioWriter.toBytes(files.build())),
                new Program(path, arguments, environment, "/"));
    return new Run(
        outcome,
        output.toString(StandardCharsets.ISO_8859_1),
        errors.toString(StandardCharsets.ISO_8859_1),
        trace);
  }
}
