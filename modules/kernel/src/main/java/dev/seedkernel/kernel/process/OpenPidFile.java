package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.Device;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.OpenFile;

/**
 * A file that stands for a process (pidfd_open(2)), also when that has ended and its number is
 * taken by another. It can neither be read nor written.
 */
public final class OpenPidFile extends OpenFile {
  private static final String PATH = "anon_inode:[pidfd]";
  private static final int MODE = 0600;

  private final GuestProcess process;

  private OpenPidFile(Inode inode, GuestProcess process, int flags) {
    super(inode, PATH, flags);
    this.process = process;
  }

  /**
   * Opens a process and gives it a descriptor.
   *
   * @param flags 0 or O_NONBLOCK
   * @return the descriptor, which execve closes
   * @throws ErrnoException EMFILE, ENFILE at limits
   */
  public static int open(
      FileSystem fileSystem, Descriptors descriptors, GuestProcess process, int flags)
      throws ErrnoException {
    descriptors.requireFree();
    Inode inode;
    try {
      inode = fileSystem.newSpecialFile(MODE, Device.NONE);
    } catch (ErrnoException _) {
      throw Errno.ENFILE.exception(); // Nobody asked for a file on a disk that is full.
    }
    return descriptors.add(new OpenPidFile(inode, process, OpenFlags.O_RDWR | flags), 0, true);
  }

  public GuestProcess process() {
    return process;
  }

  /** Returns whether waiting for an end that has not come gives EAGAIN. */
  public boolean isNonBlocking() {
    return (flags() & OpenFlags.O_NONBLOCK) != 0;
  }
}
