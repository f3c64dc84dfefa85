package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.OpenFile;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The file descriptors of a process: small numbers for open files. */
public final class Descriptors {
  private final int allowed;
  private int most;
  private @Nullable OpenFile[] files = new OpenFile[16];
  private boolean[] closeOnExec = new boolean[16];
  private int users = 1;

  Descriptors(int allowed) {
    this.allowed = allowed;
    this.most = allowed;
  }

  /** Makes a copy that shares the open files, as fork does. */
  Descriptors copy() {
    Descriptors copy = new Descriptors(allowed);
    copy.most = most;
    copy.files = files.clone();
    copy.closeOnExec = closeOnExec.clone();
    for (OpenFile file : copy.files) {
      if (file != null) {
        file.retain();
      }
    }
    return copy;
  }

  /** Returns how many there may be. */
  public int most() {
    return most;
  }

  /** Sets how many there may be (RLIMIT_NOFILE), within what the machine allows. */
  public void most(long limit) {
    most = limit < 0 ? allowed : (int) Math.min(limit, allowed);
  }

  /** Notes one more process that uses them (CLONE_FILES). */
  Descriptors share() {
    users++;
    return this;
  }

  /** Notes one process less; the last one closes every descriptor. */
  void release() {
    if (--users == 0) {
      closeAll();
    }
  }

  /** Returns the open file of a descriptor to work with, or throws EBADF: also for O_PATH. */
  public OpenFile get(int fd) throws ErrnoException {
    OpenFile file = getAny(fd);
    if ((file.flags() & OpenFlags.O_PATH) != 0) {
      throw Errno.EBADF.exception();
    }
    return file;
  }

  /**
   * Returns the open file of a descriptor, or throws EBADF. For calls that O_PATH allows (open(2)):
   * those about the descriptor itself, and about the place in the tree that it stands for.
   */
  public OpenFile getAny(int fd) throws ErrnoException {
    OpenFile file = fd >= 0 && fd < files.length ? files[fd] : null;
    if (file == null) {
      throw Errno.EBADF.exception();
    }
    return file;
  }

  /**
   * Gives an open file the lowest free descriptor that is at least {@code lowest}.
   *
   * @throws ErrnoException EMFILE at the limit; then nothing was retained
   */
  public int add(OpenFile file, int lowest, boolean cloexec) throws ErrnoException {
    int fd = lowest;
    while (fd < files.length && files[fd] != null) {
      fd++;
    }
    if (fd >= most) {
      throw Errno.EMFILE.exception();
    }
    set(fd, file, cloexec);
    return fd;
  }

  /** Throws EMFILE if no descriptor is free. */
  public void requireFree() throws ErrnoException {
    int fd = 0;
    while (fd < files.length && files[fd] != null) {
      fd++;
    }
    if (fd >= most) {
      throw Errno.EMFILE.exception();
    }
  }

  /**
   * Gives an open file a certain descriptor, which is closed first if it is open; EBADF if too
   * large.
   */
  public void replace(int fd, OpenFile file, boolean cloexec) throws ErrnoException {
    if (fd < 0 || fd >= most) {
      throw Errno.EBADF.exception();
    }
    OpenFile old = fd < files.length ? files[fd] : null;
    set(fd, file, cloexec);
    if (old != null) {
      letGo(old);
    }
  }

  private void set(int fd, OpenFile file, boolean cloexec) {
    if (fd >= files.length) {
      int length = Math.max(fd + 1, files.length * 2);
      files = Arrays.copyOf(files, length);
      closeOnExec = Arrays.copyOf(closeOnExec, length);
    }
    file.retain();
    files[fd] = file;
    closeOnExec[fd] = cloexec;
  }

  public void close(int fd) throws ErrnoException {
    OpenFile file = getAny(fd);
    files[fd] = null;
    letGo(file);
  }

  /** A process that closes any descriptor of a file loses all its record locks there (fcntl(2)). */
  private void letGo(OpenFile file) {
    file.inode().releaseLocks(this);
    file.release();
  }

  /**
   * Closes, or marks to be closed by execve, all descriptors of a range.
   *
   * @param last not less than {@code first}; both are unsigned
   */
  public void closeRange(int first, int last, boolean onlyMark) {
    int end = (int) Math.min(files.length - 1, Integer.toUnsignedLong(last));
    for (long fd = Integer.toUnsignedLong(first); fd <= end; fd++) {
      OpenFile file = files[(int) fd];
      if (file == null) {
        continue;
      }
      if (onlyMark) {
        closeOnExec[(int) fd] = true;
      } else {
        files[(int) fd] = null;
        letGo(file);
      }
    }
  }

  public boolean closeOnExec(int fd) throws ErrnoException {
    getAny(fd);
    return closeOnExec[fd];
  }

  public void closeOnExec(int fd, boolean cloexec) throws ErrnoException {
    getAny(fd);
    closeOnExec[fd] = cloexec;
  }

  /** Returns the descriptors that are open, ascending. */
  public NavigableMap<Integer, OpenFile> all() {
    NavigableMap<Integer, OpenFile> open = new TreeMap<>();
    for (int fd = 0; fd < files.length; fd++) {
      OpenFile file = files[fd];
      if (file != null) {
        open.put(fd, file);
      }
    }
    return open;
  }

  /** Closes the descriptors that execve closes. */
  void closeForExec() {
    for (int fd = 0; fd < files.length; fd++) {
      OpenFile file = files[fd];
      if (file != null && closeOnExec[fd]) {
        files[fd] = null;
        letGo(file);
      }
    }
  }

  private void closeAll() {
    for (int fd = 0; fd < files.length; fd++) {
      OpenFile file = files[fd];
      if (file != null) {
        files[fd] = null;
        letGo(file);
      }
    }
  }
}
