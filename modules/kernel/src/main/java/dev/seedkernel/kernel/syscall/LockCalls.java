package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.FileLocks;
import dev.seedkernel.kernel.fs.FileLocks.RecordLock;
import dev.seedkernel.kernel.fs.LockWaits;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.process.UserMemory;
import java.util.Optional;

/** Locks of files: the commands of fcntl(2), and flock(2). */
final class LockCalls {
  static final int F_GETLK = 5;
  static final int F_SETLK = 6;
  static final int F_SETLKW = 7;
  static final int F_OFD_GETLK = 36;
  static final int F_OFD_SETLK = 37;
  static final int F_OFD_SETLKW = 38;

  private static final int F_RDLCK = 0;
  private static final int F_WRLCK = 1;
  private static final int F_UNLCK = 2;

  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int LOCK_UN = 8;
  private static final int LOCK_MAND = 32;

  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;

  /** Bytes of struct flock. */
  private static final int FLOCK = 32;

  private LockCalls() {}

  static void define(Rows rows) {
    rows.supported(32, "flock", "fd:fd operation:hex", LockCalls::flock);
  }

  private static long flock(Call call) throws ErrnoException {
    int operation = call.intArgument(1);
    if ((operation & LOCK_MAND) != 0) {
      return 0; // Such locks are no longer there, and Linux says nothing.
    }
    FileLocks.Type type =
        switch (operation & ~LOCK_NB) {
          case LOCK_SH -> FileLocks.Type.SHARED;
          case LOCK_EX -> FileLocks.Type.EXCLUSIVE;
          case LOCK_UN -> FileLocks.Type.NONE;
          default -> throw Errno.EINVAL.exception();
        };
    OpenFile file = call.descriptors().get(call.intArgument(0));
    boolean opaque = !OpenFlags.reads(file.flags()) && !OpenFlags.writes(file.flags());
    if (type != FileLocks.Type.NONE && opaque) {
      throw Errno.EBADF.exception();
    }
    FileLocks locks = file.inode().locks();
    try {
      locks.setWhole(file, type);
      return 0;
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EAGAIN || (operation & LOCK_NB) != 0) {
        throw e;
      }
      return call.block(locks.changes());
    }
  }

  /** Answers fcntl's lock commands. */
  static long fcntl(Call call, OpenFile file, int command) throws ErrnoException {
    call.descriptors().get(call.intArgument(0)); // Not of O_PATH.
    boolean ofOpenFile = command >= F_OFD_GETLK;
    boolean asks = command == F_GETLK || command == F_OFD_GETLK;
    UserMemory memory = call.memory();
    long at = call.argument(2);
    long last = memory.readLong(at + FLOCK - Long.BYTES);
    int type = (short) memory.readInt(at);
    if (asks && type != F_RDLCK && type != F_WRLCK) {
      throw Errno.EINVAL.exception();
    }
    RecordLock lock = lock(call, file, at, type, ofOpenFile);
    if (!asks) {
      requireMode(file, lock.type());
    }
    if (ofOpenFile && (int) last != 0) {
      throw Errno.EINVAL.exception();
    }
    if (asks) {
      return answer(memory, at, file.inode().locks(), lock);
    }
    FileLocks locks = file.inode().locks();
    LockWaits waits = file.inode().fileSystem().lockWaits();
    waits.remove(lock.owner());
    try {
      locks.set(lock);
      return 0;
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EAGAIN || (command != F_SETLKW && command != F_OFD_SETLKW)) {
        throw e;
      }
    }
    // Open files may be shared by anybody, so only processes are known to wait for each other.
    RecordLock other =
        locks.conflict(lock.owner(), lock.type(), lock.start(), lock.end()).orElseThrow();
    if (!ofOpenFile && !waits.add(lock.owner(), other.owner())) {
      throw Errno.EDEADLK.exception();
    }
    long result = call.block(locks.changes());
    if (result != Call.BLOCKED) {
      waits.remove(lock.owner());
    }
    return result;
  }

  private static long answer(UserMemory memory, long at, FileLocks locks, RecordLock wanted) {
    Optional<RecordLock> found =
        locks.conflict(wanted.owner(), wanted.type(), wanted.start(), wanted.end());
    if (found.isEmpty()) {
      memory.space().store16(at, (short) F_UNLCK);
      return 0;
    }
    RecordLock lock = found.get();
    long length = lock.end() == Long.MAX_VALUE ? 0 : lock.end() - lock.start() + 1;
    memory.requireWritable(at, FLOCK);
    memory.space().store16(at, (short) (lock.type() == FileLocks.Type.SHARED ? F_RDLCK : F_WRLCK));
    memory.space().store16(at + 2, (short) SEEK_SET);
    memory.writeLong(at + 8, lock.start());
    memory.writeLong(at + 16, length);
    memory.writeInt(at + 24, lock.pid());
    return 0;
  }

  /** Reads a struct flock. */
  private static RecordLock lock(Call call, OpenFile file, long at, int type, boolean ofOpenFile)
      throws ErrnoException {
    UserMemory memory = call.memory();
    long offset = memory.readLong(at + 8);
    long length = memory.readLong(at + 16);
    long base =
        switch (memory.readInt(at) >> 16) {
          case SEEK_SET -> 0;
          case SEEK_CUR -> file.position();
          case SEEK_END -> file.inode().size();
          default -> throw Errno.EINVAL.exception();
        };
    if (offset > Long.MAX_VALUE - base) {
      throw Errno.EOVERFLOW.exception();
    }
    long start = base + offset;
    if (start < 0 || (length < 0 && start + length < 0)) {
      throw Errno.EINVAL.exception();
    }
    if (length > 0 && length - 1 > Long.MAX_VALUE - start) {
      throw Errno.EOVERFLOW.exception();
    }
    FileLocks.Type kind =
        switch (type) {
          case F_RDLCK -> FileLocks.Type.SHARED;
          case F_WRLCK -> FileLocks.Type.EXCLUSIVE;
          case F_UNLCK -> FileLocks.Type.NONE;
          default -> throw Errno.EINVAL.exception();
        };
    Object owner = ofOpenFile ? file : call.descriptors();
    int pid = ofOpenFile ? -1 : call.process().pid();
    // A negative length is that of a range that ends just before the start.
    long first = length < 0 ? start + length : start;
    long end = length == 0 ? Long.MAX_VALUE : length < 0 ? start - 1 : start + length - 1;
    return new RecordLock(owner, pid, kind, first, end);
  }

  private static void requireMode(OpenFile file, FileLocks.Type type) throws ErrnoException {
    boolean may =
        switch (type) {
          case SHARED -> OpenFlags.reads(file.flags());
          case EXCLUSIVE -> OpenFlags.writes(file.flags());
          case NONE -> true;
        };
    if (!may) {
      throw Errno.EBADF.exception();
    }
  }
}
