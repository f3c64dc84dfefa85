package dev.seedkernel.spec.model;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rules of the calls by number; a number without a rule is no call. */
public record Specification(Map<Integer, CallRule> rules) {
  public Specification {
    rules = Map.copyOf(rules);
  }

  /** Returns what a call may do; x8 counts with its low 32 bits (CALL-1). */
  public Set<Outcome> outcomes(long number, State state, int process, CallContext call) {
    CallRule rule = rules.get((int) number);
    return rule == null ? Outcome.error(state, Errno.ENOSYS) : rule.outcomes(state, process, call);
  }

  /** Returns a specification that has the rules of two; those of the other win. */
  public Specification and(Map<Integer, CallRule> others) {
    Map<Integer, CallRule> all = new TreeMap<>(rules);
    all.putAll(others);
    return new Specification(all);
  }
}
