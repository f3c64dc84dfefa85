package dev.seedkernel.aarch64;

import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.MemoryFault.Cause;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one guest process: a flat window of addresses from 0 to {@link #size()}, lazily
 * committed, with rights for each page of {@link #PAGE_SIZE} bytes.
 *
 * <p>A page that was never written to costs nothing and reads as zero. The first store to a page
 * charges the {@link PageAccount}; so an untouched 512 MiB BSS is free, and what is charged depends
 * on the guest alone and not on the host.
 *
 * <p>Layout in the host: a byte for each page (the page map), then the window. An access is one
 * unsigned compare, one look-up in the map, and the access itself. Data is little-endian.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class AddressSpace implements AutoCloseable {
  /** Bytes in a page. */
  public static final int PAGE_SIZE = 4096;

  /** The largest window: 2^47 bytes would do for the architecture, hosts give less. */
  public static final long MAX_SIZE = 1L << 40;

  private static final int PAGE_SHIFT = 12;
  private static final int PAGE_MASK = PAGE_SIZE - 1;

  // Bits of a byte of the page map. The low three are Rights.
  /** Something is mapped here, with whatever rights. */
  private static final int MAPPED = 8;

  /** Was stored to, so it is charged and may hold something else than zero. */
  private static final int TOUCHED = 16;

  /** Writable and touched: stores need nothing further. */
  private static final int STORABLE = 32;

  /** Pages of the window whose rights share one page of the map: what a fork copies as a whole. */
  private static final int CHUNK_SHIFT = 12;

  /**
   * Longer runs of touched pages are given back to the host when cleared, shorter ones are zeroed.
   */
  private static final int GIVE_BACK_PAGES = 64;

  private final HostMemory.Source source;
  private final HostMemory.Region region;
  private final PageAccount account;
  private final long size;
  private final long map;
  private final long base;

  /** The size, and 0 once closed: then no access reaches memory that is no longer ours. */
  private long limit;

  private final BitSet chunks = new BitSet();

  /** Page numbers in the order of their first store; may hold pages that were cleared since. */
  private int[] touched = new int[64];

  private int touchedLength;
  private int touchedPages;
  private @Nullable CodeObserver observer;

  private AddressSpace(long size, PageAccount account, HostMemory.Source source) {
    if (size <= 0 || size > MAX_SIZE || (size & PAGE_MASK) != 0) {
      throw new IllegalArgumentException(
          "size of an address space must be a multiple of 4096 from 4096 to 2^40, not " + size);
    }
    this.size = size;
    this.account = account;
    this.source = source;
    long mapSize = roundUp(size >>> PAGE_SHIFT);
    this.region = HostMemory.take(mapSize + size, source);
    this.map = region.address();
    this.base = map + mapSize;
    this.limit = size;
  }

  /**
   * Creates an empty address space: nothing is mapped.
   *
   * @param size bytes, a multiple of {@link #PAGE_SIZE}, at most {@link #MAX_SIZE}
   * @param account is charged for pages that are stored to
   * @throws IllegalArgumentException if the size is out of range
   * @throws OutOfMemoryError if the host has no address space left
   */
  public static AddressSpace create(long size, PageAccount account) {
    return new AddressSpace(size, account, HostMemory.Source.best());
  }

  /** Like {@link #create(long, PageAccount)}, by means that every system has. */
  public static AddressSpace createPortable(long size, PageAccount account) {
    return new AddressSpace(size, account, HostMemory.Source.SPARSE_FILE);
  }

  /** Returns the size of the window in bytes. */
  public long size() {
    return size;
  }

  /** Returns how many pages are charged to the account. */
  public int touchedPages() {
    return touchedPages;
  }

  /** Registers who is told of changes of code; replaces who was registered before. */
  public void observeCode(CodeObserver newObserver) {
    observer = newObserver;
  }

  /** Returns who is told of changes of code, or null. */
  public @Nullable CodeObserver codeObserver() {
    return observer;
  }

  /** Tells the observer that the instructions in a range may have changed. */
  public void codeChanged(long address, long length) {
    CodeObserver o = observer;
    if (o != null) {
      o.codeChanged(address, length);
    }
  }

  // Mapping

  /**
   * Maps pages that read as zero. What was mapped there before is gone.
   *
   * @param address a multiple of {@link #PAGE_SIZE}
   * @param length bytes, a multiple of {@link #PAGE_SIZE}
   * @param rights bits of {@link Rights}
   * @throws IllegalArgumentException if the range is not aligned or not within the window
   */
  public void map(long address, long length, int rights) {
    checkRange(address, length);
    clearTouched(address, length);
    setMap(address, length, (byte) (MAPPED | (rights & Rights.ALL)));
    if (length > 0) {
      chunks.set(chunkOf(address), chunkOf(address + length - 1) + 1);
    }
    codeChanged(address, length);
  }

  /** Unmaps pages; those that are not mapped stay so. The range is as for {@link #map}. */
  public void unmap(long address, long length) {
    checkRange(address, length);
    clearTouched(address, length);
    setMap(address, length, (byte) 0);
    codeChanged(address, length);
  }

  /**
   * Changes the rights of mapped pages and keeps what they hold. The range is as for {@link #map}.
   *
   * @return false if a page of the range is not mapped; then nothing is changed
   */
  public boolean protect(long address, long length, int rights) {
    checkRange(address, length);
    if (!isMapped(address, length)) {
      return false;
    }
    for (long page = address >>> PAGE_SHIFT, end = page + (length >>> PAGE_SHIFT);
        page < end;
        page++) {
      int bits = MAPPED | (rights & Rights.ALL) | (bits(page) & TOUCHED);
      HostMemory.putByte(map + page, (byte) withStorable(bits));
    }
    codeChanged(address, length);
    return true;
  }

  /**
   * Makes mapped pages read as zero again and keeps their rights. The range is as for {@link #map}.
   */
  public void clear(long address, long length) {
    checkRange(address, length);
    clearTouched(address, length);
    codeChanged(address, length);
  }

  /**
   * Copies what mapped pages hold to other mapped pages, whatever the rights of either, and clears
   * where it was: what mremap does. What the target held is gone.
   *
   * @throws IllegalArgumentException if a range is not as for {@link #map} or not mapped, or if
   *     they overlap
   */
  public void move(long from, long to, long length) {
    checkRange(from, length);
    checkRange(to, length);
    if (Math.abs(from - to) < length || !isMapped(from, length) || !isMapped(to, length)) {
      throw new IllegalArgumentException(
          "0x%x cannot move from 0x%x to 0x%x".formatted(length, from, to));
    }
    clearTouched(to, length);
    for (long offset = 0; offset < length; offset += PAGE_SIZE) {
      long source = (from + offset) >>> PAGE_SHIFT;
      if ((bits(source) & TOUCHED) != 0) {
        long target = (to + offset) >>> PAGE_SHIFT;
        HostMemory.copy(base + from + offset, base + to + offset, PAGE_SIZE);
        // The charge moves along: the page is charged here, and no longer there.
        HostMemory.putByte(map + target, (byte) withStorable(bits(target) | TOUCHED));
        HostMemory.putByte(map + source, (byte) (bits(source) & ~(TOUCHED | STORABLE)));
        HostMemory.fill(base + from + offset, PAGE_SIZE, (byte) 0);
        touchedPages--;
        addTouched((int) target);
      }
    }
    codeChanged(from, length);
    codeChanged(to, length);
  }

  /** Returns whether every page of a range is mapped; it need not be aligned. */
  public boolean isMapped(long address, long length) {
    if (!inWindow(address, length)) {
      return false;
    }
    long end = length == 0 ? 0 : (address + length + PAGE_MASK) >>> PAGE_SHIFT;
    for (long page = address >>> PAGE_SHIFT; page < end; page++) {
      if ((bits(page) & MAPPED) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the {@link Rights} at an address, or -1 where nothing is mapped. */
  public int rights(long address) {
    if (!inWindow(address, 1)) {
      return -1;
    }
    int bits = bits(address >>> PAGE_SHIFT);
    return (bits & MAPPED) == 0 ? -1 : bits & Rights.ALL;
  }

  /**
   * Makes a copy that shares nothing with this one but the account, which is charged for its pages.
   *
   * @return the copy, or null if the account refuses
   * @throws OutOfMemoryError if the host has no address space left; nothing is charged then
   */
  public @Nullable AddressSpace fork() {
    if (!account.charge(touchedPages)) {
      return null;
    }
    AddressSpace copy;
    try {
      copy = new AddressSpace(size, account, source);
    } catch (OutOfMemoryError e) {
      account.release(touchedPages);
      throw e;
    }
    long pages = size >>> PAGE_SHIFT;
    for (int chunk = chunks.nextSetBit(0); chunk >= 0; chunk = chunks.nextSetBit(chunk + 1)) {
      long first = (long) chunk << CHUNK_SHIFT;
      long length = Math.min(1L << CHUNK_SHIFT, pages - first);
      HostMemory.copy(map + first, copy.map + first, length);
    }
    copy.chunks.or(chunks);
    compactTouched();
    for (int i = 0; i < touchedLength; i++) {
      long offset = (long) touched[i] << PAGE_SHIFT;
      HostMemory.copy(base + offset, copy.base + offset, PAGE_SIZE);
    }
    copy.touched = Arrays.copyOf(touched, Math.max(64, touchedLength));
    copy.touchedLength = touchedLength;
    copy.touchedPages = touchedPages;
    return copy;
  }

  /**
   * Gives the memory back to the host and the pages back to the account. Afterwards nothing is
   * mapped and nothing can be.
   */
  @Override
  public void close() {
    if (limit != 0) {
      limit = 0;
      account.release(touchedPages);
      touchedPages = 0;
      chunks.clear();
      region.release();
    }
  }

  // Access

  /**
   * Returns an address without the tag that bits 63:56 of one in the lower half may hold (TCR_EL1.
   * TBI0, Arm ARM D8.8.1). Loads and stores ignore the tag, {@link #read}, {@link #write} and the
   * other methods do not; a {@link MemoryFault} has the address without it.
   */
  public static long withoutTag(long address) {
    return address & (address << 8 >> 8);
  }

  public byte load8(long address) {
    long at = permits(address, 1, Rights.READ) ? address : requireLoad(address, 1);
    return HostMemory.getByte(base + at);
  }

  public short load16(long address) {
    long at = permits(address, 2, Rights.READ) ? address : requireLoad(address, 2);
    return HostMemory.getShort(base + at);
  }

  public int load32(long address) {
    long at = permits(address, 4, Rights.READ) ? address : requireLoad(address, 4);
    return HostMemory.getInt(base + at);
  }

  /** Loads 8 bytes. Each load and store throws {@link MemoryFault} if it is refused. */
  public long load64(long address) {
    long at = permits(address, 8, Rights.READ) ? address : requireLoad(address, 8);
    return HostMemory.getLong(base + at);
  }

  public void store8(long address, byte value) {
    long at = permits(address, 1, STORABLE) ? address : requireStore(address, 1);
    HostMemory.putByte(base + at, value);
  }

  public void store16(long address, short value) {
    long at = permits(address, 2, STORABLE) ? address : requireStore(address, 2);
    HostMemory.putShort(base + at, value);
  }

  public void store32(long address, int value) {
    long at = permits(address, 4, STORABLE) ? address : requireStore(address, 4);
    HostMemory.putInt(base + at, value);
  }

  public void store64(long address, long value) {
    long at = permits(address, 8, STORABLE) ? address : requireStore(address, 8);
    HostMemory.putLong(base + at, value);
  }

  /** Fetches the instruction word at an address that is a multiple of 4. */
  public int fetch(long address) {
    if (!permits(address, 4, Rights.EXECUTE)) {
      require(address, 4, Access.FETCH);
    }
    return HostMemory.getInt(base + address);
  }

  /**
   * Throws {@link MemoryFault} unless all of a range may be loaded; {@code length} is at least 1.
   *
   * @return the address without its tag
   */
  public long requireLoad(long address, long length) {
    long at = withoutTag(address);
    require(at, length, Access.LOAD);
    return at;
  }

  /**
   * Throws {@link MemoryFault} unless all of a range may be stored to, and charges its pages;
   * {@code length} is at least 1. A range that is refused is not charged.
   *
   * @return the address without its tag
   */
  public long requireStore(long address, long length) {
    long at = withoutTag(address);
    require(at, length, Access.STORE);
    return at;
  }

  /**
   * Returns how many bytes from an address on may be accessed, at most {@code length}: what a
   * system call may transfer before it meets a fault. Nothing is charged; a store that follows may
   * still find the account used up.
   */
  public long accessible(long address, long length, Access access) {
    if (length <= 0) {
      return 0;
    }
    try {
      check(address, length, access);
      return length;
    } catch (MemoryFault fault) {
      return fault.address() - address;
    }
  }

  /** Copies guest memory out, or throws {@link MemoryFault} and copies nothing. */
  public void read(long address, MemorySegment to, long toOffset, long length) {
    if (length > 0) {
      require(address, length, Access.LOAD);
      HostMemory.copyOut(base + address, to, toOffset, length);
    }
  }

  /** Copies into guest memory, or throws {@link MemoryFault} and copies nothing. */
  public void write(long address, MemorySegment from, long fromOffset, long length) {
    if (length > 0) {
      require(address, length, Access.STORE);
      HostMemory.copyIn(from, fromOffset, base + address, length);
    }
  }

  /**
   * The test in front of every access. It also holds for the last byte: an access that stays within
   * its first page stays within the window, whose size is a multiple of the page size.
   */
  private boolean permits(long address, int length, int bit) {
    return Long.compareUnsigned(address, limit) < 0
        && (HostMemory.getByte(map + (address >>> PAGE_SHIFT)) & bit) != 0
        && ((int) address & PAGE_MASK) <= PAGE_SIZE - length;
  }

  // For translated code, which is in this package: what it does in the place of load and store.

  /** Returns whether bytes of one page can be loaded without further ado. */
  boolean mayLoad(long address, int length) {
    return permits(address, length, Rights.READ);
  }

  /** Returns whether bytes of one page can be stored to without further ado. */
  boolean mayStore(long address, int length) {
    return permits(address, length, STORABLE);
  }

  /** Loads from where {@link #mayLoad} has said yes, like the others. */
  byte peek8(long address) {
    return HostMemory.getByte(base + address);
  }

  short peek16(long address) {
    return HostMemory.getShort(base + address);
  }

  int peek32(long address) {
    return HostMemory.getInt(base + address);
  }

  long peek64(long address) {
    return HostMemory.getLong(base + address);
  }

  /** Stores to where {@link #mayStore} has said yes, like the others. */
  void poke8(long address, byte value) {
    HostMemory.putByte(base + address, value);
  }

  void poke16(long address, short value) {
    HostMemory.putShort(base + address, value);
  }

  void poke32(long address, int value) {
    HostMemory.putInt(base + address, value);
  }

  void poke64(long address, long value) {
    HostMemory.putLong(base + address, value);
  }

  private void require(long address, long length, Access access) {
    int untouched = check(address, length, access);
    if (access == Access.STORE && untouched > 0) {
      touch(address, length, untouched);
    }
  }

  /** Throws unless an access is permitted; returns how many pages of the range are untouched. */
  private int check(long address, long length, Access access) {
    if (length < 1) {
      throw new IllegalArgumentException("an access of " + length + " bytes");
    }
    long at = address;
    long last = address + length - 1;
    int untouched = 0;
    while (true) {
      int bits = requirePage(at, access);
      untouched += (bits & TOUCHED) == 0 ? 1 : 0;
      long next = (at | PAGE_MASK) + 1;
      if (Long.compareUnsigned(next, last) > 0) {
        return untouched;
      }
      at = next;
    }
  }

  private int requirePage(long address, Access access) {
    int bits = Long.compareUnsigned(address, limit) < 0 ? bits(address >>> PAGE_SHIFT) : 0;
    if ((bits & MAPPED) == 0) {
      throw new MemoryFault(address, access, Cause.UNMAPPED);
    }
    int right =
        switch (access) {
          case LOAD -> Rights.READ;
          case STORE -> Rights.WRITE;
          case FETCH -> Rights.EXECUTE;
        };
    if ((bits & right) == 0) {
      throw new MemoryFault(address, access, Cause.PERMISSION);
    }
    return bits;
  }

  /** Charges and notes the untouched pages of a range that may be stored to. */
  private void touch(long address, long length, int untouched) {
    boolean granted = account.charge(untouched);
    long end = (address + length + PAGE_MASK) >>> PAGE_SHIFT;
    for (long page = address >>> PAGE_SHIFT; page < end; page++) {
      int bits = bits(page);
      if ((bits & TOUCHED) != 0) {
        continue;
      }
      if (!granted) {
        long first = Math.max(address, page << PAGE_SHIFT);
        throw new MemoryFault(first, Access.STORE, Cause.OUT_OF_PAGES);
      }
      HostMemory.putByte(map + page, (byte) withStorable(bits | TOUCHED));
      addTouched((int) page);
    }
  }

  private static int withStorable(int bits) {
    int both = TOUCHED | Rights.WRITE;
    return (bits & both) == both ? bits | STORABLE : bits & ~STORABLE;
  }

  private void addTouched(int page) {
    if (touchedLength == touched.length) {
      compactTouched();
      if (touchedLength > touched.length / 2) {
        touched = Arrays.copyOf(touched, touched.length * 2);
      }
    }
    touched[touchedLength++] = page;
    touchedPages++;
  }

  /** Drops pages that were cleared since they were noted, and those that were noted twice. */
  private void compactTouched() {
    if (touchedLength == touchedPages) {
      return;
    }
    Arrays.sort(touched, 0, touchedLength);
    int kept = 0;
    int previous = -1;
    for (int i = 0; i < touchedLength; i++) {
      int page = touched[i];
      if (page != previous && (bits(page) & TOUCHED) != 0) {
        touched[kept++] = page;
      }
      previous = page;
    }
    touchedLength = kept;
  }

  /**
   * Zeroes the touched pages of a range, makes them untouched and gives them back to the account.
   */
  private void clearTouched(long address, long length) {
    long end = (address + length) >>> PAGE_SHIFT;
    long page = address >>> PAGE_SHIFT;
    int cleared = 0;
    while (page < end) {
      if ((bits(page) & TOUCHED) == 0) {
        page++;
        continue;
      }
      long first = page;
      do {
        HostMemory.putByte(map + page, (byte) (bits(page) & ~(TOUCHED | STORABLE)));
        page++;
      } while (page < end && (bits(page) & TOUCHED) != 0);
      cleared += (int) (page - first);
      zero(first, page - first);
    }
    if (cleared > 0) {
      touchedPages -= cleared;
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

  private void setMap(long address, long length, byte bits) {
    HostMemory.fill(map + (address >>> PAGE_SHIFT), length >>> PAGE_SHIFT, bits);
  }

  private int bits(long page) {
    return HostMemory.getByte(map + page);
  }

  private static int chunkOf(long address) {
    return (int) (address >>> (PAGE_SHIFT + CHUNK_SHIFT));
  }

  private boolean inWindow(long address, long length) {
    return address >= 0 && length >= 0 && length <= limit && address <= limit - length;
  }

  private void checkRange(long address, long length) {
    if (!inWindow(address, length) || ((address | length) & PAGE_MASK) != 0) {
      throw new IllegalArgumentException(
          "range 0x%x + 0x%x is not page-aligned or not within the window"
              .formatted(address, length));
    }
  }

  private static long roundUp(long value) {
    return (value + PAGE_MASK) & -PAGE_SIZE;
  }
}
