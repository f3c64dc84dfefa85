package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.abi.Errno;
import java.io.Serial;

/**
 * A program that cannot be run: the error for a caller in the guest, and the reason for a person.
 */
public final class LoadException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final Errno errno;

  LoadException(Errno errno, String reason) {
    super(reason);
    this.errno = errno;
  }

  public Errno errno() {
    return errno;
  }
}
