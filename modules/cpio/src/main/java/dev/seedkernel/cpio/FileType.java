package dev.seedkernel.cpio;

/** The type of a file, from the {@code S_IFMT} bits (octal 170000) of its mode. */
public enum FileType {
  /** {@code S_IFREG}, octal 100000. */
  REGULAR(0100000, '-'),
  /** {@code S_IFDIR}, octal 040000. */
  DIRECTORY(0040000, 'd'),
  /** {@code S_IFLNK}, octal 120000; the content is the target. */
  SYMLINK(0120000, 'l'),
  /** {@code S_IFCHR}, octal 020000. */
  CHARACTER_DEVICE(0020000, 'c'),
  /** {@code S_IFBLK}, octal 060000. */
  BLOCK_DEVICE(0060000, 'b'),
  /** {@code S_IFIFO}, octal 010000. */
  FIFO(0010000, 'p'),
  /** {@code S_IFSOCK}, octal 140000. */
  SOCKET(0140000, 's'),
  /** Any other value of the type bits. Linux makes nothing of such an entry. */
  UNKNOWN(0, '?');

  static final int MASK = 0170000;

  private final int bits;
  private final char letter;

  FileType(int bits, char letter) {
    this.bits = bits;
    this.letter = letter;
  }

  /** Returns the type that the type bits of {@code mode} stand for. */
  public static FileType of(int mode) {
    return switch (mode & MASK) {
      case 0100000 -> REGULAR;
      case 0040000 -> DIRECTORY;
      case 0120000 -> SYMLINK;
      case 0020000 -> CHARACTER_DEVICE;
      case 0060000 -> BLOCK_DEVICE;
      case 0010000 -> FIFO;
      case 0140000 -> SOCKET;
      default -> UNKNOWN;
    };
  }

  /** Returns the type bits as they stand in a mode; 0 for {@link #UNKNOWN}. */
  public int bits() {
    return bits;
  }

  /** Returns the letter that {@code ls -l} shows for the type. */
  public char letter() {
    return letter;
  }

  boolean isDevice() {
    return this == CHARACTER_DEVICE || this == BLOCK_DEVICE;
  }
}
