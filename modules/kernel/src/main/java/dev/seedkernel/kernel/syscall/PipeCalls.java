package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.OpenPipe;
import dev.seedkernel.kernel.fs.Pipe;
import dev.seedkernel.kernel.fs.SpecialFile;

/** The call that makes pipes. */
final class PipeCalls {
  /** O_EXCL by another name: a pipe for notifications of the kernel (watch_queue(7)). */
  private static final int O_NOTIFICATION_PIPE = OpenFlags.O_EXCL;

  private static final int FLAGS =
      OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK | OpenFlags.O_DIRECT | O_NOTIFICATION_PIPE;

  private PipeCalls() {}

  static void define(Rows rows) {
    rows.supported(59, "pipe2", "pipefd:pointer flags:open-flags", PipeCalls::pipe2);
  }

  private static long pipe2(Call call) throws ErrnoException {
    int flags = call.intArgument(1);
    if ((flags & ~FLAGS) != 0) {
      throw Errno.EINVAL.exception();
    }
    if ((flags & O_NOTIFICATION_PIPE) != 0) {
      throw Errno.ENOPKG.exception(); // as of a Linux without CONFIG_WATCH_QUEUE
    }
    SpecialFile file =
        call.machine()
            .fileSystem()
            .newAnonymous(FileMode.S_IFIFO | 0600, call.process().credentials());
    // The inode knows its pipe, so that a link in /proc opens the same one.
    Pipe pipe = file.pipe(call.machine().memory());
    int kept = flags & (OpenFlags.O_NONBLOCK | OpenFlags.O_DIRECT);
    pair(
        call,
        call.argument(0),
        OpenPipe.end(file, pipe, kept & ~OpenFlags.O_DIRECT),
        OpenPipe.end(file, pipe, kept | OpenFlags.O_WRONLY),
        (flags & OpenFlags.O_CLOEXEC) != 0);
    return 0;
  }

  /** Gives two new files descriptors and stores these; either both stay open or none. */
  static void pair(Call call, long at, OpenFile first, OpenFile second, boolean cloexec)
      throws ErrnoException {
    second.retain();
    int one = -1;
    int two = -1;
    try {
      one = call.install(first, cloexec);
      two = call.install(second, cloexec);
      call.memory().requireWritable(at, 8);
      call.memory().writeInt(at, one);
      call.memory().writeInt(at + 4, two);
      one = -1;
      two = -1;
    } finally {
      if (one >= 0) {
        call.descriptors().close(one);
      }
      if (two >= 0) {
        call.descriptors().close(two);
      }
      second.release();
    }
  }
}
