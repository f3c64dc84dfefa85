package dev.seedkernel.kernel.abi;

/** The {@code AT_…} values of calls that take a directory descriptor (fcntl.h). */
public final class At {
  public static final int AT_FDCWD = -100;
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_REMOVEDIR = 0x200;
  public static final int AT_EACCESS = 0x200;
  public static final int AT_SYMLINK_FOLLOW = 0x400;
  public static final int AT_EMPTY_PATH = 0x1000;

  private At() {}
}
