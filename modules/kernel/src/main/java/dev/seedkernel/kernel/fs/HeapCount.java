package dev.seedkernel.kernel.fs;

/**
 * How many there are of small things in the kernel's heap that no user-visible limit counts, such
 * as record locks. There may be as many as files, so that a guest that makes them without end meets
 * one.
 */
final class HeapCount {
  private final long most;
  private long used;

  HeapCount(long most) {
    this.most = most;
  }

  /** Takes an amount, which may be negative, or returns false and takes nothing. */
  boolean tryTake(long amount) {
    if (amount > most - used) {
      return false;
    }
    used += amount;
    return true;
  }

  void giveBack(long amount) {
    used -= amount;
  }

  long used() {
    return used;
  }
}
