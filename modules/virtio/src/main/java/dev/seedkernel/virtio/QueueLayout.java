package dev.seedkernel.virtio;

/**
 * Size and place of a virtqueue (virtio 1.2, 2.6): what a driver writes to the queue registers of
 * its transport.
 *
 * <p>A split queue (2.7) has the descriptor table, the available ring and the used ring in these
 * three areas; a packed one (2.8) the descriptor ring, the driver and the device event suppression
 * structure. The value holds whatever was written; {@link #check} says whether it is a queue. Both
 * queue classes check before they touch memory. The three areas may be anywhere in memory, in any
 * order.
 *
 * @param size number of descriptors: a power of two in a split queue, any in a packed one
 * @param descriptorArea guest physical address of the descriptor table or ring
 * @param driverArea guest physical address of what the driver writes besides
 * @param deviceArea guest physical address of what the device writes besides
 */
public record QueueLayout(int size, long descriptorArea, long driverArea, long deviceArea) {
  /** The largest queue size (2.7, 2.8). */
  public static final int MAX_SIZE = 32768;

  /** Alignment in bytes of a contiguous queue, and of its descriptor area (2.7, 2.8.10.1). */
  public static final int ALIGNMENT = 16;

  private static final int AVAILABLE_RING_ALIGNMENT = 2;
  private static final int USED_RING_ALIGNMENT = 4;
  private static final int EVENT_ALIGNMENT = 4;

  /** Lays out a split queue: {@link #contiguous(int, long, Features)}. */
  public static QueueLayout contiguous(int size, long start) {
    return contiguous(size, start, Features.NONE);
  }

  /**
   * Lays out a queue as one block: descriptor, driver and device area, with as little space between
   * them as the alignments allow.
   *
   * @param size number of descriptors
   * @param start guest physical address, a multiple of {@link #ALIGNMENT}
   * @param features RING_PACKED decides on the layout
   */
  public static QueueLayout contiguous(int size, long start, Features features) {
    long driver = start + descriptorAreaBytes(size);
    long driverEnd = driver + driverAreaBytes(size, features);
    long device = (driverEnd + USED_RING_ALIGNMENT - 1) & -USED_RING_ALIGNMENT;
    return new QueueLayout(size, start, driver, device);
  }

  /** Returns the bytes that a contiguous queue takes. */
  public static long contiguousBytes(int size, Features features) {
    return contiguous(size, 0, features).deviceArea() + deviceAreaBytes(size, features);
  }

  /** Returns the bytes of the descriptor area of a queue of {@code size} (2.7, 2.8.10.1). */
  public static long descriptorAreaBytes(int size) {
    return Ring.DESCRIPTOR_BYTES * size;
  }

  /** Returns the bytes of the driver area; in a split queue with the field used_event (2.7). */
  public static long driverAreaBytes(int size, Features features) {
    return features.has(Features.RING_PACKED)
        ? Ring.EVENT_SUPPRESSION_BYTES
        : Ring.ENTRIES + Ring.AVAILABLE_ENTRY_BYTES * size + Ring.EVENT_BYTES;
  }

  /** Returns the bytes of the device area; in a split queue with the field avail_event (2.7). */
  public static long deviceAreaBytes(int size, Features features) {
    return features.has(Features.RING_PACKED)
        ? Ring.EVENT_SUPPRESSION_BYTES
        : Ring.ENTRIES + Ring.USED_ENTRY_BYTES * size + Ring.EVENT_BYTES;
  }

  /**
   * Checks that this is a queue inside {@code memory}.
   *
   * @param features RING_PACKED decides on the layout
   * @throws VirtioException if the size is 0, above {@link #MAX_SIZE} or, in a split queue, no
   *     power of two (2.7, 2.8); if an area is not aligned (2.7.1, 2.8.11) or not inside memory
   */
  public void check(GuestMemory memory, Features features) throws VirtioException {
    boolean packed = features.has(Features.RING_PACKED);
    String clause = packed ? "2.8" : "2.7";
    if (size <= 0 || size > MAX_SIZE || (!packed && Integer.bitCount(size) != 1)) {
      throw new VirtioException(
          VirtioException.NO_OFFSET,
          clause,
          "queue size "
              + Integer.toUnsignedString(size)
              + (packed ? " is not 1 to 32768" : " is not a power of two up to 32768"));
    }
    Areas areas = new Areas(memory, clause, packed ? "2.8.11" : "2.7.1");
    areas.check("descriptor area", descriptorArea, descriptorAreaBytes(size), ALIGNMENT);
    areas.check(
        "driver area",
        driverArea,
        driverAreaBytes(size, features),
        packed ? EVENT_ALIGNMENT : AVAILABLE_RING_ALIGNMENT);
    areas.check(
        "device area",
        deviceArea,
        deviceAreaBytes(size, features),
        packed ? EVENT_ALIGNMENT : USED_RING_ALIGNMENT);
  }

  private record Areas(GuestMemory memory, String clause, String alignmentClause) {
    void check(String area, long address, long bytes, int alignment) throws VirtioException {
      if (address % alignment != 0) {
        throw new VirtioException(
            VirtioException.NO_OFFSET,
            alignmentClause,
            "%s at address 0x%x is not aligned to %d bytes".formatted(area, address, alignment));
      }
      if (!memory.contains(address, bytes)) {
        throw new VirtioException(
            VirtioException.NO_OFFSET,
            clause,
            "%s of %d bytes at address 0x%x is not inside guest memory"
                .formatted(area, bytes, address));
      }
    }
  }
}
