package dev.seedkernel.cpio;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes canonical newc archives: the same tree gives the same bytes, whatever archive it came
 * from. What canonical means is at {@link CpioArchive#canonical}; in addition the trailer is
 * followed by zeros up to a multiple of 512 bytes, and a file at the root with the trailer's name
 * is written as {@code ./TRAILER!!!}.
 */
public final class CpioWriter {
  private static final int BLOCK_BYTES = 512;
  private static final int CHUNK_BYTES = 1 << 16;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private CpioWriter() {}

  /**
   * Returns the archive of a tree, not compressed.
   *
   * @throws CpioException as {@link CpioArchive#canonical} does
   */
  public static byte[] toBytes(CpioArchive tree) throws CpioException {
    return toBytes(tree, Compression.NONE);
  }

  /**
   * Returns the archive of a tree as one compressed part.
   *
   * @throws CpioException as {@link CpioArchive#canonical} does, and if the compression is {@link
   *     Compression#ZSTD} and zstd-jni is not there
   */
  public static byte[] toBytes(CpioArchive tree, Compression compression) throws CpioException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(tree, compression, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail.
    }
    return bytes.toByteArray();
  }

  /**
   * Writes the archive of a tree as one part.
   *
   * @param tree the tree; it is made canonical first, and nothing is written if that fails
   * @param compression how to compress
   * @param target where to; it is flushed, not closed
   * @throws CpioException as {@link #toBytes(CpioArchive, Compression)} does
   * @throws IOException if the target does
   */
  public static void write(CpioArchive tree, Compression compression, OutputStream target)
      throws CpioException, IOException {
    write(tree.canonical().entries(), compression, target);
  }

  /**
   * Writes the archive of a tree, not compressed and canonical but for its modification times,
   * which are those of the entries.
   *
   * @param tree the tree; nothing is written if it cannot be made canonical
   * @param target where to; it is flushed, not closed
   * @throws CpioException as {@link CpioArchive#canonical} does
   * @throws IOException if the target does
   */
  public static void writeWithTimes(CpioArchive tree, OutputStream target)
      throws CpioException, IOException {
    write(Canonical.withTimes(tree.entries()).entries(), Compression.NONE, target);
  }

  private static void write(List<CpioEntry> entries, Compression compression, OutputStream target)
      throws CpioException, IOException {
    try (Counting out = new Counting(compression.encoder(new KeepOpen(target)))) {
      for (CpioEntry entry : entries) {
        member(entry, Canonical.writtenName(entry.name()), out);
      }
      member(Canonical.entry(MemberReader.TRAILER, 0), MemberReader.TRAILER, out);
      out.zeros((int) (-out.written & (BLOCK_BYTES - 1)));
    }
    target.flush();
  }

  private static void member(CpioEntry entry, String name, Counting out) throws IOException {
    long size = entry.content().byteSize();
    StringBuilder header = new StringBuilder(MemberReader.HEADER_BYTES + name.length() + 1);
    header.append(MemberReader.NEWC);
    field(header, entry.inode());
    field(header, entry.mode());
    field(header, entry.userId());
    field(header, entry.groupId());
    field(header, entry.linkCount());
    field(header, entry.modificationTime());
    field(header, size);
    field(header, entry.device().major());
    field(header, entry.device().minor());
    field(header, entry.specialDevice().major());
    field(header, entry.specialDevice().minor());
    field(header, name.length() + 1L);
    field(header, 0);
    header.append(name).append('\0');
    out.write(header.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.zeros(MemberReader.paddingAfter(header.length()));
    content(entry.content(), out);
    out.zeros(MemberReader.paddingAfter(size));
  }

  private static void field(StringBuilder header, long value) {
    header.append(HEX.toHexDigits(value, MemberReader.FIELD_BYTES));
  }

  private static void content(MemorySegment content, OutputStream out) throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, content.byteSize())];
    for (long at = 0; at < content.byteSize(); at += chunk.length) {
      int count = (int) Math.min(chunk.length, content.byteSize() - at);
      MemorySegment.copy(content, ValueLayout.JAVA_BYTE, at, chunk, 0, count);
      out.write(chunk, 0, count);
    }
  }

  /** Knows how many bytes went through, for the padding. */
  private static final class Counting extends FilterOutputStream {
    private long written;

    Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      written += length;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      written++;
    }

    void zeros(int count) throws IOException {
      write(new byte[count]);
    }
  }

  /** Lets the compressors be closed, which ends their data, and the caller's stream stay open. */
  private static final class KeepOpen extends FilterOutputStream {
    KeepOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
