package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.CloneFlags;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.process.CloneRequest;
import dev.seedkernel.kernel.process.ExecImage;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.process.Lifecycle;
import dev.seedkernel.kernel.process.LoadException;
import dev.seedkernel.kernel.process.ProcessState;
import dev.seedkernel.kernel.process.Termination;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.quota.Limit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls that make, change, end and wait for processes. */
final class ProcessCalls {
  /** What clone does something about, or may ignore because it changes nothing here. */
  private static final long CLONE_SUPPORTED =
      CloneFlags.CLONE_VM
          | CloneFlags.CLONE_FS
          | CloneFlags.CLONE_FILES
          | CloneFlags.CLONE_SIGHAND
          | CloneFlags.CLONE_VFORK
          | CloneFlags.CLONE_PARENT
          | CloneFlags.CLONE_THREAD
          | CloneFlags.CLONE_SYSVSEM
          | CloneFlags.CLONE_SETTLS
          | CloneFlags.CLONE_PARENT_SETTID
          | CloneFlags.CLONE_CHILD_CLEARTID
          | CloneFlags.CLONE_DETACHED
          | CloneFlags.CLONE_UNTRACED
          | CloneFlags.CLONE_CHILD_SETTID
          | CloneFlags.CLONE_IO
          | CloneFlags.CLONE_CLEAR_SIGHAND;

  private static final int WNOHANG = 1;
  private static final int WUNTRACED = 2;
  private static final int WEXITED = 4;
  private static final int WCONTINUED = 8;
  private static final int WNOWAIT = 0x0100_0000;
  private static final int WNOTHREAD = 0x2000_0000;
  private static final int WALL = 0x4000_0000;
  private static final int WCLONE = 0x8000_0000;
  private static final int WAIT_CLONE_FLAGS = WNOTHREAD | WALL | WCLONE;
  private static final int P_ALL = 0;
  private static final int P_PID = 1;
  private static final int CLD_EXITED = 1;
  private static final int CLD_KILLED = 2;

  /** Bytes of siginfo_t up to and with si_status: more is not written. */
  private static final int SIGINFO_USED = 28;

  private static final int RUSAGE_SIZE = 144;

  private ProcessCalls() {}

  static void define(Rows rows) {
    rows.supported(93, "exit", "status:int", ProcessCalls::exit);
    rows.supported(94, "exit_group", "status:int", ProcessCalls::exitGroup);
    rows.partial(
        95,
        "waitid",
        "idtype:int id:int infop:pointer options:hex rusage:pointer",
        "P_PID and P_ALL; process groups and pidfds give EINVAL; resource usage is zero",
        ProcessCalls::waitid);
    rows.supported(96, "set_tid_address", "tidptr:pointer", ProcessCalls::setTidAddress);
    rows.partial(
        220,
        "clone",
        "flags:clone-flags stack:pointer parent_tid:pointer tls:hex child_tid:pointer",
        "namespaces, pidfds and threads with files or directories of their own give EINVAL",
        ProcessCalls::clone);
    rows.supported(221, "execve", "path:string argv:strings envp:pointer", ProcessCalls::execve);
    rows.partial(
        260,
        "wait4",
        "pid:int wstatus:wait-status options:wait-options rusage:pointer",
        "waits for a process group are waits for any child; resource usage is zero",
        ProcessCalls::wait4);
    rows.supported(1024, "spawn", "path:string argv:strings", ProcessCalls::spawn);
  }

  private static long exit(Call call) {
    call.machine().endings().exit(call.thread(), call.intArgument(0));
    return Call.NO_RESULT;
  }

  private static long exitGroup(Call call) {
    call.machine().endings().exitGroup(call.process(), call.intArgument(0));
    return Call.NO_RESULT;
  }

  private static long setTidAddress(Call call) {
    call.thread().clearChildTid(call.argument(0));
    return call.thread().tid();
  }

  private static long clone(Call call) throws ErrnoException {
    long flags = Integer.toUnsignedLong(call.intArgument(0));
    return clone(
        call,
        new CloneRequest(
            flags & ~CloneFlags.CSIGNAL,
            (int) (flags & CloneFlags.CSIGNAL),
            call.argument(1),
            call.argument(3),
            call.argument(2),
            call.argument(4)));
  }

  private static long clone(Call call, CloneRequest request) throws ErrnoException {
    requireConsistent(request);
    GuestThread child = call.machine().lifecycle().clone(call.thread(), request);
    child.cpu().x(0, 0);
    if (request.stackPointer() != 0) {
      child.cpu().sp(request.stackPointer());
    }
    if (request.has(CloneFlags.CLONE_SETTLS)) {
      child.cpu().tpidr(request.threadPointer());
    }
    if (request.has(CloneFlags.CLONE_PARENT_SETTID)) {
      Lifecycle.storeTid(call.memory(), request.parentTid(), child.tid());
    }
    if (request.has(CloneFlags.CLONE_CHILD_SETTID)) {
      Lifecycle.storeTid(child.process().memory(), request.childTid(), child.tid());
    }
    if (request.has(CloneFlags.CLONE_VFORK)) {
      call.machine().scheduler().waitForVfork(call.thread());
    }
    return child.tid();
  }

  /** Refuses combinations that mean nothing (clone(2), ERRORS). */
  private static void requireConsistent(CloneRequest request) throws ErrnoException {
    boolean thread = request.has(CloneFlags.CLONE_THREAD);
    boolean actions = request.has(CloneFlags.CLONE_SIGHAND);
    long whole = CloneFlags.CLONE_FS | CloneFlags.CLONE_FILES;
    if ((request.flags() & ~CLONE_SUPPORTED) != 0
        || (thread && !actions)
        || (actions && !request.has(CloneFlags.CLONE_VM))
        || (actions && request.has(CloneFlags.CLONE_CLEAR_SIGHAND))
        || (thread && (request.flags() & whole) != whole)
        || request.exitSignal() > Signal.LAST) {
      throw Errno.EINVAL.exception();
    }
  }

  private static long execve(Call call) throws ErrnoException {
    String path = path(call);
    List<String> arguments = arguments(call);
    long most = call.machine().limits().get(Limit.ARGUMENTS);
    List<String> environment = strings(call.memory(), call.argument(2), most);
    ExecImage image = new ExecImage(path, arguments, environment);
    try {
      call.machine().lifecycle().exec(call.thread(), image);
    } catch (LoadException e) {
      throw e.errno().exception();
    }
    return Call.NO_RESULT;
  }

  private static long spawn(Call call) throws ErrnoException {
    String path = path(call);
    List<String> arguments = arguments(call);
    try {
      return call.machine().lifecycle().spawn(call.thread(), path, arguments);
    } catch (LoadException e) {
      throw e.errno().exception();
    }
  }

  private static String path(Call call) throws ErrnoException {
    String path = call.memory().readPath(call.argument(0));
    if (path.isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    return path;
  }

  private static List<String> arguments(Call call) throws ErrnoException {
    long most = call.machine().limits().get(Limit.ARGUMENTS);
    List<String> arguments = strings(call.memory(), call.argument(1), most);
    if (arguments.isEmpty()) {
      arguments.add(""); // As Linux since 5.18: argv[0] is never missing.
    }
    return arguments;
  }

  /** Reads a NULL-terminated array of strings; a NULL array is an empty one. */
  private static List<String> strings(UserMemory memory, long address, long most)
      throws ErrnoException {
    List<String> result = new ArrayList<>();
    if (address == 0) {
      return result;
    }
    long left = most;
    for (long at = address; ; at += Long.BYTES) {
      long pointer = memory.readLong(at);
      if (pointer == 0) {
        return result;
      }
      String string = memory.readString(pointer, (int) Math.min(left, Integer.MAX_VALUE));
      left -= Long.BYTES + (string == null ? left : string.length() + 1);
      if (string == null || left <= 0) {
        throw Errno.E2BIG.exception();
      }
      result.add(string);
    }
  }

  /** Returns the oldest child that has ended and matches, or null. */
  private static @Nullable GuestProcess ended(List<GuestProcess> candidates) {
    for (GuestProcess child : candidates) {
      if (child.state() == ProcessState.ZOMBIE) {
        return child;
      }
    }
    return null;
  }

  /** Returns the children that a wait is for; ECHILD if there is none. */
  private static List<GuestProcess> candidates(GuestProcess process, int pid, int options)
      throws ErrnoException {
    List<GuestProcess> candidates =
        process.children().stream().filter(child -> pid <= 0 || child.pid() == pid).toList();
    // With __WCLONE alone only children that end without SIGCHLD count; there are none.
    boolean cloneOnly = (options & (WALL | WCLONE)) == WCLONE;
    if (candidates.isEmpty() || cloneOnly) {
      throw Errno.ECHILD.exception();
    }
    return candidates;
  }

  private static long wait4(Call call) throws ErrnoException {
    int options = call.intArgument(2);
    if ((options & ~(WNOHANG | WUNTRACED | WCONTINUED | WAIT_CLONE_FLAGS)) != 0) {
      throw Errno.EINVAL.exception();
    }
    GuestProcess child = ended(candidates(call.process(), call.intArgument(0), options));
    if (child == null) {
      return (options & WNOHANG) != 0 ? 0 : call.block(call.process().childEvents());
    }
    // The child is gone even where its status cannot be stored, as on Linux.
    call.machine().processes().reap(child);
    Termination how = termination(child);
    if (call.argument(1) != 0) {
      call.memory().writeInt(call.argument(1), how.waitStatus());
    }
    writeUsage(call, 3);
    return child.pid();
  }

  private static long waitid(Call call) throws ErrnoException {
    try {
      return waitForChild(call);
    } catch (ErrnoException e) {
      writeInfo(call, 0, 0, 0, 0); // Linux clears it even where the call fails.
      throw e;
    }
  }

  private static long waitForChild(Call call) throws ErrnoException {
    int type = call.intArgument(0);
    int id = call.intArgument(1);
    int options = call.intArgument(3);
    if ((options & ~(WNOHANG | WNOWAIT | WEXITED | WUNTRACED | WCONTINUED | WAIT_CLONE_FLAGS)) != 0
        || (options & (WEXITED | WUNTRACED | WCONTINUED)) == 0
        || (type != P_ALL && type != P_PID)
        || (type == P_PID && id <= 0)) {
      throw Errno.EINVAL.exception();
    }
    List<GuestProcess> candidates = candidates(call.process(), type == P_ALL ? -1 : id, options);
    GuestProcess child = (options & WEXITED) == 0 ? null : ended(candidates);
    if (child == null) {
      if ((options & WNOHANG) == 0) {
        return call.block(call.process().childEvents());
      }
      writeInfo(call, 0, 0, 0, 0);
      return 0;
    }
    if ((options & WNOWAIT) == 0) {
      call.machine().processes().reap(child);
    }
    switch (termination(child)) {
      case Termination.Exited(int status) ->
          writeInfo(call, Signal.SIGCHLD.number(), CLD_EXITED, child.pid(), status);
      case Termination.Killed(int signal, String _) ->
          writeInfo(call, Signal.SIGCHLD.number(), CLD_KILLED, child.pid(), signal);
    }
    writeUsage(call, 4);
    return 0;
  }

  private static Termination termination(GuestProcess child) {
    Termination how = child.termination();
    if (how == null) {
      throw new IllegalStateException("a zombie that has not ended");
    }
    return how;
  }

  /** Writes a siginfo_t as waitid does (contract: "System calls"). */
  private static void writeInfo(Call call, int signal, int code, int pid, int status) {
    long at = call.argument(2);
    if (at == 0) {
      return;
    }
    UserMemory memory = call.memory();
    memory.requireWritable(at, SIGINFO_USED);
    memory.writeInt(at, signal);
    memory.writeInt(at + 4, 0);
    memory.writeInt(at + 8, code);
    memory.writeInt(at + 16, pid);
    memory.writeInt(at + 20, 0);
    memory.writeInt(at + 24, status);
  }

  private static void writeUsage(Call call, int index) {
    long at = call.argument(index);
    if (at != 0) {
      call.memory().writeBytes(at, new byte[RUSAGE_SIZE]);
    }
  }
}
