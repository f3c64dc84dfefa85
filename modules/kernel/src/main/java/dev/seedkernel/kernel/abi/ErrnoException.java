package dev.seedkernel.kernel.abi;

import java.io.Serial;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * A system call that fails. It has no stack trace: an error number is an answer to the guest, and
 * some, such as ENOENT in a search for include files, are the most frequent answers of all.
 */
public final class ErrnoException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private static final Map<Errno, ErrnoException> ALL = new EnumMap<>(Errno.class);

  static {
    for (Errno errno : Errno.values()) {
      ALL.put(errno, new ErrnoException(errno));
    }
  }

  private final Errno errno;

  private ErrnoException(Errno errno) {
    super(errno.name(), null, false, false);
    this.errno = errno;
  }

  static ErrnoException of(Errno errno) {
    return Objects.requireNonNull(ALL.get(errno));
  }

  public Errno errno() {
    return errno;
  }
}
