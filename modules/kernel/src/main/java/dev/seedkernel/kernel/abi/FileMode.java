package dev.seedkernel.kernel.abi;

/** Bits of {@code st_mode} (inode(7)). */
public final class FileMode {
  public static final int S_IFMT = 0170000;
  public static final int S_IFSOCK = 0140000;
  public static final int S_IFLNK = 0120000;
  public static final int S_IFREG = 0100000;
  public static final int S_IFBLK = 0060000;
  public static final int S_IFDIR = 0040000;
  public static final int S_IFCHR = 0020000;
  public static final int S_IFIFO = 0010000;

  public static final int S_ISUID = 04000;
  public static final int S_ISGID = 02000;
  public static final int S_ISVTX = 01000;

  /** Permission bits with set-user-ID, set-group-ID and sticky. */
  public static final int PERMISSIONS = 07777;

  /** Execute permission for anyone. */
  public static final int ANY_EXECUTE = 0111;

  private FileMode() {}
}
