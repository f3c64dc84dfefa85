package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.At;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Directory;
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
    return call.process().walker().walk(start(call, fd, path), path, followLast);
  }

  /** Resolves the path argument of a call that makes, removes or moves a name. */
  static PathWalker.Entry walkToName(Call call, int fd, int path) throws ErrnoException {
    return walkToName(call, call.intArgument(fd), call.memory().readPath(call.argument(path)));
  }

  static PathWalker.Entry walkToName(Call call, int fd, String path) throws ErrnoException {
    return call.process().walker().walkToName(start(call, fd, path), path);
  }

  /** Like {@link #walkToName}, for a call that looks at the names when it has walked two paths. */
  static PathWalker.Entry walkToAnyName(Call call, int fd, int argument) throws ErrnoException {
    String path = call.memory().readPath(call.argument(argument));
    return call.process().walker().walkToAnyName(start(call, call.intArgument(fd), path), path);
  }

  /** Returns whether an entry is named by its own name, and not as {@code /}, "." or "..". */
  static boolean isName(PathWalker.Entry entry) {
    String name = entry.name();
    return !name.isEmpty() && !name.equals(".") && !name.equals("..");
  }

  static Directory start(Call call, int fd, String path) throws ErrnoException {
    if (path.isEmpty()) {
      throw Errno.ENOENT.exception(); // whatever the descriptor
    }
    return path.charAt(0) == '/' ? call.process().workingDirectory() : directory(call, fd);
  }

  /** Returns the directory that relative paths start from. */
  static Directory directory(Call call, int fd) throws ErrnoException {
    if (fd == At.AT_FDCWD) {
      return call.process().workingDirectory();
    }
    if (call.descriptors().getAny(fd).inode() instanceof Directory directory) {
      return directory;
    }
    throw Errno.ENOTDIR.exception();
  }
}
