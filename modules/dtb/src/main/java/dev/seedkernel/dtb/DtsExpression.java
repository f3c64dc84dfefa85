package dev.seedkernel.dtb;

import org.jspecify.annotations.Nullable;

/**
 * Integer expressions of DTS text: C's operators and their precedence, on unsigned 64-bit integers
 * (Devicetree Specification 6.3).
 */
final class DtsExpression {
  /** Nesting of parentheses and operators that call for recursion. */
  private static final int MAX_DEPTH = 100;

  /** Binary operators from the loosest level to the tightest. */
  private static final String[][] LEVELS = {
    {"||"},
    {"&&"},
    {"|"},
    {"^"},
    {"&"},
    {"==", "!="},
    {"<=", ">=", "<", ">"},
    {"<<", ">>"},
    {"+", "-"},
    {"*", "/", "%"},
  };

  private static final int OR = 2;
  private static final int AND = 4;
  private static final int RELATION = 6;

  private final DtsScanner in;
  private int depth;

  DtsExpression(DtsScanner in) {
    this.in = in;
  }

  /** Whether an integer, a character literal or a parenthesis comes next. */
  boolean seesPrimary() throws DtbException {
    return in.seesDigit() || in.sees("'") || in.sees("(");
  }

  /** Takes an integer, a character literal or an expression in parentheses. */
  long primary() throws DtbException {
    if (in.sees("'")) {
      return in.character();
    }
    if (!in.takes("(")) {
      return in.integer();
    }
    enter();
    long value = conditional();
    in.expect(")");
    depth--;
    return value;
  }

  private void enter() throws DtbException {
    if (++depth > MAX_DEPTH) {
      throw in.fault(in.position(), "the expression is nested more than " + MAX_DEPTH + " deep");
    }
  }

  private long conditional() throws DtbException {
    long condition = binary(0);
    if (!in.takes("?")) {
      return condition;
    }
    enter();
    long yes = conditional();
    in.expect(":");
    long no = conditional();
    depth--;
    return condition != 0 ? yes : no;
  }

  private long binary(int level) throws DtbException {
    if (level == LEVELS.length) {
      return unary();
    }
    long left = binary(level + 1);
    while (true) {
      in.skip();
      int at = in.position();
      String operator = operator(level);
      if (operator == null) {
        return left;
      }
      left = apply(at, operator, left, binary(level + 1));
    }
  }

  /** Takes an operator of this level, but not the beginning of a longer one of another level. */
  private @Nullable String operator(int level) throws DtbException {
    boolean longer =
        switch (level) {
          case OR -> in.sees("||");
          case AND -> in.sees("&&");
          case RELATION -> in.sees("<<") || in.sees(">>");
          default -> false;
        };
    return longer ? null : in.takesOneOf(LEVELS[level]);
  }

  private long unary() throws DtbException {
    String operator = in.takesOneOf("-", "~", "!");
    if (operator == null) {
      return primary();
    }
    enter();
    long value = unary();
    depth--;
    return switch (operator) {
      case "-" -> -value;
      case "~" -> ~value;
      default -> truth(value == 0);
    };
  }

  private long apply(int at, String operator, long a, long b) throws DtbException {
    return switch (operator) {
      case "||" -> truth(a != 0 || b != 0);
      case "&&" -> truth(a != 0 && b != 0);
      case "|" -> a | b;
      case "^" -> a ^ b;
      case "&" -> a & b;
      case "==" -> truth(a == b);
      case "!=" -> truth(a != b);
      case "<=" -> truth(Long.compareUnsigned(a, b) <= 0);
      case ">=" -> truth(Long.compareUnsigned(a, b) >= 0);
      case "<" -> truth(Long.compareUnsigned(a, b) < 0);
      case ">" -> truth(Long.compareUnsigned(a, b) > 0);
      case "<<" -> Long.compareUnsigned(b, 64) < 0 ? a << b : 0;
      case ">>" -> Long.compareUnsigned(b, 64) < 0 ? a >>> b : 0;
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      default -> divide(at, operator, a, b);
    };
  }

  private long divide(int at, String operator, long a, long b) throws DtbException {
    if (b == 0) {
      throw in.fault(at, "division by zero");
    }
    return operator.equals("/") ? Long.divideUnsigned(a, b) : Long.remainderUnsigned(a, b);
  }

  private static long truth(boolean value) {
    return value ? 1 : 0;
  }
}
