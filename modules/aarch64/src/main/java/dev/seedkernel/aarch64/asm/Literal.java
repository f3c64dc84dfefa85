package dev.seedkernel.aarch64.asm;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operands of {@code ldr register, =expression}.
 *
 * @param register the register's name
 * @param width how many bytes are loaded
 * @param expression where the expression begins in the statement
 */
record Literal(String register, int width, int expression) {

  private static final Pattern LOCAL = Pattern.compile("(?<![\\w.$])\\d+[bf](?![\\w.$])");
  private static final Pattern WIDE = Pattern.compile("0[xX][0-9a-fA-F]{17,}");
  private static final Pattern HERE = Pattern.compile("(?<![\\w.$])\\.(?![\\w.$])");

  /** Returns whether an operand at the cursor begins with an equals sign. */
  static boolean isLiteral(Cursor cursor) {
    int start = cursor.at();
    cursor.name();
    boolean literal = cursor.take(",") && cursor.take("=");
    cursor.moveTo(start);
    return literal;
  }

  static Literal parse(String mnemonic, Cursor cursor, int position, Registers registers)
      throws AssemblyException {
    int start = cursor.skipSpaces().at();
    String register = registers.resolve(cursor.name()).toLowerCase(Locale.ROOT);
    int width =
        switch (register.isEmpty() ? 0 : register.charAt(0)) {
          case 'w', 's' -> 4;
          case 'q' -> 16;
          default -> 8;
        };
    if (mnemonic.equalsIgnoreCase("ldrsw")) {
      width = 4;
    } else if (!mnemonic.equalsIgnoreCase("ldr")) {
      throw cursor.error(position, "expected ldr or ldrsw before =, not " + mnemonic);
    }
    if (!register.matches("[wxsdq]\\d+|[wx]zr|lr|fp")) {
      throw cursor.error(start, "expected a w, x, s, d or q register, not " + register);
    }
    cursor.expect(",");
    cursor.expect("=");
    return new Literal(register, width, cursor.at());
  }

  /** Returns the number of a literal of more than 64 bits, or null if it is not one. */
  @Nullable BigInteger wide(Cursor cursor) throws AssemblyException {
    String text = cursor.text().substring(expression).strip();
    if (width != 16 || !WIDE.matcher(text).matches()) {
      return null;
    }
    BigInteger number = new BigInteger(text.substring(2), 16);
    if (number.bitLength() > 128) {
      throw cursor.error(expression, "expected a value of 128 bits, not " + text);
    }
    return number;
  }

  /** Returns what two literals have in common if they can share a place. */
  String key(Cursor cursor, Assembly assembly) {
    String text = cursor.text().substring(expression).strip();
    if (WIDE.matcher(text).matches()) {
      return text;
    }
    Cursor look = new Cursor(text, 1, 1);
    try {
      Value value = Expression.evaluate(look, assembly);
      if (!value.isAddress()) {
        return "#" + value.number();
      }
    } catch (AssemblyException e) {
      // A label further down: its text identifies it, unless the text means another thing
      // elsewhere.
    }
    if (HERE.matcher(text).find()) {
      return assembly.here() + " " + text;
    }
    return LOCAL
        .matcher(text)
        .replaceAll(reference -> assembly.identity(reference.group()))
        .replaceAll("\\s+", "");
  }

  long checked(long value, Cursor cursor) throws AssemblyException {
    if (width == 4 && (value > 0xffff_ffffL || value < Integer.MIN_VALUE)) {
      throw cursor.error(
          expression,
          "expected a value of 32 bits, not 0x" + Long.toHexString(value).toLowerCase(Locale.ROOT));
    }
    return value;
  }
}
