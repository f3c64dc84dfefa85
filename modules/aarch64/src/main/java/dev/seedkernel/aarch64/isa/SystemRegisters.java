package dev.seedkernel.aarch64.isa;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of system registers (Arm ARM D19), of those that matter at EL0. */
final class SystemRegisters {
  private static final Pattern GENERIC =
      Pattern.compile("s([23])_([0-7])_c(1[0-5]|[0-9])_c(1[0-5]|[0-9])_([0-7])");

  private static final Map<String, Integer> CODES = new HashMap<>();
  private static final Map<Integer, String> NAMES = new HashMap<>();

  static {
    put("nzcv", 3, 4, 2, 0);
    put("daif", 3, 4, 2, 1);
    put("dit", 3, 4, 2, 5);
    put("ssbs", 3, 4, 2, 6);
    put("fpcr", 3, 4, 4, 0);
    put("fpsr", 3, 4, 4, 1);
    put("tpidr_el0", 3, 13, 0, 2);
    put("tpidrro_el0", 3, 13, 0, 3);
    put("ctr_el0", 3, 0, 0, 1);
    put("dczid_el0", 3, 0, 0, 7);
    put("cntfrq_el0", 3, 14, 0, 0);
    put("cntpct_el0", 3, 14, 0, 1);
    put("cntvct_el0", 3, 14, 0, 2);
    put("pmccntr_el0", 3, 9, 13, 0);
    put("midr_el1", 0, 0, 0, 0);
    put("mpidr_el1", 0, 0, 0, 5);
    put("revidr_el1", 0, 0, 0, 6);
    put("id_aa64pfr0_el1", 0, 0, 4, 0);
    put("id_aa64pfr1_el1", 0, 0, 4, 1);
    put("id_aa64zfr0_el1", 0, 0, 4, 4);
    put("id_aa64dfr0_el1", 0, 0, 5, 0);
    put("id_aa64dfr1_el1", 0, 0, 5, 1);
    put("id_aa64isar0_el1", 0, 0, 6, 0);
    put("id_aa64isar1_el1", 0, 0, 6, 1);
    put("id_aa64isar2_el1", 0, 0, 6, 2);
    put("id_aa64mmfr0_el1", 0, 0, 7, 0);
    put("id_aa64mmfr1_el1", 0, 0, 7, 1);
    put("id_aa64mmfr2_el1", 0, 0, 7, 2);
  }

  private SystemRegisters() {}

  private static void put(String name, int op1, int crn, int crm, int op2) {
    int code = code(3, op1, crn, crm, op2);
    CODES.put(name, code);
    NAMES.put(code, name);
  }

  private static int code(int op0, int op1, int crn, int crm, int op2) {
    return op0 << 14 | op1 << 11 | crn << 7 | crm << 3 | op2;
  }

  /** Returns the name of a code: op0, op1, CRn, CRm, op2, in 16 bits. */
  static String name(int code) {
    String name = NAMES.get(code);
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
