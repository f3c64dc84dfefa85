package dev.seedkernel.kernel.time;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The clock of the host: only for who asks for it, because runs then differ. */
public final class HostClock implements Clock {
  private final long startOfUptime = System.nanoTime();

  /** Starts the uptime; the date is the host's. */
  public HostClock() {}

  @Override
  public long nanoseconds() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  @Override
  public long uptime() {
    return System.nanoTime() - startOfUptime;
  }

  @Override
  public void advance(long nanoseconds) {
    // Time passes by itself.
  }

  @Override
  public void waitUntil(long uptime) {
    long left = uptime - uptime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      left = uptime - uptime();
    }
  }
}
