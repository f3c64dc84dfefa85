package dev.seedkernel.cpio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/** Spells a member of an archive by hand, right or wrong: an oracle that is not the writer. */
final class Member {
  private String magic = "070701";
  private final long[] fields = new long[13];
  private byte[] name;
  private byte[] content = {};
  private boolean ownNameSize;

  private Member(String name, long mode) {
    this.name = (name + "\0").getBytes(ISO_8859_1);
    fields[1] = mode;
    fields[4] = 1;
  }

  static Member file(String name, String content) {
    Member member = new Member(name, 0100644);
    member.content = content.getBytes(ISO_8859_1);
    member.fields[6] = member.content.length;
    return member;
  }

  static Member directory(String name) {
    return new Member(name, 040755);
  }

  static Member symlink(String name, String target) {
    return file(name, target).mode(0120777);
  }

  static Member trailer() {
    return new Member("TRAILER!!!", 0);
  }

  static byte[] archive(Member... members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Member member : members) {
      bytes.writeBytes(member.bytes());
    }
    bytes.writeBytes(trailer().bytes());
    return bytes.toByteArray();
  }

  Member mode(long mode) {
    fields[1] = mode;
    return this;
  }

  Member inode(long inode, long links) {
    fields[0] = inode;
    fields[4] = links;
    return this;
  }

  Member device(long major, long minor) {
    fields[7] = major;
    fields[8] = minor;
    return this;
  }

  Member size(long size) {
    fields[6] = size;
    return this;
  }

  Member nameSize(long size) {
    fields[11] = size;
    ownNameSize = true;
    return this;
  }

  Member rawName(String bytes) {
    name = bytes.getBytes(ISO_8859_1);
    return this;
  }

  Member magic(String text) {
    magic = text;
    return this;
  }

  Member crc(long sum) {
    magic = "070702";
    fields[12] = sum;
    return this;
  }

  byte[] bytes() {
    if (!ownNameSize) {
      fields[11] = name.length;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(magic.getBytes(ISO_8859_1));
    for (long field : fields) {
      bytes.writeBytes("%08x".formatted(field).getBytes(ISO_8859_1));
    }
    bytes.writeBytes(name);
    pad(bytes);
    bytes.writeBytes(content);
    pad(bytes);
    return bytes.toByteArray();
  }

  private static void pad(ByteArrayOutputStream bytes) {
    while (bytes.size() % 4 != 0) {
      bytes.write(0);
    }
  }
}
