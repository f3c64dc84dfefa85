package dev.seedkernel.kernel.event;

import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.SpecialFile;

/** What only descriptors know. Its position is always 0. */
abstract class EventFile extends OpenFile {
  /**
   * Creates one that is open for reading and writing.
   *
   * @param kind as /proc names it
   * @param nonblocking whether it starts with O_NONBLOCK
   */
  EventFile(SpecialFile file, String kind, boolean nonblocking) {
    super(
        file,
        "anon_inode:[" + kind + "]",
        OpenFlags.O_RDWR | (nonblocking ? OpenFlags.O_NONBLOCK : 0));
  }

  @Override
  public long seek(long offset, int whence) {
    return 0;
  }
}
