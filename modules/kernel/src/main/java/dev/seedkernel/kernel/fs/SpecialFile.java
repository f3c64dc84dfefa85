package dev.seedkernel.kernel.fs;

/** A device, FIFO or socket: a name for something that is not a file. */
public final class SpecialFile extends Inode {
  private final Device device;

  SpecialFile(FileSystem fileSystem, int mode, Device device) {
    super(fileSystem, mode);
    this.device = device;
  }

  public Device device() {
    return device;
  }

  @Override
  public long size() {
    return 0;
  }
}
