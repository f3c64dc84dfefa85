package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.signal.SignalInfo;
import dev.seedkernel.kernel.time.Timers;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.util.Objects;

/** Reads and writes that wait until the file is ready. */
final class FileWaits {
  private FileWaits() {}

  /** Returns whether an operation on a file waits where it cannot be done at once. */
  static boolean waits(OpenFile file) {
    return file.changes() != null && (file.flags() & OpenFlags.O_NONBLOCK) == 0;
  }

  /**
   * Waits where a file is not ready, and throws any other error.
   *
   * @param error what the operation threw
   * @param writes whether it was a write
   */
  static long orWait(Call call, OpenFile file, ErrnoException error, boolean writes)
      throws ErrnoException {
    if (error.errno() == Errno.EAGAIN && waits(file) && !call.expired()) {
      return await(call, file, 0, writes);
    }
    raise(call, file, error);
    throw error;
  }

  /** Waits for a file; a signal makes the call give what is done already. */
  static long await(Call call, OpenFile file, long done, boolean writes) {
    WaitQueue changes = Objects.requireNonNull(file.changes());
    long patience = file.patience(writes);
    long interrupted = patience == Timers.NEVER ? Call.INTERRUPTED : Call.INTERRUPTED_FOR_GOOD;
    long result = call.block(call.deadlineAfter(patience), interrupted, changes);
    if (result == Call.BLOCKED) {
      Objects.requireNonNull(call.pending()).hold(file);
      call.pending().progress(done);
      return result;
    }
    return done > 0 ? done : result;
  }

  /** Writes to a file that may have no room, and waits until all is written. */
  static long write(Call call, OpenFile file, UserVector vector) throws ErrnoException {
    long done = call.pending() == null ? 0 : call.pending().progress();
    vector.skip(done);
    int left = vector.length();
    try {
      long moved = vector.result(file.write(vector, left));
      done += moved;
      boolean more = moved < left && !vector.refused();
      if (!more || !file.writesAll() || !waits(file) || call.expired()) {
        return done;
      }
      return await(call, file, done, true);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EAGAIN && waits(file) && !call.expired()) {
        return await(call, file, done, true);
      }
      raise(call, file, e);
      if (done > 0) {
        return done;
      }
      throw e;
    }
  }

  /** Sends the signal that comes with EPIPE, of pipes and streams. */
  static void raise(Call call, OpenFile file, ErrnoException error) {
    if (error.errno() == Errno.EPIPE && file.writesAll()) {
      int pid = call.process().pid();
      SignalInfo info = SignalInfo.sent(Signal.SIGPIPE.number(), SignalInfo.SI_USER, pid, 0);
      call.machine().signals().send(call.thread(), info);
    }
  }
}
