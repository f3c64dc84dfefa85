package dev.seedkernel.cpio;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One header block of a tar archive (POSIX.1-2017, pax, "ustar Interchange Format"), of the formats
 * ustar, GNU and v7.
 */
final class TarHeader {
  static final int BLOCK_BYTES = 512;

  private static final int NAME = 0;
  private static final int NAME_BYTES = 100;
  private static final int MODE = 100;
  private static final int UID = 108;
  private static final int GID = 116;
  private static final int ID_BYTES = 8;
  private static final int SIZE = 124;
  private static final int MTIME = 136;
  private static final int LONG_BYTES = 12;
  private static final int CHKSUM = 148;
  private static final int TYPEFLAG = 156;
  private static final int LINKNAME = 157;
  private static final int MAGIC = 257;
  private static final int DEVMAJOR = 329;
  private static final int DEVMINOR = 337;
  private static final int PREFIX = 345;
  private static final int PREFIX_BYTES = 155;

  /** With its NUL: GNU tar has spaces there, and other fields where the prefix is. */
  private static final String USTAR = "ustar\0";

  private final byte[] block;
  private final PartBytes part;
  private final long start;

  /**
   * Takes a block.
   *
   * @param start its position in the part, for errors
   */
  TarHeader(byte[] block, PartBytes part, long start) {
    this.block = block;
    this.part = part;
    this.start = start;
  }

  /** Whether bytes begin with a header: its sum is right, and it is no block of zeros. */
  static boolean isHeader(byte[] bytes) {
    if (bytes.length < BLOCK_BYTES) {
      return false;
    }
    long stated = octal(bytes, CHKSUM, ID_BYTES);
    // Some old programs added bytes as signed ones.
    return stated == sum(bytes, false) || stated == sum(bytes, true);
  }

  private static long sum(byte[] block, boolean signed) {
    long sum = 0;
    for (int i = 0; i < BLOCK_BYTES; i++) {
      boolean ofTheSum = i >= CHKSUM && i < CHKSUM + ID_BYTES;
      byte b = ofTheSum ? (byte) ' ' : block[i];
      sum += signed ? b : b & 0xff;
    }
    return sum;
  }

  static boolean isZero(byte[] block) {
    return Arrays.equals(block, new byte[BLOCK_BYTES]);
  }

  /** Returns the type: a printable char, {@code '0'} for the NUL of old archives. */
  char type() {
    return block[TYPEFLAG] == 0 ? '0' : (char) (block[TYPEFLAG] & 0xff);
  }

  /** Returns the name, with the prefix that ustar has before it. */
  String name() {
    String name = text(NAME, NAME_BYTES);
    String prefix =
        text(MAGIC, USTAR.length() - 1).equals("ustar") && block[MAGIC + 5] == 0
            ? text(PREFIX, PREFIX_BYTES)
            : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  String linkName() {
    return text(LINKNAME, NAME_BYTES);
  }

  int permissions() throws CpioException {
    return (int) number(MODE, ID_BYTES, "mode") & 07777;
  }

  long userId() throws CpioException {
    return number(UID, ID_BYTES, "uid");
  }

  long groupId() throws CpioException {
    return number(GID, ID_BYTES, "gid");
  }

  long size() throws CpioException {
    return number(SIZE, LONG_BYTES, "size");
  }

  long modificationTime() throws CpioException {
    return number(MTIME, LONG_BYTES, "mtime");
  }

  DeviceNumber device() throws CpioException {
    long major = number(DEVMAJOR, ID_BYTES, "devmajor");
    long minor = number(DEVMINOR, ID_BYTES, "devminor");
    if (major > CpioEntry.MAX_UNSIGNED_32 || minor > CpioEntry.MAX_UNSIGNED_32) {
      throw part.broken(start + DEVMAJOR, "a device number of more than 32 bits");
    }
    return new DeviceNumber(major, minor);
  }

  private String text(int offset, int length) {
    return CpioNames.untilNul(new String(block, offset, length, StandardCharsets.ISO_8859_1));
  }

  /** Reads a number: octal digits, or the binary form that GNU has for large ones. */
  private long number(int offset, int length, String what) throws CpioException {
    long value =
        (block[offset] & 0x80) != 0 ? binary(block, offset, length) : octal(block, offset, length);
    if (value < 0) {
      throw part.broken(start + offset, what + " of a tar header is not a number from 0 to 2^63-1");
    }
    return value;
  }

  /** Returns the value of octal digits between spaces or NULs, 0 if there are none, or -1. */
  private static long octal(byte[] block, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end && block[at] == ' ') {
      at++;
    }
    long value = 0;
    while (at < end && block[at] != ' ' && block[at] != 0) {
      if (block[at] < '0' || block[at] > '7') {
        return -1;
      }
      value = value << 3 | (block[at++] - '0');
    }
    return value;
  }

  /** Returns the value of a big-endian number whose first bit is set, or -1. */
  private static long binary(byte[] block, int offset, int length) {
    long value = block[offset] & 0x7f;
    for (int i = 1; i < length; i++) {
      if (value >>> (Long.SIZE - 9) != 0) {
        return -1; // A negative number, too: its first bits are set.
      }
      value = value << 8 | (block[offset + i] & 0xff);
    }
    return value;
  }
}
