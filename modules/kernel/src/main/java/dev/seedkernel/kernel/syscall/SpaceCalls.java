package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.At;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.OpenPipe;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.process.UserMemory;

/** Calls about the room that files take, and hints about their use. */
final class SpaceCalls {
  private static final int FALLOC_FL_KEEP_SIZE = 1;
  private static final int FALLOC_FL_PUNCH_HOLE = 2;

  /** The largest position of a file (MAX_LFS_FILESIZE). */
  private static final long MAX_POSITION = Long.MAX_VALUE;

  private static final int POSIX_FADV_NOREUSE = 5;
  private static final int SYNC_FILE_RANGE_ALL = 7;

  private static final long TMPFS_MAGIC = 0x0102_1994;
  private static final long PROC_SUPER_MAGIC = 0x9fa0;
  private static final long SYSFS_MAGIC = 0x6265_6572;
  private static final int STATFS_SIZE = 120;

  /** Says that the flags of a mount are there; none is set (ST_VALID). */
  private static final long ST_VALID = 0x20;

  private SpaceCalls() {}

  static void define(Rows rows) {
    String limits = "room and files are those of the machine's limits, of /proc and /sys too";
    rows.partial(43, "statfs", "path:string buf:pointer", limits, SpaceCalls::statfs);
    rows.partial(44, "fstatfs", "fd:fd buf:pointer", limits, SpaceCalls::fstatfs);
    rows.supported(47, "fallocate", "fd:fd mode:hex offset:long len:long", SpaceCalls::fallocate);
    rows.supported(
        84, "sync_file_range", "fd:fd offset:long nbytes:long flags:hex", SpaceCalls::syncRange);
    rows.supported(213, "readahead", "fd:fd offset:long count:size", SpaceCalls::readahead);
    rows.supported(
        223, "fadvise64", "fd:fd offset:long len:long advice:int", SpaceCalls::fadvise64);
    String watches = "nothing watches files";
    rows.refused(26, "inotify_init1", "flags:hex", Errno.ENOSYS, watches);
    rows.refused(27, "inotify_add_watch", "fd:fd path:string mask:hex", Errno.ENOSYS, watches);
    rows.refused(28, "inotify_rm_watch", "fd:fd wd:int", Errno.ENOSYS, watches);
    rows.refused(262, "fanotify_init", "flags:hex event_f_flags:hex", Errno.ENOSYS, watches);
    rows.refused(
        263,
        "fanotify_mark",
        "fanotify_fd:fd flags:hex mask:hex dirfd:fd path:string",
        Errno.ENOSYS,
        watches);
    String handles = "files have no handles, as on file systems that cannot be exported";
    rows.refused(
        264,
        "name_to_handle_at",
        "dirfd:fd path:string handle:pointer mount_id:pointer flags:hex",
        Errno.EOPNOTSUPP,
        handles);
    rows.refused(
        265,
        "open_by_handle_at",
        "mount_fd:fd handle:pointer flags:open-flags",
        Errno.EOPNOTSUPP,
        handles);
    rows.supported(267, "syncfs", "fd:fd", SpaceCalls::syncfs);
  }

  private static long fallocate(Call call) throws ErrnoException {
    OpenFile file = call.descriptors().get(call.intArgument(0));
    int mode = call.intArgument(1);
    long position = call.argument(2);
    long length = call.argument(3);
    if (position < 0 || length <= 0) {
      throw Errno.EINVAL.exception();
    }
    // Of all modes these are what a tmpfs of Linux 6.1 has.
    boolean punch = mode == (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE);
    if (!punch && (mode & ~FALLOC_FL_KEEP_SIZE) != 0) {
      throw Errno.EOPNOTSUPP.exception();
    }
    file.requireWritable();
    if (!(file.inode() instanceof RegularFile regular)) {
      throw (file.inode() instanceof Directory ? Errno.EISDIR : Errno.ENODEV).exception();
    }
    if (length > MAX_POSITION - position) {
      throw Errno.EFBIG.exception();
    }
    AttributeCalls.loseSetId(call, regular);
    if (punch) {
      regular.punch(position, length);
    } else {
      regular.allocate(position, length, mode != 0);
    }
    return 0;
  }

  private static long fadvise64(Call call) throws ErrnoException {
    if (call.descriptors().get(call.intArgument(0)) instanceof OpenPipe) {
      throw Errno.ESPIPE.exception();
    }
    int advice = call.intArgument(3);
    if (call.argument(2) < 0 || advice < 0 || advice > POSIX_FADV_NOREUSE) {
      throw Errno.EINVAL.exception();
    }
    return 0;
  }

  private static long readahead(Call call) throws ErrnoException {
    OpenFile file = call.descriptors().get(call.intArgument(0));
    file.requireReadable();
    if (!(file.inode() instanceof RegularFile)) {
      throw Errno.EINVAL.exception();
    }
    return 0;
  }

  private static long syncRange(Call call) throws ErrnoException {
    OpenFile file = call.descriptors().get(call.intArgument(0));
    long position = call.argument(1);
    long length = call.argument(2);
    boolean range = position >= 0 && length >= 0 && length <= MAX_POSITION - position;
    if (!range || (call.intArgument(3) & ~SYNC_FILE_RANGE_ALL) != 0) {
      throw Errno.EINVAL.exception();
    }
    if (file.inode() instanceof SpecialFile) {
      throw Errno.ESPIPE.exception();
    }
    return 0;
  }

  private static long syncfs(Call call) throws ErrnoException {
    call.descriptors().get(call.intArgument(0));
    return 0;
  }

  private static long statfs(Call call) throws ErrnoException {
    String path = call.memory().readPath(call.argument(0));
    return write(call, Paths.walk(call, At.AT_FDCWD, path, true).existing());
  }

  private static long fstatfs(Call call) throws ErrnoException {
    return write(call, call.descriptors().getAny(call.intArgument(0)).inode());
  }

  private static long write(Call call, Inode inode) {
    FileSystem fileSystem = inode.fileSystem();
    long most = fileSystem.bytes().most() / RegularFile.PAGE_SIZE;
    long free = most - fileSystem.bytes().used() / RegularFile.PAGE_SIZE;
    long files = fileSystem.files().most();
    UserMemory memory = call.memory();
    long at = call.argument(1);
    memory.requireWritable(at, STATFS_SIZE);
    long magic =
        switch (fileSystem.kind()) {
          case ROOTFS, TMPFS, DEVTMPFS -> TMPFS_MAGIC;
          case PROC -> PROC_SUPER_MAGIC;
          case SYSFS -> SYSFS_MAGIC;
        };
    long[] words = {
      magic,
      RegularFile.PAGE_SIZE,
      most,
      free,
      free,
      files,
      files - fileSystem.files().used(),
      0,
      Directory.NAME_MAX,
      RegularFile.PAGE_SIZE,
      ST_VALID,
      0,
      0,
      0,
      0
    };
    for (int i = 0; i < words.length; i++) {
      memory.writeLong(at + (long) i * Long.BYTES, words[i]);
    }
    return 0;
  }
}
