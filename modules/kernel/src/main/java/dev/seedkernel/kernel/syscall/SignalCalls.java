package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.ProcessTable;

/** Calls about signals. Handlers are kept and reported; none is run yet. */
final class SignalCalls {
  private static final int SIGACTION_WORDS = 4;
  private static final int SIGSET_SIZE = 8;
  private static final int SIG_BLOCK = 0;
  private static final int SIG_UNBLOCK = 1;
  private static final int SIG_SETMASK = 2;
  private static final int SS_DISABLE = 2;
  private static final long SIG_DFL = 0;
  private static final long SIG_IGN = 1;

  private static final String NO_HANDLERS =
      "default actions only: where a handler would run, ENOSYS";

  private SignalCalls() {}

  static void define(Rows rows) {
    rows.partial(129, "kill", "pid:int sig:signal", NO_HANDLERS, call -> kill(call, 0, 1));
    rows.partial(130, "tkill", "tid:int sig:signal", NO_HANDLERS, call -> kill(call, 0, 1));
    rows.partial(
        131, "tgkill", "tgid:int tid:int sig:signal", NO_HANDLERS, call -> kill(call, 1, 2));
    rows.partial(
        132,
        "sigaltstack",
        "ss:pointer old_ss:pointer",
        "accepted; no handler runs on it",
        SignalCalls::sigaltstack);
    rows.partial(
        134,
        "rt_sigaction",
        "signum:signal act:pointer oldact:pointer sigsetsize:size",
        "kept and reported; handlers are not run",
        SignalCalls::sigaction);
    rows.partial(
        135,
        "rt_sigprocmask",
        "how:int set:pointer oldset:pointer sigsetsize:size",
        "kept and reported; signals are not queued",
        SignalCalls::sigprocmask);
  }

  private static long kill(Call call, int pidIndex, int signalIndex) throws ErrnoException {
    int pid = call.intArgument(pidIndex);
    int signal = call.intArgument(signalIndex);
    if (signal < 0 || signal > Signal.LAST) {
      throw Errno.EINVAL.exception();
    }
    GuestProcess target = pid <= 0 ? call.process() : call.machine().processes().find(pid);
    if (target == null) {
      throw Errno.ESRCH.exception();
    }
    if (signal == 0 || target.termination() != null) {
      return 0;
    }
    long handler = target.signalAction(signal, 0);
    Signal.Default action = Signal.defaultAction(signal);
    boolean caught = handler != SIG_DFL && handler != SIG_IGN;
    boolean immune = target.pid() == ProcessTable.INIT_PID && target != call.process();
    if (caught) {
      throw Errno.ENOSYS.exception();
    }
    if (handler == SIG_IGN || immune) {
      return 0;
    }
    switch (action) {
      case TERMINATE, CORE -> call.machine().lifecycle().kill(target, signal);
      case STOP -> throw Errno.ENOSYS.exception();
      case IGNORE, CONTINUE -> {
        return 0;
      }
    }
    return target == call.process() ? Call.NO_RESULT : 0;
  }

  private static void requireSetSize(long size) throws ErrnoException {
    if (size != SIGSET_SIZE) {
      throw Errno.EINVAL.exception();
    }
  }

  private static long sigaction(Call call) throws ErrnoException {
    requireSetSize(call.argument(3));
    int signal = call.intArgument(0);
    if (signal < 1 || signal > Signal.LAST) {
      throw Errno.EINVAL.exception();
    }
    long action = call.argument(1);
    long oldAction = call.argument(2);
    boolean fixed = signal == Signal.SIGKILL.number() || signal == Signal.SIGSTOP.number();
    if (action != 0 && fixed) {
      throw Errno.EINVAL.exception();
    }
    long[] replacement = new long[SIGACTION_WORDS];
    for (int word = 0; action != 0 && word < SIGACTION_WORDS; word++) {
      replacement[word] = call.memory().readLong(action + word * 8L);
    }
    for (int word = 0; word < SIGACTION_WORDS; word++) {
      if (oldAction != 0) {
        call.memory().writeLong(oldAction + word * 8L, call.process().signalAction(signal, word));
      }
      if (action != 0) {
        call.process().signalAction(signal, word, replacement[word]);
      }
    }
    return 0;
  }

  private static long sigprocmask(Call call) throws ErrnoException {
    requireSetSize(call.argument(3));
    long set = call.argument(1);
    long oldSet = call.argument(2);
    long old = call.process().signalMask();
    if (set != 0) {
      long change = call.memory().readLong(set);
      long mask =
          switch (call.intArgument(0)) {
            case SIG_BLOCK -> old | change;
            case SIG_UNBLOCK -> old & ~change;
            case SIG_SETMASK -> change;
            default -> throw Errno.EINVAL.exception();
          };
      long never = 1L << (Signal.SIGKILL.number() - 1) | 1L << (Signal.SIGSTOP.number() - 1);
      call.process().signalMask(mask & ~never);
    }
    if (oldSet != 0) {
      call.memory().writeLong(oldSet, old);
    }
    return 0;
  }

  private static long sigaltstack(Call call) {
    long old = call.argument(1);
    if (old != 0) {
      call.memory().writeLong(old, 0);
      call.memory().writeInt(old + 8, SS_DISABLE);
      call.memory().writeLong(old + 16, 0);
    }
    return 0;
  }
}
