package dev.seedkernel.aarch64;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Memory that several address spaces map at once, so that each sees what the others store: the
 * pages of a file, or of a mapping that children inherit. A store through one space is a plain
 * store to memory of the host that all of them show; nothing is copied.
 *
 * <p>Its pages come into being when they are accessed first: then the {@link Owner} is asked, who
 * may refuse. What the owner takes away again ({@link #discard}, {@link #forget}) is asked for
 * again at the next access. So the owner knows each page that takes memory of the host.
 *
 * <p>Not safe for use by several threads at once, like the spaces that map it.
 */
public final class SharedMemory {
  /** Pages that one shared memory has: 1 GiB. */
  public static final int PAGES = (int) (SharedPool.SLOT_SIZE / AddressSpace.PAGE_SIZE);

  /** Whose pages these are. */
  public interface Owner {
    /** Returns whether there is a page, or could be: it does not lie behind the end. */
    boolean reaches(int page);

    /**
     * Makes a page exist; it may exist already.
     *
     * @return null if it does, or why the access to it is refused
     */
    MemoryFault.@Nullable Cause provide(int page);

    /**
     * A page that exists is going to be stored to through a mapping. Said once, and then again
     * after its rights or the page itself have changed.
     */
    void stored(int page);

    /** No space maps the memory any longer: the owner may {@link SharedMemory#close} it. */
    void unmapped();
  }

  private final SharedPool pool;
  private final int slot;
  private final Owner owner;
  private final Map<AddressSpace, Integer> mappers = new HashMap<>();
  private int holds;
  private boolean closed;

  private SharedMemory(SharedPool pool, int slot, Owner owner) {
    this.pool = pool;
    this.slot = slot;
    this.owner = owner;
  }

  /** Returns whether this host can share memory. */
  public static boolean isSupported() {
    return SharedPool.instance() != null;
  }

  /**
   * Creates shared memory of {@link #PAGES} pages that all read as zero.
   *
   * @return null if the host has no room for it, or none at all for such
   */
  public static @Nullable SharedMemory create(Owner owner) {
    SharedPool pool = SharedPool.instance();
    int slot = pool == null ? -1 : pool.take();
    return pool == null || slot < 0 ? null : new SharedMemory(pool, slot, owner);
  }

  /**
   * Returns the memory of a page, for the owner. It must not be used after {@link #close}.
   *
   * @throws IndexOutOfBoundsException if there is no such page
   */
  public MemorySegment page(int page) {
    requireOpen();
    if (page < 0 || page >= PAGES) {
      throw new IndexOutOfBoundsException(page);
    }
    return HostMemory.segment(
        pool.address(slot) + (long) page * AddressSpace.PAGE_SIZE, AddressSpace.PAGE_SIZE);
  }

  /** Makes pages read as zero, gives them back to the host, and has them asked for again. */
  public void discard(int firstPage, int count) {
    forget(firstPage, count);
    pool.clear(
        slot, (long) firstPage * AddressSpace.PAGE_SIZE, (long) count * AddressSpace.PAGE_SIZE);
  }

  /** Has pages asked for again at the next access through any mapping. */
  public void forget(int firstPage, int count) {
    requireOpen();
    for (AddressSpace space : mappers.keySet()) {
      space.forgetShared(this, firstPage, count);
    }
  }

  /** Tells all spaces that the instructions in some pages may have changed. */
  public void codeChanged(int firstPage, int count) {
    for (AddressSpace space : mappers.keySet()) {
      space.sharedCodeChanged(this, firstPage, count);
    }
  }

  /** Returns whether any space maps it. */
  public boolean isMapped() {
    return holds > 0;
  }

  /**
   * Gives the memory back to the host.
   *
   * @throws IllegalStateException if it is mapped
   */
  public void close() {
    if (holds > 0) {
      throw new IllegalStateException("shared memory is still mapped");
    }
    if (!closed) {
      closed = true;
      pool.giveBack(slot);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("shared memory is closed");
    }
  }

  Owner owner() {
    return owner;
  }

  /** Keeps the memory from being unmapped until {@link #drop}. */
  void hold() {
    requireOpen();
    holds++;
  }

  void drop() {
    if (--holds == 0) {
      owner.unmapped();
    }
  }

  /** Shows pages in a region; false if the host or the number of mappings does not allow it. */
  boolean show(
      AddressSpace space, HostMemory.Region region, long offset, int firstPage, long length) {
    if (!pool.takeMapping()) {
      return false;
    }
    long from = (long) firstPage * AddressSpace.PAGE_SIZE;
    if (!region.share(offset, length, pool, slot, from)) {
      pool.giveBackMapping();
      return false;
    }
    added(space);
    return true;
  }

  /** Notes that a space's mapping was cut in two. */
  void split(AddressSpace space) {
    if (!pool.takeSplit()) {
      throw new OutOfMemoryError("too many mappings of shared memory");
    }
    added(space);
  }

  private void added(AddressSpace space) {
    mappers.merge(space, 1, Integer::sum);
    holds++;
  }

  /** Notes that a space shows one range less. */
  void hidden(AddressSpace space) {
    pool.giveBackMapping();
    mappers.computeIfPresent(space, (_, count) -> count == 1 ? null : count - 1);
    drop();
  }
}
