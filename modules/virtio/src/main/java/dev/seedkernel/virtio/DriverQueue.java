package dev.seedkernel.virtio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The driver side of a split virtqueue (virtio 1.2, 2.7): adds chains of buffers, publishes them,
 * and collects what the device has used.
 *
 * <p>The device is not trusted. Which descriptors are free and how they are chained is kept here,
 * not read back from memory, and {@link #collect} gives a chain that was published, once, or a
 * {@link VirtioException}. After such an exception the queue is broken and says so again; the
 * driver resets the device and creates a new queue.
 *
 * <p>A queue is used by one thread at a time. The device may run in another.
 */
public final class DriverQueue {
  private static final int END = -1;

  /** In {@link #writableBytes}: the descriptor is not the head of a published chain. */
  private static final long NOT_PUBLISHED = -1;

  private final GuestMemory memory;
  private final int size;
  private final long table;
  private final long available;
  private final long used;

  /** The descriptor after each one, in its chain or in the list of free ones. */
  private final int[] successor;

  /** Writable bytes of the published chain that starts at a descriptor. */
  private final long[] writableBytes;

  /** Chains that were added and not published, in order. */
  private final List<Added> added = new ArrayList<>();

  private int firstFree;
  private int freeCount;
  private int publishedCount;
  private int nextAvailable;
  private int nextUsed;
  private @Nullable VirtioException fault;

  private record Added(int head, long writableBytes) {}

  private DriverQueue(GuestMemory memory, QueueLayout layout, int firstIndex) {
    this.memory = memory;
    this.size = layout.size();
    this.table = layout.descriptorTable() - memory.base();
    this.available = layout.availableRing() - memory.base();
    this.used = layout.usedRing() - memory.base();
    this.successor = new int[size];
    this.writableBytes = new long[size];
    Arrays.setAll(successor, index -> index + 1 < size ? index + 1 : END);
    Arrays.fill(writableBytes, NOT_PUBLISHED);
    this.freeCount = size;
    this.nextAvailable = firstIndex;
    this.nextUsed = firstIndex;
  }

  /**
   * Creates a queue: clears its three parts, with both indices at 0 and notifications wanted.
   *
   * @throws VirtioException if the layout is not a queue inside memory
   */
  public static DriverQueue create(GuestMemory memory, QueueLayout layout) throws VirtioException {
    return create(memory, layout, 0);
  }

  /** The same, as if {@code firstIndex} chains had gone through the queue already. */
  static DriverQueue create(GuestMemory memory, QueueLayout layout, int firstIndex)
      throws VirtioException {
    layout.check(memory);
    DriverQueue queue = new DriverQueue(memory, layout, firstIndex);
    memory.clear(queue.table, QueueLayout.descriptorTableBytes(queue.size));
    memory.clear(queue.available, QueueLayout.availableRingBytes(queue.size));
    memory.clear(queue.used, QueueLayout.usedRingBytes(queue.size));
    memory.writeShared(queue.available + Ring.INDEX, firstIndex);
    memory.writeShared(queue.used + Ring.INDEX, firstIndex);
    return queue;
  }

  /**
   * Adds one chain; the device sees it after {@link #publish}. The buffers are the device's until
   * {@link #collect} returns the chain's head.
   *
   * @param readable buffers that the device reads
   * @param writable buffers that the device writes, behind the readable ones (2.7.4.2)
   * @return the chain's head, or nothing if fewer descriptors are free than there are buffers
   * @throws IllegalArgumentException if there is no buffer at all
   * @throws VirtioException if a buffer is not inside guest memory, if the chain is longer than
   *     2^32 bytes (2.7.5.2) or has more buffers than the queue has descriptors (2.7.5); nothing
   *     was added, and the queue is as before
   */
  public OptionalInt add(List<GuestBuffer> readable, List<GuestBuffer> writable)
      throws VirtioException {
    int count = Math.addExact(readable.size(), writable.size());
    checkChain(readable, writable, count);
    if (count > freeCount) {
      return OptionalInt.empty();
    }
    int head = firstFree;
    int last = place(readable, 0, head, count);
    last = place(writable, Ring.VIRTQ_DESC_F_WRITE, last, count - readable.size());
    firstFree = last;
    freeCount -= count;
    endChain(head, count);
    long entry =
        available
            + Ring.ENTRIES
            + Ring.AVAILABLE_ENTRY_BYTES * ((nextAvailable + added.size()) & (size - 1));
    memory.putU16(entry, head);
    added.add(new Added(head, total(writable)));
    return OptionalInt.of(head);
  }

  private void checkChain(List<GuestBuffer> readable, List<GuestBuffer> writable, int count)
      throws VirtioException {
    if (count == 0) {
      throw new IllegalArgumentException("a chain has at least one buffer");
    }
    if (count > size) {
      throw new VirtioException(
          VirtioException.NO_OFFSET,
          "2.7.5",
          "a chain of %d buffers in a queue of size %d".formatted(count, size));
    }
    if (total(readable) + total(writable) > Ring.MAX_CHAIN_BYTES) {
      throw new VirtioException(
          VirtioException.NO_OFFSET, "2.7.5.2", "a descriptor chain is longer than 2^32 bytes");
    }
    for (List<GuestBuffer> part : List.of(readable, writable)) {
      for (GuestBuffer buffer : part) {
        memory.slice(buffer.address(), buffer.length());
      }
    }
  }

  /**
   * Writes descriptors from {@code first} on along the list of free ones.
   *
   * @param left how many descriptors of the chain are to be written, these included
   * @return the free descriptor after them
   */
  private int place(List<GuestBuffer> buffers, int flags, int first, int left) {
    int index = first;
    int behind = left;
    for (GuestBuffer buffer : buffers) {
      boolean more = --behind > 0;
      long descriptor = table + Ring.DESCRIPTOR_BYTES * index;
      memory.putU64(descriptor + Ring.DESCRIPTOR_ADDRESS, buffer.address());
      memory.putU32(descriptor + Ring.DESCRIPTOR_LENGTH, buffer.length());
      memory.putU16(
          descriptor + Ring.DESCRIPTOR_FLAGS, more ? flags | Ring.VIRTQ_DESC_F_NEXT : flags);
      memory.putU16(descriptor + Ring.DESCRIPTOR_NEXT, more ? successor[index] : 0);
      index = successor[index];
    }
    return index;
  }

  private void endChain(int head, int count) {
    int index = head;
    for (int i = 1; i < count; i++) {
      index = successor[index];
    }
    successor[index] = END;
  }

  private static long total(List<GuestBuffer> buffers) {
    long bytes = 0;
    for (GuestBuffer buffer : buffers) {
      bytes += buffer.length();
    }
    return bytes;
  }

  /**
   * Shows the device every chain that was added (2.7.13.3).
   *
   * @return whether the driver must send an available buffer notification (2.7.10.1)
   */
  public boolean publish() {
    if (added.isEmpty()) {
      return false;
    }
    for (Added chain : added) {
      writableBytes[chain.head()] = chain.writableBytes();
    }
    publishedCount += added.size();
    nextAvailable = (nextAvailable + added.size()) & Ring.INDEX_MASK;
    added.clear();
    memory.writeShared(available + Ring.INDEX, nextAvailable);
    Ring.fence();
    return (memory.readShared(used + Ring.FLAGS) & Ring.VIRTQ_USED_F_NO_NOTIFY) == 0;
  }

  /**
   * Collects the next chain that the device has used, or nothing. Its descriptors are free again.
   *
   * @throws VirtioException if the used ring breaks a rule; from then on always
   */
  public Optional<UsedElement> collect() throws VirtioException {
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

  private @Nullable UsedElement takeNext() throws VirtioException {
    int returned = (memory.readShared(used + Ring.INDEX) - nextUsed) & Ring.INDEX_MASK;
    if (returned == 0) {
      return null;
    }
    if (returned > publishedCount) {
      throw new VirtioException(
          used + Ring.INDEX,
          "2.7.8",
          "%d chains used of %d published".formatted(returned, publishedCount));
    }
    long entry = used + Ring.ENTRIES + Ring.USED_ENTRY_BYTES * (nextUsed & (size - 1));
    long id = memory.u32(entry + Ring.USED_ENTRY_ID);
    long length = memory.u32(entry + Ring.USED_ENTRY_LENGTH);
    if (id >= size || writableBytes[(int) id] == NOT_PUBLISHED) {
      throw new VirtioException(
          entry + Ring.USED_ENTRY_ID, "2.7.8", "used chain " + id + " was not published");
    }
    int head = (int) id;
    if (length > writableBytes[head]) {
      throw new VirtioException(
          entry + Ring.USED_ENTRY_LENGTH,
          "2.7.8.2",
          "%d bytes written to %d writable ones".formatted(length, writableBytes[head]));
    }
    writableBytes[head] = NOT_PUBLISHED;
    publishedCount--;
    nextUsed = (nextUsed + 1) & Ring.INDEX_MASK;
    free(head);
    return new UsedElement(head, length);
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

  /**
   * Advises the device that used buffer notifications are not needed, or are again (2.7.7.1). After
   * allowing them, collect until nothing comes: chains may have been used unnoticed.
   */
  public void suppressNotifications(boolean suppress) {
    memory.writeShared(available + Ring.FLAGS, suppress ? Ring.VIRTQ_AVAIL_F_NO_INTERRUPT : 0);
    Ring.fence();
  }

  /** Returns the number of descriptors that the next chains can take. */
  public int freeDescriptors() {
    return freeCount;
  }

  /** Returns the number of chains that were published and not collected. */
  public int inFlight() {
    return publishedCount;
  }
}
