package dev.seedkernel.aarch64;

import dev.seedkernel.aarch64.Attachments.Attachment;
import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.MemoryFault.Cause;

/**
 * What is done about an access that the page map does not simply permit: it has a fault, or is the
 * first of its kind to a page, which is charged then, or asked for from the owner of shared memory.
 */
final class PageRequests {
  private static final int PAGE_SHIFT = 12;
  private static final int PAGE_MASK = AddressSpace.PAGE_SIZE - 1;

  private final Window window;
  private final Attachments attachments;

  PageRequests(Window window, Attachments attachments) {
    this.window = window;
    this.attachments = attachments;
  }

  /**
   * Throws {@link MemoryFault} unless an access is permitted; returns whether it needs something
   * done first. Changes nothing.
   *
   * @param limit addresses from here on are not in the window
   */
  boolean check(long address, long length, Access access, long limit) {
    if (length < 1) {
      throw new IllegalArgumentException("an access of " + length + " bytes");
    }
    long at = address;
    long last = address + length - 1;
    boolean unready = false;
    while (true) {
      int bits = requirePage(at, access, limit);
      unready |= access == Access.STORE ? (bits & PageBits.STORABLE) == 0 : PageBits.isAbsent(bits);
      long next = (at | PAGE_MASK) + 1;
      if (Long.compareUnsigned(next, last) > 0) {
        return unready;
      }
      at = next;
    }
  }

  private int requirePage(long address, Access access, long limit) {
    int bits = Long.compareUnsigned(address, limit) < 0 ? window.bits(address >>> PAGE_SHIFT) : 0;
    if (!PageBits.isMapped(bits)) {
      throw new MemoryFault(address, access, Cause.UNMAPPED);
    }
    int right =
        switch (access) {
          case LOAD -> Rights.READ;
          case STORE -> Rights.WRITE;
          case FETCH -> Rights.EXECUTE;
        };
    if ((PageBits.rights(bits) & right) == 0) {
      throw new MemoryFault(address, access, Cause.PERMISSION);
    }
    if (PageBits.isAbsent(bits)) {
      Attachment a = attachments.at(address);
      if (a == null || !a.memory().owner().reaches(a.page(address))) {
        throw new MemoryFault(address, access, Cause.NO_BACKING);
      }
    }
    return bits;
  }

  /**
   * Makes the shared pages of a range exist, then charges its private ones if they are stored to.
   */
  void prepare(long address, long length, Access access) {
    long end = (address + length + PAGE_MASK) >>> PAGE_SHIFT;
    int untouched = 0;
    for (long page = address >>> PAGE_SHIFT; page < end; page++) {
      int bits = window.bits(page);
      if (PageBits.isAbsent(bits) || PageBits.isShared(bits)) {
        provide(Math.max(address, page << PAGE_SHIFT), access);
      } else {
        untouched += PageBits.isTouched(bits) ? 0 : 1;
      }
    }
    if (access == Access.STORE && untouched > 0) {
      window.touch(address, length, untouched);
    }
  }

  /** Makes a shared page exist, and may be stored to if that is what it is for. */
  private void provide(long address, Access access) {
    Attachment a = attachments.at(address);
    Cause refusal = a == null ? Cause.NO_BACKING : a.memory().owner().provide(a.page(address));
    if (a == null || refusal != null) {
      throw new MemoryFault(address, access, refusal == null ? Cause.NO_BACKING : refusal);
    }
    long page = address >>> PAGE_SHIFT;
    int bits = window.bits(page);
    if (PageBits.isAbsent(bits)) {
      bits = PageBits.MAPPED | PageBits.SHARED | PageBits.rights(bits);
    }
    if (access == Access.STORE && (bits & PageBits.STORABLE) == 0) {
      a.memory().owner().stored(a.page(address));
      bits = PageBits.withStorable(bits | PageBits.TOUCHED) & ~PageBits.TOUCHED;
    }
    window.putBits(page, bits);
  }
}
