package dev.seedkernel.launcher;

import java.time.Duration;

/**
 * Wall time and CPU time of this process since a moment.
 *
 * @param wallNanos {@link System#nanoTime} at the start
 * @param cpu CPU time of the process at the start
 */
record Stopwatch(long wallNanos, Duration cpu) {
  private static final double NANOS = 1e9;

  /** What has passed, in seconds. */
  record Elapsed(double wallSeconds, double cpuSeconds) {}

  static Stopwatch start() {
    return new Stopwatch(System.nanoTime(), processCpu());
  }

  Elapsed stop() {
    return new Elapsed(
        (System.nanoTime() - wallNanos) / NANOS, processCpu().minus(cpu).toNanos() / NANOS);
  }

  private static Duration processCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
