package dev.seedkernel.aarch64.isa;

import java.util.Map;

/** Addresses relative to the program counter; slot imm is the offset in bytes. */
final class LabelOperands {
  private LabelOperands() {}

  static void define(Map<String, Operand> byName) {
    byName.put("label", new Label(4, false));
    // adr and adrp: the two low bits of the offset are field l, apart from the others.
    byName.put("adr", new Label(1, false));
    byName.put("adrp", new Label(4096, true));
  }

  /** A signed number of units in field i, with two bits of field l below it if there is one. */
  private static final class Label implements Operand {
    private final int unit;
    private final boolean ofPage;

    Label(int unit, boolean ofPage) {
      this.unit = unit;
      this.ofPage = ofPage;
    }

    private long offset(Encoding encoding, int word) {
      long count = encoding.signedField('i', word);
      int low = encoding.width('l');
      return (count << low | encoding.field('l', word)) * unit;
    }

    private long base(long pc) {
      return ofPage ? pc & -4096 : pc;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      slots.imm = offset(encoding, word);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return "0x" + Long.toHexString(base(pc) + offset(encoding, word));
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      long target = Numbers.parse(text, resolver);
      long offset = base(target) - base(resolver.pc());
      int low = encoding.width('l');
      long range = (long) unit << (encoding.width('i') + low - 1);
      if (offset % unit != 0 || offset < -range || offset >= range) {
        throw new SyntaxError("target is misaligned or out of range: " + text);
      }
      long count = offset / unit;
      return encoding.place('i', (int) (count >> low)) | encoding.place('l', (int) count);
    }
  }
}
