package dev.seedkernel.aarch64.asm;

/**
 * One thing that is wrong with a source text.
 *
 * @param file name of the {@link SourceFile}
 * @param line number of the line, from 1
 * @param column number of the character in its line, from 1
 * @param expected what was expected there, and what stood there instead, without a full stop
 */
public record SourceError(String file, int line, int column, String expected) {
  /** Returns the error as compilers write it, {@code FILE:LINE:COLUMN: error: …}. */
  @Override
  public String toString() {
    return "%s:%d:%d: error: %s".formatted(file, line, column, expected);
  }
}
