package dev.seedkernel.aarch64.isa;

/** A register that is left out if it is a certain one: X30 of RET, XZR of SYS. */
final class OptionalRegister implements Operand {
  private final RegisterOperand register;
  private final char letter;
  private final int absent;

  OptionalRegister(RegisterOperand register, char letter, int absent) {
    this.register = register;
    this.letter = letter;
    this.absent = absent;
  }

  @Override
  public void decode(Encoding encoding, int word, Instruction.Slots slots) {
    register.decode(encoding, word, slots);
  }

  @Override
  public String format(Encoding encoding, int word, long pc) {
    return encoding.field(letter, word) == absent ? "" : register.format(encoding, word, pc);
  }

  @Override
  public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
    return text.isEmpty()
        ? encoding.place(letter, absent)
        : register.parse(encoding, text, resolver);
  }

  @Override
  public boolean optional() {
    return true;
  }
}
