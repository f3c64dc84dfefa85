package dev.seedkernel.aarch64.isa;

import java.util.Map;

/** Immediates of the integer instructions. */
final class ImmediateOperands {
  private ImmediateOperands() {}

  static void define(Map<String, Operand> byName) {
    byName.put("#imm12", new AddSubtractImmediate());
    byName.put("label26", new Label(26));
  }

  /** {@code #imm{, lsl #12}}: imm12 in field i, the shift in field h. */
  private static final class AddSubtractImmediate implements Operand {
    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      slots.imm = (long) encoding.field('i', word) << (encoding.field('h', word) * 12);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      String value = "#0x" + Integer.toHexString(encoding.field('i', word));
      return encoding.field('h', word) == 0 ? value : value + ", lsl #12";
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      throw new SyntaxError("not an immediate: " + text);
    }
  }

  /** A branch target: a signed number of instructions in field i, relative to this instruction. */
  private static final class Label implements Operand {
    private final int bits;

    Label(int bits) {
      this.bits = bits;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      slots.imm = (long) encoding.signedField('i', word) * 4;
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return Long.toHexString(pc + encoding.signedField('i', word) * 4L);
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      long offset = resolver.value(text) - resolver.pc();
      long range = 1L << (bits + 1);
      if ((offset & 3) != 0 || offset < -range || offset >= range) {
        throw new SyntaxError("branch target out of range: " + text);
      }
      return encoding.place('i', (int) (offset >> 2));
    }
  }
}
