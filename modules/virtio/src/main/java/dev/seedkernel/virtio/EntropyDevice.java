package dev.seedkernel.virtio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An entropy device (virtio 1.2, 5.4) over a source that its user gives: the same source gives the
 * same bytes, so a run can be repeated.
 */
public final class EntropyDevice extends VirtioDevice {
  static final int DEVICE_ID = 4;
  private static final int QUEUE_SIZE = 64;

  /** The most bytes of one answer; a device may write less than asked for (5.4.6.2). */
  private static final long MOST = 1 << 16;

  private final Source source;

  /** Where the bytes come from. */
  @FunctionalInterface
  public interface Source {
    /** Fills {@code target}. */
    void fill(MemorySegment target);

    /**
     * Returns the same bytes for the same seed on each host: SplitMix64, eight bytes a step. They
     * are spread well and anybody can predict them.
     */
    static Source seeded(long seed) {
      return new Seeded(seed);
    }
  }

  private static final class Seeded implements Source {
    private static final long GAMMA = 0x9e37_79b9_7f4a_7c15L;
    private long state;
    private long word;
    private int left;

    Seeded(long seed) {
      state = seed;
    }

    @Override
    public void fill(MemorySegment target) {
      for (long at = 0; at < target.byteSize(); at++) {
        if (left == 0) {
          state += GAMMA;
          word = mix(state);
          left = Long.BYTES;
        }
        target.set(ValueLayout.JAVA_BYTE, at, (byte) word);
        word >>>= 8;
        left--;
      }
    }

    private static long mix(long state) {
      long mixed = (state ^ state >>> 30) * 0xbf58_476d_1ce4_e5b9L;
      mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
      return mixed ^ mixed >>> 31;
    }
  }

  /** Creates a device that hands out the bytes of {@code source}. */
  public EntropyDevice(Source source) {
    this(source, QUEUE_SIZE);
  }

  /**
   * Creates a device.
   *
   * @param queueSize most descriptors of the queue: a power of two up to 32768
   */
  public EntropyDevice(Source source, int queueSize) {
    super(DEVICE_ID, Features.NONE, 1, queueSize, 0);
    this.source = source;
  }

  @Override
  protected void notified(int index, DeviceQueue queue) throws VirtioException {
    for (DescriptorChain chain = queue.next(); chain != null; chain = queue.next()) {
      if (chain.readableBytes() > 0 || chain.writableBytes() == 0) {
        throw new VirtioException(
            VirtioException.NO_OFFSET,
            "5.4.6.1",
            "a request for entropy of %d readable and %d writable bytes"
                .formatted(chain.readableBytes(), chain.writableBytes()));
      }
      long count = Math.min(MOST, chain.writableBytes());
      chain.forWritable(0, count, (piece, at) -> source.fill(piece));
      queue.complete(chain, count);
    }
  }
}
