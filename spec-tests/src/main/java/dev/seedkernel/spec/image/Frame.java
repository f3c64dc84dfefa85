package dev.seedkernel.spec.image;

import dev.seedkernel.spec.program.Bytes;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The frame of the dump, read as strictly as DUMP-2 is written. */
public final class Frame {
  public static final String BEGIN = "=== DUMP-BEGIN ===";
  public static final String END = "=== DUMP-END ===";

  private static final Pattern FILE =
      Pattern.compile("=== FILE path=(/[\\x21-\\x7e]+) size=(0|[1-9][0-9]{0,17}) ===");
  private static final Pattern LINE = Pattern.compile("(?:[0-9a-f]{2}){1,64}");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2})?");

  private Frame() {}

  /** A console whose frame breaks a rule. */
  public static final class BrokenException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenException(String rule) {
      super(rule);
    }
  }

  /** Returns whether a console has a beginning of a frame. */
  public static boolean begins(String console) {
    return console.contains(BEGIN);
  }

  /**
   * Reads the only frame of a console, behind which is nothing.
   *
   * @return the files by absolute path, one char a byte
   */
  public static Map<String, Bytes> read(String console) throws BrokenException {
    String text = console.replace("\r\n", "\n");
    int begin = text.indexOf(BEGIN + "\n");
    if (begin < 0 || text.indexOf(BEGIN, begin + 1) >= 0) {
      throw new BrokenException(begin < 0 ? "no beginning" : "two beginnings");
    }
    if (!text.endsWith("\n" + END + "\n")) {
      throw new BrokenException("the last line is not the end");
    }
    String[] lines = text.substring(begin).split("\n", -1);
    Map<String, Bytes> files = new LinkedHashMap<>();
    int at = 1;
    while (!lines[at].equals(END)) {
      Matcher header = FILE.matcher(lines[at++]);
      if (!header.matches()) {
        throw new BrokenException("not the line of a file: " + lines[at - 1]);
      }
      StringBuilder digits = new StringBuilder();
      while (LINE.matcher(lines[at]).matches()) {
        digits.append(lines[at++]);
      }
      Bytes content = Bytes.of(HexFormat.of().parseHex(digits));
      if (content.length() != Long.parseLong(header.group(2))) {
        throw new BrokenException(
            "%s has %d bytes, not %s"
                .formatted(header.group(1), content.length(), header.group(2)));
      }
      String path = unescaped(header.group(1));
      if (files.put(path, content) != null) {
        throw new BrokenException(path + " twice");
      }
    }
    if (at != lines.length - 2) {
      throw new BrokenException("lines behind the end");
    }
    return files;
  }

  private static String unescaped(String path) throws BrokenException {
    StringBuilder plain = new StringBuilder();
    Matcher escape = ESCAPE.matcher(path);
    while (escape.find()) {
      Optional<String> digits = Optional.ofNullable(escape.group(1));
      char value = (char) Integer.parseInt(digits.map(d -> d.substring(1)).orElse("0"), 16);
      boolean needless = value > 0x20 && value < 0x7f && value != '\\';
      if (digits.isEmpty() || needless) {
        throw new BrokenException("a wrong escape in " + path);
      }
      escape.appendReplacement(plain, Matcher.quoteReplacement(String.valueOf(value)));
    }
    return escape.appendTail(plain).toString();
  }

  /** Returns a path as a frame has it. */
  public static String escaped(String path) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char one = path.charAt(i);
      boolean plain = one > 0x20 && one < 0x7f && one != '\\';
      text.append(plain ? String.valueOf(one) : "\\x%02x".formatted((int) one));
    }
    return text.toString();
  }
}
