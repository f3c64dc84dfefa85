package dev.seedkernel.virtio;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The device side of a packed virtqueue (virtio 1.2, 2.8).
 *
 * <p>Each field is read once. A chain has at most as many descriptors as the ring, and all chains
 * in flight together hold no more, because used descriptors go where available ones were.
 */
final class PackedDeviceQueue extends DeviceQueue {
  private static final int AVAIL_USED = Ring.VIRTQ_DESC_F_AVAIL | Ring.VIRTQ_DESC_F_USED;

  private final long ring;
  private final boolean indirect;
  private final ChainBuilder builder;
  private final PackedEvents events;
  private final PackedPosition available;
  private final PackedPosition used;

  /** Buffer ids of the chains in flight. */
  private final BitSet ids = new BitSet();

  /** Descriptors of the ring that the chains in flight hold. */
  private int held;

  /** Descriptors that went back since a notification was last considered, two rounds at most. */
  private int unannounced;

  PackedDeviceQueue(GuestMemory memory, QueueLayout layout, Features features) {
    super(memory, layout.size(), features);
    this.ring = layout.descriptorArea() - memory.base();
    this.indirect = features.has(Features.INDIRECT_DESC);
    this.builder = new ChainBuilder(memory, ChainBuilder.PACKED);
    this.events =
        new PackedEvents(
            memory,
            layout.deviceArea() - memory.base(),
            layout.driverArea() - memory.base(),
            eventIndex);
    this.available = new PackedPosition(size);
    this.used = new PackedPosition(size);
  }

  @Override
  @Nullable DescriptorChain takeNext() throws VirtioException {
    long first = descriptor(available.offset());
    int flags = memory.readShared(first + Ring.PACKED_FLAGS);
    if (!isAvailable(flags, available) && events.wantsEvent() && events.want(available)) {
      // The driver may have looked at the old event before this one; look at its flags once more.
      flags = memory.readShared(first + Ring.PACKED_FLAGS);
    }
    if (!isAvailable(flags, available)) {
      return null;
    }
    if (held == size) {
      throw new VirtioException(
          first + Ring.PACKED_FLAGS, "2.8.16", "a descriptor that is in flight is made available");
    }
    DescriptorChain chain = read(first, flags);
    available.advance(chain.descriptors());
    held += chain.descriptors();
    ids.set(chain.id());
    return chain;
  }

  private DescriptorChain read(long first, int firstFlags) throws VirtioException {
    builder.begin();
    int offset = available.offset();
    boolean wrap = available.wrap();
    long descriptor = first;
    int flags = firstFlags;
    for (int count = 1; ; count++) {
      int id = memory.u16(descriptor + Ring.PACKED_ID);
      readDescriptor(descriptor, flags, count);
      if ((flags & Ring.VIRTQ_DESC_F_NEXT) == 0) {
        checkId(id, descriptor);
        return builder.build(this, id, count);
      }
      if (held + count == size) {
        throw new VirtioException(
            descriptor + Ring.PACKED_FLAGS,
            "2.8.17",
            "a descriptor list that does not end within the %d free descriptors of the ring"
                .formatted(count));
      }
      offset++;
      if (offset == size) {
        offset = 0;
        wrap = !wrap;
      }
      descriptor = descriptor(offset);
      flags = memory.u16(descriptor + Ring.PACKED_FLAGS);
      int expected = wrap ? Ring.VIRTQ_DESC_F_AVAIL : Ring.VIRTQ_DESC_F_USED;
      if ((flags & AVAIL_USED) != expected) {
        throw new VirtioException(
            descriptor + Ring.PACKED_FLAGS,
            "2.8.6",
            "a descriptor within a list that is not available");
      }
    }
  }

  private void readDescriptor(long descriptor, int flags, int count) throws VirtioException {
    long address = memory.u64(descriptor + Ring.DESCRIPTOR_ADDRESS);
    long length = memory.u32(descriptor + Ring.DESCRIPTOR_LENGTH);
    if ((flags & Ring.VIRTQ_DESC_F_INDIRECT) == 0) {
      boolean write = (flags & Ring.VIRTQ_DESC_F_WRITE) != 0;
      builder.add(address, length, write, descriptor, descriptor + Ring.PACKED_FLAGS);
      return;
    }
    if (!indirect) {
      throw new VirtioException(
          descriptor + Ring.PACKED_FLAGS,
          "2.8.19",
          "an indirect descriptor, without VIRTIO_F_INDIRECT_DESC negotiated");
    }
    if (count > 1 || (flags & Ring.VIRTQ_DESC_F_NEXT) != 0) {
      throw new VirtioException(
          descriptor + Ring.PACKED_FLAGS, "2.8.19", "an indirect descriptor within a list");
    }
    readIndirect(address, length, descriptor);
  }

  private void readIndirect(long address, long length, long descriptor) throws VirtioException {
    long entries = length / Ring.DESCRIPTOR_BYTES;
    if (length == 0 || length % Ring.DESCRIPTOR_BYTES != 0) {
      throw new VirtioException(
          descriptor + Ring.DESCRIPTOR_LENGTH,
          "2.8.7",
          "an indirect table of " + length + " bytes");
    }
    if (entries > size) {
      throw new VirtioException(
          descriptor + Ring.DESCRIPTOR_LENGTH,
          "2.8.17",
          "a descriptor list longer than the queue size " + size);
    }
    memory.check(address, length, descriptor, "2.8.4");
    long entry = address - memory.base();
    for (long i = 0; i < entries; i++, entry += Ring.DESCRIPTOR_BYTES) {
      // WRITE alone means something in a table; other flags and the id are ignored (2.8.7).
      builder.add(
          memory.u64(entry + Ring.DESCRIPTOR_ADDRESS),
          memory.u32(entry + Ring.DESCRIPTOR_LENGTH),
          (memory.u16(entry + Ring.PACKED_FLAGS) & Ring.VIRTQ_DESC_F_WRITE) != 0,
          entry,
          entry + Ring.PACKED_FLAGS);
    }
  }

  private void checkId(int id, long descriptor) throws VirtioException {
    if (ids.get(id)) {
      throw new VirtioException(
          descriptor + Ring.PACKED_ID,
          "2.8.21.1",
          "buffer id " + id + " is not free, but of a buffer in flight");
    }
  }

  @Override
  void give(DescriptorChain chain, long written) {
    long descriptor = descriptor(used.offset());
    memory.putU32(descriptor + Ring.DESCRIPTOR_LENGTH, written);
    memory.putU16(descriptor + Ring.PACKED_ID, chain.id());
    int flags = written > 0 ? used.usedFlags() | Ring.VIRTQ_DESC_F_WRITE : used.usedFlags();
    memory.writeShared(descriptor + Ring.PACKED_FLAGS, flags);
    used.advance(chain.descriptors());
    held -= chain.descriptors();
    unannounced = Math.min(unannounced + chain.descriptors(), 2 * size);
    ids.clear(chain.id());
  }

  @Override
  public boolean needsNotification() {
    int moved = unannounced;
    unannounced = 0;
    return moved > 0 && !isRetired() && events.wanted(moved, used);
  }

  @Override
  public void suppressNotifications(boolean suppress) {
    if (!isRetired()) {
      events.suppress(suppress, available);
    }
  }

  private long descriptor(int offset) {
    return ring + Ring.DESCRIPTOR_BYTES * offset;
  }

  private static boolean isAvailable(int flags, PackedPosition position) {
    return (flags & AVAIL_USED) == position.availableFlags();
  }
}
