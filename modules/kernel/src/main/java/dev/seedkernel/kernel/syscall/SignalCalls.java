package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.ProcessTable;
import java.util.List;

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

  private static final long NEVER_BLOCKED =
      1L << (Signal.SIGKILL.number() - 1) | 1L << (Signal.SIGSTOP.number() - 1);

  private static final String NO_HANDLERS =
      "default actions only, at once even where blocked; where a handler would run or a process"
          + " would stop, ENOSYS; /init can end itself, which on Linux only a fault can";

  private SignalCalls() {}

  static void define(Rows rows) {
    rows.partial(
        129,
        "kill",
        "pid:int sig:signal",
        NO_HANDLERS + "; all processes are one group",
        SignalCalls::kill);
    rows.partial(130, "tkill", "tid:int sig:signal", NO_HANDLERS, SignalCalls::tkill);
    rows.partial(131, "tgkill", "tgid:int tid:int sig:signal", NO_HANDLERS, SignalCalls::tgkill);
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

  private static long kill(Call call) throws ErrnoException {
    int pid = call.intArgument(0);
    List<GuestProcess> targets =
        switch (pid) {
          case 0 -> List.copyOf(call.machine().processes().all());
          case -1 ->
              call.machine().processes().all().stream()
                  .filter(p -> p != call.process() && p.pid() != ProcessTable.INIT_PID)
                  .toList();
          default -> find(call, pid);
        };
    if (targets.isEmpty()) {
      throw Errno.ESRCH.exception();
    }
    return send(call, targets, call.intArgument(1));
  }

  private static long tkill(Call call) throws ErrnoException {
    int tid = call.intArgument(0);
    if (tid <= 0) {
      throw Errno.EINVAL.exception();
    }
    return send(call, find(call, tid), call.intArgument(1));
  }

  private static long tgkill(Call call) throws ErrnoException {
    int group = call.intArgument(0);
    int tid = call.intArgument(1);
    if (group <= 0 || tid <= 0) {
      throw Errno.EINVAL.exception();
    }
    if (group != tid) {
      throw Errno.ESRCH.exception(); // Each process is its only thread.
    }
    return send(call, find(call, tid), call.intArgument(2));
  }

  private static List<GuestProcess> find(Call call, int pid) throws ErrnoException {
    GuestProcess target = call.machine().processes().find(pid);
    if (target == null) {
      throw Errno.ESRCH.exception();
    }
    return List.of(target);
  }

  private static long send(Call call, List<GuestProcess> targets, int signal)
      throws ErrnoException {
    if (signal < 0 || signal > Signal.LAST) {
      throw Errno.EINVAL.exception();
    }
    for (GuestProcess target : targets) {
      if (signal != 0 && target.termination() == null) {
        send(call, target, signal);
      }
    }
    return 0;
  }

  private static void send(Call call, GuestProcess target, int signal) throws ErrnoException {
    long handler = target.signalAction(signal, 0);
    if (handler != SIG_DFL && handler != SIG_IGN) {
      throw Errno.ENOSYS.exception();
    }
    // Nobody but /init itself can end it: the machine would stop.
    boolean immune = target.pid() == ProcessTable.INIT_PID && target != call.process();
    if (handler == SIG_IGN || immune) {
      return;
    }
    switch (Signal.defaultAction(signal)) {
      case TERMINATE, CORE ->
          call.machine()
              .lifecycle()
              .kill(target, signal, "sent by process " + call.process().pid());
      case STOP -> throw Errno.ENOSYS.exception();
      case IGNORE, CONTINUE -> {}
    }
  }

  private static void requireSetSize(long size) throws ErrnoException {
    if (size != SIGSET_SIZE) {
      throw Errno.EINVAL.exception();
    }
  }

  private static long sigaction(Call call) throws ErrnoException {
    requireSetSize(call.argument(3));
    int signal = call.intArgument(0);
    long action = call.argument(1);
    long oldAction = call.argument(2);
    long[] replacement = new long[SIGACTION_WORDS];
    for (int word = 0; action != 0 && word < SIGACTION_WORDS; word++) {
      replacement[word] = call.memory().readLong(action + word * 8L);
    }
    boolean fixed = signal == Signal.SIGKILL.number() || signal == Signal.SIGSTOP.number();
    if (signal < 1 || signal > Signal.LAST || (action != 0 && fixed)) {
      throw Errno.EINVAL.exception();
    }
    replacement[SIGACTION_WORDS - 1] &= ~NEVER_BLOCKED;
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
      call.process().signalMask(mask & ~NEVER_BLOCKED);
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
