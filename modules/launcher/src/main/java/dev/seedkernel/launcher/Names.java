package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioNames;

/** Names of guest files as they are shown. */
final class Names {
  private Names() {}

  /**
   * Returns a name as text, if it is text that a terminal can show as it is; else with every other
   * byte as {@code \xHH}.
   */
  static String display(String name) {
    String text = CpioNames.toText(name);
    boolean printable =
        text.codePoints().allMatch(Names::isPrintable) && CpioNames.ofText(text).equals(name);
    return printable ? text : CpioNames.escape(name);
  }

  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> character != '\\';
    };
  }
}
