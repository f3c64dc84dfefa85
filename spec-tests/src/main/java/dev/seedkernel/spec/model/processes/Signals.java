package dev.seedkernel.spec.model.processes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a process has asked for, and what it was sent.
 *
 * @param actions those that were set, by signal; of the others it is the default
 * @param mask what is blocked: bit N-1 for signal N
 * @param pending what was sent and not taken, in the order of sending
 */
public record Signals(Map<Integer, Action> actions, long mask, List<Sent> pending) {
  public static final int SIGILL = 4;
  public static final int SIGTRAP = 5;
  public static final int SIGBUS = 7;
  public static final int SIGKILL = 9;
  public static final int SIGSEGV = 11;
  public static final int SIGCHLD = 17;
  public static final int SIGCONT = 18;
  public static final int SIGSTOP = 19;

  /** The highest signal. */
  public static final int MOST = 64;

  /** The bits of SIGKILL and SIGSTOP, which no mask can have (SIG-17, SIG-20). */
  public static final long NEVER_BLOCKED = bit(SIGKILL) | bit(SIGSTOP);

  /** What a program begins with. */
  public static final Signals NONE = new Signals(Map.of(), 0, List.of());

  private static final int REAL_TIME = 32;

  public Signals {
    actions = Map.copyOf(actions);
    pending = List.copyOf(pending);
  }

  /** What is done about a signal. */
  public record Action(long handler, long flags, long restorer, long mask) {
    public static final Action DEFAULT = new Action(0, 0, 0, 0);
    public static final long SA_NOCLDWAIT = 2;
    public static final long SA_SIGINFO = 4;
    public static final long SA_RESTART = 0x1000_0000L;
    public static final long SA_NODEFER = 0x4000_0000L;
    public static final long SA_RESETHAND = 0x8000_0000L;

    private static final long SIG_IGN = 1;

    public boolean isDefault() {
      return handler == 0;
    }

    public boolean ignores() {
      return handler == SIG_IGN;
    }

    public boolean handles() {
      return !isDefault() && !ignores();
    }

    public boolean has(long flag) {
      return (flags & flag) != 0;
    }
  }

  /**
   * A signal on its way.
   *
   * @param code si_code
   * @param process the process that si_pid names, unless it is a fault
   * @param value si_addr of a fault, or si_status of a child
   */
  public record Sent(int signal, int code, Optional<Integer> process, long value) {}

  /** What a signal does whose action is the default (SIG-15). */
  public enum Default {
    NOTHING,
    CONTINUE,
    STOP,
    KILL
  }

  /** Returns the default action of a signal. */
  public static Default byDefault(int signal) {
    return switch (signal) {
      case 17, 23, 28 -> Default.NOTHING;
      case 18 -> Default.CONTINUE;
      case 19, 20, 21, 22 -> Default.STOP;
      default -> Default.KILL;
    };
  }

  /** Returns the bit of a signal in a set. */
  public static long bit(int signal) {
    return 1L << (signal - 1);
  }

  public Action action(int signal) {
    return actions.getOrDefault(signal, Action.DEFAULT);
  }

  public boolean blocks(int signal) {
    return (mask & bit(signal)) != 0;
  }

  /** Returns whether a signal would do nothing if it were taken. */
  public boolean ignores(int signal) {
    Action action = action(signal);
    return action.ignores()
        || (action.isDefault()
            && (byDefault(signal) == Default.NOTHING || byDefault(signal) == Default.CONTINUE));
  }

  /** Returns the set of signals that are pending and blocked (SIG-23). */
  public long pendingSet() {
    long set = 0;
    for (Sent sent : pending) {
      set |= bit(sent.signal()) & mask;
    }
    return set;
  }

  /** Returns the signal that is taken next: the lowest that is not blocked. */
  public Optional<Sent> next() {
    Optional<Sent> best = Optional.empty();
    for (Sent sent : pending) {
      if (!blocks(sent.signal()) && (best.isEmpty() || sent.signal() < best.get().signal())) {
        best = Optional.of(sent);
      }
    }
    return best;
  }

  /** Returns these with one more sent; of 1 to 31 one is kept (SIG-22). */
  public Signals sent(Sent sent) {
    if (sent.signal() < REAL_TIME
        && pending.stream().anyMatch(other -> other.signal() == sent.signal())) {
      return this;
    }
    List<Sent> more = new ArrayList<>(pending);
    more.add(sent);
    return new Signals(actions, mask, more);
  }

  /** Returns these without one that was pending. */
  public Signals taken(Sent sent) {
    List<Sent> fewer = new ArrayList<>(pending);
    fewer.remove(sent);
    return new Signals(actions, mask, fewer);
  }

  /** Returns these without any pending of a set. */
  public Signals without(long set) {
    return new Signals(
        actions, mask, pending.stream().filter(sent -> (set & bit(sent.signal())) == 0).toList());
  }

  public Signals withMask(long changed) {
    return new Signals(actions, changed & ~NEVER_BLOCKED, pending);
  }

  public Signals withAction(int signal, Action action) {
    Map<Integer, Action> changed = new HashMap<>(actions);
    changed.put(signal, action);
    return new Signals(changed, mask, pending);
  }

  /** Returns those of a child: nothing is pending (PROC-20). */
  public Signals ofChild() {
    return new Signals(actions, mask, List.of());
  }

  /** Returns those of a program that is executed: handlers are gone (PROC-25). */
  public Signals ofProgram() {
    Map<Integer, Action> kept = new HashMap<>();
    actions.forEach((signal, action) -> {
      if (action.ignores()) {
        kept.put(signal, new Action(1, 0, 0, 0));
      }
    });
    return new Signals(kept, mask, pending);
  }
}
