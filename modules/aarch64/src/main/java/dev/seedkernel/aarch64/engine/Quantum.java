package dev.seedkernel.aarch64.engine;

/**
 * How many translated instructions are executed before the engine looks at requests for
 * interruption. Programs differ by a factor of a hundred in how long those take, and what was just
 * translated is slow, so the number follows the time: some milliseconds at most. It changes nothing
 * that a program can see.
 */
final class Quantum {
  private static final int LEAST = 1 << 14;
  private static final int MOST = 1 << 21;
  private static final long TOO_SHORT = 1_000_000;
  private static final long TOO_LONG = 3_000_000;

  private int instructions = 1 << 17;
  private long began;

  /** Begins to measure; returns how many instructions to execute. */
  int begin() {
    began = System.nanoTime();
    return instructions;
  }

  /** Notes that so many were executed. */
  void end() {
    long nanoseconds = System.nanoTime() - began;
    if (nanoseconds > TOO_LONG) {
      instructions = Math.max(LEAST, instructions / 2);
    } else if (nanoseconds < TOO_SHORT) {
      instructions = Math.min(MOST, instructions * 2);
    }
  }
}
