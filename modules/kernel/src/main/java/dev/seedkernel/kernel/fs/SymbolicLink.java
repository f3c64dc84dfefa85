package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.FileMode;

/** A symbolic link; its target is a byte string, one char a byte. */
public final class SymbolicLink extends Inode {
  private final String target;

  SymbolicLink(FileSystem fileSystem, String target) {
    super(fileSystem, FileMode.S_IFLNK | 0777);
    this.target = target;
  }

  public String target() {
    return target;
  }

  @Override
  public long size() {
    return target.length();
  }
}
