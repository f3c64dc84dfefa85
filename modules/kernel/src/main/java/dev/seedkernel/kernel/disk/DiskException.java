package dev.seedkernel.kernel.disk;

import java.io.Serial;

/** A disk that does not hold a result, or that cannot get one: the reason, in one line. */
public final class DiskException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  DiskException(String reason) {
    super(reason);
  }

  DiskException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
