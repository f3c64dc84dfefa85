package dev.seedkernel.kernel.abi;

/** The {@code AT_…} values of calls that take a directory descriptor (fcntl.h). */
public final class At {
  public static final int AT_FDCWD = -100;
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_REMOVEDIR = 0x200;
  public static final int AT_EACCESS = 0x200;
  public static final int AT_SYMLINK_FOLLOW = 0x400;
  public static final int AT_NO_AUTOMOUNT = 0x800;
  public static final int AT_EMPTY_PATH = 0x1000;
  public static final int AT_STATX_FORCE_SYNC = 0x2000;
  public static final int AT_STATX_DONT_SYNC = 0x4000;

  /** How fresh the answer has to be, of a file system on a network; one or none of two bits. */
  public static final int AT_STATX_SYNC_TYPE = AT_STATX_FORCE_SYNC | AT_STATX_DONT_SYNC;

  /** What newfstatat and statx take; statx does not take both bits of AT_STATX_SYNC_TYPE. */
  public static final int OF_STAT =
      AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE;

  private At() {}
}
