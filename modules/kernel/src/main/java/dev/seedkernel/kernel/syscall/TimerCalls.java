package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.process.IntervalTimer;
import dev.seedkernel.kernel.process.ProcessTimers;
import dev.seedkernel.kernel.process.ProcessTimers.Notification;
import dev.seedkernel.kernel.process.UserMemory;
import org.jspecify.annotations.Nullable;

/** Calls about timers that send signals (setitimer(2), timer_create(2)). */
final class TimerCalls {
  private static final long MICROSECOND = 1000;
  private static final int TIMER_ABSTIME = 1;
  private static final int SIGEV_NONE = 1;
  private static final int SIGEV_THREAD = 2;
  private static final int SIGEV_THREAD_ID = 4;

  private static final String WORK =
      "timers of processor time expire at the end of a turn (10 million instructions) or at a call";

  private TimerCalls() {}

  static void define(Rows rows) {
    rows.supported(
        102, "getitimer", "which:itimer curr_value:itimerval-out", TimerCalls::getItimer);
    rows.partial(
        103,
        "setitimer",
        "which:itimer new_value:itimerval old_value:itimerval-out",
        WORK,
        TimerCalls::setItimer);
    rows.partial(
        107,
        "timer_create",
        "clockid:clock sevp:pointer timerid:pointer",
        WORK + "; a clock of a thread counts for its process",
        TimerCalls::create);
    rows.supported(
        108, "timer_gettime", "timerid:int curr_value:itimerspec-out", TimerCalls::getTime);
    rows.supported(109, "timer_getoverrun", "timerid:int", call -> timer(call).overrun());
    rows.supported(
        110,
        "timer_settime",
        "timerid:int flags:hex new_value:itimerspec old_value:itimerspec-out",
        TimerCalls::setTime);
    rows.supported(111, "timer_delete", "timerid:int", TimerCalls::delete);
  }

  // setitimer

  private static IntervalTimer itimer(Call call) throws ErrnoException {
    int which = call.intArgument(0);
    if (which < ProcessTimers.ITIMER_REAL || which > ProcessTimers.ITIMER_PROF) {
      throw Errno.EINVAL.exception();
    }
    return call.process().timers().interval(which);
  }

  private static long getItimer(Call call) throws ErrnoException {
    IntervalTimer timer = itimer(call);
    writeItimer(call.memory(), call.argument(1), timer.interval(), timer.left());
    return 0;
  }

  private static long setItimer(Call call) throws ErrnoException {
    UserMemory memory = call.memory();
    long at = call.argument(1);
    // No new value unsets the timer: Linux keeps that for old programs.
    long interval = at == 0 ? 0 : readTimeval(memory, at);
    long value = at == 0 ? 0 : readTimeval(memory, at + 16);
    IntervalTimer timer = itimer(call);
    long oldInterval = timer.interval();
    long oldLeft = timer.left();
    timer.set(value, interval, false);
    if (call.argument(2) != 0) {
      writeItimer(memory, call.argument(2), oldInterval, oldLeft);
    }
    return 0;
  }

  private static long readTimeval(UserMemory memory, long at) throws ErrnoException {
    long seconds = memory.readLong(at);
    long microseconds = memory.readLong(at + 8);
    if (seconds < 0 || microseconds < 0 || microseconds >= 1_000_000) {
      throw Errno.EINVAL.exception();
    }
    return SleepCalls.nanoseconds(seconds, microseconds * MICROSECOND);
  }

  private static void writeItimer(UserMemory memory, long at, long interval, long left) {
    writeTimeval(memory, at, interval);
    // What has not expired is never shown as nothing.
    writeTimeval(memory, at + 16, left > 0 ? Math.max(left, MICROSECOND) : 0);
  }

  private static void writeTimeval(UserMemory memory, long at, long nanoseconds) {
    memory.writeLong(at, nanoseconds / SleepCalls.SECOND);
    memory.writeLong(at + 8, nanoseconds % SleepCalls.SECOND / MICROSECOND);
  }

  // timer_create

  private static long create(Call call) throws ErrnoException {
    UserMemory memory = call.memory();
    int clock = call.intArgument(0);
    long event = call.argument(1);
    long value = event == 0 ? 0 : memory.readLong(event);
    int signal = event == 0 ? Signal.SIGALRM.number() : memory.readInt(event + 8);
    int notify = event == 0 ? 0 : memory.readInt(event + 12);
    int tid = event == 0 ? 0 : memory.readInt(event + 16);
    if (clock >= 0) {
      ClockCalls.require(call, clock);
      if (clock == 4 || ClockCalls.isCoarse(clock)) {
        throw Errno.EOPNOTSUPP.exception();
      }
    }
    ProcessTimers timers = call.process().timers();
    int id = timers.takeId();
    Notification notification = notification(call, notify, signal, event == 0 ? id : value, tid);
    ClockCalls.require(call, clock);
    memory.writeInt(call.argument(2), id);
    timers.create(id, base(clock), notification);
    return 0;
  }

  private static @Nullable Notification notification(
      Call call, int notify, int signal, long value, int tid) throws ErrnoException {
    GuestThread thread = null;
    switch (notify) {
      case SIGEV_NONE -> {
        return null;
      }
      case SIGEV_THREAD_ID -> {
        thread = call.machine().processes().findThread(tid);
        if (thread == null || thread.process() != call.process()) {
          throw Errno.EINVAL.exception();
        }
      }
      case 0, SIGEV_THREAD -> {}
      default -> throw Errno.EINVAL.exception();
    }
    if (signal <= 0 || signal > Signal.LAST) {
      throw Errno.EINVAL.exception();
    }
    return new Notification(signal, value, thread);
  }

  private static IntervalTimer.Base base(int clock) {
    if (ClockCalls.isWork(clock)) {
      return (clock & 3) == 1 && clock < 0 ? IntervalTimer.Base.USER : IntervalTimer.Base.PROCESSOR;
    }
    return ClockCalls.isDate(clock) ? IntervalTimer.Base.DATE : IntervalTimer.Base.UPTIME;
  }

  private static ProcessTimers.PosixTimer timer(Call call) throws ErrnoException {
    return call.process().timers().get(call.intArgument(0));
  }

  private static long getTime(Call call) throws ErrnoException {
    writeItimerspec(call, call.argument(1), timer(call).timer());
    return 0;
  }

  private static void writeItimerspec(Call call, long at, IntervalTimer timer) {
    AttributeCalls.writeTime(call.memory(), at, timer.interval());
    AttributeCalls.writeTime(call.memory(), at + 16, timer.left());
  }

  private static long setTime(Call call) throws ErrnoException {
    long at = call.argument(2);
    if (at == 0) {
      throw Errno.EINVAL.exception();
    }
    long interval = SleepCalls.duration(call, at);
    long value = SleepCalls.duration(call, at + 16);
    ProcessTimers.PosixTimer posix = timer(call);
    IntervalTimer timer = posix.timer();
    long oldInterval = timer.interval();
    long oldLeft = timer.left();
    posix.set(value, interval, (call.intArgument(1) & TIMER_ABSTIME) != 0);
    if (call.argument(3) != 0) {
      AttributeCalls.writeTime(call.memory(), call.argument(3), oldInterval);
      AttributeCalls.writeTime(call.memory(), call.argument(3) + 16, oldLeft);
    }
    return 0;
  }

  private static long delete(Call call) throws ErrnoException {
    call.process().timers().delete(call.intArgument(0));
    return 0;
  }
}
