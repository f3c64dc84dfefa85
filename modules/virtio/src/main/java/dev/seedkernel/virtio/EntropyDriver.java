package dev.seedkernel.virtio;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** The driver of an entropy device (virtio 1.2, 5.4). */
public final class EntropyDriver implements AutoCloseable {
  /** Bytes of guest memory that are enough for the driver. */
  public static final long ARENA_BYTES = MmioTransport.queueBytes(8, 0) + 4096 + 16;

  private static final int BUFFER_BYTES = 4096;

  private final MmioTransport transport;
  private final DriverQueue queue;
  private final GuestBuffer buffer;
  private final MemorySegment bytes;

  private EntropyDriver(MmioTransport transport, GuestArena arena) throws VirtioException {
    this.transport = transport;
    this.queue = transport.createQueue(0, 8, 0, arena);
    queue.suppressNotifications(true);
    this.buffer = new GuestBuffer(arena.allocate(BUFFER_BYTES, 16), BUFFER_BYTES);
    this.bytes = arena.bytes(buffer.address(), BUFFER_BYTES);
  }

  /**
   * Starts the driver of an entropy device.
   *
   * @param arena guest memory, {@link #ARENA_BYTES} of it
   * @param features which of {@link Features#QUEUE} are wanted
   * @throws VirtioException if it is no entropy device, or does not work
   */
  public static EntropyDriver start(MmioTransport transport, GuestArena arena, Features features)
      throws VirtioException {
    transport.negotiate(EntropyDevice.DEVICE_ID, features.and(Features.QUEUE));
    try {
      EntropyDriver driver = new EntropyDriver(transport, arena);
      transport.start();
      return driver;
    } catch (VirtioException e) {
      transport.fail();
      throw e;
    }
  }

  /**
   * Fills {@code target} with random bytes, in as many requests as it takes.
   *
   * @throws VirtioException if the device breaks a rule, or gives nothing (5.4.6.2)
   */
  public void fill(MemorySegment target) throws VirtioException {
    for (long done = 0; done < target.byteSize(); ) {
      long wanted = Math.min(BUFFER_BYTES, target.byteSize() - done);
      queue.add(List.of(), List.of(new GuestBuffer(buffer.address(), wanted)));
      if (queue.publish()) {
        transport.notifyQueue(0);
      }
      long count = Waiting.next(transport, queue).length();
      if (count == 0) {
        throw new VirtioException(
            VirtioException.NO_OFFSET, "5.4.6.2", "an entropy device that gives no bytes");
      }
      MemorySegment.copy(bytes, 0, target, done, count);
      done += count;
    }
  }

  /** Resets the device: it no longer touches guest memory. */
  @Override
  public void close() throws VirtioException {
    transport.reset();
  }
}
