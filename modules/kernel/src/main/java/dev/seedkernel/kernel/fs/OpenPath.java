package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;

/**
 * A file that was opened with O_PATH: it stands for a place in the tree and cannot be used
 * otherwise.
 */
public final class OpenPath extends OpenFile {
  public OpenPath(Inode inode, String path, int flags) {
    super(inode, path, flags);
  }

  @Override
  public int readAt(long position, Transfer.Sink to, int length) throws ErrnoException {
    throw Errno.EBADF.exception();
  }

  @Override
  public int writeAt(long position, Transfer.Source from, int length) throws ErrnoException {
    throw Errno.EBADF.exception();
  }

  @Override
  public long seek(long offset, int whence) throws ErrnoException {
    throw Errno.EBADF.exception();
  }

  @Override
  public void truncate(long size) throws ErrnoException {
    throw Errno.EBADF.exception();
  }
}
