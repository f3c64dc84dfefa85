package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file of /proc or /sys that is open. A reading from the start makes the content; what follows
 * reads on in what was made, so that a reader in small pieces sees one state (Linux's seq_file).
 *
 * <p>The content counts as content of files while the file is open.
 */
public final class OpenGeneratedFile extends OpenFile {
  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;

  /** Most bytes that one write gives: as Linux, which takes a page. */
  private static final int MAX_INPUT = 4096;

  private final GeneratedFile file;
  private byte @Nullable [] content;
  private long position;

  public OpenGeneratedFile(GeneratedFile file, String path, int flags) {
    super(file, path, flags);
    this.file = file;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void requireSeekable() {}

  @Override
  public int read(Transfer.Sink to, int length) throws ErrnoException {
    int count = readAt(position, to, length);
    position += count;
    return count;
  }

  @Override
  public int readAt(long at, Transfer.Sink to, int length) throws ErrnoException {
    requireReadable();
    byte[] bytes = at == 0 || content == null ? refresh() : content;
    if (at >= bytes.length || length == 0) {
      return 0;
    }
    int count = (int) Math.min(length, bytes.length - at);
    return to.put(MemorySegment.ofArray(bytes), at, count);
  }

  private byte[] refresh() throws ErrnoException {
    byte[] bytes = file.content();
    discard();
    file.fileSystem().bytes().take(bytes.length);
    content = bytes;
    return bytes;
  }

  private void discard() {
    if (content != null) {
      file.fileSystem().bytes().giveBack(content.length);
      content = null;
    }
  }

  @Override
  public int write(Transfer.Source from, int length) throws ErrnoException {
    requireWritable();
    byte[] bytes = new byte[Math.min(length, MAX_INPUT)];
    int count = from.take(MemorySegment.ofArray(bytes), 0, bytes.length);
    file.input().accept(Arrays.copyOf(bytes, count));
    position += count;
    return count;
  }

  @Override
  public int writeAt(long at, Transfer.Source from, int length) throws ErrnoException {
    long before = position;
    int count = write(from, length);
    position = before;
    return count;
  }

  @Override
  public long seek(long offset, int whence) throws ErrnoException {
    // There is no end to count from: the content is not made yet.
    if (whence != SEEK_SET && whence != SEEK_CUR) {
      throw Errno.EINVAL.exception();
    }
    long target = whence == SEEK_SET ? offset : position + offset;
    if (target < 0) {
      throw Errno.EINVAL.exception();
    }
    position = target;
    return target;
  }

  @Override
  protected void closed() {
    discard();
  }
}
