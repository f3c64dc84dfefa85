package dev.seedkernel.kernel.time;

import java.util.PriorityQueue;

/** What is to happen at given times of a machine's uptime. */
public final class Timers {
  /** A time that does not come. */
  public static final long NEVER = Long.MAX_VALUE;

  private final PriorityQueue<Timer> queue =
      new PriorityQueue<>((one, other) ->
          one.time == other.time
              ? Long.compare(one.number, other.number)
              : Long.compare(one.time, other.time));

  private long created;

  /** Creates an empty list. */
  public Timers() {}

  /** Something that is to happen once, unless it is cancelled. */
  public static final class Timer {
    private final long time;
    private final long number;
    private final Runnable action;

    private Timer(long time, long number, Runnable action) {
      this.time = time;
      this.number = number;
      this.action = action;
    }

    /** Returns the uptime at which it happens, in nanoseconds. */
    public long time() {
      return time;
    }
  }

  /**
   * Lets something happen at an uptime in nanoseconds, or as soon as possible if that has passed.
   * What falls on one time happens in the order in which it was scheduled.
   */
  public Timer schedule(long time, Runnable action) {
    Timer timer = new Timer(time, created++, action);
    queue.add(timer);
    return timer;
  }

  /** Cancels a timer; one that has happened is left alone. */
  public void cancel(Timer timer) {
    queue.remove(timer);
  }

  /** Returns when the next thing is to happen, or {@link #NEVER}. */
  public long next() {
    Timer timer = queue.peek();
    return timer == null ? NEVER : timer.time;
  }

  /** Lets everything happen whose time is at or before {@code uptime}. */
  public void run(long uptime) {
    while (true) {
      Timer timer = queue.peek();
      if (timer == null || timer.time > uptime) {
        return;
      }
      queue.remove();
      timer.action.run();
    }
  }
}
