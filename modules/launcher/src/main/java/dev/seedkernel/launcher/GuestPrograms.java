package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.asm.Assembler;
import dev.seedkernel.aarch64.asm.AssemblyException;
import dev.seedkernel.aarch64.asm.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The guest programs of the demonstration, built from their source when they are asked for. */
final class GuestPrograms {
  private GuestPrograms() {}

  /**
   * A program.
   *
   * @param codeBytes bytes of its instructions
   * @param elf the executable file
   */
  record Built(int codeBytes, MemorySegment elf) {}

  /** Writes the contents of files into another, one behind the other. */
  static Built catm() {
    return build("guest/catm.s");
  }

  /** Starts a program and waits for it. */
  static Built driver() {
    return build("guest/driver.s");
  }

  /** Does what programs of C libraries do; see {@link Training}. */
  static Built training() {
    return build("guest/training.s");
  }

  private static Built build(String resource) {
    try {
      return assemble(source(resource));
    } catch (AssemblyException e) {
      throw new IllegalStateException(resource + ": " + e.getMessage(), e);
    }
  }

  /** Builds a program from its source; it starts at {@code _start}. */
  static Built assemble(String source) throws AssemblyException {
    Program program = Assembler.standard().assemble(source);
    return new Built(
        program.text().length,
        MemorySegment.ofArray(ExecutableFile.of(program, program.address("_start"), List.of())));
  }

  private static String source(String resource) {
    try (InputStream stream = GuestPrograms.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
