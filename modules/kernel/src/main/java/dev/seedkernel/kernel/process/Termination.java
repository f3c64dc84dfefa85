package dev.seedkernel.kernel.process;

/** How a process ended. */
public sealed interface Termination {
  /** By exit or exit_group; the status is already masked to 0 to 255. */
  record Exited(int status) implements Termination {}

  /**
   * By the default action of a signal. No core is dumped, as on Linux where nobody asked for one.
   *
   * @param reason what raised the signal, in half a sentence
   */
  record Killed(int signal, String reason) implements Termination {}

  /** Returns the status as wait4 gives it. */
  default int waitStatus() {
    return switch (this) {
      case Exited(int status) -> status << 8;
      case Killed(int signal, String _) -> signal;
    };
  }
}
