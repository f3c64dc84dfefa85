package dev.seedkernel.virtio;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The device side of a split virtqueue (virtio 1.2, 2.7): takes the chains that a driver made
 * available and gives them back as used, in any order.
 *
 * <p>The driver is not trusted. Whatever is in guest memory, {@link #poll} gives a chain inside
 * guest memory, nothing, or a {@link VirtioException}, after at most as many steps as the queue has
 * descriptors. After an exception the queue is broken and says so again: the device sets
 * DEVICE_NEEDS_RESET (2.1.2), and makes a new queue when the driver has reset it.
 *
 * <p>A queue is used by one thread at a time. The driver may run in another.
 */
public final class DeviceQueue {
  private static final long MAX_USED_LENGTH = 0xffff_ffffL;

  private final GuestMemory memory;
  private final int size;
  private final long available;
  private final long used;
  private final DescriptorTable table;

  /** The chains in flight, by head. */
  private final @Nullable DescriptorChain[] inFlight;

  private int inFlightCount;
  private int nextAvailable;
  private int nextUsed;
  private @Nullable VirtioException fault;

  private DeviceQueue(GuestMemory memory, QueueLayout layout, int firstIndex) {
    this.memory = memory;
    this.size = layout.size();
    this.available = layout.availableRing() - memory.base();
    this.used = layout.usedRing() - memory.base();
    this.table = new DescriptorTable(memory, layout.descriptorTable() - memory.base(), size);
    this.inFlight = new @Nullable DescriptorChain[size];
    this.nextAvailable = firstIndex;
    this.nextUsed = firstIndex;
  }

  /**
   * Opens the queue that a driver set up, with both indices at 0. Writes nothing.
   *
   * @throws VirtioException if the layout is not a queue inside memory
   */
  public static DeviceQueue open(GuestMemory memory, QueueLayout layout) throws VirtioException {
    return open(memory, layout, 0);
  }

  /** The same, as if {@code firstIndex} chains had gone through the queue already. */
  static DeviceQueue open(GuestMemory memory, QueueLayout layout, int firstIndex)
      throws VirtioException {
    layout.check(memory);
    return new DeviceQueue(memory, layout, firstIndex);
  }

  /**
   * Takes the next available chain, or nothing if the driver has published no more.
   *
   * @throws VirtioException if the available ring or the chain breaks a rule; from then on always
   */
  public Optional<DescriptorChain> poll() throws VirtioException {
    if (fault != null) {
      throw fault.again();
    }
    try {
      return Optional.ofNullable(takeNext());
    } catch (VirtioException e) {
      fault = e;
      throw e;
    }
  }

  private @Nullable DescriptorChain takeNext() throws VirtioException {
    int waiting = (memory.readShared(available + Ring.INDEX) - nextAvailable) & Ring.INDEX_MASK;
    if (waiting == 0) {
      return null;
    }
    if (waiting > size - inFlightCount) {
      throw new VirtioException(
          available + Ring.INDEX,
          "2.7.13",
          "%d chains available and %d in flight, in a queue of size %d"
              .formatted(waiting, inFlightCount, size));
    }
    long entry =
        available + Ring.ENTRIES + Ring.AVAILABLE_ENTRY_BYTES * (nextAvailable & (size - 1));
    DescriptorChain chain = table.read(memory.u16(entry), entry);
    inFlight[chain.head()] = chain;
    inFlightCount++;
    nextAvailable = (nextAvailable + 1) & Ring.INDEX_MASK;
    return chain;
  }

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
  public void complete(DescriptorChain chain, long written) {
    if (chain.head() >= size || inFlight[chain.head()] != chain) {
      throw new IllegalStateException(chain + " is not in flight in this queue");
    }
    if (written < 0 || written > Math.min(chain.writableBytes(), MAX_USED_LENGTH)) {
      throw new IllegalArgumentException(written + " bytes written to " + chain);
    }
    inFlight[chain.head()] = null;
    inFlightCount--;
    table.release(chain.head());
    long entry = used + Ring.ENTRIES + Ring.USED_ENTRY_BYTES * (nextUsed & (size - 1));
    memory.putU32(entry + Ring.USED_ENTRY_ID, chain.head());
    memory.putU32(entry + Ring.USED_ENTRY_LENGTH, written);
    nextUsed = (nextUsed + 1) & Ring.INDEX_MASK;
    memory.writeShared(used + Ring.INDEX, nextUsed);
  }

  /**
   * Whether the device must send a used buffer notification, after it completed a chain (2.7.7.2).
   */
  public boolean needsNotification() {
    Ring.fence();
    return (memory.readShared(available + Ring.FLAGS) & Ring.VIRTQ_AVAIL_F_NO_INTERRUPT) == 0;
  }

  /**
   * Advises the driver that available buffer notifications are not needed, or are again (2.7.10.2).
   * After allowing them, poll until nothing comes: chains may have been published unnoticed.
   */
  public void suppressNotifications(boolean suppress) {
    memory.writeShared(used + Ring.FLAGS, suppress ? Ring.VIRTQ_USED_F_NO_NOTIFY : 0);
    Ring.fence();
  }

  /** Returns the number of chains that were taken and not completed. */
  public int inFlight() {
    return inFlightCount;
  }
}
