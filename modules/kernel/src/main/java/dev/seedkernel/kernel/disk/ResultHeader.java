package dev.seedkernel.kernel.disk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Sector 0 of an output disk that holds a result (DISK-10). Numbers are little-endian.
 *
 * <pre>
 * bytes  0 to  7  "SEEDDISK"
 *        8 to 11  version: 1
 *       12 to 15  zeros
 *       16 to 23  length of the archive in bytes
 *       24 to 55  SHA-256 of the archive
 *       56 to 507 zeros
 *      508 to 511 CRC-32 of the bytes before: at the end, so that a sector of which a disk has
 *                 taken a part only is no header
 * </pre>
 *
 * <p>The archive begins in sector 1.
 */
final class ResultHeader {
  static final int BYTES = 512;

  private static final byte[] MAGIC = "SEEDDISK".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int VERSION_OFFSET = 8;
  private static final int CRC_OFFSET = 508;
  private static final int LENGTH_OFFSET = 16;
  private static final int DIGEST_OFFSET = 24;
  private static final int DIGEST_BYTES = 32;
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final long length;
  private final byte[] digest;

  /**
   * Creates the header of an archive.
   *
   * @param length in bytes
   * @param digest SHA-256
   */
  ResultHeader(long length, byte[] digest) {
    this.length = length;
    this.digest = digest.clone();
  }

  /** Returns the algorithm of the digest. */
  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-256", e);
    }
  }

  long length() {
    return length;
  }

  boolean hasDigest(byte[] other) {
    return Arrays.equals(digest, other);
  }

  byte[] toSector() {
    byte[] sector = new byte[BYTES];
    MemorySegment fields = MemorySegment.ofArray(sector);
    System.arraycopy(MAGIC, 0, sector, 0, MAGIC.length);
    fields.set(U32, VERSION_OFFSET, VERSION);
    fields.set(U64, LENGTH_OFFSET, length);
    System.arraycopy(digest, 0, sector, DIGEST_OFFSET, DIGEST_BYTES);
    fields.set(U32, CRC_OFFSET, crc(sector));
    return sector;
  }

  static boolean isZero(byte[] sector) {
    return Arrays.equals(sector, new byte[BYTES]);
  }

  static boolean hasMagic(byte[] sector) {
    return Arrays.equals(sector, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /** Reads a sector that is neither zeros nor of another kind of disk. */
  static ResultHeader parse(byte[] sector) throws DiskException {
    MemorySegment fields = MemorySegment.ofArray(sector);
    int version = fields.get(U32, VERSION_OFFSET);
    if (version != VERSION) {
      throw new DiskException(
          "an output disk of version %s, and this reads version %d"
              .formatted(Integer.toUnsignedString(version), VERSION));
    }
    int stated = fields.get(U32, CRC_OFFSET);
    if (stated != crc(sector)) {
      throw new DiskException("the header of the result is damaged: its CRC-32 is wrong");
    }
    return new ResultHeader(
        fields.get(U64, LENGTH_OFFSET),
        Arrays.copyOfRange(sector, DIGEST_OFFSET, DIGEST_OFFSET + DIGEST_BYTES));
  }

  private static int crc(byte[] sector) {
    CRC32 crc = new CRC32();
    crc.update(sector, 0, CRC_OFFSET);
    return (int) crc.getValue();
  }
}
