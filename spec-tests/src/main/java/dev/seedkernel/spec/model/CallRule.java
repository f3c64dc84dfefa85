package dev.seedkernel.spec.model;

import java.util.Set;

/** What a system call does. */
@FunctionalInterface
public interface CallRule {
  /**
   * Returns all that is allowed; nothing if the call has to wait in this state. Pure: the state is
   * not changed.
   *
   * @param process the number of the process that calls
   */
  Set<Outcome> outcomes(State state, int process, CallContext call);
}
