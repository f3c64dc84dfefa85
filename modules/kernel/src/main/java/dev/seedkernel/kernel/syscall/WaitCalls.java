package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.GuestProcess.JobEvent;
import dev.seedkernel.kernel.process.OpenPidFile;
import dev.seedkernel.kernel.process.ProcessState;
import dev.seedkernel.kernel.process.ResourceUsage;
import dev.seedkernel.kernel.process.Termination;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.signal.SignalInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls that wait for children to end, stop or go on (wait(2)). */
final class WaitCalls {
  private static final int WNOHANG = 1;
  private static final int WUNTRACED = 2;
  private static final int WEXITED = 4;
  private static final int WCONTINUED = 8;
  private static final int WNOWAIT = 0x0100_0000;
  private static final int WNOTHREAD = 0x2000_0000;
  private static final int WALL = 0x4000_0000;
  private static final int WCLONE = 0x8000_0000;
  private static final int CLONE_OPTIONS = WNOTHREAD | WALL | WCLONE;
  private static final int P_ALL = 0;
  private static final int P_PID = 1;
  private static final int P_PGID = 2;
  private static final int P_PIDFD = 3;

  /** The wait status of a child that goes on. */
  private static final int CONTINUED = 0xffff;

  /** The low byte of the wait status of a child that is stopped. */
  private static final int STOPPED = 0x7f;

  /** Bytes of siginfo_t up to and with si_status: more is not written. */
  private static final int SIGINFO_USED = 28;

  private WaitCalls() {}

  static void define(Rows rows) {
    rows.supported(
        95,
        "waitid",
        "idtype:int id:int infop:pointer options:wait-options rusage:pointer",
        WaitCalls::waitid);
    rows.supported(
        260,
        "wait4",
        "pid:int wstatus:wait-status options:wait-options rusage:pointer",
        WaitCalls::wait4);
  }

  /**
   * Which children a wait is for.
   *
   * @param type P_ALL, P_PID or P_PGID
   */
  private record Selector(int type, int id, int options) {
    boolean has(int option) {
      return (options & option) != 0;
    }

    /** Returns whether a child is meant (eligible_child in kernel/exit.c). */
    boolean selects(Call call, GuestProcess child) {
      boolean meant =
          switch (type) {
            case P_PID -> child.pid() == id;
            case P_PGID -> child.group() == id;
            default -> true;
          };
      boolean tellsOtherwise = child.exitSignal() != Signal.SIGCHLD.number();
      return meant
          && (!has(WNOTHREAD) || child.parentThread() == call.thread().tid())
          && (has(WALL) || tellsOtherwise == has(WCLONE));
    }
  }

  /**
   * What has become of a child.
   *
   * @param code {@code CLD_…}
   * @param status si_status: an exit status or a signal
   * @param waitStatus as wait4 gives it
   */
  private record Change(GuestProcess child, int code, int status, int waitStatus) {
    ResourceUsage usage() {
      return child.usage().plus(child.childrenUsage());
    }
  }

  /**
   * Returns the first change that a wait is for, or null if there is none yet.
   *
   * @throws ErrnoException ECHILD if there cannot be any
   */
  private static @Nullable Change find(Call call, Selector selector) throws ErrnoException {
    boolean possible = false;
    for (GuestProcess child : List.copyOf(call.process().children())) {
      if (selector.selects(call, child)) {
        boolean ended = child.state() == ProcessState.ZOMBIE;
        if (ended && selector.has(WEXITED)) {
          return ended(child);
        }
        JobEvent event = ended ? null : child.jobEvent();
        if (event == JobEvent.STOPPED && selector.has(WUNTRACED)) {
          int signal = child.stopSignal();
          return new Change(child, SignalInfo.CLD_STOPPED, signal, signal << 8 | STOPPED);
        }
        if (event == JobEvent.CONTINUED && selector.has(WCONTINUED)) {
          return new Change(child, SignalInfo.CLD_CONTINUED, Signal.SIGCONT.number(), CONTINUED);
        }
        possible |= !ended; // What has ended neither stops nor goes on.
      }
    }
    if (!possible) {
      throw Errno.ECHILD.exception();
    }
    return null;
  }

  private static Change ended(GuestProcess child) {
    return switch (child.termination()) {
      case Termination.Exited how ->
          new Change(child, SignalInfo.CLD_EXITED, how.status(), how.waitStatus());
      case Termination.Killed how ->
          new Change(child, SignalInfo.CLD_KILLED, how.signal(), how.waitStatus());
      case null -> throw new IllegalStateException("a zombie that has not ended");
    };
  }

  /** Takes a change, so that no other wait finds it. */
  private static void take(Call call, Change change) {
    if (change.child().state() == ProcessState.ZOMBIE) {
      call.machine().processes().reap(change.child());
    } else {
      change.child().jobEvent(null);
    }
  }

  private static long wait4(Call call) throws ErrnoException {
    int options = call.intArgument(2);
    if ((options & ~(WNOHANG | WUNTRACED | WCONTINUED | CLONE_OPTIONS)) != 0) {
      throw Errno.EINVAL.exception();
    }
    int pid = call.intArgument(0);
    if (pid == Integer.MIN_VALUE) {
      throw Errno.ESRCH.exception();
    }
    int type = pid == -1 ? P_ALL : pid <= 0 ? P_PGID : P_PID;
    int id = pid == 0 ? call.process().group() : Math.abs(pid);
    Change change = find(call, new Selector(type, id, options | WEXITED));
    if (change == null) {
      return (options & WNOHANG) != 0 ? 0 : call.block(call.process().childEvents());
    }
    ResourceUsage usage = change.usage();
    take(call, change); // It is gone even where its status cannot be stored, as on Linux.
    if (call.argument(1) != 0) {
      call.memory().writeInt(call.argument(1), change.waitStatus());
    }
    writeUsage(call, 3, usage);
    return change.child().pid();
  }

  private static long waitid(Call call) throws ErrnoException {
    try {
      return waitForChange(call);
    } catch (ErrnoException e) {
      writeInfo(call, null); // Linux clears it even where the call fails.
      throw e;
    }
  }

  private static long waitForChange(Call call) throws ErrnoException {
    int type = call.intArgument(0);
    int id = call.intArgument(1);
    int options = call.intArgument(3);
    int events = WEXITED | WUNTRACED | WCONTINUED;
    if ((options & ~(WNOHANG | WNOWAIT | events | CLONE_OPTIONS)) != 0
        || (options & events) == 0
        || type < P_ALL
        || type > P_PIDFD
        || (type == P_PID && id <= 0)
        || (type >= P_PGID && id < 0)) {
      throw Errno.EINVAL.exception();
    }
    OpenPidFile file = type == P_PIDFD ? PidFileCalls.file(call, id) : null;
    Selector selector =
        file == null
            ? new Selector(type, type == P_PGID && id == 0 ? call.process().group() : id, options)
            : new Selector(P_PID, file.process().pid(), options);
    Change change = find(call, selector);
    if (change == null && (options & WNOHANG) == 0) {
      if (file != null && file.isNonBlocking()) {
        throw Errno.EAGAIN.exception();
      }
      return call.block(call.process().childEvents());
    }
    if (change != null) {
      ResourceUsage usage = change.usage();
      if ((options & WNOWAIT) == 0) {
        take(call, change);
      }
      writeUsage(call, 4, usage);
    }
    writeInfo(call, change);
    return 0;
  }

  /** Writes a siginfo_t as waitid does; zeroes where nothing has changed. */
  private static void writeInfo(Call call, @Nullable Change change) {
    long at = call.argument(2);
    if (at == 0) {
      return;
    }
    UserMemory memory = call.memory();
    memory.requireWritable(at, SIGINFO_USED);
    memory.writeInt(at, change == null ? 0 : Signal.SIGCHLD.number());
    memory.writeInt(at + 4, 0);
    memory.writeInt(at + 8, change == null ? 0 : change.code());
    memory.writeInt(at + 16, change == null ? 0 : change.child().pid());
    memory.writeInt(at + 20, 0);
    memory.writeInt(at + 24, change == null ? 0 : change.status());
  }

  private static void writeUsage(Call call, int argument, ResourceUsage usage) {
    if (call.argument(argument) != 0) {
      UsageCalls.write(call.memory(), call.argument(argument), usage);
    }
  }
}
