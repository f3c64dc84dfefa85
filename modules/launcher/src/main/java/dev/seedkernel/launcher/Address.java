package dev.seedkernel.launcher;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Addresses as users write them: 64 bits, hexadecimal behind 0x, else decimal. */
final class Address implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    try {
      return parse(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads an address.
   *
   * @throws NumberFormatException if it is none
   */
  static long parse(String text) {
    boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
    String digits = hexadecimal ? text.substring(2) : text;
    if (!digits.matches("[0-9a-fA-F]+")) {
      throw new NumberFormatException(notAnAddress(text));
    }
    try {
      return Long.parseUnsignedLong(digits, hexadecimal ? 16 : 10);
    } catch (NumberFormatException _) {
      throw new NumberFormatException(notAnAddress(text));
    }
  }

  private static String notAnAddress(String text) {
    return "'%s' is not an address: 64 bits, decimal, or hexadecimal with 0x".formatted(text);
  }
}
