package dev.seedkernel.aarch64.asm;

/**
 * An operand of an instruction in a {@link CodeBuilder}.
 *
 * <p>What is made here is well-formed; whether an instruction takes it is found when the program is
 * assembled.
 */
public sealed interface Argument
    permits Argument.Register, Argument.Immediate, Argument.Address, Argument.Condition, Label {
  /** Returns it in assembly text. */
  String text();

  /** A register. */
  record Register(String text) implements Argument {}

  /** A number. */
  record Immediate(long value) implements Argument {
    @Override
    public String text() {
      return "#" + value;
    }
  }

  /** An address in brackets. */
  record Address(String text) implements Argument {}

  /** A condition. */
  record Condition(String text) implements Argument {}

  /** The 64-bit stack pointer. */
  Register SP = new Register("sp");

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

  /** Returns a 64-bit floating-point register, 0 to 31. */
  static Register d(int number) {
    return register("d", number, 31);
  }

  /** Returns a 32-bit floating-point register, 0 to 31. */
  static Register s(int number) {
    return register("s", number, 31);
  }

  /** Returns a 128-bit register of a load or store, 0 to 31. */
  static Register q(int number) {
    return register("q", number, 31);
  }

  private static Register register(String prefix, int number, int last) {
    if (number < 0 || number > last) {
      throw new IllegalArgumentException(prefix + number + ": expected 0 to " + last);
    }
    return new Register(prefix + number);
  }

  /** Returns a number. */
  static Immediate imm(long value) {
    return new Immediate(value);
  }

  /** Returns a condition such as {@code eq}. */
  static Condition cond(String name) {
    return new Condition(name);
  }

  /** Returns the address in a register. */
  static Address at(Register base) {
    return new Address("[" + base.text() + "]");
  }

  /** Returns the address in a register plus a number of bytes. */
  static Address at(Register base, long offset) {
    return new Address("[" + base.text() + ", #" + offset + "]");
  }

  /** Returns {@link #at(Register, long)}, which also becomes the register's new value. */
  static Address preIndexed(Register base, long offset) {
    return new Address("[" + base.text() + ", #" + offset + "]!");
  }

  /** Returns the address in a register, to which a number of bytes is added afterwards. */
  static Address postIndexed(Register base, long offset) {
    return new Address("[" + base.text() + "], #" + offset);
  }
}
