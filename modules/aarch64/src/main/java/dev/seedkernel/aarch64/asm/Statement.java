package dev.seedkernel.aarch64.asm;

import java.util.ArrayList;
import java.util.List;

/**
 * One statement of a source text: what stands between two separators, without comments.
 *
 * @param line number of its line, from 1
 * @param column number of its first character in the line, from 1
 * @param text the statement; comments in it have become spaces, so that columns still count
 */
record Statement(int line, int column, String text) {

  /** Splits a source text into statements that are not blank. */
  static List<Statement> split(String source) throws AssemblyException {
    List<Statement> result = new ArrayList<>();
    String text = new CommentEraser(source).erase();
    int line = 1;
    int lineStart = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '\n' : text.charAt(i);
      if (c == '"' || c == '\'') {
        i = endOfLiteral(text, i) - 1;
      } else if (c == ';' || c == '\n') {
        add(result, line, lineStart, start, text.substring(start, i));
        start = i + 1;
        if (c == '\n') {
          line++;
          lineStart = i + 1;
        }
      }
    }
    return result;
  }

  private static void add(List<Statement> to, int line, int lineStart, int start, String text) {
    int first = 0;
    while (first < text.length() && Character.isWhitespace(text.charAt(first))) {
      first++;
    }
    if (first < text.length()) {
      to.add(new Statement(line, start + first - lineStart + 1, text.substring(first).strip()));
    }
  }

  /**
   * Returns where a string or character literal ends that begins at {@code start}. One that is not
   * closed ends with its line; the parser of the statement reports it.
   */
  static int endOfLiteral(String text, int start) {
    char quote = text.charAt(start);
    int i = start + 1;
    if (quote == '\'') {
      i += i < text.length() && text.charAt(i) == '\\' ? 2 : 1;
      if (i < text.length() && text.charAt(i) == '\'') {
        i++;
      }
      return Math.min(i, text.length());
    }
    while (i < text.length() && text.charAt(i) != '\n') {
      char c = text.charAt(i++);
      if (c == '\\' && i < text.length() && text.charAt(i) != '\n') {
        i++;
      } else if (c == quote) {
        return i;
      }
    }
    return i;
  }

  /**
   * Replaces comments by spaces. They are {@code // …}, {@code /* … *}{@code /}, and lines that
   * begin with {@code #}, as a C preprocessor leaves them.
   */
  private static final class CommentEraser {
    private final String source;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int line = 1;
    private int lineStart;

    CommentEraser(String source) {
      this.source = source.replace("\r\n", " \n");
    }

    String erase() throws AssemblyException {
      boolean blankSoFar = true;
      while (at < source.length()) {
        char c = source.charAt(at);
        if (source.startsWith("//", at) || (c == '#' && blankSoFar)) {
          int end = source.indexOf('\n', at);
          blank(end < 0 ? source.length() : end);
        } else if (source.startsWith("/*", at)) {
          int end = source.indexOf("*/", at + 2);
          if (end < 0) {
            throw new AssemblyException(line, at - lineStart + 1, "expected */ to end the comment");
          }
          blank(end + 2);
        } else {
          copy(c == '"' || c == '\'' ? endOfLiteral(source, at) : at + 1);
          blankSoFar = c == '\n' || (blankSoFar && Character.isWhitespace(c));
        }
      }
      return out.toString();
    }

    private void copy(int end) {
      advance(end, false);
    }

    private void blank(int end) {
      advance(end, true);
    }

    private void advance(int end, boolean erase) {
      for (; at < end; at++) {
        char c = source.charAt(at);
        if (c == '\n') {
          line++;
          lineStart = at + 1;
        }
        out.append(erase && c != '\n' ? ' ' : c);
      }
    }
  }
}
