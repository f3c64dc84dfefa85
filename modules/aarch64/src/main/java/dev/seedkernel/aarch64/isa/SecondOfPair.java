package dev.seedkernel.aarch64.isa;

/** The register after an even one (CASP): the field is that of the first, and has no slot here. */
final class SecondOfPair implements Operand {
  private final boolean wide;
  private final char letter;

  SecondOfPair(boolean wide, char letter) {
    this.wide = wide;
    this.letter = letter;
  }

  @Override
  public boolean allocated(Encoding encoding, int word) {
    return (encoding.field(letter, word) & 1) == 0;
  }

  @Override
  public void decode(Encoding encoding, int word, Instruction.Slots slots) {}

  @Override
  public String format(Encoding encoding, int word, long pc) {
    return RegisterOperand.name(wide, encoding.field(letter, word) + 1, false);
  }

  /** Gives the field of the first register again: an assembler must find the two equal. */
  @Override
  public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
    int number = RegisterOperand.number(wide, false, text);
    if ((number & 1) == 0) {
      throw new SyntaxError("a pair is an even register and the next: " + text);
    }
    return encoding.place(letter, number - 1);
  }
}
