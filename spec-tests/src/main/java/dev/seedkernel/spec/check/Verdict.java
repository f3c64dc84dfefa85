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
