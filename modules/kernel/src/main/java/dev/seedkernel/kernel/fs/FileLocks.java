package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The advisory locks of one file: record locks (fcntl(2), F_SETLK and F_OFD_SETLK) and locks of the
 * whole file (flock(2)). The two kinds do not see each other.
 *
 * <p>An owner is an object and nothing is asked of it but that it is the same: the descriptors of a
 * process for F_SETLK, the open file for the others. An owner never conflicts with itself.
 */
public final class FileLocks {
  /** What a lock is to become. */
  public enum Type {
    /** Others may have shared locks too. */
    SHARED,
    /** Nobody else may have a lock. */
    EXCLUSIVE,
    /** None. */
    NONE
  }

  /**
   * A lock of a range of bytes.
   *
   * @param owner who holds it
   * @param pid the process to name, or -1 for a lock of an open file
   * @param type shared or exclusive
   * @param start first byte
   * @param end last byte; {@link Long#MAX_VALUE} for all that may ever come
   */
  public record RecordLock(Object owner, int pid, Type type, long start, long end) {
    private boolean meets(long otherStart, long otherEnd) {
      return start <= otherEnd && otherStart <= end;
    }

    private RecordLock part(long newStart, long newEnd) {
      return new RecordLock(owner, pid, type, newStart, newEnd);
    }
  }

  private final FileSystem fileSystem;

  /** Those of one owner are together, in ascending order, and do not overlap. */
  private List<RecordLock> records = new ArrayList<>();

  private final Map<Object, Type> wholes = new HashMap<>();
  private final WaitQueue changes = new WaitQueue();

  FileLocks(FileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  /** Returns the queue that is woken when a lock is taken away or becomes a shared one. */
  public WaitQueue changes() {
    return changes;
  }

  boolean isEmpty() {
    return records.isEmpty() && wholes.isEmpty();
  }

  /** Returns the first lock of another owner that would not let this one be. */
  public Optional<RecordLock> conflict(Object owner, Type type, long start, long end) {
    for (RecordLock lock : records) {
      if (!lock.owner.equals(owner)
          && lock.meets(start, end)
          && (type == Type.EXCLUSIVE || lock.type == Type.EXCLUSIVE)) {
        return Optional.of(lock);
      }
    }
    return Optional.empty();
  }

  /**
   * Gives a range to an owner, or takes it away. What the owner held of the range before is
   * replaced; what touches it and is of the same type becomes one lock with it.
   *
   * @throws ErrnoException EAGAIN where another owner's lock conflicts, ENOLCK at the limit of
   *     locks; then nothing has changed
   */
  public void set(RecordLock wanted) throws ErrnoException {
    if (wanted.type != Type.NONE
        && conflict(wanted.owner, wanted.type, wanted.start, wanted.end).isPresent()) {
      throw Errno.EAGAIN.exception();
    }
    List<RecordLock> changed = replacing(wanted);
    if (!fileSystem.locks().tryTake(changed.size() - records.size())) {
      throw Errno.ENOLCK.exception();
    }
    records = changed;
    if (wanted.type != Type.EXCLUSIVE) {
      changes.wakeAll();
    }
  }

  private List<RecordLock> replacing(RecordLock wanted) {
    List<RecordLock> result = new ArrayList<>(records.size() + 2);
    int at = 0;
    while (at < records.size() && !records.get(at).owner.equals(wanted.owner)) {
      result.add(records.get(at++));
    }
    long start = wanted.start;
    long end = wanted.end;
    List<RecordLock> behind = new ArrayList<>();
    while (at < records.size() && records.get(at).owner.equals(wanted.owner)) {
      RecordLock lock = records.get(at++);
      boolean joins = lock.type == wanted.type && lock.meets(lower(start), higher(end));
      if (joins) {
        start = Math.min(start, lock.start);
        end = Math.max(end, lock.end);
        continue;
      }
      boolean cut = lock.meets(wanted.start, wanted.end);
      if (!cut) {
        (lock.end < wanted.start ? result : behind).add(lock);
        continue;
      }
      if (lock.start < wanted.start) {
        result.add(lock.part(lock.start, wanted.start - 1));
      }
      if (lock.end > wanted.end) {
        behind.add(lock.part(wanted.end + 1, lock.end));
      }
    }
    if (wanted.type != Type.NONE) {
      result.add(wanted.part(start, end));
    }
    result.addAll(behind);
    result.addAll(records.subList(at, records.size()));
    return result;
  }

  private static long lower(long position) {
    return position == 0 ? 0 : position - 1;
  }

  private static long higher(long position) {
    return position == Long.MAX_VALUE ? position : position + 1;
  }

  /**
   * Changes an open file's lock of the whole file. A lock that cannot be changed to the other type
   * is lost, as flock(2) says: the change is no single step.
   *
   * @throws ErrnoException EAGAIN where another open file's lock conflicts
   */
  public void setWhole(OpenFile file, Type type) throws ErrnoException {
    if (wholes.get(file) == type) {
      return;
    }
    if (wholes.remove(file) != null) {
      changes.wakeAll();
    }
    if (type == Type.NONE) {
      return;
    }
    for (Type other : wholes.values()) {
      if (type == Type.EXCLUSIVE || other == Type.EXCLUSIVE) {
        throw Errno.EAGAIN.exception();
      }
    }
    wholes.put(file, type);
  }

  /** Takes away all that an owner has here. */
  void release(Object owner) {
    wholes.remove(owner);
    int before = records.size();
    records.removeIf(lock -> lock.owner.equals(owner));
    fileSystem.locks().giveBack(before - records.size());
    changes.wakeAll();
  }
}
