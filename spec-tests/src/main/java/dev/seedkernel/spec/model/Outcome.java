package dev.seedkernel.spec.model;

import dev.seedkernel.spec.program.Bytes;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/**
 * A way in which a step may go.
 *
 * @param state what is behind it, but for {@code fills}, which the check stores
 * @param result what the step gives
 * @param fills what the call stores into the memory of its process
 */
public record Outcome(State state, Result result, List<Fill> fills) {
  public Outcome {
    fills = List.copyOf(fills);
  }

  /** Bytes that a call stores at an address. */
  public record Fill(long address, Pattern pattern) {}

  /** Returns the only outcome: a number. */
  public static Set<Outcome> of(State state, long result) {
    return Set.of(new Outcome(state, new Result.Exact(result), List.of()));
  }

  /** Returns the only outcome: a number, and bytes stored. */
  public static Set<Outcome> of(State state, long result, long address, Bytes bytes) {
    return Set.of(
        new Outcome(
            state, new Result.Exact(result), List.of(new Fill(address, Pattern.of(bytes)))));
  }

  /** Returns the only outcome: an error, and nothing is changed (CALL-7). */
  public static Set<Outcome> error(State state, Errno errno) {
    return Set.of(new Outcome(state, new Result.Failure(errno), List.of()));
  }

  /** Returns the only outcome: one of several errors, whose order is left open. */
  public static Set<Outcome> anyError(State state, Set<Errno> errors) {
    return Set.of(new Outcome(state, new Result.AnyError(errors), List.of()));
  }

  /** Returns an outcome in which the system chooses the number. */
  public static Outcome chosen(
      State state, String what, LongPredicate allowed, LongFunction<State> after) {
    return new Outcome(state, new Result.Chosen(what, allowed, after), List.of());
  }

  /** Returns the outcome with the state that a number leads to, if that is one to choose. */
  public Outcome resolved(long seen) {
    return result instanceof Result.Chosen chosen && chosen.allowed().test(seen)
        ? new Outcome(chosen.state().apply(seen), new Result.Exact(seen), fills)
        : this;
  }
}
