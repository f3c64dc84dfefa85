package dev.seedkernel.spec.model;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/** Which result of a step is allowed. */
public sealed interface Result {
  /** This number. */
  record Exact(long value) implements Result {
    @Override
    public String toString() {
      return Errno.show(value);
    }
  }

  /** This error. */
  record Failure(Errno errno) implements Result {
    @Override
    public String toString() {
      return "-" + errno;
    }
  }

  /** The process id of a process of the model: positive, and the same each time. */
  record Pid(int process) implements Result {
    @Override
    public String toString() {
      return "pid of process " + process;
    }
  }

  /** A number from {@code low} to {@code high}, unsigned. */
  record Between(long low, long high) implements Result {
    @Override
    public String toString() {
      return "0x%x to 0x%x".formatted(low, high);
    }
  }

  /** One of these errors. */
  record AnyError(Set<Errno> errors) implements Result {
    public AnyError {
      errors = Set.copyOf(errors);
    }

    @Override
    public String toString() {
      return new TreeSet<>(errors)
          .stream().map(errno -> "-" + errno).collect(Collectors.joining(" or "));
    }
  }

  /**
   * A number that the system chooses, such as an address.
   *
   * @param what it is, in words
   * @param allowed which it may be
   * @param state what is behind it
   */
  record Chosen(String what, LongPredicate allowed, LongFunction<State> state) implements Result {
    @Override
    public String toString() {
      return what;
    }
  }

  /** Anything. */
  record Any() implements Result {
    @Override
    public String toString() {
      return "anything";
    }
  }

  /** The process does not come back from the step. */
  record Gone() implements Result {
    @Override
    public String toString() {
      return "does not return";
    }
  }
}
