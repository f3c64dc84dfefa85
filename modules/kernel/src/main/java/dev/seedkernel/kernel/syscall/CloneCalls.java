package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.CloneFlags;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.process.CloneRequest;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.process.Lifecycle;
import dev.seedkernel.kernel.process.OpenPidFile;
import dev.seedkernel.kernel.process.ProcessTable;
import dev.seedkernel.kernel.process.UserMemory;

/** clone and clone3: calls that make processes and threads. */
final class CloneCalls {
  /** What clone does something about, or may ignore because it changes nothing here. */
  private static final long SUPPORTED =
      CloneFlags.CLONE_VM
          | CloneFlags.CLONE_FS
          | CloneFlags.CLONE_FILES
          | CloneFlags.CLONE_SIGHAND
          | CloneFlags.CLONE_PIDFD
          | CloneFlags.CLONE_PTRACE
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

  // Bytes of struct clone_args in its versions, and the most that may be behind.
  private static final int SIZE_0 = 64;
  private static final int SIZE_2 = 88;
  private static final int SIZE_MOST = 4096;

  /** Most process ids that can be chosen: one for each level of namespaces. */
  private static final long SET_TID_MOST = 32;

  private static final long USER_END = 1L << 48;

  private static final String NOTE =
      "namespaces, control groups and threads with files or directories of their own give"
          + " EINVAL";

  private CloneCalls() {}

  static void define(Rows rows) {
    rows.partial(
        220,
        "clone",
        "flags:clone-flags stack:pointer parent_tid:pointer tls:hex child_tid:pointer",
        NOTE,
        CloneCalls::clone);
    rows.partial(
        435,
        "clone3",
        "args:pointer size:size",
        NOTE + ", as do process ids that the caller chooses",
        CloneCalls::clone3);
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
            call.argument(4),
            call.argument(2)));
  }

  private static long clone3(Call call) throws ErrnoException {
    UserMemory memory = call.memory();
    long at = call.argument(0);
    long size = call.argument(1);
    if (size > SIZE_MOST || size < 0) {
      throw Errno.E2BIG.exception();
    }
    if (size < SIZE_0) {
      throw Errno.EINVAL.exception();
    }
    long[] words = new long[SIZE_2 / Long.BYTES];
    byte[] bytes = memory.readBytes(at, (int) size);
    for (int i = SIZE_2; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        throw Errno.E2BIG.exception(); // Of a later version, which asks for more.
      }
    }
    for (int i = 0; i < words.length && (i + 1L) * Long.BYTES <= size; i++) {
      words[i] = memory.readLong(at + (long) i * Long.BYTES);
    }
    return clone(call, request(words));
  }

  /** Returns what struct clone_args asks for, by its words. */
  private static CloneRequest request(long[] words) throws ErrnoException {
    long flags = words[0];
    long exitSignal = words[4];
    long stack = words[5];
    long stackSize = words[6];
    boolean noStack = stack == 0 && stackSize == 0;
    boolean goodStack =
        stack > 0 && stackSize > 0 && stack < USER_END && stackSize <= USER_END - stack;
    boolean sends = exitSignal != 0;
    boolean chooses = words[8] != 0 || words[9] != 0;
    if (exitSignal < 0
        || exitSignal > Signal.LAST
        || (flags & (CloneFlags.CSIGNAL | CloneFlags.CLONE_DETACHED)) != 0
        || (sends && (flags & (CloneFlags.CLONE_THREAD | CloneFlags.CLONE_PARENT)) != 0)
        || (!noStack && !goodStack)
        || chooses
        || Long.compareUnsigned(words[9], SET_TID_MOST) > 0) {
      throw Errno.EINVAL.exception();
    }
    return new CloneRequest(
        flags, (int) exitSignal, stack + stackSize, words[7], words[3], words[2], words[1]);
  }

  private static long clone(Call call, CloneRequest request) throws ErrnoException {
    requireConsistent(call, request);
    if (request.has(CloneFlags.CLONE_PIDFD)) {
      call.memory().requireWritable(request.pidFile(), Integer.BYTES);
      call.descriptors().requireFree();
    }
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
    if (request.has(CloneFlags.CLONE_PIDFD)) {
      int fd =
          OpenPidFile.open(call.machine().fileSystem(), call.descriptors(), child.process(), 0);
      call.memory().writeInt(request.pidFile(), fd);
    }
    if (request.has(CloneFlags.CLONE_VFORK)) {
      call.machine().scheduler().waitForVfork(call.thread());
    }
    return child.tid();
  }

  /** Refuses combinations that mean nothing (clone(2), ERRORS). */
  private static void requireConsistent(Call call, CloneRequest request) throws ErrnoException {
    boolean thread = request.has(CloneFlags.CLONE_THREAD);
    boolean actions = request.has(CloneFlags.CLONE_SIGHAND);
    boolean init = call.process().pid() == ProcessTable.INIT_PID;
    long whole = CloneFlags.CLONE_FS | CloneFlags.CLONE_FILES;
    if ((request.flags() & ~SUPPORTED) != 0
        || (thread && !actions)
        || (actions && !request.has(CloneFlags.CLONE_VM))
        || (actions && request.has(CloneFlags.CLONE_CLEAR_SIGHAND))
        || (init && request.has(CloneFlags.CLONE_PARENT))
        || (request.has(CloneFlags.CLONE_PIDFD) && !mayHavePidFile(request))
        || (thread && (request.flags() & whole) != whole)) {
      throw Errno.EINVAL.exception();
    }
  }

  private static boolean mayHavePidFile(CloneRequest request) {
    boolean twoResultsInOnePlace =
        request.has(CloneFlags.CLONE_PARENT_SETTID) && request.pidFile() == request.parentTid();
    return !twoResultsInOnePlace && !request.thread() && !request.has(CloneFlags.CLONE_DETACHED);
  }
}
