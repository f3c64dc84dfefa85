package dev.seedkernel.dtb;

import org.jspecify.annotations.Nullable;

/**
 * The rules that names follow, for both readers and the builder.
 *
 * <p>They are those that dtc enforces as errors, which are wider than the specification's: names in
 * real trees are longer than its 31 characters. Every name that passes can be written as DTS text.
 */
final class Names {
  /**
   * Longest name in bytes. A bound is needed because entries of the strings block may overlap: a
   * small blob could otherwise spell out a quadratic amount of text.
   */
  static final int MAX_LENGTH = 255;

  private static final String PROPERTY_PUNCTUATION = ",._+*#?-";

  static final String EMPTY_RESERVATION = "a memory reservation of 0 bytes would end the list";

  private Names() {}

  /** Returns the rule that {@code name} breaks as a property's name, or null if it is one. */
  static @Nullable String propertyFault(String name) {
    return fault("property", name, PROPERTY_PUNCTUATION);
  }

  /** Returns the rule that {@code name} breaks as the name of a node other than the root. */
  static @Nullable String nodeFault(String name) {
    String fault = fault("node", name, ",._+-@");
    if (fault == null && name.indexOf('@') != name.lastIndexOf('@')) {
      return "a node name has at most one '@'";
    }
    return fault;
  }

  private static @Nullable String fault(String kind, String name, String punctuation) {
    if (name.isEmpty()) {
      return "a " + kind + " name is not empty";
    }
    if (name.length() > MAX_LENGTH) {
      return "a " + kind + " name is at most " + MAX_LENGTH + " bytes long";
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isLabelCharacter(c) && punctuation.indexOf(c) < 0) {
        return "a " + kind + " name has no character 0x" + Integer.toHexString(c);
      }
    }
    return null;
  }

  /** Whether {@code c} may stand in a name of DTS text, be it a property's or a node's. */
  static boolean isNameCharacter(char c) {
    return isLabelCharacter(c) || c == '@' || PROPERTY_PUNCTUATION.indexOf(c) >= 0;
  }

  /** Whether {@code c} may stand in a label. */
  static boolean isLabelCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
