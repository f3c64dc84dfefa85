package dev.seedkernel.spec.model.calls;

/** Numbers of the ABI of arm64 that calls of files have as arguments. */
final class Flags {
  static final int O_ACCMODE = 3;
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_NOCTTY = 0x100;
  static final int O_TRUNC = 0x200;
  static final int O_APPEND = 0x400;
  static final int O_NONBLOCK = 0x800;
  static final int O_DIRECTORY = 0x4000;
  static final int O_NOFOLLOW = 0x8000;
  static final int O_DIRECT = 0x1_0000;
  static final int O_LARGEFILE = 0x2_0000;
  static final int O_NOATIME = 0x4_0000;
  static final int O_CLOEXEC = 0x8_0000;
  static final int O_SYNC = 0x10_1000;
  static final int O_PATH = 0x20_0000;

  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_SYMLINK_FOLLOW = 0x400;
  static final int AT_EMPTY_PATH = 0x1000;

  private Flags() {}

  static boolean has(int flags, int flag) {
    return (flags & flag) == flag;
  }
}
