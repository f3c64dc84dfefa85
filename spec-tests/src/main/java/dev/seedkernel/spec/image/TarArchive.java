package dev.seedkernel.spec.image;

import dev.seedkernel.spec.image.Member.Field;
import dev.seedkernel.spec.program.Bytes;
import java.util.List;
import java.util.Locale;

/** Writes members as tar archives (POSIX.1-2017, pax). */
public final class TarArchive {
  public static final int BLOCK = 512;

  private static final int NAME = 100;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;
  private static final int LINK_NAME = 157;
  private static final int MAGIC = 257;
  private static final int DEVICE_MAJOR = 329;
  private static final int DEVICE_MINOR = 337;
  private static final int PREFIX = 345;
  private static final int PREFIX_BYTES = 155;

  private TarArchive() {}

  /** How names and targets are written that have more than 100 bytes. */
  public enum Format {
    /** All names and times are records of pax. */
    PAX,
    /** In prefix and name, where they can be divided so; else as pax has them. */
    USTAR,
    /** In headers of type L and K. */
    GNU
  }

  /** Returns an archive of members. */
  public static Bytes of(List<Member> members, Format format) {
    return run(members, format).then(end());
  }

  /** Returns members without an end behind them. */
  public static Bytes run(List<Member> members, Format format) {
    Bytes all = Bytes.EMPTY;
    for (Member member : members) {
      all = all.then(member(member, format));
    }
    return all;
  }

  /** Returns what ends an archive. */
  public static Bytes end() {
    return Bytes.zeros(2 * BLOCK);
  }

  /** Returns a hard link. */
  public static Bytes link(String name, String target, Format format) {
    return named('1', name, target, format, Member.of("", 0644, Bytes.EMPTY));
  }

  /** Returns a member with another type than it has. */
  public static Bytes ofType(char type, String name, Bytes content) {
    return named(type, name, "", Format.GNU, Member.of("", 0644, content)).then(padded(content));
  }

  private static Bytes member(Member member, Format format) {
    int type = member.mode() & Member.S_IFMT;
    char letter =
        switch (type) {
          case Member.S_IFREG -> '0';
          case Member.S_IFLNK -> '2';
          case Member.S_IFCHR -> '3';
          case Member.S_IFBLK -> '4';
          case Member.S_IFDIR -> '5';
          case Member.S_IFIFO -> '6';
          default -> throw new IllegalArgumentException("no type for " + member);
        };
    boolean link = type == Member.S_IFLNK;
    String name = member.text() + (letter == '5' && format != Format.PAX ? "/" : "");
    Member contained =
        link
            ? Member.of("", member.mode(), Bytes.EMPTY).with(Field.MTIME, member.field(Field.MTIME))
            : member;
    Bytes header = named(letter, name, link ? member.content().text() : "", format, contained);
    return link ? header : header.then(padded(member.content()));
  }

  private static Bytes named(
      char type, String name, String target, Format format, Member attributes) {
    Bytes before = Bytes.EMPTY;
    Bytes header = header(type, attributes);
    int slash = name.lastIndexOf('/', PREFIX_BYTES);
    boolean divided =
        format == Format.USTAR
            && slash > 0
            && name.length() - slash - 1 <= NAME
            && slash + 1 < name.length();
    String records = "";
    if (format == Format.PAX) {
      records = record("path", name) + record("mtime", attributes.field(Field.MTIME) + ".25");
    } else if (name.length() <= NAME) {
      header = header.with(0, Bytes.ofText(name));
    } else if (divided) {
      header =
          header
              .with(0, Bytes.ofText(name.substring(slash + 1)))
              .with(PREFIX, Bytes.ofText(name.substring(0, slash)));
    } else if (format == Format.GNU) {
      before = before.then(described('L', name + "\0"));
    } else {
      records = record("path", name);
    }
    if (target.length() <= NAME) {
      header = header.with(LINK_NAME, Bytes.ofText(target));
    } else if (format == Format.GNU) {
      before = before.then(described('K', target + "\0"));
    } else {
      records += record("linkpath", target);
    }
    if (!records.isEmpty()) {
      before = before.then(described('x', records));
    }
    if (format == Format.GNU) {
      header = header.with(MAGIC, Bytes.ofText("ustar  \0"));
    }
    // What is described elsewhere has some name here, too.
    header = header.at(0) == 0 ? header.with(0, Bytes.ofText("elsewhere")) : header;
    return before.then(summed(header));
  }

  private static Bytes header(char type, Member attributes) {
    return Bytes.zeros(BLOCK)
        .with(100, octal(attributes.mode() & 07777, 7))
        .with(108, octal(attributes.field(Field.UID) & 0xffff, 7))
        .with(116, octal(attributes.field(Field.GID) & 0xffff, 7))
        .with(124, octal(attributes.content().length(), 11))
        .with(136, octal(attributes.field(Field.MTIME), 11))
        .with(TYPE, Bytes.of(type))
        .with(MAGIC, Bytes.ofText("ustar\0" + "00"))
        .with(DEVICE_MAJOR, octal(attributes.field(Field.RDEVMAJOR), 7))
        .with(DEVICE_MINOR, octal(attributes.field(Field.RDEVMINOR), 7));
  }

  /** Returns a member that describes the next one, or all that follow. */
  public static Bytes described(char type, String text) {
    Bytes content = Bytes.ofText(text);
    Bytes header = header(type, Member.of("", 0644, content)).with(0, Bytes.ofText("described"));
    return summed(header).then(padded(content));
  }

  /** Returns a record of pax, whose length counts its own digits. */
  public static String record(String key, String value) {
    int rest = key.length() + value.length() + 3;
    int length = rest + 1;
    while (String.valueOf(length).length() + rest != length) {
      length++;
    }
    return "%d %s=%s\n".formatted(length, key, value);
  }

  /** Returns a header with its checksum. */
  public static Bytes summed(Bytes header) {
    Bytes blank = header.with(CHECKSUM, Bytes.ofText(" ".repeat(8)));
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += blank.at(i);
    }
    return blank.with(CHECKSUM, Bytes.ofText("%06o\0 ".formatted(sum)));
  }

  private static Bytes octal(long value, int digits) {
    return Bytes.ofText(String.format(Locale.ROOT, "%0" + digits + "o\0", value));
  }

  private static Bytes padded(Bytes content) {
    return content.resized((content.length() + BLOCK - 1) & -BLOCK);
  }
}
