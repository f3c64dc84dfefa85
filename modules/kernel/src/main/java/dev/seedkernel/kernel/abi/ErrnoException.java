package dev.seedkernel.kernel.abi;

import java.io.Serial;

/**
 * A system call that fails. It has no stack trace: an error number is an answer to the guest, and
 * some, such as ENOENT in a search for include files, are the most frequent answers of all.
 */
public final class ErrnoException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final Errno errno;

  ErrnoException(Errno errno) {
    super(errno.name(), null, false, false);
    this.errno = errno;
  }

  public Errno errno() {
    return errno;
  }
}
