package dev.seedkernel.virtio;

import java.util.Arrays;

/**
 * Collects the buffers of one chain and checks what holds for every chain, split or packed. One
 * builder serves a queue for all its chains, so that a chain costs one array.
 */
final class ChainBuilder {
  /** The clauses that state the rules, which the two layouts number differently. */
  record Clauses(String place, String order, String length) {}

  static final Clauses SPLIT = new Clauses("2.7.5", "2.7.4.2", "2.7.5.2");
  static final Clauses PACKED = new Clauses("2.8.4", "2.8.17", "2.8.17");

  private final GuestMemory memory;
  private final Clauses clauses;

  /** Offset in memory and length of each buffer. */
  private long[] parts = new long[16];

  private int count;
  private int readableCount;
  private long bytes;

  ChainBuilder(GuestMemory memory, Clauses clauses) {
    this.memory = memory;
    this.clauses = clauses;
  }

  void begin() {
    count = 0;
    readableCount = 0;
    bytes = 0;
  }

  /** Returns the number of buffers so far. */
  int count() {
    return count;
  }

  /**
   * Adds a buffer.
   *
   * @param descriptor offset of the descriptor, where an error is reported
   * @param flagsField offset of its flags
   */
  void add(long address, long length, boolean write, long descriptor, long flagsField)
      throws VirtioException {
    if (!write && readableCount != count) {
      throw new VirtioException(
          flagsField, clauses.order, "a device-readable descriptor behind a device-writable one");
    }
    bytes += length;
    if (bytes > Ring.MAX_CHAIN_BYTES) {
      throw new VirtioException(
          descriptor + Ring.DESCRIPTOR_LENGTH,
          clauses.length,
          "a descriptor chain is longer than 2^32 bytes");
    }
    memory.check(address, length, descriptor, clauses.place);
    if (2 * count == parts.length) {
      parts = Arrays.copyOf(parts, 2 * parts.length);
    }
    parts[2 * count] = address - memory.base();
    parts[2 * count + 1] = length;
    count++;
    if (!write) {
      readableCount = count;
    }
  }

  DescriptorChain build(DeviceQueue queue, int id, int descriptors) {
    return new DescriptorChain(
        queue, memory.segment(), id, descriptors, Arrays.copyOf(parts, 2 * count), readableCount);
  }
}
