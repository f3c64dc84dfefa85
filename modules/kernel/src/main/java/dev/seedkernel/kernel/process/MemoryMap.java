package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is mapped in a process's memory, and how mmap and its kin change it. Each change is checked
 * first; one that is refused has changed nothing, except where Linux stops half-way, too.
 */
public final class MemoryMap {
  /** Mappings that one memory may have, as Linux's vm.max_map_count. */
  static final int MOST_MAPPINGS = 65_530;

  /** The end of Linux's user addresses (TASK_SIZE): what lies behind is not even asked for. */
  static final long ADDRESS_LIMIT = 1L << 48;

  private static final long UNLIMITED = -1;

  private final AddressSpace space;
  private final Mappings mappings;
  private final MappedContent content;
  private final MappingCharge charge;
  private final long top;
  private long mostBytes = UNLIMITED;
  private long mostData = UNLIMITED;
  private boolean lockFuture;

  /**
   * Creates a map of a space.
   *
   * @param top address behind the highest that mmap gives out
   * @param account is charged for long lists of mappings
   */
  MemoryMap(AddressSpace space, Mappings mappings, long top, PageAccount account) {
    this.space = space;
    this.mappings = mappings;
    this.content = new MappedContent(space);
    this.charge = new MappingCharge(account);
    this.top = top;
  }

  /** Makes the map of a space that a fork has made; ENOMEM if the list cannot be paid for. */
  MemoryMap fork(AddressSpace copy, PageAccount account) throws ErrnoException {
    MemoryMap map = new MemoryMap(copy, new Mappings(mappings), top, account);
    try {
      map.charge.require(mappings.count());
      map.inherit(this);
    } catch (ErrnoException e) {
      map.close();
      throw e;
    }
    return map;
  }

  /** Does to a copy what advice and locks of the original say about forks. */
  private void inherit(MemoryMap from) throws ErrnoException {
    inheritLimits(from);
    for (Mapping mapping : List.copyOf(mappings.all())) {
      if (mapping.has(Mapping.DONT_FORK)) {
        requireReplaceable(mapping.start(), mapping.end());
        remove(mapping.start(), mapping.end());
      } else if (mapping.has(Mapping.WIPE_ON_FORK)) {
        space.clear(mapping.start(), mapping.length());
      }
      if (mapping.has(Mapping.LOCKED)) {
        mappings.flags(mapping.start(), mapping.end(), 0, Mapping.LOCKED);
      }
    }
  }

  /** Throws ENOMEM if the host has no room to cut a range of shared memory in two. */
  private void requireReplaceable(long start, long end) throws ErrnoException {
    if (!space.mayReplace(start, end - start)) {
      throw Errno.ENOMEM.exception();
    }
  }

  /** Gives back what the list took; the space is closed already. */
  void close() {
    mappings.clear();
    charge.release();
  }

  /** Returns what is mapped, by ascending address. */
  public Collection<Mapping> all() {
    return mappings.all();
  }

  /** Returns the mapping that holds an address, or null. */
  public @Nullable Mapping at(long address) {
    return mappings.at(address);
  }

  /** Returns how many bytes of addresses are mapped. */
  public long totalBytes() {
    return mappings.totalBytes();
  }

  /** Returns the limit of {@link #totalBytes} for new mappings (RLIMIT_AS), -1 for none. */
  public long mostBytes() {
    return mostBytes;
  }

  public void mostBytes(long limit) {
    mostBytes = limit;
  }

  /** Returns the limit of bytes in private writable mappings (RLIMIT_DATA), -1 for none. */
  public long mostData() {
    return mostData;
  }

  public void mostData(long limit) {
    mostData = limit;
  }

  /** Takes over the limits of the memory that this one replaces, as execve does. */
  void inheritLimits(MemoryMap from) {
    mostBytes = from.mostBytes;
    mostData = from.mostData;
  }

  /** Sets whether what is mapped from now on is locked (MCL_FUTURE). */
  public void lockFuture(boolean lock) {
    lockFuture = lock;
  }

  Mappings mappings() {
    return mappings;
  }

  AddressSpace space() {
    return space;
  }

  /** Returns where a mapping of a length would go if the caller leaves the choice. */
  OptionalLong findGap(long length) {
    return mappings.highestGap(length, UserMemory.LOWEST, top);
  }

  /** Returns the address behind the highest that mmap gives out. */
  long top() {
    return top;
  }

  /** Returns whether any page that a range of at least one byte touches is mapped. */
  public boolean isTaken(long address, long length) {
    return overlaps(Mappings.pageDown(address), Mappings.pageUp(length));
  }

  /** Returns whether any of a range is mapped. */
  boolean overlaps(long address, long length) {
    return mappings.overlaps(address, address + length);
  }

  /**
   * Maps over whatever is there; the range was checked.
   *
   * @throws ErrnoException ENOMEM, ENODEV
   */
  void place(Mapping mapping) throws ErrnoException {
    requireRoom(mapping.start(), mapping.end(), 0);
    Mapping placed = lockFuture ? mapping.withFlags(mapping.flags() | Mapping.LOCKED) : mapping;
    try {
      content.map(placed);
    } catch (ErrnoException e) {
      mappings.remove(mapping.start(), mapping.end());
      throw e;
    }
    mappings.add(placed);
    charge.settle(mappings.count());
  }

  /** Says of what a range is a copy that is mapped and filled already: of a program. */
  void describe(Mapping mapping) {
    mappings.add(mapping);
  }

  /** Throws ENOMEM unless a range may become a mapping of its own, or a gap. */
  private void requireRoom(long start, long end, int above) throws ErrnoException {
    int cuts = mappings.cuts(start, end);
    if (mappings.count() > MOST_MAPPINGS - above) {
      throw Errno.ENOMEM.exception();
    }
    requireReplaceable(start, end);
    charge.require(mappings.count() + cuts + 1);
  }

  /** Throws ENOMEM if a mapping would exceed RLIMIT_AS or RLIMIT_DATA. */
  private void requireWithinLimits(Mapping added) throws ErrnoException {
    long replaced = 0;
    for (Mapping mapping : mappings.within(added.start(), added.end())) {
      replaced += mapping.length();
    }
    long data = Mappings.isData(added) ? added.length() : 0;
    boolean tooMany =
        Long.compareUnsigned(mappings.totalBytes() + added.length() - replaced, mostBytes) > 0;
    boolean tooMuch = data > 0 && Long.compareUnsigned(mappings.dataBytes() + data, mostData) > 0;
    if (tooMany || tooMuch) {
      throw Errno.ENOMEM.exception();
    }
  }

  /**
   * Maps as mmap does.
   *
   * @return the address
   * @throws ErrnoException EINVAL, ENOMEM, EPERM, EEXIST, ENODEV as mmap(2) says
   */
  public long map(MapRequest request) throws ErrnoException {
    long size = requireLength(request.length());
    if (request.fixed()) {
      requireAligned(request.hint());
      requireInside(request.hint(), size);
      if (request.hint() < UserMemory.LOWEST) {
        throw Errno.EPERM.exception();
      }
      if (!request.replace() && overlaps(request.hint(), size)) {
        throw Errno.EEXIST.exception();
      }
      return add(request, request.hint(), size);
    }
    long wish = Mappings.pageUp(request.hint());
    boolean granted =
        wish >= UserMemory.LOWEST && wish <= top - size && size <= top && !overlaps(wish, size);
    return add(request, granted ? wish : gap(size), size);
  }

  private long gap(long size) throws ErrnoException {
    return findGap(size).orElseThrow(() -> Errno.ENOMEM.exception());
  }

  private long add(MapRequest request, long address, long size) throws ErrnoException {
    Mapping mapping =
        new Mapping(
            address,
            address + size,
            request.rights(),
            request.flags(),
            request.name(),
            request.file(),
            request.file() == null ? 0 : request.offset());
    requireWithinLimits(mapping);
    place(mapping);
    return address;
  }

  /** Unmaps a range as munmap does; EINVAL if it is not aligned, empty or out of range. */
  public void unmap(long address, long length) throws ErrnoException {
    requireAligned(address);
    if (length <= 0 || address < 0 || length > ADDRESS_LIMIT || address > ADDRESS_LIMIT - length) {
      throw Errno.EINVAL.exception();
    }
    // Nothing is mapped beyond the space, so there is nothing to unmap.
    long end = Math.min(Mappings.pageUp(address + length), space.size());
    if (end > address) {
      if (mappings.cuts(address, end) == 2) {
        requireRoom(address, end, 1);
      }
      requireReplaceable(address, end);
      remove(address, end);
    }
  }

  private void remove(long start, long end) {
    space.unmap(start, end - start);
    mappings.remove(start, end);
    charge.settle(mappings.count());
  }

  /**
   * Changes rights as mprotect does, mapping by mapping up to the first that refuses; EINVAL if the
   * range is not aligned, ENOMEM if a page of it is not mapped, EACCES if a file is not open for
   * writing.
   */
  public void protect(long address, long length, int rights) throws ErrnoException {
    long end = address + alignedRange(address, length, Errno.ENOMEM);
    long at = address;
    for (Mapping mapping : mappings.within(address, end)) {
      if (mapping.start() != at) {
        throw Errno.ENOMEM.exception();
      }
      if ((rights & Rights.WRITE) != 0 && mapping.has(Mapping.NOT_WRITABLE)) {
        throw Errno.EACCES.exception();
      }
      at = mapping.end();
      if (mapping.rights() == rights) {
        continue;
      }
      requireRoom(mapping.start(), at, mappings.cuts(mapping.start(), at));
      if (!space.protect(mapping.start(), mapping.length(), MappedContent.implied(rights))) {
        throw new IllegalStateException("mapping without pages at " + mapping.start());
      }
      mappings.protect(mapping.start(), at, rights);
      charge.settle(mappings.count());
    }
    if (at != end) {
      throw Errno.ENOMEM.exception();
    }
  }

  /** Sets and clears flags of mappings; all of the range is mapped. */
  void flags(long start, long end, int set, int cleared) throws ErrnoException {
    requireRoom(start, end, mappings.cuts(start, end));
    mappings.flags(start, end, set, cleared);
    charge.settle(mappings.count());
  }

  /**
   * Resizes or moves a mapping as mremap does.
   *
   * @return the address
   * @throws ErrnoException EINVAL, EFAULT, ENOMEM as mremap(2) says
   */
  public long remap(RemapRequest request) throws ErrnoException {
    return new Remapping(this, request).perform();
  }

  /** Moves what a private range holds to another, which is mapped. */
  void moveContent(long from, long to, long length) {
    space.move(from, to, length);
  }

  /** Maps anew what is mapped in a range: zeroes, or what the file holds. */
  void refill(Mapping mapping) throws ErrnoException {
    if (mapping.inode() == null) {
      space.clear(mapping.start(), mapping.length());
    } else if (!mapping.isShared()) {
      content.map(mapping);
    }
  }

  /** Throws ENOMEM if a mapping may not be as large as a new one, that comes on top. */
  void requireGrowth(Mapping added) throws ErrnoException {
    requireWithinLimits(added);
  }

  private long requireLength(long length) throws ErrnoException {
    if (length == 0) {
      throw Errno.EINVAL.exception();
    }
    if (length < 0 || length > space.size()) {
      throw Errno.ENOMEM.exception();
    }
    return Mappings.pageUp(length);
  }

  void requireInside(long address, long size) throws ErrnoException {
    if (address < 0 || address > space.size() - size) {
      throw Errno.ENOMEM.exception();
    }
  }

  /** Throws EINVAL unless an address is that of a page. */
  public static void requireAligned(long address) throws ErrnoException {
    if ((address & (AddressSpace.PAGE_SIZE - 1)) != 0) {
      throw Errno.EINVAL.exception();
    }
  }

  long alignedRange(long address, long length, Errno outside) throws ErrnoException {
    requireAligned(address);
    if (length < 0 || length > space.size() || address < 0 || address > space.size()) {
      throw outside.exception();
    }
    long size = Mappings.pageUp(length);
    if (address > space.size() - size) {
      throw outside.exception();
    }
    return size;
  }

  // Heap

  /** Grows the heap; returns whether that is possible. */
  boolean growHeap(long start, long end) {
    Mapping added = Mapping.anonymous(start, end, Rights.READ | Rights.WRITE, "[heap]");
    if (mappings.overlaps(start, end)) {
      return false;
    }
    try {
      requireWithinLimits(added);
      place(added);
      return true;
    } catch (ErrnoException e) {
      return false;
    }
  }

  /** Shrinks the heap; returns whether that is possible. */
  boolean shrinkHeap(long start, long end) {
    if (!space.mayReplace(start, end - start)) {
      return false;
    }
    remove(start, end);
    return true;
  }
}
