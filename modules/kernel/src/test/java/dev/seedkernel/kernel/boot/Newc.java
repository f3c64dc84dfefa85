package dev.seedkernel.kernel.boot;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Spells newc archives by hand, members in any order and as wrong as a test wants them. */
final class Newc {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A member; its fields can be changed before it is added. */
  static final class Member {
    private final String name;
    private final byte[] content;
    private final long[] fields = new long[13];

    private Member(String name, long mode, String content) {
      this.name = name;
      this.content = content.getBytes(StandardCharsets.ISO_8859_1);
      fields[1] = mode;
      fields[4] = 1;
      fields[6] = this.content.length;
    }

    Member owner(long user, long group) {
      fields[2] = user;
      fields[3] = group;
      return this;
    }

    Member time(long seconds) {
      fields[5] = seconds;
      return this;
    }

    Member inode(long inode, long links) {
      fields[0] = inode;
      fields[4] = links;
      return this;
    }

    Member device(long major, long minor) {
      fields[9] = major;
      fields[10] = minor;
      return this;
    }
  }

  static Member file(String name, String content) {
    return new Member(name, 0100644, content);
  }

  static Member directory(String name) {
    return new Member(name, 040755, "");
  }

  static Member symlink(String name, String target) {
    return new Member(name, 0120777, target);
  }

  static Member of(String name, long mode) {
    return new Member(name, mode, "");
  }

  static byte[] archive(Member... members) {
    Newc newc = new Newc();
    for (Member member : members) {
      newc.add(member);
    }
    newc.add(new Member("TRAILER!!!", 0, ""));
    return newc.bytes.toByteArray();
  }

  private void add(Member member) {
    byte[] name = (member.name + '\0').getBytes(StandardCharsets.ISO_8859_1);
    member.fields[11] = name.length;
    bytes.writeBytes("070701".getBytes(StandardCharsets.ISO_8859_1));
    for (long field : member.fields) {
      bytes.writeBytes("%08x".formatted(field).getBytes(StandardCharsets.ISO_8859_1));
    }
    bytes.writeBytes(name);
    pad();
    bytes.writeBytes(member.content);
    pad();
  }

  private void pad() {
    while (bytes.size() % 4 != 0) {
      bytes.write(0);
    }
  }
}
