package dev.seedkernel.spec.check;

import java.util.List;

/** Whether an observation is allowed. */
public sealed interface Verdict {
  /** It is. */
  record Held() implements Verdict {}

  /**
   * It is not.
   *
   * @param where which process and step, in words
   * @param allowed what would have been
   * @param seen what was
   */
  record Failed(String where, List<String> allowed, String seen) implements Verdict {
    public Failed {
      allowed = List.copyOf(allowed);
    }

    /** Where the failure is of a case that left no record. */
    static final String CASE = "the case";

    /** Returns a failure of a step. */
    static Failed at(String process, int step, String text, List<String> allowed, String seen) {
      return new Failed(place(process, step) + text, allowed, seen);
    }

    private static String place(String process, int step) {
      return "process " + process + ", step " + step + ", ";
    }

    /** Returns whether it was this step that failed. */
    public boolean isAt(String process, int step) {
      return where.startsWith(place(process, step));
    }

    /** Returns whether the system did not come to the end of the case. */
    public boolean isUnfinished() {
      return where.equals(CASE);
    }

    @Override
    public String toString() {
      return where + ": allowed " + String.join("; or ", allowed) + "; seen " + seen;
    }
  }
}
