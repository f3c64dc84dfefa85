package dev.seedkernel.virtio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A block device over a {@link BlockStore} (virtio 1.2, 5.2): read, write, flush, discard, write
 * zeroes and get id, on one or several queues.
 *
 * <p>A request that cannot be done ends with VIRTIO_BLK_S_IOERR or, of a type or with flags that
 * are not known, VIRTIO_BLK_S_UNSUPP. One without room for a header or a status breaks the queue.
 */
public final class BlockDevice extends VirtioDevice {
  private static final int MAX_SECTORS = 1 << 22;
  private static final int MAX_RANGES = 64;

  private final BlockStore store;
  private final Options options;
  private final boolean readOnly;
  private final MemorySegment header = MemorySegment.ofArray(new byte[Block.HEADER_BYTES]);
  private Features accepted = Features.NONE;

  /**
   * How a block device presents itself.
   *
   * @param id the device id string (GET_ID): up to 20 characters of ASCII
   * @param readOnly whether writes fail though the store could be written
   * @param queues number of request queues, 1 to 64
   * @param queueSize most descriptors of a queue: a power of two, 4 to 32768
   * @param blockSize the logical block size in bytes, a power of two from 512 on
   * @param topology best accesses
   */
  public record Options(
      String id,
      boolean readOnly,
      int queues,
      int queueSize,
      int blockSize,
      BlockTopology topology) {
    /** One queue of 256, blocks of 512 bytes, no id. */
    public static final Options DEFAULT =
        new Options("", false, 1, 256, BlockStore.SECTOR, new BlockTopology(0, 0, 0, 0));

    /**
     * Creates the value.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Options {
      if (id.length() > Block.ID_BYTES || id.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
        throw new IllegalArgumentException("the id is not up to 20 printable characters of ASCII");
      }
      if (queues < 1 || queues > 64) {
        throw new IllegalArgumentException(queues + " queues");
      }
      if (Integer.bitCount(queueSize) != 1 || queueSize < 4 || queueSize > QueueLayout.MAX_SIZE) {
        throw new IllegalArgumentException("queue size " + queueSize);
      }
      if (Integer.bitCount(blockSize) != 1 || blockSize < BlockStore.SECTOR) {
        throw new IllegalArgumentException("block size " + blockSize);
      }
    }

    /** Returns the same with another id. */
    public Options withId(String newId) {
      return new Options(newId, readOnly, queues, queueSize, blockSize, topology);
    }

    /** Returns the same with all writes failing. */
    public Options asReadOnly() {
      return new Options(id, true, queues, queueSize, blockSize, topology);
    }

    /** Returns the same with other queues. */
    public Options withQueues(int count, int size) {
      return new Options(id, readOnly, count, size, blockSize, topology);
    }

    /** Returns the same with another logical block size and topology. */
    public Options withBlocks(int size, BlockTopology newTopology) {
      return new Options(id, readOnly, queues, queueSize, size, newTopology);
    }
  }

  /** Creates a device over {@code store}; the caller closes the store. */
  public BlockDevice(BlockStore store, Options options) {
    super(
        Block.DEVICE_ID,
        offered(store, options),
        options.queues(),
        options.queueSize(),
        Block.CONFIG_BYTES);
    this.store = store;
    this.options = options;
    this.readOnly = options.readOnly() || store.isReadOnly();
    MemorySegment config = config();
    config.set(U64, Block.CAPACITY, BlockStore.checkSize(store.size()) / BlockStore.SECTOR);
    // Two descriptors of the longest chain are the header and the status.
    config.set(U32, Block.SEG_MAX, options.queueSize() - 2);
    config.set(U32, Block.BLK_SIZE, options.blockSize());
    BlockTopology topology = options.topology();
    putByte(Block.PHYSICAL_BLOCK_EXP, topology.physicalBlockExponent());
    putByte(Block.ALIGNMENT_OFFSET, topology.alignmentOffset());
    config.set(U16, Block.MIN_IO_SIZE, (short) topology.minimumIo());
    config.set(U32, Block.OPT_IO_SIZE, topology.optimalIo());
    putByte(Block.WRITEBACK, 1);
    config.set(U16, Block.NUM_QUEUES, (short) options.queues());
    if (!readOnly) {
      config.set(U32, Block.MAX_DISCARD_SECTORS, MAX_SECTORS);
      config.set(U32, Block.MAX_DISCARD_SEG, MAX_RANGES);
      config.set(U32, Block.DISCARD_SECTOR_ALIGNMENT, options.blockSize() / BlockStore.SECTOR);
      config.set(U32, Block.MAX_WRITE_ZEROES_SECTORS, MAX_SECTORS);
      config.set(U32, Block.MAX_WRITE_ZEROES_SEG, MAX_RANGES);
      putByte(Block.WRITE_ZEROES_MAY_UNMAP, 1);
    }
  }

  private static Features offered(BlockStore store, Options options) {
    Features features =
        Features.of(
            Block.VIRTIO_BLK_F_SEG_MAX,
            Block.VIRTIO_BLK_F_BLK_SIZE,
            Block.VIRTIO_BLK_F_FLUSH,
            Block.VIRTIO_BLK_F_TOPOLOGY,
            Block.VIRTIO_BLK_F_CONFIG_WCE);
    if (options.queues() > 1) {
      features = features.or(Features.of(Block.VIRTIO_BLK_F_MQ));
    }
    Features writing = Features.of(Block.VIRTIO_BLK_F_DISCARD, Block.VIRTIO_BLK_F_WRITE_ZEROES);
    return features.or(
        options.readOnly() || store.isReadOnly() ? Features.of(Block.VIRTIO_BLK_F_RO) : writing);
  }

  private void putByte(int field, int value) {
    config().set(ValueLayout.JAVA_BYTE, field, (byte) value);
  }

  @Override
  protected void started(Features negotiated) {
    accepted = negotiated;
    if (negotiated.has(Block.VIRTIO_BLK_F_CONFIG_WCE)
        && !negotiated.has(Block.VIRTIO_BLK_F_FLUSH)) {
      putByte(Block.WRITEBACK, 0);
    }
  }

  @Override
  protected void reset() {
    accepted = Features.NONE;
    putByte(Block.WRITEBACK, 1);
  }

  @Override
  protected void configWritten(int offset, int bytes, int value) {
    if (offset == Block.WRITEBACK
        && bytes == 1
        && accepted.has(Block.VIRTIO_BLK_F_CONFIG_WCE)
        && value <= 1) {
      putByte(Block.WRITEBACK, value);
    }
  }

  @Override
  protected void notified(int index, DeviceQueue queue) throws VirtioException {
    for (DescriptorChain chain = queue.next(); chain != null; chain = queue.next()) {
      queue.complete(chain, serve(queue, chain));
    }
  }

  /** Does one request, and returns how many bytes were written for it. */
  private long serve(DeviceQueue queue, DescriptorChain chain) throws VirtioException {
    long room = chain.writableBytes() - 1;
    if (chain.read(0, header) < Block.HEADER_BYTES || room < 0) {
      throw new VirtioException(
          VirtioException.NO_OFFSET,
          "5.2.6",
          "a block request of %d readable and %d writable bytes, without a header or a status"
              .formatted(chain.readableBytes(), chain.writableBytes()));
    }
    int type = header.get(U32, Block.HEADER_TYPE);
    long sector = header.get(U64, Block.HEADER_SECTOR);
    int status;
    long filled = 0;
    try {
      switch (type) {
        case Block.VIRTIO_BLK_T_IN -> {
          status = read(queue, chain, sector, room);
          filled = room;
        }
        case Block.VIRTIO_BLK_T_OUT ->
            status = write(queue, chain, sector, chain.readableBytes() - Block.HEADER_BYTES);
        case Block.VIRTIO_BLK_T_FLUSH -> {
          store.flush();
          status = Block.VIRTIO_BLK_S_OK;
        }
        case Block.VIRTIO_BLK_T_GET_ID -> {
          filled = writeId(chain, room);
          status = Block.VIRTIO_BLK_S_OK;
        }
        case Block.VIRTIO_BLK_T_DISCARD, Block.VIRTIO_BLK_T_WRITE_ZEROES ->
            status = ranges(chain, type == Block.VIRTIO_BLK_T_DISCARD);
        default -> status = Block.VIRTIO_BLK_S_UNSUPP;
      }
    } catch (IOException | UncheckedIOException e) {
      status = Block.VIRTIO_BLK_S_IOERR;
      filled = 0;
    }
    if (queue.isRetired()) {
      return 0;
    }
    if (filled < room) {
      // The status is behind the room for data. Zeros in it keep the length that is reported true.
      chain.forWritable(filled, room - filled, (piece, at) -> piece.fill((byte) 0));
    }
    MemorySegment answer = header.asSlice(0, 1);
    answer.set(ValueLayout.JAVA_BYTE, 0, (byte) status);
    chain.write(room, answer);
    return Math.min(room + 1, 0xffff_ffffL);
  }

  private boolean outside(long sector, long bytes) {
    long sectors = store.size() / BlockStore.SECTOR;
    return bytes % BlockStore.SECTOR != 0
        || Long.compareUnsigned(sector, sectors) > 0
        || bytes / BlockStore.SECTOR > sectors - sector;
  }

  private int read(DeviceQueue queue, DescriptorChain chain, long sector, long bytes)
      throws IOException {
    if (outside(sector, bytes)) {
      chain.forWritable(0, bytes, (piece, at) -> piece.fill((byte) 0));
      return Block.VIRTIO_BLK_S_IOERR;
    }
    long start = sector * BlockStore.SECTOR;
    chain.<IOException>forWritable(
        0,
        bytes,
        (piece, at) -> {
          if (!queue.isRetired()) {
            store.read(start + at, piece);
          }
        });
    return Block.VIRTIO_BLK_S_OK;
  }

  private int write(DeviceQueue queue, DescriptorChain chain, long sector, long bytes)
      throws IOException {
    if (readOnly || outside(sector, bytes)) {
      return Block.VIRTIO_BLK_S_IOERR;
    }
    long start = sector * BlockStore.SECTOR;
    chain.<IOException>forReadable(
        Block.HEADER_BYTES,
        bytes,
        (piece, at) -> {
          if (!queue.isRetired()) {
            store.write(start + at, piece);
          }
        });
    if (isWriteThrough()) {
      store.flush();
    }
    return Block.VIRTIO_BLK_S_OK;
  }

  /** Whether a write has to be stable before it is completed (5.2.6.2). */
  private boolean isWriteThrough() {
    return accepted.has(Block.VIRTIO_BLK_F_CONFIG_WCE)
        ? config().get(ValueLayout.JAVA_BYTE, Block.WRITEBACK) == 0
        : !accepted.has(Block.VIRTIO_BLK_F_FLUSH);
  }

  private long writeId(DescriptorChain chain, long room) {
    byte[] text = options.id().getBytes(StandardCharsets.US_ASCII);
    byte[] padded = new byte[(int) Math.min(Block.ID_BYTES, room)];
    System.arraycopy(text, 0, padded, 0, Math.min(text.length, padded.length));
    return chain.write(0, MemorySegment.ofArray(padded));
  }

  private int ranges(DescriptorChain chain, boolean discard) throws IOException {
    int feature = discard ? Block.VIRTIO_BLK_F_DISCARD : Block.VIRTIO_BLK_F_WRITE_ZEROES;
    if (readOnly) {
      return Block.VIRTIO_BLK_S_IOERR;
    }
    if (!accepted.has(feature)) {
      return Block.VIRTIO_BLK_S_UNSUPP;
    }
    long bytes = chain.readableBytes() - Block.HEADER_BYTES;
    if (bytes == 0 || bytes % Block.RANGE_BYTES != 0 || bytes / Block.RANGE_BYTES > MAX_RANGES) {
      return Block.VIRTIO_BLK_S_IOERR;
    }
    MemorySegment ranges = MemorySegment.ofArray(new byte[(int) bytes]);
    chain.read(Block.HEADER_BYTES, ranges);
    int allowedFlags = discard ? 0 : Block.RANGE_UNMAP;
    // Everything is checked before anything is changed.
    for (long at = 0; at < bytes; at += Block.RANGE_BYTES) {
      if ((ranges.get(U32, at + Block.RANGE_FLAGS) & ~allowedFlags) != 0) {
        return Block.VIRTIO_BLK_S_UNSUPP;
      }
      long sectors = Integer.toUnsignedLong(ranges.get(U32, at + Block.RANGE_SECTORS));
      if (sectors > MAX_SECTORS
          || outside(ranges.get(U64, at + Block.RANGE_SECTOR), sectors * BlockStore.SECTOR)) {
        return Block.VIRTIO_BLK_S_IOERR;
      }
    }
    for (long at = 0; at < bytes; at += Block.RANGE_BYTES) {
      long start = ranges.get(U64, at + Block.RANGE_SECTOR) * BlockStore.SECTOR;
      long length =
          Integer.toUnsignedLong(ranges.get(U32, at + Block.RANGE_SECTORS)) * BlockStore.SECTOR;
      if (discard) {
        store.discard(start, length);
      } else {
        store.zero(start, length);
      }
    }
    if (isWriteThrough()) {
      store.flush();
    }
    return Block.VIRTIO_BLK_S_OK;
  }
}
