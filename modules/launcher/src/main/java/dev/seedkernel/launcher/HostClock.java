package dev.seedkernel.launcher;

import dev.seedkernel.kernel.time.Clock;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The clock of the host, for who asks for it: runs then differ from each other. */
final class HostClock implements Clock {
  private final long startOfUptime = System.nanoTime();

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
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = uptime - uptime();
    }
  }
}
