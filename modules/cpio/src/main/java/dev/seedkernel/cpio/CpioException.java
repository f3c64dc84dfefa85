package dev.seedkernel.cpio;

import java.io.Serial;

/**
 * Input that breaks a rule of its format, or a tree that the format cannot hold.
 *
 * <p>The only exception that reading hostile input may throw: it carries the byte offset at which
 * the rule was found broken, and the rule.
 */
public final class CpioException extends Exception {
  /** The {@link #offset()} of an error that no byte of an input stands for. */
  public static final long NO_OFFSET = -1;

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

  /**
   * Creates the exception for an error that is not at a place of an input, such as a name that
   * occurs in a tree and cannot be written.
   *
   * @param rule the rule that was broken, as a short sentence without a full stop
   */
  public CpioException(String rule) {
    super(rule);
    this.offset = NO_OFFSET;
    this.rule = rule;
  }

  /**
   * Returns the offset in bytes from the start of the input, or {@link #NO_OFFSET}. For an error
   * inside a compressed part this is where that part starts; the rule says where in its unpacked
   * bytes.
   */
  public long offset() {
    return offset;
  }

  /** Returns the rule that was broken. */
  public String rule() {
    return rule;
  }
}
