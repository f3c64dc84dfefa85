package dev.seedkernel.aarch64.asm;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An operand of an instruction in a {@link CodeBuilder}.
 *
 * <p>What is made here is well-formed; whether an instruction takes it is found when the program is
 * assembled. Methods throw {@link IllegalArgumentException} for a number that no operand has.
 */
public sealed interface Argument
    permits Argument.Register,
        Argument.Vector,
        Argument.RegisterList,
        Argument.Immediate,
        Argument.Modifier,
        Argument.Address,
        Argument.Condition,
        Argument.Name,
        Argument.LiteralValue,
        Label {
  /** Returns it in assembly text. */
  String text();

  /** A general or scalar register. */
  record Register(String text) implements Argument {}

  /** A vector register with its arrangement, or one of its elements. */
  record Vector(String text) implements Argument {}

  /** One to four vector registers of a structure load or store, or of a table. */
  record RegisterList(String text) implements Argument {}

  /** A number. */
  record Immediate(String text) implements Argument {}

  /** A shift or an extension of the register or number before it. */
  record Modifier(String text) implements Argument {}

  /** An address in brackets. */
  record Address(String text) implements Argument {}

  /** A condition. */
  record Condition(String text) implements Argument {}

  /** A word of the language: a system register, the scope of a barrier, a prefetch operation. */
  record Name(String text) implements Argument {}

  /** A constant that is loaded from a literal pool. */
  record LiteralValue(String text) implements Argument {}

  /** How the bits of a vector register are divided; {@code D1} and {@code Q1} are one element. */
  enum Arrangement {
    B8("8b"),
    B16("16b"),
    H4("4h"),
    H8("8h"),
    S2("2s"),
    S4("4s"),
    D1("1d"),
    D2("2d"),
    Q1("1q"),
    /** Four bytes, of which dot products take one element. */
    B4("4b"),
    /** Two half words, of which some products take one element. */
    H2("2h");

    private final String suffix;

    Arrangement(String suffix) {
      this.suffix = suffix;
    }
  }

  /** The size of one element of a vector. */
  enum Element {
    B,
    H,
    S,
    D
  }

  /** The 64-bit stack pointer. */
  Register SP = new Register("sp");

  /** The 32-bit stack pointer. */
  Register WSP = new Register("wsp");

  /** The 64-bit zero register. */
  Register XZR = new Register("xzr");

  /** The 32-bit zero register. */
  Register WZR = new Register("wzr");

  /** Returns a 64-bit general register, 0 to 30. */
  static Register x(int number) {
    return register("x", number, 30);
  }

  /** Returns a 32-bit general register, 0 to 30. */
  static Register w(int number) {
    return register("w", number, 30);
  }

  /** Returns an 8-bit scalar register, 0 to 31. */
  static Register b(int number) {
    return register("b", number, 31);
  }

  /** Returns a 16-bit scalar register, 0 to 31. */
  static Register h(int number) {
    return register("h", number, 31);
  }

  /** Returns a 32-bit scalar register, 0 to 31. */
  static Register s(int number) {
    return register("s", number, 31);
  }

  /** Returns a 64-bit scalar register, 0 to 31. */
  static Register d(int number) {
    return register("d", number, 31);
  }

  /** Returns a 128-bit scalar register, 0 to 31. */
  static Register q(int number) {
    return register("q", number, 31);
  }

  private static Register register(String prefix, int number, int last) {
    return new Register(prefix + checked(number, 0, last));
  }

  private static int checked(int number, int least, int most) {
    if (number < least || number > most) {
      throw new IllegalArgumentException(number + ": expected " + least + " to " + most);
    }
    return number;
  }

  /** Returns a vector register, 0 to 31. */
  static Vector v(int number, Arrangement arrangement) {
    return new Vector("v" + checked(number, 0, 31) + "." + arrangement.suffix);
  }

  /** Returns an element of a vector register. */
  static Vector lane(int number, Element size, int index) {
    return new Vector("v" + checked(number, 0, 31) + "." + suffix(size) + lane(index));
  }

  /** Returns one of the groups of bytes or half words that dot products take. */
  static Vector lane(int number, Arrangement group, int index) {
    return new Vector(v(number, group).text() + lane(index));
  }

  private static String suffix(Element size) {
    return size.name().toLowerCase(Locale.ROOT);
  }

  private static String lane(int index) {
    return "[" + checked(index, 0, 15) + "]";
  }

  /** Returns {@code count} registers from {@code first} on; register 0 follows register 31. */
  static RegisterList list(int first, int count, Arrangement arrangement) {
    return new RegisterList(list(first, count, arrangement.suffix));
  }

  /** Returns an element of each of {@code count} registers from {@code first} on. */
  static RegisterList list(int first, int count, Element size, int index) {
    return new RegisterList(list(first, count, suffix(size)) + lane(index));
  }

  private static String list(int first, int count, String suffix) {
    checked(first, 0, 31);
    return IntStream.range(first, first + checked(count, 1, 4))
        .mapToObj(number -> "v" + number % 32 + "." + suffix)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** Returns a number. */
  static Immediate imm(long value) {
    return new Immediate("#" + value);
  }

  /** Returns a floating-point number. */
  static Immediate imm(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(value + " is not an immediate");
    }
    return new Immediate("#" + value);
  }

  /** Returns the low twelve bits of a label's address, which go with {@code adrp}. */
  static Immediate low12(Label label) {
    return new Immediate("#:lo12:" + label.text());
  }

  static Modifier lsl(int amount) {
    return shift("lsl", amount);
  }

  static Modifier lsr(int amount) {
    return shift("lsr", amount);
  }

  static Modifier asr(int amount) {
    return shift("asr", amount);
  }

  static Modifier ror(int amount) {
    return shift("ror", amount);
  }

  /** Returns a shift that brings in ones, of {@code movi} and {@code mvni}. */
  static Modifier msl(int amount) {
    return shift("msl", amount);
  }

  private static Modifier shift(String name, int amount) {
    return new Modifier(name + " #" + checked(amount, 0, 63));
  }

  /** Returns an extension, {@code uxtb} to {@code sxtx}, and a shift by 0 to 4 after it. */
  static Modifier extend(String name, int amount) {
    if (!name.matches("[us]xt[bhwx]")) {
      throw new IllegalArgumentException(name + " is no extension");
    }
    return new Modifier(name + " #" + checked(amount, 0, 4));
  }

  /** Returns a condition such as {@code eq}. */
  static Condition cond(String name) {
    return new Condition(word(name));
  }

  /** Returns a system register, the scope of a barrier, a prefetch operation or the like. */
  static Name name(String name) {
    return new Name(word(name));
  }

  private static String word(String text) {
    if (!text.matches("\\w+")) {
      throw new IllegalArgumentException(text + " is no name");
    }
    return text;
  }

  /** Returns a constant that {@code ldr} loads from the next literal pool. */
  static LiteralValue literal(long value) {
    return new LiteralValue("=" + value);
  }

  /** Returns the address of a label, which {@code ldr} loads from the next literal pool. */
  static LiteralValue literal(Label label) {
    return new LiteralValue("=" + label.text());
  }

  /** Returns the address in a register. */
  static Address at(Register base) {
    return new Address("[" + base.text() + "]");
  }

  /** Returns the address in a register plus a number of bytes. */
  static Address at(Register base, long offset) {
    return new Address("[" + base.text() + ", #" + offset + "]");
  }

  /** Returns the address in a register plus {@link #low12}, or another number. */
  static Address at(Register base, Immediate offset) {
    return new Address("[" + base.text() + ", " + offset.text() + "]");
  }

  /** Returns the sum of two registers. */
  static Address at(Register base, Register index) {
    return new Address("[" + base.text() + ", " + index.text() + "]");
  }

  /** Returns the sum of a register and another one that is shifted or extended. */
  static Address at(Register base, Register index, Modifier modifier) {
    return new Address("[" + base.text() + ", " + index.text() + ", " + modifier.text() + "]");
  }

  /** Returns {@link #at(Register, long)}, which also becomes the register's new value. */
  static Address preIndexed(Register base, long offset) {
    return new Address("[" + base.text() + ", #" + offset + "]!");
  }

  /** Returns the address in a register, to which a number of bytes is added afterwards. */
  static Address postIndexed(Register base, long offset) {
    return new Address("[" + base.text() + "], #" + offset);
  }

  /** Returns the address in a register, to which another one is added afterwards. */
  static Address postIndexed(Register base, Register index) {
    return new Address("[" + base.text() + "], " + index.text());
  }
}
