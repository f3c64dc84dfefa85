package dev.seedkernel.spec.program;

import java.util.List;
import java.util.Optional;

/**
 * What a process does next. Each step has a result of 64 bits, that of a call being x0, and leaves
 * it in the record with the content of its outputs.
 */
public sealed interface Step {
  /** Returns the parts of the arena whose content is recorded behind the step. */
  default List<Range> outputs() {
    return List.of();
  }

  /**
   * Returns whether the process may end or be another program behind it, so that the record has to
   * be written before.
   */
  default boolean mayEnd() {
    return true;
  }

  /**
   * A system call.
   *
   * @param name how it is shown
   * @param number x8
   * @param arguments x0 and so on, up to six
   * @param outputs what is recorded
   * @param mayEnd whether it may not come back
   */
  record Call(String name, long number, List<Arg> arguments, List<Range> outputs, boolean mayEnd)
      implements Step {
    public Call {
      arguments = List.copyOf(arguments);
      outputs = List.copyOf(outputs);
    }

    /** Returns the call with one more output. */
    public Call output(Range range) {
      List<Range> more = new java.util.ArrayList<>(outputs);
      more.add(range);
      return new Call(name, number, arguments, more, mayEnd);
    }

    /** Returns the call as one that may not come back. */
    public Call ending() {
      return new Call(name, number, arguments, outputs, true);
    }
  }

  /** Stores a number of 1, 2, 4 or 8 bytes by one instruction. The result is 0. */
  record Store(Arg address, int size, long value) implements Step {}

  /** Loads a number of 1, 2, 4 or 8 bytes by one instruction. It is the result. */
  record Load(Arg address, int size) implements Step {}

  /**
   * {@code clone} with a child that has steps of its own; the parent goes on with the next step.
   * The result is that of the call in the parent.
   *
   * @param flags x0; with CLONE_VM the child works on the parent's memory
   * @param child the steps of the child, which then exits with status 0
   */
  record Fork(long flags, List<Step> child) implements Step {
    public Fork {
      child = List.copyOf(child);
    }

    @Override
    public boolean mayEnd() {
      return false;
    }
  }

  /** An instruction that is undefined ({@code udf #0}). */
  record Undefined() implements Step {}

  /** Calls an address by {@code blr}; what is there may return. The result is 0. */
  record Execute(Arg address) implements Step {}

  /**
   * Instructions of the property's own, which a step calls by {@code blr} with the arguments in x0
   * to x5. They may change x0 to x18 and must return by {@code ret}.
   *
   * @param name how it is shown
   * @param code the instructions
   * @param outputs what is recorded
   * @param effect what they do
   */
  record Run(String name, Bytes code, List<Arg> arguments, List<Range> outputs, Effect effect)
      implements Step {
    public Run {
      arguments = List.copyOf(arguments);
      outputs = List.copyOf(outputs);
    }

    /** Returns the step with one more output. */
    public Run output(Range range) {
      List<Range> more = new java.util.ArrayList<>(outputs);
      more.add(range);
      return new Run(name, code, arguments, more, effect);
    }
  }

  /** What instructions do, by the architecture. */
  sealed interface Effect {
    /**
     * They return.
     *
     * @param result what x0 is then, if that is known
     * @param stores what they store
     */
    record Returns(Optional<Long> result, List<Stored> stores) implements Effect {
      public Returns {
        stores = List.copyOf(stores);
      }
    }

    /** Bytes that are in the arena then. */
    record Stored(Range range, Bytes bytes) {
      public Stored {
        if (range.length() != bytes.length()) {
          throw new IllegalArgumentException(range + " for " + bytes.length() + " bytes");
        }
      }
    }

    /**
     * They raise a fault.
     *
     * @param code si_code
     * @param address si_addr; for SIGILL and SIGTRAP counted from the instruction
     */
    record Faults(int signal, int code, Arg address) implements Effect {}

    /** They store one value in so many bytes from an address on, and return 0. */
    record Fills(Arg address, int count, int value) implements Effect {}

    /** They send the process itself a signal by {@code kill}, and return 0. */
    record Sends(int signal) implements Effect {}

    /** Returns that they return a number. */
    static Effect gives(long result) {
      return new Returns(Optional.of(result), List.of());
    }

    /** Returns that they return anything. */
    static Effect anything() {
      return new Returns(Optional.empty(), List.of());
    }
  }
}
