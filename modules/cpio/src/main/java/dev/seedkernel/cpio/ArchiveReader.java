package dev.seedkernel.cpio;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads what a disk of files may hold: Linux's initramfs buffer format as {@link CpioReader} does,
 * or else one tar archive (ustar, pax or GNU), plain or compressed in one part, zeros behind it.
 *
 * <p>Members of a tar archive come as entries, so that what unpacks an initramfs unpacks them too:
 * hard links as entries with equal {@link CpioEntry#linkIdentity() link identities}, of which the
 * first has the content.
 */
public final class ArchiveReader {
  private ArchiveReader() {}

  /**
   * Reads a buffer and hands out each entry as soon as it is read.
   *
   * @param input the buffer; the contents of plain parts are views of it
   * @param limits what the buffer may ask for
   * @param sink gets the entries in the buffer's order
   * @throws CpioException if the buffer breaks a rule of its format or a limit; the sink has got
   *     the entries before that place
   */
  public static void forEach(
      MemorySegment input, CpioLimits limits, Consumer<? super CpioEntry> sink)
      throws CpioException {
    MemorySegment bytes = input.asReadOnly();
    if (TarHeader.isHeader(start(bytes))) {
      Budget budget = new Budget(limits);
      new TarReader(new PartBytes.Plain(bytes, 0, budget), budget, sink).read();
      return;
    }
    Optional<Compression> compression = Compression.detect(bytes, 0);
    if (compression.isPresent() && beginsWithTar(bytes, compression.get(), limits)) {
      compressedTar(bytes, compression.get(), limits, sink);
    } else {
      CpioReader.forEach(bytes, limits, sink);
    }
  }

  private static byte[] start(MemorySegment bytes) {
    return bytes
        .asSlice(0, Math.min(TarHeader.BLOCK_BYTES, bytes.byteSize()))
        .toArray(ValueLayout.JAVA_BYTE);
  }

  /** Whether a part unpacks to a tar archive. What is wrong with the part, its reader will say. */
  private static boolean beginsWithTar(
      MemorySegment bytes, Compression compression, CpioLimits limits) throws CpioException {
    SegmentInputStream source = new SegmentInputStream(bytes, 0);
    byte[] first = new byte[TarHeader.BLOCK_BYTES];
    try (InputStream decoder = compression.decoder(bytes, source, limits.decoderBytes())) {
      int filled = 0;
      while (filled < first.length) {
        int count = decoder.read(first, filled, first.length - filled);
        if (count <= 0) {
          return false;
        }
        filled += count;
      }
    } catch (IOException | RuntimeException _) {
      return false;
    }
    return TarHeader.isHeader(first);
  }

  private static void compressedTar(
      MemorySegment bytes,
      Compression compression,
      CpioLimits limits,
      Consumer<? super CpioEntry> sink)
      throws CpioException {
    Budget budget = new Budget(limits);
    SegmentInputStream source = new SegmentInputStream(bytes, 0);
    try (InputStream decoder = compression.decoder(bytes, source, limits.decoderBytes())) {
      new TarReader(new PartBytes.Unpacked(decoder, compression, 0, budget), budget, sink).read();
    } catch (IOException e) {
      throw compression.corrupt(0, e);
    }
    PartBytes rest = new PartBytes.Plain(bytes, source.position(), budget);
    rest.zeros();
    if (rest.peek() >= 0) {
      throw rest.broken(rest.position(), "something else than zeros behind the tar archive's part");
    }
  }
}
