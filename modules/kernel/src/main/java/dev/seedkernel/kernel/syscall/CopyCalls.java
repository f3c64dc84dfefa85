package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.Transfer;
import java.lang.foreign.MemorySegment;

/** Calls that move bytes from one open file to another. */
final class CopyCalls {
  private static final int CHUNK = 1 << 16;
  private static final int SEEK_CUR = 1;

  private CopyCalls() {}

  static void define(Rows rows) {
    rows.partial(
        71,
        "sendfile",
        "out_fd:fd in_fd:fd offset:pointer count:size",
        "from regular files only",
        CopyCalls::sendfile);
    rows.supported(
        285,
        "copy_file_range",
        "fd_in:fd off_in:pointer fd_out:fd off_out:pointer len:size flags:hex",
        CopyCalls::copyFileRange);
  }

  /** Puts the next bytes to where they belong. */
  @FunctionalInterface
  private interface Put {
    int put(Transfer.Source from, int length) throws ErrnoException;
  }

  /** Copies until there is no more to read or to write; an error counts only if nothing moved. */
  private static long copy(OpenFile in, long position, long count, Put put) throws ErrnoException {
    byte[] bytes = new byte[(int) Math.min(count, CHUNK)];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    long total = 0;
    while (total < count) {
      int wanted = (int) Math.min(bytes.length, count - total);
      int written;
      try {
        int read = in.readAt(position + total, Transfer.into(segment), wanted);
        written = read == 0 ? 0 : put.put(Transfer.from(segment), read);
      } catch (ErrnoException e) {
        if (total > 0) {
          return total;
        }
        throw e;
      }
      total += written;
      if (written < wanted) {
        break;
      }
    }
    return total;
  }

  private static long sendfile(Call call) throws ErrnoException {
    OpenFile out = call.file(0);
    OpenFile in = call.descriptors().get(call.intArgument(1));
    in.requireReadable();
    out.requireWritable();
    if (!(in.inode() instanceof RegularFile)) {
      throw Errno.EINVAL.exception();
    }
    long offsetAt = call.argument(2);
    long position = offsetAt == 0 ? in.position() : call.memory().readLong(offsetAt);
    long count = call.argument(3);
    boolean appends = (out.flags() & OpenFlags.O_APPEND) != 0;
    if (position < 0 || count < 0 || appends) {
      throw Errno.EINVAL.exception();
    }
    long most = Math.min(count, FileCalls.MAX_COUNT);
    FileCalls.requireRange(position, count);
    FileCalls.requireRange(out.position(), most);
    AttributeCalls.loseSetId(call, out.inode());
    if (most == 0) {
      in.inode().accessed(); // Linux looks at the file all the same.
    }
    long moved;
    try {
      moved = copy(in, position, most, out::write);
    } catch (ErrnoException e) {
      return FileWaits.orWait(call, out, e, true);
    }
    if (offsetAt == 0) {
      in.seek(moved, SEEK_CUR);
    } else {
      call.memory().writeLong(offsetAt, position + moved);
    }
    return moved;
  }

  private static long copyFileRange(Call call) throws ErrnoException {
    OpenFile in = call.descriptors().get(call.intArgument(0));
    OpenFile out = call.descriptors().get(call.intArgument(2));
    long inAt = call.argument(1);
    long outAt = call.argument(3);
    long from = inAt == 0 ? in.position() : call.memory().readLong(inAt);
    long to = outAt == 0 ? out.position() : call.memory().readLong(outAt);
    if (call.intArgument(5) != 0) {
      throw Errno.EINVAL.exception();
    }
    requireFiles(in, out);
    long count = call.argument(4);
    if (Long.compareUnsigned(from + count, from) < 0 || Long.compareUnsigned(to + count, to) < 0) {
      throw Errno.EOVERFLOW.exception();
    }
    count = Long.compareUnsigned(count, FileCalls.MAX_COUNT) < 0 ? count : FileCalls.MAX_COUNT;
    count = Math.max(0, Math.min(count, in.inode().size() - from));
    boolean overlaps = in.inode() == out.inode() && to + count > from && to < from + count;
    if (from < 0 || to < 0 || overlaps) {
      throw Errno.EINVAL.exception();
    }
    if (count == 0) {
      return 0;
    }
    AttributeCalls.loseSetId(call, out.inode());
    long[] at = {to};
    long moved =
        copy(
            in,
            from,
            count,
            (source, length) -> {
              int written = out.writeAt(at[0], source, length);
              at[0] += written;
              return written;
            });
    advance(call, in, inAt, from, moved);
    advance(call, out, outAt, to, moved);
    return moved;
  }

  private static void advance(Call call, OpenFile file, long offsetAt, long position, long moved)
      throws ErrnoException {
    if (offsetAt == 0) {
      file.seek(moved, SEEK_CUR);
    } else {
      call.memory().writeLong(offsetAt, position + moved);
    }
  }

  private static void requireFiles(OpenFile in, OpenFile out) throws ErrnoException {
    if (in.inode() instanceof Directory || out.inode() instanceof Directory) {
      throw Errno.EISDIR.exception();
    }
    if (!(in.inode() instanceof RegularFile) || !(out.inode() instanceof RegularFile)) {
      throw Errno.EINVAL.exception();
    }
    in.requireReadable();
    out.requireWritable();
    if ((out.flags() & OpenFlags.O_APPEND) != 0) {
      throw Errno.EBADF.exception();
    }
  }
}
