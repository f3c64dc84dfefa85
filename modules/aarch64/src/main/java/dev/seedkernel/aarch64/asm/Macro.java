package dev.seedkernel.aarch64.asm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Statements with parameters: those of a macro, or of a repetition over values.
 *
 * @param name what it is called
 * @param definition where it is defined
 * @param parameters in their order
 * @param body the statements between definition and end
 */
record Macro(
    String name, Statement definition, List<Macro.Parameter> parameters, List<Statement> body) {
  /** Arguments that are put in twice in each of some levels would else fill the memory. */
  static final int MAX_LINE = 1 << 20;

  /** What may be left out, and what must not. */
  private enum Need {
    OPTIONAL,
    REQUIRED,
    ALL_THAT_IS_LEFT
  }

  /** A parameter; names are compared as they are. */
  record Parameter(String name, Need need, String otherwise) {
    /** Returns the one of {@code .irp} and {@code .irpc}. */
    static Parameter plain(String name) {
      return new Parameter(name, Need.OPTIONAL, "");
    }
  }

  /** Parses the parameters behind the name of {@code .macro}. */
  static List<Parameter> parameters(Cursor cursor) throws AssemblyException {
    int position = cursor.skipSpaces().at();
    ArgumentText text = ArgumentText.of(cursor);
    List<Parameter> result = new ArrayList<>();
    boolean parenthesised = text.take('(');
    text.separator();
    while (!text.atEnd() && !(parenthesised && text.take(')'))) {
      String name = text.name();
      if (name.isEmpty() || result.stream().anyMatch(other -> other.name().equals(name))) {
        throw cursor.error(position, "expected parameters with different names");
      }
      if (!result.isEmpty() && result.getLast().need() == Need.ALL_THAT_IS_LEFT) {
        throw cursor.error(position, "expected no parameter behind one that is :vararg");
      }
      Need need = text.take(':') ? need(text.name(), cursor, position) : Need.OPTIONAL;
      String otherwise = text.take('=') ? text.argument() : "";
      result.add(new Parameter(name, need, otherwise));
      text.separator();
    }
    if (!text.atEnd()) {
      throw cursor.error(position, "expected the end of the statement, not " + text.rest());
    }
    return result;
  }

  private static Need need(String word, Cursor cursor, int position) throws AssemblyException {
    return switch (word) {
      case "req" -> Need.REQUIRED;
      case "vararg" -> Need.ALL_THAT_IS_LEFT;
      default -> throw cursor.error(position, "expected :req or :vararg, not :" + word);
    };
  }

  /** Returns what each parameter stands for in a use whose arguments begin at the cursor. */
  Map<String, String> arguments(Cursor cursor) throws AssemblyException {
    int position = cursor.skipSpaces().at();
    ArgumentText text = ArgumentText.of(cursor);
    Map<String, String> result = new HashMap<>();
    boolean named = false;
    for (int next = 0; !text.atEnd(); text.separator()) {
      String keyword = text.keyword('=');
      if (!keyword.isEmpty()) {
        if (parameters.stream().noneMatch(parameter -> parameter.name().equals(keyword))) {
          throw cursor.error(
              position, "expected a parameter of %s, not %s".formatted(this, keyword));
        }
        named = true;
        result.put(keyword, text.argument());
      } else if (named) {
        throw cursor.error(position, "expected NAME=VALUE behind another one");
      } else if (next == parameters.size()) {
        throw cursor.error(position, "expected at most %d arguments of %s".formatted(next, this));
      } else {
        Parameter parameter = parameters.get(next++);
        boolean all = parameter.need() == Need.ALL_THAT_IS_LEFT;
        result.put(parameter.name(), all ? text.rest() : text.argument());
      }
    }
    for (Parameter parameter : parameters) {
      if (result.getOrDefault(parameter.name(), "").isEmpty()) {
        if (parameter.need() == Need.REQUIRED) {
          throw cursor.error(
              position, "expected a value for %s of %s".formatted(parameter.name(), this));
        }
        result.put(parameter.name(), parameter.otherwise());
      }
    }
    return result;
  }

  /** Returns the macro and where it is defined, for messages. */
  @Override
  public String toString() {
    String place = definition.file().isEmpty() ? "line " : definition.file() + ":";
    return "macro %s (%s%d)".formatted(name, place, definition.line());
  }

  /** Returns what a statement of a body becomes; itself if nothing is to be put in. */
  static List<Statement> expand(Statement statement, Map<String, String> arguments, int number)
      throws AssemblyException {
    String text = statement.text();
    int first = text.indexOf('\\');
    if (first < 0) {
      return List.of(statement);
    }
    StringBuilder out = new StringBuilder();
    boolean string = false;
    boolean changed = false;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\'' && !string) {
        // A character in quotes is a number already when arguments are put in.
        int end = Statement.endOfLiteral(text, at);
        out.append(text, at, end);
        at = end;
      } else if (c == '\\') {
        int end = endOfReference(text, at);
        String value = value(text.substring(at, end), arguments, number);
        changed |= !text.startsWith(value, at) || value.length() != end - at;
        if (value.length() > MAX_LINE - out.length()) {
          throw statement.error("expected at most %d characters in a line".formatted(MAX_LINE));
        }
        out.append(value);
        // As GNU as does it, a quote right behind a name in a string ends the name.
        boolean quote = string && end < text.length() && text.charAt(end) == '\'';
        at = quote && Cursor.isNamePart(text.charAt(end - 1)) ? end + 1 : end;
      } else {
        string ^= c == '"';
        out.append(c);
        at++;
      }
    }
    return changed ? statement.become(out.toString(), first) : List.of(statement);
  }

  private static int endOfReference(String text, int start) {
    int at = start + 1;
    char c = at < text.length() ? text.charAt(at) : 0;
    if (c == '(') {
      int end = text.indexOf(')', at);
      return end < 0 ? text.length() : end + 1;
    }
    if (c == '@') {
      return at + 1;
    }
    if (Cursor.isNameStart(c)) {
      while (at < text.length() && Cursor.isNamePart(text.charAt(at))) {
        at++;
      }
      return at;
    }
    // An escape of a string: the quote is no end of it.
    return c == '"' ? at + 1 : at;
  }

  private static String value(String reference, Map<String, String> arguments, int number) {
    if (reference.startsWith("\\(")) {
      return reference.substring(2, reference.length() - (reference.endsWith(")") ? 1 : 0));
    }
    if (reference.equals("\\@")) {
      return Integer.toString(number);
    }
    return arguments.getOrDefault(reference.substring(1), reference);
  }
}
