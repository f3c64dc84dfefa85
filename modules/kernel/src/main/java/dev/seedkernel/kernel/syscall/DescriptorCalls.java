package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.GeneratedFile;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.OpenDirectory;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.OpenGeneratedFile;
import dev.seedkernel.kernel.fs.OpenPath;
import dev.seedkernel.kernel.fs.OpenRegularFile;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.fs.SymbolicLink;
import dev.seedkernel.kernel.quota.Limit;

/** Calls that make, copy and close descriptors. */
final class DescriptorCalls {
  private static final int F_DUPFD = 0;
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int FD_CLOEXEC = 1;

  /** Flags that are kept as status flags of the open file (F_GETFL). */
  private static final int KEPT_FLAGS =
      OpenFlags.O_ACCMODE
          | OpenFlags.O_PATH
          | OpenFlags.O_LARGEFILE
          | OpenFlags.O_SYNC
          | OpenFlags.O_DIRECTORY
          | OpenFlags.O_NOFOLLOW
          | OpenFile.SETTABLE_FLAGS;

  private DescriptorCalls() {}

  static void define(Rows rows) {
    rows.supported(23, "dup", "oldfd:fd", DescriptorCalls::dup);
    rows.supported(24, "dup3", "oldfd:fd newfd:fd flags:open-flags", DescriptorCalls::dup3);
    rows.partial(
        25,
        "fcntl",
        "fd:fd cmd:int arg:hex",
        "F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL; others give EINVAL",
        DescriptorCalls::fcntl);
    rows.partial(
        29,
        "ioctl",
        "fd:fd request:hex arg:pointer",
        "no file has one: ENOTTY",
        DescriptorCalls::ioctl);
    rows.partial(
        56,
        "openat",
        "dirfd:fd path:string flags:open-flags mode:mode",
        "O_TMPFILE gives EOPNOTSUPP",
        DescriptorCalls::openat);
    rows.supported(57, "close", "fd:fd", DescriptorCalls::close);
  }

  private static long openat(Call call) throws ErrnoException {
    String path = call.memory().readPath(call.argument(1));
    int flags = call.intArgument(2);
    if ((flags & OpenFlags.O_PATH) != 0) {
      // Of the other flags only these count (open(2)).
      flags &=
          OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;
    } else {
      flags |= OpenFlags.O_LARGEFILE; // as on every 64-bit system
    }
    if ((flags & OpenFlags.O_TMPFILE) == OpenFlags.O_TMPFILE) {
      throw Errno.EOPNOTSUPP.exception();
    }
    call.descriptors().requireFree();
    OpenFile file = open(call, path, flags);
    boolean cloexec = (flags & OpenFlags.O_CLOEXEC) != 0;
    return call.descriptors().add(file, 0, cloexec);
  }

  private static OpenFile open(Call call, String path, int flags) throws ErrnoException {
    boolean create = (flags & OpenFlags.O_CREAT) != 0;
    boolean exclusive = create && (flags & OpenFlags.O_EXCL) != 0;
    boolean follow = !exclusive && (flags & OpenFlags.O_NOFOLLOW) == 0;
    if (create && path.endsWith("/")) {
      requireNoNewDirectory(Paths.walkToName(call, call.intArgument(0), path));
    }
    PathWalker.Entry entry = Paths.walk(call, call.intArgument(0), path, follow);
    Inode inode = entry.inode();
    if (create) {
      if (inode != null && exclusive) {
        throw Errno.EEXIST.exception();
      }
      if (inode == null) {
        requireNoNewDirectory(entry);
        inode = create(call, entry);
        flags &= ~OpenFlags.O_TRUNC;
      }
    }
    if (inode == null) {
      throw Errno.ENOENT.exception();
    }
    if ((flags & OpenFlags.O_DIRECTORY) != 0 && !(inode instanceof Directory)) {
      throw Errno.ENOTDIR.exception();
    }
    String absolute = call.machine().walker().pathOf(entry);
    if ((flags & OpenFlags.O_PATH) != 0) {
      return new OpenPath(inode, absolute, flags & KEPT_FLAGS);
    }
    OpenFile opened = entry.opened();
    OpenFile again = opened == null ? null : opened.reopen(flags & KEPT_FLAGS);
    return again == null ? open(call, inode, absolute, flags) : again;
  }

  /** A name that ends in a slash cannot become a regular file, whatever is there. */
  private static void requireNoNewDirectory(PathWalker.Entry entry) throws ErrnoException {
    if (entry.directoryRequired() && Paths.isName(entry)) {
      throw Errno.EISDIR.exception();
    }
  }

  private static RegularFile create(Call call, PathWalker.Entry entry) throws ErrnoException {
    int mode = call.intArgument(3) & ~call.process().umask();
    RegularFile file = entry.parent().fileSystem().newRegularFile(mode);
    file.opened();
    try {
      entry.parent().link(entry.name(), file);
      file.changed(true);
    } finally {
      file.released();
    }
    return file;
  }

  private static OpenFile open(Call call, Inode inode, String path, int flags)
      throws ErrnoException {
    int kept = flags & KEPT_FLAGS;
    return switch (inode) {
      case RegularFile file -> {
        if ((flags & OpenFlags.O_TRUNC) != 0) {
          file.truncate(0);
        }
        yield new OpenRegularFile(file, path, kept);
      }
      case GeneratedFile file -> new OpenGeneratedFile(file, path, kept);
      case Directory directory -> {
        // Access mode 3 asks for both rights, and then gives neither.
        boolean writes = (flags & OpenFlags.O_ACCMODE) != OpenFlags.O_RDONLY;
        if (writes || (flags & (OpenFlags.O_CREAT | OpenFlags.O_TRUNC)) != 0) {
          throw Errno.EISDIR.exception();
        }
        yield new OpenDirectory(directory, path, kept);
      }
      case SymbolicLink _ -> throw Errno.ELOOP.exception();
      case SpecialFile special ->
          call.machine().devices().open(special, path, kept, Console.Stream.OUTPUT);
    };
  }

  private static long close(Call call) throws ErrnoException {
    call.descriptors().close(call.intArgument(0));
    return 0;
  }

  private static long dup(Call call) throws ErrnoException {
    return call.descriptors().add(call.descriptors().getAny(call.intArgument(0)), 0, false);
  }

  private static long dup3(Call call) throws ErrnoException {
    int from = call.intArgument(0);
    int to = call.intArgument(1);
    int flags = call.intArgument(2);
    if ((flags & ~OpenFlags.O_CLOEXEC) != 0 || from == to) {
      throw Errno.EINVAL.exception();
    }
    OpenFile file = call.descriptors().getAny(from);
    call.descriptors().replace(to, file, flags != 0);
    return to;
  }

  private static long fcntl(Call call) throws ErrnoException {
    int fd = call.intArgument(0);
    OpenFile file = call.descriptors().getAny(fd);
    int argument = call.intArgument(2);
    switch (call.intArgument(1)) {
      case F_DUPFD, F_DUPFD_CLOEXEC -> {
        if (argument < 0 || argument >= call.machine().limits().get(Limit.OPEN_FILES)) {
          throw Errno.EINVAL.exception();
        }
        return call.descriptors().add(file, argument, call.intArgument(1) == F_DUPFD_CLOEXEC);
      }
      case F_GETFD -> {
        return call.descriptors().closeOnExec(fd) ? FD_CLOEXEC : 0;
      }
      case F_SETFD -> call.descriptors().closeOnExec(fd, (argument & FD_CLOEXEC) != 0);
      case F_GETFL -> {
        return file.flags();
      }
      case F_SETFL -> call.descriptors().get(fd).statusFlags(argument);
      default -> {
        call.descriptors().get(fd);
        throw Errno.EINVAL.exception();
      }
    }
    return 0;
  }

  private static long ioctl(Call call) throws ErrnoException {
    call.descriptors().get(call.intArgument(0));
    throw Errno.ENOTTY.exception();
  }
}
