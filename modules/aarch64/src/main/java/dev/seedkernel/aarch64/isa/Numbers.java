package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.isa.Operand.Resolver;
import dev.seedkernel.aarch64.isa.Operand.SyntaxError;
import java.util.Locale;

/** Numbers in assembly text. */
final class Numbers {
  private Numbers() {}

  /**
   * Reads {@code #}, which may be missing, and a number: decimal, {@code 0x} or {@code 0b}, with a
   * sign or without. Anything else is a name for the resolver.
   */
  static long parse(String text, Resolver resolver) throws SyntaxError {
    String number = text.startsWith("#") ? text.substring(1).strip() : text;
    if (number.isEmpty()) {
      throw new SyntaxError("expected a number, not '" + text + "'");
    }
    boolean negative = number.startsWith("-");
    String digits = negative || number.startsWith("+") ? number.substring(1) : number;
    if (digits.isEmpty() || !Character.isDigit(digits.charAt(0))) {
      return resolver.value(number);
    }
    try {
      long magnitude = magnitude(digits.toLowerCase(Locale.ROOT));
      return negative ? -magnitude : magnitude;
    } catch (NumberFormatException e) {
      throw new SyntaxError("not a number of at most 64 bits: " + text);
    }
  }

  private static long magnitude(String digits) {
    if (digits.startsWith("0x")) {
      return Long.parseUnsignedLong(digits, 2, digits.length(), 16);
    }
    if (digits.startsWith("0b")) {
      return Long.parseUnsignedLong(digits, 2, digits.length(), 2);
    }
    return Long.parseUnsignedLong(digits);
  }

  /** Like {@link #parse}, and requires the range from {@code low} to {@code high}. */
  static long parse(String text, Resolver resolver, long low, long high) throws SyntaxError {
    long value = parse(text, resolver);
    if (value < low || value > high) {
      throw new SyntaxError(text + " is not from " + low + " to " + high);
    }
    return value;
  }
}
