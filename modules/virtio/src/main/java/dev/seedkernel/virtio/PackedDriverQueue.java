package dev.seedkernel.virtio;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The driver side of a packed virtqueue (virtio 1.2, 2.8).
 *
 * <p>Buffer ids are 0 to size - 1. How many descriptors a buffer took is kept here by id, because
 * the device writes one used descriptor for all of them (2.8.6).
 */
final class PackedDriverQueue extends DriverQueue {
  private static final int END = -1;
  private static final int AVAIL_USED = Ring.VIRTQ_DESC_F_AVAIL | Ring.VIRTQ_DESC_F_USED;

  private final long ring;
  private final PackedEvents events;
  private final PackedPosition available;
  private final PackedPosition used;

  /** Descriptors that the buffer of an id took. */
  private final int[] descriptors;

  /** The free id after each free one. */
  private final int[] successor;

  private int firstFree;
  private int freeCount;

  /** Descriptors of the chains that were added and not published. */
  private int unexposed;

  PackedDriverQueue(GuestMemory memory, QueueLayout layout, Features features, Indirect indirect) {
    super(memory, layout.size(), features, indirect);
    this.ring = layout.descriptorArea() - memory.base();
    this.events =
        new PackedEvents(
            memory,
            layout.driverArea() - memory.base(),
            layout.deviceArea() - memory.base(),
            eventIndex);
    this.available = new PackedPosition(size);
    this.used = new PackedPosition(size);
    this.descriptors = new int[size];
    this.successor = new int[size];
    Arrays.setAll(successor, id -> id + 1 < size ? id + 1 : END);
    this.freeCount = size;
  }

  @Override
  int place(List<GuestBuffer> readable, List<GuestBuffer> writable, int count) {
    int id = firstFree;
    firstFree = successor[id];
    int first = available.offset();
    int firstFlags;
    if (indirect.takes(count)) {
      placeTable(readable, writable, id, count);
      firstFlags = Ring.VIRTQ_DESC_F_INDIRECT | available.availableFlags();
      put(first, indirect.table(id), Ring.DESCRIPTOR_BYTES * count, id);
      descriptors[id] = 1;
      available.advance(1);
    } else {
      firstFlags = placeDirect(readable, writable, id, count);
      descriptors[id] = count;
    }
    freeCount -= descriptors[id];
    unexposed += descriptors[id];
    added.add(new Added(id, total(writable), first, firstFlags));
    return id;
  }

  /** Writes all descriptors but the first one's flags, which it returns (2.8.6). */
  private int placeDirect(
      List<GuestBuffer> readable, List<GuestBuffer> writable, int id, int count) {
    int firstFlags = 0;
    for (int i = 0; i < count; i++) {
      boolean write = i >= readable.size();
      GuestBuffer buffer = write ? writable.get(i - readable.size()) : readable.get(i);
      int flags =
          available.availableFlags()
              | (write ? Ring.VIRTQ_DESC_F_WRITE : 0)
              | (i + 1 < count ? Ring.VIRTQ_DESC_F_NEXT : 0);
      put(available.offset(), buffer.address(), buffer.length(), id);
      if (i == 0) {
        firstFlags = flags;
      } else {
        memory.putU16(descriptor(available.offset()) + Ring.PACKED_FLAGS, flags);
      }
      available.advance(1);
    }
    return firstFlags;
  }

  private void placeTable(
      List<GuestBuffer> readable, List<GuestBuffer> writable, int id, int count) {
    long entry = indirect.table(id) - memory.base();
    for (int i = 0; i < count; i++, entry += Ring.DESCRIPTOR_BYTES) {
      boolean write = i >= readable.size();
      GuestBuffer buffer = write ? writable.get(i - readable.size()) : readable.get(i);
      memory.putU64(entry + Ring.DESCRIPTOR_ADDRESS, buffer.address());
      memory.putU32(entry + Ring.DESCRIPTOR_LENGTH, buffer.length());
      memory.putU16(entry + Ring.PACKED_ID, 0);
      memory.putU16(entry + Ring.PACKED_FLAGS, write ? Ring.VIRTQ_DESC_F_WRITE : 0);
    }
  }

  private void put(int offset, long address, long length, int id) {
    long descriptor = descriptor(offset);
    memory.putU64(descriptor + Ring.DESCRIPTOR_ADDRESS, address);
    memory.putU32(descriptor + Ring.DESCRIPTOR_LENGTH, length);
    memory.putU16(descriptor + Ring.PACKED_ID, id);
  }

  @Override
  boolean expose() {
    for (int i = 0; i < added.size(); i++) {
      Added chain = added.get(i);
      memory.writeShared(descriptor(chain.position()) + Ring.PACKED_FLAGS, chain.flags());
    }
    int moved = unexposed;
    unexposed = 0;
    return events.wanted(moved, available);
  }

  @Override
  @Nullable UsedElement takeNext() throws VirtioException {
    long descriptor = descriptor(used.offset());
    int flags = memory.readShared(descriptor + Ring.PACKED_FLAGS);
    if ((flags & AVAIL_USED) != used.usedFlags()) {
      return null;
    }
    if (inFlight() == 0) {
      throw new VirtioException(
          descriptor + Ring.PACKED_FLAGS,
          "2.8.15",
          "a used descriptor, and no chain was published");
    }
    int id = memory.u16(descriptor + Ring.PACKED_ID);
    UsedElement element =
        collected(
            id,
            length(descriptor, flags, id),
            descriptor + Ring.PACKED_ID,
            descriptor + Ring.DESCRIPTOR_LENGTH,
            "2.8.6",
            "2.8.4");
    used.advance(descriptors[id]);
    freeCount += descriptors[id];
    successor[id] = firstFree;
    firstFree = id;
    if (events.wantsEvent()) {
      events.want(used);
    }
    return element;
  }

  /**
   * Returns the length of a used descriptor. Without WRITE it is reserved, and 0 would be right
   * (2.8.4); but QEMU (7.2 at least) never sets WRITE, and counts on the length all the same. So a
   * length that can be one is taken as one, and anything else without WRITE is none.
   */
  private long length(long descriptor, int flags, int id) {
    long length = memory.u32(descriptor + Ring.DESCRIPTOR_LENGTH);
    boolean wrote = (flags & Ring.VIRTQ_DESC_F_WRITE) != 0;
    return wrote || length <= writableBytes(id) ? length : 0;
  }

  @Override
  public void suppressNotifications(boolean suppress) {
    events.suppress(suppress, used);
  }

  @Override
  public int freeDescriptors() {
    return freeCount;
  }

  private long descriptor(int offset) {
    return ring + Ring.DESCRIPTOR_BYTES * offset;
  }
}
