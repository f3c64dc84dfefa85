package dev.seedkernel.kernel.disk;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioLimits;
import dev.seedkernel.cpio.CpioReader;
import dev.seedkernel.virtio.BlockStore;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;

/**
 * What a run left on an output disk: a newc archive from sector 1 on, and in sector 0 a header with
 * its length and checksum, which is written last. While there is no result, sector 0 is zeros
 * (DISK-9, DISK-10).
 */
public final class DiskResult {
  private static final int PIECE = 1 << 20;

  /** A digest is computed over 2^61 bytes at most; this is merely more than any disk has. */
  private static final long MOST_BYTES = 1L << 60;

  private DiskResult() {}

  /**
   * Reads the files of a result that is whole. Their contents stay valid as long as they are used.
   *
   * @param disk the output disk, which is not changed
   * @param most bytes that the archive may have: so much memory must be there
   * @throws DiskException if the disk holds no whole result, or one that is larger
   * @throws IOException if the store cannot be read
   */
  public static CpioArchive read(BlockStore disk, long most) throws DiskException, IOException {
    byte[] sector = new byte[ResultHeader.BYTES];
    disk.read(0, MemorySegment.ofArray(sector));
    if (ResultHeader.isZero(sector)) {
      throw new DiskException(
          "no result: the run did not come to its end, or its files did not fit");
    }
    if (!ResultHeader.hasMagic(sector)) {
      throw new DiskException("not an output disk: it does not begin with SEEDDISK");
    }
    ResultHeader header = ResultHeader.parse(sector);
    long length = header.length();
    if (length < 0 || length > MOST_BYTES || length > disk.size() - ResultHeader.BYTES) {
      throw new DiskException(
          "cut off: the result has %s bytes behind its header, the disk has %d"
              .formatted(Long.toUnsignedString(length), disk.size() - ResultHeader.BYTES));
    }
    if (length > most) {
      throw new DiskException(
          "the result has %d bytes, more than the %d that there is memory for"
              .formatted(length, most));
    }
    MemorySegment archive = content(disk, header);
    try {
      return CpioReader.read(archive, CpioLimits.DEFAULT.withUnpackedBytes(length));
    } catch (CpioException e) {
      throw new DiskException("the result is no archive: " + e.getMessage(), e);
    }
  }

  private static MemorySegment content(BlockStore disk, ResultHeader header)
      throws DiskException, IOException {
    long length = header.length();
    MemorySegment content = Arena.ofAuto().allocate(Math.max(length, 1)).asSlice(0, length);
    MessageDigest computed = ResultHeader.newDigest();
    for (long at = 0; at < length; at += PIECE) {
      MemorySegment piece = content.asSlice(at, Math.min(PIECE, length - at));
      disk.read(ResultHeader.BYTES + at, piece);
      computed.update(piece.asByteBuffer());
    }
    if (!header.hasDigest(computed.digest())) {
      throw new DiskException("the result is damaged: its SHA-256 is wrong");
    }
    return content;
  }
}
