package dev.seedkernel.kernel.fs;

import dev.seedkernel.aarch64.SharedMemory;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.quota.Limit;
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

  /**
   * Allocated pages by index. A map, so that a hole costs nothing however large it is. One that was
   * allocated and not written to is {@link #ZEROES}, the one that is read-only.
   */
  private final NavigableMap<Integer, MemorySegment> pages = new TreeMap<>();

  private final SharedExtents shared = new SharedExtents(this, pages);
  private int lastIndex = -1;
  private @Nullable MemorySegment lastPage;

  /** Whether the last page is known to be one of its own. */
  private boolean lastWasWritten;

  private long size;
  private long version;
  private boolean mappedShared;
  private Naming naming = Naming.USUAL;
  private int seals = Seals.F_SEAL_SEAL;
  private int writers;
  private int programs;

  RegularFile(FileSystem fileSystem, int mode) {
    super(fileSystem, mode);
  }

  @Override
  public long size() {
    return size;
  }

  /**
   * Returns a number that is another one after each change of the content, so that what was derived
   * from it can be kept. Nobody sees the stores to a shared mapping, so of a file that ever had one
   * it is another one each time.
   */
  public long version() {
    if (mappedShared) {
      version++;
    }
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
   *     largest size, EPERM where a seal forbids it
   */
  public int write(long position, Transfer.Source from, int length) throws ErrnoException {
    if (length == 0) {
      return 0;
    }
    if (position >= MAX_SIZE) {
      throw Errno.EFBIG.exception();
    }
    int count = (int) Math.min(length, MAX_SIZE - position);
    if (sealed(position + Math.min(count, PAGE_SIZE - (position & PAGE_MASK)))) {
      throw Errno.EPERM.exception();
    }
    int done = 0;
    while (done < count) {
      int inPage = (int) (position + done) & PAGE_MASK;
      int part = Math.min(PAGE_SIZE - inPage, count - done);
      if (done > 0 && sealed(position + done + part)) {
        break;
      }
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
    shared.written((int) (position >>> PAGE_SHIFT), (int) ((position + done - 1) >>> PAGE_SHIFT));
    touchModification();
    return done;
  }

  /**
   * Cuts the file, or extends it by a hole.
   *
   * @throws ErrnoException EFBIG beyond the largest size, EPERM where a seal forbids it
   */
  public void truncate(long newSize) throws ErrnoException {
    if (newSize > MAX_SIZE) {
      throw Errno.EFBIG.exception();
    }
    int forbidding = newSize < size ? Seals.F_SEAL_SHRINK : newSize > size ? Seals.F_SEAL_GROW : 0;
    if ((seals & forbidding) != 0) {
      throw Errno.EPERM.exception();
    }
    if (newSize <= size) {
      // Of the same size too: room that was taken behind the end goes back.
      drop((int) ((newSize + PAGE_MASK) >>> PAGE_SHIFT));
      // So that the rest of the last page reads as zero if the file grows again.
      clear(newSize, ((newSize + PAGE_MASK) & -PAGE_SIZE) - newSize);
    }
    size = newSize;
    version++;
    touchModification();
  }

  /** Fills a part of one page with zeroes, if the page was written to. */
  private void clear(long position, long length) {
    MemorySegment page = length == 0 ? null : page((int) (position >>> PAGE_SHIFT));
    if (page != null && !page.isReadOnly()) {
      page.asSlice(position & PAGE_MASK, length).fill((byte) 0);
    }
  }

  /**
   * Takes room for a range, as fallocate(2) does: what was a hole is one no longer, and reads as
   * zero.
   *
   * @param keepSize whether the size stays where the range goes beyond it
   * @throws ErrnoException EFBIG beyond the largest size, EPERM where a seal forbids it, ENOSPC if
   *     the quota does not allow all of it; then nothing has changed
   */
  public void allocate(long position, long length, boolean keepSize) throws ErrnoException {
    long end = position + length;
    if (end > size && (seals & Seals.F_SEAL_GROW) != 0) {
      throw Errno.EPERM.exception();
    }
    // Whatever is larger could not be paid for either.
    if (end > MAX_SIZE) {
      throw Errno.ENOSPC.exception();
    }
    int first = (int) (position >>> PAGE_SHIFT);
    int last = (int) ((end - 1) >>> PAGE_SHIFT);
    int there = pages.subMap(first, true, last, true).size();
    if (!fileSystem().bytes().tryTake((last - first + 1L - there) * PAGE_SIZE)) {
      throw Errno.ENOSPC.exception();
    }
    for (int page = first; page <= last; page++) {
      pages.putIfAbsent(page, ZEROES);
    }
    if (!keepSize) {
      size = Math.max(size, end);
    }
    touchModification();
  }

  /**
   * Makes a hole of a range: it reads as zero, and whole pages are given back
   * (FALLOC_FL_PUNCH_HOLE).
   *
   * @throws ErrnoException EPERM where a seal forbids it
   */
  public void punch(long position, long length) throws ErrnoException {
    if ((seals & Seals.WRITING) != 0) {
      throw Errno.EPERM.exception();
    }
    long end = Math.min(position + length, MAX_SIZE);
    if (position < end) {
      int first = (int) ((position + PAGE_MASK) >>> PAGE_SHIFT);
      int behind = (int) (end >>> PAGE_SHIFT);
      if (first <= behind) {
        clear(position, ((long) first << PAGE_SHIFT) - position);
        clear(end & -PAGE_SIZE, end & PAGE_MASK);
        drop(pages.subMap(first, true, behind, false), first, behind - 1);
      } else {
        clear(position, end - position);
      }
    }
    touchModification();
  }

  /** Whether a file that has no name may get one. */
  public enum Naming {
    /** It had one and lost it: no. */
    USUAL,
    /** It never had one and may get one (O_TMPFILE). */
    NAMELESS,
    /** It is of a file system of its own: no (memfd_create). */
    ELSEWHERE
  }

  public Naming naming() {
    return naming;
  }

  public void naming(Naming newNaming) {
    naming = newNaming;
  }

  /** Returns the seals (F_GET_SEALS). */
  public int seals() {
    return seals;
  }

  /** Allows that seals are added: what memfd_create does with MFD_ALLOW_SEALING. */
  public void allowSealing() {
    seals = 0;
  }

  /** Adds seals, or throws EPERM if that was sealed. */
  public void addSeals(int added) throws ErrnoException {
    if ((seals & Seals.F_SEAL_SEAL) != 0) {
      throw Errno.EPERM.exception();
    }
    seals |= added;
  }

  /** Returns whether a seal forbids to write up to a position. */
  private boolean sealed(long end) {
    return (seals & ~Seals.F_SEAL_SEAL) != 0
        && ((seals & Seals.WRITING) != 0 || ((seals & Seals.F_SEAL_GROW) != 0 && end > size));
  }

  /** Throws ETXTBSY if a process runs this program: it must not be written to. */
  public void requireNotRunning() throws ErrnoException {
    if (programs > 0) {
      throw Errno.ETXTBSY.exception();
    }
  }

  /** Throws ETXTBSY if somebody has it open for writing: it must not be run. */
  public void requireNoWriter() throws ErrnoException {
    if (writers > 0) {
      throw Errno.ETXTBSY.exception();
    }
  }

  /** Notes one more open file that may write to it. */
  void openedForWriting() {
    writers++;
  }

  void closedForWriting() {
    writers--;
  }

  /** Notes one more memory that this program runs in; the file stays in being for it. */
  public void started() {
    programs++;
    opened();
  }

  /** Undoes {@link #started}. */
  public void ended() {
    programs--;
    released();
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

  /**
   * Returns memory that has the page at a position and its neighbours, for mappings of the file
   * that see what is written to it, and write to it. It is closed when the last mapping goes.
   *
   * @throws ErrnoException ENODEV where the host cannot share memory, ENOMEM if it has no room
   */
  public SharedMemory share(long position) throws ErrnoException {
    if (!SharedMemory.isSupported()) {
      throw Errno.ENODEV.exception();
    }
    mappedShared = true;
    return shared.share((int) (position >>> PAGE_SHIFT));
  }

  /** Returns whether the page at a position is allocated: it is no hole. */
  public boolean isAllocated(long position) {
    return position < MAX_SIZE && page((int) (position >>> PAGE_SHIFT)) != null;
  }

  /** Returns a page for a mapping, or null if the quota does not allow it. */
  @Nullable MemorySegment provide(int index) {
    return pageForWriting(index);
  }

  /** Returns whether nothing can refer to the file any longer once its last mapping is gone. */
  boolean endsWithMapping() {
    return fileSystem().bytes().limit() == Limit.MEMORY && isLastUse();
  }

  /** Notes that the memory of pages has been replaced. */
  void forgetLastPage() {
    lastIndex = -1;
    lastPage = null;
  }

  private void freePage(int index) {
    pages.remove(index);
    forgetLastPage();
    shared.dropped(index, index);
    fileSystem().bytes().giveBack(PAGE_SIZE);
  }

  /** Frees the pages from an index on. */
  private void drop(int firstIndex) {
    drop(pages.tailMap(firstIndex, true), firstIndex, Integer.MAX_VALUE);
  }

  private void drop(NavigableMap<Integer, MemorySegment> dropped, int first, int last) {
    fileSystem().bytes().giveBack((long) dropped.size() * PAGE_SIZE);
    dropped.clear();
    version++;
    forgetLastPage();
    shared.dropped(first, last);
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
      lastWasWritten = false;
    }
    return lastPage;
  }

  /** Returns the page, allocated if it was a hole, or null if the quota does not allow it. */
  private @Nullable MemorySegment pageForWriting(int index) {
    MemorySegment page = page(index);
    if (page != null && lastWasWritten) {
      return page;
    }
    boolean allocated = page != null && page.isReadOnly();
    if (allocated || (page == null && fileSystem().bytes().tryTake(PAGE_SIZE))) {
      page = shared.newPage(index);
      pages.put(index, page);
      lastIndex = index;
      lastPage = page;
    }
    lastWasWritten = page != null;
    return page;
  }
}
