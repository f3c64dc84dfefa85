package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A directory that is open.
 *
 * <p>Reading goes by names and not by index, so that entries that are added or removed meanwhile
 * neither repeat nor hide others.
 */
public final class OpenDirectory extends OpenFile {
  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;

  /** The position behind "." and "..". */
  private static final long NAMES = 2;

  private final Directory directory;

  /** Entries that were given out: 0 none, 1 ".", 2 "..", then one for each name. */
  private long position;

  /** Whether lseek set a position that is behind all entries: nothing is there any more. */
  private boolean beyond;

  /** The name that was given out last, or none. */
  private String after = "";

  /**
   * Which name was given out before each position: positions stay good when others go. How many of
   * them a file system remembers is limited; one that is forgotten is counted from the start, as
   * Linux does with all of them.
   */
  private final NavigableMap<Long, String> nameBefore = new TreeMap<>();

  public OpenDirectory(Directory directory, String path, int flags) {
    super(directory, path, flags);
    this.directory = directory;
  }

  /** A directory entry, and the position behind it ({@code d_off}). */
  public record Entry(String name, Inode inode, long next) {}

  public Directory directory() {
    return directory;
  }

  /**
   * Returns the entries that come next, "." and ".." first, without passing over them. The view
   * holds until the directory changes.
   *
   * @throws ErrnoException ENOENT if the directory was removed
   */
  public Iterable<Entry> upcoming() throws ErrnoException {
    if (directory.isRemoved()) {
      throw Errno.ENOENT.exception();
    }
    return () -> entriesAt(position);
  }

  private Iterator<Entry> entriesAt(long start) {
    Iterator<Map.Entry<String, Inode>> names = directory.entriesAfter(after).entrySet().iterator();
    return new Iterator<>() {
      private long at = start;

      @Override
      public boolean hasNext() {
        return !beyond && (at < NAMES || names.hasNext());
      }

      @Override
      public Entry next() {
        if (at < NAMES) {
          at++;
          return at == 1 ? new Entry(".", directory, at) : new Entry("..", directory.parent(), at);
        }
        Map.Entry<String, Inode> entry = names.next();
        return new Entry(entry.getKey(), entry.getValue(), ++at);
      }
    };
  }

  /** Passes over the entry that comes next. */
  public void passed(Entry entry) {
    position = entry.next();
    if (position > NAMES) {
      after = entry.name();
      if (!nameBefore.containsKey(position) && directory.fileSystem().positions().tryTake(1)) {
        nameBefore.put(position, after);
      }
    }
  }

  private void forget() {
    directory.fileSystem().positions().giveBack(nameBefore.size());
    nameBefore.clear();
  }

  @Override
  protected void closed() {
    forget();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void requireSeekable() {}

  @Override
  public int read(Transfer.Sink to, int length) throws ErrnoException {
    requireReadable();
    throw Errno.EISDIR.exception();
  }

  @Override
  public int readAt(long at, Transfer.Sink to, int length) throws ErrnoException {
    requireReadable();
    throw Errno.EISDIR.exception();
  }

  @Override
  public int write(Transfer.Source from, int length) throws ErrnoException {
    throw Errno.EBADF.exception();
  }

  @Override
  public int writeAt(long at, Transfer.Source from, int length) throws ErrnoException {
    throw Errno.EBADF.exception();
  }

  @Override
  public long seek(long offset, int whence) throws ErrnoException {
    if (whence != SEEK_SET && whence != SEEK_CUR) {
      throw Errno.EINVAL.exception();
    }
    long target = whence == SEEK_SET ? offset : position + offset;
    if (target < 0) {
      throw Errno.EINVAL.exception();
    }
    if (target == position && target != 0) {
      return target;
    }
    if (target == 0) {
      forget(); // rewinddir: what follows is a new reading.
    }
    Map.Entry<Long, String> known = nameBefore.floorEntry(target);
    position = known == null ? Math.min(target, NAMES) : known.getKey();
    after = known == null ? "" : known.getValue();
    beyond = false;
    Iterator<Entry> entries = entriesAt(position);
    while (position < target && entries.hasNext()) {
      passed(entries.next());
    }
    beyond = position < target;
    position = target;
    return target;
  }
}
