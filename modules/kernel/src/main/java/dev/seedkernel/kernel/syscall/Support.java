package dev.seedkernel.kernel.syscall;

/** How much of a system call there is. */
public enum Support {
  /** All that a program can observe of it. */
  SUPPORTED,
  /** Less than Linux has; the row's note says what. */
  PARTIAL,
  /** Always gives the error that the note names. */
  REFUSED
}
