package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;

/**
 * Pays for a list of mappings: it takes memory of the kernel, and a guest can make it long. A page
 * is charged for as many as fit into one; a list of usual length is free.
 */
final class MappingCharge {
  private static final int FREE = 256;
  private static final int IN_A_PAGE = 16;

  private final PageAccount account;
  private long charged;

  MappingCharge(PageAccount account) {
    this.account = account;
  }

  private static long pages(int mappings) {
    return Math.max(0, mappings - FREE + IN_A_PAGE - 1) / IN_A_PAGE;
  }

  /** Pays for a number of mappings, or throws ENOMEM. */
  void require(int mappings) throws ErrnoException {
    long more = pages(mappings) - charged;
    if (more > 0) {
      if (!account.charge(more)) {
        throw Errno.ENOMEM.exception();
      }
      charged += more;
    }
  }

  /** Gives back what a shorter list does not need. */
  void settle(int mappings) {
    long less = charged - pages(mappings);
    if (less > 0) {
      account.release(less);
      charged -= less;
    }
  }

  void release() {
    settle(0);
  }
}
