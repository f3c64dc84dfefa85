package dev.seedkernel.spec.program;

/** An argument of a step: what is put into a register before it. */
public sealed interface Arg {
  /** A number as it is. */
  record Value(long value) implements Arg {
    @Override
    public String toString() {
      return value > -4096 && value < 4096 ? Long.toString(value) : "0x" + Long.toHexString(value);
    }
  }

  /**
   * What an earlier step of the same process was answered, plus a constant.
   *
   * @param step index of the step among those of its process
   * @param plus what is added
   */
  record Result(int step, long plus) implements Arg {
    @Override
    public String toString() {
      return "r" + step + (plus == 0 ? "" : (plus > 0 ? "+" : "") + plus);
    }
  }

  /**
   * What the parent was answered before it made this process by {@code clone}, plus a constant.
   *
   * @param step index of the step among those of the parent
   */
  record Inherited(int step, long plus) implements Arg {
    @Override
    public String toString() {
      return "parent's " + new Result(step, plus);
    }
  }

  /** An address in the arena, or up to a page before or behind it. */
  record Buffer(int offset) implements Arg {
    public long address() {
      return CaseLayout.ARENA + offset;
    }

    @Override
    public String toString() {
      return "&" + offset;
    }
  }

  static Arg of(long value) {
    return new Value(value);
  }
}
