package dev.seedkernel.aarch64;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The host's memory behind all {@link SharedMemory} of this JVM: one memfd, far larger than what is
 * ever used of it, cut into slots. It never shrinks, so no access to it can raise a host's SIGBUS,
 * and it is one descriptor however many files the guests map.
 *
 * <p>A slot that nobody has reads as zero and takes nothing of the host. Safe for several threads:
 * machines share the pool, but no slot.
 */
final class SharedPool {
  /** Bytes of a slot. */
  static final long SLOT_SIZE = 1L << 30;

  /**
   * Ranges of windows that may show shared memory at once. Each is a mapping of the host, and Linux
   * gives a process 65 530 by default; the JVM wants some too.
   */
  private static final int MOST_MAPPINGS = 16_384;

  /** What may come on top because an unmapping in its middle makes two ranges of one. */
  private static final int MOST_SPLITS = 4096;

  /** Sizes to try, largest first: hosts differ in how many addresses a process has. */
  private static final long[] SIZES = {1L << 44, 1L << 38, 1L << 34};

  private static final int HOST_PAGE_SIZE = 4096;
  private static final int MFD_CLOEXEC = 1;
  private static final @Nullable SharedPool INSTANCE = create();

  private final int descriptor;
  private final long address;
  private final int slots;
  private final BitSet taken = new BitSet();
  private int mappings;

  private SharedPool(int descriptor, long address, int slots) {
    this.descriptor = descriptor;
    this.address = address;
    this.slots = slots;
  }

  /** Returns the pool, or null where the host has no such thing. */
  static @Nullable SharedPool instance() {
    return INSTANCE;
  }

  private static @Nullable SharedPool create() {
    if (HostMemory.Source.best() != HostMemory.Source.ANONYMOUS_MAPPING
        || !HostCalls.has("memfd_create", "ftruncate", "getpagesize")) {
      return null;
    }
    FunctionDescriptor toInt = FunctionDescriptor.of(ValueLayout.JAVA_INT);
    try (Arena arena = Arena.ofConfined()) {
      if ((int) HostCalls.function("getpagesize", toInt).invokeExact() != HOST_PAGE_SIZE) {
        return null; // The guest's pages could not be mapped one by one.
      }
      MemorySegment name = arena.allocateFrom("seedkernel");
      int descriptor =
          (int)
              HostCalls.function(
                      "memfd_create",
                      toInt.appendArgumentLayouts(ValueLayout.ADDRESS, ValueLayout.JAVA_INT))
                  .invokeExact(name, MFD_CLOEXEC);
      return descriptor < 0 ? null : map(descriptor);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static @Nullable SharedPool map(int descriptor) throws Throwable {
    for (long size : SIZES) {
      int failed =
          (int)
              HostCalls.function(
                      "ftruncate",
                      FunctionDescriptor.of(
                          ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG))
                  .invokeExact(descriptor, size);
      int flags = HostCalls.MAP_SHARED | HostCalls.MAP_NORESERVE;
      long address = failed != 0 ? -1 : HostCalls.map(0, size, flags, descriptor, 0);
      if (address != -1) {
        return new SharedPool(descriptor, address, (int) (size / SLOT_SIZE));
      }
    }
    return null;
  }

  /** Takes a slot; returns its number, or -1 if there is none left. */
  synchronized int take() {
    int slot = taken.nextClearBit(0);
    if (slot >= slots) {
      return -1;
    }
    taken.set(slot);
    return slot;
  }

  /** Gives a slot back, and what it holds to the host. */
  void giveBack(int slot) {
    clear(slot, 0, SLOT_SIZE);
    synchronized (this) {
      taken.clear(slot);
    }
  }

  /** Makes pages of a slot read as zero, and gives them back to the host. */
  void clear(int slot, long offset, long length) {
    if (length > 0 && !HostCalls.advise(address(slot) + offset, length, HostCalls.MADV_REMOVE)) {
      throw new IllegalStateException("the host keeps the pages of a memfd");
    }
  }

  /** Notes one more range of a window that shows a slot; false if there are too many. */
  synchronized boolean takeMapping() {
    if (mappings >= MOST_MAPPINGS) {
      return false;
    }
    mappings++;
    return true;
  }

  /** Like {@link #takeMapping}, for a range that is cut in two. */
  synchronized boolean takeSplit() {
    if (mappings >= MOST_MAPPINGS + MOST_SPLITS) {
      return false;
    }
    mappings++;
    return true;
  }

  /** Returns whether {@link #takeSplit} would succeed. */
  synchronized boolean maySplit() {
    return mappings < MOST_MAPPINGS + MOST_SPLITS;
  }

  synchronized void giveBackMapping() {
    mappings--;
  }

  /** Returns how many slots are taken. */
  synchronized int takenSlots() {
    return taken.cardinality();
  }

  /** Returns how many ranges of windows show slots. */
  synchronized int mappings() {
    return mappings;
  }

  /** Returns the host's address of a slot. */
  long address(int slot) {
    return address + offset(slot);
  }

  /** Returns where a slot starts in the memfd. */
  long offset(int slot) {
    return slot * SLOT_SIZE;
  }

  int descriptor() {
    return descriptor;
  }
}
