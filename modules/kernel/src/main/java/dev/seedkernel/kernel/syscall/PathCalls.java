package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.At;
import dev.seedkernel.kernel.abi.Capability;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Device;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.SymbolicLink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Calls that name files, directories and links. */
final class PathCalls {
  private PathCalls() {}

  static void define(Rows rows) {
    rows.supported(17, "getcwd", "buf:pointer size:size", PathCalls::getcwd);
    rows.partial(
        33,
        "mknodat",
        "dirfd:fd path:string mode:mode dev:hex",
        "block devices can be made and not be opened",
        PathCalls::mknodat);
    rows.supported(34, "mkdirat", "dirfd:fd path:string mode:mode", PathCalls::mkdirat);
    rows.supported(35, "unlinkat", "dirfd:fd path:string flags:at-flags", PathCalls::unlinkat);
    rows.supported(36, "symlinkat", "target:string dirfd:fd path:string", PathCalls::symlinkat);
    rows.supported(
        37,
        "linkat",
        "olddirfd:fd oldpath:string newdirfd:fd newpath:string flags:hex",
        PathCalls::linkat);
    rows.supported(45, "truncate", "path:string length:long", PathCalls::truncate);
    rows.supported(49, "chdir", "path:string", PathCalls::chdir);
    rows.supported(51, "chroot", "path:string", PathCalls::chroot);
    rows.supported(50, "fchdir", "fd:fd", PathCalls::fchdir);
    rows.supported(
        78, "readlinkat", "dirfd:fd path:string buf:output bufsiz:size", PathCalls::readlinkat);
  }

  /** Makes an inode; it has no name yet. */
  @FunctionalInterface
  private interface Maker {
    Inode make(FileSystem fileSystem, Directory parent) throws ErrnoException;
  }

  /** Gives a new inode the name that an entry leaves open. */
  private static void create(Call call, PathWalker.Entry entry, Maker maker) throws ErrnoException {
    if (entry.inode() != null) {
      throw Errno.EEXIST.exception();
    }
    if (entry.parent().links() == 0) {
      throw Errno.ENOENT.exception(); // removed while somebody was in it
    }
    Credentials credentials = call.process().credentials();
    credentials.require(entry.parent(), Credentials.WRITE | Credentials.EXECUTE);
    Inode inode = maker.make(entry.parent().fileSystem(), entry.parent());
    // Held as if open: where the link fails, releasing it gives back what it took.
    inode.opened();
    try {
      credentials.own(inode, entry.parent());
      entry.parent().link(entry.name(), inode);
      inode.changed(true);
    } finally {
      inode.released();
    }
  }

  private static long mkdirat(Call call) throws ErrnoException {
    int mode = call.intArgument(2) & 01777 & ~call.process().umask();
    create(call, Paths.walkToName(call, 0, 1), (fileSystem, _) -> fileSystem.newDirectory(mode));
    return 0;
  }

  private static long mknodat(Call call) throws ErrnoException {
    int wanted = call.intArgument(2);
    int type = wanted & FileMode.S_IFMT;
    int mode = wanted & FileMode.PERMISSIONS & ~call.process().umask();
    switch (type) {
      case 0,
          FileMode.S_IFREG,
          FileMode.S_IFCHR,
          FileMode.S_IFBLK,
          FileMode.S_IFIFO,
          FileMode.S_IFSOCK -> {}
      case FileMode.S_IFDIR -> throw Errno.EPERM.exception();
      default -> throw Errno.EINVAL.exception();
    }
    PathWalker.Entry entry = Paths.walkToName(call, 0, 1);
    if (entry.inode() == null && entry.directoryRequired()) {
      throw Errno.ENOENT.exception();
    }
    long device = call.argument(3) & 0xffff_ffffL;
    Device number =
        new Device(
            (int) (device >> 8) & 0xfff, (int) ((device & 0xff) | ((device >> 12) & 0xfff00)));
    boolean isDevice = type == FileMode.S_IFBLK || (type == FileMode.S_IFCHR && device != 0);
    boolean regular = type == 0 || type == FileMode.S_IFREG;
    create(
        call,
        entry,
        (fileSystem, _) -> {
          if (isDevice) {
            call.process().credentials().require(Capability.CAP_MKNOD);
          }
          return regular
              ? fileSystem.newRegularFile(mode)
              : fileSystem.newSpecialFile(type | mode, number);
        });
    return 0;
  }

  private static long symlinkat(Call call) throws ErrnoException {
    String target = call.memory().readPath(call.argument(0));
    if (target.isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    PathWalker.Entry entry = Paths.walkToName(call, 1, 2);
    if (entry.inode() == null && entry.directoryRequired()) {
      throw Errno.ENOENT.exception();
    }
    create(call, entry, (fileSystem, _) -> fileSystem.newSymbolicLink(target));
    return 0;
  }

  private static long linkat(Call call) throws ErrnoException {
    int flags = call.intArgument(4);
    if ((flags & ~(At.AT_SYMLINK_FOLLOW | At.AT_EMPTY_PATH)) != 0) {
      throw Errno.EINVAL.exception();
    }
    Inode inode = fileOrPath(call, 0, 1, flags, (flags & At.AT_SYMLINK_FOLLOW) != 0);
    PathWalker.Entry entry = Paths.walkToName(call, 2, 3);
    if (entry.inode() != null) {
      throw Errno.EEXIST.exception();
    }
    if (entry.directoryRequired()) {
      throw Errno.ENOENT.exception();
    }
    if (inode.fileSystem() != entry.parent().fileSystem()) {
      throw Errno.EXDEV.exception();
    }
    requireLinkable(call, inode, entry.parent());
    entry.parent().link(entry.name(), inode);
    if (inode instanceof RegularFile file) {
      file.naming(RegularFile.Naming.USUAL);
    }
    return 0;
  }

  private static void requireLinkable(Call call, Inode inode, Directory parent)
      throws ErrnoException {
    RegularFile.Naming naming =
        inode instanceof RegularFile file ? file.naming() : RegularFile.Naming.USUAL;
    if (naming == RegularFile.Naming.ELSEWHERE) {
      throw Errno.EXDEV.exception();
    }
    Credentials credentials = call.process().credentials();
    if (!credentials.owns(inode) && !harmless(credentials, inode)) {
      throw Errno.EPERM.exception();
    }
    credentials.require(parent, Credentials.WRITE | Credentials.EXECUTE);
    if (inode instanceof Directory) {
      throw Errno.EPERM.exception();
    }
    if (inode.links() == 0 && naming != RegularFile.Naming.NAMELESS) {
      throw Errno.ENOENT.exception();
    }
  }

  /**
   * Whom a file does not belong to may link it only if that gains nothing (protected_hardlinks).
   */
  private static boolean harmless(Credentials credentials, Inode inode) {
    int mode = inode.mode();
    boolean lends =
        (mode & FileMode.S_ISUID) != 0
            || (mode & (FileMode.S_ISGID | 010)) == (FileMode.S_ISGID | 010);
    return inode.type() == FileMode.S_IFREG
        && !lends
        && credentials.may(inode, Credentials.READ | Credentials.WRITE);
  }

  /**
   * Returns the inode that a call names by path, or by descriptor where AT_EMPTY_PATH allows it.
   *
   * @param fd index of the argument with the descriptor
   * @param path index of the argument with the path
   */
  static Inode fileOrPath(Call call, int fd, int path, int flags, boolean follow)
      throws ErrnoException {
    String name = call.memory().readPath(call.argument(path));
    if (name.isEmpty() && (flags & At.AT_EMPTY_PATH) != 0) {
      return call.intArgument(fd) == At.AT_FDCWD
          ? call.process().workingDirectory()
          : call.descriptors().getAny(call.intArgument(fd)).inode();
    }
    return Paths.walk(call, call.intArgument(fd), name, follow).existing();
  }

  private static long unlinkat(Call call) throws ErrnoException {
    int flags = call.intArgument(2);
    if ((flags & ~At.AT_REMOVEDIR) != 0) {
      throw Errno.EINVAL.exception();
    }
    PathWalker.Entry entry = Paths.walkToName(call, 0, 1);
    boolean directory = (flags & At.AT_REMOVEDIR) != 0;
    switch (entry.name()) {
      case "" -> throw (directory ? Errno.EBUSY : Errno.EISDIR).exception();
      case "." -> throw (directory ? Errno.EINVAL : Errno.EISDIR).exception();
      case ".." -> throw (directory ? Errno.ENOTEMPTY : Errno.EISDIR).exception();
      default -> {}
    }
    Inode inode = entry.existing();
    requireNoMount(call, entry);
    if (!directory && entry.directoryRequired()) {
      throw (inode instanceof Directory ? Errno.EISDIR : Errno.ENOTDIR).exception();
    }
    call.process().credentials().requireRemoval(entry.parent(), inode);
    if (directory) {
      requireRemovable(entry.parent(), inode);
    } else if (inode instanceof Directory) {
      throw Errno.EISDIR.exception();
    }
    entry.parent().unlink(entry.name());
    return 0;
  }

  /** A name that something is mounted on can be neither removed nor renamed. */
  static void requireNoMount(Call call, PathWalker.Entry entry) throws ErrnoException {
    if (call.machine().mounts().isMountPoint(entry.parent(), entry.name())) {
      throw Errno.EBUSY.exception();
    }
  }

  private static void requireRemovable(Directory parent, Inode inode) throws ErrnoException {
    if (!(inode instanceof Directory directory)) {
      throw Errno.ENOTDIR.exception();
    }
    parent.requireRemovals();
    if (!directory.isEmpty()) {
      throw Errno.ENOTEMPTY.exception();
    }
  }

  private static long truncate(Call call) throws ErrnoException {
    long length = call.argument(1);
    if (length < 0) {
      throw Errno.EINVAL.exception();
    }
    Inode inode =
        Paths.walk(call, At.AT_FDCWD, call.memory().readPath(call.argument(0)), true).existing();
    switch (inode) {
      case RegularFile file -> {
        call.process().credentials().require(file, Credentials.WRITE);
        file.requireNotRunning();
        AttributeCalls.loseSetId(call, file);
        file.truncate(length);
      }
      case Directory _ -> throw Errno.EISDIR.exception();
      default -> throw Errno.EINVAL.exception();
    }
    return 0;
  }

  private static long chdir(Call call) throws ErrnoException {
    Inode inode =
        Paths.walk(call, At.AT_FDCWD, call.memory().readPath(call.argument(0)), true).existing();
    if (!(inode instanceof Directory directory)) {
      throw Errno.ENOTDIR.exception();
    }
    call.process().credentials().require(directory, Credentials.EXECUTE);
    call.process().workingDirectory(directory);
    return 0;
  }

  private static long chroot(Call call) throws ErrnoException {
    Inode inode =
        Paths.walk(call, At.AT_FDCWD, call.memory().readPath(call.argument(0)), true).existing();
    if (!(inode instanceof Directory directory)) {
      throw Errno.ENOTDIR.exception();
    }
    call.process().credentials().require(directory, Credentials.EXECUTE);
    call.process().credentials().require(Capability.CAP_SYS_CHROOT);
    call.process().rootDirectory(directory);
    return 0;
  }

  private static long fchdir(Call call) throws ErrnoException {
    OpenFile file = call.descriptors().getAny(call.intArgument(0));
    if (!(file.inode() instanceof Directory directory)) {
      throw Errno.ENOTDIR.exception();
    }
    call.process().credentials().require(directory, Credentials.EXECUTE);
    call.process().workingDirectory(directory);
    return 0;
  }

  private static long getcwd(Call call) throws ErrnoException {
    String path = call.process().walker().pathOf(call.process().workingDirectory());
    if (path == null) {
      throw Errno.ENOENT.exception();
    }
    byte[] bytes = (path + '\0').getBytes(StandardCharsets.ISO_8859_1);
    if (Long.compareUnsigned(call.argument(1), bytes.length) < 0) {
      throw Errno.ERANGE.exception();
    }
    call.memory().writeBytes(call.argument(0), bytes);
    return bytes.length;
  }

  private static long readlinkat(Call call) throws ErrnoException {
    int size = call.intArgument(3);
    if (size <= 0) {
      throw Errno.EINVAL.exception();
    }
    String path = call.memory().readPath(call.argument(1));
    String target;
    if (fileOrPath(call, 0, 1, At.AT_EMPTY_PATH, false) instanceof SymbolicLink link) {
      target = link.target();
      link.accessed();
    } else {
      throw (path.isEmpty() ? Errno.ENOENT : Errno.EINVAL).exception();
    }
    byte[] bytes = target.getBytes(StandardCharsets.ISO_8859_1);
    int count = Math.min(bytes.length, size);
    call.memory().writeBytes(call.argument(2), Arrays.copyOf(bytes, count));
    return count;
  }
}
