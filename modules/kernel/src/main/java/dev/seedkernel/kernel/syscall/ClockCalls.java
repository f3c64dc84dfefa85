package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Capability;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.process.UserMemory;

/** Calls that read and set clocks (clock_gettime(2)). */
final class ClockCalls {
  static final int CLOCK_REALTIME = 0;
  static final int CLOCK_PROCESS_CPUTIME_ID = 2;
  static final int CLOCK_THREAD_CPUTIME_ID = 3;
  private static final int CLOCK_REALTIME_COARSE = 5;
  private static final int CLOCK_MONOTONIC_COARSE = 6;
  private static final int CLOCK_REALTIME_ALARM = 8;
  private static final int CLOCK_SGI_CYCLE = 10;
  private static final int CLOCK_TAI = 11;

  private static final long SECOND = 1_000_000_000L;

  /** Nanoseconds between ticks of the coarse clocks: those of a kernel with HZ=250. */
  private static final long TICK = 4_000_000;

  /** Dates are set before this: then the clock can run for 30 years (TIME_SETTOD_SEC_MAX). */
  private static final long END_OF_DATES = Long.MAX_VALUE / SECOND - 30L * 365 * 24 * 3600;

  private static final int TIMEX_SIZE = 208;
  private static final int TIME_ERROR = 5;
  private static final int STA_UNSYNC = 0x40;
  private static final int ADJ_SETOFFSET = 0x100;
  private static final int ADJ_NANO = 0x2000;
  private static final int ADJ_TICK = 0x4000;
  private static final long USUAL_TICK = 10_000;
  private static final long NTP_PHASE_LIMIT = 16_000_000;

  private ClockCalls() {}

  static void define(Rows rows) {
    rows.supported(112, "clock_settime", "clockid:clock tp:timespec", ClockCalls::setTime);
    rows.supported(113, "clock_gettime", "clockid:clock tp:timespec-out", ClockCalls::getTime);
    rows.supported(
        114, "clock_getres", "clockid:clock res:timespec-out", ClockCalls::getResolution);
    rows.partial(
        169,
        "gettimeofday",
        "tv:timeval-out tz:pointer",
        "the time zone is always UTC",
        ClockCalls::getTimeOfDay);
    rows.partial(
        170,
        "settimeofday",
        "tv:timeval tz:pointer",
        "a time zone is checked and forgotten",
        ClockCalls::setTimeOfDay);
    String adjust = "an offset is added (ADJ_SETOFFSET); the clock's speed is always right";
    rows.partial(171, "adjtimex", "buf:pointer", adjust, call -> adjust(call, call.argument(0)));
    rows.partial(
        266, "clock_adjtime", "clockid:clock buf:pointer", adjust, ClockCalls::adjustClock);
  }

  /** Whether a number is that of a clock of all processes; others are of one process or thread. */
  private static boolean isCommon(int clock) {
    return clock >= 0 && clock <= CLOCK_TAI && clock != CLOCK_SGI_CYCLE;
  }

  static boolean isCoarse(int clock) {
    return clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE;
  }

  /** Returns whether a clock counts from 1970, and not from the start of the machine. */
  static boolean isDate(int clock) {
    return clock == CLOCK_REALTIME
        || clock == CLOCK_REALTIME_COARSE
        || clock == CLOCK_REALTIME_ALARM
        || clock == CLOCK_TAI;
  }

  /** Returns whether a clock counts processor time. */
  static boolean isWork(int clock) {
    return clock < 0 || clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID;
  }

  /** Throws EINVAL if there is no such clock. */
  static void require(Call call, int clock) throws ErrnoException {
    if (clock < 0) {
      work(call, clock);
    } else if (!isCommon(clock)) {
      throw Errno.EINVAL.exception();
    }
  }

  /** Returns the time that a clock shows, or throws EINVAL. */
  static long time(Call call, int clock) throws ErrnoException {
    require(call, clock);
    if (isWork(clock)) {
      return work(call, clock);
    }
    long now =
        isDate(clock) ? call.machine().clock().nanoseconds() : call.machine().clock().uptime();
    return isCoarse(clock) ? now - Math.floorMod(now, TICK) : now;
  }

  /** Clocks of processes have the complement of a pid and three bits (linux/posix-timers.h). */
  private static long work(Call call, int clock) throws ErrnoException {
    if (clock == CLOCK_PROCESS_CPUTIME_ID) {
      return call.process().cpuTime().total();
    }
    if (clock == CLOCK_THREAD_CPUTIME_ID) {
      return call.thread().cpuTime().total();
    }
    int id = ~(clock >> 3);
    boolean ofThread = (clock & 4) != 0;
    int kind = clock & 3;
    GuestThread thread = id == 0 ? call.thread() : call.machine().processes().findThread(id);
    GuestProcess process = id == 0 ? call.process() : call.machine().processes().find(id);
    boolean visible =
        ofThread ? thread != null && thread.process() == call.process() : process != null;
    if (kind == 3 || !visible) {
      throw Errno.EINVAL.exception();
    }
    var time =
        ofThread && thread != null
            ? thread.cpuTime()
            : process == null ? call.process().cpuTime() : process.cpuTime();
    return kind == 1 ? time.user() : time.total();
  }

  private static long getTime(Call call) throws ErrnoException {
    long time = time(call, call.intArgument(0));
    AttributeCalls.writeTime(call.memory(), call.argument(1), time);
    return 0;
  }

  private static long getResolution(Call call) throws ErrnoException {
    int clock = call.intArgument(0);
    require(call, clock);
    if (call.argument(1) != 0) {
      AttributeCalls.writeTime(call.memory(), call.argument(1), isCoarse(clock) ? TICK : 1);
    }
    return 0;
  }

  private static long setTime(Call call) throws ErrnoException {
    int clock = call.intArgument(0);
    if (clock < 0) {
      require(call, clock);
      throw Errno.EPERM.exception();
    }
    if (clock != CLOCK_REALTIME) {
      throw Errno.EINVAL.exception();
    }
    UserMemory memory = call.memory();
    set(call, memory.readLong(call.argument(1)), memory.readLong(call.argument(1) + 8));
    return 0;
  }

  /** Sets the date, which may not be before the start of the machine. */
  private static void set(Call call, long seconds, long nanoseconds) throws ErrnoException {
    if (seconds < 0 || seconds >= END_OF_DATES || nanoseconds < 0 || nanoseconds >= SECOND) {
      throw Errno.EINVAL.exception();
    }
    long date = seconds * SECOND + nanoseconds;
    if (date < call.machine().clock().uptime()) {
      throw Errno.EINVAL.exception();
    }
    call.process().credentials().require(Capability.CAP_SYS_TIME);
    call.machine().setDate(date);
  }

  private static long getTimeOfDay(Call call) {
    long now = call.machine().clock().nanoseconds();
    if (call.argument(0) != 0) {
      call.memory().writeLong(call.argument(0), Math.floorDiv(now, SECOND));
      call.memory().writeLong(call.argument(0) + 8, Math.floorMod(now, SECOND) / 1000);
    }
    if (call.argument(1) != 0) {
      call.memory().writeLong(call.argument(1), 0);
    }
    return 0;
  }

  private static long setTimeOfDay(Call call) throws ErrnoException {
    UserMemory memory = call.memory();
    long seconds = 0;
    long microseconds = 0;
    if (call.argument(0) != 0) {
      seconds = memory.readLong(call.argument(0));
      microseconds = memory.readLong(call.argument(0) + 8);
      if (microseconds < 0 || microseconds >= 1_000_000) {
        throw Errno.EINVAL.exception();
      }
    }
    if (call.argument(1) != 0 && Math.abs((long) memory.readInt(call.argument(1))) > 15 * 60) {
      throw Errno.EINVAL.exception();
    }
    if (call.argument(0) != 0) {
      set(call, seconds, microseconds * 1000);
    }
    return 0;
  }

  private static long adjustClock(Call call) throws ErrnoException {
    int clock = call.intArgument(0);
    if (clock != CLOCK_REALTIME) {
      throw (isCommon(clock) || clock < 0 ? Errno.EOPNOTSUPP : Errno.EINVAL).exception();
    }
    return adjust(call, call.argument(1));
  }

  /** Answers with the state of a clock that nothing disciplines (struct timex). */
  private static long adjust(Call call, long at) throws ErrnoException {
    UserMemory memory = call.memory();
    memory.requireWritable(at, TIMEX_SIZE);
    int modes = memory.readInt(at);
    long tick = memory.readLong(at + 88);
    boolean nano = (modes & ADJ_NANO) != 0;
    if ((modes & ADJ_TICK) != 0 && (tick < USUAL_TICK * 9 / 10 || tick > USUAL_TICK * 11 / 10)) {
      throw Errno.EINVAL.exception();
    }
    if ((modes & ADJ_SETOFFSET) != 0) {
      long part = memory.readLong(at + 80);
      if (part < 0 || part >= (nano ? SECOND : 1_000_000)) {
        throw Errno.EINVAL.exception();
      }
      long now = call.machine().clock().nanoseconds() + (nano ? part : part * 1000);
      set(call, Math.floorDiv(now, SECOND) + memory.readLong(at + 72), Math.floorMod(now, SECOND));
    }
    long now = call.machine().clock().nanoseconds();
    memory.writeBytes(at + 4, new byte[TIMEX_SIZE - 4]);
    memory.writeLong(at + 24, NTP_PHASE_LIMIT);
    memory.writeLong(at + 32, NTP_PHASE_LIMIT);
    memory.writeInt(at + 40, STA_UNSYNC);
    memory.writeLong(at + 48, 2);
    memory.writeLong(at + 56, 1);
    memory.writeLong(at + 64, 500L << 16);
    memory.writeLong(at + 72, Math.floorDiv(now, SECOND));
    memory.writeLong(at + 80, Math.floorMod(now, SECOND) / (nano ? 1 : 1000));
    memory.writeLong(at + 88, USUAL_TICK);
    return TIME_ERROR;
  }
}
