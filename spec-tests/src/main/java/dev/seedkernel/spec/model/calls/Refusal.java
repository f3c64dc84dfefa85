package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.Errno;

/** Ends a rule with an error: the call then has changed nothing (CALL-7). */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  Refusal(Errno errno) {
    super(errno.name(), null, false, false);
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }
}
