package dev.seedkernel.kernel.syscall;

import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.time.Timers;

/** Calls that wait for a time. */
final class SleepCalls {
  static final long SECOND = 1_000_000_000L;
  private static final int TIMER_ABSTIME = 1;
  private static final int CLOCK_MONOTONIC_RAW = 4;

  /** Longer than this is for ever: the clock cannot count further. */
  private static final long CENTURY = 100L * 366 * 86_400;

  private SleepCalls() {}

  static void define(Rows rows) {
    rows.supported(101, "nanosleep", "duration:timespec rem:timespec-out", SleepCalls::nanosleep);
    rows.partial(
        115,
        "clock_nanosleep",
        "clockid:clock flags:timer-flags request:timespec rem:timespec-out",
        "not on clocks of processor time: EOPNOTSUPP",
        SleepCalls::clockNanosleep);
  }

  /** Reads a struct timespec and returns its nanoseconds; EINVAL if it is none. */
  static long duration(Call call, long address) throws ErrnoException {
    long seconds = call.memory().readLong(address);
    long nanoseconds = call.memory().readLong(address + 8);
    if (seconds < 0 || nanoseconds < 0 || nanoseconds >= SECOND) {
      throw Errno.EINVAL.exception();
    }
    return nanoseconds(seconds, nanoseconds);
  }

  /** Returns a time in nanoseconds; one that cannot come is far away all the same. */
  static long nanoseconds(long seconds, long nanoseconds) {
    return Math.min(seconds, CENTURY) * SECOND + nanoseconds;
  }

  private static long nanosleep(Call call) throws ErrnoException {
    return sleep(call, duration(call, call.argument(0)), call.argument(1));
  }

  private static long clockNanosleep(Call call) throws ErrnoException {
    int clock = call.intArgument(0);
    if (!ClockCalls.isWork(clock)) {
      ClockCalls.require(call, clock);
    } else if (clock < 0) {
      throw Errno.EINVAL.exception();
    }
    if (ClockCalls.isWork(clock) || ClockCalls.isCoarse(clock) || clock == CLOCK_MONOTONIC_RAW) {
      throw Errno.EOPNOTSUPP.exception();
    }
    long time = duration(call, call.argument(2));
    if ((call.intArgument(1) & TIMER_ABSTIME) == 0) {
      return sleep(call, time, call.argument(3));
    }
    return sleepUntil(call, clock, time);
  }

  /**
   * Sleeps.
   *
   * @param rest where the time that is left is stored after an interruption, or 0
   */
  private static long sleep(Call call, long nanoseconds, long rest) {
    if (call.expired()) {
      return 0;
    }
    long deadline = call.deadlineAfter(nanoseconds);
    long left = deadline - call.machine().clock().uptime();
    if (left <= 0) {
      call.machine().scheduler().yieldTurn();
      return 0;
    }
    long result = call.block(deadline, Call.INTERRUPTED_FOR_GOOD);
    if (result == Call.INTERRUPTED_FOR_GOOD
        && rest != 0
        && deadline != Timers.NEVER
        && call.memory().space().accessible(rest, 16, MemoryFault.Access.STORE) == 16) {
      AttributeCalls.writeTime(call.memory(), rest, left);
    }
    return result;
  }

  /** Sleeps until a clock shows a time, also where that clock is set meanwhile. */
  private static long sleepUntil(Call call, int clock, long time) throws ErrnoException {
    long left = time - ClockCalls.time(call, clock);
    if (left <= 0) {
      return 0;
    }
    long deadline = call.machine().clock().uptime() + left;
    return call.block(deadline, Call.INTERRUPTED_FOR_GOOD, call.machine().dateChanges());
  }
}
