package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.time.Timers;
import org.jspecify.annotations.Nullable;

/**
 * A timer that expires once, or again and again. After an expiry it rests until whoever was told
 * has taken notice, and then catches up, as Linux's timers do: so one whose signal is blocked costs
 * nothing.
 */
public final class IntervalTimer {
  /** What a timer counts. */
  public enum Base {
    /** Time since 1970, which may be set. */
    DATE,
    /** Time since the start of the machine. */
    UPTIME,
    /** Time that a process spends in its program. */
    USER,
    /** Time that a process has the processor. */
    PROCESSOR
  }

  private final Machine machine;
  private final GuestProcess process;
  private final Base base;
  private final Runnable expiry;

  /** Whether nobody is told: the timer is only asked. */
  private final boolean silent;

  private long interval;

  /** When it expires next, in its base's time; {@link Timers#NEVER} if it is not set. */
  private long next = Timers.NEVER;

  private boolean absoluteDate;
  private boolean resting;
  private Timers.@Nullable Timer scheduled;

  IntervalTimer(Machine machine, GuestProcess process, Base base, boolean silent, Runnable expiry) {
    this.machine = machine;
    this.process = process;
    this.base = base;
    this.silent = silent;
    this.expiry = expiry;
  }

  /** Returns nanoseconds between expiries, 0 if it expires once. */
  public long interval() {
    return interval;
  }

  /** Returns nanoseconds to the next expiry, 0 if it is not set. */
  public long left() {
    if (next == Timers.NEVER) {
      return 0;
    }
    long now = now();
    if (now < next) {
      return next - now;
    }
    if (interval > 0) {
      return interval - (now - next) % interval;
    }
    return resting || silent ? 0 : 1; // It has expired, and that is about to be noticed.
  }

  /**
   * Sets the timer.
   *
   * @param value nanoseconds to the first expiry, or the time of it; 0 to unset it
   * @param absolute whether {@code value} is a time of the base
   */
  public void set(long value, long newInterval, boolean absolute) {
    cancel();
    interval = newInterval;
    absoluteDate = absolute && base == Base.DATE;
    if (value != 0) {
      next = absolute ? value : saturatedSum(now(), value);
      schedule();
    }
  }

  /** Unsets the timer. */
  void cancel() {
    next = Timers.NEVER;
    resting = false;
    if (scheduled != null) {
      machine.timers().cancel(scheduled);
      scheduled = null;
    }
  }

  /**
   * Starts the timer for its next expiry after the last was noticed.
   *
   * @return how many expiries were missed
   */
  int noticed() {
    if (!resting) {
      return 0;
    }
    resting = false;
    if (interval == 0) {
      next = Timers.NEVER;
      return 0;
    }
    long missed = Math.max(0, now() - next) / interval;
    next += (missed + 1) * interval;
    schedule();
    return (int) Math.min(missed, Integer.MAX_VALUE);
  }

  /** Takes account of a date that was set. */
  void dateChanged(long change) {
    if (base == Base.DATE && next != Timers.NEVER) {
      if (!absoluteDate) {
        next += change;
      }
      if (scheduled != null) {
        machine.timers().cancel(scheduled);
        scheduled = null;
        schedule();
      }
    }
  }

  /** Lets a timer of processor time expire whose time has come. */
  void check() {
    if (next != Timers.NEVER && !resting && !silent && countsWork() && now() >= next) {
      expire();
    }
  }

  boolean countsWork() {
    return base == Base.USER || base == Base.PROCESSOR;
  }

  private long now() {
    return switch (base) {
      case DATE -> machine.clock().nanoseconds();
      case UPTIME -> machine.clock().uptime();
      case USER -> process.cpuTime().user();
      case PROCESSOR -> process.cpuTime().total();
    };
  }

  private void schedule() {
    if (!silent && !countsWork()) {
      long uptime = saturatedSum(machine.clock().uptime(), next - now());
      scheduled = machine.timers().schedule(uptime, this::expire);
    }
  }

  private void expire() {
    scheduled = null;
    resting = true;
    expiry.run();
  }

  private static long saturatedSum(long a, long b) {
    return b > Timers.NEVER - 1 - a ? Timers.NEVER - 1 : a + b;
  }
}
