package dev.seedkernel.kernel.quota;

import dev.seedkernel.kernel.abi.ErrnoException;

/**
 * How much of one {@link Limit} is used, and how much was used at most. Not safe for several
 * threads.
 */
public final class Quota {
  private final Limit limit;
  private final long most;
  private long used;
  private long peak;

  public Quota(Limit limit, Limits limits) {
    this.limit = limit;
    this.most = limits.get(limit);
  }

  /**
   * Takes an amount, or returns false and takes nothing.
   *
   * @throws IllegalArgumentException if the amount is negative
   */
  public boolean tryTake(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("negative amount " + amount);
    }
    if (amount > most - used) {
      return false;
    }
    used += amount;
    peak = Math.max(peak, used);
    return true;
  }

  /** Takes an amount, or throws the limit's error and takes nothing. */
  public void take(long amount) throws ErrnoException {
    if (!tryTake(amount)) {
      throw limit.errno().exception();
    }
  }

  /**
   * Gives back what was taken.
   *
   * @throws IllegalArgumentException if it is negative or more than is used: an error in the
   *     accounts
   */
  public void giveBack(long amount) {
    if (amount < 0 || amount > used) {
      throw new IllegalArgumentException(
          "%d of %s given back, %d used".formatted(amount, limit.title(), used));
    }
    used -= amount;
  }

  public long used() {
    return used;
  }

  /** Returns the largest amount that was used at one time. */
  public long peak() {
    return peak;
  }

  public long most() {
    return most;
  }

  public Limit limit() {
    return limit;
  }
}
