package dev.seedkernel.kernel.fs;

/**
 * The machine's clock. It starts at a given time and advances by a fixed step with each system
 * call, so that a run sees the same times wherever and whenever it happens.
 */
public final class VirtualClock {
  /** Nanoseconds that one system call takes. */
  public static final long STEP = 1_000;

  private final long start;
  private long now;

  /** Starts the clock at nanoseconds since 1970-01-01 UTC. */
  public VirtualClock(long start) {
    this.start = start;
    this.now = start;
  }

  /** Returns nanoseconds since 1970-01-01 UTC. */
  public long nanoseconds() {
    return now;
  }

  /** Returns nanoseconds since the machine started. */
  public long uptime() {
    return now - start;
  }

  /** Lets time pass. */
  public void advance(long nanoseconds) {
    now += nanoseconds;
  }
}
