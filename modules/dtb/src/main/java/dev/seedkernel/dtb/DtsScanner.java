package dev.seedkernel.dtb;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words of DTS text. What a word is depends on where it stands, so the parser asks for it. */
final class DtsScanner {
  private static final String ESCAPES = "abtnvfr";
  private static final String ESCAPED = "\u0007\b\t\n\u000b\f\r";

  /** Longer ones before their own beginnings. */
  private static final List<String> INTEGER_SUFFIXES = List.of("ULL", "UL", "LL", "U", "L");

  private final String text;
  private int position;

  DtsScanner(String text) {
    this.text = text;
  }

  int position() {
    return position;
  }

  /** Steps over white space and comments. */
  void skip() throws DtbException {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == ' ' || (c >= '\t' && c <= '\r')) {
        position++;
      } else if (text.startsWith("//", position)) {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", position)) {
        int end = text.indexOf("*/", position + 2);
        if (end < 0) {
          throw fault(position, "the comment does not end");
        }
        position = end + 2;
      } else if (text.startsWith("/include/", position)) {
        throw fault(position, "/include/ is not supported: only the text itself is read");
      } else {
        return;
      }
    }
  }

  boolean atEnd() throws DtbException {
    skip();
    return position == text.length();
  }

  /** Whether {@code word} comes next; does not take it. */
  boolean sees(String word) throws DtbException {
    skip();
    return text.startsWith(word, position);
  }

  /** Takes {@code word} if it comes next. */
  boolean takes(String word) throws DtbException {
    boolean next = sees(word);
    if (next) {
      position += word.length();
    }
    return next;
  }

  void expect(String word) throws DtbException {
    if (!takes(word)) {
      throw expected("'" + word + "'");
    }
  }

  /** Takes one of these operators; longer ones must stand before their own beginnings. */
  @Nullable String takesOneOf(String... words) throws DtbException {
    for (String word : words) {
      if (takes(word)) {
        return word;
      }
    }
    return null;
  }

  /** Takes a label, whose ':' must follow it at once; null if none comes next. */
  @Nullable String label() throws DtbException {
    skip();
    int end = endOfLabel(position);
    if (end == position || end == text.length() || text.charAt(end) != ':') {
      return null;
    }
    String label = text.substring(position, end);
    position = end + 1;
    return label;
  }

  /** Takes {@code &label} or {@code &{/path}} and returns the label or the path, or null. */
  @Nullable String reference() throws DtbException {
    if (!sees("&")) {
      return null;
    }
    int start = position + 1;
    if (text.startsWith("{/", start)) {
      int end = start + 1;
      while (end < text.length()
          && (text.charAt(end) == '/' || Names.isNameCharacter(text.charAt(end)))) {
        end++;
      }
      if (end == text.length() || text.charAt(end) != '}') {
        throw fault(position, "the reference does not end with '}'");
      }
      position = end + 1;
      return text.substring(start + 1, end);
    }
    int end = endOfLabel(start);
    if (end == start) {
      return null; // may be an operator
    }
    position = end;
    return text.substring(start, end);
  }

  private int endOfLabel(int start) {
    int end = start;
    if (end < text.length() && !Names.isDigit(text.charAt(end))) {
      while (end < text.length() && Names.isLabelCharacter(text.charAt(end))) {
        end++;
      }
    }
    return end;
  }

  /** Takes the name of a property or node; a '\' before it is not part of it. */
  String name() throws DtbException {
    skip();
    if (position < text.length() && text.charAt(position) == '\\') {
      position++;
    }
    int start = position;
    while (position < text.length() && Names.isNameCharacter(text.charAt(position))) {
      position++;
    }
    if (position == start) {
      throw expected("a name");
    }
    return text.substring(start, position);
  }

  boolean seesDigit() throws DtbException {
    skip();
    return position < text.length() && Names.isDigit(text.charAt(position));
  }

  /** Takes an integer of C's forms, to be taken as unsigned. */
  long integer() throws DtbException {
    if (!seesDigit()) {
      throw expected("an integer");
    }
    int start = position;
    boolean hex = text.startsWith("0x", start) || text.startsWith("0X", start);
    int radix = hex ? 16 : text.charAt(start) == '0' ? 8 : 10;
    position = hex ? start + 2 : start;
    int first = position;
    long value = 0;
    for (; position < text.length(); position++) {
      int digit = digit(text.charAt(position));
      if (digit >= (hex ? 16 : 10)) {
        break;
      }
      if (digit >= radix) {
        throw fault(start, "an octal integer has no digit " + digit);
      }
      if (Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, radix)) > 0) {
        throw fault(start, "the integer does not fit 64 bits");
      }
      value = value * radix + digit;
    }
    if (position == first) {
      throw fault(start, "0x needs a hex digit");
    }
    suffix();
    return value;
  }

  private void suffix() {
    for (String suffix : INTEGER_SUFFIXES) {
      if (text.startsWith(suffix, position)) {
        position += suffix.length();
        return;
      }
    }
  }

  /** The value of a digit of any base up to 16, or 16. */
  private static int digit(char c) {
    int value = c < 0x80 ? Character.digit(c, 16) : -1;
    return value < 0 ? 16 : value;
  }

  /** Takes two hex digits, or returns -1. */
  int hexByte() throws DtbException {
    skip();
    if (position + 2 > text.length()) {
      return -1;
    }
    int high = digit(text.charAt(position));
    int low = digit(text.charAt(position + 1));
    if (high == 16 || low == 16) {
      return -1;
    }
    position += 2;
    return high << 4 | low;
  }

  /** Takes a character literal, whose value is one byte. */
  int character() throws DtbException {
    int start = position;
    byte[] bytes = quoted('\'');
    if (bytes.length != 1) {
      throw fault(start, "a character literal is one byte, not " + bytes.length);
    }
    return bytes[0] & 0xff;
  }

  /** Takes a string and returns its bytes: UTF-8, escapes resolved, without a NUL added. */
  byte[] string() throws DtbException {
    return quoted('"');
  }

  private byte[] quoted(char quote) throws DtbException {
    int start = position++;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int plain = position;
    while (true) {
      if (position == text.length()) {
        throw fault(start, "the literal does not end");
      }
      char c = text.charAt(position);
      if (c == quote || c == '\\') {
        bytes.writeBytes(text.substring(plain, position++).getBytes(StandardCharsets.UTF_8));
        if (c == quote) {
          return bytes.toByteArray();
        }
        escape(bytes);
        plain = position;
      } else {
        position++;
      }
    }
  }

  private void escape(ByteArrayOutputStream bytes) throws DtbException {
    if (position == text.length()) {
      throw fault(position, "the literal does not end");
    }
    char c = text.charAt(position);
    int letter = ESCAPES.indexOf(c);
    if (letter >= 0) {
      position++;
      bytes.write(ESCAPED.charAt(letter));
    } else if (digit(c) < 8) {
      bytes.write(digits(8, 3));
    } else if (c == 'x') {
      position++;
      bytes.write(digits(16, 2));
    } else {
      int next = text.offsetByCodePoints(position, 1);
      bytes.writeBytes(text.substring(position, next).getBytes(StandardCharsets.UTF_8));
      position = next;
    }
  }

  private int digits(int radix, int most) throws DtbException {
    int start = position;
    int value = 0;
    while (position < text.length()
        && position - start < most
        && digit(text.charAt(position)) < radix) {
      value = value * radix + digit(text.charAt(position++));
    }
    if (position == start) {
      throw fault(start, "\\x needs a hex digit");
    }
    return value;
  }

  DtbException expected(String what) throws DtbException {
    skip();
    String found =
        position == text.length()
            ? "the end"
            : "'" + text.substring(position, text.offsetByCodePoints(position, 1)) + "'";
    return fault(position, "expected " + what + ", found " + found);
  }

  /** Tells where the rule was broken: line and column for people, the byte offset for programs. */
  DtbException fault(int at, String rule) {
    int line = 1;
    int lineStart = 0;
    for (int i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) {
      line++;
      lineStart = i + 1;
    }
    int column = text.codePointCount(lineStart, at) + 1;
    int offset = text.substring(0, at).getBytes(StandardCharsets.UTF_8).length;
    return new DtbException(offset, "line " + line + ", column " + column + ": " + rule);
  }
}
