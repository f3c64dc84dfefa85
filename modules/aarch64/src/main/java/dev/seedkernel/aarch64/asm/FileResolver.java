package dev.seedkernel.aarch64.asm;

import java.io.IOException;
import java.util.Optional;

/**
 * Finds the files that {@code .include} and {@code .incbin} name. An assembler has none unless it
 * is given one: it reads nothing of the host by itself.
 */
@FunctionalInterface
public interface FileResolver {
  /**
   * Finds a file.
   *
   * @param name as the directive has it
   * @param including name of the source in which the directive stands
   * @return the file, or nothing if there is none of that name
   * @throws IOException if it is there and cannot be read; the message becomes an error at the
   *     directive
   */
  Optional<IncludedFile> resolve(String name, String including) throws IOException;
}
