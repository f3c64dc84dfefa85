package dev.seedkernel.kernel.syscall;

import java.util.List;

/**
 * A system call. Dispatch, traces, statistics and documentation derive from this.
 *
 * @param number the number in x8
 * @param name the name of the manual page
 * @param arguments its arguments in order
 * @param support how much of it there is
 * @param note what is left out, empty if nothing is
 * @param handler what it does
 */
record Row(
    int number,
    String name,
    List<Argument> arguments,
    Support support,
    String note,
    Handler handler) {
  Row {
    arguments = List.copyOf(arguments);
  }
}
