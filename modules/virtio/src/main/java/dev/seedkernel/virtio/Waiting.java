package dev.seedkernel.virtio;

import java.util.concurrent.locks.LockSupport;

/**
 * How a driver waits for the next used buffer: not for ever, and not for a device that is broken.
 */
final class Waiting {
  private static final int SPINS = 1000;
  private static final long PAUSE_NANOS = 50_000;

  private Waiting() {}

  /**
   * Waits for the next chain that the device has used.
   *
   * @throws VirtioException if the device breaks a rule, needs a reset, or does not answer in time
   */
  static UsedElement next(MmioTransport transport, DriverQueue queue) throws VirtioException {
    UsedElement element = queue.next();
    if (element != null) {
      return element;
    }
    long start = System.nanoTime();
    for (int i = 0; ; i++) {
      element = queue.next();
      if (element != null) {
        return element;
      }
      if (i < SPINS) {
        Thread.onSpinWait();
        continue;
      }
      transport.checkAlive();
      if (System.nanoTime() - start > transport.timeoutNanos()) {
        throw new VirtioException(
            VirtioException.NO_OFFSET,
            "3.2",
            "the device has not used a buffer for %d ms"
                .formatted(transport.timeoutNanos() / 1_000_000));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
