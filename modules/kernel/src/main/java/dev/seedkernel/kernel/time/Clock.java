package dev.seedkernel.kernel.time;

/**
 * Where a machine's time comes from. All times are nanoseconds.
 *
 * <p>The kernel has {@link VirtualClock} alone, so that runs do not differ; who wants the host's
 * time brings a clock.
 */
public interface Clock {
  /** Returns nanoseconds since 1970-01-01 UTC (CLOCK_REALTIME). */
  long nanoseconds();

  /** Returns nanoseconds since the machine started (CLOCK_MONOTONIC). */
  long uptime();

  /** Notes that the machine has worked for so long, for a clock that only counts work. */
  void advance(long nanoseconds);

  /** Waits until {@link #uptime()} has reached a time: nobody in the machine has work before. */
  void waitUntil(long uptime);
}
