package dev.seedkernel.kernel.signal;

import dev.seedkernel.kernel.abi.Signal;

/** Sets of signals as Linux has them: bit n - 1 for signal n. */
public final class SignalSet {
  /** What can be neither blocked nor caught nor ignored. */
  public static final long NEVER_BLOCKED = of(Signal.SIGKILL, Signal.SIGSTOP);

  /** What stops a process by default. */
  public static final long STOPPING =
      of(Signal.SIGSTOP, Signal.SIGTSTP, Signal.SIGTTIN, Signal.SIGTTOU);

  /** What an instruction raises: delivered before all others (SYNCHRONOUS_MASK). */
  public static final long SYNCHRONOUS =
      of(
          Signal.SIGSEGV,
          Signal.SIGBUS,
          Signal.SIGILL,
          Signal.SIGTRAP,
          Signal.SIGFPE,
          Signal.SIGSYS);

  private SignalSet() {}

  /** Returns the set of one signal. */
  public static long of(int signal) {
    return 1L << (signal - 1);
  }

  /** Returns the set of some signals. */
  public static long of(Signal... signals) {
    long set = 0;
    for (Signal signal : signals) {
      set |= of(signal.number());
    }
    return set;
  }

  /** Returns whether a signal is in a set. */
  public static boolean has(long set, int signal) {
    return (set & of(signal)) != 0;
  }
}
