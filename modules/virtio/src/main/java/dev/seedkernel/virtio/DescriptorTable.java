package dev.seedkernel.virtio;

import java.util.Arrays;

/**
 * The device's view of a split queue's descriptor table (virtio 1.2, 2.7.5), indirect tables
 * included.
 *
 * <p>Each field is read once and only the copy is used, because a guest may change it meanwhile. A
 * descriptor belongs to at most one chain in flight; that rules out loops. An indirect table is
 * left after as many steps as it has entries. So the time of a read, and the memory of all chains
 * in flight, are bounded by the queue size.
 */
final class DescriptorTable {
  private static final int FREE = -1;
  private static final int END = -1;

  private final GuestMemory memory;
  private final long table;
  private final int size;
  private final boolean indirect;
  private final ChainBuilder builder;

  /** Head of the chain in flight that each descriptor belongs to, or {@link #FREE}. */
  private final int[] owner;

  /** The next descriptor as it was read; memory cannot be trusted to say the same again. */
  private final int[] successor;

  DescriptorTable(GuestMemory memory, long table, int size, boolean indirect) {
    this.memory = memory;
    this.table = table;
    this.size = size;
    this.indirect = indirect;
    this.builder = new ChainBuilder(memory, ChainBuilder.SPLIT);
    this.owner = new int[size];
    this.successor = new int[size];
    Arrays.fill(owner, FREE);
  }

  /**
   * Reads the chain that starts at {@code head}, and holds its descriptors until {@link #release}.
   *
   * @param headField offset of the available ring's entry, where a bad head is reported
   */
  DescriptorChain read(DeviceQueue queue, int head, long headField) throws VirtioException {
    builder.begin();
    int index = head;
    int held = 1;
    if (head < size && owner[head] == head) {
      throw taken(head, headField);
    }
    claim(head, head, headField);
    while (true) {
      long descriptor = table + Ring.DESCRIPTOR_BYTES * index;
      long address = memory.u64(descriptor + Ring.DESCRIPTOR_ADDRESS);
      long length = memory.u32(descriptor + Ring.DESCRIPTOR_LENGTH);
      int flags = memory.u16(descriptor + Ring.DESCRIPTOR_FLAGS);
      int next = memory.u16(descriptor + Ring.DESCRIPTOR_NEXT);
      if ((flags & Ring.VIRTQ_DESC_F_INDIRECT) != 0) {
        checkIndirect(flags, descriptor);
        readIndirect(address, length, descriptor);
      } else {
        boolean write = (flags & Ring.VIRTQ_DESC_F_WRITE) != 0;
        builder.add(address, length, write, descriptor, descriptor + Ring.DESCRIPTOR_FLAGS);
      }
      if ((flags & Ring.VIRTQ_DESC_F_NEXT) == 0) {
        successor[index] = END;
        return builder.build(queue, head, held);
      }
      claim(next, head, descriptor + Ring.DESCRIPTOR_NEXT);
      successor[index] = next;
      index = next;
      held++;
    }
  }

  private void checkIndirect(int flags, long descriptor) throws VirtioException {
    if (!indirect) {
      throw new VirtioException(
          descriptor + Ring.DESCRIPTOR_FLAGS,
          "2.7.5.3.1",
          "an indirect descriptor, without VIRTIO_F_INDIRECT_DESC negotiated");
    }
    if ((flags & Ring.VIRTQ_DESC_F_NEXT) != 0) {
      throw new VirtioException(
          descriptor + Ring.DESCRIPTOR_FLAGS,
          "2.7.5.3.1",
          "a descriptor that is indirect and has a next one");
    }
  }

  private void readIndirect(long address, long length, long descriptor) throws VirtioException {
    if (length == 0 || length % Ring.DESCRIPTOR_BYTES != 0) {
      throw new VirtioException(
          descriptor + Ring.DESCRIPTOR_LENGTH,
          "2.7.5.3",
          "an indirect table of " + length + " bytes");
    }
    memory.check(address, length, descriptor, "2.7.5");
    long start = address - memory.base();
    long entries = length / Ring.DESCRIPTOR_BYTES;
    long index = 0;
    for (long step = 0; ; step++) {
      long entry = start + Ring.DESCRIPTOR_BYTES * index;
      if (step == entries) {
        throw new VirtioException(entry, "2.7.5.2", "a loop in an indirect table");
      }
      if (builder.count() == size) {
        throw new VirtioException(
            entry, "2.7.5.3.1", "a descriptor chain longer than the queue size " + size);
      }
      int flags = memory.u16(entry + Ring.DESCRIPTOR_FLAGS);
      if ((flags & Ring.VIRTQ_DESC_F_INDIRECT) != 0) {
        throw new VirtioException(
            entry + Ring.DESCRIPTOR_FLAGS,
            "2.7.5.3.1",
            "an indirect descriptor in an indirect table");
      }
      builder.add(
          memory.u64(entry + Ring.DESCRIPTOR_ADDRESS),
          memory.u32(entry + Ring.DESCRIPTOR_LENGTH),
          (flags & Ring.VIRTQ_DESC_F_WRITE) != 0,
          entry,
          entry + Ring.DESCRIPTOR_FLAGS);
      if ((flags & Ring.VIRTQ_DESC_F_NEXT) == 0) {
        return;
      }
      index = memory.u16(entry + Ring.DESCRIPTOR_NEXT);
      if (index >= entries) {
        throw new VirtioException(
            entry + Ring.DESCRIPTOR_NEXT,
            "2.7.5.3",
            "descriptor index " + index + " in an indirect table of " + entries);
      }
    }
  }

  /** Gives the descriptors of a chain that was read back to the driver. */
  void release(int head) {
    for (int index = head; index != END; index = successor[index]) {
      owner[index] = FREE;
    }
  }

  private void claim(int index, int head, long field) throws VirtioException {
    if (index >= size) {
      throw new VirtioException(
          field, "2.7.5", "descriptor index " + index + " in a queue of size " + size);
    }
    if (owner[index] == head) {
      throw new VirtioException(field, "2.7.5.2", "a loop through descriptor " + index);
    }
    if (owner[index] != FREE) {
      throw taken(index, field);
    }
    owner[index] = head;
  }

  private static VirtioException taken(int index, long field) {
    return new VirtioException(
        field, "2.7.13.1", "descriptor " + index + " is not free, but in a chain in flight");
  }
}
