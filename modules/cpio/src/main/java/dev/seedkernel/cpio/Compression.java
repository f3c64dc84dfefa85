package dev.seedkernel.cpio;

import static org.tukaani.xz.XZ.CHECK_CRC32;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.lzma.LZMACompressorInputStream;
import org.apache.commons.compress.compressors.lzma.LZMACompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdUtils;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** How a part of the buffer is compressed. */
public enum Compression {
  /** Not at all. */
  NONE,
  /** Gzip; each member is a part. */
  GZIP,
  /** Xz; each stream is a part. Written with CRC32, the one check that every Linux knows. */
  XZ,
  /** The old "LZMA alone" format of {@code xz --format=lzma}. */
  LZMA,
  /** Bzip2; each stream is a part. */
  BZIP2,
  /** Zstandard; each frame is a part. Needs zstd-jni at run time. */
  ZSTD,
  /**
   * LZ4. Read in the legacy format of {@code lz4 -l}, which is the one that Linux takes, and in the
   * frame format, which Linux does not take; written in the legacy format. That has no end mark:
   * put four zero bytes or more between such a part and the next.
   */
  LZ4;

  // Enough to tell the formats apart; Linux looks at the first two bytes only.
  private static final int LZ4_LEGACY_MAGIC = 0x184C2102;
  private static final int LZ4_FRAME_MAGIC = 0x184D2204;
  private static final int ZSTD_LEVEL = 19;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Tells whether this compression can be read and written here: all but {@link #ZSTD} always can,
   * and that if zstd-jni is present.
   */
  public boolean isAvailable() {
    return this != ZSTD || ZstdUtils.isZstdCompressionAvailable();
  }

  /** Finds the compression of a part by its first bytes. */
  static Optional<Compression> detect(MemorySegment input, long offset) {
    int first = peek(input, offset);
    int second = peek(input, offset + 1);
    return Optional.ofNullable(
        switch (first << 8 | second) {
          case 0x1f8b -> GZIP;
          case 0xfd37 -> XZ;
          case 0x5d00 -> LZMA;
          case 0x425a -> BZIP2;
          case 0x28b5 -> ZSTD;
          case 0x0221, 0x0422 -> LZ4;
          default -> null;
        });
  }

  /** Tells whether a part is in the lzo format of {@code lzop}, which Linux can take. */
  static boolean isLzo(MemorySegment input, long offset) {
    return peek(input, offset) == 0x89 && peek(input, offset + 1) == 0x4c;
  }

  private static int peek(MemorySegment input, long offset) {
    return offset < input.byteSize() ? input.get(ValueLayout.JAVA_BYTE, offset) & 0xff : 0;
  }

  /**
   * Opens the decompressor for the part that begins at the source's position. When the returned
   * stream has ended, the source's position is the first byte after the part.
   */
  InputStream decoder(MemorySegment input, SegmentInputStream source, long decoderBytes)
      throws CpioException {
    long offset = source.position();
    if (!isAvailable()) {
      throw unavailable(offset);
    }
    int memoryKiB = (int) Math.min(Integer.MAX_VALUE, decoderBytes >> 10);
    try {
      return switch (this) {
        case NONE -> source;
        case GZIP -> GzipCompressorInputStream.builder().setInputStream(source).get();
        case XZ ->
            XZCompressorInputStream.builder()
                .setInputStream(source)
                .setMemoryLimitKiB(memoryKiB)
                .get();
        case LZMA ->
            LZMACompressorInputStream.builder()
                .setInputStream(source)
                .setMemoryLimitKiB(memoryKiB)
                .get();
        case BZIP2 -> new BZip2CompressorInputStream(source);
        case ZSTD -> zstdDecoder(input, source, decoderBytes);
        case LZ4 -> lz4Decoder(input, source);
      };
    } catch (IOException | RuntimeException e) {
      throw corrupt(offset, e);
    } catch (LinkageError e) {
      // zstd-jni is there but has no native code for this machine.
      throw unavailable(offset);
    }
  }

  // The decoder of zstd-jni reads ahead, so it is given just the frame.
  private static InputStream zstdDecoder(
      MemorySegment input, SegmentInputStream source, long decoderBytes)
      throws IOException, CpioException {
    long offset = source.position();
    ZstdFrame frame = ZstdFrame.parse(input, offset);
    if (frame.windowBytes() > decoderBytes || frame.windowBytes() < 0) {
      throw new CpioException(
          offset,
          "zstd part needs a window of %s bytes, over the limit of %d"
              .formatted(Long.toUnsignedString(frame.windowBytes()), decoderBytes));
    }
    MemorySegment bytes = input.asSlice(offset, frame.byteSize());
    source.skip(frame.byteSize());
    return new ZstdCompressorInputStream(new SegmentInputStream(bytes, 0));
  }

  private static InputStream lz4Decoder(MemorySegment input, SegmentInputStream source)
      throws IOException {
    int magic = (int) LittleEndian.read(input, source.position(), 4);
    return switch (magic) {
      case LZ4_LEGACY_MAGIC -> new Lz4LegacyInputStream(input, source);
      case LZ4_FRAME_MAGIC -> new FramedLZ4CompressorInputStream(source);
      default -> throw new IOException("no lz4 magic");
    };
  }

  /** Returns the exception for a part that its decompressor does not understand. */
  CpioException corrupt(long partOffset, Exception cause) {
    String message = cause instanceof EOFException ? "it ends too early" : cause.getMessage();
    CpioException e =
        new CpioException(
            partOffset,
            "%s part cannot be unpacked: %s"
                .formatted(label(), message == null ? "its bytes are damaged" : message));
    e.initCause(cause);
    return e;
  }

  private CpioException unavailable(long offset) {
    return new CpioException(offset, label() + " part, and zstd-jni is not there to unpack it");
  }

  /**
   * Wraps a stream so that what is written to it arrives compressed. The same bytes always give the
   * same result (for gzip, with the same Java runtime: it brings the deflate implementation).
   * Closing the returned stream ends the compressed data and closes {@code target}.
   */
  OutputStream encoder(OutputStream target) throws IOException, CpioException {
    if (!isAvailable()) {
      throw new CpioException("zstd is asked for, and zstd-jni is not there");
    }
    try {
      return switch (this) {
        case NONE -> target;
        case GZIP -> new GzipCompressorOutputStream(target, gzipParameters());
        case XZ -> new XZOutputStream(target, new LZMA2Options(), CHECK_CRC32);
        case LZMA -> new LZMACompressorOutputStream(target);
        case BZIP2 -> new BZip2CompressorOutputStream(target);
        case ZSTD -> zstdEncoder(target);
        case LZ4 -> new Lz4LegacyOutputStream(target);
      };
    } catch (LinkageError e) {
      throw new CpioException("zstd is asked for, and zstd-jni has no native code here");
    }
  }

  // A method of its own, so that nothing of zstd-jni is looked up before it is known to be there.
  private static OutputStream zstdEncoder(OutputStream target) throws IOException {
    return ZstdCompressorOutputStream.builder()
        .setOutputStream(target)
        .setLevel(ZSTD_LEVEL)
        .setChecksum(true)
        .get();
  }

  private static GzipParameters gzipParameters() {
    GzipParameters parameters = new GzipParameters();
    parameters.setCompressionLevel(9);
    parameters.setOS(GzipParameters.OS.UNKNOWN);
    return parameters;
  }
}
