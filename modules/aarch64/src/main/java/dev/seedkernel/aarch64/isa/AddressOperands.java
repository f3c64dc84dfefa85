package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import java.util.Locale;
import java.util.Map;

/**
 * Addresses of loads and stores (Arm ARM C1.3.3).
 *
 * <p>The base is field {@code n}, register or stack pointer, in slot n. Offsets are scaled by the
 * size of what is transferred, which the operand's name says; the transfer register is no matter of
 * theirs, so that general and vector registers share them.
 *
 * <ul>
 *   <li>{@code [Xn]}: base only.
 *   <li>{@code [Xn,#u*S]}: field i, unsigned, times S. Slot imm is the offset in bytes.
 *   <li>{@code [Xn,#s*S]}: field i, signed, times S; {@code [Xn,#s*S]!} is the same, pre-indexed.
 *       Any width of the field will do. S is 1 where the manual has no scale. {@code [Xn{,#s*8}]!}
 *       leaves an offset of 0 out when written.
 *   <li>{@code [Xn] #s*S}: post-indexed; these are two operands.
 *   <li>{@code [Xn,Rm*S]}: register offset, fields m, o (bits 15 and 13 of the word; bit 14 is
 *       fixed) and S. Slots m, imm and aux are as {@link ExtendedRegister} says.
 * </ul>
 */
final class AddressOperands {
  private AddressOperands() {}

  static void define(Map<String, Operand> byName) {
    byName.put("[Xn]", new Base());
    byName.put("[Xn{,#s*8}]!", new Offset(8, true, "!", true));
    for (int shift = 0; shift <= 4; shift++) {
      int scale = 1 << shift;
      byName.put("[Xn,#u*" + scale + "]", new Offset(scale, false, "", true));
      byName.put("[Xn,#s*" + scale + "]", new Offset(scale, true, "", true));
      byName.put("[Xn,#s*" + scale + "]!", new Offset(scale, true, "!", false));
      byName.put("#s*" + scale, new PostOffset(scale));
      byName.put("[Xn,Rm*" + scale + "]", new RegisterOffset(shift));
    }
  }

  private static void decodeBase(Encoding encoding, int word, Instruction.Slots slots) {
    slots.n = encoding.field('n', word);
  }

  private static String formatBase(Encoding encoding, int word) {
    return RegisterOperand.name(true, encoding.field('n', word), true);
  }

  private static int parseBase(Encoding encoding, String text) throws Operand.SyntaxError {
    return encoding.place('n', RegisterOperand.number(true, true, text));
  }

  /** Takes the parts between the brackets apart, at the commas. */
  private static String[] parts(String text, String suffix) throws Operand.SyntaxError {
    String end = "]" + suffix;
    String compact = text.strip();
    if (!compact.startsWith("[") || !compact.endsWith(end)) {
      throw new Operand.SyntaxError("expected an address in [ " + end + ", not " + text);
    }
    String[] parts = compact.substring(1, compact.length() - end.length()).split(",", -1);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = parts[i].strip();
    }
    return parts;
  }

  private static int parseOffset(
      Encoding encoding, String text, Operand.Resolver resolver, int scale, boolean signed)
      throws Operand.SyntaxError {
    int width = encoding.width('i');
    long low = signed ? -(1L << (width - 1)) : 0;
    long high = (1L << (signed ? width - 1 : width)) - 1;
    long value = Numbers.parse(text, resolver, low * scale, high * scale);
    if (value % scale != 0) {
      throw new Operand.SyntaxError("offset " + text + " is not a multiple of " + scale);
    }
    return encoding.place('i', (int) (value / scale));
  }

  /** {@code [Xn]}, also written {@code [Xn, #0]}. */
  private static final class Base implements Operand {
    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      decodeBase(encoding, word, slots);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return "[" + formatBase(encoding, word) + "]";
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      String[] parts = parts(text, "");
      if (parts.length > 2) {
        throw new SyntaxError("expected a base register alone: " + text);
      }
      if (parts.length == 2) {
        Numbers.parse(parts[1], resolver, 0, 0);
      }
      return parseBase(encoding, parts[0]);
    }
  }

  /** {@code [Xn, #offset]} and, with writeback, {@code [Xn, #offset]!}. */
  private static final class Offset implements Operand {
    private final int scale;
    private final boolean signed;
    private final String suffix;
    private final boolean zeroLeftOut;

    Offset(int scale, boolean signed, String suffix, boolean zeroLeftOut) {
      this.scale = scale;
      this.signed = signed;
      this.suffix = suffix;
      this.zeroLeftOut = zeroLeftOut;
    }

    private long offset(Encoding encoding, int word) {
      return (long) (signed ? encoding.signedField('i', word) : encoding.field('i', word)) * scale;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      decodeBase(encoding, word, slots);
      slots.imm = offset(encoding, word);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      long offset = offset(encoding, word);
      String number = offset == 0 && zeroLeftOut ? "" : ", #" + offset;
      return "[" + formatBase(encoding, word) + number + "]" + suffix;
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      String[] parts = parts(text, suffix);
      if (parts.length > 2) {
        throw new SyntaxError("expected a base register and an offset: " + text);
      }
      int base = parseBase(encoding, parts[0]);
      return parts.length == 1
          ? base
          : base | parseOffset(encoding, parts[1], resolver, scale, signed);
    }
  }

  /** The {@code #offset} after {@code [Xn]} of a post-indexed address. */
  private static final class PostOffset implements Operand {
    private final int scale;

    PostOffset(int scale) {
      this.scale = scale;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      slots.imm = (long) encoding.signedField('i', word) * scale;
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return "#" + encoding.signedField('i', word) * scale;
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      return parseOffset(encoding, text, resolver, scale, true);
    }
  }

  /** {@code [Xn, Xm{, lsl #n}]}, {@code [Xn, Wm, uxtw {#n}]} and the signed forms. */
  private static final class RegisterOffset implements Operand {
    private static final String[] EXTENDS = {"uxtw", "lsl", "sxtw", "sxtx"};

    private final int shift;

    RegisterOffset(int shift) {
      this.shift = shift;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      decodeBase(encoding, word, slots);
      int m = encoding.field('m', word);
      slots.m = m == 31 ? Cpu.ZR : m;
      int option = encoding.field('o', word);
      // Bit 14 of the word is fixed, between the two bits of the field.
      ExtendedRegister.decode(
          (option & 2) << 1 | 2 | (option & 1), encoding.field('S', word) * shift, slots);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      int option = encoding.field('o', word);
      boolean scaled = encoding.field('S', word) != 0;
      StringBuilder s = new StringBuilder("[").append(formatBase(encoding, word)).append(", ");
      s.append(RegisterOperand.name((option & 1) != 0, encoding.field('m', word), false));
      if (option != 1 || scaled) {
        s.append(", ").append(EXTENDS[option]);
      }
      if (scaled) {
        s.append(" #").append(shift);
      }
      return s.append(']').toString();
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      String[] parts = parts(text, "");
      if (parts.length < 2 || parts.length > 3) {
        throw new SyntaxError("expected a base and an index register: " + text);
      }
      String[] extend = parts.length == 2 ? new String[] {"lsl"} : parts[2].split("\\s+|(?=#)", 2);
      int option = option(extend[0]);
      if (parts.length == 3 && option == 1 && extend.length == 1) {
        throw new SyntaxError("lsl needs an amount: " + text);
      }
      boolean scaled = false;
      if (extend.length == 2) {
        long amount = Numbers.parse(extend[1].strip(), resolver);
        if (amount != 0 && amount != shift) {
          throw new SyntaxError("shift must be 0 or " + shift + ": " + text);
        }
        // Of bytes, an amount of 0 that is written is not the same encoding as none.
        scaled = amount != 0 || shift == 0;
      }
      return parseBase(encoding, parts[0])
          | encoding.place('m', RegisterOperand.number((option & 1) != 0, false, parts[1]))
          | encoding.place('o', option)
          | encoding.place('S', scaled ? 1 : 0);
    }

    private static int option(String name) throws SyntaxError {
      for (int i = 0; i < EXTENDS.length; i++) {
        if (name.toLowerCase(Locale.ROOT).equals(EXTENDS[i])) {
          return i;
        }
      }
      throw new SyntaxError("expected lsl, uxtw, sxtw or sxtx, not " + name);
    }
  }
}
