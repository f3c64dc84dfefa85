package dev.seedkernel.launcher;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A command that cannot go on: the reason, in one line for the user. */
final class FailedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;

  FailedException(String reason) {
    this(ExitStatus.FAILED, reason, null);
  }

  FailedException(String reason, Throwable cause) {
    this(ExitStatus.FAILED, reason, cause);
  }

  FailedException(int status, String reason, @Nullable Throwable cause) {
    super(reason, cause);
    this.status = status;
  }

  /** Returns the exit status. */
  int status() {
    return status;
  }
}
