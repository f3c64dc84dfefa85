package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;

/**
 * How many record locks there are in all. There may be as many as files, so that a guest that locks
 * every second byte of a file meets an end.
 */
final class LockCount {
  private final long most;
  private long used;

  LockCount(long most) {
    this.most = most;
  }

  /**
   * Takes an amount, which may be negative.
   *
   * @throws ErrnoException ENOLCK at the limit; then nothing is taken
   */
  void take(long amount) throws ErrnoException {
    if (amount > most - used) {
      throw Errno.ENOLCK.exception();
    }
    used += amount;
  }

  void giveBack(long amount) {
    used -= amount;
  }

  long used() {
    return used;
  }
}
