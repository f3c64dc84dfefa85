package dev.seedkernel.kernel.syscall;

import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.OpenDirectory;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.process.UserBuffer;
import dev.seedkernel.kernel.process.UserMemory;
import java.nio.charset.StandardCharsets;

/** Calls that move the bytes of open files. */
final class FileCalls {
  /** Most bytes that one call moves (MAX_RW_COUNT). */
  static final int MAX_COUNT = 0x7fff_f000;

  /** Bytes of struct linux_dirent64 before the name. */
  private static final int DIRENT_HEADER = 19;

  /** For a write at the position of the open file. */
  private static final long NO_POSITION = -1;

  /** The last that lseek knows. */
  private static final int SEEK_HOLE = 4;

  private FileCalls() {}

  static void define(Rows rows) {
    rows.supported(61, "getdents64", "fd:fd dirp:pointer count:size", FileCalls::getdents64);
    rows.supported(62, "lseek", "fd:fd offset:long whence:whence", FileCalls::lseek);
    rows.supported(63, "read", "fd:fd buf:output count:size", FileCalls::read);
    rows.supported(64, "write", "fd:fd buf:input count:size", FileCalls::write);
    rows.supported(67, "pread64", "fd:fd buf:output count:size offset:long", FileCalls::pread64);
    rows.supported(68, "pwrite64", "fd:fd buf:input count:size offset:long", FileCalls::pwrite64);
    rows.supported(46, "ftruncate", "fd:fd length:long", FileCalls::ftruncate);
    rows.supported(81, "sync", "", _ -> 0);
    rows.supported(82, "fsync", "fd:fd", FileCalls::fsync);
    rows.supported(83, "fdatasync", "fd:fd", FileCalls::fsync);
  }

  /** Addresses end here: what Linux's access_ok refuses before it looks at any byte. */
  private static final long ADDRESS_LIMIT = 1L << 48;

  /** Returns the number of bytes that a call may move; EFAULT if no buffer can be there. */
  static int count(long address, long count) throws ErrnoException {
    if (count < 0 || count > ADDRESS_LIMIT || address < 0 || address > ADDRESS_LIMIT - count) {
      throw Errno.EFAULT.exception();
    }
    return (int) Math.min(count, MAX_COUNT);
  }

  /**
   * As {@link #count(long, long)}, of a buffer and size in arguments 1 and 2, for a file's bytes
   * from a position on.
   */
  private static int count(Call call, long position) throws ErrnoException {
    int count = count(call.argument(1), call.argument(2));
    requireRange(position, call.argument(2));
    return count;
  }

  /**
   * Throws EINVAL if bytes would lie beyond the last position, whether the file can have them or
   * not (Linux's rw_verify_area).
   *
   * @param position not negative
   * @param count not negative
   */
  static void requireRange(long position, long count) throws ErrnoException {
    if (position > Long.MAX_VALUE - count) {
      throw Errno.EINVAL.exception();
    }
  }

  private static long read(Call call) throws ErrnoException {
    OpenFile file = call.file(0);
    UserBuffer buffer = new UserBuffer(call.memory(), call.argument(1));
    file.requireReadable();
    int count = count(call, file.position());
    try {
      return buffer.result(file.read(buffer, count));
    } catch (ErrnoException e) {
      return FileWaits.orWait(call, file, e, false);
    }
  }

  private static long write(Call call) throws ErrnoException {
    OpenFile file = call.file(0);
    file.requireWritable();
    int count = count(call, file.position());
    AttributeCalls.loseSetId(call, file.inode());
    if (file.changes() != null) {
      return FileWaits.write(call, file, UserVector.of(call, call.argument(1), count));
    }
    UserBuffer buffer = new UserBuffer(call.memory(), call.argument(1));
    return buffer.result(file.write(buffer, LimitCalls.room(call, file, NO_POSITION, count)));
  }

  private static long pread64(Call call) throws ErrnoException {
    long position = position(call, 3);
    OpenFile file = seekable(call);
    file.requireReadable();
    int count = count(call, position);
    UserBuffer buffer = new UserBuffer(call.memory(), call.argument(1));
    return buffer.result(file.readAt(position, buffer, count));
  }

  private static long pwrite64(Call call) throws ErrnoException {
    long position = position(call, 3);
    OpenFile file = seekable(call);
    file.requireWritable();
    int count = count(call, position);
    AttributeCalls.loseSetId(call, file.inode());
    UserBuffer buffer = new UserBuffer(call.memory(), call.argument(1));
    return buffer.result(
        file.writeAt(position, buffer, LimitCalls.room(call, file, position, count)));
  }

  /** Returns the open file of argument 0 for a call that names a position. */
  static OpenFile seekable(Call call) throws ErrnoException {
    OpenFile file = call.descriptors().get(call.intArgument(0));
    file.requireSeekable();
    return file;
  }

  static long position(Call call, int index) throws ErrnoException {
    long position = call.argument(index);
    if (position < 0) {
      throw Errno.EINVAL.exception();
    }
    return position;
  }

  private static long lseek(Call call) throws ErrnoException {
    OpenFile file = call.descriptors().get(call.intArgument(0));
    int whence = call.intArgument(2);
    if (whence < 0 || whence > SEEK_HOLE) {
      throw Errno.EINVAL.exception(); // also of what has no position
    }
    return file.seek(call.argument(1), whence);
  }

  private static long ftruncate(Call call) throws ErrnoException {
    if (call.argument(1) < 0) {
      throw Errno.EINVAL.exception();
    }
    OpenFile file = call.descriptors().get(call.intArgument(0));
    if (OpenFlags.writes(file.flags())) {
      AttributeCalls.loseSetId(call, file.inode());
    }
    LimitCalls.requireRoom(call, call.argument(1));
    file.truncate(call.argument(1));
    return 0;
  }

  private static long fsync(Call call) throws ErrnoException {
    if (call.descriptors().get(call.intArgument(0)).inode() instanceof SpecialFile) {
      throw Errno.EINVAL.exception();
    }
    return 0;
  }

  private static long getdents64(Call call) throws ErrnoException {
    if (!(call.descriptors().get(call.intArgument(0)) instanceof OpenDirectory directory)) {
      throw Errno.ENOTDIR.exception();
    }
    directory.requireReadable();
    if (directory.directory().links() == 0) {
      throw Errno.ENOENT.exception();
    }
    if ((directory.flags() & OpenFlags.O_NOATIME) == 0) {
      directory.inode().accessed();
    }
    UserMemory memory = call.memory();
    long start = call.argument(1);
    long room = call.argument(2) & 0xffff_ffffL;
    long used = 0;
    for (OpenDirectory.Entry entry : directory.upcoming()) {
      byte[] name = (entry.name() + '\0').getBytes(StandardCharsets.ISO_8859_1);
      int length = (DIRENT_HEADER + name.length + 7) & -8;
      if (used + length > room) {
        if (used == 0) {
          throw Errno.EINVAL.exception();
        }
        break;
      }
      long at = start + used;
      if (memory.space().accessible(at, length, MemoryFault.Access.STORE) < length) {
        if (used == 0) {
          throw Errno.EFAULT.exception();
        }
        break; // What was given out stays given out.
      }
      Inode inode = entry.inode();
      memory.writeLong(at, inode.number());
      memory.writeLong(at + 8, entry.next());
      memory.space().store16(at + 16, (short) length);
      memory.space().store8(at + 18, (byte) (inode.type() >> 12));
      memory.writeBytes(at + DIRENT_HEADER, name);
      used += length;
      directory.passed(entry);
    }
    return used;
  }
}
