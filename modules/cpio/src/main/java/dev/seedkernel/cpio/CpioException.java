package dev.seedkernel.cpio;

import java.io.Serial;

/**
 * Input that breaks a rule of its format.
 *
 * <p>The only exception that reading hostile input may throw: it carries the byte offset at which
 * the rule was found broken, and the rule.
 */
public final class CpioException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final long offset;
  private final String rule;

  /**
   * Creates the exception.
   *
   * @param offset offset in bytes from the start of the input
   * @param rule the rule that was broken, as a short sentence without a full stop
   */
  public CpioException(long offset, String rule) {
    super("at offset 0x" + Long.toHexString(offset) + ": " + rule);
    this.offset = offset;
    this.rule = rule;
  }

  /** Returns the offset in bytes from the start of the input. */
  public long offset() {
    return offset;
  }

  /** Returns the rule that was broken. */
  public String rule() {
    return rule;
  }
}
