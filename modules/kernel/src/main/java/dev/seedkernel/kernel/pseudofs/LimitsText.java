package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;

/** /proc/pid/limits: those of the machine, which are the same for every process. */
final class LimitsText {
  private static final String LINE = "%-25s %-20s %-20s %-10s\n";
  private static final String UNLIMITED = "unlimited";

  private LimitsText() {}

  static String text(Subject subject) {
    Limits limits = subject.machine().limits();
    StringBuilder text = new StringBuilder();
    text.append(LINE.formatted("Limit", "Soft Limit", "Hard Limit", "Units"));
    add(text, "Max cpu time", UNLIMITED, "seconds");
    add(text, "Max file size", UNLIMITED, "bytes");
    add(text, "Max data size", UNLIMITED, "bytes");
    add(text, "Max stack size", String.valueOf(UserMemory.STACK_SIZE), "bytes");
    text.append(LINE.formatted("Max core file size", "0", UNLIMITED, "bytes"));
    add(text, "Max resident set", UNLIMITED, "bytes");
    add(text, "Max processes", String.valueOf(limits.get(Limit.PROCESSES)), "processes");
    add(text, "Max open files", String.valueOf(limits.get(Limit.OPEN_FILES)), "files");
    add(text, "Max locked memory", UNLIMITED, "bytes");
    add(text, "Max address space", String.valueOf(limits.get(Limit.ADDRESS_SPACE)), "bytes");
    add(text, "Max file locks", UNLIMITED, "locks");
    add(text, "Max pending signals", UNLIMITED, "signals");
    add(text, "Max msgqueue size", UNLIMITED, "bytes");
    add(text, "Max nice priority", UNLIMITED, "");
    add(text, "Max realtime priority", UNLIMITED, "");
    add(text, "Max realtime timeout", UNLIMITED, "us");
    return text.toString();
  }

  private static void add(StringBuilder text, String what, String value, String unit) {
    text.append(LINE.formatted(what, value, value, unit));
  }
}
