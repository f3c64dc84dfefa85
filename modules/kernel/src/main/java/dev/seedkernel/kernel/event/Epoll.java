package dev.seedkernel.kernel.event;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.PollEvents;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.quota.Quota;
import dev.seedkernel.kernel.wait.WaitQueue;
import dev.seedkernel.kernel.wait.Waiter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Watches many open files (epoll(7)). What may be ready is on a list in the order in which that
 * came about; who asks for events looks at these alone.
 */
public final class Epoll extends EventFile {
  public static final int EPOLLEXCLUSIVE = 1 << 28;
  public static final int EPOLLWAKEUP = 1 << 29;
  public static final int EPOLLONESHOT = 1 << 30;
  public static final int EPOLLET = 1 << 31;

  /** Bits that say how to report, and not what. */
  private static final int MANNER = EPOLLEXCLUSIVE | EPOLLWAKEUP | EPOLLONESHOT | EPOLLET;

  /** What may stand beside EPOLLEXCLUSIVE. */
  private static final int WITH_EXCLUSIVE =
      PollEvents.POLLIN | PollEvents.POLLOUT | PollEvents.UNASKED | (MANNER & ~EPOLLONESHOT);

  /** How many epolls may be nested below one that is added (EP_MAX_NESTS). */
  private static final int DEEPEST = 4;

  /** What an entry takes of the quota of memory. */
  private static final int ENTRY_BYTES = 256;

  private final Map<Key, Entry> entries = new LinkedHashMap<>();
  private final Set<Entry> ready = new LinkedHashSet<>();
  private final List<Epoll> parents = new ArrayList<>();
  private final WaitQueue changes = new WaitQueue();
  private final Quota memory;

  /**
   * Creates one that watches nothing.
   *
   * @param memory what its entries are charged to
   */
  public Epoll(SpecialFile file, Quota memory) {
    super(file, "eventpoll", false);
    this.memory = memory;
  }

  /** The same file may be watched by several descriptors. */
  private record Key(OpenFile file, int fd) {}

  /** A file that is watched. */
  private final class Entry implements Waiter, Runnable {
    private final Key key;
    private final WaitQueue queue;
    private int events;
    private long data;

    Entry(Key key, WaitQueue queue, int events, long data) {
      this.key = key;
      this.queue = queue;
      this.events = events;
      this.data = data;
    }

    /** Returns what it is ready for, of what was asked for. */
    int current() {
      return key.file().readiness() & events & ~MANNER;
    }

    @Override
    public void wake() {
      wake(PollEvents.ANY);
    }

    @Override
    public void wake(int happened) {
      queue.add(this);
      if ((happened & events & ~MANNER) != 0) {
        mayBeReady(this);
      }
    }

    /** The file was closed. */
    @Override
    public void run() {
      drop(this);
    }
  }

  /** Takes events. */
  @FunctionalInterface
  public interface Receiver {
    /** Takes an event; returns false if it cannot, and the event stays. */
    boolean accept(int events, long data);
  }

  private void mayBeReady(Entry entry) {
    ready.add(entry);
    changes.wakeAll(PollEvents.READABLE);
  }

  /**
   * Watches a file (EPOLL_CTL_ADD).
   *
   * @param events bits of {@link PollEvents} and of this class
   * @param data is reported with the events
   * @throws ErrnoException EPERM if the file cannot be watched, EEXIST, EINVAL for what cannot be
   *     together, ELOOP or EINVAL for epolls that are nested too deep, ENOMEM at the limit of
   *     memory
   */
  public void add(OpenFile file, int fd, int events, long data) throws ErrnoException {
    WaitQueue queue = requireWatchable(file);
    boolean exclusive = (events & EPOLLEXCLUSIVE) != 0;
    if (exclusive && (file instanceof Epoll || (events & ~WITH_EXCLUSIVE) != 0)) {
      throw Errno.EINVAL.exception();
    }
    Key key = new Key(file, fd);
    if (file instanceof Epoll nested
        && (nested == this || nested.reaches(this) || nested.depth() > DEEPEST)) {
      throw Errno.ELOOP.exception();
    }
    if (entries.containsKey(key)) {
      throw Errno.EEXIST.exception();
    }
    if (file instanceof Epoll nested && height() + nested.depth() > 2 * DEEPEST) {
      throw Errno.EINVAL.exception();
    }
    if (!memory.tryTake(ENTRY_BYTES)) {
      throw Errno.ENOMEM.exception();
    }
    Entry entry = new Entry(key, queue, events | PollEvents.UNASKED, data);
    entries.put(key, entry);
    file.watchClosing(entry);
    queue.add(entry);
    if (file instanceof Epoll nested) {
      nested.parents.add(this);
    }
    if (entry.current() != 0) {
      mayBeReady(entry);
    }
  }

  private static WaitQueue requireWatchable(OpenFile file) throws ErrnoException {
    WaitQueue queue = file.changes();
    if (queue == null) {
      throw Errno.EPERM.exception();
    }
    return queue;
  }

  /** Returns whether another epoll is watched below this one. */
  private boolean reaches(Epoll other) {
    for (Key key : entries.keySet()) {
      if (key.file() instanceof Epoll nested && (nested == other || nested.reaches(other))) {
        return true;
      }
    }
    return false;
  }

  private int depth() {
    int deepest = 0;
    for (Key key : entries.keySet()) {
      if (key.file() instanceof Epoll nested) {
        deepest = Math.max(deepest, nested.depth());
      }
    }
    return deepest + 1;
  }

  private int height() {
    int highest = 0;
    for (Epoll parent : parents) {
      highest = Math.max(highest, parent.height());
    }
    return highest + 1;
  }

  /** Changes what is asked of a file (EPOLL_CTL_MOD); ENOENT, EINVAL. */
  public void modify(OpenFile file, int fd, int events, long data) throws ErrnoException {
    requireWatchable(file);
    Entry entry = entries.get(new Key(file, fd));
    if ((events & EPOLLEXCLUSIVE) != 0) {
      throw Errno.EINVAL.exception();
    }
    if (entry == null) {
      throw Errno.ENOENT.exception();
    }
    if ((entry.events & EPOLLEXCLUSIVE) != 0) {
      throw Errno.EINVAL.exception();
    }
    entry.events = events | PollEvents.UNASKED;
    entry.data = data;
    if (entry.current() != 0) {
      mayBeReady(entry);
    }
  }

  /** Watches a file no longer (EPOLL_CTL_DEL); ENOENT. */
  public void remove(OpenFile file, int fd) throws ErrnoException {
    requireWatchable(file);
    Entry entry = entries.get(new Key(file, fd));
    if (entry == null) {
      throw Errno.ENOENT.exception();
    }
    drop(entry);
  }

  private void drop(Entry entry) {
    entries.remove(entry.key);
    ready.remove(entry);
    entry.queue.remove(entry);
    OpenFile file = entry.key.file();
    file.forgetClosing(entry);
    if (file instanceof Epoll nested) {
      nested.parents.remove(this);
    }
    memory.giveBack(ENTRY_BYTES);
  }

  /**
   * Reports what is ready.
   *
   * @param most events at most
   * @return how many were reported
   */
  public int report(int most, Receiver receiver) {
    List<Entry> again = new ArrayList<>();
    int count = 0;
    for (Entry entry : List.copyOf(ready)) {
      if (count == most) {
        break;
      }
      int current = entry.current();
      if (current != 0) {
        if (!receiver.accept(current, entry.data)) {
          break;
        }
        count++;
      }
      ready.remove(entry);
      if (current != 0 && (entry.events & EPOLLONESHOT) != 0) {
        entry.events &= MANNER;
      } else if (current != 0 && (entry.events & EPOLLET) == 0) {
        again.add(entry); // It counts as ready until it is seen not to be.
      }
    }
    ready.addAll(again);
    return count;
  }

  @Override
  protected void closed() {
    for (Entry entry : List.copyOf(entries.values())) {
      drop(entry);
    }
  }

  @Override
  public int readiness() {
    for (Entry entry : List.copyOf(ready)) {
      if (entry.current() != 0) {
        return PollEvents.READABLE;
      }
      ready.remove(entry);
    }
    return 0;
  }

  @Override
  public WaitQueue changes() {
    return changes;
  }
}
