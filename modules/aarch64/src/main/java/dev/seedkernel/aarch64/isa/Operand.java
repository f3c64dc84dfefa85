package dev.seedkernel.aarch64.isa;

/**
 * One operand of an encoding, as the assembly language writes it: a register, an immediate, an
 * address.
 *
 * <p>It knows the letters of the fields that it uses, and does all three things from them: filling
 * the slots of a decoded instruction, writing GNU syntax, and reading it back. All operands are
 * named in {@link Operands}; the table refers to them by name.
 *
 * <p>In assembly text an operand is what stands between two commas outside brackets and braces: a
 * shift, an extension and the offset of a post-indexed address are operands of their own.
 */
public interface Operand {
  /** Fills in what the instruction's semantics need. */
  void decode(Encoding encoding, int word, Instruction.Slots slots);

  /**
   * Returns GNU syntax, or an empty string for an operand that is left out (a shift by 0).
   *
   * @param pc the address of the instruction, for operands that are relative to it
   */
  String format(Encoding encoding, int word, long pc);

  /**
   * Reads GNU syntax. An {@link #optional()} operand that is left out is read as an empty text.
   *
   * @return the bits of the operand's fields
   * @throws SyntaxError if the text is not this operand, or its value cannot be encoded
   */
  int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError;

  /** Returns whether the fields hold a value that is allocated. */
  default boolean allocated(Encoding encoding, int word) {
    return true;
  }

  /** Returns whether the operand may be left out in assembly text. */
  default boolean optional() {
    return false;
  }

  /** Gives meaning to names in assembly text. */
  interface Resolver {
    /** Returns the address of the instruction that is assembled. */
    long pc();

    /** Returns the value of a label or symbol. */
    long value(String name) throws SyntaxError;
  }

  /** Assembly text that is not what was expected. */
  final class SyntaxError extends Exception {
    private static final long serialVersionUID = 1L;

    public SyntaxError(String message) {
      // The assembler tries many encodings: a refusal is common, and nobody looks at its stack.
      super(message, null, false, false);
    }
  }
}
