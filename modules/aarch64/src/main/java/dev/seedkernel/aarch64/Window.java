package dev.seedkernel.aarch64;

import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.MemoryFault.Cause;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The host's memory behind one address space: the page map, the window, and which of its private
 * pages are charged. Ranges are page-aligned and were checked.
 */
final class Window {
  private static final int PAGE_SIZE = AddressSpace.PAGE_SIZE;
  private static final int PAGE_SHIFT = 12;
  private static final int PAGE_MASK = PAGE_SIZE - 1;

  /** Pages of the window whose rights share one page of the map: what a fork copies as a whole. */
  private static final int CHUNK_SHIFT = 12;

  /**
   * Longer runs of touched pages are given back to the host when cleared, shorter ones are zeroed.
   */
  private static final int GIVE_BACK_PAGES = 64;

  /** From how many pages in a row on it is worth a call of the host to take them at once. */
  private static final int POPULATE_PAGES = 16;

  private final HostMemory.Source source;
  private final HostMemory.Region region;
  private final PageAccount account;
  private final long size;
  private final long base;
  private final long mapSize;
  private final BitSet chunks = new BitSet();
  private final TouchedPages touched = new TouchedPages(page -> PageBits.isTouched(bits(page)));

  /**
   * Takes memory of the host.
   *
   * @throws OutOfMemoryError if the host has no address space left
   */
  Window(long size, PageAccount account, HostMemory.Source source) {
    this.size = size;
    this.account = account;
    this.source = source;
    this.mapSize = AddressSpace.mapSize(size);
    long before = AddressSpace.PAGE_SIZE + mapSize;
    this.region = HostMemory.take(before + size, source);
    this.base = region.address() + before;
  }

  /** Returns the host's address of the byte of a page: the map ends where the window begins. */
  private long mapAddress(long page) {
    return base - mapSize + page;
  }

  /** Returns the host's address of guest address 0. */
  long base() {
    return base;
  }

  HostMemory.Region region() {
    return region;
  }

  int touchedPages() {
    return touched.count();
  }

  /** Returns the byte of a page ({@link PageBits}). */
  int bits(long page) {
    return HostMemory.getByte(mapAddress(page));
  }

  void putBits(long page, int bits) {
    HostMemory.putByte(mapAddress(page), (byte) bits);
  }

  /** Sets the bytes of a range; its pages are not touched. */
  void setMap(long address, long length, int bits) {
    long count = length >>> PAGE_SHIFT;
    HostMemory.fill(mapAddress(address >>> PAGE_SHIFT), count, (byte) bits);
  }

  /** Notes that a range is going to be mapped: its part of the page map will be in use. */
  void use(long address, long length) {
    if (length > 0) {
      chunks.set(chunkOf(address), chunkOf(address + length - 1) + 1);
    }
  }

  /** Charges and notes the untouched private pages of a range that may be stored to. */
  void touch(long address, long length, int untouched) {
    boolean granted = account.charge(untouched);
    long end = (address + length + PAGE_MASK) >>> PAGE_SHIFT;
    for (long page = address >>> PAGE_SHIFT; page < end; page++) {
      int bits = bits(page);
      if (PageBits.isTouched(bits) || PageBits.isShared(bits)) {
        continue;
      }
      if (!granted) {
        long first = Math.max(address, page << PAGE_SHIFT);
        throw new MemoryFault(first, Access.STORE, Cause.OUT_OF_PAGES);
      }
      putBits(page, PageBits.withStorable(bits | PageBits.TOUCHED));
      touched.add((int) page);
    }
  }

  /**
   * Zeroes the touched pages of a range, makes them untouched and gives them back to the account.
   */
  void clearTouched(long address, long length) {
    long end = (address + length) >>> PAGE_SHIFT;
    long page = address >>> PAGE_SHIFT;
    int cleared = 0;
    while (page < end) {
      if (!PageBits.isTouched(bits(page))) {
        page++;
        continue;
      }
      long first = page;
      do {
        putBits(page, bits(page) & ~(PageBits.TOUCHED | PageBits.STORABLE));
        page++;
      } while (page < end && PageBits.isTouched(bits(page)));
      cleared += (int) (page - first);
      zero(first, page - first);
    }
    if (cleared > 0) {
      touched.removed(cleared);
      account.release(cleared);
    }
  }

  private void zero(long page, long count) {
    long offset = page << PAGE_SHIFT;
    long length = count << PAGE_SHIFT;
    if (count >= GIVE_BACK_PAGES) {
      region.clear(base - region.address() + offset, length);
    } else {
      HostMemory.fill(base + offset, length, (byte) 0);
    }
  }

  /**
   * Moves what a touched page holds to one that is not; the charge moves along.
   *
   * @param rights of the target
   */
  void moveTouched(long source, long target, int rights) {
    long from = base + (source << PAGE_SHIFT);
    HostMemory.copy(from, base + (target << PAGE_SHIFT), PAGE_SIZE);
    HostMemory.fill(from, PAGE_SIZE, (byte) 0);
    putBits(source, bits(source) & ~(PageBits.TOUCHED | PageBits.STORABLE));
    touched.removed(1);
    putBits(target, PageBits.withStorable(PageBits.MAPPED | rights | PageBits.TOUCHED));
    touched.add((int) target);
  }

  /**
   * Makes a copy of the page map and of all touched pages, which are charged again.
   *
   * @return null if the account refuses
   * @throws OutOfMemoryError if the host has no address space left; nothing is charged then
   */
  @Nullable Window copy() {
    if (!account.charge(touched.count())) {
      return null;
    }
    Window copy;
    try {
      copy = new Window(size, account, source);
    } catch (OutOfMemoryError e) {
      account.release(touched.count());
      throw e;
    }
    forEachChunk((page, count) -> HostMemory.copy(mapAddress(page), copy.mapAddress(page), count));
    copy.chunks.or(chunks);
    copyTouched(copy);
    copy.touched.copyFrom(touched);
    return copy;
  }

  /** Copies the touched pages, run by run. */
  private void copyTouched(Window copy) {
    int length = touched.listed();
    boolean fresh = copy.region.isFresh();
    for (int i = 0, next; i < length; i = next) {
      next = i + 1;
      while (next < length && touched.get(next) == touched.get(next - 1) + 1) {
        next++;
      }
      long offset = (long) touched.get(i) << PAGE_SHIFT;
      long bytes = (long) (next - i) << PAGE_SHIFT;
      if (fresh && next - i >= POPULATE_PAGES) {
        copy.region.populate(copy.base - copy.region.address() + offset, bytes);
      }
      HostMemory.copy(base + offset, copy.base + offset, bytes);
    }
  }

  /**
   * Gives the pages back to the account and the memory to the host.
   *
   * @param mayRecycle whether the region shows nothing but private pages
   */
  void close(boolean mayRecycle) {
    account.release(touched.count());
    if (mayRecycle && wipe()) {
      region.recycle(touched.everAdded() + chunks.cardinality());
    } else {
      region.release();
    }
    touched.removed(touched.count());
    chunks.clear();
  }

  /**
   * Makes the region read as zero, unless that is dearer than a new one; returns whether it did.
   */
  private boolean wipe() {
    if (touched.everAdded() + chunks.cardinality() > RegionCache.MOST_PAGES) {
      return false;
    }
    for (int i = 0, length = touched.listed(); i < length; i++) {
      HostMemory.fill(base + ((long) touched.get(i) << PAGE_SHIFT), PAGE_SIZE, (byte) 0);
    }
    forEachChunk((page, count) -> HostMemory.fill(mapAddress(page), count, (byte) 0));
    return true;
  }

  /** What is done with part of the page map. */
  private interface ChunkAction {
    void accept(long firstPage, long pages);
  }

  private void forEachChunk(ChunkAction action) {
    long pages = size >>> PAGE_SHIFT;
    for (int chunk = chunks.nextSetBit(0); chunk >= 0; chunk = chunks.nextSetBit(chunk + 1)) {
      long first = (long) chunk << CHUNK_SHIFT;
      action.accept(first, Math.min(1L << CHUNK_SHIFT, pages - first));
    }
  }

  private static int chunkOf(long address) {
    return (int) (address >>> (PAGE_SHIFT + CHUNK_SHIFT));
  }
}
