package dev.seedkernel.cpio;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes the legacy format of LZ4 that {@link Lz4LegacyInputStream} reads. */
final class Lz4LegacyOutputStream extends FilterOutputStream {
  private final byte[] block = new byte[Lz4LegacyInputStream.BLOCK_BYTES];
  private int filled;

  Lz4LegacyOutputStream(OutputStream target) throws IOException {
    super(target);
    writeInt(Lz4LegacyInputStream.MAGIC);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      int count = Math.min(left, block.length - filled);
      System.arraycopy(bytes, from, block, filled, count);
      filled += count;
      from += count;
      left -= count;
      if (filled == block.length) {
        writeBlock();
      }
    }
  }

  @Override
  public void close() throws IOException {
    writeBlock();
    super.close();
  }

  private void writeBlock() throws IOException {
    if (filled == 0) {
      return;
    }
    ByteArrayOutputStream compressed = Lz4BlockEncoder.encode(block, filled);
    filled = 0;
    writeInt(compressed.size());
    compressed.writeTo(out);
  }

  private void writeInt(int value) throws IOException {
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(value >>> shift);
    }
  }
}
