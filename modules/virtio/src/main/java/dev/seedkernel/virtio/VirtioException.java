package dev.seedkernel.virtio;

import java.io.Serial;

/**
 * A ring, a layout or a status that breaks a rule of the virtio specification.
 *
 * <p>The only exception that what the other side of the ring does may cause: it carries the byte
 * offset at which the rule was found broken, the rule, and the clause of virtio 1.2 that states it.
 */
public final class VirtioException extends Exception {
  /** The {@link #offset()} of an error that no byte of guest memory stands for. */
  public static final long NO_OFFSET = -1;

  @Serial private static final long serialVersionUID = 1L;

  private final long offset;
  private final String clause;
  private final String rule;

  /**
   * Creates the exception.
   *
   * @param offset offset in bytes from the start of guest memory, or {@link #NO_OFFSET}
   * @param clause number of the clause of virtio 1.2, for example {@code 2.7.5.2}
   * @param rule the rule that was broken, as a short sentence without a full stop
   */
  public VirtioException(long offset, String clause, String rule) {
    super(
        (offset == NO_OFFSET ? "" : "at offset 0x" + Long.toHexString(offset) + ": ")
            + rule
            + " (virtio 1.2, "
            + clause
            + ")");
    this.offset = offset;
    this.clause = clause;
    this.rule = rule;
  }

  /**
   * Returns the offset in bytes, from the start of guest memory, of the field that breaks the rule,
   * or {@link #NO_OFFSET} if the error is in a register or an argument.
   */
  public long offset() {
    return offset;
  }

  /** Returns the number of the clause of virtio 1.2 that states the rule. */
  public String clause() {
    return clause;
  }

  /** Returns the rule that was broken. */
  public String rule() {
    return rule;
  }

  /** Returns an equal exception with a stack trace of its own, for a queue that stays broken. */
  VirtioException again() {
    return new VirtioException(offset, clause, rule);
  }
}
