package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.arith.BitmaskImmediate;
import java.util.Locale;
import java.util.Map;

/**
 * Immediates of the integer instructions.
 *
 * <p>Unless said otherwise they are field i and go to slot imm.
 */
final class ImmediateOperands {
  private ImmediateOperands() {}

  static void define(Map<String, Operand> byName) {
    // add, sub: imm12 and its optional shift, field h.
    byName.put("#imm12", new Immediate('i', Slot.IMM, true));
    byName.put("lsl12", new ImmediateShift(12));
    // movz, movn, movk: imm16 and its optional shift, field h; the amount is in slot aux.
    byName.put("#imm16", new Immediate('i', Slot.IMM, true));
    byName.put("lsl16", new ImmediateShift(16));
    byName.put("#udf16", new Immediate('i', Slot.IMM, false));
    byName.put("#imm7", new Immediate('i', Slot.IMM, true));
    byName.put("#imm1", new Immediate('i', Slot.IMM, true));
    byName.put("#imm5", new Immediate('i', Slot.IMM, true));
    byName.put("#imm6", new Immediate('i', Slot.IMM, false));
    byName.put("#nzcv", new Immediate('f', Slot.A, true));
    byName.put("#mask4", new Immediate('f', Slot.A, false));
    byName.put("#immr", new Immediate('r', Slot.IMM, false));
    byName.put("#imms", new Immediate('s', Slot.AUX, false));
    byName.put("#lsb", new Immediate('i', Slot.AUX, false));
    byName.put("#bit", new BitNumber());
    byName.put("#bitmask32", new Bitmask(32));
    byName.put("#bitmask64", new Bitmask(64));
  }

  private enum Slot {
    IMM,
    AUX,
    A
  }

  /** An unsigned field as a number, in the radix in which GNU objdump writes it. */
  private static final class Immediate implements Operand {
    private final char letter;
    private final Slot slot;
    private final boolean hexadecimal;

    Immediate(char letter, Slot slot, boolean hexadecimal) {
      this.letter = letter;
      this.slot = slot;
      this.hexadecimal = hexadecimal;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      int value = encoding.field(letter, word);
      switch (slot) {
        case IMM -> slots.imm = value;
        case AUX -> slots.aux = value;
        case A -> slots.a = value;
      }
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      int value = encoding.field(letter, word);
      return hexadecimal ? "#0x" + Integer.toHexString(value) : "#" + value;
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      long high = (1L << encoding.width(letter)) - 1;
      return encoding.place(letter, (int) Numbers.parse(text, resolver, 0, high));
    }
  }

  /**
   * {@code lsl #n} after an immediate: field h, times a unit. It shifts what is in slot imm, so it
   * stands after the immediate in the table; the amount goes to slot aux.
   */
  private static final class ImmediateShift implements Operand {
    private final int unit;

    ImmediateShift(int unit) {
      this.unit = unit;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      slots.aux = encoding.field('h', word) * unit;
      slots.imm <<= slots.aux;
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      int amount = encoding.field('h', word) * unit;
      return amount == 0 ? "" : "lsl #" + amount;
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      if (text.isEmpty()) {
        return 0;
      }
      if (!text.toLowerCase(Locale.ROOT).startsWith("lsl")) {
        throw new SyntaxError("expected lsl #amount, not " + text);
      }
      long high = (1L << encoding.width('h')) - 1;
      long amount = Numbers.parse(text.substring(3).strip(), resolver, 0, high * unit);
      if (amount % unit != 0) {
        throw new SyntaxError("shift must be a multiple of " + unit + ": " + text);
      }
      return encoding.place('h', (int) amount / unit);
    }

    @Override
    public boolean optional() {
      return true;
    }
  }

  /** The bit that tbz tests: field b; bit 31 of the word is its highest bit and a fixed one. */
  private static final class BitNumber implements Operand {
    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      slots.aux = number(encoding, word);
    }

    private static int number(Encoding encoding, int word) {
      return (word >>> 31) << 5 | encoding.field('b', word);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return "#" + number(encoding, word);
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      // The assembler may write an x register with a bit below 32; that is the form for w.
      long low = encoding.value() < 0 ? 32 : 0;
      return encoding.place('b', (int) Numbers.parse(text, resolver, low, low + 31) & 31);
    }
  }

  /** A bitmask immediate of logical instructions: field b is N, immr, imms; slot imm the mask. */
  private static final class Bitmask implements Operand {
    private final int width;

    Bitmask(int width) {
      this.width = width;
    }

    @Override
    public boolean allocated(Encoding encoding, int word) {
      return BitmaskImmediate.isAllocated(encoding.field('b', word), width);
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      slots.imm = BitmaskImmediate.decode(encoding.field('b', word), width);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return "#0x" + Long.toHexString(BitmaskImmediate.decode(encoding.field('b', word), width));
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      long value = Numbers.parse(text, resolver);
      int code =
          width == 64 || value == (int) value || value >>> 32 == 0
              ? BitmaskImmediate.encode(value, width)
              : -1;
      if (code < 0) {
        throw new SyntaxError("not a bitmask immediate: " + text);
      }
      return encoding.place('b', code);
    }
  }
}
