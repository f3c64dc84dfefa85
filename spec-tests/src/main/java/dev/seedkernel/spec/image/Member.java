package dev.seedkernel.spec.image;

import dev.seedkernel.spec.program.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A member of a cpio archive.
 *
 * @param magic six bytes
 * @param fields the 13 numbers of the header
 * @param upperCase whether digits above 9 are upper case
 * @param name with its NUL
 * @param content of a file, or the target of a symbolic link
 */
public record Member(
    String magic, List<Long> fields, boolean upperCase, Bytes name, Bytes content) {
  public static final String NEWC = "070701";
  public static final String CRC = "070702";

  public static final int S_IFMT = 0170000;
  public static final int S_IFIFO = 0010000;
  public static final int S_IFCHR = 0020000;
  public static final int S_IFDIR = 0040000;
  public static final int S_IFBLK = 0060000;
  public static final int S_IFREG = 0100000;
  public static final int S_IFLNK = 0120000;

  /** Bytes of a header. */
  public static final int HEADER = 110;

  private static final int MAGIC = 6;
  private static final int DIGITS = 8;
  private static final int ALIGNMENT = 4;

  /** The numbers of a header, in their order. */
  public enum Field {
    INO(0),
    MODE(1),
    UID(2),
    GID(3),
    NLINK(4),
    MTIME(5),
    FILESIZE(6),
    DEVMAJOR(7),
    DEVMINOR(8),
    RDEVMAJOR(9),
    RDEVMINOR(10),
    NAMESIZE(11),
    CHECK(12);

    private final int index;

    Field(int index) {
      this.index = index;
    }

    /** Returns where its digits begin in a header. */
    public int offset() {
      return MAGIC + index * DIGITS;
    }
  }

  /** Copies the list. */
  public Member {
    fields = List.copyOf(fields);
  }

  /** Returns a member of the newc format with one link; the name has one char a byte. */
  public static Member of(String name, int mode, Bytes content) {
    List<Long> zeros = Collections.nCopies(Field.values().length, 0L);
    return new Member(NEWC, zeros, false, Bytes.ofText(name + "\0"), content)
        .with(Field.MODE, mode)
        .with(Field.NLINK, 1)
        .with(Field.FILESIZE, content.length())
        .with(Field.NAMESIZE, name.length() + 1L);
  }

  /** Returns the member that ends an archive. */
  public static Member trailer() {
    return of("TRAILER!!!", 0, Bytes.EMPTY);
  }

  /** Returns the member with another number. */
  public Member with(Field field, long value) {
    List<Long> changed = new ArrayList<>(fields);
    changed.set(field.index, value);
    return new Member(magic, changed, upperCase, name, content);
  }

  /** Returns the member with other letters in its numbers. */
  public Member withUpperCase(boolean upper) {
    return new Member(magic, fields, upper, name, content);
  }

  /** Returns the member in the crc format, with the sum that its content has. */
  public Member withSum() {
    long sum = 0;
    for (int i = 0; i < content.length(); i++) {
      sum += content.at(i);
    }
    return new Member(CRC, fields, upperCase, name, content).with(Field.CHECK, sum & 0xffff_ffffL);
  }

  public long field(Field field) {
    return fields.get(field.index);
  }

  /** Returns type and permissions. */
  public int mode() {
    return (int) field(Field.MODE);
  }

  /** Returns the name as it stands in the archive, without its NUL. */
  public String text() {
    return name.text().substring(0, name.length() - 1);
  }

  /** Returns the member with its padding. */
  public Bytes bytes() {
    StringBuilder header = new StringBuilder(magic);
    for (long field : fields) {
      String digits = String.format(Locale.ROOT, "%08x", field);
      header.append(upperCase ? digits.toUpperCase(Locale.ROOT) : digits);
    }
    return padded(padded(Bytes.ofText(header.toString()).then(name)).then(content));
  }

  private static Bytes padded(Bytes bytes) {
    return bytes.resized((bytes.length() + ALIGNMENT - 1) & -ALIGNMENT);
  }

  /** Returns an archive of members, with a trailer. */
  public static Bytes archive(List<Member> members) {
    return run(members).then(trailer().bytes());
  }

  /** Returns members without a trailer behind them. */
  public static Bytes run(List<Member> members) {
    Bytes all = Bytes.EMPTY;
    for (Member member : members) {
      all = all.then(member.bytes());
    }
    return all;
  }
}
