package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;

/** A regular file that is open. */
public final class OpenRegularFile extends OpenFile {
  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  private final RegularFile file;
  private long position;

  public OpenRegularFile(RegularFile file, String path, int flags) {
    super(file, path, flags);
    this.file = file;
    if (OpenFlags.writes(flags)) {
      file.openedForWriting();
    }
  }

  @Override
  protected void closed() {
    if (OpenFlags.writes(flags())) {
      file.closedForWriting();
    }
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
    int count = file.read(position, to, length);
    position += count;
    accessed();
    return count;
  }

  @Override
  public int write(Transfer.Source from, int length) throws ErrnoException {
    boolean appends = (flags() & OpenFlags.O_APPEND) != 0;
    return writeAndAdvance(appends ? file.size() : position, from, length);
  }

  @Override
  public int append(Transfer.Source from, int length) throws ErrnoException {
    return writeAndAdvance(file.size(), from, length);
  }

  private int writeAndAdvance(long at, Transfer.Source from, int length) throws ErrnoException {
    requireWritable();
    int count = file.write(at, from, length);
    if (count > 0) {
      position = at + count;
    }
    return count;
  }

  @Override
  public int readAt(long at, Transfer.Sink to, int length) throws ErrnoException {
    requireReadable();
    accessed();
    return file.read(at, to, length);
  }

  @Override
  public int writeAt(long at, Transfer.Source from, int length) throws ErrnoException {
    requireWritable();
    // Linux appends even here when O_APPEND is set (pwrite(2), BUGS).
    return file.write((flags() & OpenFlags.O_APPEND) != 0 ? file.size() : at, from, length);
  }

  @Override
  public long seek(long offset, int whence) throws ErrnoException {
    long target =
        switch (whence) {
          case SEEK_SET -> offset;
          case SEEK_CUR -> position + offset;
          case SEEK_END -> file.size() + offset;
          case SEEK_DATA, SEEK_HOLE -> seekSparse(offset, whence);
          default -> throw Errno.EINVAL.exception();
        };
    // Beyond the largest size nothing can be written, but a position may be there.
    if (target < 0) {
      throw Errno.EINVAL.exception();
    }
    position = target;
    return target;
  }

  /** Pages that were never written to are holes, and there is one behind the end (lseek(2)). */
  private long seekSparse(long offset, int whence) throws ErrnoException {
    if (offset < 0 || offset >= file.size()) {
      throw Errno.ENXIO.exception();
    }
    if (whence == SEEK_HOLE) {
      return file.nextHole(offset);
    }
    long data = file.nextData(offset);
    if (data == file.size()) {
      throw Errno.ENXIO.exception();
    }
    return data;
  }

  @Override
  public void truncate(long size) throws ErrnoException {
    if (!OpenFlags.writes(flags())) {
      throw Errno.EINVAL.exception();
    }
    file.truncate(size);
  }
}
