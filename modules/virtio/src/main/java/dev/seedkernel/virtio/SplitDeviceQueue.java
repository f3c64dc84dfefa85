package dev.seedkernel.virtio;

import org.jspecify.annotations.Nullable;

/** The device side of a split virtqueue (virtio 1.2, 2.7). */
final class SplitDeviceQueue extends DeviceQueue {
  private final long available;
  private final long used;
  private final DescriptorTable table;

  private int nextAvailable;
  private int nextUsed;

  /** Where {@link #nextUsed} was when a notification was last considered. */
  private int announcedUsed;

  private boolean suppressed;

  /**
   * Creates the device side.
   *
   * @param firstIndex both indices, as if that many chains had gone through the queue already
   */
  SplitDeviceQueue(GuestMemory memory, QueueLayout layout, Features features, int firstIndex) {
    super(memory, layout.size(), features);
    this.available = layout.driverArea() - memory.base();
    this.used = layout.deviceArea() - memory.base();
    this.table =
        new DescriptorTable(
            memory,
            layout.descriptorArea() - memory.base(),
            size,
            features.has(Features.INDIRECT_DESC));
    this.nextAvailable = firstIndex;
    this.nextUsed = firstIndex;
    this.announcedUsed = firstIndex;
  }

  @Override
  @Nullable DescriptorChain takeNext() throws VirtioException {
    int waiting = waiting();
    if (waiting == 0 && eventIndex && !suppressed) {
      // The driver may have looked at the old event before this one; look at its index once more.
      writeAvailableEvent(nextAvailable);
      waiting = waiting();
    }
    if (waiting == 0) {
      return null;
    }
    if (waiting > size - inFlight()) {
      throw new VirtioException(
          available + Ring.INDEX,
          "2.7.13",
          "%d chains available and %d in flight, in a queue of size %d"
              .formatted(waiting, inFlight(), size));
    }
    long entry =
        available + Ring.ENTRIES + Ring.AVAILABLE_ENTRY_BYTES * (nextAvailable & (size - 1));
    DescriptorChain chain = table.read(this, memory.u16(entry), entry);
    nextAvailable = (nextAvailable + 1) & Ring.INDEX_MASK;
    return chain;
  }

  private int waiting() {
    return (memory.readShared(available + Ring.INDEX) - nextAvailable) & Ring.INDEX_MASK;
  }

  @Override
  void give(DescriptorChain chain, long written) {
    table.release(chain.id());
    long entry = used + Ring.ENTRIES + Ring.USED_ENTRY_BYTES * (nextUsed & (size - 1));
    memory.putU32(entry + Ring.USED_ENTRY_ID, chain.id());
    memory.putU32(entry + Ring.USED_ENTRY_LENGTH, written);
    nextUsed = (nextUsed + 1) & Ring.INDEX_MASK;
    memory.writeShared(used + Ring.INDEX, nextUsed);
  }

  @Override
  public boolean needsNotification() {
    if (isRetired() || announcedUsed == nextUsed) {
      return false;
    }
    int from = announcedUsed;
    announcedUsed = nextUsed;
    Ring.fence();
    if (eventIndex) {
      long usedEvent = available + Ring.ENTRIES + Ring.AVAILABLE_ENTRY_BYTES * size;
      return Ring.passes(memory.readShared(usedEvent), from, nextUsed);
    }
    return (memory.readShared(available + Ring.FLAGS) & Ring.VIRTQ_AVAIL_F_NO_INTERRUPT) == 0;
  }

  @Override
  public void suppressNotifications(boolean suppress) {
    suppressed = suppress;
    if (isRetired()) {
      return;
    }
    if (eventIndex) {
      // The entry before the next one was passed, and comes again only after 65535 others.
      writeAvailableEvent(suppress ? nextAvailable - 1 : nextAvailable);
    } else {
      memory.writeShared(used + Ring.FLAGS, suppress ? Ring.VIRTQ_USED_F_NO_NOTIFY : 0);
      Ring.fence();
    }
  }

  private void writeAvailableEvent(int index) {
    memory.writeShared(used + Ring.ENTRIES + Ring.USED_ENTRY_BYTES * size, index);
    Ring.fence();
  }
}
