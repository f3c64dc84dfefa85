package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.OpenPipe;
import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Calls that move bytes between a pipe and something else (splice(2)). Bytes are copied. */
final class SpliceCalls {
  /** Most bytes that one call moves: a caller must expect less than it asked for. */
  private static final int MOST = 1 << 20;

  private static final int SPLICE_F_NONBLOCK = 2;
  private static final int SPLICE_F_ALL = 15;

  private SpliceCalls() {}

  static void define(Rows rows) {
    rows.supported(
        75, "vmsplice", "fd:fd iov:pointer nr_segs:size flags:hex", SpliceCalls::vmsplice);
    rows.supported(
        76,
        "splice",
        "fd_in:fd off_in:pointer fd_out:fd off_out:pointer len:size flags:hex",
        SpliceCalls::splice);
    rows.supported(77, "tee", "fd_in:fd fd_out:fd len:size flags:hex", SpliceCalls::tee);
  }

  private static int flags(Call call, int index) throws ErrnoException {
    int flags = call.intArgument(index);
    if ((flags & ~SPLICE_F_ALL) != 0) {
      throw Errno.EINVAL.exception();
    }
    return flags;
  }

  private static boolean waits(OpenFile file, int flags) {
    return (flags & SPLICE_F_NONBLOCK) == 0 && (file.flags() & OpenFlags.O_NONBLOCK) == 0;
  }

  private static long splice(Call call) throws ErrnoException {
    if (call.argument(4) == 0) {
      return 0;
    }
    int flags = flags(call, 5);
    OpenFile in = call.descriptors().get(call.intArgument(0));
    OpenFile out = call.descriptors().get(call.intArgument(2));
    in.requireReadable();
    out.requireWritable();
    long inAt = call.argument(1);
    long outAt = call.argument(3);
    if ((in instanceof OpenPipe && inAt != 0) || (out instanceof OpenPipe && outAt != 0)) {
      throw Errno.ESPIPE.exception();
    }
    int length = length(call.argument(4));
    if (in instanceof OpenPipe from && out instanceof OpenPipe to) {
      return betweenPipes(call, from, to, length, flags, true);
    }
    try {
      if (in instanceof OpenPipe from) {
        return fromPipe(call, from, out, outAt, length, flags);
      }
      if (out instanceof OpenPipe to) {
        return toPipe(call, in, inAt, to, length, flags);
      }
    } catch (ErrnoException e) {
      FileWaits.raise(call, out, e);
      throw e;
    }
    throw Errno.EINVAL.exception();
  }

  private static int length(long argument) {
    return (int) (argument < 0 ? MOST : Math.min(argument, MOST));
  }

  private static long fromPipe(
      Call call, OpenPipe from, OpenFile out, long outAt, int length, int flags)
      throws ErrnoException {
    if ((out.flags() & OpenFlags.O_APPEND) != 0) {
      throw Errno.EINVAL.exception();
    }
    long position = outAt == 0 ? out.position() : offset(call, outAt);
    FileCalls.requireRange(position, length);
    if (from.queued() == 0) {
      return emptyPipe(call, from, flags);
    }
    byte[] bytes = new byte[(int) Math.min(length, from.queued())];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    int there = from.peek(segment, bytes.length);
    int written;
    try {
      written =
          outAt == 0
              ? out.write(Transfer.from(segment), there)
              : out.writeAt(position, Transfer.from(segment), there);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EAGAIN && waits(out, flags)) {
        return block(call, out.changes());
      }
      throw e;
    }
    from.skip(written);
    if (outAt != 0) {
      call.memory().writeLong(outAt, position + written);
    }
    return written;
  }

  private static long toPipe(Call call, OpenFile in, long inAt, OpenPipe to, int length, int flags)
      throws ErrnoException {
    long position = inAt == 0 ? in.position() : offset(call, inAt);
    if (to.pipe().readerless()) {
      throw Errno.EPIPE.exception();
    }
    if (to.room() == 0) {
      if (!waits(to, flags)) {
        throw Errno.EAGAIN.exception();
      }
      return block(call, to.changes());
    }
    byte[] bytes = new byte[(int) Math.min(length, to.room())];
    FileCalls.requireRange(position, bytes.length);
    MemorySegment segment = MemorySegment.ofArray(bytes);
    int read;
    try {
      read =
          inAt == 0
              ? in.read(Transfer.into(segment), bytes.length)
              : in.readAt(position, Transfer.into(segment), bytes.length);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EAGAIN && waits(in, flags)) {
        return block(call, in.changes());
      }
      throw e;
    }
    int written = to.splice(Transfer.from(segment), read);
    if (inAt != 0) {
      call.memory().writeLong(inAt, position + written);
    }
    return written;
  }

  private static long tee(Call call) throws ErrnoException {
    int flags = flags(call, 3);
    if (call.argument(2) == 0) {
      return 0;
    }
    OpenFile in = call.descriptors().get(call.intArgument(0));
    OpenFile out = call.descriptors().get(call.intArgument(1));
    in.requireReadable();
    out.requireWritable();
    if (in instanceof OpenPipe from && out instanceof OpenPipe to) {
      return betweenPipes(call, from, to, length(call.argument(2)), flags, false);
    }
    throw Errno.EINVAL.exception();
  }

  private static long betweenPipes(
      Call call, OpenPipe from, OpenPipe to, int length, int flags, boolean consumes)
      throws ErrnoException {
    if (from.pipe() == to.pipe()) {
      throw Errno.EINVAL.exception();
    }
    if (from.queued() == 0) {
      // tee(2) heeds its flag alone, and splice both files.
      return emptyPipe(call, from, flags | (consumes ? nonblocking(to) : 0));
    }
    if (to.pipe().readerless()) {
      ErrnoException error = Errno.EPIPE.exception();
      FileWaits.raise(call, to, error);
      throw error;
    }
    if (to.room() == 0) {
      if (!waits(to, flags | nonblocking(from))) {
        throw Errno.EAGAIN.exception();
      }
      return block(call, to.changes());
    }
    byte[] bytes = new byte[(int) Math.min(length, Math.min(to.room(), from.queued()))];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    int there = from.peek(segment, bytes.length);
    int written = to.splice(Transfer.from(segment), there);
    if (consumes) {
      from.skip(written);
    }
    return written;
  }

  private static int nonblocking(OpenFile file) {
    return (file.flags() & OpenFlags.O_NONBLOCK) == 0 ? 0 : SPLICE_F_NONBLOCK;
  }

  private static long emptyPipe(Call call, OpenPipe pipe, int flags) throws ErrnoException {
    if (pipe.pipe().writerless()) {
      return 0;
    }
    if (!waits(pipe, flags)) {
      throw Errno.EAGAIN.exception();
    }
    return block(call, pipe.changes());
  }

  private static long block(Call call, @Nullable WaitQueue queue) {
    return queue == null ? call.block() : call.block(queue);
  }

  private static long offset(Call call, long at) throws ErrnoException {
    long offset = call.memory().readLong(at);
    if (offset < 0) {
      throw Errno.EINVAL.exception();
    }
    return offset;
  }

  /** Fills or empties a pipe from or to memory: as writev and readv of it. */
  private static long vmsplice(Call call) throws ErrnoException {
    int flags = flags(call, 3);
    OpenFile file = call.file(0);
    long elements = call.argument(2);
    if (elements < 0 || elements > UserVector.MOST) {
      throw Errno.EINVAL.exception();
    }
    if (!(file instanceof OpenPipe)) {
      throw Errno.EBADF.exception();
    }
    UserVector vector = UserVector.read(call, call.argument(1), (int) elements);
    if (vector.length() == 0) {
      return 0;
    }
    boolean writes = OpenFlags.writes(file.flags());
    try {
      return vector.result(
          writes ? file.write(vector, vector.length()) : file.read(vector, vector.length()));
    } catch (ErrnoException e) {
      if ((flags & SPLICE_F_NONBLOCK) != 0) {
        throw e;
      }
      return FileWaits.orWait(call, file, e, writes);
    }
  }
}
