package dev.seedkernel.aarch64.isa;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of system registers (Arm ARM D19). */
final class SystemRegisters {
  private static final Pattern GENERIC =
      Pattern.compile("s([23])_([0-7])_c(1[0-5]|[0-9])_c(1[0-5]|[0-9])_([0-7])");

  private static final Map<String, Integer> CODES = new HashMap<>();
  private static final Map<Integer, String> NAMES = new HashMap<>();

  /** Registers that have another name when they are written. */
  private static final Map<Integer, String> WRITTEN_NAMES = new HashMap<>();

  static {
    for (String line : table().split("\n", -1)) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        put(line.split(" ", -1));
      }
    }
  }

  private SystemRegisters() {}

  private static String table() {
    try (InputStream in = SystemRegisters.class.getResourceAsStream("system-registers.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(String[] part) {
    int[] n = new int[5];
    for (int i = 0; i < n.length; i++) {
      n[i] = Integer.parseInt(part[i]);
    }
    int code = code(n[0], n[1], n[2], n[3], n[4]);
    NAMES.put(code, part[5]);
    CODES.put(part[5], code);
    if (part.length > 6) {
      WRITTEN_NAMES.put(code, part[6]);
      CODES.put(part[6], code);
    }
  }

  private static int code(int op0, int op1, int crn, int crm, int op2) {
    return op0 << 14 | op1 << 11 | crn << 7 | crm << 3 | op2;
  }

  /** Returns the name of a code: op0, op1, CRn, CRm, op2, in 16 bits. */
  static String name(int code, boolean written) {
    String name = written ? WRITTEN_NAMES.getOrDefault(code, NAMES.get(code)) : NAMES.get(code);
    return name != null
        ? name
        : "s%d_%d_c%d_c%d_%d"
            .formatted(code >>> 14, code >>> 11 & 7, code >>> 7 & 15, code >>> 3 & 15, code & 7);
  }

  static int code(String text) throws Operand.SyntaxError {
    String name = text.toLowerCase(Locale.ROOT);
    Integer code = CODES.get(name);
    if (code != null) {
      return code;
    }
    Matcher m = GENERIC.matcher(name);
    if (!m.matches()) {
      throw new Operand.SyntaxError("not a system register: " + text);
    }
    int[] n = new int[5];
    for (int i = 0; i < n.length; i++) {
      n[i] = Integer.parseInt(m.group(i + 1));
    }
    return code(n[0], n[1], n[2], n[3], n[4]);
  }
}
