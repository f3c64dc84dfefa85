package dev.seedkernel.aarch64.isa;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Operands of system instructions.
 *
 * <p>Their fields stand in the same bits in every encoding, and are fixed where an encoding is that
 * of one register or operation; so they are taken by position, not by letter.
 */
final class SystemOperands {
  private static final List<String> BARRIERS =
      Arrays.asList(
          "", "oshld", "oshst", "osh", "", "nshld", "nshst", "nsh", "", "ishld", "ishst", "ish", "",
          "ld", "st", "sy");

  private SystemOperands() {}

  static void define(Map<String, Operand> byName) {
    byName.put("barrier", new Barrier());
    byName.put("#imm4", new BarrierOption());
    byName.put("#op1", new Field(16, 3, "#"));
    byName.put("Cn", new Field(12, 4, "C"));
    byName.put("Cm", new Field(8, 4, "C"));
    byName.put("#op2", new Field(5, 3, "#"));
    byName.put("sysreg", new SystemRegister());
    byName.put("#hint", new Hint());
    byName.put("dit", new ProcessStateField("dit"));
    for (String field : List.of("ssbs", "daifset", "daifclr", "spsel", "pan", "uao")) {
      byName.put(field, new ProcessStateField(field));
    }
  }

  /** Returns bits for what is not fixed, if what is fixed agrees. */
  private static int place(Encoding encoding, int bits, int mask, String text)
      throws Operand.SyntaxError {
    if (((bits ^ encoding.value()) & encoding.mask() & mask) != 0) {
      throw new Operand.SyntaxError(text + " is not that of this encoding");
    }
    return bits & ~encoding.mask();
  }

  /** Scope and kind of accesses of DMB and DSB: field f. */
  private static final class Barrier implements Operand {
    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {}

    @Override
    public String format(Encoding encoding, int word, long pc) {
      int option = encoding.field('f', word);
      String name = BARRIERS.get(option);
      return name.isEmpty() ? "#0x%02x".formatted(option) : name;
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      int option = text.isEmpty() ? -1 : BARRIERS.indexOf(text.toLowerCase(Locale.ROOT));
      return encoding.place('f', option > 0 ? option : (int) Numbers.parse(text, resolver, 0, 15));
    }
  }

  /** The option of ISB and CLREX, field f, which is left out if it is 15; ISB also takes sy. */
  private static final class BarrierOption implements Operand {
    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {}

    @Override
    public String format(Encoding encoding, int word, long pc) {
      int option = encoding.field('f', word);
      return option == 15 ? "" : "#0x" + Integer.toHexString(option);
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      boolean full =
          text.isEmpty()
              || (encoding.mnemonic().equals("isb") && text.toLowerCase(Locale.ROOT).equals("sy"));
      return encoding.place('f', full ? 15 : (int) Numbers.parse(text, resolver, 0, 15));
    }

    @Override
    public boolean optional() {
      return true;
    }
  }

  /** A number of SYS: {@code #op1}, {@code Cn}, {@code Cm}, {@code #op2}. */
  private static final class Field implements Operand {
    private final int position;
    private final int mask;
    private final String prefix;

    Field(int position, int width, String prefix) {
      this.position = position;
      this.mask = (1 << width) - 1;
      this.prefix = prefix;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {}

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return prefix + (word >>> position & mask);
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      String number = text;
      if (prefix.equals("C")) {
        if (!text.toUpperCase(Locale.ROOT).startsWith("C")) {
          throw new SyntaxError("expected C0 to C15, not " + text);
        }
        number = text.substring(1);
      }
      int bits = (int) Numbers.parse(number, resolver, 0, mask) << position;
      return place(encoding, bits, mask << position, text);
    }
  }

  /** A system register by its name, or as {@code s3_3_c13_c0_2}. */
  private static final class SystemRegister implements Operand {
    private static final int MASK = 0xffff << 5;

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {}

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return SystemRegisters.name(word >>> 5 & 0xffff, encoding.mnemonic().equals("msr"));
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      return place(encoding, SystemRegisters.code(text) << 5, MASK, text);
    }
  }

  /** The number of a hint. */
  private static final class Hint implements Operand {
    private static final int MASK = 0x7f << 5;

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {}

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return "#0x" + Integer.toHexString((word & MASK) >>> 5);
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      return place(encoding, (int) Numbers.parse(text, resolver, 0, 0x7f) << 5, MASK, text);
    }
  }

  /** A field of PSTATE, whose encoding has a line of its own. */
  private record ProcessStateField(String name) implements Operand {
    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {}

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return name;
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      if (!text.toLowerCase(Locale.ROOT).equals(name)) {
        throw new SyntaxError("expected " + name + ", not " + text);
      }
      return 0;
    }
  }
}
