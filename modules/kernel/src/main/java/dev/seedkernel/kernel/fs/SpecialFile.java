package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.quota.Quota;
import org.jspecify.annotations.Nullable;

/** A device, FIFO or socket: a name for something that is not a file, or such a thing itself. */
public final class SpecialFile extends Inode {
  private final Device device;
  private final boolean anonymous;
  private @Nullable Pipe pipe;

  SpecialFile(FileSystem fileSystem, int mode, Device device, boolean anonymous) {
    super(fileSystem, mode);
    this.device = device;
    this.anonymous = anonymous;
  }

  public Device device() {
    return device;
  }

  /** Returns whether it has no name in the tree, as what pipe2 makes. */
  boolean isAnonymous() {
    return anonymous;
  }

  /** Returns the link count; what has no name in the tree shows 1 all the same, as on Linux. */
  @Override
  public int links() {
    return anonymous ? 1 : super.links();
  }

  @Override
  public long size() {
    return 0;
  }

  /**
   * Returns the pipe of this FIFO, which is there while somebody has it open.
   *
   * @param memory what its pages are charged to
   */
  public Pipe pipe(Quota memory) {
    Pipe there = pipe;
    if (there == null || there.isClosed()) {
      there = new Pipe(memory);
      pipe = there;
    }
    return there;
  }
}
