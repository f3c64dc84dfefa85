package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.At;
import dev.seedkernel.kernel.abi.Capability;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.pseudofs.MountOptions;
import dev.seedkernel.kernel.pseudofs.PseudoFileSystems;

/** Calls about what is mounted where. */
final class MountCalls {
  private static final int MS_RDONLY = 1;
  private static final int MS_REMOUNT = 1 << 5;
  private static final int MS_BIND = 1 << 12;
  private static final int MS_MOVE = 1 << 13;

  /** MS_UNBINDABLE, MS_PRIVATE, MS_SLAVE and MS_SHARED. */
  private static final int PROPAGATION = 0xf << 17;

  private static final int MNT_FORCE = 1;
  private static final int MNT_DETACH = 2;
  private static final int MNT_EXPIRE = 4;
  private static final int UMOUNT_NOFOLLOW = 8;

  /** Most bytes of the strings that mount takes beside paths: a page. */
  private static final int PAGE = 4096;

  private MountCalls() {}

  static void define(Rows rows) {
    rows.partial(
        39,
        "umount2",
        "target:string flags:hex",
        "MNT_EXPIRE gives EINVAL; MNT_FORCE is as without",
        MountCalls::umount);
    rows.partial(
        40,
        "mount",
        "source:string target:string filesystemtype:string mountflags:hex data:pointer",
        "proc, sysfs, tmpfs and devtmpfs, read-write; MS_BIND, MS_MOVE and MS_RDONLY give EINVAL;"
            + " other flags are shown and do not count; what is mounted is not handed out",
        MountCalls::mount);
    rows.refused(
        41,
        "pivot_root",
        "new_root:string put_old:string",
        Errno.EINVAL,
        "the root stays, as on Linux where it is an initramfs");
    rows.refused(
        428,
        "open_tree",
        "dirfd:fd path:string flags:hex",
        Errno.ENOSYS,
        "as a kernel without the newer calls; mount does");
    rows.refused(
        429,
        "move_mount",
        "from_dirfd:fd from_path:string to_dirfd:fd to_path:string flags:hex",
        Errno.ENOSYS,
        "as a kernel without the newer calls; mount does");
    rows.refused(
        430,
        "fsopen",
        "fsname:string flags:hex",
        Errno.ENOSYS,
        "as a kernel without the newer calls; mount does");
  }

  private static long mount(Call call) throws ErrnoException {
    // Linux copies the strings first, and only then looks at the path.
    String type = string(call, 2);
    String source = string(call, 0);
    if (call.argument(4) != 0) {
      call.memory().readBytes(call.argument(4), 1);
    }
    String data = string(call, 4);
    int flags = call.intArgument(3);
    Inode inode = target(call, 1, true);
    call.process().credentials().require(Capability.CAP_SYS_ADMIN);
    if ((flags & MS_REMOUNT) != 0) {
      requireMountRoot(call, inode);
      requireSupported(flags);
      return 0;
    }
    if ((flags & PROPAGATION) != 0) {
      requireMountRoot(call, inode);
      return 0; // There is one namespace: nothing is propagated to.
    }
    requireSupported(flags);
    if (type.isEmpty()) {
      throw (call.argument(2) == 0 ? Errno.EINVAL : Errno.ENODEV).exception();
    }
    MountOptions options = MountOptions.parse(flags, data);
    PseudoFileSystems systems = new PseudoFileSystems(call.machine());
    systems.mount(type, source.isEmpty() ? "none" : source, options, inode);
    return 0;
  }

  private static void requireSupported(int flags) throws ErrnoException {
    if ((flags & (MS_BIND | MS_MOVE | MS_RDONLY)) != 0) {
      throw Errno.EINVAL.exception();
    }
  }

  private static Directory requireMountRoot(Call call, Inode inode) throws ErrnoException {
    if (inode instanceof Directory directory && call.machine().mounts().of(directory) != null) {
      return directory;
    }
    throw Errno.EINVAL.exception();
  }

  /** Returns a string argument; empty for NULL. */
  private static String string(Call call, int index) throws ErrnoException {
    if (call.argument(index) == 0) {
      return "";
    }
    String string = call.memory().readString(call.argument(index), PAGE);
    if (string == null) {
      throw Errno.EINVAL.exception();
    }
    return string;
  }

  private static Inode target(Call call, int index, boolean follow) throws ErrnoException {
    String path = call.memory().readPath(call.argument(index));
    PathWalker.Entry entry = Paths.walk(call, At.AT_FDCWD, path, follow);
    return entry.existing();
  }

  private static long umount(Call call) throws ErrnoException {
    int flags = call.intArgument(1);
    if ((flags & ~(MNT_FORCE | MNT_DETACH | UMOUNT_NOFOLLOW)) != 0 || (flags & MNT_EXPIRE) != 0) {
      throw Errno.EINVAL.exception();
    }
    Inode inode = target(call, 0, (flags & UMOUNT_NOFOLLOW) == 0);
    call.process().credentials().require(Capability.CAP_SYS_ADMIN);
    Directory root = requireMountRoot(call, inode);
    call.machine().mounts().unmount(root, (flags & MNT_DETACH) != 0);
    return 0;
  }
}
