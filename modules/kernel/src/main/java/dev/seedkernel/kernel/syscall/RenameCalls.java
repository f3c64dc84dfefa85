package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Device;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.SpecialFile;
import org.jspecify.annotations.Nullable;

/** rename(2) with its rules. */
final class RenameCalls {
  private static final int RENAME_NOREPLACE = 1;
  private static final int RENAME_EXCHANGE = 2;
  private static final int RENAME_WHITEOUT = 4;

  private RenameCalls() {}

  static void define(Rows rows) {
    rows.supported(
        38,
        "renameat",
        "olddirfd:fd oldpath:string newdirfd:fd newpath:string",
        call -> rename(call, 0));
    rows.supported(
        276,
        "renameat2",
        "olddirfd:fd oldpath:string newdirfd:fd newpath:string flags:hex",
        call -> rename(call, call.intArgument(4)));
  }

  private static long rename(Call call, int flags) throws ErrnoException {
    boolean exchange = (flags & RENAME_EXCHANGE) != 0;
    boolean noReplace = (flags & RENAME_NOREPLACE) != 0;
    boolean whiteout = (flags & RENAME_WHITEOUT) != 0;
    if ((flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT)) != 0
        || (exchange && (noReplace || whiteout))) {
      throw Errno.EINVAL.exception();
    }
    PathWalker.Entry from = Paths.walkToAnyName(call, 0, 1);
    PathWalker.Entry to = Paths.walkToAnyName(call, 2, 3);
    if (from.parent().fileSystem() != to.parent().fileSystem()) {
      throw Errno.EXDEV.exception();
    }
    if (!Paths.isName(from) || !Paths.isName(to)) {
      boolean exists = Paths.isName(from) && noReplace;
      throw (exists ? Errno.EEXIST : Errno.EBUSY).exception();
    }
    from.requireLength();
    Inode inode = from.existing();
    to.requireLength();
    Inode target = exchange ? to.existing() : to.inode();
    if (target != null && noReplace) {
      throw Errno.EEXIST.exception();
    }
    requirePlaces(from, to, exchange);
    if (inode == target) {
      return 0;
    }
    PathCalls.requireNoMount(call, from);
    PathCalls.requireNoMount(call, to);
    requireRights(call, from, to, exchange);
    if (exchange) {
      from.parent().exchange(from.name(), to.parent(), to.name());
      return 0;
    }
    requireReplaceable(inode, target);
    if (whiteout) {
      leaveWhiteout(call, from, to);
    } else {
      from.parent().move(from.name(), to.parent(), to.name());
    }
    return 0;
  }

  /** What slashes promise must be so, and nothing may move into itself. */
  private static void requirePlaces(PathWalker.Entry from, PathWalker.Entry to, boolean exchange)
      throws ErrnoException {
    boolean slashes = from.directoryRequired() || (!exchange && to.directoryRequired());
    boolean directory = from.inode() instanceof Directory;
    if (slashes && !directory) {
      throw Errno.ENOTDIR.exception();
    }
    if (exchange && to.directoryRequired() && !(to.inode() instanceof Directory)) {
      throw Errno.ENOTDIR.exception();
    }
    if (from.inode() instanceof Directory moved && isWithin(to.parent(), moved)) {
      throw Errno.EINVAL.exception();
    }
    if (to.inode() instanceof Directory above && isWithin(from.parent(), above)) {
      throw (exchange ? Errno.EINVAL : Errno.ENOTEMPTY).exception();
    }
  }

  private static void requireRights(
      Call call, PathWalker.Entry from, PathWalker.Entry to, boolean exchange)
      throws ErrnoException {
    Credentials credentials = call.process().credentials();
    credentials.requireRemoval(from.parent(), from.existing());
    Inode target = to.inode();
    if (target == null) {
      credentials.require(to.parent(), Credentials.WRITE | Credentials.EXECUTE);
    } else {
      credentials.requireRemoval(to.parent(), target);
    }
    if (from.parent() == to.parent()) {
      return;
    }
    // Another parent is a change of what ".." is.
    if (from.inode() instanceof Directory directory) {
      credentials.require(directory, Credentials.WRITE);
    }
    if (exchange && target instanceof Directory directory) {
      credentials.require(directory, Credentials.WRITE);
    }
  }

  private static void requireReplaceable(Inode inode, @Nullable Inode target)
      throws ErrnoException {
    if (target instanceof Directory directory) {
      if (!(inode instanceof Directory)) {
        throw Errno.EISDIR.exception();
      }
      if (!directory.isEmpty()) {
        throw Errno.ENOTEMPTY.exception();
      }
    } else if (target != null && inode instanceof Directory) {
      throw Errno.ENOTDIR.exception();
    }
  }

  /** Moves, and leaves what overlayfs takes for "nothing is here": a device 0, 0. */
  private static void leaveWhiteout(Call call, PathWalker.Entry from, PathWalker.Entry to)
      throws ErrnoException {
    SpecialFile whiteout = from.parent().fileSystem().newSpecialFile(FileMode.S_IFCHR, Device.NONE);
    // Held as if open: where something fails, releasing it gives back what it took.
    whiteout.opened();
    try {
      from.parent().move(from.name(), to.parent(), to.name());
      call.process().credentials().own(whiteout, from.parent());
      from.parent().link(from.name(), whiteout);
      whiteout.changed(true);
    } finally {
      whiteout.released();
    }
  }

  /** Returns whether a directory is another one or lies below it. */
  private static boolean isWithin(Directory directory, Directory ancestor) {
    Directory at = directory;
    while (at != ancestor) {
      if (at.parent() == at) {
        return false;
      }
      at = at.parent();
    }
    return true;
  }
}
