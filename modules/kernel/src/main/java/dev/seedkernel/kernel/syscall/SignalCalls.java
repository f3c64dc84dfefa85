package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.process.ProcessTable;
import dev.seedkernel.kernel.process.SignalStack;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.signal.SignalActions.Action;
import dev.seedkernel.kernel.signal.SignalInfo;
import dev.seedkernel.kernel.signal.SignalSet;
import dev.seedkernel.kernel.time.Timers;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls about signals. */
final class SignalCalls {
  private static final int SIGSET_SIZE = 8;
  private static final int SIG_BLOCK = 0;
  private static final int SIG_UNBLOCK = 1;
  private static final int SIG_SETMASK = 2;

  /** Bytes of siginfo_t in front of what depends on the code. */
  private static final int INFO_HEADER = 16;

  private static final String INIT =
      "/init can end itself by a signal that it sends, which on Linux only a fault can";

  private SignalCalls() {}

  static void define(Rows rows) {
    rows.partial(129, "kill", "pid:int sig:signal", INIT, SignalCalls::kill);
    rows.partial(130, "tkill", "tid:int sig:signal", INIT, SignalCalls::tkill);
    rows.partial(131, "tgkill", "tgid:int tid:int sig:signal", INIT, SignalCalls::tgkill);
    rows.supported(132, "sigaltstack", "ss:pointer old_ss:pointer", SignalCalls::sigaltstack);
    rows.supported(133, "rt_sigsuspend", "mask:sigset sigsetsize:size", SignalCalls::sigsuspend);
    rows.partial(
        134,
        "rt_sigaction",
        "signum:signal act:sigaction oldact:sigaction-out sigsetsize:size",
        "SA_EXPOSE_TAGBITS is kept, and si_addr has no tag all the same",
        SignalCalls::sigaction);
    rows.supported(
        135,
        "rt_sigprocmask",
        "how:signal-how set:sigset oldset:sigset-out sigsetsize:size",
        SignalCalls::sigprocmask);
    rows.supported(136, "rt_sigpending", "set:sigset-out sigsetsize:size", SignalCalls::sigpending);
    rows.supported(
        137,
        "rt_sigtimedwait",
        "set:sigset info:pointer timeout:timespec sigsetsize:size",
        SignalCalls::sigtimedwait);
    rows.supported(
        138, "rt_sigqueueinfo", "tgid:int sig:signal info:pointer", SignalCalls::sigqueueinfo);
    rows.supported(139, "rt_sigreturn", "", SignalCalls::sigreturn);
    rows.supported(
        240,
        "rt_tgsigqueueinfo",
        "tgid:int tid:int sig:signal info:pointer",
        SignalCalls::tgsigqueueinfo);
  }

  // Sending

  private static void requireSignal(int signal) throws ErrnoException {
    if (signal < 0 || signal > Signal.LAST) {
      throw Errno.EINVAL.exception();
    }
  }

  private static SignalInfo sent(Call call, int signal, int code) {
    return SignalInfo.sent(signal, code, call.process().pid(), 0);
  }

  private static long kill(Call call) throws ErrnoException {
    int pid = call.intArgument(0);
    int signal = call.intArgument(1);
    List<GuestProcess> targets =
        switch (pid) {
          case 0 -> call.machine().jobs().members(call.process().group());
          case -1 ->
              call.machine().processes().all().stream()
                  .filter(p -> p != call.process() && p.pid() != ProcessTable.INIT_PID)
                  .toList();
          case Integer.MIN_VALUE -> throw Errno.ESRCH.exception();
          default -> pid < 0 ? call.machine().jobs().members(-pid) : List.of(process(call, pid));
        };
    // To all is never to nobody on Linux: threads of the kernel count, and take no signal.
    if (targets.isEmpty() && pid != -1) {
      throw Errno.ESRCH.exception();
    }
    requireSignal(signal);
    for (GuestProcess target : targets) {
      if (signal != 0) {
        call.machine().signals().send(target, sent(call, signal, SignalInfo.SI_USER));
      }
    }
    return 0;
  }

  private static GuestProcess process(Call call, int pid) throws ErrnoException {
    GuestProcess process = call.machine().processes().find(pid);
    if (process != null) {
      return process;
    }
    GuestThread thread = call.machine().processes().findThread(pid);
    if (thread == null) {
      throw Errno.ESRCH.exception();
    }
    return thread.process();
  }

  private static long tkill(Call call) throws ErrnoException {
    int tid = call.intArgument(0);
    if (tid <= 0) {
      throw Errno.EINVAL.exception();
    }
    return sendToThread(call, 0, tid, call.intArgument(1));
  }

  private static long tgkill(Call call) throws ErrnoException {
    int group = call.intArgument(0);
    int tid = call.intArgument(1);
    if (group <= 0 || tid <= 0) {
      throw Errno.EINVAL.exception();
    }
    return sendToThread(call, group, tid, call.intArgument(2));
  }

  private static long sendToThread(Call call, int group, int tid, int signal)
      throws ErrnoException {
    GuestThread thread = thread(call, group, tid);
    requireSignal(signal);
    if (thread != null && signal != 0) {
      call.machine().signals().send(thread, sent(call, signal, SignalInfo.SI_TKILL));
    }
    return 0;
  }

  /** Returns a thread, or null for one that has ended and was not waited for. */
  private static @Nullable GuestThread thread(Call call, int group, int tid) throws ErrnoException {
    GuestThread thread = call.machine().processes().findThread(tid);
    GuestProcess process = thread == null ? call.machine().processes().find(tid) : thread.process();
    if (process == null || (group != 0 && process.pid() != group)) {
      throw Errno.ESRCH.exception();
    }
    return thread;
  }

  private static long sigqueueinfo(Call call) throws ErrnoException {
    int pid = call.intArgument(0);
    SignalInfo info = queued(call, call.intArgument(1), call.argument(2), pid);
    requireSignal(info.signal());
    if (pid <= 0) {
      throw Errno.ESRCH.exception();
    }
    GuestProcess process = process(call, pid);
    if (info.signal() != 0 && !call.machine().signals().send(process, info)) {
      throw Errno.EAGAIN.exception();
    }
    return 0;
  }

  private static long tgsigqueueinfo(Call call) throws ErrnoException {
    int group = call.intArgument(0);
    int tid = call.intArgument(1);
    if (group <= 0 || tid <= 0) {
      throw Errno.EINVAL.exception();
    }
    SignalInfo info = queued(call, call.intArgument(2), call.argument(3), tid);
    GuestThread thread = thread(call, group, tid);
    requireSignal(info.signal());
    if (thread != null && info.signal() != 0 && !call.machine().signals().send(thread, info)) {
      throw Errno.EAGAIN.exception();
    }
    return 0;
  }

  /** Reads what a process wants to be known of a signal; it may not pretend to be the kernel. */
  static SignalInfo queued(Call call, int signal, long address, int target) throws ErrnoException {
    byte[] bytes = call.memory().readBytes(address, SignalInfo.SIZE);
    int code = call.memory().readInt(address + 8);
    if ((code >= 0 || code == SignalInfo.SI_TKILL) && target != call.process().pid()) {
      throw Errno.EPERM.exception();
    }
    ByteBuffer fields = ByteBuffer.wrap(bytes).slice(INFO_HEADER, SignalInfo.SIZE - INFO_HEADER);
    return new SignalInfo(
        signal,
        code,
        new SignalInfo.Fields.Raw(call.memory().readInt(address + 4), fields),
        "sent by process " + call.process().pid());
  }

  // Actions and masks

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
    UserMemory memory = call.memory();
    Action replacement = action == 0 ? null : readAction(memory, action);
    boolean fixed =
        signal >= 1 && signal <= Signal.LAST && SignalSet.has(SignalSet.NEVER_BLOCKED, signal);
    if (signal < 1 || signal > Signal.LAST || (replacement != null && fixed)) {
      throw Errno.EINVAL.exception();
    }
    GuestProcess process = call.process();
    Action old = process.actions().get(signal);
    if (replacement != null) {
      process.actions().set(signal, replacement);
      if (process.actions().ignores(signal)) {
        // What waits is dropped even where it is blocked (POSIX, sigaction).
        process.pendingSignals().discard(SignalSet.of(signal));
        process.threads().forEach(t -> t.pendingSignals().discard(SignalSet.of(signal)));
      }
    }
    if (oldAction != 0) {
      memory.writeLong(oldAction, old.handler());
      memory.writeLong(oldAction + 8, old.flags());
      memory.writeLong(oldAction + 16, old.restorer());
      memory.writeLong(oldAction + 24, old.mask());
    }
    return 0;
  }

  private static Action readAction(UserMemory memory, long address) {
    return new Action(
        memory.readLong(address),
        memory.readLong(address + 8) & Action.KNOWN_FLAGS,
        memory.readLong(address + 16),
        memory.readLong(address + 24) & ~SignalSet.NEVER_BLOCKED);
  }

  private static long sigprocmask(Call call) throws ErrnoException {
    requireSetSize(call.argument(3));
    long set = call.argument(1);
    long oldSet = call.argument(2);
    long old = call.thread().signalMask();
    if (set != 0) {
      long change = call.memory().readLong(set);
      long mask =
          switch (call.intArgument(0)) {
            case SIG_BLOCK -> old | change;
            case SIG_UNBLOCK -> old & ~change;
            case SIG_SETMASK -> change;
            default -> throw Errno.EINVAL.exception();
          };
      call.thread().signalMask(mask & ~SignalSet.NEVER_BLOCKED);
    }
    if (oldSet != 0) {
      call.memory().writeLong(oldSet, old);
    }
    return 0;
  }

  private static long sigpending(Call call) throws ErrnoException {
    long size = call.argument(1);
    if (size > SIGSET_SIZE || size < 0) {
      throw Errno.EINVAL.exception();
    }
    GuestThread thread = call.thread();
    long pending =
        (thread.pendingSignals().set() | call.process().pendingSignals().set())
            & thread.signalMask();
    byte[] bytes = new byte[(int) size];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (pending >>> (8 * i));
    }
    call.memory().writeBytes(call.argument(0), bytes);
    return 0;
  }

  // Waiting

  private static long sigsuspend(Call call) throws ErrnoException {
    if (call.pending() == null) {
      requireSetSize(call.argument(1));
      long mask = call.memory().readLong(call.argument(0)) & ~SignalSet.NEVER_BLOCKED;
      call.thread().temporaryMask(mask);
    }
    return call.block(Timers.NEVER, Call.INTERRUPTED_FOR_GOOD);
  }

  private static long sigtimedwait(Call call) throws ErrnoException {
    requireSetSize(call.argument(3));
    GuestThread thread = call.thread();
    long wanted = call.memory().readLong(call.argument(0)) & ~SignalSet.NEVER_BLOCKED;
    long timeout =
        call.argument(2) == 0 ? Timers.NEVER : SleepCalls.duration(call, call.argument(2));
    thread.awaitedSignals(0);
    SignalInfo info = thread.pendingSignals().take(wanted);
    if (info == null) {
      info = call.process().pendingSignals().take(wanted);
    }
    if (info != null) {
      info = call.process().timers().taken(info);
      if (call.argument(1) != 0) {
        call.memory().writeBytes(call.argument(1), info.encode());
      }
      return info.signal();
    }
    if (timeout == 0 || call.expired()) {
      throw Errno.EAGAIN.exception();
    }
    long result = call.block(call.deadlineAfter(timeout), Call.INTERRUPTED_FOR_GOOD);
    if (result != Call.BLOCKED) {
      throw Errno.EINTR.exception();
    }
    thread.awaitedSignals(wanted);
    return result;
  }

  // Handlers

  private static long sigaltstack(Call call) throws ErrnoException {
    GuestThread thread = call.thread();
    SignalStack old = thread.signalStack();
    boolean onIt = old.holds(thread.cpu().sp());
    UserMemory memory = call.memory();
    long at = call.argument(0);
    if (at != 0) {
      long base = memory.readLong(at);
      int flags = memory.readInt(at + 8);
      long size = memory.readLong(at + 16);
      if (onIt) {
        throw Errno.EPERM.exception();
      }
      int mode = flags & ~SignalStack.SS_AUTODISARM;
      if (mode != SignalStack.SS_DISABLE && mode != SignalStack.SS_ONSTACK && mode != 0) {
        throw Errno.EINVAL.exception();
      }
      if (mode == SignalStack.SS_DISABLE) {
        thread.signalStack(new SignalStack(0, flags, 0));
      } else if (size >= 0 && size < SignalStack.MINIMUM_SIZE) {
        throw Errno.ENOMEM.exception();
      } else {
        thread.signalStack(new SignalStack(base, flags & SignalStack.SS_AUTODISARM, size));
      }
    }
    long oldAt = call.argument(1);
    if (oldAt != 0) {
      memory.writeLong(oldAt, old.base());
      memory.writeInt(oldAt + 8, old.flags() | (onIt ? SignalStack.SS_ONSTACK : 0));
      memory.writeInt(oldAt + 12, 0);
      memory.writeLong(oldAt + 16, old.size());
    }
    return 0;
  }

  private static long sigreturn(Call call) {
    call.machine().signals().returnFromHandler(call.thread());
    return Call.NO_RESULT;
  }
}
