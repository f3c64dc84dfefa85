package dev.seedkernel.virtio;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The device side of a virtqueue, split (virtio 1.2, 2.7) or packed (2.8): takes the chains that a
 * driver made available and gives them back as used, in any order.
 *
 * <p>The driver is not trusted. Whatever is in guest memory, {@link #poll} gives a chain inside
 * guest memory, nothing, or a {@link VirtioException}, after at most as many steps as the queue has
 * descriptors. After an exception the queue is broken and says so again: the device sets
 * DEVICE_NEEDS_RESET (2.1.2), and makes a new queue when the driver has reset it.
 *
 * <p>A queue is used by one thread at a time. The driver may run in another.
 */
public abstract sealed class DeviceQueue permits SplitDeviceQueue, PackedDeviceQueue {
  private static final long MAX_USED_LENGTH = 0xffff_ffffL;

  final GuestMemory memory;
  final int size;
  final boolean eventIndex;

  private int inFlightCount;
  private boolean retired;
  private @Nullable VirtioException fault;

  DeviceQueue(GuestMemory memory, int size, Features features) {
    this.memory = memory;
    this.size = size;
    this.eventIndex = features.has(Features.EVENT_IDX);
  }

  /**
   * Opens a split queue without indirect descriptors and event index, just set up.
   *
   * @throws VirtioException if the layout is not a queue inside memory
   */
  public static DeviceQueue open(GuestMemory memory, QueueLayout layout) throws VirtioException {
    return open(memory, layout, Features.of(Features.VERSION_1));
  }

  /**
   * Opens the queue that a driver set up and that nothing went through yet. Writes nothing.
   *
   * @param features what was negotiated; RING_PACKED, INDIRECT_DESC and EVENT_IDX matter here
   * @throws VirtioException if the layout is not such a queue inside memory
   */
  public static DeviceQueue open(GuestMemory memory, QueueLayout layout, Features features)
      throws VirtioException {
    return open(memory, layout, features, 0);
  }

  /**
   * The same, as if {@code firstIndex} chains had gone through the queue already, if it is split.
   */
  static DeviceQueue open(GuestMemory memory, QueueLayout layout, Features features, int firstIndex)
      throws VirtioException {
    layout.check(memory, features);
    return features.has(Features.RING_PACKED)
        ? new PackedDeviceQueue(memory, layout, features)
        : new SplitDeviceQueue(memory, layout, features, firstIndex);
  }

  /**
   * Takes the next available chain, or nothing if the driver has published no more. A device polls
   * until nothing comes before it waits for the next notification: with the event index the driver
   * notifies of the first chain behind that point only.
   *
   * @throws VirtioException if the ring or the chain breaks a rule; from then on always
   */
  public final Optional<DescriptorChain> poll() throws VirtioException {
    return Optional.ofNullable(next());
  }

  /** The same, with null for nothing. */
  final @Nullable DescriptorChain next() throws VirtioException {
    if (fault != null) {
      throw fault.again();
    }
    if (retired) {
      return null;
    }
    try {
      DescriptorChain chain = takeNext();
      if (chain != null) {
        inFlightCount++;
      }
      return chain;
    } catch (VirtioException e) {
      fault = e;
      throw e;
    }
  }

  abstract @Nullable DescriptorChain takeNext() throws VirtioException;

  /**
   * Gives a chain back to the driver; the driver sees it at once.
   *
   * @param chain a chain of this queue that is in flight
   * @param written bytes written, from the start of the device-writable buffers without a gap
   *     (2.7.8.2)
   * @throws IllegalStateException if the chain is not in flight here
   * @throws IllegalArgumentException if {@code written} is more than the chain can take, or than
   *     the 32 bits of the used ring can say
   */
  public final void complete(DescriptorChain chain, long written) {
    if (chain.queue() != this) {
      throw new IllegalStateException(chain + " is not in flight in this queue");
    }
    if (written < 0 || written > Math.min(chain.writableBytes(), MAX_USED_LENGTH)) {
      throw new IllegalArgumentException(written + " bytes written to " + chain);
    }
    chain.given();
    inFlightCount--;
    if (!retired) {
      give(chain, written);
    }
  }

  abstract void give(DescriptorChain chain, long written);

  /**
   * Whether the device must send a used buffer notification for the chains that it completed since
   * this was last asked (2.7.7.2, 2.8.10).
   */
  public abstract boolean needsNotification();

  /**
   * Advises the driver that available buffer notifications are not needed, or are again (2.7.10.2,
   * 2.8.10). After allowing them, poll until nothing comes: chains may have been published
   * unnoticed.
   */
  public abstract void suppressNotifications(boolean suppress);

  /** Returns the number of chains that were taken and not completed. */
  public final int inFlight() {
    return inFlightCount;
  }

  /**
   * Ends the queue: it was reset. From now on nothing comes from it and guest memory is not
   * touched; chains that are still in flight may be completed, without an effect (2.4.1, 2.6.1).
   */
  final void retire() {
    retired = true;
  }

  final boolean isRetired() {
    return retired;
  }
}
