package dev.seedkernel.aarch64.asm;

import java.io.Serial;

/**
 * Assembly text that breaks a rule of the language, or that cannot be encoded.
 *
 * <p>The only exception that assembling hostile text may throw.
 */
public final class AssemblyException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;
  private final String expected;

  /**
   * Creates the exception.
   *
   * @param line number of the line, from 1
   * @param column number of the character in its line, from 1
   * @param expected what was expected there, as a short phrase without a full stop
   */
  public AssemblyException(int line, int column, String expected) {
    super("line " + line + ", column " + column + ": " + expected);
    this.line = line;
    this.column = column;
    this.expected = expected;
  }

  /** Returns the number of the line, from 1. */
  public int line() {
    return line;
  }

  /** Returns the number of the character in its line, from 1. */
  public int column() {
    return column;
  }

  /** Returns what was expected, and what stood there instead. */
  public String expected() {
    return expected;
  }
}
