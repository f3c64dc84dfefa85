package dev.seedkernel.spec.model.processes;

/** How a process ended. */
public sealed interface End {
  /** By exit, with a status of 0 to 255. */
  record Exited(int status) implements End {}

  /** By a signal. */
  record Killed(int signal) implements End {}
}
