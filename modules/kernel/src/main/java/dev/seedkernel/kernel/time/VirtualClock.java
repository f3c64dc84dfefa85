package dev.seedkernel.kernel.time;

/**
 * A clock that starts at a given time and advances by a fixed step with each system call, so that a
 * run sees the same times wherever and whenever it happens. Who sleeps makes it jump.
 */
public final class VirtualClock implements Clock {
  /** Nanoseconds that one system call takes. */
  public static final long STEP = 1_000;

  private final long start;
  private long now;

  /** Starts the clock at nanoseconds since 1970-01-01 UTC. */
  public VirtualClock(long start) {
    this.start = start;
    this.now = start;
  }

  @Override
  public long nanoseconds() {
    return now;
  }

  @Override
  public long uptime() {
    return now - start;
  }

  @Override
  public void advance(long nanoseconds) {
    now += nanoseconds;
  }

  @Override
  public void waitUntil(long uptime) {
    now = Math.max(now, start + uptime);
  }
}
