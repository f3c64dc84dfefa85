package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A general register.
 *
 * <p>The letter of its field says where it goes and what it is for, so that register 31 can be
 * resolved to zero or to nowhere while decoding:
 *
 * <ul>
 *   <li>{@code d}: written, slot d. {@code t}: Rt of a store, read, slot d.
 *   <li>{@code e}: Rt2 of a load, written, slot a. {@code u}: Rt2 of a store, read, slot a. {@code
 *       a}: Ra, read, slot a.
 *   <li>{@code n}: read, slot n.
 *   <li>{@code m}: read, slot m. {@code s}: Rs, read, slot m. {@code w}: a status, written, slot m.
 * </ul>
 */
final class RegisterOperand implements Operand {
  /** Names that the procedure call standard (AAPCS64) gives to registers. */
  private static final Map<String, Integer> PROCEDURE_CALL_NAMES =
      Map.of("ip0", 16, "ip1", 17, "fp", 29, "lr", 30);

  private static final List<String> NUMBERS = new ArrayList<>();

  static {
    for (int i = 0; i <= 30; i++) {
      NUMBERS.add(Integer.toString(i));
    }
  }

  private final boolean wide;
  private final char letter;
  private final boolean stackPointer;

  RegisterOperand(boolean wide, char letter, boolean stackPointer) {
    this.wide = wide;
    this.letter = letter;
    this.stackPointer = stackPointer;
  }

  private boolean written() {
    return letter == 'd' || letter == 'e' || letter == 'w';
  }

  @Override
  public void decode(Encoding encoding, int word, Instruction.Slots slots) {
    int number = encoding.field(letter, word);
    int slot = number != 31 || stackPointer ? number : written() ? Cpu.DISCARD : Cpu.ZR;
    switch (letter) {
      case 'd', 't' -> slots.d = slot;
      case 'n' -> slots.n = slot;
      case 'm', 's', 'w' -> slots.m = slot;
      case 'a', 'e', 'u' -> slots.a = slot;
      default -> throw new IllegalStateException("register field " + letter);
    }
  }

  @Override
  public String format(Encoding encoding, int word, long pc) {
    return name(wide, encoding.field(letter, word), stackPointer);
  }

  static String name(boolean wide, int number, boolean stackPointer) {
    if (number == 31) {
      return stackPointer ? (wide ? "sp" : "wsp") : (wide ? "xzr" : "wzr");
    }
    return (wide ? "x" : "w") + number;
  }

  @Override
  public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
    return encoding.place(letter, number(wide, stackPointer, text));
  }

  static int number(boolean wide, boolean stackPointer, String text) throws SyntaxError {
    String name = text.toLowerCase(Locale.ROOT);
    if (name.equals(name(wide, 31, stackPointer))) {
      return 31;
    }
    Integer number = wide ? PROCEDURE_CALL_NAMES.get(name) : null;
    if (number != null) {
      return number;
    }
    if (name.length() > 1 && name.length() < 4 && name.charAt(0) == (wide ? 'x' : 'w')) {
      int found = NUMBERS.indexOf(name.substring(1));
      if (found >= 0) {
        return found;
      }
    }
    throw new SyntaxError(
        "expected "
            + (wide ? "an x register" : "a w register")
            + (stackPointer ? " or the stack pointer" : "")
            + ", not "
            + text);
  }
}
