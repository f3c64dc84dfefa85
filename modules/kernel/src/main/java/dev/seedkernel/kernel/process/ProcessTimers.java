package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.signal.PendingSignals;
import dev.seedkernel.kernel.signal.SignalInfo;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The timers of a process: the three of setitimer, and those of timer_create. */
public final class ProcessTimers {
  public static final int ITIMER_REAL = 0;
  public static final int ITIMER_VIRTUAL = 1;
  public static final int ITIMER_PROF = 2;

  private final Machine machine;
  private final GuestProcess process;
  private final IntervalTimer[] intervals;
  private final TreeMap<Integer, PosixTimer> timers = new TreeMap<>();
  private int nextId;

  ProcessTimers(Machine machine, GuestProcess process) {
    this.machine = machine;
    this.process = process;
    intervals =
        new IntervalTimer[] {
          interval(IntervalTimer.Base.UPTIME, Signal.SIGALRM),
          interval(IntervalTimer.Base.USER, Signal.SIGVTALRM),
          interval(IntervalTimer.Base.PROCESSOR, Signal.SIGPROF)
        };
  }

  private IntervalTimer interval(IntervalTimer.Base base, Signal signal) {
    return new IntervalTimer(
        machine, process, base, false, () -> expired(intervals[index(signal)], signal));
  }

  private static int index(Signal signal) {
    return switch (signal) {
      case SIGALRM -> ITIMER_REAL;
      case SIGVTALRM -> ITIMER_VIRTUAL;
      default -> ITIMER_PROF;
    };
  }

  private void expired(IntervalTimer timer, Signal signal) {
    machine
        .signals()
        .send(process, SignalInfo.ofKernel(signal.number(), "for a timer of setitimer"));
    if (timer.countsWork()) {
      timer.noticed(); // Linux starts these again at once.
    }
  }

  /** Returns a timer of setitimer: ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF. */
  public IntervalTimer interval(int which) {
    return intervals[which];
  }

  /** What a timer of timer_create does when it expires. */
  public record Notification(int signal, long value, @Nullable GuestThread thread) {}

  /** A timer of timer_create. */
  public static final class PosixTimer {
    private final int id;
    private final IntervalTimer timer;
    private int overrun;

    private PosixTimer(int id, IntervalTimer timer) {
      this.id = id;
      this.timer = timer;
    }

    public int id() {
      return id;
    }

    public IntervalTimer timer() {
      return timer;
    }

    /** Sets the timer; see {@link IntervalTimer#set}. */
    public void set(long value, long interval, boolean absolute) {
      overrun = 0;
      timer.set(value, interval, absolute);
    }

    /** Returns how many expiries the last signal stands for, beyond the first. */
    public int overrun() {
      return overrun;
    }
  }

  /** Takes the number of a new timer. */
  public int takeId() throws ErrnoException {
    if (timers.size() >= PendingSignals.MOST) {
      throw Errno.EAGAIN.exception();
    }
    return nextId++;
  }

  /**
   * Makes a timer.
   *
   * @param notification what happens when it expires, or null for nothing
   */
  public void create(int id, IntervalTimer.Base base, @Nullable Notification notification) {
    Runnable expiry = () -> expired(id, notification);
    IntervalTimer timer = new IntervalTimer(machine, process, base, notification == null, expiry);
    timers.put(id, new PosixTimer(id, timer));
  }

  private void expired(int id, @Nullable Notification notification) {
    if (notification == null) {
      return;
    }
    SignalInfo info =
        new SignalInfo(
            notification.signal(),
            SignalInfo.SI_TIMER,
            new SignalInfo.Fields.Timer(id, 0, notification.value()),
            "for a timer of timer_create");
    GuestThread thread = notification.thread();
    if (thread == null) {
      machine.signals().send(process, info);
    } else {
      machine.signals().send(thread, info);
    }
  }

  /** Returns a timer of timer_create; EINVAL if there is none of that number. */
  public PosixTimer get(int id) throws ErrnoException {
    PosixTimer timer = timers.get(id);
    if (timer == null) {
      throw Errno.EINVAL.exception();
    }
    return timer;
  }

  /** Deletes a timer; a signal of it that waits goes on waiting. */
  public void delete(int id) throws ErrnoException {
    get(id).timer.cancel();
    timers.remove(id);
  }

  /** Deletes what execve deletes. */
  void deleteAll() {
    timers.values().forEach(timer -> timer.timer.cancel());
    timers.clear();
    nextId = 0;
  }

  /** Stops everything: the process has ended. */
  void stop() {
    deleteAll();
    for (IntervalTimer timer : intervals) {
      timer.cancel();
    }
  }

  /** Starts the timer again whose signal a thread takes; returns what the thread is told. */
  public SignalInfo taken(SignalInfo info) {
    if (info.fields() instanceof SignalInfo.Fields.Timer(int id, int _, long value)) {
      PosixTimer timer = timers.get(id);
      if (timer != null) {
        timer.overrun = timer.timer.noticed();
        return new SignalInfo(
            info.signal(),
            info.code(),
            new SignalInfo.Fields.Timer(id, timer.overrun, value),
            info.reason());
      }
    } else if (info.signal() == Signal.SIGALRM.number()) {
      intervals[ITIMER_REAL].noticed();
    }
    return info;
  }

  /** Returns whether a timer of processor time may be set: cheap, as it is asked in each turn. */
  boolean countWork() {
    return !timers.isEmpty()
        || intervals[ITIMER_VIRTUAL].left() != 0
        || intervals[ITIMER_PROF].left() != 0;
  }

  /** Lets timers of processor time expire whose time has come. */
  void check() {
    for (IntervalTimer timer : intervals) {
      timer.check();
    }
    if (!timers.isEmpty()) {
      timers.values().forEach(timer -> timer.timer.check());
    }
  }

  /** Takes account of a date that was set. */
  void dateChanged(long change) {
    timers.values().forEach(timer -> timer.timer.dateChanged(change));
  }
}
