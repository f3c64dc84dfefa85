package dev.seedkernel.kernel.process;

/**
 * How long a thread or process has had the processor: a nanosecond for each instruction, and what
 * the clock counts for each system call. So it depends on the guest alone, whatever the clock is.
 */
public final class CpuTime {
  private long user;
  private long system;

  CpuTime() {}

  /** Returns nanoseconds in the program. */
  public long user() {
    return user;
  }

  /** Returns nanoseconds in system calls. */
  public long system() {
    return system;
  }

  public long total() {
    return user + system;
  }

  void addUser(long nanoseconds) {
    user += nanoseconds;
  }

  void addSystem(long nanoseconds) {
    system += nanoseconds;
  }
}
