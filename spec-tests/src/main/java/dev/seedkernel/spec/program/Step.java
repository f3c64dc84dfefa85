package dev.seedkernel.spec.program;

import java.util.List;

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
}
