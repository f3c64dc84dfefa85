package dev.seedkernel.launcher;

import dev.seedkernel.kernel.boot.BootException;

/** The exit statuses that are not the guest's: those of env(1), nohup(1) and other starters. */
final class ExitStatus {
  static final int SUCCESS = 0;

  /** A comparison has found a difference. */
  static final int DIFFERENT = 1;

  /** The launcher's own failure: a bad option, bad input, the host's files. */
  static final int FAILED = 125;

  /** The program is there and cannot be executed. */
  static final int NOT_EXECUTABLE = 126;

  /** There is no such program. */
  static final int NOT_FOUND = 127;

  private ExitStatus() {}

  static int of(BootException.Kind kind) {
    return switch (kind) {
      case IMAGE -> FAILED;
      case NOT_EXECUTABLE -> NOT_EXECUTABLE;
      case NOT_FOUND -> NOT_FOUND;
    };
  }
}
