package dev.seedkernel.aarch64.asm;

import java.util.ArrayList;
import java.util.List;

/**
 * One statement of a source text: what stands between two separators, without comments.
 *
 * @param file name of the text
 * @param line number of its line, from 1
 * @param column number of its first character in the line, from 1
 * @param text the statement; comments in it have become spaces, so that columns still count
 * @param exact how many characters stand so in the text; what follows has been substituted
 */
record Statement(String file, int line, int column, String text, int exact) {
  /** More statements than that are not written by hand, and would fill the host's memory. */
  private static final int MAX_COUNT = Budget.MAX_STATEMENTS;

  Statement(String file, int line, int column, String text) {
    this(file, line, column, text, text.length());
  }

  /** Returns whether an argument of a macro or repetition stands in it. */
  boolean isSubstituted() {
    return exact < text.length();
  }

  AssemblyException error(String expected) {
    return new AssemblyException(line, column, expected);
  }

  /**
   * Returns the statements that this one has become when arguments were put in: there may be
   * separators in them.
   *
   * @param same how many characters at the start are as they were
   */
  List<Statement> become(String newText, int same) {
    List<Statement> result = new ArrayList<>(1);
    int start = 0;
    for (int i = 0; i <= newText.length(); i++) {
      char c = i == newText.length() ? ';' : newText.charAt(i);
      if (c == '"' || c == '\'') {
        i = endOfLiteral(newText, i) - 1;
      } else if (c == ';' || c == '\n') {
        String part = newText.substring(start, i);
        if (!part.isBlank()) {
          int exactPart = start == 0 ? Math.min(same, part.stripTrailing().length()) : 0;
          int at = start == 0 ? column : column + same;
          String stripped = start == 0 ? part.stripTrailing() : part.strip();
          // Even what is empty has been put in: notes then say what the line became.
          int shown = Math.min(exactPart, Math.max(0, stripped.length() - 1));
          result.add(new Statement(file, line, at, stripped, shown));
        }
        start = i + 1;
      }
    }
    return result;
  }

  /** Splits a source text into statements that are not blank. */
  static List<Statement> split(SourceFile source) throws AssemblyException {
    List<Statement> result = new ArrayList<>();
    String text = new CommentEraser(source.text()).erase();
    int line = 1;
    int lineStart = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '\n' : text.charAt(i);
      if (c == '"' || c == '\'') {
        i = endOfLiteral(text, i) - 1;
      } else if (c == ';' || c == '\n') {
        add(result, source.name(), line, lineStart, start, text.substring(start, i));
        start = i + 1;
        if (c == '\n') {
          line++;
          lineStart = i + 1;
        }
      }
    }
    return result;
  }

  private static void add(
      List<Statement> to, String file, int line, int lineStart, int start, String text)
      throws AssemblyException {
    int first = 0;
    while (first < text.length() && Character.isWhitespace(text.charAt(first))) {
      first++;
    }
    if (first < text.length()) {
      int column = start + first - lineStart + 1;
      if (to.size() >= MAX_COUNT) {
        throw new AssemblyException(line, column, "expected at most " + MAX_COUNT + " statements");
      }
      to.add(new Statement(file, line, column, text.substring(first).strip()));
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
      i += i < text.length() && text.charAt(i) == '\\' ? 1 : 0;
      if (i < text.length() && text.charAt(i) != '\n') {
        i++;
      }
      return i < text.length() && text.charAt(i) == '\'' ? i + 1 : i;
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
      // A byte order mark is no text, and a carriage return before a line feed is a space.
      String text = source.startsWith("\ufeff") ? source.substring(1) : source;
      this.source = text.replace("\r\n", " \n");
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
