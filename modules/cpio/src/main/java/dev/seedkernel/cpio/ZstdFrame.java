package dev.seedkernel.cpio;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The extent of a Zstandard frame, found from its headers alone (RFC 8878, section 3.1.1).
 *
 * @param byteSize compressed bytes from the magic number to the end of the frame
 * @param windowBytes memory that decoding needs, an unsigned number
 */
record ZstdFrame(long byteSize, long windowBytes) {
  private static final long MAGIC = 0xFD2FB528L;
  private static final int[] DICTIONARY_ID_BYTES = {0, 1, 2, 4};
  private static final int[] CONTENT_SIZE_BYTES = {0, 2, 4, 8};
  private static final int BLOCK_HEADER_BYTES = 3;
  private static final int BLOCK_RLE = 1;
  private static final int BLOCK_RESERVED = 3;

  static ZstdFrame parse(MemorySegment input, long start) throws IOException {
    if (LittleEndian.read(input, start, 4) != MAGIC) {
      throw new IOException("no zstd magic");
    }
    int descriptor = (int) LittleEndian.read(input, start + 4, 1);
    boolean singleSegment = (descriptor & 0x20) != 0;
    boolean checksum = (descriptor & 0x04) != 0;
    long at = start + 5;
    long window = 0;
    if (!singleSegment) {
      window = window((int) LittleEndian.read(input, at, 1));
      at++;
    }
    at += DICTIONARY_ID_BYTES[descriptor & 3];
    int sizeCode = descriptor >>> 6;
    int sizeBytes = sizeCode == 0 && singleSegment ? 1 : CONTENT_SIZE_BYTES[sizeCode];
    if (singleSegment) {
      window = LittleEndian.read(input, at, sizeBytes);
    }
    at = afterBlocks(input, at + sizeBytes) + (checksum ? 4 : 0);
    if (at > input.byteSize()) {
      throw new IOException("the input ends inside the part");
    }
    return new ZstdFrame(at - start, window);
  }

  // Window_Descriptor: 5 bits of exponent above 3 bits of mantissa.
  private static long window(int descriptor) {
    long base = 1L << (10 + (descriptor >>> 3));
    return base + base / 8 * (descriptor & 7);
  }

  private static long afterBlocks(MemorySegment input, long start) throws IOException {
    long at = start;
    boolean last;
    do {
      int header = (int) LittleEndian.read(input, at, BLOCK_HEADER_BYTES);
      last = (header & 1) != 0;
      int type = header >>> 1 & 3;
      if (type == BLOCK_RESERVED) {
        throw new IOException("block of a reserved type");
      }
      at += BLOCK_HEADER_BYTES + (type == BLOCK_RLE ? 1 : header >>> 3);
    } while (!last);
    return at;
  }
}
