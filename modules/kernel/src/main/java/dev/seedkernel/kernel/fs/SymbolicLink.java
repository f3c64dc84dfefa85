package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.FileMode;

/** A symbolic link; its target is a byte string, one char a byte. */
public sealed class SymbolicLink extends Inode permits MagicLink {
  private final String target;
  private final long size;

  SymbolicLink(FileSystem fileSystem, String target) {
    super(fileSystem, FileMode.S_IFLNK | 0777);
    this.target = target;
    this.size = target.length();
  }

  /**
   * Creates a computed link.
   *
   * @param size as {@code st_size}, which in /proc says nothing of the target
   */
  public SymbolicLink(InodeIdentity identity, int permissions, long size, String target) {
    super(identity, FileMode.S_IFLNK | permissions, 1);
    this.target = target;
    this.size = size;
  }

  public final String target() {
    return target;
  }

  @Override
  public final long size() {
    return size;
  }
}
