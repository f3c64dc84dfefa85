package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.At;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.fs.Inode;

/**
 * Extended attributes (xattr(7)): no file has one. A tmpfs of Linux 6.1 has none of users either.
 */
final class ExtendedAttributeCalls {
  private static final int XATTR_CREATE = 1;
  private static final int XATTR_REPLACE = 2;

  /** Bytes of the longest name, and of the largest value. */
  private static final int XATTR_NAME_MAX = 255;

  private static final long XATTR_SIZE_MAX = 65_536;

  private static final String NOTE =
      "no attribute can be set: EOPNOTSUPP, as Linux's tmpfs says of user.*; those of trusted.* and"
          + " security.* too";

  private ExtendedAttributeCalls() {}

  /** How a call names its file. */
  @FunctionalInterface
  private interface Target {
    Inode inode(Call call) throws ErrnoException;
  }

  static void define(Rows rows) {
    define(rows, 0, "", "path:string", call -> path(call, true));
    define(rows, 1, "l", "path:string", call -> path(call, false));
    define(rows, 2, "f", "fd:fd", call -> call.descriptors().get(call.intArgument(0)).inode());
  }

  private static void define(Rows rows, int index, String prefix, String file, Target target) {
    rows.partial(
        5 + index,
        prefix + "setxattr",
        file + " name:string value:pointer size:size flags:hex",
        NOTE,
        call -> set(call, target));
    rows.supported(
        8 + index,
        prefix + "getxattr",
        file + " name:string value:pointer size:size",
        call -> get(call, target));
    rows.supported(
        11 + index,
        prefix + "listxattr",
        file + " list:pointer size:size",
        call -> {
          target.inode(call);
          return 0;
        });
    rows.supported(
        14 + index, prefix + "removexattr", file + " name:string", call -> remove(call, target));
  }

  private static Inode path(Call call, boolean follow) throws ErrnoException {
    return Paths.walk(call, At.AT_FDCWD, call.memory().readPath(call.argument(0)), follow)
        .existing();
  }

  private static String name(Call call) throws ErrnoException {
    String name = call.memory().readString(call.argument(1), XATTR_NAME_MAX + 1);
    if (name == null || name.isEmpty()) {
      throw Errno.ERANGE.exception();
    }
    return name;
  }

  private static long set(Call call, Target target) throws ErrnoException {
    int flags = call.intArgument(4);
    long size = call.argument(3);
    Inode inode = target.inode(call);
    if ((flags & ~(XATTR_CREATE | XATTR_REPLACE)) != 0) {
      throw Errno.EINVAL.exception();
    }
    String name = name(call);
    if (Long.compareUnsigned(size, XATTR_SIZE_MAX) > 0) {
      throw Errno.E2BIG.exception();
    }
    call.memory().readBytes(call.argument(2), (int) size);
    requireUsable(inode, name, Errno.EPERM);
    throw Errno.EOPNOTSUPP.exception();
  }

  private static long get(Call call, Target target) throws ErrnoException {
    Inode inode = target.inode(call);
    String name = name(call);
    requireUsable(inode, name, Errno.ENODATA);
    throw missing(name);
  }

  private static long remove(Call call, Target target) throws ErrnoException {
    Inode inode = target.inode(call);
    String name = name(call);
    requireUsable(inode, name, Errno.EPERM);
    throw missing(name);
  }

  /** Attributes of users are for files and directories only (xattr(7)). */
  private static void requireUsable(Inode inode, String name, Errno otherwise)
      throws ErrnoException {
    int type = inode.type();
    if (name.startsWith("user.") && type != FileMode.S_IFREG && type != FileMode.S_IFDIR) {
      throw otherwise.exception();
    }
  }

  /** In name spaces that there are, an attribute is missing. */
  private static ErrnoException missing(String name) {
    boolean known =
        name.startsWith("trusted.")
            || name.startsWith("security.")
            || name.startsWith("system.posix_acl_");
    return (known ? Errno.ENODATA : Errno.EOPNOTSUPP).exception();
  }
}
