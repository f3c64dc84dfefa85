package dev.seedkernel.aarch64.asm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** A place in the text of a statement, moving forward. */
final class Cursor {
  /** The most characters of the source that a message repeats. */
  private static final int MAX_SHOWN = 120;

  private final String text;
  private final int line;
  private final int column;
  private final int exact;
  private int at;

  /**
   * Creates a cursor at the start of a text.
   *
   * @param column the column of the text's first character
   */
  Cursor(String text, int line, int column) {
    this(text, line, column, text.length());
  }

  private Cursor(String text, int line, int column, int exact) {
    this.text = text;
    this.line = line;
    this.column = column;
    this.exact = exact;
  }

  Cursor(Statement statement) {
    this(statement.text(), statement.line(), statement.column(), statement.exact());
  }

  String text() {
    return text;
  }

  int at() {
    return at;
  }

  void moveTo(int position) {
    at = position;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /** Returns the character here, or NUL at the end. */
  char peek() {
    return peek(0);
  }

  char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
  }

  char next() {
    char c = peek();
    at++;
    return c;
  }

  Cursor skipSpaces() {
    while (!atEnd() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return this;
  }

  /** Skips spaces, and takes {@code wanted} if it stands here. */
  boolean take(String wanted) {
    skipSpaces();
    if (!text.startsWith(wanted, at)) {
      return false;
    }
    at += wanted.length();
    return true;
  }

  /** Takes a symbol's name; empty if none stands here. */
  String name() {
    skipSpaces();
    int start = at;
    if (!atEnd() && isNameStart(peek())) {
      while (!atEnd() && isNamePart(peek())) {
        at++;
      }
    }
    return text.substring(start, at);
  }

  static boolean isNameStart(char c) {
    return isNamePart(c) && !(c >= '0' && c <= '9');
  }

  static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '$';
  }

  /** Takes the rest of the text. */
  String rest() {
    String rest = text.substring(Math.min(at, text.length())).strip();
    at = text.length();
    return rest;
  }

  void expectEnd() throws AssemblyException {
    if (!skipSpaces().atEnd()) {
      throw error("expected the end of the statement, not " + here());
    }
  }

  void expect(String wanted) throws AssemblyException {
    if (!take(wanted)) {
      throw error("expected " + wanted + ", not " + here());
    }
  }

  /** Describes what stands here, for messages. */
  String here() {
    return atEnd() ? "the end of the statement" : shortened(text.substring(at));
  }

  /** Cuts what would make a message of pages. */
  static String shortened(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }

  AssemblyException error(String expected) {
    return error(at, expected);
  }

  AssemblyException error(int position, String expected) {
    // In a line with a macro's arguments the first of them is the last place that is certain.
    boolean certain = position <= exact || exact == text.length();
    return new AssemblyException(line, column + (certain ? position : exact), expected);
  }

  /** Takes a string literal with C's escapes, as bytes (text beyond ASCII as UTF-8). */
  byte[] string() throws AssemblyException {
    skipSpaces();
    if (peek() != '"') {
      throw error("expected a string in double quotes, not " + here());
    }
    int start = at++;
    var bytes = new ByteArrayOutputStream();
    while (peek() != '"') {
      if (atEnd()) {
        throw error(start, "expected a closing quote to this string");
      }
      if (peek() == '\\') {
        bytes.write(escape());
      } else {
        int codePoint = text.codePointAt(at);
        at += Character.charCount(codePoint);
        bytes.writeBytes(Character.toString(codePoint).getBytes(UTF_8));
      }
    }
    at++;
    return bytes.toByteArray();
  }

  /** Takes a backslash and what it escapes. */
  int escape() throws AssemblyException {
    int start = at++;
    char c = next();
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '"', '\\', '\'' -> c;
      case 'x', 'X' -> digits(start, 16, Integer.MAX_VALUE) & 0xff;
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        at--;
        yield digits(start, 8, 3) & 0xff;
      }
      default -> throw error(start, "expected one of C's escapes after a backslash");
    };
  }

  private int digits(int start, int radix, int most) throws AssemblyException {
    int value = 0;
    int count = 0;
    while (count < most && Character.digit(peek(), radix) >= 0) {
      value = value * radix + Character.digit(next(), radix);
      count++;
    }
    if (count == 0) {
      throw error(start, "expected digits in this escape");
    }
    return value;
  }

  /** Takes a name in lower case: a mnemonic or directive. */
  String lowerCaseName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
