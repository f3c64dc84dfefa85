package dev.seedkernel.spec.image;

import dev.seedkernel.spec.program.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** The compressions of CPIO-6. What is written is valid and not small. */
public enum Compressed {
  /** None. */
  PLAIN {
    @Override
    public Bytes of(Bytes content) {
      return content;
    }
  },
  GZIP {
    @Override
    public Bytes of(Bytes content) {
      return gzip(content, Deflater.DEFAULT_COMPRESSION);
    }
  },
  GZIP_STORED {
    @Override
    public Bytes of(Bytes content) {
      return gzip(content, Deflater.NO_COMPRESSION);
    }
  },
  XZ {
    @Override
    public Bytes of(Bytes content) {
      return xz(content, false);
    }
  },
  XZ_CRC32 {
    @Override
    public Bytes of(Bytes content) {
      return xz(content, true);
    }
  },
  LZMA {
    @Override
    public Bytes of(Bytes content) {
      return Bytes.of(LzmaEncoder.PROPERTIES)
          .then(Bytes.ofNumber(1 << 20, 4))
          .then(Bytes.ofNumber(content.length(), 8))
          .then(LzmaEncoder.encode(content));
    }
  },
  BZIP2 {
    @Override
    public Bytes of(Bytes content) {
      return Bzip2Encoder.encode(content);
    }
  },
  ZSTD {
    @Override
    public Bytes of(Bytes content) {
      return zstd(content);
    }
  },
  /** The legacy format of lz4, which has no end mark: nothing but zeros may follow. */
  LZ4 {
    @Override
    public Bytes of(Bytes content) {
      Bytes block = lz4(content.toArray());
      return Bytes.ofNumber(0x184c_2102, 4).then(Bytes.ofNumber(block.length(), 4)).then(block);
    }
  };

  private static final int XZ_CHUNK = 1 << 15;
  private static final int ZSTD_BLOCK = 1 << 16;

  /** Bytes at the end of a block of lz4 before which the last match begins. */
  private static final int LZ4_MARGIN = 12;

  private static final int LZ4_LITERALS_AT_END = 5;
  private static final int LZ4_SHORTEST = 4;
  private static final int LZ4_FARTHEST = 0xffff;

  /** Compresses. */
  public abstract Bytes of(Bytes content);

  private static Bytes gzip(Bytes content, int level) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(level);
          }
        }) {
      gzip.write(content.toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.of(out.toByteArray());
  }

  private static Bytes crc32(Bytes bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes.toArray());
    return Bytes.ofNumber(sum.getValue(), 4);
  }

  private static Bytes padded(Bytes bytes) {
    return bytes.resized((bytes.length() + 3) & -4);
  }

  /** A stream of one block with LZMA2. */
  private static Bytes xz(Bytes content, boolean checked) {
    Bytes flags = Bytes.of(0, checked ? 1 : 0);
    Bytes header = Bytes.of(2, 0, 0x21, 1, 18, 0, 0, 0);
    Bytes block = header.then(crc32(header)).then(lzma2(content));
    Bytes check = checked ? crc32(content) : Bytes.EMPTY;
    Bytes index =
        padded(
            Bytes.of(0, 1)
                .then(variable(block.length() + check.length()))
                .then(variable(content.length())));
    Bytes indexed = index.then(crc32(index));
    Bytes footer = Bytes.ofNumber(indexed.length() / 4 - 1, 4).then(flags);
    return Bytes.of(0xfd, '7', 'z', 'X', 'Z', 0)
        .then(flags)
        .then(crc32(flags))
        .then(padded(block))
        .then(check)
        .then(indexed)
        .then(crc32(footer))
        .then(footer)
        .then(Bytes.ofText("YZ"));
  }

  private static Bytes variable(int value) {
    Bytes bytes = Bytes.EMPTY;
    int rest = value;
    for (; rest >= 0x80; rest >>= 7) {
      bytes = bytes.then(Bytes.of(rest | 0x80));
    }
    return bytes.then(Bytes.of(rest));
  }

  private static Bytes lzma2(Bytes content) {
    Bytes all = Bytes.EMPTY;
    for (int at = 0; at < content.length(); at += XZ_CHUNK) {
      Bytes chunk = content.slice(at, Math.min(XZ_CHUNK, content.length() - at));
      Bytes coded = LzmaEncoder.encode(chunk);
      int size = chunk.length() - 1;
      int codedSize = coded.length() - 1;
      // Every chunk begins with an empty dictionary, a new state and its properties.
      all =
          all.then(
                  Bytes.of(
                      0xe0 | size >> 16,
                      size >> 8,
                      size,
                      codedSize >> 8,
                      codedSize,
                      LzmaEncoder.PROPERTIES))
              .then(coded);
    }
    return all.then(Bytes.of(0));
  }

  /** A frame with its size, of raw blocks and blocks of one value. */
  private static Bytes zstd(Bytes content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Bytes.ofNumber(0xfd2f_b528L, 4).toArray());
    out.write(0xa0); // Single segment, content size of 4 bytes.
    out.writeBytes(Bytes.ofNumber(content.length(), 4).toArray());
    byte[] bytes = content.toArray();
    int at = 0;
    do {
      int run = 1;
      while (at + run < bytes.length && run < ZSTD_BLOCK && bytes[at + run] == bytes[at]) {
        run++;
      }
      boolean repeated = run >= 16;
      int size = repeated ? run : Math.min(bytes.length - at, 1000);
      int last = at + size == bytes.length ? 1 : 0;
      out.writeBytes(Bytes.ofNumber(last | (repeated ? 2 : 0) | size << 3, 3).toArray());
      out.write(bytes, at, repeated ? 1 : size);
      at += size;
    } while (at < bytes.length);
    return Bytes.of(out.toByteArray());
  }

  private static Bytes lz4(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, Integer> seen = new HashMap<>();
    int from = 0; // of the literals
    int at = 0;
    while (at + LZ4_MARGIN < bytes.length) {
      Integer before = seen.put(words.getInt(at), at);
      int length = 0;
      if (before != null && at - before <= LZ4_FARTHEST) {
        while (at + length < bytes.length - LZ4_LITERALS_AT_END
            && bytes[before + length] == bytes[at + length]) {
          length++;
        }
      }
      if (before != null && length >= LZ4_SHORTEST) {
        sequence(out, bytes, from, at - from, length - LZ4_SHORTEST);
        out.writeBytes(Bytes.ofNumber(at - before, 2).toArray());
        extend(out, length - LZ4_SHORTEST);
        at += length;
        from = at;
      } else {
        at++;
      }
    }
    sequence(out, bytes, from, bytes.length - from, 0);
    return Bytes.of(out.toByteArray());
  }

  private static void sequence(
      ByteArrayOutputStream out, byte[] bytes, int from, int literals, int match) {
    out.write(Math.min(literals, 15) << 4 | Math.min(match, 15));
    extend(out, literals);
    out.write(bytes, from, literals);
  }

  private static void extend(ByteArrayOutputStream out, int length) {
    int rest = length - 15;
    for (; rest >= 255; rest -= 255) {
      out.write(255);
    }
    if (rest >= 0) {
      out.write(rest);
    }
  }
}
