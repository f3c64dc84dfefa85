package dev.seedkernel.cpio;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads Linux's initramfs buffer format (Documentation/driver-api/early-userspace/
 * buffer-format.rst): newc and crc archives one after the other, zero bytes between them, each part
 * plain or compressed.
 *
 * <p>An archive must be whole inside its part, as Linux wants it: a file that begins in one gzip
 * member and ends in the next is refused. Where Linux silently gives up or skips (an input that
 * ends in the middle of a file, a name that is too long), this reader throws. It takes three things
 * that Linux does not: the frame format of LZ4, a plain archive at an offset that is not a multiple
 * of 4, and a part right behind an LZ4 part.
 */
public final class CpioReader {
  private CpioReader() {}

  /**
   * Reads a whole buffer within {@link CpioLimits#DEFAULT}.
   *
   * @param input the buffer; the contents of plain parts are views of it
   * @throws CpioException if the buffer breaks a rule of the format or a limit
   */
  public static CpioArchive read(MemorySegment input) throws CpioException {
    return read(input, CpioLimits.DEFAULT);
  }

  /**
   * Reads a whole buffer.
   *
   * @param input the buffer; the contents of plain parts are views of it, so it must stay alive and
   *     unchanged as long as they are used
   * @param limits what the buffer may ask for
   * @throws CpioException if the buffer breaks a rule of the format or a limit
   */
  public static CpioArchive read(MemorySegment input, CpioLimits limits) throws CpioException {
    List<CpioEntry> entries = new ArrayList<>();
    forEach(input, limits, entries::add);
    return new CpioArchive(entries);
  }

  /**
   * Reads a whole buffer within {@link CpioLimits#DEFAULT}.
   *
   * @param input the buffer; it must not be changed as long as the entries are used
   * @throws CpioException if the buffer breaks a rule of the format or a limit
   */
  public static CpioArchive read(byte[] input) throws CpioException {
    return read(MemorySegment.ofArray(input));
  }

  /**
   * Reads a stream to its end, into memory, and the buffer that it held.
   *
   * @param input the stream; it is not closed
   * @param limits what the buffer may ask for
   * @throws CpioException if the buffer breaks a rule of the format or a limit
   * @throws IOException if the stream does
   */
  public static CpioArchive read(InputStream input, CpioLimits limits)
      throws CpioException, IOException {
    int most = (int) Math.min(limits.unpackedBytes(), Integer.MAX_VALUE - 8);
    byte[] bytes = input.readNBytes(most);
    if (bytes.length == most && input.read() >= 0) {
      throw new CpioException(most, "the input is larger than the limit of " + most + " bytes");
    }
    return read(MemorySegment.ofArray(bytes), limits);
  }

  /**
   * Reads a buffer and hands out each entry as soon as it is read; nothing is kept of it here.
   *
   * @param input the buffer; the contents of plain parts are views of it
   * @param limits what the buffer may ask for
   * @param sink gets the entries in the buffer's order, without trailers
   * @throws CpioException if the buffer breaks a rule of the format or a limit; the sink has got
   *     the entries before that place
   */
  public static void forEach(
      MemorySegment input, CpioLimits limits, Consumer<? super CpioEntry> sink)
      throws CpioException {
    MemorySegment bytes = input.asReadOnly();
    Budget budget = new Budget(limits);
    MemberReader members = new MemberReader(budget, sink);
    long position = 0;
    while (position < bytes.byteSize()) {
      byte first = bytes.get(ValueLayout.JAVA_BYTE, position);
      if (first == 0) {
        position++;
      } else if (first == '0') {
        PartBytes part = new PartBytes.Plain(bytes, position, budget);
        members.read(part);
        position = part.position();
      } else {
        position = compressedPart(bytes, position, budget, members);
      }
    }
  }

  /** Reads one compressed part and returns the offset of the first byte after it. */
  private static long compressedPart(
      MemorySegment input, long offset, Budget budget, MemberReader members) throws CpioException {
    Compression compression =
        Compression.detect(input, offset)
            .orElseThrow(() ->
                new CpioException(
                    offset,
                    Compression.isLzo(input, offset)
                        ? "lzo part; lzo is not supported"
                        : "neither a cpio archive nor a known compression begins here"));
    if (budget.nextPartExceeds()) {
      throw new CpioException(
          offset, "more than the limit of " + budget.limits().parts() + " compressed parts");
    }
    SegmentInputStream source = new SegmentInputStream(input, offset);
    try (InputStream decoder = compression.decoder(input, source, budget.limits().decoderBytes())) {
      PartBytes part = new PartBytes.Unpacked(decoder, compression, offset, budget);
      members.read(part);
      if (part.peek() >= 0) {
        throw part.broken(part.position(), "neither zero padding nor a cpio header");
      }
      return source.position();
    } catch (IOException e) {
      throw compression.corrupt(offset, e);
    }
  }
}
