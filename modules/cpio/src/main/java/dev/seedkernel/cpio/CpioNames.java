package dev.seedkernel.cpio;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Names of files. A name in an archive is a string of bytes with no encoding of its own; this
 * library holds it as a {@code String} with one char a byte (ISO 8859-1), so that every name
 * survives, and names compare in byte order.
 */
public final class CpioNames {
  private static final HexFormat HEX = HexFormat.of();

  private CpioNames() {}

  /** Returns the name whose bytes are {@code text} in UTF-8. */
  public static String ofText(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /**
   * Returns the text that the bytes of a name stand for in UTF-8; what is not UTF-8 becomes U+FFFD.
   */
  public static String toText(String name) {
    return new String(toBytes(name), StandardCharsets.UTF_8);
  }

  /**
   * Returns the bytes of a name.
   *
   * @throws IllegalArgumentException if a char is above 0xff
   */
  public static byte[] toBytes(String name) {
    requireByteChars(name);
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Returns the name in printable ASCII, for messages and manifests: bytes 0x21 to 0x7e stand for
   * themselves except the backslash; every other byte is {@code \xHH} with lower case digits.
   *
   * @throws IllegalArgumentException if a char is above 0xff
   */
  public static String escape(String name) {
    requireByteChars(name);
    StringBuilder text = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c > ' ' && c < 0x7f && c != '\\') {
        text.append(c);
      } else {
        text.append("\\x").append(HEX.toHexDigits((byte) c));
      }
    }
    return text.toString();
  }

  /**
   * Undoes {@link #escape}. Only what {@code escape} writes is taken, so that a name has one
   * spelling.
   *
   * @throws IllegalArgumentException if {@code text} is not the escape of a name
   */
  public static String unescape(String text) {
    StringBuilder name = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        name.append(c);
      } else if (text.startsWith("\\x", i) && i + 4 <= text.length()) {
        name.append((char) HexFormat.fromHexDigits(text, i + 2, i + 4));
        i += 3;
      } else {
        throw new IllegalArgumentException("backslash that does not begin \\xHH");
      }
    }
    String result = name.toString();
    if (!escape(result).equals(text)) {
      throw new IllegalArgumentException("not the shortest escape of a name");
    }
    return result;
  }

  /**
   * Returns the path below the root that a name stands for: without leading, doubled and trailing
   * slashes and without {@code .} components. The root itself is {@code "."}.
   *
   * @throws CpioException if the name is empty, holds a NUL or has a {@code ..} component
   */
  public static String normalize(String name) throws CpioException {
    if (name.isEmpty()) {
      throw new CpioException("a name is empty");
    }
    if (name.indexOf('\0') >= 0) {
      throw new CpioException("name " + escape(name) + " holds a NUL byte");
    }
    List<String> kept = new ArrayList<>();
    for (String component : components(name)) {
      if (component.equals("..")) {
        throw new CpioException("name " + escape(name) + " has a .. component");
      }
      if (!component.isEmpty() && !component.equals(".")) {
        kept.add(component);
      }
    }
    return kept.isEmpty() ? "." : String.join("/", kept);
  }

  static List<String> components(String name) {
    List<String> result = new ArrayList<>();
    int start = 0;
    for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', start)) {
      result.add(name.substring(start, slash));
      start = slash + 1;
    }
    result.add(name.substring(start));
    return result;
  }

  static String untilNul(String bytes) {
    int end = bytes.indexOf('\0');
    return end < 0 ? bytes : bytes.substring(0, end);
  }

  static void requireByteChars(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > 0xff) {
        throw new IllegalArgumentException(
            "char U+%04X is not a byte; see CpioNames.ofText".formatted((int) name.charAt(i)));
      }
    }
  }
}
