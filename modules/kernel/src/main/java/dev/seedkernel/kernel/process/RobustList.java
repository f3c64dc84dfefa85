package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.MemoryFault;

/**
 * The locks that a thread says it holds, so that the kernel can mark them when it ends
 * (get_robust_list(2); Documentation/locking/robust-futexes). The list is the program's: it may
 * hold anything, so each step is checked and their number is bounded.
 */
final class RobustList {
  /** ROBUST_LIST_LIMIT. */
  private static final int MOST = 2048;

  /** Set in the address of an entry whose lock inherits priorities. */
  private static final long PI = 1;

  private static final int WAITERS = 0x8000_0000;
  private static final int OWNER_DIED = 0x4000_0000;
  private static final int TID = 0x3fff_ffff;

  private final Futexes futexes;
  private final UserMemory memory;
  private final int tid;

  private RobustList(Futexes futexes, UserMemory memory, int tid) {
    this.futexes = futexes;
    this.memory = memory;
    this.tid = tid;
  }

  /** Marks the locks of a thread that ends, and wakes one waiter of each; forgets the list. */
  static void release(Futexes futexes, GuestThread thread) {
    long head = thread.robustList();
    thread.robustList(0);
    if (head != 0) {
      try {
        new RobustList(futexes, thread.process().memory(), thread.tid()).walk(head);
      } catch (MemoryFault _) {
        // The list leads nowhere: what stands behind that place is not found.
      }
    }
  }

  private void walk(long head) {
    long entry = memory.readLong(head);
    long offset = memory.readLong(head + 8);
    long pending = memory.readLong(head + 16);
    for (int left = MOST; left > 0 && (entry & ~PI) != head; left--) {
      long address = entry & ~PI;
      MemoryFault noNext = null;
      long next = 0;
      try {
        next = memory.readLong(address);
      } catch (MemoryFault fault) {
        noNext = fault;
      }
      // The pending one is marked once, at the end.
      if (address != (pending & ~PI) && !mark(address + offset, (entry & PI) != 0, false)) {
        return;
      }
      if (noNext != null) {
        throw noNext;
      }
      entry = next;
    }
    if ((pending & ~PI) != 0) {
      mark((pending & ~PI) + offset, (pending & PI) != 0, true);
    }
  }

  /**
   * Marks a lock if the thread holds it.
   *
   * @param pending whether the thread was about to take it or to give it back
   * @return false if it cannot be a lock
   */
  private boolean mark(long address, boolean inheritsPriority, boolean pending) {
    if ((address & 3) != 0) {
      return false;
    }
    int value = memory.readInt(address);
    if ((value & TID) != tid) {
      if (pending && !inheritsPriority && value == 0) {
        futexes.wakeShared(memory, address); // It was given back, but nobody was woken yet.
      }
      return true;
    }
    memory.writeInt(address, (value & WAITERS) | OWNER_DIED);
    if (!inheritsPriority && (value & WAITERS) != 0) {
      futexes.wakeShared(memory, address);
    }
    return true;
  }
}
