package dev.seedkernel.cpio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads the members of newc and crc archives (buffer-format.rst, "cpio_file") from the bytes of a
 * part. Like Linux it takes an archive for nothing but a sequence of members: zero bytes may stand
 * between any two of them, and the trailer, which may be missing, only forgets hard links.
 */
final class MemberReader {
  static final int HEADER_BYTES = 110;
  static final int MAGIC_BYTES = 6;
  static final int FIELDS = 13;
  static final int FIELD_BYTES = 8;
  static final String NEWC = "070701";
  static final String CRC = "070702";
  static final String TRAILER = "TRAILER!!!";
  private static final String OLD_ASCII = "070707";

  private final Budget budget;
  private final Consumer<? super CpioEntry> sink;
  private int archive;

  MemberReader(Budget budget, Consumer<? super CpioEntry> sink) {
    this.budget = budget;
    this.sink = sink;
  }

  /** Reads members until the part ends or something that is neither zero nor a member follows. */
  void read(PartBytes part) throws CpioException {
    for (part.zeros(); part.peek() == '0'; part.zeros()) {
      member(part);
    }
  }

  private void member(PartBytes part) throws CpioException {
    long start = part.position();
    Header header = header(part, start);
    String name = name(part, header, start);
    FileType type = FileType.of((int) header.mode);
    if (header.fileSize > 0 && type != FileType.REGULAR && type != FileType.SYMLINK) {
      throw part.broken(start, CpioNames.escape(name) + " has content and is no regular file");
    }
    if (type == FileType.SYMLINK && header.fileSize > budget.limits().nameBytes()) {
      throw part.broken(
          start,
          "target of symbolic link %s has %d bytes, over the limit of %d"
              .formatted(CpioNames.escape(name), header.fileSize, budget.limits().nameBytes()));
    }
    MemorySegment content =
        part.content(header.fileSize, "the content of " + CpioNames.escape(name));
    if (header.hasSum && type == FileType.REGULAR) {
      checkSum(part, header, name, content, start);
    }
    part.padding(paddingAfter(header.fileSize));
    if (name.equals(TRAILER) && type != FileType.SYMLINK) {
      archive++;
      return;
    }
    if (budget.nextEntryExceeds()) {
      throw part.broken(start, "more than the limit of " + budget.limits().entries() + " entries");
    }
    sink.accept(header.entry(name, archive, content));
  }

  private static Header header(PartBytes part, long start) throws CpioException {
    byte[] bytes = part.take(HEADER_BYTES, "a cpio header");
    String magic = new String(bytes, 0, MAGIC_BYTES, StandardCharsets.ISO_8859_1);
    if (!magic.equals(NEWC) && !magic.equals(CRC)) {
      throw part.broken(
          start,
          magic.equals(OLD_ASCII)
              ? "cpio archive in the old format 070707; Linux takes newc and crc only"
              : "no cpio magic 070701 or 070702");
    }
    long[] fields = new long[FIELDS];
    for (int i = 0; i < FIELDS; i++) {
      int at = MAGIC_BYTES + i * FIELD_BYTES;
      fields[i] = hexadecimal(bytes, at);
      if (fields[i] < 0) {
        throw part.broken(start + at, "header field is not 8 hexadecimal digits");
      }
    }
    return new Header(fields, magic.equals(CRC));
  }

  /** Returns the value of 8 hexadecimal digits, or -1. */
  private static long hexadecimal(byte[] bytes, int at) {
    long value = 0;
    for (int i = at; i < at + FIELD_BYTES; i++) {
      // Not Character.digit for any byte: that knows digits beyond ASCII.
      int digit = bytes[i] < 0 ? -1 : Character.digit(bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private String name(PartBytes part, Header header, long start) throws CpioException {
    if (header.nameSize == 0) {
      throw part.broken(start, "c_namesize is 0, without room for the NUL");
    }
    if (header.nameSize > budget.limits().nameBytes()) {
      throw part.broken(
          start,
          "name of %d bytes, over the limit of %d"
              .formatted(header.nameSize, budget.limits().nameBytes()));
    }
    byte[] bytes = part.take((int) header.nameSize, "a name");
    part.padding(paddingAfter(HEADER_BYTES + header.nameSize));
    if (bytes[bytes.length - 1] != 0) {
      throw part.broken(start, "name without a NUL at its end");
    }
    String name = CpioNames.untilNul(new String(bytes, StandardCharsets.ISO_8859_1));
    if (name.isEmpty()) {
      throw part.broken(start, "empty name");
    }
    return name;
  }

  private static void checkSum(
      PartBytes part, Header header, String name, MemorySegment content, long start)
      throws CpioException {
    // The "crc" of the crc format is the sum of the bytes modulo 2^32 (buffer-format.rst).
    long sum = 0;
    for (long i = 0; i < content.byteSize(); i++) {
      sum += content.get(ValueLayout.JAVA_BYTE, i) & 0xff;
    }
    sum &= CpioEntry.MAX_UNSIGNED_32;
    if (sum != header.sum) {
      throw part.broken(
          start,
          "content of %s sums to 0x%08x, the header says 0x%08x"
              .formatted(CpioNames.escape(name), sum, header.sum));
    }
  }

  /** Members and their parts begin at multiples of 4 bytes from the start of their header. */
  static int paddingAfter(long size) {
    return (int) (-size & 3);
  }

  /** The 13 numbers of a header, in the archive's order. */
  private record Header(
      long inode,
      long mode,
      long userId,
      long groupId,
      long linkCount,
      long modificationTime,
      long fileSize,
      DeviceNumber device,
      DeviceNumber specialDevice,
      long nameSize,
      long sum,
      boolean hasSum) {

    Header(long[] f, boolean hasSum) {
      this(
          f[0],
          f[1],
          f[2],
          f[3],
          f[4],
          f[5],
          f[6],
          new DeviceNumber(f[7], f[8]),
          new DeviceNumber(f[9], f[10]),
          f[11],
          f[12],
          hasSum);
    }

    CpioEntry entry(String name, int archive, MemorySegment content) {
      return new CpioEntry(
          name,
          (int) mode,
          userId,
          groupId,
          linkCount,
          modificationTime,
          inode,
          device,
          specialDevice,
          archive,
          content);
    }
  }
}
