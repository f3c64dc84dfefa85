package dev.seedkernel.kernel.process;

/** Where a process is in its life. */
public enum ProcessState {
  /** Waits for its turn. */
  RUNNABLE,
  /** Waits inside a system call, which is tried again when something wakes the process. */
  BLOCKED,
  /** Has ended; its parent has not asked yet how. */
  ZOMBIE,
  /** Has ended and was waited for, or nobody will. */
  REAPED
}
