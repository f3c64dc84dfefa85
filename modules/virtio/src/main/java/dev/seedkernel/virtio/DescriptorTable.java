package dev.seedkernel.virtio;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The device's view of a descriptor table (virtio 1.2, 2.7.5).
 *
 * <p>Each field is read once and only the copy is used, because a guest may change it meanwhile. A
 * descriptor belongs to at most one chain in flight; that rules out loops, and it bounds the time
 * of a read and the memory of all chains in flight by the queue size.
 */
final class DescriptorTable {
  private static final int FREE = -1;
  private static final int END = -1;

  private final GuestMemory memory;
  private final long table;
  private final int size;

  /** Head of the chain in flight that each descriptor belongs to, or {@link #FREE}. */
  private final int[] owner;

  /** The next descriptor as it was read; memory cannot be trusted to say the same again. */
  private final int[] successor;

  DescriptorTable(GuestMemory memory, long table, int size) {
    this.memory = memory;
    this.table = table;
    this.size = size;
    this.owner = new int[size];
    this.successor = new int[size];
    Arrays.fill(owner, FREE);
  }

  /**
   * Reads the chain that starts at {@code head}, and holds its descriptors until {@link #release}.
   *
   * @param headField offset of the available ring's entry, where a bad head is reported
   */
  DescriptorChain read(int head, long headField) throws VirtioException {
    List<MemorySegment> readable = new ArrayList<>();
    List<MemorySegment> writable = new ArrayList<>();
    long bytes = 0;
    int index = head;
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
      boolean write = (flags & Ring.VIRTQ_DESC_F_WRITE) != 0;
      checkFlags(flags, write || writable.isEmpty(), descriptor);
      bytes += length;
      if (bytes > Ring.MAX_CHAIN_BYTES) {
        throw new VirtioException(
            descriptor + Ring.DESCRIPTOR_LENGTH,
            "2.7.5.2",
            "a descriptor chain is longer than 2^32 bytes");
      }
      MemorySegment buffer = memory.slice(address, length, descriptor);
      if (write) {
        writable.add(buffer);
      } else {
        readable.add(buffer.asReadOnly());
      }
      if ((flags & Ring.VIRTQ_DESC_F_NEXT) == 0) {
        successor[index] = END;
        return new DescriptorChain(head, readable, writable);
      }
      claim(next, head, descriptor + Ring.DESCRIPTOR_NEXT);
      successor[index] = next;
      index = next;
    }
  }

  /** Gives the descriptors of a chain that was read back to the driver. */
  void release(int head) {
    for (int index = head; index != END; index = successor[index]) {
      owner[index] = FREE;
    }
  }

  private static void checkFlags(int flags, boolean inOrder, long descriptor)
      throws VirtioException {
    if ((flags & Ring.VIRTQ_DESC_F_INDIRECT) != 0) {
      throw new VirtioException(
          descriptor + Ring.DESCRIPTOR_FLAGS,
          "2.7.5.3.1",
          "an indirect descriptor, without VIRTIO_F_INDIRECT_DESC negotiated");
    }
    if (!inOrder) {
      throw new VirtioException(
          descriptor + Ring.DESCRIPTOR_FLAGS,
          "2.7.4.2",
          "a device-readable descriptor behind a device-writable one");
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
