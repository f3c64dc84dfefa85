package dev.seedkernel.spec.model.files;

/**
 * An open file description.
 *
 * @param inode the file
 * @param position where the next transfer begins
 * @param flags those of {@code openat}
 */
public record Description(int inode, long position, int flags) {
  /** The inode number that stands for the console, which the first three descriptors refer to. */
  public static final int CONSOLE = 0;

  private static final int ACCESS_MODE = 3;
  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;

  public boolean readable() {
    return (flags & ACCESS_MODE) == 0 || (flags & ACCESS_MODE) == O_RDWR;
  }

  public boolean writable() {
    return (flags & ACCESS_MODE) == O_WRONLY || (flags & ACCESS_MODE) == O_RDWR;
  }

  public Description at(long newPosition) {
    return new Description(inode, newPosition, flags);
  }
}
