package dev.seedkernel.aarch64.asm;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;

/**
 * Expressions of the GNU assembler: 64-bit integers and addresses.
 *
 * <p>The precedence is that assembler's and not C's: {@code * / % << >>} bind closest, then {@code
 * | & ^}, then {@code + -}, then {@code == != <> < <= > >=}, then {@code &&}, then {@code ||}. A
 * comparison that holds is -1; of {@code && || !} the result is 1.
 */
final class Expression {
  /** Deeper nesting is an error, so that no text can exhaust the stack. */
  private static final int MAX_DEPTH = 200;

  private static final Map<String, Integer> PRECEDENCE =
      Map.ofEntries(
          entry("*", 6),
          entry("/", 6),
          entry("%", 6),
          entry("<<", 6),
          entry(">>", 6),
          entry("|", 5),
          entry("&", 5),
          entry("^", 5),
          entry("+", 4),
          entry("-", 4),
          entry("==", 3),
          entry("!=", 3),
          entry("<>", 3),
          entry("<", 3),
          entry("<=", 3),
          entry(">", 3),
          entry(">=", 3),
          entry("&&", 2),
          entry("||", 1));

  /** Gives meaning to names. */
  interface Scope {
    /** Returns the value of a symbol, of {@code .} (here), or of a local label such as 1f. */
    Value value(String name, Cursor cursor, int position) throws AssemblyException;

    /** Returns a word with the register's name in place of one that .req gave it. */
    default String register(String name) {
      return name;
    }
  }

  private final Cursor cursor;
  private final Scope scope;
  private int depth;

  private Expression(Cursor cursor, Scope scope) {
    this.cursor = cursor;
    this.scope = scope;
  }

  /** Takes an expression from the cursor. */
  static Value evaluate(Cursor cursor, Scope scope) throws AssemblyException {
    return new Expression(cursor, scope).binary(1);
  }

  /** Takes an expression that must be a plain number. */
  static long number(Cursor cursor, Scope scope) throws AssemblyException {
    int start = cursor.skipSpaces().at();
    Value value = evaluate(cursor, scope);
    if (value.isAddress()) {
      throw cursor.error(start, "expected a number that does not depend on an address");
    }
    return value.number();
  }

  private Value binary(int lowest) throws AssemblyException {
    Value left = unary();
    while (true) {
      int position = cursor.skipSpaces().at();
      String operator = operator();
      Integer precedence = PRECEDENCE.get(operator);
      if (precedence == null || precedence < lowest) {
        return left;
      }
      cursor.moveTo(position + operator.length());
      left = apply(operator, left, binary(precedence + 1), position);
    }
  }

  private String operator() {
    char first = cursor.peek();
    if ("*/%<>|&^+-=!".indexOf(first) < 0) {
      return "";
    }
    String two = "" + first + cursor.peek(1);
    return PRECEDENCE.containsKey(two) ? two : String.valueOf(first);
  }

  private Value apply(String operator, Value left, Value right, int position)
      throws AssemblyException {
    long a = left.number();
    long b = right.number();
    if (operator.equals("-") && left.isAddress() && left.section() == right.section()) {
      return Value.number(a - b);
    }
    if (operator.equals("+") && !(left.isAddress() && right.isAddress())) {
      return new Value(a + b, left.isAddress() ? left.section() : right.section());
    }
    if (PRECEDENCE.getOrDefault(operator, 0) == 3 && left.section() == right.section()) {
      return Value.number(compare(operator, a, b) ? -1 : 0);
    }
    if (operator.equals("-") && !right.isAddress()) {
      return new Value(a - b, left.section());
    }
    if (left.isAddress() || right.isAddress()) {
      throw cursor.error(
          position, "expected plain numbers, or addresses in one section, around " + operator);
    }
    return Value.number(calculate(operator, a, b, position));
  }

  private long calculate(String operator, long a, long b, int position) throws AssemblyException {
    return switch (operator) {
      case "*" -> a * b;
      case "/", "%" -> {
        if (b == 0) {
          throw cursor.error(position, "expected a divisor other than 0");
        }
        yield operator.equals("/") ? a / b : a % b;
      }
      case "<<" -> b < 0 || b > 63 ? 0 : a << b;
      case ">>" -> b < 0 || b > 63 ? 0 : a >>> b;
      case "&" -> a & b;
      case "|" -> a | b;
      case "^" -> a ^ b;
      case "&&" -> a != 0 && b != 0 ? 1 : 0;
      case "||" -> a != 0 || b != 0 ? 1 : 0;
      default -> throw new IllegalStateException("operator " + operator);
    };
  }

  private static boolean compare(String operator, long a, long b) {
    return switch (operator) {
      case "==" -> a == b;
      case "!=", "<>" -> a != b;
      case "<" -> a < b;
      case "<=" -> a <= b;
      case ">" -> a > b;
      default -> a >= b;
    };
  }

  private Value unary() throws AssemblyException {
    if (++depth > MAX_DEPTH) {
      throw cursor.error("expected an expression that is nested less deeply");
    }
    try {
      return switch (cursor.skipSpaces().peek()) {
        case '+' -> {
          cursor.next();
          yield unary();
        }
        case '-', '~', '!' -> complement();
        case '(' -> {
          cursor.next();
          Value value = binary(1);
          cursor.expect(")");
          yield value;
        }
        default -> primary();
      };
    } finally {
      depth--;
    }
  }

  private Value complement() throws AssemblyException {
    int position = cursor.at();
    char operator = cursor.next();
    Value value = unary();
    if (value.isAddress()) {
      throw cursor.error(position, "expected a number that does not depend on an address");
    }
    long number = value.number();
    return Value.number(
        switch (operator) {
          case '-' -> -number;
          case '~' -> ~number;
          default -> number == 0 ? 1 : 0;
        });
  }

  private Value primary() throws AssemblyException {
    char c = cursor.peek();
    if (c >= '0' && c <= '9') {
      return number();
    }
    if (c == '\'') {
      return Value.number(character(cursor));
    }
    int position = cursor.at();
    String name = cursor.name();
    if (name.isEmpty()) {
      throw cursor.error(position, "expected an expression, not " + cursor.here());
    }
    return scope.value(name, cursor, position);
  }

  /** Takes a character behind a quote; another quote may follow. */
  static int character(Cursor cursor) throws AssemblyException {
    int position = cursor.at();
    cursor.next();
    if (cursor.atEnd()) {
      throw cursor.error(position, "expected a character after the quote");
    }
    int value = cursor.peek() == '\\' ? cursor.escape() : cursor.next();
    if (cursor.peek() == '\'') {
      cursor.next();
    }
    return value;
  }

  /** Takes a number, or a reference to a local label: digits and b or f. */
  private Value number() throws AssemblyException {
    int start = cursor.at();
    while (Character.digit(cursor.peek(), 36) >= 0) {
      cursor.next();
    }
    String digits = cursor.text().substring(start, cursor.at()).toLowerCase(Locale.ROOT);
    if (digits.matches("[0-9]+[bf]")) {
      return scope.value(digits, cursor, start);
    }
    int radix = 10;
    String body = digits;
    if (digits.startsWith("0x")) {
      radix = 16;
      body = digits.substring(2);
    } else if (digits.startsWith("0b")) {
      radix = 2;
      body = digits.substring(2);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      radix = 8;
    }
    try {
      return Value.number(Long.parseUnsignedLong(body, radix));
    } catch (NumberFormatException e) {
      throw cursor.error(start, "expected a number of at most 64 bits, not " + digits);
    }
  }
}
