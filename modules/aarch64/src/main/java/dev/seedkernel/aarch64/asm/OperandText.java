package dev.seedkernel.aarch64.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The operands of an instruction, brought into the one spelling that the operands of the table
 * read: what stands between commas outside brackets, one space after a comma, and every expression
 * replaced by its value.
 *
 * <p>Names stand as they are: whether {@code eq} is a condition or a label is for the operand to
 * say.
 */
final class OperandText {
  /**
   * What stands between two commas.
   *
   * @param text in the canonical spelling
   * @param position where it begins in the statement
   */
  record Token(String text, int position) {}

  /** A number with a point or an exponent, which is no expression. */
  private static final Pattern FLOATING =
      Pattern.compile("[+-]?\\d+(\\.\\d*([eE][+-]?\\d+)?|[eE][+-]?\\d+)");

  private static final Pattern WORD = Pattern.compile("[A-Za-z_$][\\w$]*");

  private static final Pattern RANGE =
      Pattern.compile("[vV](\\d{1,2})(\\.\\w+)-[vV](\\d{1,2})(\\.\\w+)");

  /** Deeper nesting is an error, so that no text can exhaust the stack. */
  private static final int MAX_DEPTH = 8;

  private final Cursor cursor;
  private final Expression.Scope scope;
  private final StringBuilder out = new StringBuilder();

  /** A shift that {@code :abs_g1:} implies, which is an operand of its own. */
  private String shift = "";

  private int depth;

  private OperandText(Cursor cursor, Expression.Scope scope) {
    this.cursor = cursor;
    this.scope = scope;
  }

  /** Takes all operands from the cursor, to the end of the statement. */
  static List<Token> split(Cursor cursor, Expression.Scope scope) throws AssemblyException {
    List<Token> tokens = new ArrayList<>();
    if (cursor.skipSpaces().atEnd()) {
      return tokens;
    }
    do {
      int position = cursor.skipSpaces().at();
      OperandText token = new OperandText(cursor, scope);
      token.element();
      String text = token.out.toString();
      if (text.isEmpty()) {
        throw cursor.error(position, "expected an operand, not " + cursor.here());
      }
      tokens.add(new Token(text, position));
      if (!token.shift.isEmpty()) {
        tokens.add(new Token(token.shift, position));
      }
    } while (cursor.take(","));
    cursor.expectEnd();
    return tokens;
  }

  /** Takes what may stand between commas: a register, an immediate, an address, a list. */
  private void element() throws AssemblyException {
    cursor.skipSpaces();
    if (++depth > MAX_DEPTH) {
      throw cursor.error("expected an operand that is nested less deeply");
    }
    switch (cursor.peek()) {
      case '#' -> {
        cursor.next();
        immediate();
      }
      case '[' -> address();
      case '{' -> list();
      case ':' -> relocation();
      case 0, ',', ']' -> {}
      default -> {
        if (Cursor.isNameStart(cursor.peek())) {
          named();
        } else {
          immediate();
        }
      }
    }
    depth--;
  }

  private void immediate() throws AssemblyException {
    if (cursor.skipSpaces().peek() == ':') {
      relocation();
      return;
    }
    String literal = floatingLiteral();
    if (!literal.isEmpty()) {
      out.append('#').append(literal);
      return;
    }
    Value value = Expression.evaluate(cursor, scope);
    if (value.isAddress()) {
      out.append("0x").append(Long.toHexString(value.absolute()));
    } else {
      out.append('#').append(value.number());
    }
  }

  /** Takes a number that has a point or an exponent; leaves any other where it is. */
  private String floatingLiteral() {
    int start = cursor.at();
    int end = start;
    String text = cursor.text();
    while (end < text.length() && isFloatingPart(text, end, start)) {
      end++;
    }
    String literal = text.substring(start, end);
    if (!FLOATING.matcher(literal).matches()) {
      return "";
    }
    cursor.moveTo(end);
    return literal;
  }

  private static boolean isFloatingPart(String text, int at, int start) {
    char c = text.charAt(at);
    boolean sign = c == '+' || c == '-';
    return sign
        ? at == start || Character.toLowerCase(text.charAt(at - 1)) == 'e'
        : Character.isLetterOrDigit(c) || c == '.';
  }

  /** {@code :lo12:expression} and the parts of an address that movz and movk take. */
  private void relocation() throws AssemblyException {
    int start = cursor.at();
    cursor.expect(":");
    String kind = cursor.lowerCaseName();
    cursor.expect(":");
    long value = Expression.evaluate(cursor, scope).absolute();
    switch (kind) {
      case "lo12" -> out.append('#').append(value & 0xfff);
      case "abs_g0", "abs_g0_nc" -> group(value, 0);
      case "abs_g1", "abs_g1_nc" -> group(value, 16);
      case "abs_g2", "abs_g2_nc" -> group(value, 32);
      case "abs_g3" -> group(value, 48);
      default -> throw cursor.error(start, "expected :lo12: or :abs_g0: to :abs_g3:, not " + kind);
    }
  }

  private void group(long value, int amount) {
    out.append('#').append((value >>> amount) & 0xffff);
    shift = "lsl #" + amount;
  }

  private void address() throws AssemblyException {
    cursor.expect("[");
    out.append('[');
    element();
    while (cursor.take(",")) {
      out.append(", ");
      element();
    }
    cursor.expect("]");
    out.append(']');
    if (cursor.take("!")) {
      out.append('!');
    }
  }

  /** A list of vector registers, which holds no expressions. */
  private void list() throws AssemblyException {
    int start = cursor.at();
    int end = cursor.text().indexOf('}', start);
    if (end < 0) {
      throw cursor.error(start, "expected } to end the list of registers");
    }
    String inner = cursor.text().substring(start + 1, end).strip();
    String registers =
        WORD.matcher(inner.replaceAll("\\s+", ""))
            .replaceAll(word -> Matcher.quoteReplacement(scope.register(word.group())));
    Matcher range = RANGE.matcher(registers);
    out.append('{')
        .append(range.matches() ? enumerated(range) : registers.replace(",", ", "))
        .append('}');
    cursor.moveTo(end + 1);
    lane();
  }

  /** Register 0 follows register 31; a range that is too long is no operand of anything. */
  private static String enumerated(Matcher range) {
    int first = Integer.parseInt(range.group(1));
    int count = Math.floorMod(Integer.parseInt(range.group(3)) - first, 32) + 1;
    boolean same = range.group(2).equalsIgnoreCase(range.group(4));
    return !same || count > 4
        ? range.group()
        : IntStream.range(first, first + count)
            .mapToObj(number -> "v" + number % 32 + range.group(2))
            .collect(Collectors.joining(", "));
  }

  /** A name, with an index in brackets, an amount behind it, or more of an expression. */
  private void named() throws AssemblyException {
    int start = cursor.at();
    String name = scope.register(cursor.name());
    if (cursor.peek() == '[') {
      out.append(name);
      lane();
      return;
    }
    cursor.skipSpaces();
    char c = cursor.peek();
    if ("+-*/%&|^<>=".indexOf(c) >= 0 && !cursor.atEnd()) {
      cursor.moveTo(start);
      immediate();
      return;
    }
    out.append(name);
    if (!cursor.atEnd() && c != ',' && c != ']' && c != '}') {
      out.append(' ');
      element();
    }
  }

  private void lane() throws AssemblyException {
    if (cursor.take("[")) {
      out.append('[').append(Expression.number(cursor, scope)).append(']');
      cursor.expect("]");
    }
  }
}
