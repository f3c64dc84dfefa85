package dev.seedkernel.virtio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One request queue of a block device, from the driver's side: requests that are on their way at
 * the same time, with data in guest memory (virtio 1.2, 5.2.6).
 *
 * <p>A request is made with one of the methods that return a tag, sent with {@link #publish}, and
 * comes back with {@link #poll} or {@link #await}, in any order. Until then its data belong to the
 * device. A queue is used by one thread at a time; several queues of a device by several threads if
 * its registers are.
 */
public final class BlockQueue {
  /** Request header, range of a discard, and status of one request, in guest memory. */
  static final int SLOT_BYTES = 48;

  private static final int SLOT_RANGE = 16;
  private static final int SLOT_STATUS = 32;
  private static final byte NO_STATUS = (byte) 0xff;

  private final MmioTransport transport;
  private final int index;
  private final DriverQueue queue;
  private final MemorySegment slots;
  private final GuestBuffer[] headers;
  private final GuestBuffer[] ranges;
  private final GuestBuffer[] statuses;

  /** The free slot after each free one, and the slot of each chain that is on its way. */
  private final int[] successor;

  private final int[] slotOfChain;

  /** Bytes that the device has to write for the request in a slot to be OK, without the status. */
  private final long[] expected;

  private int firstFree;

  BlockQueue(MmioTransport transport, int index, DriverQueue queue, GuestArena arena) {
    this.transport = transport;
    this.index = index;
    this.queue = queue;
    int count = queue.size;
    long start = arena.allocate((long) SLOT_BYTES * count, 16);
    this.slots = arena.bytes(start, (long) SLOT_BYTES * count);
    this.headers = new GuestBuffer[count];
    this.ranges = new GuestBuffer[count];
    this.statuses = new GuestBuffer[count];
    this.successor = new int[count];
    this.slotOfChain = new int[count];
    this.expected = new long[count];
    for (int slot = 0; slot < count; slot++) {
      long address = start + (long) SLOT_BYTES * slot;
      headers[slot] = new GuestBuffer(address, Block.HEADER_BYTES);
      ranges[slot] = new GuestBuffer(address + SLOT_RANGE, Block.RANGE_BYTES);
      statuses[slot] = new GuestBuffer(address + SLOT_STATUS, 1);
      successor[slot] = slot + 1 < count ? slot + 1 : -1;
    }
  }

  /**
   * Reads sectors.
   *
   * @param sector the first sector of 512 bytes
   * @param data where they go; a multiple of 512 bytes
   * @return the request's tag, or nothing if the queue is full
   * @throws VirtioException if the data are not inside guest memory, or not whole sectors
   */
  public OptionalInt read(long sector, GuestBuffer data) throws VirtioException {
    checkWhole(data.length());
    return request(Block.VIRTIO_BLK_T_IN, sector, data, false);
  }

  /** Writes sectors: as {@link #read}, in the other direction. */
  public OptionalInt write(long sector, GuestBuffer data) throws VirtioException {
    checkWhole(data.length());
    return request(Block.VIRTIO_BLK_T_OUT, sector, data, true);
  }

  /** Makes stable what was written and has come back. */
  public OptionalInt flush() throws VirtioException {
    return request(Block.VIRTIO_BLK_T_FLUSH, 0, null, true);
  }

  OptionalInt id(GuestBuffer data) throws VirtioException {
    return request(Block.VIRTIO_BLK_T_GET_ID, 0, data, false);
  }

  /** Discards or zeroes a range of sectors; the flags are the range's own. */
  OptionalInt range(int type, long sector, long sectors, int flags) throws VirtioException {
    if (firstFree >= 0) {
      long at = (long) SLOT_BYTES * firstFree + SLOT_RANGE;
      slots.set(VirtioDevice.U64, at + Block.RANGE_SECTOR, sector);
      slots.set(VirtioDevice.U32, at + Block.RANGE_SECTORS, (int) sectors);
      slots.set(VirtioDevice.U32, at + Block.RANGE_FLAGS, flags);
      return request(type, 0, ranges[firstFree], true);
    }
    return OptionalInt.empty();
  }

  private static void checkWhole(long bytes) throws VirtioException {
    if (bytes % BlockStore.SECTOR != 0) {
      throw new VirtioException(
          VirtioException.NO_OFFSET, "5.2.6.1", bytes + " bytes are not whole sectors");
    }
  }

  OptionalInt request(int type, long sector, @Nullable GuestBuffer data, boolean toDevice)
      throws VirtioException {
    int slot = firstFree;
    if (slot < 0) {
      return OptionalInt.empty();
    }
    long at = (long) SLOT_BYTES * slot;
    slots.set(VirtioDevice.U32, at + Block.HEADER_TYPE, type);
    slots.set(VirtioDevice.U32, at + Block.HEADER_RESERVED, 0);
    slots.set(VirtioDevice.U64, at + Block.HEADER_SECTOR, sector);
    slots.set(ValueLayout.JAVA_BYTE, at + SLOT_STATUS, NO_STATUS);
    GuestBuffer header = headers[slot];
    GuestBuffer status = statuses[slot];
    OptionalInt chain;
    if (data == null) {
      chain = queue.add(List.of(header), List.of(status));
    } else if (toDevice) {
      chain = queue.add(List.of(header, data), List.of(status));
    } else {
      chain = queue.add(List.of(header), List.of(data, status));
    }
    if (chain.isEmpty()) {
      return chain;
    }
    firstFree = successor[slot];
    slotOfChain[chain.getAsInt()] = slot;
    expected[slot] = data == null || toDevice ? 0 : data.length();
    return OptionalInt.of(slot);
  }

  /** Shows the device all requests that were made, and notifies it if it wants that. */
  public void publish() {
    if (queue.publish()) {
      transport.notifyQueue(index);
    }
  }

  /**
   * Returns the next request that came back, if one did.
   *
   * @throws VirtioException if the device broke a rule
   */
  public Optional<BlockCompletion> poll() throws VirtioException {
    UsedElement element = queue.next();
    return element == null ? Optional.empty() : Optional.of(completion(element));
  }

  /**
   * Waits for the next request to come back.
   *
   * @throws IllegalStateException if none is on its way
   * @throws VirtioException if the device broke a rule, needs a reset, or does not answer in time
   */
  public BlockCompletion await() throws VirtioException {
    if (queue.inFlight() == 0) {
      throw new IllegalStateException("no request is on its way");
    }
    return completion(Waiting.next(transport, queue));
  }

  private BlockCompletion completion(UsedElement element) throws VirtioException {
    int slot = slotOfChain[element.id()];
    successor[slot] = firstFree;
    firstFree = slot;
    int status = slots.get(ValueLayout.JAVA_BYTE, (long) SLOT_BYTES * slot + SLOT_STATUS);
    if (status < Block.VIRTIO_BLK_S_OK || status > Block.VIRTIO_BLK_S_UNSUPP) {
      throw new VirtioException(
          VirtioException.NO_OFFSET,
          "5.2.6",
          "the device says status " + (status & 0xff) + " of a request");
    }
    if (status == Block.VIRTIO_BLK_S_OK && element.length() < expected[slot] + 1) {
      throw new VirtioException(
          VirtioException.NO_OFFSET,
          "2.7.8.3",
          "%d bytes written of the %d of a request that is OK"
              .formatted(element.length(), expected[slot] + 1));
    }
    return new BlockCompletion(slot, STATUSES[status]);
  }

  private static final BlockStatus[] STATUSES = BlockStatus.values();

  /**
   * Tells the device whether used buffer notifications are wanted, for drivers that wait for an
   * interrupt. They are not at first.
   */
  public void suppressNotifications(boolean suppress) {
    queue.suppressNotifications(suppress);
  }

  /** Returns the number of requests that are on their way. */
  public int inFlight() {
    return queue.inFlight();
  }
}
