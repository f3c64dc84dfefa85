package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.process.UserBuffer;
import dev.seedkernel.kernel.process.UserMemory;

/** Calls that move bytes to or from several places at once (readv(2)). */
final class VectorCalls {
  private static final int RWF_HIPRI = 1;
  private static final int RWF_DSYNC = 2;
  private static final int RWF_SYNC = 4;
  private static final int RWF_APPEND = 16;

  /** What counts, or asks for what is so anyway. RWF_NOWAIT is not for a tmpfs of Linux 6.1. */
  private static final int SUPPORTED = RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_APPEND;

  private VectorCalls() {}

  static void define(Rows rows) {
    rows.supported(65, "readv", "fd:fd iov:pointer iovcnt:int", VectorCalls::readv);
    rows.supported(66, "writev", "fd:fd iov:iovec-in iovcnt:int", VectorCalls::writev);
    rows.supported(
        69,
        "preadv",
        "fd:fd iov:pointer iovcnt:int offset:long",
        call -> readAt(call, FileCalls.position(call, 3), 0));
    rows.supported(
        70,
        "pwritev",
        "fd:fd iov:pointer iovcnt:int offset:long",
        call -> writeAt(call, FileCalls.position(call, 3), 0));
    rows.supported(
        286,
        "preadv2",
        "fd:fd iov:pointer iovcnt:int offset:long offset_high:long flags:hex",
        VectorCalls::preadv2);
    rows.supported(
        287,
        "pwritev2",
        "fd:fd iov:pointer iovcnt:int offset:long offset_high:long flags:hex",
        VectorCalls::pwritev2);
  }

  /** One element of a vectored call. */
  @FunctionalInterface
  private interface Step {
    int move(UserBuffer buffer, int length) throws ErrnoException;
  }

  private static long readv(Call call) throws ErrnoException {
    return read(call, 0);
  }

  private static long read(Call call, int flags) throws ErrnoException {
    OpenFile file = call.file(0);
    long total = requireVector(call);
    file.requireReadable();
    if (total == 0) {
      return 0;
    }
    FileCalls.requireRange(file.position(), total);
    requireFlags(flags);
    if (file.changes() == null) {
      return vector(call, file::read);
    }
    UserVector vector = UserVector.read(call, call.argument(1), call.intArgument(2));
    try {
      return vector.result(file.read(vector, vector.length()));
    } catch (ErrnoException e) {
      return FileWaits.orWait(call, file, e, false);
    }
  }

  private static long writev(Call call) throws ErrnoException {
    return write(call, 0);
  }

  private static long write(Call call, int flags) throws ErrnoException {
    OpenFile file = call.file(0);
    long total = requireVector(call);
    file.requireWritable();
    if (total == 0) {
      return 0;
    }
    FileCalls.requireRange(file.position(), total);
    requireFlags(flags);
    AttributeCalls.loseSetId(call, file.inode());
    if (file.changes() != null) {
      return FileWaits.write(
          call, file, UserVector.read(call, call.argument(1), call.intArgument(2)));
    }
    return vector(call, (flags & RWF_APPEND) != 0 ? file::append : file::write);
  }

  /** Offset -1 stands for the file position. */
  private static long preadv2(Call call) throws ErrnoException {
    int flags = call.intArgument(5);
    return call.argument(3) == -1
        ? read(call, flags)
        : readAt(call, FileCalls.position(call, 3), flags);
  }

  private static long pwritev2(Call call) throws ErrnoException {
    int flags = call.intArgument(5);
    return call.argument(3) == -1
        ? write(call, flags)
        : writeAt(call, FileCalls.position(call, 3), flags);
  }

  private static long readAt(Call call, long position, int flags) throws ErrnoException {
    OpenFile file = FileCalls.seekable(call);
    long total = requireVector(call);
    file.requireReadable();
    if (total == 0) {
      return 0;
    }
    FileCalls.requireRange(position, total);
    requireFlags(flags);
    return vector(
        call,
        new Step() {
          private long at = position;

          @Override
          public int move(UserBuffer buffer, int length) throws ErrnoException {
            int moved = file.readAt(at, buffer, length);
            at += moved;
            return moved;
          }
        });
  }

  private static long writeAt(Call call, long position, int flags) throws ErrnoException {
    OpenFile file = FileCalls.seekable(call);
    long total = requireVector(call);
    file.requireWritable();
    if (total == 0) {
      return 0;
    }
    FileCalls.requireRange(position, total);
    requireFlags(flags);
    AttributeCalls.loseSetId(call, file.inode());
    return vector(
        call,
        new Step() {
          private long at = (flags & RWF_APPEND) != 0 ? file.inode().size() : position;

          @Override
          public int move(UserBuffer buffer, int length) throws ErrnoException {
            int moved = file.writeAt(at, buffer, length);
            at += moved;
            return moved;
          }
        });
  }

  private static void requireFlags(int flags) throws ErrnoException {
    if ((flags & ~SUPPORTED) != 0) {
      throw Errno.EOPNOTSUPP.exception();
    }
  }

  /** Checks the vector of a call as a whole, and returns how many bytes it may move. */
  private static long requireVector(Call call) throws ErrnoException {
    long total = UserVector.require(call.memory(), call.argument(1), call.intArgument(2));
    return Math.min(total, FileCalls.MAX_COUNT);
  }

  /** Makes the steps of a vectored call until one moves less than it was asked to. */
  private static long vector(Call call, Step step) throws ErrnoException {
    UserMemory memory = call.memory();
    long address = call.argument(1);
    int elements = call.intArgument(2);
    long total = 0;
    for (int i = 0; i < elements; i++) {
      long base = memory.readLong(address + (long) i * UserVector.ELEMENT);
      long length = memory.readLong(address + (long) i * UserVector.ELEMENT + 8);
      int wanted = (int) Math.min(length, FileCalls.MAX_COUNT - total);
      if (wanted == 0) {
        continue;
      }
      long moved;
      try {
        UserBuffer buffer = new UserBuffer(memory, base);
        moved = buffer.result(step.move(buffer, wanted));
      } catch (ErrnoException e) {
        if (total > 0) {
          return total;
        }
        throw e;
      }
      total += moved;
      if (moved < wanted) {
        break;
      }
    }
    return total;
  }
}
