package dev.seedkernel.aarch64.asm;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Names that {@code .req} gives to registers. */
final class Registers {
  private static final Pattern REGISTER =
      Pattern.compile(
          "[xw]([0-9]|[12][0-9]|30|zr)|[bhsdqv]([0-9]|[12][0-9]|3[01])|w?sp|lr|fp|ip[01]",
          Pattern.CASE_INSENSITIVE);

  private final Map<String, String> names = new HashMap<>();

  /** Forgets all names, at the start of a pass. */
  void clear() {
    names.clear();
  }

  /** Returns whether a directive that is behind its name stands at the cursor. */
  static boolean isDirective(Cursor cursor) {
    return isDirective(cursor, ".req") || isDirective(cursor, ".unreq");
  }

  private static boolean isDirective(Cursor cursor, String name) {
    int length = name.length();
    return cursor.peek() == '.'
        && cursor.text().regionMatches(true, cursor.at(), name, 0, length)
        && !Cursor.isNamePart(cursor.peek(length));
  }

  /** {@code NAME .req REGISTER}. As with GNU as, the name is there in capitals and small too. */
  void define(String name, Cursor cursor, int position) throws AssemblyException {
    cursor.lowerCaseName();
    int at = cursor.skipSpaces().at();
    String register = resolve(cursor.name());
    cursor.expectEnd();
    if (!REGISTER.matcher(register).matches()) {
      throw cursor.error(at, "expected a register, not " + register);
    }
    if (name.isEmpty() || name.contains(".") || REGISTER.matcher(name).matches()) {
      throw cursor.error(position, "expected a name without points that is no register's");
    }
    String other = names.getOrDefault(name, register);
    if (!other.equalsIgnoreCase(register)) {
      throw cursor.error(position, "expected .unreq before %s, which is %s".formatted(name, other));
    }
    names.put(name, register);
    names.putIfAbsent(name.toLowerCase(Locale.ROOT), register);
    names.putIfAbsent(name.toUpperCase(Locale.ROOT), register);
  }

  /** {@code .unreq NAME}. */
  void forget(Cursor cursor) throws AssemblyException {
    int position = cursor.skipSpaces().at();
    String name = cursor.name();
    cursor.expectEnd();
    if (names.remove(name) == null) {
      throw cursor.error(position, "expected a name that .req has given, not " + name);
    }
    names.remove(name.toLowerCase(Locale.ROOT));
    names.remove(name.toUpperCase(Locale.ROOT));
  }

  /** Returns a word with the register's name in place of one that .req gave it. */
  String resolve(String word) {
    if (names.isEmpty()) {
      return word;
    }
    int point = word.indexOf('.');
    String name = point < 0 ? word : word.substring(0, point);
    String register = names.get(name);
    return register == null ? word : register + word.substring(name.length());
  }
}
