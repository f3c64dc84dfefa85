package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.At;
import dev.seedkernel.kernel.abi.Capability;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.process.UserMemory;

/** Calls about what a file is: type, mode, owner, times. */
final class AttributeCalls {
  /** Bytes of struct stat (asm-generic/stat.h, 64 bits). */
  private static final int STAT_SIZE = 128;

  private static final long SECOND = 1_000_000_000L;
  private static final long UTIME_NOW = 0x3fff_ffffL;
  private static final long UTIME_OMIT = 0x3fff_fffeL;

  private AttributeCalls() {}

  static void define(Rows rows) {
    rows.supported(48, "faccessat", "dirfd:fd path:string mode:access", c -> faccessat(c, 0));
    rows.supported(
        439,
        "faccessat2",
        "dirfd:fd path:string mode:mode flags:hex",
        c -> faccessat(c, c.intArgument(3)));
    rows.supported(52, "fchmod", "fd:fd mode:mode", AttributeCalls::fchmod);
    rows.supported(53, "fchmodat", "dirfd:fd path:string mode:mode", AttributeCalls::fchmodat);
    rows.supported(
        54,
        "fchownat",
        "dirfd:fd path:string owner:int group:int flags:hex",
        AttributeCalls::fchownat);
    rows.supported(55, "fchown", "fd:fd owner:int group:int", AttributeCalls::fchown);
    rows.supported(
        79,
        "newfstatat",
        "dirfd:fd path:string statbuf:stat-out flags:at-flags",
        AttributeCalls::newfstatat);
    rows.supported(80, "fstat", "fd:fd statbuf:stat-out", AttributeCalls::fstat);
    rows.supported(
        88,
        "utimensat",
        "dirfd:fd path:string times:pointer flags:at-flags",
        AttributeCalls::utimensat);
    rows.supported(166, "umask", "mask:mode", AttributeCalls::umask);
  }

  private static void requireFlags(int flags, int allowed) throws ErrnoException {
    if ((flags & ~allowed) != 0) {
      throw Errno.EINVAL.exception();
    }
  }

  private static Inode inode(Call call, int flags) throws ErrnoException {
    return PathCalls.fileOrPath(call, 0, 1, flags, (flags & At.AT_SYMLINK_NOFOLLOW) == 0);
  }

  /**
   * Takes away the set-user-ID bit, and the set-group-ID bit where it means that, of a file whose
   * content somebody changes who has no right to such files.
   */
  static void loseSetId(Call call, Inode inode) {
    int mode = inode.mode();
    if ((mode & (FileMode.S_ISUID | FileMode.S_ISGID)) != 0
        && inode.type() == FileMode.S_IFREG
        && !call.process().credentials().has(Capability.CAP_FSETID)) {
      int left = withoutSetId(call, inode);
      if (left != mode) {
        inode.permissions(left);
      }
    }
  }

  /** Returns a mode without the bits by which a file lends its owner's rights. */
  private static int withoutSetId(Call call, Inode inode) {
    int mode = inode.mode() & ~FileMode.S_ISUID;
    boolean groupExecutes = (mode & 010) != 0;
    return groupExecutes || !call.process().credentials().maySetGroupId(inode.gid())
        ? mode & ~FileMode.S_ISGID
        : mode;
  }

  private static long faccessat(Call call, int flags) throws ErrnoException {
    int mode = call.intArgument(2);
    if ((mode & ~7) != 0) {
      throw Errno.EINVAL.exception();
    }
    requireFlags(flags, At.AT_EACCESS | At.AT_SYMLINK_NOFOLLOW | At.AT_EMPTY_PATH);
    Credentials own = call.process().credentials();
    Credentials asked = (flags & At.AT_EACCESS) != 0 ? own : own.ofRealIds();
    call.process().credentials(asked);
    try {
      asked.require(inode(call, flags), mode);
      return 0;
    } finally {
      call.process().credentials(own);
    }
  }

  private static long fchmod(Call call) throws ErrnoException {
    change(call, call.descriptors().get(call.intArgument(0)).inode(), call.intArgument(1));
    return 0;
  }

  private static void change(Call call, Inode inode, int permissions) throws ErrnoException {
    Credentials credentials = call.process().credentials();
    credentials.requireOwner(inode);
    boolean mayGroup = credentials.maySetGroupId(inode.gid());
    inode.permissions(mayGroup ? permissions : permissions & ~FileMode.S_ISGID);
  }

  private static long fchmodat(Call call) throws ErrnoException {
    change(call, inode(call, 0), call.intArgument(2));
    return 0;
  }

  private static long fchownat(Call call) throws ErrnoException {
    int flags = call.intArgument(4);
    requireFlags(flags, At.AT_SYMLINK_NOFOLLOW | At.AT_EMPTY_PATH);
    own(call, inode(call, flags), call.intArgument(2), call.intArgument(3));
    return 0;
  }

  private static long fchown(Call call) throws ErrnoException {
    Inode inode = call.descriptors().get(call.intArgument(0)).inode();
    own(call, inode, call.intArgument(1), call.intArgument(2));
    return 0;
  }

  private static void own(Call call, Inode inode, int uid, int gid) throws ErrnoException {
    Credentials credentials = call.process().credentials();
    if (!credentials.has(Capability.CAP_CHOWN)) {
      boolean owner = credentials.user().files() == inode.uid();
      boolean mayUser = uid == -1 || (owner && uid == inode.uid());
      boolean mayGroup = gid == -1 || (owner && (gid == inode.gid() || credentials.inGroup(gid)));
      if (!mayUser || !mayGroup) {
        throw Errno.EPERM.exception();
      }
    }
    if (inode.type() != FileMode.S_IFDIR) {
      // A new owner did not choose to lend its rights (chown(2)).
      inode.permissions(withoutSetId(call, inode));
    }
    inode.owner(uid == -1 ? inode.uid() : uid, gid == -1 ? inode.gid() : gid);
  }

  private static long newfstatat(Call call) throws ErrnoException {
    int flags = call.intArgument(3);
    requireFlags(flags, At.OF_STAT);
    writeStat(call.memory(), call.argument(2), inode(call, flags));
    return 0;
  }

  private static long fstat(Call call) throws ErrnoException {
    Inode inode = call.descriptors().getAny(call.intArgument(0)).inode();
    writeStat(call.memory(), call.argument(1), inode);
    return 0;
  }

  private static void writeStat(UserMemory memory, long at, Inode inode) {
    memory.requireWritable(at, STAT_SIZE);
    long blocks = inode instanceof RegularFile file ? file.allocatedBytes() / 512 : 0;
    long device = inode instanceof SpecialFile special ? special.device().encoded() : 0;
    memory.writeLong(at, inode.fileSystem().device());
    memory.writeLong(at + 8, inode.number());
    memory.writeInt(at + 16, inode.mode());
    memory.writeInt(at + 20, inode.links());
    memory.writeInt(at + 24, inode.uid());
    memory.writeInt(at + 28, inode.gid());
    memory.writeLong(at + 32, device);
    memory.writeLong(at + 40, 0);
    memory.writeLong(at + 48, inode.size());
    memory.writeInt(at + 56, RegularFile.PAGE_SIZE);
    memory.writeInt(at + 60, 0);
    memory.writeLong(at + 64, blocks);
    writeTime(memory, at + 72, inode.accessTime());
    writeTime(memory, at + 88, inode.modificationTime());
    writeTime(memory, at + 104, inode.changeTime());
    memory.writeLong(at + 120, 0);
  }

  /** Writes a struct timespec. */
  static void writeTime(UserMemory memory, long at, long nanoseconds) {
    memory.writeLong(at, Math.floorDiv(nanoseconds, SECOND));
    memory.writeLong(at + 8, Math.floorMod(nanoseconds, SECOND));
  }

  private static long utimensat(Call call) throws ErrnoException {
    int flags = call.intArgument(3);
    long times = call.argument(2);
    if (times != 0
        && call.memory().readLong(times + 8) == UTIME_OMIT
        && call.memory().readLong(times + 24) == UTIME_OMIT) {
      return 0; // Nothing to do: not even the path is looked at.
    }
    boolean byDescriptor = call.argument(1) == 0 && call.intArgument(0) != At.AT_FDCWD;
    requireFlags(flags, byDescriptor ? 0 : At.AT_SYMLINK_NOFOLLOW | At.AT_EMPTY_PATH);
    Inode inode =
        byDescriptor ? call.descriptors().get(call.intArgument(0)).inode() : inode(call, flags);
    long now = call.machine().clock().nanoseconds();
    requireTimes(call, inode, times);
    if (times == 0) {
      inode.times(now, now);
    } else {
      long access = time(call.memory(), times, now, inode.accessTime());
      long modification = time(call.memory(), times + 16, now, inode.modificationTime());
      inode.times(access, modification);
    }
    return 0;
  }

  /** Who may write to a file may give it the present time; any other only its owner may. */
  private static void requireTimes(Call call, Inode inode, long times) throws ErrnoException {
    Credentials credentials = call.process().credentials();
    boolean present =
        times == 0
            || (call.memory().readLong(times + 8) == UTIME_NOW
                && call.memory().readLong(times + 24) == UTIME_NOW);
    if (!present) {
      credentials.requireOwner(inode);
    } else if (!credentials.owns(inode)) {
      credentials.require(inode, Credentials.WRITE);
    }
  }

  private static long time(UserMemory memory, long at, long now, long old) throws ErrnoException {
    long seconds = memory.readLong(at);
    long nanoseconds = memory.readLong(at + 8);
    if (nanoseconds == UTIME_NOW) {
      return now;
    }
    if (nanoseconds == UTIME_OMIT) {
      return old;
    }
    if (nanoseconds < 0 || nanoseconds >= SECOND) {
      throw Errno.EINVAL.exception();
    }
    // Times are kept in nanoseconds: what is out of their range becomes its end, as on Linux.
    long most = Long.MAX_VALUE / SECOND - 1;
    return Math.clamp(seconds, -most, most) * SECOND + nanoseconds;
  }

  private static long umask(Call call) {
    int old = call.process().umask();
    call.process().umask(call.intArgument(0));
    return old;
  }
}
