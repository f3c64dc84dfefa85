package dev.seedkernel.kernel.signal;

import dev.seedkernel.kernel.abi.Signal;
import java.util.Arrays;

/** What a process does about each signal: its table of struct sigaction, which threads share. */
public final class SignalActions {
  private static final long SIG_DFL = 0;
  private static final long SIG_IGN = 1;

  private final Action[] actions;

  /** Creates a table of defaults. */
  public SignalActions() {
    actions = new Action[Signal.LAST + 1];
    Arrays.fill(actions, Action.DEFAULT);
  }

  /** Copies a table. */
  public SignalActions(SignalActions other) {
    actions = other.actions.clone();
  }

  /**
   * A struct sigaction as the kernel takes it.
   *
   * @param handler an address, or 0 for the default, or 1 to ignore
   * @param flags {@code SA_…}
   * @param restorer where a handler returns to, if SA_RESTORER is set
   * @param mask what is blocked while the handler runs
   */
  public record Action(long handler, long flags, long restorer, long mask) {
    public static final long SA_NOCLDSTOP = 1;
    public static final long SA_NOCLDWAIT = 2;
    public static final long SA_SIGINFO = 4;
    public static final long SA_ONSTACK = 0x0800_0000;
    public static final long SA_RESTART = 0x1000_0000;
    public static final long SA_NODEFER = 0x4000_0000;
    public static final long SA_RESETHAND = 0x8000_0000L;
    public static final long SA_RESTORER = 0x0400_0000;

    public static final long SA_EXPOSE_TAGBITS = 0x800;

    /** Flags that are kept; others are forgotten, so that a program can ask which there are. */
    public static final long KNOWN_FLAGS =
        SA_NOCLDSTOP
            | SA_NOCLDWAIT
            | SA_SIGINFO
            | SA_EXPOSE_TAGBITS
            | SA_ONSTACK
            | SA_RESTART
            | SA_NODEFER
            | SA_RESETHAND
            | SA_RESTORER;

    static final Action DEFAULT = new Action(SIG_DFL, 0, 0, 0);

    public boolean isDefault() {
      return handler == SIG_DFL;
    }

    public boolean isIgnored() {
      return handler == SIG_IGN;
    }

    /** Returns whether a flag is set. */
    public boolean has(long flag) {
      return (flags & flag) != 0;
    }
  }

  /** Returns what is done about a signal from 1 to 64. */
  public Action get(int signal) {
    return actions[signal];
  }

  public void set(int signal, Action action) {
    actions[signal] = action;
  }

  /** Sets the default handler and keeps the rest, as SA_RESETHAND and faults do. */
  public void reset(int signal) {
    Action old = actions[signal];
    actions[signal] = new Action(SIG_DFL, old.flags(), old.restorer(), old.mask());
  }

  /** Resets handlers to the default and leaves what is ignored ignored, as execve does. */
  public void resetHandlers() {
    for (int signal = 1; signal <= Signal.LAST; signal++) {
      actions[signal] = actions[signal].isIgnored() ? new Action(SIG_IGN, 0, 0, 0) : Action.DEFAULT;
    }
  }

  /** Resets everything that is not ignored (CLONE_CLEAR_SIGHAND). */
  public void clear() {
    for (int signal = 1; signal <= Signal.LAST; signal++) {
      if (!actions[signal].isIgnored()) {
        actions[signal] = Action.DEFAULT;
      }
    }
  }

  /** Returns whether a signal has no effect: it is ignored, or its default is nothing. */
  public boolean ignores(int signal) {
    Action action = actions[signal];
    Signal.Default byDefault = Signal.defaultAction(signal);
    return action.isIgnored()
        || (action.isDefault()
            && (byDefault == Signal.Default.IGNORE || byDefault == Signal.Default.CONTINUE));
  }
}
