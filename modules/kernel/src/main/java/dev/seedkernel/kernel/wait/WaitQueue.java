package dev.seedkernel.kernel.wait;

import dev.seedkernel.kernel.abi.PollEvents;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Those who wait for one thing, in the order in which they came. */
public final class WaitQueue {
  private final Set<Waiter> waiters = new LinkedHashSet<>();

  /** Creates an empty queue. */
  public WaitQueue() {}

  /** Adds a waiter at the end; one that waits here already keeps its place. */
  public void add(Waiter waiter) {
    waiters.add(waiter);
  }

  /** Removes a waiter, if it waits here. */
  public void remove(Waiter waiter) {
    waiters.remove(waiter);
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
      for (Waiter waiter : take(Integer.MAX_VALUE)) {
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
    List<Waiter> chosen = take(most);
    for (Waiter waiter : chosen) {
      waiter.wake();
    }
    return chosen.size();
  }

  /** Lets those that came first wait in another queue instead; returns how many there were. */
  public int move(WaitQueue to, int most) {
    List<Waiter> chosen = take(most);
    to.waiters.addAll(chosen);
    return chosen.size();
  }

  private List<Waiter> take(int most) {
    List<Waiter> chosen = new ArrayList<>();
    for (Waiter waiter : waiters) {
      if (chosen.size() >= most) {
        break;
      }
      chosen.add(waiter);
    }
    chosen.forEach(waiters::remove);
    return chosen;
  }
}
