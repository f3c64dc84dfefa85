package dev.seedkernel.kernel.syscall;

import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.PollEvents;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.signal.SignalSet;
import dev.seedkernel.kernel.time.Timers;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls that wait until one of several descriptors is ready (poll(2), select(2)). */
final class PollCalls {
  /** Bytes of struct pollfd. */
  private static final int POLL_FD = 8;

  private static final int SIGSET_SIZE = 8;

  /** What makes a descriptor readable, writable or exceptional for select. */
  private static final int SELECT_IN =
      PollEvents.READABLE | PollEvents.POLLRDBAND | PollEvents.UNASKED | PollEvents.POLLNVAL;

  private static final int SELECT_OUT =
      PollEvents.WRITABLE | PollEvents.POLLWRBAND | PollEvents.POLLERR | PollEvents.POLLNVAL;
  private static final int SELECT_EXCEPTION = PollEvents.POLLPRI | PollEvents.POLLNVAL;
  private static final int[] SELECT = {SELECT_IN, SELECT_OUT, SELECT_EXCEPTION};

  private PollCalls() {}

  static void define(Rows rows) {
    rows.supported(
        72,
        "pselect6",
        "nfds:int readfds:pointer writefds:pointer exceptfds:pointer timeout:pointer"
            + " sigmask:pointer",
        PollCalls::pselect6);
    rows.supported(
        73,
        "ppoll",
        "fds:pointer nfds:size timeout:pointer sigmask:pointer sigsetsize:size",
        PollCalls::ppoll);
  }

  /** Blocks other signals for the time of the call, where it has a mask. */
  static void takeMask(Call call, long address, long size) throws ErrnoException {
    if (address != 0 && call.pending() == null) {
      if (size != SIGSET_SIZE) {
        throw Errno.EINVAL.exception();
      }
      call.thread().temporaryMask(call.memory().readLong(address) & ~SignalSet.NEVER_BLOCKED);
    }
  }

  /** Returns an open file that may be waited for, or null. */
  private static @Nullable OpenFile file(Call call, int fd) {
    try {
      return call.descriptors().get(fd);
    } catch (ErrnoException _) {
      return null;
    }
  }

  private static long ppoll(Call call) throws ErrnoException {
    long timeoutAt = call.argument(2);
    long timeout = timeoutAt == 0 ? Timers.NEVER : SleepCalls.duration(call, timeoutAt);
    takeMask(call, call.argument(3), call.argument(4));
    long count = call.argument(1) & 0xffff_ffffL;
    if (count > call.machine().limits().get(Limit.OPEN_FILES)) {
      throw Errno.EINVAL.exception();
    }
    UserMemory memory = call.memory();
    long at = call.argument(0);
    List<WaitQueue> queues = new ArrayList<>();
    int ready = 0;
    int[] results = new int[(int) count];
    for (int i = 0; i < count; i++) {
      int fd = memory.readInt(at + (long) i * POLL_FD);
      int wanted = memory.readInt(at + (long) i * POLL_FD + 4) & 0xffff;
      results[i] = fd < 0 ? 0 : poll(call, fd, wanted, queues);
      ready += results[i] == 0 ? 0 : 1;
    }
    long result = finish(call, ready, timeout, timeoutAt, queues);
    if (result >= 0) {
      for (int i = 0; i < count; i++) {
        memory.space().store16(at + (long) i * POLL_FD + 6, (short) results[i]);
      }
    }
    return result;
  }

  private static int poll(Call call, int fd, int wanted, List<WaitQueue> queues) {
    OpenFile file = file(call, fd);
    if (file == null) {
      return PollEvents.POLLNVAL;
    }
    WaitQueue changes = file.changes();
    if (changes != null) {
      queues.add(changes);
    }
    return file.readiness() & (wanted | PollEvents.UNASKED);
  }

  /** Returns the result, or waits; the time that is left goes to where the timeout came from. */
  private static long finish(
      Call call, int ready, long timeout, long timeoutAt, List<WaitQueue> queues) {
    long result = ready;
    long deadline = call.deadlineAfter(timeout);
    boolean over = timeout == 0 || call.expired();
    // A signal counts for more than a timeout, and less than a descriptor that is ready.
    if (ready > 0 || (over && !call.thread().hasSignal())) {
      call.thread().restoreMask();
    } else {
      result = call.block(deadline, Call.INTERRUPTED_FOR_GOOD, queues.toArray(WaitQueue[]::new));
    }
    if (result != Call.BLOCKED
        && timeoutAt != 0
        && timeout != 0
        && call.memory().space().accessible(timeoutAt, 16, MemoryFault.Access.STORE) == 16) {
      long left = Math.max(0, deadline - call.machine().clock().uptime());
      AttributeCalls.writeTime(call.memory(), timeoutAt, left);
    }
    return result;
  }

  private static long pselect6(Call call) throws ErrnoException {
    long timeoutAt = call.argument(4);
    long maskAt = call.argument(5);
    long mask = 0;
    long maskSize = 0;
    if (maskAt != 0) {
      mask = call.memory().readLong(maskAt);
      maskSize = call.memory().readLong(maskAt + 8);
    }
    long timeout = timeoutAt == 0 ? Timers.NEVER : SleepCalls.duration(call, timeoutAt);
    takeMask(call, mask, maskSize);
    int asked = call.intArgument(0);
    if (asked < 0) {
      throw Errno.EINVAL.exception();
    }
    // Descriptors that no process can have are not looked at.
    int count = (int) Math.min(asked, call.machine().limits().get(Limit.OPEN_FILES));
    long[][] sets = new long[SELECT.length][];
    for (int set = 0; set < SELECT.length; set++) {
      sets[set] = readSet(call.memory(), call.argument(1 + set), count);
    }
    List<WaitQueue> queues = new ArrayList<>();
    int ready = select(call, sets, count, queues);
    long result = finish(call, ready, timeout, timeoutAt, queues);
    if (result >= 0) {
      for (int set = 0; set < SELECT.length; set++) {
        writeSet(call.memory(), call.argument(1 + set), sets[set]);
      }
    }
    return result;
  }

  /** Takes from the sets what is not ready, and returns how many bits are left. */
  private static int select(Call call, long[][] sets, int count, List<WaitQueue> queues)
      throws ErrnoException {
    int ready = 0;
    for (int fd = 0; fd < count; fd++) {
      int word = fd / Long.SIZE;
      long bit = 1L << fd;
      if (((sets[0][word] | sets[1][word] | sets[2][word]) & bit) == 0) {
        continue;
      }
      OpenFile file = file(call, fd);
      if (file == null) {
        throw Errno.EBADF.exception();
      }
      WaitQueue changes = file.changes();
      if (changes != null) {
        queues.add(changes);
      }
      int current = file.readiness();
      for (int set = 0; set < SELECT.length; set++) {
        if ((sets[set][word] & bit) != 0) {
          if ((current & SELECT[set]) == 0) {
            sets[set][word] &= ~bit;
          } else {
            ready++;
          }
        }
      }
    }
    return ready;
  }

  private static long[] readSet(UserMemory memory, long at, int count) {
    long[] set = new long[(count + Long.SIZE - 1) / Long.SIZE];
    if (at != 0) {
      for (int i = 0; i < set.length; i++) {
        set[i] = memory.readLong(at + (long) i * Long.BYTES);
      }
      if (count % Long.SIZE != 0) {
        set[set.length - 1] &= (1L << count) - 1;
      }
    }
    return set;
  }

  private static void writeSet(UserMemory memory, long at, long[] set) {
    if (at != 0) {
      for (int i = 0; i < set.length; i++) {
        memory.writeLong(at + (long) i * Long.BYTES, set[i]);
      }
    }
  }
}
