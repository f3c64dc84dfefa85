package dev.seedkernel.kernel.fs;

import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.SharedMemory;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.quota.Limit;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * The extents of a file that address spaces map shared: there its pages lie in {@link
 * SharedMemory}, so that mappings, reads and writes all have the same bytes. When the last mapping
 * of an extent goes, its pages move back to the heap; so a file that nobody maps holds nothing of
 * the host.
 */
final class SharedExtents {
  private final RegularFile file;
  private final NavigableMap<Integer, MemorySegment> pages;
  private final Map<Integer, Extent> extents = new HashMap<>();

  /**
   * Creates an empty list.
   *
   * @param pages the file's pages, whose memory is replaced as extents come and go
   */
  SharedExtents(RegularFile file, NavigableMap<Integer, MemorySegment> pages) {
    this.file = file;
    this.pages = pages;
  }

  /**
   * Returns the memory of the extent that has a page, and moves the extent there if it is not yet.
   *
   * @throws ErrnoException ENOMEM if the host has no room for one more
   */
  SharedMemory share(int index) throws ErrnoException {
    int number = index / SharedMemory.PAGES;
    Extent extent = extents.get(number);
    if (extent == null) {
      extent = new Extent(number);
      extent.open();
      extents.put(number, extent);
    }
    return extent.memory();
  }

  /** Returns memory of zeroes for a new page of the file. */
  MemorySegment newPage(int index) {
    Extent extent = extents.isEmpty() ? null : extents.get(index / SharedMemory.PAGES);
    return extent == null
        ? MemorySegment.ofArray(new byte[RegularFile.PAGE_SIZE])
        : extent.memory().page(index % SharedMemory.PAGES);
  }

  /** Notes that the file has lost the pages from one to another, the last included. */
  void dropped(int first, int last) {
    for (Extent extent : extents.values()) {
      int from = Math.max(first, extent.firstIndex);
      long to = Math.min(last, extent.lastIndex());
      if (from <= to) {
        extent.memory().discard(from - extent.firstIndex, (int) (to - from + 1));
      }
    }
  }

  /** Notes that bytes of the file were written to by other means than a mapping. */
  void written(int first, int last) {
    for (Extent extent : extents.values()) {
      int from = Math.max(first, extent.firstIndex);
      long to = Math.min(last, extent.lastIndex());
      if (from <= to) {
        extent.memory().codeChanged(from - extent.firstIndex, (int) (to - from + 1));
      }
    }
  }

  private final class Extent implements SharedMemory.Owner {
    private final int number;
    private final int firstIndex;
    private @Nullable SharedMemory memory;

    Extent(int number) {
      this.number = number;
      this.firstIndex = number * SharedMemory.PAGES;
    }

    long lastIndex() {
      return (long) firstIndex + SharedMemory.PAGES - 1;
    }

    SharedMemory memory() {
      if (memory == null) {
        throw new IllegalStateException("extent is not open");
      }
      return memory;
    }

    void open() throws ErrnoException {
      SharedMemory created = SharedMemory.create(this);
      if (created == null) {
        throw Errno.ENOMEM.exception();
      }
      memory = created;
      ownPages().replaceAll((index, page) -> moved(page, created.page(index - firstIndex)));
      file.forgetLastPage();
    }

    private NavigableMap<Integer, MemorySegment> ownPages() {
      int last = (int) Math.min(lastIndex(), Integer.MAX_VALUE);
      return pages.subMap(firstIndex, true, last, true);
    }

    private static MemorySegment moved(MemorySegment from, MemorySegment to) {
      MemorySegment.copy(from, 0, to, 0, RegularFile.PAGE_SIZE);
      return to;
    }

    @Override
    public boolean reaches(int page) {
      return ((long) firstIndex + page) * RegularFile.PAGE_SIZE < file.size();
    }

    @Override
    public MemoryFault.@Nullable Cause provide(int page) {
      if (!reaches(page)) {
        return MemoryFault.Cause.NO_BACKING;
      }
      MemorySegment content = file.provide(firstIndex + page);
      if (content == null) {
        return file.fileSystem().bytes().limit() == Limit.MEMORY
            ? MemoryFault.Cause.OUT_OF_PAGES
            : MemoryFault.Cause.NO_BACKING;
      }
      return null;
    }

    @Override
    public void stored(int page) {
      file.touchModification();
    }

    @Override
    public void unmapped() {
      if (extents.size() == 1 && file.endsWithMapping()) {
        file.free(); // Nobody will see the bytes again, so they need not move.
      } else {
        ownPages()
            .replaceAll(
                (_, page) -> moved(page, MemorySegment.ofArray(new byte[RegularFile.PAGE_SIZE])));
        file.forgetLastPage();
      }
      extents.remove(number);
      memory().close();
    }
  }
}
