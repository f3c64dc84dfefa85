package dev.seedkernel.kernel.process;

import java.util.List;

/**
 * Where a program's arguments and environment lie on its stack, for /proc/pid/cmdline and its kin:
 * a program may write over them, and then they read so. The environment starts where the arguments
 * end.
 *
 * @param stackStart where the stack pointer was at the start
 * @param auxiliaryVector its words, AT_NULL included
 */
public record ProgramLayout(
    long argumentsStart,
    long argumentsEnd,
    long environmentEnd,
    long stackStart,
    List<Long> auxiliaryVector) {
  /** Of a memory that no program was loaded into. */
  static final ProgramLayout NONE = new ProgramLayout(0, 0, 0, 0, List.of());

  public ProgramLayout {
    auxiliaryVector = List.copyOf(auxiliaryVector);
  }
}
