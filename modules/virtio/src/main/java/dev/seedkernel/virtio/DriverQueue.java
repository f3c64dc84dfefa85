package dev.seedkernel.virtio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The driver side of a virtqueue, split (virtio 1.2, 2.7) or packed (2.8): adds chains of buffers,
 * publishes them, and collects what the device has used.
 *
 * <p>The device is not trusted. Which descriptors are free and how they are chained is kept here,
 * not read back from memory, and {@link #collect} gives a chain that was published, once, or a
 * {@link VirtioException}. After such an exception the queue is broken and says so again; the
 * driver resets the device and creates a new queue.
 *
 * <p>A queue is used by one thread at a time. The device may run in another.
 */
public abstract sealed class DriverQueue permits SplitDriverQueue, PackedDriverQueue {
  /** In {@link #writableBytes}: no published chain has this id. */
  private static final long NOT_PUBLISHED = -1;

  final GuestMemory memory;
  final int size;
  final boolean eventIndex;
  final Indirect indirect;

  /** Chains that were added and not published, in order. */
  final List<Added> added = new ArrayList<>();

  /** Writable bytes of the published chain of each id. */
  private final long[] writableBytes;

  private int publishedCount;
  private @Nullable VirtioException fault;

  /** A chain that the device does not see yet; {@code flags} are for its head in a packed ring. */
  record Added(int id, long writableBytes, int position, int flags) {}

  /**
   * Guest memory for tables of indirect descriptors (2.7.5.3, 2.8.7): one for each id of a queue.
   *
   * @param address guest physical address of the first table
   * @param entries descriptors of one table; 0 for no tables. A chain of more buffers, or of one
   *     alone, goes directly into the ring
   */
  public record Indirect(long address, int entries) {
    /** No tables: every chain goes directly into the ring. */
    public static final Indirect NONE = new Indirect(0, 0);

    /**
     * Creates the value.
     *
     * @throws IllegalArgumentException if the entries are not 0 to {@link QueueLayout#MAX_SIZE}
     */
    public Indirect {
      if (entries < 0 || entries > QueueLayout.MAX_SIZE) {
        throw new IllegalArgumentException(entries + " entries in an indirect table");
      }
    }

    /** Returns the bytes of the tables of a queue of {@code size}. */
    public static long bytes(int size, int entries) {
      return Ring.DESCRIPTOR_BYTES * entries * size;
    }

    boolean takes(int buffers) {
      return buffers > 1 && buffers <= entries;
    }

    long table(int id) {
      return address + Ring.DESCRIPTOR_BYTES * entries * id;
    }
  }

  DriverQueue(GuestMemory memory, int size, Features features, Indirect indirect) {
    this.memory = memory;
    this.size = size;
    this.eventIndex = features.has(Features.EVENT_IDX);
    this.indirect = indirect;
    this.writableBytes = new long[size];
    Arrays.fill(writableBytes, NOT_PUBLISHED);
  }

  /**
   * Creates a split queue without indirect descriptors and event index.
   *
   * @throws VirtioException if the layout is not a queue inside memory
   */
  public static DriverQueue create(GuestMemory memory, QueueLayout layout) throws VirtioException {
    return create(memory, layout, Features.of(Features.VERSION_1), Indirect.NONE);
  }

  /**
   * Creates a queue: clears its three areas, with all indices at 0 and notifications wanted.
   *
   * @param features what was negotiated; RING_PACKED, INDIRECT_DESC and EVENT_IDX matter here
   * @param indirect where tables of indirect descriptors go; used if INDIRECT_DESC was negotiated
   * @throws VirtioException if the layout is not such a queue inside memory, or the tables are not
   *     inside memory
   */
  public static DriverQueue create(
      GuestMemory memory, QueueLayout layout, Features features, Indirect indirect)
      throws VirtioException {
    return create(memory, layout, features, indirect, 0);
  }

  /**
   * The same, as if {@code firstIndex} chains had gone through the queue already, if it is split.
   */
  static DriverQueue create(
      GuestMemory memory, QueueLayout layout, Features features, Indirect indirect, int firstIndex)
      throws VirtioException {
    layout.check(memory, features);
    Indirect tables = features.has(Features.INDIRECT_DESC) ? indirect : Indirect.NONE;
    if (tables.entries() > 0) {
      memory.slice(tables.address(), Indirect.bytes(layout.size(), tables.entries()));
    }
    clear(memory, layout, features);
    DriverQueue queue =
        features.has(Features.RING_PACKED)
            ? new PackedDriverQueue(memory, layout, features, tables)
            : new SplitDriverQueue(memory, layout, features, tables, firstIndex);
    queue.suppressNotifications(false);
    return queue;
  }

  static void clear(GuestMemory memory, QueueLayout layout, Features features) {
    long base = memory.base();
    int size = layout.size();
    memory.clear(layout.descriptorArea() - base, QueueLayout.descriptorAreaBytes(size));
    memory.clear(layout.driverArea() - base, QueueLayout.driverAreaBytes(size, features));
    memory.clear(layout.deviceArea() - base, QueueLayout.deviceAreaBytes(size, features));
  }

  /**
   * Adds one chain; the device sees it after {@link #publish}. The buffers are the device's until
   * {@link #collect} returns the chain's id.
   *
   * @param readable buffers that the device reads
   * @param writable buffers that the device writes, behind the readable ones (2.7.4.2, 2.8.17)
   * @return the chain's id, or nothing if the queue has not enough free descriptors now
   * @throws IllegalArgumentException if there is no buffer at all
   * @throws VirtioException if a buffer is not inside guest memory, if the chain is longer than
   *     2^32 bytes (2.7.5.2) or has more buffers than the queue has descriptors (2.7.5, 2.8.17);
   *     nothing was added, and the queue is as before
   */
  public final OptionalInt add(List<GuestBuffer> readable, List<GuestBuffer> writable)
      throws VirtioException {
    int count = Math.addExact(readable.size(), writable.size());
    checkChain(readable, writable, count);
    if ((indirect.takes(count) ? 1 : count) > freeDescriptors()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(place(readable, writable, count));
  }

  /** Writes a chain that is checked and for which there is room, and notes it in {@link #added}. */
  abstract int place(List<GuestBuffer> readable, List<GuestBuffer> writable, int count);

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
    checkInside(readable);
    checkInside(writable);
  }

  private void checkInside(List<GuestBuffer> buffers) throws VirtioException {
    for (int i = 0; i < buffers.size(); i++) {
      GuestBuffer buffer = buffers.get(i);
      memory.check(buffer.address(), buffer.length(), VirtioException.NO_OFFSET, "2.7.5");
    }
  }

  static long total(List<GuestBuffer> buffers) {
    long bytes = 0;
    for (int i = 0; i < buffers.size(); i++) {
      bytes += buffers.get(i).length();
    }
    return bytes;
  }

  /**
   * Shows the device every chain that was added (2.7.13.3, 2.8.21.1).
   *
   * @return whether the driver must send an available buffer notification (2.7.10.1, 2.8.10)
   */
  public final boolean publish() {
    if (added.isEmpty()) {
      return false;
    }
    for (int i = 0; i < added.size(); i++) {
      Added chain = added.get(i);
      writableBytes[chain.id()] = chain.writableBytes();
    }
    publishedCount += added.size();
    boolean notify = expose();
    added.clear();
    return notify;
  }

  /** Makes {@link #added} visible. */
  abstract boolean expose();

  /**
   * Collects the next chain that the device has used, or nothing. Its descriptors are free again.
   *
   * @throws VirtioException if what the device wrote breaks a rule; from then on always
   */
  public final Optional<UsedElement> collect() throws VirtioException {
    return Optional.ofNullable(next());
  }

  /** The same, with null for nothing. */
  final @Nullable UsedElement next() throws VirtioException {
    if (fault != null) {
      throw fault.again();
    }
    try {
      return takeNext();
    } catch (VirtioException e) {
      fault = e;
      throw e;
    }
  }

  abstract @Nullable UsedElement takeNext() throws VirtioException;

  /**
   * Checks what the device says about a chain, and takes the chain as collected.
   *
   * @param idField where the id was read, and {@code lengthField} the length
   */
  final UsedElement collected(
      long id, long length, long idField, long lengthField, String idClause, String lengthClause)
      throws VirtioException {
    if (id >= size || writableBytes[(int) id] == NOT_PUBLISHED) {
      throw new VirtioException(idField, idClause, "used chain " + id + " was not published");
    }
    int known = (int) id;
    if (length > writableBytes[known]) {
      throw new VirtioException(
          lengthField,
          lengthClause,
          "%d bytes written to %d writable ones".formatted(length, writableBytes[known]));
    }
    writableBytes[known] = NOT_PUBLISHED;
    publishedCount--;
    return new UsedElement(known, length);
  }

  /** Returns the writable bytes of a chain that was published, -1 for an id of none. */
  final long writableBytes(int id) {
    return id < size ? writableBytes[id] : NOT_PUBLISHED;
  }

  /**
   * Advises the device that used buffer notifications are not needed, or are again (2.7.7.1,
   * 2.8.10). After allowing them, collect until nothing comes: chains may have been used unnoticed.
   */
  public abstract void suppressNotifications(boolean suppress);

  /** Returns the number of descriptors that the next chains can take. */
  public abstract int freeDescriptors();

  /** Returns the number of chains that were published and not collected. */
  public final int inFlight() {
    return publishedCount;
  }
}
