package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.At;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.process.UserMemory;

/** statx(2): what a file is, with the time it was made. */
final class StatxCalls {
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int STATX_BTIME = 0x800;
  private static final int STATX_MNT_ID = 0x1000;
  private static final int STATX_RESERVED = 0x8000_0000;

  private static final long STATX_ATTR_IMMUTABLE = 0x10;
  private static final long STATX_ATTR_APPEND = 0x20;
  private static final long STATX_ATTR_NODUMP = 0x40;
  private static final long STATX_ATTR_AUTOMOUNT = 0x1000;
  private static final long STATX_ATTR_MOUNT_ROOT = 0x2000;
  private static final long STATX_ATTR_DAX = 0x20_0000;

  /** What Linux's tmpfs could say of a file; of these only that it is the root is ever so. */
  private static final long ATTRIBUTES =
      STATX_ATTR_IMMUTABLE
          | STATX_ATTR_APPEND
          | STATX_ATTR_NODUMP
          | STATX_ATTR_AUTOMOUNT
          | STATX_ATTR_MOUNT_ROOT
          | STATX_ATTR_DAX;

  private static final int STATX_SIZE = 256;
  private static final long MOUNT_ID = 1;
  private static final long SECOND = 1_000_000_000L;

  private StatxCalls() {}

  static void define(Rows rows) {
    rows.supported(
        291,
        "statx",
        "dirfd:fd path:string flags:hex mask:hex statxbuf:pointer",
        StatxCalls::statx);
  }

  private static long statx(Call call) throws ErrnoException {
    int flags = call.intArgument(2);
    int mask = call.intArgument(3);
    if ((mask & STATX_RESERVED) != 0
        || (flags & At.AT_STATX_SYNC_TYPE) == At.AT_STATX_SYNC_TYPE
        || (flags & ~At.OF_STAT) != 0) {
      throw Errno.EINVAL.exception();
    }
    boolean follow = (flags & At.AT_SYMLINK_NOFOLLOW) == 0;
    write(call.memory(), call.argument(4), PathCalls.fileOrPath(call, 0, 1, flags, follow), mask);
    return 0;
  }

  private static void write(UserMemory memory, long at, Inode inode, int mask) {
    memory.requireWritable(at, STATX_SIZE);
    memory.writeBytes(at, new byte[STATX_SIZE]);
    boolean birth = (mask & STATX_BTIME) != 0;
    memory.writeInt(at, STATX_BASIC_STATS | STATX_MNT_ID | (birth ? STATX_BTIME : 0));
    memory.writeInt(at + 4, RegularFile.PAGE_SIZE);
    boolean root = inode == inode.fileSystem().root();
    memory.writeLong(at + 8, root ? STATX_ATTR_MOUNT_ROOT : 0);
    memory.writeInt(at + 16, inode.links());
    memory.writeInt(at + 20, inode.uid());
    memory.writeInt(at + 24, inode.gid());
    memory.space().store16(at + 28, (short) inode.mode());
    memory.writeLong(at + 32, inode.number());
    memory.writeLong(at + 40, inode.size());
    memory.writeLong(at + 48, inode instanceof RegularFile file ? file.allocatedBytes() / 512 : 0);
    memory.writeLong(at + 56, ATTRIBUTES);
    time(memory, at + 64, inode.accessTime());
    if (birth) {
      time(memory, at + 80, inode.birthTime());
    }
    time(memory, at + 96, inode.changeTime());
    time(memory, at + 112, inode.modificationTime());
    if (inode instanceof SpecialFile special) {
      memory.writeInt(at + 128, special.device().major());
      memory.writeInt(at + 132, special.device().minor());
    }
    memory.writeInt(at + 140, inode.fileSystem().device());
    memory.writeLong(at + 144, MOUNT_ID);
  }

  /** Writes a struct statx_timestamp. */
  private static void time(UserMemory memory, long at, long nanoseconds) {
    memory.writeLong(at, Math.floorDiv(nanoseconds, SECOND));
    memory.writeInt(at + 8, (int) Math.floorMod(nanoseconds, SECOND));
  }
}
