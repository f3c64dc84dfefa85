package dev.seedkernel.kernel.boot;

import java.io.Serial;

/** A transcript that holds no whole dump. */
public final class DumpException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final int line;
  private final String rule;

  /**
   * Creates the exception.
   *
   * @param line number of the line, from 1
   * @param rule what was expected
   */
  DumpException(int line, String rule) {
    super("line " + line + ": " + rule);
    this.line = line;
    this.rule = rule;
  }

  /** Returns the number of the line, from 1. */
  public int line() {
    return line;
  }

  /** Returns what was expected there. */
  public String rule() {
    return rule;
  }
}
