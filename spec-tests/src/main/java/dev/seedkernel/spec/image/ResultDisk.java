package dev.seedkernel.spec.image;

import dev.seedkernel.spec.image.Member.Field;
import dev.seedkernel.spec.program.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** An output disk, written and read as strictly as DISK-9 and DISK-10 are written. */
public final class ResultDisk {
  public static final int SECTOR = 512;
  public static final String MAGIC = "SEEDDISK";

  private static final int VERSION = 8;
  private static final int LENGTH = 16;
  private static final int DIGEST = 24;
  private static final int CHECKSUM = 508;

  private ResultDisk() {}

  /** A disk that breaks a rule. */
  public static final class BrokenException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenException(String rule) {
      super(rule);
    }
  }

  /** Returns the header of an archive, with numbers that may be wrong. */
  public static Bytes header(Bytes archive, int version, long length) {
    return summed(
        Bytes.zeros(SECTOR)
            .with(0, Bytes.ofText(MAGIC))
            .with(VERSION, Bytes.ofNumber(version, 4))
            .with(LENGTH, Bytes.ofNumber(length, 8))
            .with(DIGEST, digest(archive)));
  }

  /** Returns a sector with the checksum that it has to have. */
  public static Bytes summed(Bytes sector) {
    CRC32 crc = new CRC32();
    crc.update(sector.slice(0, CHECKSUM).toArray());
    return sector.with(CHECKSUM, Bytes.ofNumber(crc.getValue(), 4));
  }

  /** Returns a disk with a result, and some sectors of zeros behind it. */
  public static Bytes of(Bytes archive, int behind) {
    int sectors = (archive.length() + SECTOR - 1) / SECTOR;
    return header(archive, 1, archive.length()).then(archive.resized((sectors + behind) * SECTOR));
  }

  private static Bytes digest(Bytes archive) {
    try {
      return Bytes.of(MessageDigest.getInstance("SHA-256").digest(archive.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the archive of a result. */
  public static Bytes archive(Bytes disk) throws BrokenException {
    Bytes header = disk.slice(0, SECTOR);
    long length = header.number(LENGTH, 8);
    if (length < 0 || length > disk.length() - SECTOR) {
      throw new BrokenException("a length of " + length);
    }
    Bytes archive = disk.slice(SECTOR, (int) length);
    Bytes expected = header(archive, 1, length);
    if (!header.equals(expected)) {
      throw new BrokenException("the header is %s, not %s".formatted(header, expected));
    }
    return archive;
  }

  /** Returns the members of the one newc archive that a result is. */
  public static List<Member> members(Bytes disk) throws BrokenException {
    Bytes archive = archive(disk);
    List<Member> members = new ArrayList<>();
    int at = 0;
    while (true) {
      Member member = member(archive, at);
      at += member.bytes().length();
      if (member.text().equals("TRAILER!!!") && member.content().length() == 0) {
        break;
      }
      members.add(member);
    }
    if (!archive.slice(at, archive.length() - at).equals(Bytes.zeros(archive.length() - at))) {
      throw new BrokenException("something behind the trailer");
    }
    return members;
  }

  private static Member member(Bytes archive, int at) throws BrokenException {
    if (at + Member.HEADER > archive.length()
        || !archive.slice(at, Member.NEWC.length()).text().equals(Member.NEWC)) {
      throw new BrokenException("no header of newc at " + at);
    }
    Member empty = Member.of("", 0, Bytes.EMPTY);
    for (Field field : Field.values()) {
      String digits = archive.slice(at + field.offset(), 8).text();
      if (!digits.matches("[0-9A-Fa-f]{8}")) {
        throw new BrokenException("no number at " + (at + field.offset()));
      }
      empty = empty.with(field, Long.parseLong(digits, 16));
    }
    int nameSize = (int) empty.field(Field.NAMESIZE);
    int size = (int) empty.field(Field.FILESIZE);
    int content = at + ((Member.HEADER + nameSize + 3) & -4);
    if (nameSize < 1 || nameSize > 4096 || size < 0 || content + size > archive.length()) {
      throw new BrokenException("a member at %d that is cut off".formatted(at));
    }
    return new Member(
        Member.NEWC,
        empty.fields(),
        false,
        archive.slice(at + Member.HEADER, nameSize),
        archive.slice(content, size));
  }
}
