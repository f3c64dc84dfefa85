package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Capability;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.ResourceLimits;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.signal.SignalInfo;

/** Calls about what a process may use (getrlimit(2)). */
final class LimitCalls {
  /** Most descriptors that a limit may allow (fs.nr_open). */
  private static final long MOST_FILES = 1 << 20;

  private static final String COUNTED =
      "RLIMIT_AS, RLIMIT_CPU, RLIMIT_DATA, RLIMIT_FSIZE (write, pwrite64, ftruncate) and"
          + " RLIMIT_NOFILE count;"
          + " others are kept, and the limits of the machine stand";

  private LimitCalls() {}

  static void define(Rows rows) {
    rows.partial(
        163, "getrlimit", "resource:rlimit-kind rlim:rlimit-out", COUNTED, LimitCalls::get);
    rows.partial(164, "setrlimit", "resource:rlimit-kind rlim:rlimit", COUNTED, LimitCalls::set);
    rows.partial(
        261,
        "prlimit64",
        "pid:int resource:rlimit-kind new_limit:rlimit old_limit:rlimit-out",
        COUNTED,
        LimitCalls::prlimit);
  }

  private static long get(Call call) throws ErrnoException {
    return change(call, call.process(), call.intArgument(0), 0, call.argument(1));
  }

  private static long set(Call call) throws ErrnoException {
    long wish = call.argument(1);
    call.memory().readLong(wish); // A NULL pointer is an error here.
    return change(call, call.process(), call.intArgument(0), wish, 0);
  }

  private static long prlimit(Call call) throws ErrnoException {
    long wish = call.argument(2);
    if (wish != 0) {
      call.memory().readLong(wish + 8);
    }
    int pid = call.intArgument(0);
    GuestProcess process = pid == 0 ? call.process() : call.machine().processes().find(pid);
    if (process == null) {
      throw Errno.ESRCH.exception();
    }
    return change(call, process, call.intArgument(1), wish, call.argument(3));
  }

  private static long change(Call call, GuestProcess process, int kind, long wish, long old)
      throws ErrnoException {
    if (kind < 0 || kind >= ResourceLimits.KINDS) {
      throw Errno.EINVAL.exception();
    }
    UserMemory memory = call.memory();
    ResourceLimits limits = process.limits();
    long oldSoft = limits.soft(kind);
    long oldHard = limits.hard(kind);
    if (wish != 0) {
      long soft = memory.readLong(wish);
      long hard = memory.readLong(wish + 8);
      if (Long.compareUnsigned(soft, hard) > 0) {
        throw Errno.EINVAL.exception();
      }
      if (kind == ResourceLimits.NOFILE && Long.compareUnsigned(hard, MOST_FILES) > 0) {
        throw Errno.EPERM.exception();
      }
      if (Long.compareUnsigned(hard, oldHard) > 0) {
        call.process().credentials().require(Capability.CAP_SYS_RESOURCE);
      }
      limits.set(kind, soft, hard);
      if (kind == ResourceLimits.NOFILE) {
        process.descriptors().most(soft);
      } else if (kind == ResourceLimits.AS) {
        process.memory().map().mostBytes(soft);
      } else if (kind == ResourceLimits.DATA) {
        process.memory().map().mostData(soft);
      }
    }
    if (old != 0) {
      memory.writeLong(old, oldSoft);
      memory.writeLong(old + 8, oldHard);
    }
    return 0;
  }

  /**
   * Returns how much of a write RLIMIT_FSIZE allows.
   *
   * @param position where it is to go, negative for the position of the open file
   * @throws ErrnoException EFBIG at the limit, with the signal SIGXFSZ
   */
  static int room(Call call, OpenFile file, long position, int count) throws ErrnoException {
    long most = call.process().limits().soft(ResourceLimits.FSIZE);
    if (most < 0 || count == 0 || !(file.inode() instanceof RegularFile regular)) {
      return count;
    }
    boolean appends = (file.flags() & OpenFlags.O_APPEND) != 0;
    long at = appends ? regular.size() : position < 0 ? file.position() : position;
    if (at >= most) {
      throw tooLarge(call);
    }
    return (int) Math.min(count, most - at);
  }

  /** Throws EFBIG, with the signal SIGXFSZ, if a file may not be so large. */
  static void requireRoom(Call call, long size) throws ErrnoException {
    long most = call.process().limits().soft(ResourceLimits.FSIZE);
    if (most >= 0 && size > most) {
      throw tooLarge(call);
    }
  }

  private static ErrnoException tooLarge(Call call) {
    int signal = Signal.SIGXFSZ.number();
    SignalInfo info = SignalInfo.sent(signal, SignalInfo.SI_USER, call.process().pid(), 0);
    call.machine().signals().send(call.thread(), info);
    return Errno.EFBIG.exception();
  }
}
