package dev.seedkernel.kernel.process;

/** Where a process is in its life. */
public enum ProcessState {
  /** Has threads. */
  ALIVE,
  /** Has ended; its parent has not asked yet how. */
  ZOMBIE,
  /** Has ended and was waited for, or nobody will. */
  REAPED
}
