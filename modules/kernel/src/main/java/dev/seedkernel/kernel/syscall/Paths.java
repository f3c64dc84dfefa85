package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.At;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.OpenDirectory;
import dev.seedkernel.kernel.fs.PathWalker;

/** Resolves the directory descriptor and path that a call names. */
final class Paths {
  private Paths() {}

  /**
   * Resolves a path argument.
   *
   * @param fd index of the argument with the directory descriptor
   * @param path index of the argument with the path
   */
  static PathWalker.Entry walk(Call call, int fd, int path, boolean followLast)
      throws ErrnoException {
    return walk(
        call, call.intArgument(fd), call.memory().readPath(call.argument(path)), followLast);
  }

  static PathWalker.Entry walk(Call call, int fd, String path, boolean followLast)
      throws ErrnoException {
    Directory start =
        path.startsWith("/") ? call.process().workingDirectory() : directory(call, fd);
    return call.machine().walker().walk(start, path, followLast);
  }

  /** Returns the directory that relative paths start from. */
  static Directory directory(Call call, int fd) throws ErrnoException {
    if (fd == At.AT_FDCWD) {
      return call.process().workingDirectory();
    }
    if (call.descriptors().get(fd) instanceof OpenDirectory open) {
      return open.directory();
    }
    throw Errno.ENOTDIR.exception();
  }
}
