package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shifts and extensions of a second register operand, and conditions. */
final class ShiftOperands {
  /** Names of conditions by their encoding. */
  static final List<String> CONDITIONS =
      List.of(
          "eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", "al",
          "nv");

  private static final List<String> SHIFTS = List.of("lsl", "lsr", "asr", "ror");
  private static final List<String> EXTENDS =
      List.of("uxtb", "uxth", "uxtw", "uxtx", "sxtb", "sxth", "sxtw", "sxtx");

  private ShiftOperands() {}

  static void define(Map<String, Operand> byName) {
    byName.put("shift", new Shift());
    byName.put("Rm", new ExtendableRegister());
    byName.put("extend32", new Extend(2));
    byName.put("extend64", new Extend(3));
    byName.put("cond", new Condition());
  }

  /** Splits {@code name #amount}; the amount is 0 where it is missing. */
  private static long amount(String text, Operand.Resolver resolver, int high)
      throws Operand.SyntaxError {
    String rest = text.substring(Math.min(4, text.length())).strip();
    if (text.toLowerCase(Locale.ROOT).startsWith("lsl")
        || text.toLowerCase(Locale.ROOT).startsWith("lsr")
        || text.toLowerCase(Locale.ROOT).startsWith("asr")
        || text.toLowerCase(Locale.ROOT).startsWith("ror")) {
      rest = text.substring(3).strip();
    }
    return rest.isEmpty() ? 0 : Numbers.parse(rest, resolver, 0, high);
  }

  /**
   * {@code lsl #3} of a shifted register: the type is field h, absent where the encoding is that of
   * LSL alone; the amount is field i. Slot aux is the amount, and the type above bit 6.
   */
  private static final class Shift implements Operand {
    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      slots.aux = encoding.field('h', word) << 6 | encoding.field('i', word);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      int type = encoding.field('h', word);
      int amount = encoding.field('i', word);
      return type == 0 && amount == 0 ? "" : SHIFTS.get(type) + " #" + amount;
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      if (text.isEmpty()) {
        return 0;
      }
      int type =
          text.length() < 3 ? -1 : SHIFTS.indexOf(text.substring(0, 3).toLowerCase(Locale.ROOT));
      if (type < 0 || (type > 0 && !encoding.has('h'))) {
        throw new SyntaxError("not a shift of this instruction: " + text);
      }
      long amount = amount(text, resolver, (1 << encoding.width('i')) - 1);
      return encoding.place('h', type) | encoding.place('i', (int) amount);
    }

    @Override
    public boolean optional() {
      return true;
    }
  }

  /** The register that is extended: field m, an x register where the option, field o, says so. */
  private static final class ExtendableRegister implements Operand {
    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      int m = encoding.field('m', word);
      slots.m = m == 31 ? Cpu.ZR : m;
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      boolean wide = (encoding.field('o', word) & 3) == 3;
      return RegisterOperand.name(wide, encoding.field('m', word), false);
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      boolean wide = !text.toLowerCase(Locale.ROOT).startsWith("w");
      return encoding.place('m', RegisterOperand.number(wide, false, text));
    }
  }

  /** {@code uxtw #2}: the option is field o, the amount field i, at most 4. */
  private static final class Extend implements Operand {
    /** The option that changes nothing, which is written lsl if SP is an operand. */
    private final int plain;

    Extend(int plain) {
      this.plain = plain;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      ExtendedRegister.decode(encoding.field('o', word), encoding.field('i', word), slots);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      int option = encoding.field('o', word);
      int amount = encoding.field('i', word);
      boolean setsFlags = (word >>> 29 & 1) != 0;
      boolean stackPointer =
          encoding.field('n', word) == 31 || (!setsFlags && encoding.field('d', word) == 31);
      if (option == plain && stackPointer) {
        return amount == 0 ? "" : "lsl #" + amount;
      }
      return EXTENDS.get(option) + (amount == 0 ? "" : " #" + amount);
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      if (text.isEmpty()) {
        return encoding.place('o', plain);
      }
      String name = text.substring(0, Math.min(4, text.length())).toLowerCase(Locale.ROOT);
      int option = name.startsWith("lsl") ? plain : EXTENDS.indexOf(name);
      if (option < 0) {
        throw new SyntaxError("not an extension: " + text);
      }
      return encoding.place('o', option) | encoding.place('i', (int) amount(text, resolver, 4));
    }

    @Override
    public boolean optional() {
      return true;
    }
  }

  /** A condition: field c; slot aux. */
  private static final class Condition implements Operand {
    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      slots.aux = encoding.field('c', word);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return CONDITIONS.get(encoding.field('c', word));
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      return encoding.place('c', condition(text));
    }
  }

  /** Returns the encoding of a condition's name; hs and lo are cs and cc. */
  static int condition(String text) throws Operand.SyntaxError {
    String name = text.toLowerCase(Locale.ROOT);
    int code =
        switch (name) {
          case "hs" -> 2;
          case "lo" -> 3;
          default -> CONDITIONS.indexOf(name);
        };
    if (code < 0) {
      throw new Operand.SyntaxError("not a condition: " + text);
    }
    return code;
  }
}
