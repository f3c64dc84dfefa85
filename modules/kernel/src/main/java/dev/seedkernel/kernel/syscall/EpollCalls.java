package dev.seedkernel.kernel.syscall;

import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.event.Epoll;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.time.Timers;
import java.util.Objects;

/** Calls that watch many files (epoll(7)). */
final class EpollCalls {
  private static final int ADD = 1;
  private static final int DELETE = 2;
  private static final int MODIFY = 3;

  /** Bytes of struct epoll_event, which arm64 does not pack. */
  private static final int EVENT = 16;

  private static final int MOST_EVENTS = Integer.MAX_VALUE / EVENT;
  private static final long MILLISECOND = 1_000_000;

  private EpollCalls() {}

  static void define(Rows rows) {
    rows.supported(20, "epoll_create1", "flags:open-flags", EpollCalls::create);
    rows.supported(21, "epoll_ctl", "epfd:fd op:int fd:fd event:pointer", EpollCalls::control);
    rows.supported(
        22,
        "epoll_pwait",
        "epfd:fd events:pointer maxevents:int timeout:int sigmask:pointer sigsetsize:size",
        EpollCalls::pwait);
    rows.supported(
        441,
        "epoll_pwait2",
        "epfd:fd events:pointer maxevents:int timeout:pointer sigmask:pointer sigsetsize:size",
        EpollCalls::pwait2);
  }

  private static long create(Call call) throws ErrnoException {
    int flags = call.intArgument(0);
    if ((flags & ~OpenFlags.O_CLOEXEC) != 0) {
      throw Errno.EINVAL.exception();
    }
    Epoll epoll = new Epoll(EventCalls.inode(call), call.machine().memory());
    return call.install(epoll, flags != 0);
  }

  private static long control(Call call) throws ErrnoException {
    int operation = call.intArgument(1);
    long at = call.argument(3);
    int events = 0;
    long data = 0;
    if (operation != DELETE) {
      events = call.memory().readInt(at);
      data = call.memory().readLong(at + 8);
    }
    OpenFile watcher = call.descriptors().get(call.intArgument(0));
    int fd = call.intArgument(2);
    OpenFile file = call.descriptors().get(fd);
    if (file.changes() == null) {
      throw Errno.EPERM.exception();
    }
    if (!(watcher instanceof Epoll epoll) || epoll.equals(file)) {
      throw Errno.EINVAL.exception();
    }
    switch (operation) {
      case ADD -> epoll.add(file, fd, events, data);
      case DELETE -> epoll.remove(file, fd);
      case MODIFY -> epoll.modify(file, fd, events, data);
      default -> throw Errno.EINVAL.exception();
    }
    return 0;
  }

  private static long pwait(Call call) throws ErrnoException {
    int timeout = call.intArgument(3);
    return wait(call, timeout < 0 ? Timers.NEVER : timeout * MILLISECOND);
  }

  private static long pwait2(Call call) throws ErrnoException {
    long at = call.argument(3);
    return wait(call, at == 0 ? Timers.NEVER : SleepCalls.duration(call, at));
  }

  private static long wait(Call call, long timeout) throws ErrnoException {
    PollCalls.takeMask(call, call.argument(4), call.argument(5));
    int most = call.intArgument(2);
    long at = call.argument(1);
    if (most <= 0 || most > MOST_EVENTS) {
      throw Errno.EINVAL.exception();
    }
    FileCalls.count(at, (long) most * EVENT);
    if (!(call.file(0) instanceof Epoll epoll)) {
      throw Errno.EINVAL.exception();
    }
    UserMemory memory = call.memory();
    int[] count = {0};
    boolean[] refused = {false};
    epoll.report(
        most,
        (events, data) -> {
          long to = at + (long) count[0] * EVENT;
          if (memory.space().accessible(to, EVENT, MemoryFault.Access.STORE) < EVENT) {
            refused[0] = true;
            return false;
          }
          memory.writeInt(to, events);
          memory.writeLong(to + 8, data);
          count[0]++;
          return true;
        });
    if (count[0] == 0 && refused[0]) {
      throw Errno.EFAULT.exception();
    }
    if (count[0] > 0 || timeout == 0 || call.expired()) {
      call.thread().restoreMask();
      return count[0];
    }
    long result =
        call.block(call.deadlineAfter(timeout), Call.INTERRUPTED_FOR_GOOD, epoll.changes());
    if (result == Call.BLOCKED) {
      Objects.requireNonNull(call.pending()).hold(epoll);
    }
    return result;
  }
}
