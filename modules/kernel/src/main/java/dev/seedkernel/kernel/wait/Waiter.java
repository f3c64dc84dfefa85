package dev.seedkernel.kernel.wait;

/** Somebody who can wait, such as a thread. */
@FunctionalInterface
public interface Waiter {
  /** Tells that what it waits for may have come. */
  void wake();
}
