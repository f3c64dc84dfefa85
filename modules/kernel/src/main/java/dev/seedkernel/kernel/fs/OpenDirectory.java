package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory that is open.
 *
 * <p>Reading goes by names and not by index, so that entries that are added or removed meanwhile
 * neither repeat nor hide others.
 */
public final class OpenDirectory extends OpenFile {
  private final Directory directory;

  /** Entries that were given out: 0 none, 1 ".", 2 "..", then one for each name. */
  private long position;

  private String lastName = "";

  public OpenDirectory(Directory directory, String path, int flags) {
    super(directory, path, flags);
    this.directory = directory;
  }

  /** A directory entry, and the position behind it ({@code d_off}). */
  public record Entry(String name, Inode inode, long next) {}

  public Directory directory() {
    return directory;
  }

  /** Returns the entries that come next, "." and ".." first, without passing over them. */
  public List<Entry> upcoming() {
    List<Entry> entries = new ArrayList<>();
    long at = position;
    if (at == 0) {
      entries.add(new Entry(".", directory, ++at));
    }
    if (at == 1) {
      entries.add(new Entry("..", directory.parent(), ++at));
    }
    for (String name : directory.namesAfter(lastName)) {
      Inode inode = directory.get(name);
      if (inode != null) {
        entries.add(new Entry(name, inode, ++at));
      }
    }
    return entries;
  }

  /** Passes over an entry and all before it. */
  public void passed(Entry entry) {
    position = entry.next();
    lastName = entry.next() <= 2 ? "" : entry.name();
  }

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
    if (whence < 0 || whence > 1 || offset < 0) {
      throw Errno.EINVAL.exception();
    }
    long target = whence == 0 ? offset : position + offset;
    @Nullable Entry before = null;
    position = 0;
    lastName = "";
    for (Entry entry : upcoming()) {
      if (entry.next() > target) {
        break;
      }
      before = entry;
    }
    if (before != null) {
      passed(before);
    }
    return target;
  }
}
