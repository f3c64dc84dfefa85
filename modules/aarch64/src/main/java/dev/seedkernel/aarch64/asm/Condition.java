package dev.seedkernel.aarch64.asm;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongPredicate;

/** The directives of conditional assembly: {@code .if} and its relatives. */
final class Condition {
  /** Compare a number with 0. */
  private static final Map<String, LongPredicate> COMPARISONS =
      Map.of(
          ".if", n -> n != 0,
          ".elseif", n -> n != 0,
          ".ifne", n -> n != 0,
          ".ifeq", n -> n == 0,
          ".ifge", n -> n >= 0,
          ".ifgt", n -> n > 0,
          ".ifle", n -> n <= 0,
          ".iflt", n -> n < 0);

  /** Ask for a name, an empty text, or two texts that are alike. */
  private static final List<String> OTHERS =
      List.of(
          ".ifdef", ".ifndef", ".ifnotdef", ".ifb", ".ifnb", ".ifc", ".ifnc", ".ifeqs", ".ifnes");

  private Condition() {}

  /** Returns whether a directive in lower case begins a block. */
  static boolean begins(String name) {
    return OTHERS.contains(name) || (COMPARISONS.containsKey(name) && !name.equals(".elseif"));
  }

  /** Returns whether the condition at the cursor holds. */
  static boolean holds(String name, Cursor cursor, Assembly assembly) throws AssemblyException {
    LongPredicate comparison = COMPARISONS.get(name);
    boolean result =
        comparison == null
            ? decide(name.toLowerCase(Locale.ROOT), cursor, assembly)
            : comparison.test(Expression.number(cursor, assembly));
    cursor.expectEnd();
    return result;
  }

  private static boolean decide(String name, Cursor cursor, Assembly assembly)
      throws AssemblyException {
    return switch (name) {
      case ".ifdef" -> assembly.defined(name(cursor));
      case ".ifndef", ".ifnotdef" -> !assembly.defined(name(cursor));
      case ".ifb" -> cursor.rest().isEmpty();
      case ".ifnb" -> !cursor.rest().isEmpty();
      case ".ifc" -> alike(cursor);
      case ".ifnc" -> !alike(cursor);
      case ".ifeqs" -> alikeStrings(cursor);
      default -> !alikeStrings(cursor);
    };
  }

  private static String name(Cursor cursor) throws AssemblyException {
    String name = cursor.name();
    if (name.isEmpty()) {
      throw cursor.error("expected a name, not " + cursor.here());
    }
    return name;
  }

  /** Texts up to the first comma and behind it. */
  private static boolean alike(Cursor cursor) throws AssemblyException {
    int position = cursor.skipSpaces().at();
    String text = ArgumentText.normalised(cursor);
    int comma = text.indexOf(',');
    if (comma < 0) {
      throw cursor.error(position, "expected two texts with a comma between them");
    }
    return text.substring(0, comma).equals(text.substring(comma + 1));
  }

  private static boolean alikeStrings(Cursor cursor) throws AssemblyException {
    byte[] first = cursor.string();
    cursor.expect(",");
    return Arrays.equals(first, cursor.string());
  }
}
