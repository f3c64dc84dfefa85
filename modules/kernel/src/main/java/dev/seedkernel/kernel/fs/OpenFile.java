package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.abi.PollEvents;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open file description: what descriptors of several processes may share (open(2)). The methods
 * here are what a file that cannot do a thing answers.
 */
public abstract class OpenFile {
  /** Status flags that fcntl(F_SETFL) may change. */
  public static final int SETTABLE_FLAGS =
      OpenFlags.O_APPEND | OpenFlags.O_NONBLOCK | OpenFlags.O_DIRECT | OpenFlags.O_NOATIME;

  private final Inode inode;
  private final String path;
  private int flags;
  private int references;
  private List<Runnable> watchers = List.of();

  /**
   * Opens an inode.
   *
   * @param path the absolute path it was opened by, for /proc and traces
   * @param flags access mode and status flags ({@link OpenFlags})
   */
  protected OpenFile(Inode inode, String path, int flags) {
    this.inode = inode;
    this.path = path;
    this.flags = flags;
    inode.opened();
  }

  public final Inode inode() {
    return inode;
  }

  /** Returns the path that it was opened by. */
  public final String path() {
    return path;
  }

  /** Returns access mode and status flags. */
  public final int flags() {
    return flags;
  }

  /** Changes the status flags of {@link #SETTABLE_FLAGS}. */
  public final void statusFlags(int newFlags) {
    flags = (flags & ~SETTABLE_FLAGS) | (newFlags & SETTABLE_FLAGS);
  }

  /** Notes one more descriptor. */
  public final void retain() {
    references++;
  }

  /** Notes one descriptor less; the last one closes the file. */
  public final void release() {
    if (--references == 0) {
      inode.releaseLocks(this);
      for (Runnable watcher : List.copyOf(watchers)) {
        watcher.run();
      }
      closed();
      inode.released();
    }
  }

  /** Frees what this description holds beyond its inode: no descriptor refers to it any more. */
  protected void closed() {}

  /** Notes that what the file holds was read, unless it was opened with O_NOATIME. */
  protected final void accessed() {
    if ((flags & OpenFlags.O_NOATIME) == 0) {
      inode.accessed();
    }
  }

  /** Lets something happen when the last descriptor is closed. */
  public final void watchClosing(Runnable watcher) {
    if (watchers.isEmpty()) {
      watchers = new ArrayList<>();
    }
    watchers.add(watcher);
  }

  /** Undoes {@link #watchClosing}. */
  public final void forgetClosing(Runnable watcher) {
    watchers.remove(watcher);
  }

  // Waiting

  /** Returns what the file is ready for: bits of {@link PollEvents}. */
  public int readiness() {
    return PollEvents.ALWAYS;
  }

  /**
   * Returns the queue that is woken when {@link #readiness()} may have changed, or null if it never
   * changes. A file without one never throws EAGAIN.
   */
  public @Nullable WaitQueue changes() {
    return null;
  }

  /** Returns whether a write that waits goes on until all bytes are written. */
  public boolean writesAll() {
    return false;
  }

  /**
   * Returns for how many nanoseconds a read or a write waits at most.
   *
   * @param writes whether it is a write
   */
  public long patience(boolean writes) {
    return Long.MAX_VALUE;
  }

  /** Returns how many bytes wait to be read (FIONREAD), or throws ENOTTY. */
  public long queued() throws ErrnoException {
    throw Errno.ENOTTY.exception();
  }

  /**
   * Opens the same object anew through its link in /proc, where opening the inode would lose
   * something that only this description knows.
   *
   * @return a description of its own, or null if the inode is to be opened
   */
  public @Nullable OpenFile reopen(int newFlags) throws ErrnoException {
    return null;
  }

  /** Throws EBADF unless the file is open for reading. */
  public final void requireReadable() throws ErrnoException {
    if (!OpenFlags.reads(flags) || (flags & OpenFlags.O_PATH) != 0) {
      throw Errno.EBADF.exception();
    }
  }

  /** Throws EBADF unless the file is open for writing. */
  public final void requireWritable() throws ErrnoException {
    if (!OpenFlags.writes(flags) || (flags & OpenFlags.O_PATH) != 0) {
      throw Errno.EBADF.exception();
    }
  }

  /** Returns the file position; 0 of what has none. */
  public long position() {
    return 0;
  }

  /** Throws ESPIPE where bytes are not at positions: of pipes, sockets and terminals. */
  public void requireSeekable() throws ErrnoException {
    throw Errno.ESPIPE.exception();
  }

  /**
   * Reads from the file position and advances it.
   *
   * @return bytes read, 0 at the end
   */
  public int read(Transfer.Sink to, int length) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  /**
   * Writes at the file position, with O_APPEND at the end, and sets the file position behind what
   * was written; where nothing was, it stays.
   *
   * @return bytes written
   */
  public int write(Transfer.Source from, int length) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  /** As {@link #write} with O_APPEND, whether or not the file has it. */
  public int append(Transfer.Source from, int length) throws ErrnoException {
    return write(from, length);
  }

  /** Reads from a position and leaves the file position alone. */
  public int readAt(long position, Transfer.Sink to, int length) throws ErrnoException {
    throw Errno.ESPIPE.exception();
  }

  /** Writes at a position and leaves the file position alone. */
  public int writeAt(long position, Transfer.Source from, int length) throws ErrnoException {
    throw Errno.ESPIPE.exception();
  }

  /** Moves the file position as lseek(2) does; returns the new one. */
  public long seek(long offset, int whence) throws ErrnoException {
    throw Errno.ESPIPE.exception();
  }

  /** Cuts or extends the file as ftruncate(2) does. */
  public void truncate(long size) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }
}
