package dev.seedkernel.launcher;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Numbers of instructions as users write them: a decimal number, and K, M or G for a thousand, a
 * million or a thousand million. Unlike {@link Size} these are no powers of two: nobody counts
 * instructions by them.
 */
final class Count implements ITypeConverter<Long> {
  private static final Pattern COUNT = Pattern.compile("([0-9]{1,100})([KMG]?)");

  @Override
  public Long convert(String text) {
    Matcher matcher = COUNT.matcher(text.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'%s' is not a number with an optional suffix K, M or G".formatted(text));
    }
    int zeros =
        switch (matcher.group(2)) {
          case "K" -> 3;
          case "M" -> 6;
          case "G" -> 9;
          default -> 0;
        };
    BigInteger number = new BigInteger(matcher.group(1)).multiply(BigInteger.TEN.pow(zeros));
    if (number.bitLength() >= Long.SIZE) {
      throw new TypeConversionException("'%s' is too large".formatted(text));
    }
    return number.longValue();
  }
}
