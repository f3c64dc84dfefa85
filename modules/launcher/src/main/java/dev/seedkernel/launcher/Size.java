package dev.seedkernel.launcher;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes as users write them: a decimal number, and K, M, G or T for powers of 1024. */
final class Size implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,100})([KMGT]?)");

  @Override
  public Long convert(String text) {
    try {
      return parse(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads a size in bytes, or a plain count.
   *
   * @throws NumberFormatException if it is none, or too large for a {@code long}
   */
  static long parse(String text) {
    Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new NumberFormatException(
          "'%s' is not a number with an optional suffix K, M, G or T".formatted(text));
    }
    int shift =
        switch (matcher.group(2)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          case "T" -> 40;
          default -> 0;
        };
    BigInteger number = new BigInteger(matcher.group(1)).shiftLeft(shift);
    if (number.bitLength() >= Long.SIZE) {
      throw new NumberFormatException("'%s' is too large".formatted(text));
    }
    return number.longValue();
  }

  /** Writes a size with the largest suffix that leaves a whole number. */
  static String format(long bytes) {
    String suffixes = "KMGT";
    long number = bytes;
    String suffix = "";
    for (int i = 0; i < suffixes.length() && number != 0 && number % 1024 == 0; i++) {
      number /= 1024;
      suffix = suffixes.substring(i, i + 1);
    }
    return number + suffix;
  }
}
