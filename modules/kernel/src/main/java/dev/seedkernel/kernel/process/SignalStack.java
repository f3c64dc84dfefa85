package dev.seedkernel.kernel.process;

/**
 * The stack that handlers with SA_ONSTACK run on (sigaltstack(2)).
 *
 * @param base lowest address
 * @param flags SS_DISABLE, SS_AUTODISARM
 * @param size bytes
 */
public record SignalStack(long base, int flags, long size) {
  public static final int SS_ONSTACK = 1;
  public static final int SS_DISABLE = 2;
  public static final int SS_AUTODISARM = 1 << 31;

  /** The smallest that is accepted (MINSIGSTKSZ of arm64). */
  public static final long MINIMUM_SIZE = 5120;

  /** None. */
  public static final SignalStack NONE = new SignalStack(0, SS_DISABLE, 0);

  public boolean isDisabled() {
    return (flags & SS_DISABLE) != 0;
  }

  /** Returns whether a stack pointer is on this stack; never with SS_AUTODISARM, as on Linux. */
  public boolean holds(long sp) {
    return (flags & SS_AUTODISARM) == 0
        && !isDisabled()
        && Long.compareUnsigned(sp, base) > 0
        && Long.compareUnsigned(sp - base, size) <= 0;
  }
}
