package dev.seedkernel.virtio;

/**
 * Size and place of a split virtqueue (virtio 1.2, 2.7): what a driver writes to the queue
 * registers of its transport.
 *
 * <p>The value holds whatever was written; {@link #check} says whether it is a queue. Both queue
 * classes check before they touch memory. The three parts may be anywhere in memory, in any order.
 *
 * @param size number of descriptors, and of entries of each ring
 * @param descriptorTable guest physical address of the descriptor table (the Descriptor Area)
 * @param availableRing guest physical address of the available ring (the Driver Area)
 * @param usedRing guest physical address of the used ring (the Device Area)
 */
public record QueueLayout(int size, long descriptorTable, long availableRing, long usedRing) {
  /** The largest queue size (2.7). */
  public static final int MAX_SIZE = 32768;

  /** Alignment in bytes of the descriptor table (2.7). */
  public static final int DESCRIPTOR_TABLE_ALIGNMENT = 16;

  /** Alignment in bytes of the available ring (2.7). */
  public static final int AVAILABLE_RING_ALIGNMENT = 2;

  /** Alignment in bytes of the used ring (2.7). */
  public static final int USED_RING_ALIGNMENT = 4;

  /**
   * Lays out a queue as one block: table, available ring, used ring, with as little space between
   * them as the alignments allow.
   *
   * @param size number of descriptors
   * @param start guest physical address, a multiple of {@link #DESCRIPTOR_TABLE_ALIGNMENT}
   */
  public static QueueLayout contiguous(int size, long start) {
    long available = start + descriptorTableBytes(size);
    long availableEnd = available + availableRingBytes(size);
    long used = (availableEnd + USED_RING_ALIGNMENT - 1) & -USED_RING_ALIGNMENT;
    return new QueueLayout(size, start, available, used);
  }

  /** Returns the bytes of the descriptor table of a queue of {@code size} (2.7). */
  public static long descriptorTableBytes(int size) {
    return Ring.DESCRIPTOR_BYTES * size;
  }

  /** Returns the bytes of the available ring, with the field used_event at its end (2.7). */
  public static long availableRingBytes(int size) {
    return Ring.ENTRIES + Ring.AVAILABLE_ENTRY_BYTES * size + Ring.EVENT_BYTES;
  }

  /** Returns the bytes of the used ring, with the field avail_event at its end (2.7). */
  public static long usedRingBytes(int size) {
    return Ring.ENTRIES + Ring.USED_ENTRY_BYTES * size + Ring.EVENT_BYTES;
  }

  /**
   * Checks that this is a queue inside {@code memory}.
   *
   * @throws VirtioException if the size is no power of two or above {@link #MAX_SIZE} (2.7), if a
   *     part is not aligned (2.7.1), or not inside memory (2.7)
   */
  public void check(GuestMemory memory) throws VirtioException {
    if (Integer.bitCount(size) != 1 || size < 0 || size > MAX_SIZE) {
      throw new VirtioException(
          VirtioException.NO_OFFSET,
          "2.7",
          "queue size " + Integer.toUnsignedString(size) + " is not a power of two up to 32768");
    }
    checkPart(
        memory,
        "descriptor table",
        descriptorTable,
        descriptorTableBytes(size),
        DESCRIPTOR_TABLE_ALIGNMENT);
    checkPart(
        memory,
        "available ring",
        availableRing,
        availableRingBytes(size),
        AVAILABLE_RING_ALIGNMENT);
    checkPart(memory, "used ring", usedRing, usedRingBytes(size), USED_RING_ALIGNMENT);
  }

  private static void checkPart(
      GuestMemory memory, String part, long address, long bytes, int alignment)
      throws VirtioException {
    if (address % alignment != 0) {
      throw new VirtioException(
          VirtioException.NO_OFFSET,
          "2.7.1",
          "%s at address 0x%x is not aligned to %d bytes".formatted(part, address, alignment));
    }
    if (!memory.contains(address, bytes)) {
      throw new VirtioException(
          VirtioException.NO_OFFSET,
          "2.7",
          "%s of %d bytes at address 0x%x is not inside guest memory"
              .formatted(part, bytes, address));
    }
  }
}
