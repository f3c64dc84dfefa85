package dev.seedkernel.aarch64;

import dev.seedkernel.aarch64.Attachments.Attachment;
import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.MemoryFault.Cause;
import java.lang.foreign.MemorySegment;
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
 * unsigned compare, one look-up in the map, and the access itself. Data is little-endian. Where
 * {@link SharedMemory} is mapped, the host shows the same memory in several windows; an access
 * costs the same.
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

  private final Window window;
  private final long size;

  /** The host's address of the page map, a byte for each page. */
  private final long map;

  /** The host's address of guest address 0; translated code adds to it what it has checked. */
  final long base;

  /** The size, and 0 once closed: then no access reaches memory that is no longer ours. */
  private long limit;

  private final Attachments attachments;
  private final PageRequests requests;
  private @Nullable CodeObserver observer;

  private AddressSpace(long size, Window window) {
    this.size = size;
    this.window = window;
    this.base = window.base();
    this.map = base - mapSize(size);
    this.limit = size;
    this.attachments = new Attachments(this, window.region(), base - window.region().address());
    this.requests = new PageRequests(window, attachments);
  }

  private static AddressSpace create(long size, PageAccount account, HostMemory.Source source) {
    if (size <= 0 || size > MAX_SIZE || (size & PAGE_MASK) != 0) {
      throw new IllegalArgumentException(
          "size of an address space must be a multiple of 4096 from 4096 to 2^40, not " + size);
    }
    return new AddressSpace(size, new Window(size, account, source));
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
    return create(size, account, HostMemory.Source.best());
  }

  /** Like {@link #create(long, PageAccount)}, by means that every system has. */
  public static AddressSpace createPortable(long size, PageAccount account) {
    return create(size, account, HostMemory.Source.SPARSE_FILE);
  }

  /** Returns the size of the window in bytes. */
  public long size() {
    return size;
  }

  /**
   * Before the page map are so many bytes that say no, so that a check of translated code may count
   * pages from another number than 0 on: what wraps around there is not in the window.
   */
  public static final int MOST_SKEW = 255;

  /**
   * Returns how many pages the page map of a window of a size has; so many bytes before the window
   * it begins. They are at least one more than the window has, so that the page behind one of the
   * window is always in the map; and a power of two, as that is a constant of translated code,
   * which windows of about the same size share.
   */
  public static long mapSize(long size) {
    return Math.max(PAGE_SIZE, Long.highestOneBit(2 * (size + PAGE_SIZE) - 1) >>> PAGE_SHIFT);
  }

  /** Returns how many pages are charged to the account. */
  public int touchedPages() {
    return window.touchedPages();
  }

  /** Registers who is told of changes of code; replaces who was registered before. */
  public void observeCode(CodeObserver newObserver) {
    observer = newObserver;
  }

  /** Returns who is told of changes of code, or null. */
  public @Nullable CodeObserver codeObserver() {
    return observer;
  }

  /**
   * Tells the observer that the instructions in a range may have changed; and those of the other
   * spaces that show the same memory.
   */
  public void codeChanged(long address, long length) {
    tellObserver(address, length);
    if (!attachments.isEmpty() && inWindow(address, length)) {
      for (Attachment a : attachments.within(address, address + length)) {
        int pages = a.page(a.end() - 1) - a.firstPage() + 1;
        a.memory().codeChanged(a.firstPage(), pages);
      }
    }
  }

  /** Like {@link #codeChanged}, for pages of a memory that this space shows. */
  void sharedCodeChanged(SharedMemory memory, int firstPage, int count) {
    attachments.forEach(memory, firstPage, count, this::tellObserver);
  }

  private void tellObserver(long address, long length) {
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
    prepare(address, length);
    window.setMap(address, length, PageBits.MAPPED | (rights & Rights.ALL));
    tellObserver(address, length);
  }

  /** Removes what is mapped in a range, and notes that the range's page map will be in use. */
  private void prepare(long address, long length) {
    window.clearTouched(address, length);
    attachments.remove(address, address + length);
    window.use(address, length);
  }

  /**
   * Maps pages of shared memory. What was mapped there before is gone, if this succeeds or not.
   *
   * @param address a multiple of {@link #PAGE_SIZE}
   * @param length bytes, a multiple of {@link #PAGE_SIZE}, not 0
   * @param firstPage page of the memory that is shown at the address
   * @return false if the host does not allow it; then nothing is mapped
   * @throws IllegalArgumentException if the range is not aligned or not within the window, or not
   *     within the memory
   */
  public boolean mapShared(
      long address, long length, int rights, SharedMemory memory, int firstPage) {
    checkRange(address, length);
    if (length == 0 || firstPage < 0 || firstPage + (length >>> PAGE_SHIFT) > SharedMemory.PAGES) {
      throw new IllegalArgumentException(
          "0x%x bytes from page %d are not within shared memory".formatted(length, firstPage));
    }
    memory.hold(); // What is replaced may be its last mapping.
    try {
      prepare(address, length);
      boolean shown = attachments.add(address, address + length, memory, firstPage);
      window.setMap(address, length, shown ? PageBits.absent(rights) : 0);
      tellObserver(address, length);
      return shown;
    } finally {
      memory.drop();
    }
  }

  /**
   * Takes away what is behind mapped private pages: each access to them that their rights permit
   * gives {@link Cause#NO_BACKING}, until they are mapped anew. The range is as for {@link #map}.
   */
  public void withhold(long address, long length) {
    checkRange(address, length);
    window.clearTouched(address, length);
    for (long page = address >>> PAGE_SHIFT, end = page + (length >>> PAGE_SHIFT);
        page < end;
        page++) {
      int bits = window.bits(page);
      if (PageBits.isMapped(bits) && !PageBits.isShared(bits)) {
        window.putBits(page, PageBits.absent(PageBits.rights(bits)));
      }
    }
    tellObserver(address, length);
  }

  /** Has pages of a memory asked for again where this space shows them. */
  void forgetShared(SharedMemory memory, int firstPage, int count) {
    attachments.forEach(
        memory,
        firstPage,
        count,
        (address, length) -> {
          for (long page = address >>> PAGE_SHIFT, end = page + (length >>> PAGE_SHIFT);
              page < end;
              page++) {
            int bits = window.bits(page);
            if (PageBits.isShared(bits)) {
              window.putBits(page, PageBits.absent(PageBits.rights(bits)));
            }
          }
          tellObserver(address, length);
        });
  }

  /**
   * Returns whether a range may be mapped over or unmapped: it may not where that would cut a range
   * of shared memory in two and the host has no room for one more. {@link #map} and {@link #unmap}
   * throw {@link OutOfMemoryError} then.
   */
  public boolean mayReplace(long address, long length) {
    Attachment first = attachments.at(address);
    boolean cuts = first != null && first.start() < address && first.end() > address + length;
    if (!cuts) {
      return true; // The usual case, in which a host without a pool need not make one.
    }
    SharedPool pool = SharedPool.instance();
    return pool != null && pool.maySplit();
  }

  /** Unmaps pages; those that are not mapped stay so. The range is as for {@link #map}. */
  public void unmap(long address, long length) {
    checkRange(address, length);
    window.clearTouched(address, length);
    attachments.remove(address, address + length);
    window.setMap(address, length, 0);
    tellObserver(address, length);
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
      window.putBits(page, PageBits.withRights(window.bits(page), rights));
    }
    tellObserver(address, length);
    return true;
  }

  /**
   * Makes mapped private pages read as zero again and keeps their rights; leaves shared memory
   * alone. The range is as for {@link #map}.
   */
  public void clear(long address, long length) {
    checkRange(address, length);
    window.clearTouched(address, length);
    tellObserver(address, length);
  }

  /**
   * Copies what mapped pages hold to other mapped pages, whatever the rights of either, and clears
   * where it was: what mremap does. What the target held is gone. Only for private pages.
   *
   * @throws IllegalArgumentException if a range is not as for {@link #map} or not mapped or shows
   *     shared memory, or if they overlap
   */
  public void move(long from, long to, long length) {
    checkRange(from, length);
    checkRange(to, length);
    if (Math.abs(from - to) < length
        || !isMapped(from, length)
        || !isMapped(to, length)
        || !attachments.within(from, from + length).isEmpty()
        || !attachments.within(to, to + length).isEmpty()) {
      throw new IllegalArgumentException(
          "0x%x cannot move from 0x%x to 0x%x".formatted(length, from, to));
    }
    window.clearTouched(to, length);
    for (long offset = 0; offset < length; offset += PAGE_SIZE) {
      long source = (from + offset) >>> PAGE_SHIFT;
      long target = (to + offset) >>> PAGE_SHIFT;
      int bits = window.bits(source);
      int rights = PageBits.rights(window.bits(target));
      if (PageBits.isAbsent(bits)) {
        window.putBits(target, PageBits.absent(rights));
        continue;
      }
      window.putBits(target, PageBits.MAPPED | rights);
      if (PageBits.isTouched(bits)) {
        window.moveTouched(source, target, rights);
      }
    }
    tellObserver(from, length);
    tellObserver(to, length);
  }

  /** Returns whether every page of a range is mapped; it need not be aligned. */
  public boolean isMapped(long address, long length) {
    if (!inWindow(address, length)) {
      return false;
    }
    long end = length == 0 ? 0 : (address + length + PAGE_MASK) >>> PAGE_SHIFT;
    for (long page = address >>> PAGE_SHIFT; page < end; page++) {
      if (!PageBits.isMapped(window.bits(page))) {
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
    int bits = window.bits(address >>> PAGE_SHIFT);
    return PageBits.isMapped(bits) ? PageBits.rights(bits) : -1;
  }

  /**
   * Returns whether a page can be executed, and nobody can store to it as long as its rights stay:
   * so its instructions are what they are until a {@link CodeObserver} is told otherwise.
   */
  public boolean isFixedCode(long address) {
    if (!inWindow(address, 1)) {
      return false;
    }
    int bits = window.bits(address >>> PAGE_SHIFT);
    return PageBits.isMapped(bits)
        && !PageBits.isAbsent(bits)
        && !PageBits.isShared(bits)
        && (PageBits.rights(bits) & (Rights.WRITE | Rights.EXECUTE)) == Rights.EXECUTE;
  }

  /** Returns whether translated code may use the JDK's own accessors, as {@link JdkMemory} does. */
  public static boolean hasRawAccess() {
    return HostMemory.INTERNAL;
  }

  /** Copies memory out, whatever its rights: for who executes it. */
  public void copyCode(long address, byte[] to) {
    HostMemory.copyOut(codeAt(address, to.length), MemorySegment.ofArray(to), 0, to.length);
  }

  /** Returns whether memory holds some of certain bytes, whatever its rights. */
  public boolean holdsCode(long address, byte[] bytes, int offset, int length) {
    MemorySegment there = HostMemory.segment(codeAt(address, length), length);
    return there.mismatch(MemorySegment.ofArray(bytes).asSlice(offset, length)) < 0;
  }

  private long codeAt(long address, int length) {
    if (!inWindow(address, length)) {
      throw new MemoryFault(address, Access.FETCH, Cause.UNMAPPED);
    }
    return base + address;
  }

  /** Returns whether shared memory is mapped at an address: others may store to it. */
  public boolean isShared(long address) {
    return attachments.at(address) != null;
  }

  /** Returns whether the page at an address is private, and was stored to: then it is charged. */
  public boolean isTouched(long address) {
    return inWindow(address, 1) && PageBits.isTouched(window.bits(address >>> PAGE_SHIFT));
  }

  /**
   * Makes a copy that shares nothing with this one but the account, which is charged for its pages,
   * and the shared memory that is mapped.
   *
   * @return the copy, or null if the account refuses, or the host refuses to map shared memory
   * @throws OutOfMemoryError if the host has no address space left; nothing is charged then
   */
  public @Nullable AddressSpace fork() {
    Window copied = window.copy();
    if (copied == null) {
      return null;
    }
    AddressSpace copy = new AddressSpace(size, copied);
    if (!copy.attachments.addAll(attachments)) {
      copy.close();
      return null;
    }
    CodeObserver parent = observer;
    copy.observer = parent == null ? null : parent.forFork(copy);
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
      tellObserver(0, size);
      window.close(attachments.isEmpty());
      attachments.clear();
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
    long at = permits(address, 1, PageBits.STORABLE) ? address : requireStore(address, 1);
    HostMemory.putByte(base + at, value);
  }

  public void store16(long address, short value) {
    long at = permits(address, 2, PageBits.STORABLE) ? address : requireStore(address, 2);
    HostMemory.putShort(base + at, value);
  }

  public void store32(long address, int value) {
    long at = permits(address, 4, PageBits.STORABLE) ? address : requireStore(address, 4);
    HostMemory.putInt(base + at, value);
  }

  public void store64(long address, long value) {
    long at = permits(address, 8, PageBits.STORABLE) ? address : requireStore(address, 8);
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
      requests.check(address, length, access, limit);
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

  private void require(long address, long length, Access access) {
    if (requests.check(address, length, access, limit)) {
      requests.prepare(address, length, access);
    }
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
}
