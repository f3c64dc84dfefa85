package dev.seedkernel.cpio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** One member of a tar archive as a test wants it, right or wrong. */
final class TarMember {
  private static final int BLOCK = 512;

  private final byte[] header;
  private final byte[] content;

  private TarMember(byte[] header, byte[] content) {
    this.header = header;
    this.content = content;
  }

  static TarMember of(String name, char type, String content) {
    byte[] bytes = content.getBytes(ISO_8859_1);
    byte[] header = new byte[BLOCK];
    TarMember member = new TarMember(header, bytes);
    return member
        .with(0, name)
        .with(100, "0000644\0")
        .with(108, "0000001\0")
        .with(116, "0000002\0")
        .with(124, "%011o\0".formatted(bytes.length))
        .with(136, "00000000007\0")
        .with(156, String.valueOf(type))
        .with(257, "ustar\0" + "00");
  }

  static TarMember file(String name, String content) {
    return of(name, '0', content);
  }

  /** A pax header with records. */
  static TarMember pax(char type, String... keysAndValues) {
    StringBuilder text = new StringBuilder();
    for (String record : keysAndValues) {
      int length = record.length() + 2;
      int whole = length + String.valueOf(length).length();
      whole = length + String.valueOf(whole).length();
      text.append(whole).append(' ').append(record).append('\n');
    }
    return of("pax", type, text.toString());
  }

  /** Returns the member with a text at a place of its header, and the right sum. */
  TarMember with(int offset, String text) {
    byte[] changed = header.clone();
    byte[] bytes = text.getBytes(ISO_8859_1);
    System.arraycopy(bytes, 0, changed, offset, bytes.length);
    sum(changed, 0);
    return new TarMember(changed, content);
  }

  /** Sets the checksum of a header. */
  static void sum(byte[] archive, int offset) {
    System.arraycopy("        ".getBytes(ISO_8859_1), 0, archive, offset + 148, 8);
    int sum = 0;
    for (int i = offset; i < offset + BLOCK; i++) {
      sum += archive[i] & 0xff;
    }
    byte[] digits = "%06o\0 ".formatted(sum).getBytes(ISO_8859_1);
    System.arraycopy(digits, 0, archive, offset + 148, digits.length);
  }

  private byte[] bytes() {
    return Tools.concat(header, content, new byte[-content.length & (BLOCK - 1)]);
  }

  /** Returns members one behind the other, without an end. */
  static byte[] members(TarMember... members) {
    byte[] all = {};
    for (TarMember member : members) {
      all = Tools.concat(all, member.bytes());
    }
    return all;
  }

  static byte[] archive(TarMember... members) {
    return Tools.concat(members(members), new byte[2 * BLOCK]);
  }
}
