package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.event.EventCounter;
import dev.seedkernel.kernel.event.SignalFile;
import dev.seedkernel.kernel.event.TimerFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.signal.SignalSet;

/** Calls that make descriptors of events. */
final class EventCalls {
  private static final int EFD_SEMAPHORE = 1;
  private static final int COMMON_FLAGS = OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK;
  private static final int TFD_TIMER_ABSTIME = 1;
  private static final int TFD_TIMER_CANCEL_ON_SET = 2;

  private static final int CLOCK_REALTIME = 0;
  private static final int CLOCK_MONOTONIC = 1;
  private static final int CLOCK_BOOTTIME = 7;
  private static final int CLOCK_REALTIME_ALARM = 8;
  private static final int CLOCK_BOOTTIME_ALARM = 9;

  /** Of what is no file: access for its owner, and no type. */
  private static final int MODE = 0600;

  private EventCalls() {}

  static void define(Rows rows) {
    rows.supported(19, "eventfd2", "initval:int flags:hex", EventCalls::eventfd);
    rows.supported(
        74, "signalfd4", "fd:fd mask:pointer sizemask:size flags:hex", EventCalls::signalfd);
    rows.supported(85, "timerfd_create", "clockid:int flags:hex", EventCalls::timerfdCreate);
    rows.partial(
        86,
        "timerfd_settime",
        "fd:fd flags:hex new:pointer old:pointer",
        "TFD_TIMER_CANCEL_ON_SET is taken, and nothing sets the clock",
        EventCalls::timerfdSettime);
    rows.supported(87, "timerfd_gettime", "fd:fd curr:pointer", EventCalls::timerfdGettime);
  }

  /** Returns the inode of something that only descriptors know. */
  static SpecialFile inode(Call call) throws ErrnoException {
    return call.machine().fileSystem().newAnonymous(MODE, call.process().credentials());
  }

  private static void requireFlags(int flags, int allowed) throws ErrnoException {
    if ((flags & ~allowed) != 0) {
      throw Errno.EINVAL.exception();
    }
  }

  private static long eventfd(Call call) throws ErrnoException {
    int flags = call.intArgument(1);
    requireFlags(flags, EFD_SEMAPHORE | COMMON_FLAGS);
    long initial = Integer.toUnsignedLong(call.intArgument(0));
    EventCounter counter =
        new EventCounter(
            inode(call),
            initial,
            (flags & EFD_SEMAPHORE) != 0,
            (flags & OpenFlags.O_NONBLOCK) != 0);
    return call.install(counter, (flags & OpenFlags.O_CLOEXEC) != 0);
  }

  private static long signalfd(Call call) throws ErrnoException {
    int flags = call.intArgument(3);
    if (call.argument(2) != Long.BYTES) {
      throw Errno.EINVAL.exception();
    }
    long signals = call.memory().readLong(call.argument(1)) & ~SignalSet.NEVER_BLOCKED;
    requireFlags(flags, COMMON_FLAGS);
    int fd = call.intArgument(0);
    if (fd == -1) {
      boolean nonblocking = (flags & OpenFlags.O_NONBLOCK) != 0;
      SignalFile file =
          new SignalFile(inode(call), call.machine().scheduler(), signals, nonblocking);
      return call.install(file, (flags & OpenFlags.O_CLOEXEC) != 0);
    }
    if (!(call.descriptors().get(fd) instanceof SignalFile file)) {
      throw Errno.EINVAL.exception();
    }
    file.signals(signals);
    return fd;
  }

  private static long timerfdCreate(Call call) throws ErrnoException {
    int clock = call.intArgument(0);
    int flags = call.intArgument(1);
    requireFlags(flags, COMMON_FLAGS);
    boolean realTime =
        switch (clock) {
          case CLOCK_REALTIME, CLOCK_REALTIME_ALARM -> true;
          case CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_BOOTTIME_ALARM -> false;
          default -> throw Errno.EINVAL.exception();
        };
    TimerFile timer =
        new TimerFile(
            inode(call),
            call.machine().clock(),
            call.machine().timers(),
            realTime,
            (flags & OpenFlags.O_NONBLOCK) != 0);
    return call.install(timer, (flags & OpenFlags.O_CLOEXEC) != 0);
  }

  private static TimerFile timer(Call call) throws ErrnoException {
    if (call.descriptors().get(call.intArgument(0)) instanceof TimerFile timer) {
      return timer;
    }
    throw Errno.EINVAL.exception();
  }

  private static long timerfdSettime(Call call) throws ErrnoException {
    int flags = call.intArgument(1);
    long at = call.argument(2);
    call.memory().readBytes(at, 32);
    requireFlags(flags, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET);
    long interval = SleepCalls.duration(call, at);
    long value = SleepCalls.duration(call, at + 16);
    TimerFile.Setting old =
        timer(call).set(new TimerFile.Setting(value, interval), (flags & TFD_TIMER_ABSTIME) != 0);
    if (call.argument(3) != 0) {
      write(call.memory(), call.argument(3), old);
    }
    return 0;
  }

  private static long timerfdGettime(Call call) throws ErrnoException {
    write(call.memory(), call.argument(1), timer(call).get());
    return 0;
  }

  private static void write(UserMemory memory, long at, TimerFile.Setting setting) {
    memory.requireWritable(at, 32);
    AttributeCalls.writeTime(memory, at, setting.interval());
    AttributeCalls.writeTime(memory, at + 16, setting.value());
  }
}
