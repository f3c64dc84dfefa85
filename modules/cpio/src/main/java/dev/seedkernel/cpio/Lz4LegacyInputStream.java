package dev.seedkernel.cpio;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The legacy format of LZ4 (LZ4 Frame Format Description, "Legacy frame"): the magic number, then
 * blocks of a 32-bit compressed size and that many bytes, each unpacking to at most 8 MiB. It has
 * no end mark.
 *
 * <p>As in Linux ({@code lib/decompress_unlz4.c}), the end is the end of the input or a size of 0,
 * which is the padding before the next part, and another legacy magic number continues the same
 * data. Linux refuses a size that no block can have; here it ends the part too, because it is the
 * magic number of the next one. A gzip header without flags could be a size; after a block that is
 * not full, which only the last can be, it is taken for the next part.
 */
final class Lz4LegacyInputStream extends InputStream {
  static final int MAGIC = 0x184C2102;
  static final int BLOCK_BYTES = 8 << 20;

  /** The most bytes that a block of {@link #BLOCK_BYTES} may be compressed to. */
  private static final int LARGEST_COMPRESSED = BLOCK_BYTES + BLOCK_BYTES / 255 + 16;

  private static final int GZIP_MAGIC = 0x8b1f;

  private final MemorySegment input;
  private final SegmentInputStream source;
  private @Nullable InputStream block;
  private int blockUnpacked;

  /** The stream of the legacy data at the source's position, which is at the magic number. */
  Lz4LegacyInputStream(MemorySegment input, SegmentInputStream source) {
    this.input = input;
    this.source = source;
    source.skip(4);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      InputStream current = block;
      if (current == null) {
        current = nextBlock();
        if (current == null) {
          return -1;
        }
        block = current;
      }
      int count = current.read(target, offset, length);
      if (count > 0) {
        blockUnpacked += count;
        if (blockUnpacked > BLOCK_BYTES) {
          throw new IOException("block unpacks to more than 8 MiB");
        }
        return count;
      }
      block = null;
    }
  }

  private @Nullable InputStream nextBlock() throws IOException {
    while (source.available() >= 4) {
      long size = LittleEndian.read(input, source.position(), 4);
      if (size == MAGIC) {
        source.skip(4);
        continue;
      }
      boolean afterShortBlock = blockUnpacked > 0 && blockUnpacked < BLOCK_BYTES;
      if (size == 0
          || size > LARGEST_COMPRESSED
          || (afterShortBlock && (size & 0xffff) == GZIP_MAGIC)) {
        return null;
      }
      source.skip(4);
      long start = source.position();
      if (source.skip(size) < size) {
        throw new IOException("the input ends inside the part");
      }
      blockUnpacked = 0;
      return new BlockLZ4CompressorInputStream(
          new SegmentInputStream(input.asSlice(start, size), 0));
    }
    return null;
  }
}
