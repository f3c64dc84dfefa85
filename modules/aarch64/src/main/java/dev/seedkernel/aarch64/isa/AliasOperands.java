package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.arith.BitmaskImmediate;
import java.util.Map;

/**
 * Operands that only aliases have: they write the fields of another encoding in another way.
 *
 * <p>They are never decoded to slots, for it is the other encoding that is executed.
 */
final class AliasOperands {
  private AliasOperands() {}

  static void define(Map<String, Operand> byName) {
    for (int width : new int[] {32, 64}) {
      boolean wide = width == 64;
      String x = wide ? "X" : "W";
      byName.put("#lsl" + width, new LeftShift(width));
      byName.put("#insert" + width, new Insert(width));
      byName.put("#extract" + width, new Extract(width));
      byName.put("#movz" + width, new WideImmediate(width, false));
      byName.put("#movn" + width, new WideImmediate(width, true));
      byName.put("#movmask" + width, new MaskImmediate(width));
      byName.put(x + "nm", new SourceTwice(new RegisterOperand(wide, 'n', false)));
    }
    byName.put("#imm12<<12", new AnyImmediate(false));
    byName.put("-#imm12", new AnyImmediate(true));
    byName.put("cond!", new InvertedCondition());
  }

  /** An operand that has no slots. */
  interface Written extends Operand {
    @Override
    default void decode(Encoding encoding, int word, Instruction.Slots slots) {
      throw new IllegalStateException("an alias is not decoded: " + encoding);
    }
  }

  /**
   * The amount of {@code lsl} by ubfm: fields r and s are the amount negated, and its complement.
   */
  private record LeftShift(int width) implements Written {
    @Override
    public String format(Encoding encoding, int word, long pc) {
      return "#" + (width - 1 - encoding.field('s', word));
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      int amount = (int) Numbers.parse(text, resolver, 0, width - 1);
      return encoding.place('r', -amount & (width - 1)) | encoding.place('s', width - 1 - amount);
    }
  }

  /** Takes {@code #lsb, #width} apart. */
  private static long[] field(String text, Operand.Resolver resolver, int width)
      throws Operand.SyntaxError {
    int comma = text.indexOf(',');
    if (comma < 0) {
      throw new Operand.SyntaxError("expected #lsb, #width");
    }
    long lsb = Numbers.parse(text.substring(0, comma).strip(), resolver, 0, width - 1);
    long size = Numbers.parse(text.substring(comma + 1).strip(), resolver, 1, width - lsb);
    return new long[] {lsb, size};
  }

  /** {@code #lsb, #width} of bfi, sbfiz and ubfiz. */
  private record Insert(int width) implements Written {
    @Override
    public String format(Encoding encoding, int word, long pc) {
      int lsb = -encoding.field('r', word) & (width - 1);
      return "#" + lsb + ", #" + (encoding.field('s', word) + 1);
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      long[] field = field(text, resolver, width);
      return encoding.place('r', (int) -field[0] & (width - 1))
          | encoding.place('s', (int) field[1] - 1);
    }
  }

  /** {@code #lsb, #width} of bfxil, sbfx and ubfx. */
  private record Extract(int width) implements Written {
    @Override
    public String format(Encoding encoding, int word, long pc) {
      int lsb = encoding.field('r', word);
      return "#" + lsb + ", #" + (encoding.field('s', word) - lsb + 1);
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      long[] field = field(text, resolver, width);
      return encoding.place('r', (int) field[0])
          | encoding.place('s', (int) (field[0] + field[1] - 1));
    }
  }

  /**
   * The immediate of add and sub as one number, shifted by itself where it must be; of the opposite
   * instruction, negated.
   */
  private record AnyImmediate(boolean negated) implements Written {
    @Override
    public String format(Encoding encoding, int word, long pc) {
      long value = (long) encoding.field('i', word) << (12 * encoding.field('h', word));
      return "#" + (negated ? -value : value);
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      long number = Numbers.parse(text, resolver);
      long value = negated ? -number : number;
      if (value >= 0 && value < 4096) {
        return encoding.place('i', (int) value);
      }
      if ((value & 0xfff) != 0 || value < 0 || value > 0xfff000) {
        throw new SyntaxError("expected a number of 12 bits, shifted by 0 or 12, not " + text);
      }
      return encoding.place('i', (int) (value >> 12)) | encoding.place('h', 1);
    }
  }

  /** Reads a number that may be written signed or unsigned in a width; it comes out unsigned. */
  private static long unsigned(String text, Operand.Resolver resolver, int width)
      throws Operand.SyntaxError {
    long value = Numbers.parse(text, resolver);
    if (width == 64) {
      return value;
    }
    if (value < Integer.MIN_VALUE || value > 0xffff_ffffL) {
      throw new Operand.SyntaxError("expected a value of 32 bits, not " + text);
    }
    return value & 0xffff_ffffL;
  }

  /**
   * The value that movz or movn makes: sixteen bits at a multiple of sixteen, or its complement.
   */
  private record WideImmediate(int width, boolean inverted) implements Written {
    private long complemented(long value) {
      return inverted ? (width == 64 ? ~value : ~value & 0xffff_ffffL) : value;
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      long value = (long) encoding.field('i', word) << (16 * encoding.field('h', word));
      return "#0x" + Long.toHexString(complemented(value));
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      long value = complemented(unsigned(text, resolver, width));
      for (int h = 0; h < width / 16; h++) {
        long part = (value >>> (16 * h)) & 0xffff;
        if (part << (16 * h) == value) {
          return encoding.place('i', (int) part) | encoding.place('h', h);
        }
      }
      throw new SyntaxError("expected a value that one instruction can make, not " + text);
    }
  }

  /** The bitmask immediate of mov by orr. */
  private record MaskImmediate(int width) implements Written {
    @Override
    public boolean allocated(Encoding encoding, int word) {
      return BitmaskImmediate.isAllocated(encoding.field('b', word), width);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return "#0x" + Long.toHexString(BitmaskImmediate.decode(encoding.field('b', word), width));
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      int code = BitmaskImmediate.encode(unsigned(text, resolver, width), width);
      if (code < 0) {
        throw new SyntaxError("expected a value that one instruction can make, not " + text);
      }
      return encoding.place('b', code);
    }
  }

  /** A source that is both Rn and Rm, written once. */
  record SourceTwice(Operand source) implements Written {
    @Override
    public String format(Encoding encoding, int word, long pc) {
      return source.format(encoding, word, pc);
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      int bits = source.parse(encoding, text, resolver);
      return bits | encoding.place('m', encoding.field('n', bits));
    }
  }

  /** The condition under which cinc and its like do something: field c has its opposite. */
  private record InvertedCondition() implements Written {
    @Override
    public String format(Encoding encoding, int word, long pc) {
      return ShiftOperands.CONDITIONS.get(encoding.field('c', word) ^ 1);
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      return encoding.place('c', ShiftOperands.condition(text) ^ 1);
    }
  }
}
