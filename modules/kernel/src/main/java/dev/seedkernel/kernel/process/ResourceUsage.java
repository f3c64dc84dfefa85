package dev.seedkernel.kernel.process;

/**
 * What threads and processes have used (getrusage(2)). Times are virtual, so that they are the same
 * in every run.
 *
 * @param userTime nanoseconds in the program: one for each instruction
 * @param systemTime nanoseconds in system calls: the step of the clock for each
 * @param maxResident bytes of memory that were stored to at one time, at most
 */
public record ResourceUsage(long userTime, long systemTime, long maxResident) {
  static final ResourceUsage NONE = new ResourceUsage(0, 0, 0);

  /** Returns both together; of memory the larger, as Linux gives it. */
  public ResourceUsage plus(ResourceUsage other) {
    return new ResourceUsage(
        userTime + other.userTime,
        systemTime + other.systemTime,
        Math.max(maxResident, other.maxResident));
  }

  /** Returns user and system time together: what a CPU-time clock shows. */
  public long time() {
    return userTime + systemTime;
  }
}
