package dev.seedkernel.virtio;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The driver side of a split virtqueue (virtio 1.2, 2.7). */
final class SplitDriverQueue extends DriverQueue {
  private static final int END = -1;

  private final long table;
  private final long available;
  private final long used;

  /** The descriptor after each one, in its chain or in the list of free ones. */
  private final int[] successor;

  private int firstFree;
  private int freeCount;
  private int nextAvailable;
  private int nextUsed;
  private boolean suppressed;

  /**
   * Creates the driver side; the areas are clear.
   *
   * @param firstIndex both indices, as if that many chains had gone through the queue already
   */
  SplitDriverQueue(
      GuestMemory memory,
      QueueLayout layout,
      Features features,
      Indirect indirect,
      int firstIndex) {
    super(memory, layout.size(), features, indirect);
    this.table = layout.descriptorArea() - memory.base();
    this.available = layout.driverArea() - memory.base();
    this.used = layout.deviceArea() - memory.base();
    this.successor = new int[size];
    Arrays.setAll(successor, index -> index + 1 < size ? index + 1 : END);
    this.freeCount = size;
    this.nextAvailable = firstIndex;
    this.nextUsed = firstIndex;
    memory.writeShared(available + Ring.INDEX, firstIndex);
    memory.writeShared(used + Ring.INDEX, firstIndex);
  }

  @Override
  int place(List<GuestBuffer> readable, List<GuestBuffer> writable, int count) {
    int head = firstFree;
    if (indirect.takes(count)) {
      placeIndirect(readable, writable, head, count);
    } else {
      placeDirect(readable, writable, head, count);
    }
    int entry = (nextAvailable + added.size()) & (size - 1);
    memory.putU16(available + Ring.ENTRIES + Ring.AVAILABLE_ENTRY_BYTES * entry, head);
    added.add(new Added(head, total(writable), 0, 0));
    return head;
  }

  private void placeDirect(
      List<GuestBuffer> readable, List<GuestBuffer> writable, int head, int count) {
    int index = head;
    int last = head;
    for (int i = 0; i < count; i++) {
      boolean write = i >= readable.size();
      GuestBuffer buffer = write ? writable.get(i - readable.size()) : readable.get(i);
      int next = i + 1 < count ? successor[index] : END;
      put(table + Ring.DESCRIPTOR_BYTES * index, buffer, write, next);
      last = index;
      index = successor[index];
    }
    take(last, count);
  }

  private void placeIndirect(
      List<GuestBuffer> readable, List<GuestBuffer> writable, int head, int count) {
    long start = indirect.table(head) - memory.base();
    for (int i = 0; i < count; i++) {
      boolean write = i >= readable.size();
      GuestBuffer buffer = write ? writable.get(i - readable.size()) : readable.get(i);
      put(start + Ring.DESCRIPTOR_BYTES * i, buffer, write, i + 1 < count ? i + 1 : END);
    }
    long descriptor = table + Ring.DESCRIPTOR_BYTES * head;
    memory.putU64(descriptor + Ring.DESCRIPTOR_ADDRESS, indirect.table(head));
    memory.putU32(descriptor + Ring.DESCRIPTOR_LENGTH, Ring.DESCRIPTOR_BYTES * count);
    memory.putU16(descriptor + Ring.DESCRIPTOR_FLAGS, Ring.VIRTQ_DESC_F_INDIRECT);
    memory.putU16(descriptor + Ring.DESCRIPTOR_NEXT, 0);
    take(head, 1);
  }

  private void put(long descriptor, GuestBuffer buffer, boolean write, int next) {
    int flags = write ? Ring.VIRTQ_DESC_F_WRITE : 0;
    memory.putU64(descriptor + Ring.DESCRIPTOR_ADDRESS, buffer.address());
    memory.putU32(descriptor + Ring.DESCRIPTOR_LENGTH, buffer.length());
    memory.putU16(
        descriptor + Ring.DESCRIPTOR_FLAGS, next == END ? flags : flags | Ring.VIRTQ_DESC_F_NEXT);
    memory.putU16(descriptor + Ring.DESCRIPTOR_NEXT, next == END ? 0 : next);
  }

  /** Takes the free descriptors up to {@code last} off the list. */
  private void take(int last, int count) {
    firstFree = successor[last];
    successor[last] = END;
    freeCount -= count;
  }

  @Override
  boolean expose() {
    int from = nextAvailable;
    nextAvailable = (nextAvailable + added.size()) & Ring.INDEX_MASK;
    memory.writeShared(available + Ring.INDEX, nextAvailable);
    Ring.fence();
    if (eventIndex) {
      long availableEvent = used + Ring.ENTRIES + Ring.USED_ENTRY_BYTES * size;
      return Ring.passes(memory.readShared(availableEvent), from, nextAvailable);
    }
    return (memory.readShared(used + Ring.FLAGS) & Ring.VIRTQ_USED_F_NO_NOTIFY) == 0;
  }

  @Override
  @Nullable UsedElement takeNext() throws VirtioException {
    int returned = (memory.readShared(used + Ring.INDEX) - nextUsed) & Ring.INDEX_MASK;
    if (returned == 0) {
      return null;
    }
    if (returned > inFlight()) {
      throw new VirtioException(
          used + Ring.INDEX,
          "2.7.8",
          "%d chains used of %d published".formatted(returned, inFlight()));
    }
    long entry = used + Ring.ENTRIES + Ring.USED_ENTRY_BYTES * (nextUsed & (size - 1));
    UsedElement element =
        collected(
            memory.u32(entry + Ring.USED_ENTRY_ID),
            memory.u32(entry + Ring.USED_ENTRY_LENGTH),
            entry + Ring.USED_ENTRY_ID,
            entry + Ring.USED_ENTRY_LENGTH,
            "2.7.8",
            "2.7.8.2");
    nextUsed = (nextUsed + 1) & Ring.INDEX_MASK;
    free(element.id());
    if (eventIndex && !suppressed) {
      writeUsedEvent(nextUsed);
    }
    return element;
  }

  private void free(int head) {
    int last = head;
    int count = 1;
    while (successor[last] != END) {
      last = successor[last];
      count++;
    }
    successor[last] = firstFree;
    firstFree = head;
    freeCount += count;
  }

  @Override
  public void suppressNotifications(boolean suppress) {
    suppressed = suppress;
    if (eventIndex) {
      // The entry before the next one was passed, and comes again only after 65535 others.
      writeUsedEvent(suppress ? nextUsed - 1 : nextUsed);
    } else {
      memory.writeShared(available + Ring.FLAGS, suppress ? Ring.VIRTQ_AVAIL_F_NO_INTERRUPT : 0);
      Ring.fence();
    }
  }

  private void writeUsedEvent(int index) {
    memory.writeShared(available + Ring.ENTRIES + Ring.AVAILABLE_ENTRY_BYTES * size, index);
    Ring.fence();
  }

  @Override
  public int freeDescriptors() {
    return freeCount;
  }
}
