package dev.seedkernel.kernel.wait;

/** Somebody who can wait, such as a thread. */
@FunctionalInterface
public interface Waiter {
  /** Tells that what it waits for may have come. */
  void wake();

  /**
   * Tells that what it waits for may have come, and what that is.
   *
   * @param events bits of {@link dev.seedkernel.kernel.abi.PollEvents}
   */
  default void wake(int events) {
    wake();
  }
}
