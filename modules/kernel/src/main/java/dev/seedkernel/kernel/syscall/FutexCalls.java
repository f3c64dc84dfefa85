package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.process.Futexes;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.process.PendingCall;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.time.Timers;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.util.ArrayList;
import java.util.List;

/** Calls that threads wait for each other with. */
final class FutexCalls {
  private static final int PRIVATE = 128;
  private static final int CLOCK_REALTIME_FLAG = 256;
  private static final int WAIT = 0;
  private static final int WAKE = 1;
  private static final int REQUEUE = 3;
  private static final int CMP_REQUEUE = 4;
  private static final int WAKE_OP = 5;
  private static final int WAIT_BITSET = 9;
  private static final int WAKE_BITSET = 10;

  private static final int CLOCK_REALTIME = 0;
  private static final int CLOCK_MONOTONIC = 1;

  /** FUTEX_OP_OPARG_SHIFT: the argument is the number of a bit. */
  private static final int ARGUMENT_IS_BIT = 8;

  /** FUTEX_WAITV_MAX. */
  private static final int VECTOR_MOST = 128;

  /** Bytes of struct futex_waitv. */
  private static final int VECTOR_ENTRY = 24;

  /** FUTEX_32: the size of the word, which must be stated. */
  private static final int SIZE_32 = 2;

  /** Bytes of struct robust_list_head. */
  private static final int ROBUST_HEAD = 24;

  private FutexCalls() {}

  static void define(Rows rows) {
    rows.partial(
        98,
        "futex",
        "uaddr:pointer futex_op:int val:int timeout:pointer uaddr2:pointer val3:int",
        "operations with priority inheritance give ENOSYS",
        FutexCalls::futex);
    rows.supported(99, "set_robust_list", "head:pointer len:size", FutexCalls::setRobustList);
    rows.supported(
        100, "get_robust_list", "pid:int head:pointer len:pointer", FutexCalls::getRobustList);
    rows.supported(
        449,
        "futex_waitv",
        "waiters:pointer nr_futexes:int flags:hex timeout:pointer clockid:int",
        FutexCalls::awaitVector);
  }

  private static long futex(Call call) throws ErrnoException {
    int operation = call.intArgument(1);
    boolean realtime = (operation & CLOCK_REALTIME_FLAG) != 0;
    int command = operation & ~(PRIVATE | CLOCK_REALTIME_FLAG);
    if ((command == WAIT || command == WAIT_BITSET) && call.argument(3) != 0) {
      SleepCalls.duration(call, call.argument(3)); // An error of the time comes before all others.
    }
    if (realtime && command != WAIT_BITSET) {
      throw Errno.ENOSYS.exception();
    }
    return switch (command) {
      case WAIT -> await(call, Futexes.ANY);
      case WAIT_BITSET -> await(call, call.intArgument(5));
      case WAKE -> wake(call, Futexes.ANY);
      case WAKE_BITSET -> wake(call, call.intArgument(5));
      case REQUEUE, CMP_REQUEUE -> requeue(call, command == CMP_REQUEUE);
      case WAKE_OP -> wakeOperation(call);
      default -> throw Errno.ENOSYS.exception();
    };
  }

  private static Futexes.Key key(Call call, int argument) throws ErrnoException {
    boolean isPrivate = (call.intArgument(1) & PRIVATE) != 0;
    return call.machine().futexes().key(call.memory(), call.argument(argument), isPrivate);
  }

  // Waiting

  private static long await(Call call, int bits) throws ErrnoException {
    if (call.notified()) {
      return 0; // Whatever else has come since then: the wake-up was counted.
    }
    if (bits == 0) {
      throw Errno.EINVAL.exception();
    }
    Futexes.Key key = key(call, 0);
    if (call.expired()) {
      throw Errno.ETIMEDOUT.exception();
    }
    if (call.memory().readInt(call.argument(0)) != call.intArgument(2)) {
      throw Errno.EAGAIN.exception();
    }
    boolean timed = call.argument(3) != 0;
    long deadline = timed ? deadline(call) : Timers.NEVER;
    long interrupted = timed ? Call.INTERRUPTED_FOR_GOOD : Call.INTERRUPTED;
    return block(call, deadline, interrupted, bits, List.of(key));
  }

  /** Returns the uptime at which a wait gives up: the same one each time that it is made again. */
  private static long deadline(Call call) throws ErrnoException {
    long time = SleepCalls.duration(call, call.argument(3));
    int operation = call.intArgument(1);
    if ((operation & ~(PRIVATE | CLOCK_REALTIME_FLAG)) == WAIT) {
      return call.deadlineAfter(time);
    }
    boolean realtime = (operation & CLOCK_REALTIME_FLAG) != 0;
    return deadlineAt(call, realtime ? CLOCK_REALTIME : CLOCK_MONOTONIC, time);
  }

  private static long deadlineAt(Call call, int clock, long time) throws ErrnoException {
    return call.deadlineAfter(Math.max(0, time - ClockCalls.time(call, clock)));
  }

  /**
   * Makes the thread wait for words.
   *
   * @param bits chooses the wake-ups that are for it; {@link Futexes} looks for them in the call
   */
  private static long block(
      Call call, long deadline, long interrupted, int bits, List<Futexes.Key> keys)
      throws ErrnoException {
    if (deadline <= call.machine().clock().uptime()) {
      throw Errno.ETIMEDOUT.exception();
    }
    Futexes futexes = call.machine().futexes();
    long result =
        call.block(
            deadline, interrupted, keys.stream().map(futexes::queue).toArray(WaitQueue[]::new));
    PendingCall pending = call.pending();
    if (pending != null) {
      pending.progress(bits);
    }
    if (result != Call.BLOCKED) {
      keys.forEach(futexes::forgetIfEmpty);
    }
    return result;
  }

  private static long awaitVector(Call call) throws ErrnoException {
    if (call.notified()) {
      PendingCall pending = call.pending();
      return pending == null ? 0 : pending.notifier();
    }
    int count = call.intArgument(1);
    if (call.intArgument(2) != 0 || count <= 0 || count > VECTOR_MOST || call.argument(0) == 0) {
      throw Errno.EINVAL.exception();
    }
    long deadline = Timers.NEVER;
    if (call.argument(3) != 0) {
      int clock = call.intArgument(4);
      if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) {
        throw Errno.EINVAL.exception();
      }
      deadline = deadlineAt(call, clock, SleepCalls.duration(call, call.argument(3)));
    }
    List<Futexes.Key> keys = vectorKeys(call, count);
    if (call.expired()) {
      throw Errno.ETIMEDOUT.exception();
    }
    for (int i = 0; i < count; i++) {
      long entry = call.argument(0) + (long) i * VECTOR_ENTRY;
      if (call.memory().readInt(call.memory().readLong(entry + 8))
          != (int) call.memory().readLong(entry)) {
        throw Errno.EAGAIN.exception();
      }
    }
    return block(call, deadline, Call.INTERRUPTED, Futexes.ANY, keys);
  }

  /** Reads an array of struct futex_waitv. */
  private static List<Futexes.Key> vectorKeys(Call call, int count) throws ErrnoException {
    UserMemory memory = call.memory();
    for (int i = 0; i < count; i++) {
      long entry = call.argument(0) + (long) i * VECTOR_ENTRY;
      int flags = memory.readInt(entry + 16);
      if ((flags & ~PRIVATE) != SIZE_32 || memory.readInt(entry + 20) != 0) {
        throw Errno.EINVAL.exception();
      }
    }
    List<Futexes.Key> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long entry = call.argument(0) + (long) i * VECTOR_ENTRY;
      boolean isPrivate = (memory.readInt(entry + 16) & PRIVATE) != 0;
      keys.add(call.machine().futexes().key(memory, memory.readLong(entry + 8), isPrivate));
    }
    return keys;
  }

  // Waking

  private static long wake(Call call, int bits) throws ErrnoException {
    if (bits == 0) {
      throw Errno.EINVAL.exception();
    }
    return call.machine().futexes().wake(key(call, 0), atLeastOne(call.intArgument(2)), bits);
  }

  /** Linux counts a waiter before it looks how many are wanted, so it wakes one at least. */
  private static int atLeastOne(int count) {
    return Math.max(1, count);
  }

  private static long requeue(Call call, boolean compares) throws ErrnoException {
    int wakes = call.intArgument(2);
    int moves = call.intArgument(3);
    if (wakes < 0 || moves < 0) {
      throw Errno.EINVAL.exception();
    }
    Futexes.Key from = key(call, 0);
    Futexes.Key to = key(call, 4);
    if (compares && call.memory().readInt(call.argument(0)) != call.intArgument(5)) {
      throw Errno.EAGAIN.exception();
    }
    Futexes futexes = call.machine().futexes();
    long woken = wakes == 0 ? 0 : futexes.wake(from, wakes, Futexes.ANY);
    return woken + futexes.requeue(from, to, moves);
  }

  private static long wakeOperation(Call call) throws ErrnoException {
    final Futexes.Key first = key(call, 0);
    final Futexes.Key second = key(call, 4);
    int code = call.intArgument(5);
    int argument = code << 8 >> 20;
    if ((code >>> 28 & ARGUMENT_IS_BIT) != 0) {
      argument = 1 << (argument & 31);
    }
    UserMemory memory = call.memory();
    long address = call.argument(4);
    memory.requireWritable(address, Integer.BYTES);
    int old = memory.readInt(address);
    int updated =
        switch (code >>> 28 & 7) {
          case 0 -> argument;
          case 1 -> old + argument;
          case 2 -> old | argument;
          case 3 -> old & ~argument;
          case 4 -> old ^ argument;
          default -> throw Errno.ENOSYS.exception();
        };
    memory.writeInt(address, updated);
    int against = code << 20 >> 20;
    boolean holds =
        switch (code >>> 24 & 15) {
          case 0 -> old == against;
          case 1 -> old != against;
          case 2 -> old < against;
          case 3 -> old <= against;
          case 4 -> old > against;
          case 5 -> old >= against;
          default -> throw Errno.ENOSYS.exception();
        };
    Futexes futexes = call.machine().futexes();
    int woken = futexes.wake(first, atLeastOne(call.intArgument(2)), Futexes.ANY);
    if (holds) {
      woken += futexes.wake(second, atLeastOne(call.intArgument(3)), Futexes.ANY);
    }
    return woken;
  }

  // Robust lists

  private static long setRobustList(Call call) throws ErrnoException {
    if (call.argument(1) != ROBUST_HEAD) {
      throw Errno.EINVAL.exception();
    }
    call.thread().robustList(call.argument(0));
    return 0;
  }

  private static long getRobustList(Call call) throws ErrnoException {
    int tid = call.intArgument(0);
    GuestThread thread = tid == 0 ? call.thread() : call.machine().processes().findThread(tid);
    if (thread == null) {
      throw Errno.ESRCH.exception();
    }
    call.memory().writeLong(call.argument(2), ROBUST_HEAD);
    call.memory().writeLong(call.argument(1), thread.robustList());
    return 0;
  }
}
