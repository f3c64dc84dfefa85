package dev.seedkernel.kernel.wait;

import dev.seedkernel.kernel.abi.PollEvents;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Those who wait for one thing, in the order in which they came. */
public final class WaitQueue {
  private final Set<Waiter> waiters = new LinkedHashSet<>();
  private final Runnable whenLeft;

  /** Creates an empty queue. */
  public WaitQueue() {
    this(() -> {});
  }

  /**
   * Creates an empty queue that tells when the last waiter has left it.
   *
   * @param whenLeft is run each time that nobody waits any longer
   */
  public WaitQueue(Runnable whenLeft) {
    this.whenLeft = whenLeft;
  }

  /** Adds a waiter at the end; one that waits here already keeps its place. */
  public void add(Waiter waiter) {
    waiters.add(waiter);
  }

  /** Removes a waiter, if it waits here. */
  public void remove(Waiter waiter) {
    if (waiters.remove(waiter) && waiters.isEmpty()) {
      whenLeft.run();
    }
  }

  public boolean isEmpty() {
    return waiters.isEmpty();
  }

  /** Wakes all. */
  public void wakeAll() {
    wakeAll(PollEvents.ANY);
  }

  /**
   * Wakes all and tells them what has changed.
   *
   * @param events bits of {@link PollEvents}
   */
  public void wakeAll(int events) {
    if (!waiters.isEmpty()) {
      for (Waiter waiter : take(Integer.MAX_VALUE, _ -> true)) {
        waiter.wake(events);
      }
    }
  }

  /**
   * Wakes those that came first.
   *
   * @return how many were woken
   */
  public int wake(int most) {
    List<Waiter> chosen = take(most, _ -> true);
    for (Waiter waiter : chosen) {
      waiter.wake();
    }
    return chosen.size();
  }

  /** Removes those that came first of the waiters that a condition holds for, and returns them. */
  public List<Waiter> take(int most, Predicate<Waiter> condition) {
    List<Waiter> chosen = new ArrayList<>();
    for (Waiter waiter : waiters) {
      if (chosen.size() >= most) {
        break;
      }
      if (condition.test(waiter)) {
        chosen.add(waiter);
      }
    }
    chosen.forEach(waiters::remove);
    if (!chosen.isEmpty() && waiters.isEmpty()) {
      whenLeft.run();
    }
    return chosen;
  }
}
