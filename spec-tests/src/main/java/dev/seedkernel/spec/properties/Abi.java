package dev.seedkernel.spec.properties;

/** Numbers of the ABI of arm64 that programs of files pass. */
final class Abi {
  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_NOCTTY = 0x100;
  static final int O_TRUNC = 0x200;
  static final int O_APPEND = 0x400;
  static final int O_NONBLOCK = 0x800;
  static final int O_DSYNC = 0x1000;
  static final int O_DIRECTORY = 0x4000;
  static final int O_NOFOLLOW = 0x8000;
  static final int O_DIRECT = 0x1_0000;
  static final int O_LARGEFILE = 0x2_0000;
  static final int O_NOATIME = 0x4_0000;
  static final int O_CLOEXEC = 0x8_0000;
  static final int O_SYNC = 0x10_1000;
  static final int O_PATH = 0x20_0000;

  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_SYMLINK_FOLLOW = 0x400;
  static final int AT_EMPTY_PATH = 0x1000;

  static final int RENAME_NOREPLACE = 1;
  static final int RENAME_EXCHANGE = 2;

  static final int F_DUPFD = 0;
  static final int F_GETFD = 1;
  static final int F_SETFD = 2;
  static final int F_GETFL = 3;
  static final int F_SETFL = 4;
  static final int F_DUPFD_CLOEXEC = 1030;

  static final int SEEK_SET = 0;
  static final int SEEK_CUR = 1;
  static final int SEEK_END = 2;
  static final int SEEK_DATA = 3;
  static final int SEEK_HOLE = 4;

  /** Addresses where nothing is: below all, beyond the arena, beyond all, with a tag. */
  static final Long[] BAD_ADDRESSES = {
    0L, 0x10L, 0x200_0000_0000L, 1L << 48, -1L, -4096L, 0x0100_0000_0100_0000L
  };

  private Abi() {}
}
