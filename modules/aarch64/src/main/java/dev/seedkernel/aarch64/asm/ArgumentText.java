package dev.seedkernel.aarch64.asm;

import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of a macro or repetition, as GNU as takes them apart: commas separate them, and
 * spaces too, where nothing else would join the words to one expression.
 */
final class ArgumentText {
  private final Cursor cursor;
  private final String text;
  private int at;

  private ArgumentText(Cursor cursor, String text) {
    this.cursor = cursor;
    this.text = text;
  }

  /** Takes the rest of a statement. */
  static ArgumentText of(Cursor cursor) throws AssemblyException {
    return new ArgumentText(cursor, normalised(cursor));
  }

  /**
   * Takes the rest of a statement in the one spelling that GNU as compares and substitutes: spaces
   * stay where they part two words and in strings, and characters in quotes become numbers.
   */
  static String normalised(Cursor cursor) throws AssemblyException {
    StringBuilder out = new StringBuilder();
    boolean space = false;
    while (!cursor.atEnd()) {
      char c = cursor.peek();
      if (Character.isWhitespace(c)) {
        space = true;
        cursor.next();
        continue;
      }
      if (space && !out.isEmpty() && areParted(out.charAt(out.length() - 1), c)) {
        out.append(' ');
      }
      space = false;
      if (c == '"') {
        int end = Statement.endOfLiteral(cursor.text(), cursor.at());
        out.append(cursor.text(), cursor.at(), end);
        cursor.moveTo(end);
      } else if (c == '\'') {
        out.append(Expression.character(cursor));
        // As GNU as does it, a space behind such a number parts nothing.
        cursor.skipSpaces();
      } else {
        out.append(cursor.next());
      }
    }
    return out.toString();
  }

  private static boolean areParted(char before, char after) {
    return before == '"' || (isWord(before) && (isWord(after) || after == '"' || after == '\''));
  }

  private static boolean isWord(char c) {
    return Cursor.isNamePart(c) || c == '\\';
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /** Takes a name and the sign behind it, if both stand here; otherwise returns an empty text. */
  String keyword(char sign) {
    int end = at;
    while (end < text.length() && Cursor.isNamePart(text.charAt(end))) {
      end++;
    }
    if (end == at || end >= text.length() || text.charAt(end) != sign) {
      return "";
    }
    String name = text.substring(at, end);
    at = end + 1;
    return name;
  }

  /** Takes a name; empty if none stands here. */
  String name() {
    int start = at;
    while (!atEnd() && Cursor.isNamePart(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  boolean take(char sign) {
    boolean there = !atEnd() && text.charAt(at) == sign;
    at += there ? 1 : 0;
    return there;
  }

  /** Goes over what parts two arguments: spaces and one comma. */
  void separator() {
    skipSpaces();
    take(',');
    skipSpaces();
  }

  private void skipSpaces() {
    while (!atEnd() && text.charAt(at) == ' ') {
      at++;
    }
  }

  /** Takes everything that is left. */
  String rest() {
    String rest = text.substring(at);
    at = text.length();
    return rest;
  }

  /** Takes one argument; a string loses its quotes. */
  String argument() {
    skipSpaces();
    if (!atEnd() && text.charAt(at) == '"') {
      return string();
    }
    int start = at;
    List<Character> open = new ArrayList<>();
    for (; !atEnd(); at++) {
      char c = text.charAt(at);
      if (c == ',' || (c == ' ' && open.isEmpty())) {
        break;
      }
      if (c == '"') {
        at = Statement.endOfLiteral(text, at) - 1;
      } else if (c == '(' || c == '[') {
        open.add(c == '(' ? ')' : ']');
      } else if (!open.isEmpty() && open.getLast() == c) {
        open.removeLast();
      }
    }
    return text.substring(start, at);
  }

  /** A quote that is doubled stands for itself, and one behind a backslash keeps both. */
  private String string() {
    StringBuilder out = new StringBuilder();
    at++;
    boolean escaped = false;
    for (; !atEnd(); at++) {
      char c = text.charAt(at);
      if (c == '"' && !escaped) {
        if (at + 1 >= text.length() || text.charAt(at + 1) != '"') {
          at++;
          break;
        }
        at++;
      }
      escaped = c == '\\' && !escaped;
      out.append(c);
    }
    return out.toString();
  }

  /** Takes the characters that {@code .irpc} goes through. */
  List<String> characters() {
    List<String> result = new ArrayList<>();
    boolean quoted = false;
    for (; !atEnd(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted || c != ' ') {
        result.add(String.valueOf(c));
      }
    }
    return result;
  }

  AssemblyException error(String expected) {
    return cursor.error(expected);
  }
}
