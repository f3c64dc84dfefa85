package dev.seedkernel.kernel.event;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.PollEvents;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.wait.WaitQueue;

/** A counter that writes add to and reads take from (eventfd(2)); 64 bits without sign. */
public final class EventCounter extends EventFile {
  /** One more than the largest count. */
  private static final long CEILING = -1;

  private final WaitQueue changes = new WaitQueue();
  private final boolean semaphore;
  private long count;

  /**
   * Creates a counter.
   *
   * @param semaphore whether a read takes 1, and not all
   * @param nonblocking whether it starts with O_NONBLOCK
   */
  public EventCounter(SpecialFile file, long count, boolean semaphore, boolean nonblocking) {
    super(file, "eventfd", nonblocking);
    this.count = count;
    this.semaphore = semaphore;
  }

  @Override
  public int read(Transfer.Sink to, int length) throws ErrnoException {
    if (length < Long.BYTES) {
      throw Errno.EINVAL.exception();
    }
    if (count == 0) {
      throw Errno.EAGAIN.exception();
    }
    long taken = semaphore ? 1 : count;
    count -= taken;
    changes.wakeAll(PollEvents.POLLOUT);
    return Words.put(to, taken);
  }

  @Override
  public int write(Transfer.Source from, int length) throws ErrnoException {
    if (length < Long.BYTES) {
      throw Errno.EINVAL.exception();
    }
    long[] added = new long[1];
    if (!Words.take(from, added)) {
      return 0;
    }
    if (added[0] == CEILING) {
      throw Errno.EINVAL.exception();
    }
    if (Long.compareUnsigned(CEILING - count, added[0]) <= 0) {
      throw Errno.EAGAIN.exception();
    }
    count += added[0];
    changes.wakeAll(PollEvents.POLLIN);
    return Long.BYTES;
  }

  @Override
  public int readiness() {
    int events = count == 0 ? 0 : PollEvents.POLLIN;
    return Long.compareUnsigned(CEILING - 1, count) > 0 ? events | PollEvents.POLLOUT : events;
  }

  @Override
  public WaitQueue changes() {
    return changes;
  }
}
