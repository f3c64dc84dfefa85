package dev.seedkernel.spec.model.files;

import java.util.Optional;

/**
 * An open file description.
 *
 * @param inode the file
 * @param position where the next transfer begins; of a directory it is not looked at
 * @param flags those of {@code openat} that {@code F_GETFL} tells
 * @param listing how far a directory has been listed, if it has
 */
public record Description(int inode, long position, int flags, Optional<Listing> listing) {
  private static final int ACCESS_MODE = 3;
  private static final int O_RDONLY = 0;
  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;

  /** Returns a description as {@code openat} makes it (OPEN-1). */
  public static Description of(int inode, int flags) {
    return new Description(inode, 0, flags, Optional.empty());
  }

  /** Whether all given flags are set. */
  public boolean has(int flag) {
    return (flags & flag) == flag;
  }

  /** Whether {@code read} is allowed; access mode 3 allows nothing (OPEN-15). */
  public boolean readable() {
    return (flags & ACCESS_MODE) == O_RDONLY || (flags & ACCESS_MODE) == O_RDWR;
  }

  /** Whether {@code write} is allowed. */
  public boolean writable() {
    return (flags & ACCESS_MODE) == O_WRONLY || (flags & ACCESS_MODE) == O_RDWR;
  }

  /** Returns this description at another position. */
  public Description at(long newPosition) {
    return new Description(inode, newPosition, flags, listing);
  }

  /** Returns this description with other flags. */
  public Description withFlags(int changed) {
    return new Description(inode, position, changed, listing);
  }

  /** Returns this description with a directory listed so far. */
  public Description withListing(Optional<Listing> changed) {
    return new Description(inode, position, flags, changed);
  }
}
