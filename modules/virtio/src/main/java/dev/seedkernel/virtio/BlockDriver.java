package dev.seedkernel.virtio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The driver of a block device (virtio 1.2, 5.2).
 *
 * <p>The methods here do one request after the other on queue 0, and copy between guest memory and
 * the caller's; {@link #queue} gives the queues for requests that overlap. Either use queue 0
 * directly or the methods here, not both at once.
 *
 * <p>A request that the device answers with an error is a {@link VirtioException} too, of clause
 * 5.2.6; the driver goes on. After any other {@link VirtioException} start anew.
 */
public final class BlockDriver implements AutoCloseable {
  private static final Features UNDERSTOOD =
      Features.of(
              Block.VIRTIO_BLK_F_SIZE_MAX,
              Block.VIRTIO_BLK_F_SEG_MAX,
              Block.VIRTIO_BLK_F_RO,
              Block.VIRTIO_BLK_F_BLK_SIZE,
              Block.VIRTIO_BLK_F_FLUSH,
              Block.VIRTIO_BLK_F_TOPOLOGY,
              Block.VIRTIO_BLK_F_MQ,
              Block.VIRTIO_BLK_F_DISCARD,
              Block.VIRTIO_BLK_F_WRITE_ZEROES)
          .or(Features.QUEUE);

  private static final int INDIRECT_ENTRIES = 4;

  private final MmioTransport transport;
  private final Features features;
  private final List<BlockQueue> queues;
  private final GuestBuffer bounce;
  private final MemorySegment bounceBytes;
  private final int blockSize;
  private final Optional<BlockTopology> topology;
  private final long maxDiscardSectors;
  private final long maxZeroSectors;

  /**
   * What a driver takes.
   *
   * @param queues most request queues
   * @param queueSize most descriptors of a queue, a power of two of at least 4
   * @param bounceBytes guest memory for the data of the methods that copy: a multiple of 512
   * @param features which of {@link Features#QUEUE} are wanted
   */
  public record Options(int queues, int queueSize, int bounceBytes, Features features) {
    /** One queue of 64 descriptors, 128 KiB for data, all features. */
    public static final Options DEFAULT = new Options(1, 64, 1 << 17, Features.QUEUE);

    /**
     * Creates the value.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Options {
      if (queues < 1
          || Integer.bitCount(queueSize) != 1
          || queueSize < 4
          || queueSize > QueueLayout.MAX_SIZE
          || bounceBytes < BlockStore.SECTOR
          || bounceBytes % BlockStore.SECTOR != 0) {
        throw new IllegalArgumentException("options of a block driver that cannot be");
      }
    }

    /** Returns the bytes of guest memory that are enough for such a driver. */
    public long arenaBytes() {
      long queue =
          MmioTransport.queueBytes(queueSize, INDIRECT_ENTRIES)
              + (long) BlockQueue.SLOT_BYTES * queueSize
              + 16;
      return queues * queue + bounceBytes + BlockStore.SECTOR;
    }
  }

  private BlockDriver(MmioTransport transport, Features features, GuestArena arena, Options options)
      throws VirtioException {
    this.transport = transport;
    this.features = features;
    int count = 1;
    if (features.has(Block.VIRTIO_BLK_F_MQ)) {
      count = transport.readConfig(Block.NUM_QUEUES, 2);
      if (count == 0) {
        throw new VirtioException(
            VirtioException.NO_OFFSET, "5.2.4", "a device of several queues that has none");
      }
    }
    this.queues = new ArrayList<>();
    for (int i = 0; i < Math.min(count, options.queues()); i++) {
      DriverQueue queue = transport.createQueue(i, options.queueSize(), INDIRECT_ENTRIES, arena);
      queue.suppressNotifications(true);
      queues.add(new BlockQueue(transport, i, queue, arena));
    }
    this.blockSize = readBlockSize(transport, features);
    this.topology = readTopology(transport, features);
    this.maxDiscardSectors = limit(Block.VIRTIO_BLK_F_DISCARD, Block.MAX_DISCARD_SECTORS);
    this.maxZeroSectors = limit(Block.VIRTIO_BLK_F_WRITE_ZEROES, Block.MAX_WRITE_ZEROES_SECTORS);
    long most = options.bounceBytes();
    if (features.has(Block.VIRTIO_BLK_F_SIZE_MAX)) {
      long sizeMax = Integer.toUnsignedLong(transport.readConfig(Block.SIZE_MAX, 4));
      most = Math.min(most, sizeMax & -BlockStore.SECTOR);
    }
    if (most == 0) {
      throw new VirtioException(
          VirtioException.NO_OFFSET, "5.2.4", "a device whose segments hold no sector");
    }
    this.bounce = new GuestBuffer(arena.allocate(most, BlockStore.SECTOR), most);
    this.bounceBytes = arena.bytes(bounce.address(), most);
  }

  /**
   * Starts the driver of a block device.
   *
   * @param arena guest memory for the queues and their buffers
   * @throws VirtioException if it is no block device, or does not work
   * @throws IllegalArgumentException if the arena has not {@link Options#arenaBytes} left
   */
  public static BlockDriver start(MmioTransport transport, GuestArena arena, Options options)
      throws VirtioException {
    Features understood = UNDERSTOOD.without(Features.QUEUE).or(options.features());
    Features features = transport.negotiate(Block.DEVICE_ID, understood);
    try {
      BlockDriver driver = new BlockDriver(transport, features, arena, options);
      transport.start();
      return driver;
    } catch (VirtioException e) {
      transport.fail();
      throw e;
    }
  }

  private static int readBlockSize(MmioTransport transport, Features features)
      throws VirtioException {
    if (!features.has(Block.VIRTIO_BLK_F_BLK_SIZE)) {
      return BlockStore.SECTOR;
    }
    int size = transport.readConfig(Block.BLK_SIZE, 4);
    if (Integer.bitCount(size) != 1 || size < BlockStore.SECTOR) {
      throw new VirtioException(
          VirtioException.NO_OFFSET,
          "5.2.4",
          "a block size of " + Integer.toUnsignedString(size) + " bytes");
    }
    return size;
  }

  private static Optional<BlockTopology> readTopology(MmioTransport transport, Features features) {
    return features.has(Block.VIRTIO_BLK_F_TOPOLOGY)
        ? Optional.of(
            new BlockTopology(
                transport.readConfig(Block.PHYSICAL_BLOCK_EXP, 1),
                transport.readConfig(Block.ALIGNMENT_OFFSET, 1),
                transport.readConfig(Block.MIN_IO_SIZE, 2),
                transport.readConfig(Block.OPT_IO_SIZE, 4)))
        : Optional.empty();
  }

  private long limit(int feature, int field) {
    return features.has(feature) ? Integer.toUnsignedLong(transport.readConfig(field, 4)) : 0;
  }

  /** Returns the size in sectors of 512 bytes; a device may change it. */
  public long capacity() throws VirtioException {
    return transport.readConsistently(() ->
        Integer.toUnsignedLong(transport.readConfig(Block.CAPACITY, 4))
            | (long) transport.readConfig(Block.CAPACITY + 4, 4) << 32);
  }

  /** Whether the device refuses writes. */
  public boolean isReadOnly() {
    return features.has(Block.VIRTIO_BLK_F_RO);
  }

  /** Returns the logical block size in bytes; requests go by 512 bytes all the same. */
  public int blockSize() {
    return blockSize;
  }

  /** Returns the device's best accesses, if it says. */
  public Optional<BlockTopology> topology() {
    return topology;
  }

  /** Returns what was negotiated. */
  public Features features() {
    return features;
  }

  /** Returns the number of request queues. */
  public int queueCount() {
    return queues.size();
  }

  /** Returns a request queue, for requests that overlap. */
  public BlockQueue queue(int index) {
    return queues.get(index);
  }

  /**
   * Fills {@code target} from {@code sector} on.
   *
   * @param target a multiple of 512 bytes
   */
  public void read(long sector, MemorySegment target) throws VirtioException {
    long done = 0;
    while (done < target.byteSize()) {
      long count = Math.min(bounce.length(), target.byteSize() - done);
      long at = sector + done / BlockStore.SECTOR;
      finish(queues.getFirst().read(at, piece(count)), "read", at);
      MemorySegment.copy(bounceBytes, 0, target, done, count);
      done += count;
    }
  }

  /**
   * Writes {@code source} from {@code sector} on.
   *
   * @param source a multiple of 512 bytes
   */
  public void write(long sector, MemorySegment source) throws VirtioException {
    long done = 0;
    while (done < source.byteSize()) {
      long count = Math.min(bounce.length(), source.byteSize() - done);
      long at = sector + done / BlockStore.SECTOR;
      MemorySegment.copy(source, done, bounceBytes, 0, count);
      finish(queues.getFirst().write(at, piece(count)), "write", at);
      done += count;
    }
  }

  private GuestBuffer piece(long count) {
    return count == bounce.length() ? bounce : new GuestBuffer(bounce.address(), count);
  }

  /** Makes stable what was written; without an effect on a device that has no cache. */
  public void flush() throws VirtioException {
    if (features.has(Block.VIRTIO_BLK_F_FLUSH)) {
      finish(queues.getFirst().flush(), "flush", 0);
    }
  }

  /** Tells the device that the content of sectors is not needed any more. */
  public void discard(long sector, long sectors) throws VirtioException {
    requireRanges(Block.VIRTIO_BLK_F_DISCARD, "discard");
    ranges(Block.VIRTIO_BLK_T_DISCARD, sector, sectors, maxDiscardSectors, 0);
  }

  /**
   * Makes sectors read as zeros.
   *
   * @param unmap whether the device may give up their space
   */
  public void writeZeroes(long sector, long sectors, boolean unmap) throws VirtioException {
    requireRanges(Block.VIRTIO_BLK_F_WRITE_ZEROES, "write zeroes");
    int flags = unmap ? Block.RANGE_UNMAP : 0;
    ranges(Block.VIRTIO_BLK_T_WRITE_ZEROES, sector, sectors, maxZeroSectors, flags);
  }

  private void requireRanges(int feature, String what) throws VirtioException {
    if (!features.has(feature)) {
      throw new VirtioException(
          VirtioException.NO_OFFSET, "5.2.3", "the device does not offer to " + what);
    }
  }

  private void ranges(int type, long sector, long sectors, long most, int flags)
      throws VirtioException {
    if (most == 0) {
      throw new VirtioException(
          VirtioException.NO_OFFSET, "5.2.4", "a device whose ranges hold no sector");
    }
    for (long done = 0; done < sectors; ) {
      long count = Math.min(most, sectors - done);
      String what = type == Block.VIRTIO_BLK_T_DISCARD ? "discard" : "write of zeroes";
      finish(queues.getFirst().range(type, sector + done, count, flags), what, sector + done);
      done += count;
    }
  }

  /** Returns the device id string, without the zeros behind it (5.2.6). */
  public String id() throws VirtioException {
    bounceBytes.asSlice(0, Block.ID_BYTES).fill((byte) 0);
    GuestBuffer target = new GuestBuffer(bounce.address(), Block.ID_BYTES);
    finish(queues.getFirst().id(target), "get id", 0);
    byte[] text = bounceBytes.asSlice(0, Block.ID_BYTES).toArray(ValueLayout.JAVA_BYTE);
    int length = 0;
    while (length < text.length && text[length] != 0) {
      length++;
    }
    return new String(text, 0, length, StandardCharsets.ISO_8859_1);
  }

  private void finish(OptionalInt tag, String what, long sector) throws VirtioException {
    if (tag.isEmpty()) {
      throw new IllegalStateException("queue 0 is full of other requests");
    }
    queues.getFirst().publish();
    BlockCompletion completion = queues.getFirst().await();
    if (completion.tag() != tag.getAsInt()) {
      throw new IllegalStateException("queue 0 has other requests on their way");
    }
    if (completion.status() != BlockStatus.OK) {
      throw new VirtioException(
          VirtioException.NO_OFFSET,
          "5.2.6",
          "VIRTIO_BLK_S_%s for a %s at sector %s"
              .formatted(completion.status(), what, Long.toUnsignedString(sector)));
    }
  }

  /** Resets the device: it no longer touches guest memory. */
  @Override
  public void close() throws VirtioException {
    transport.reset();
  }
}
