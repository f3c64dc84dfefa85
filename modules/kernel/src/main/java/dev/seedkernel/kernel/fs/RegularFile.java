package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import java.lang.foreign.MemorySegment;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A regular file: bytes in pages of {@link #PAGE_SIZE}. A page that was never written to is a hole:
 * it reads as zero and takes nothing from the quota.
 */
public final class RegularFile extends Inode {
  /** Bytes in a page of content. */
  public static final int PAGE_SIZE = 4096;

  /** The largest size: an int of pages. */
  public static final long MAX_SIZE = (1L << 31) * PAGE_SIZE - PAGE_SIZE;

  private static final MemorySegment ZEROES =
      MemorySegment.ofArray(new byte[PAGE_SIZE]).asReadOnly();
  private static final int PAGE_SHIFT = 12;
  private static final int PAGE_MASK = PAGE_SIZE - 1;

  /** Allocated pages by index. A map, so that a hole costs nothing however large it is. */
  private final NavigableMap<Integer, MemorySegment> pages = new TreeMap<>();

  private int lastIndex = -1;
  private @Nullable MemorySegment lastPage;
  private long size;
  private long version;

  RegularFile(FileSystem fileSystem, int mode) {
    super(fileSystem, mode);
  }

  @Override
  public long size() {
    return size;
  }

  /**
   * Returns a number that is another one after each change of the content, so that what was derived
   * from it can be kept. Whoever changes pages without {@link #write} and {@link #truncate} must
   * see to it that the number changes too.
   */
  public long version() {
    return version;
  }

  /** Returns how many bytes of content are allocated: {@code st_blocks} times 512. */
  public long allocatedBytes() {
    return (long) pages.size() * PAGE_SIZE;
  }

  /**
   * Copies content out; stops at the end of the file, or where the sink takes no more.
   *
   * @return bytes copied, 0 at or beyond the end
   */
  public int read(long position, Transfer.Sink to, int length) {
    if (position >= size) {
      return 0;
    }
    int count = (int) Math.min(length, size - position);
    int done = 0;
    while (done < count) {
      int inPage = (int) (position + done) & PAGE_MASK;
      int part = Math.min(PAGE_SIZE - inPage, count - done);
      MemorySegment page = page((int) ((position + done) >>> PAGE_SHIFT));
      int taken = to.put(page == null ? ZEROES : page, inPage, part);
      done += taken;
      if (taken < part) {
        break;
      }
    }
    return done;
  }

  /**
   * Copies content in, and grows the file where it ends too early. What the quota does not allow is
   * not written.
   *
   * @return bytes copied; less than {@code length} only where the quota ran out, the largest size
   *     was reached, or the source had no more
   * @throws ErrnoException ENOSPC if the quota does not allow even one byte, EFBIG at or beyond the
   *     largest size
   */
  public int write(long position, Transfer.Source from, int length) throws ErrnoException {
    if (length == 0) {
      return 0;
    }
    if (position >= MAX_SIZE) {
      throw Errno.EFBIG.exception();
    }
    int count = (int) Math.min(length, MAX_SIZE - position);
    int done = 0;
    while (done < count) {
      int inPage = (int) (position + done) & PAGE_MASK;
      int part = Math.min(PAGE_SIZE - inPage, count - done);
      int index = (int) ((position + done) >>> PAGE_SHIFT);
      boolean hole = page(index) == null;
      MemorySegment page = pageForWriting(index);
      if (page == null) {
        if (done == 0) {
          throw Errno.ENOSPC.exception();
        }
        break;
      }
      int given = from.take(page, inPage, part);
      done += given;
      if (given == 0 && hole) {
        freePage(index); // The source had nothing for it, so it stays a hole.
      }
      if (given < part) {
        break;
      }
    }
    if (done == 0) {
      return 0;
    }
    size = Math.max(size, position + done);
    version++;
    touchModification();
    return done;
  }

  /**
   * Cuts the file, or extends it by a hole.
   *
   * @throws ErrnoException EFBIG beyond the largest size
   */
  public void truncate(long newSize) throws ErrnoException {
    if (newSize > MAX_SIZE) {
      throw Errno.EFBIG.exception();
    }
    if (newSize < size) {
      drop((int) ((newSize + PAGE_MASK) >>> PAGE_SHIFT));
      int inPage = (int) newSize & PAGE_MASK;
      MemorySegment last = inPage == 0 ? null : page((int) (newSize >>> PAGE_SHIFT));
      if (last != null) {
        last.asSlice(inPage).fill((byte) 0); // So that it reads as zero if the file grows again.
      }
    }
    size = newSize;
    version++;
    touchModification();
  }

  /** Returns the first position at or behind {@code position} that has data, or the size. */
  long nextData(long position) {
    Integer page = pages.ceilingKey((int) (position >>> PAGE_SHIFT));
    return page == null ? size : Math.min(size, Math.max(position, (long) page << PAGE_SHIFT));
  }

  /** Returns the first position at or behind {@code position} that is in a hole, or the size. */
  long nextHole(long position) {
    int page = (int) (position >>> PAGE_SHIFT);
    for (int allocated : pages.tailMap(page, true).keySet()) {
      if (allocated != page) {
        break;
      }
      page++;
    }
    return Math.min(size, Math.max(position, (long) page << PAGE_SHIFT));
  }

  @Override
  @Nullable Inode free() {
    drop(0);
    size = 0;
    version++;
    return null;
  }

  private void freePage(int index) {
    pages.remove(index);
    fileSystem().bytes().giveBack(PAGE_SIZE);
  }

  /** Frees the pages from an index on. */
  private void drop(int firstIndex) {
    NavigableMap<Integer, MemorySegment> dropped = pages.tailMap(firstIndex, true);
    fileSystem().bytes().giveBack((long) dropped.size() * PAGE_SIZE);
    dropped.clear();
    lastIndex = -1;
    lastPage = null;
  }

  /** Returns a page, or null for a hole. */
  private @Nullable MemorySegment page(int index) {
    if (index != lastIndex) {
      MemorySegment page = pages.get(index);
      if (page == null) {
        return null;
      }
      lastIndex = index;
      lastPage = page;
    }
    return lastPage;
  }

  /** Returns the page, allocated if it was a hole, or null if the quota does not allow it. */
  private @Nullable MemorySegment pageForWriting(int index) {
    MemorySegment page = page(index);
    if (page == null && fileSystem().bytes().tryTake(PAGE_SIZE)) {
      page = MemorySegment.ofArray(new byte[PAGE_SIZE]);
      pages.put(index, page);
    }
    return page;
  }
}
