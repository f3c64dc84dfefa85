package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.process.MemoryAdvice;
import dev.seedkernel.kernel.process.MemoryMap;

/** Calls that say how memory will be used, lock it, or ask what of it is there. */
final class MemoryAdviceCalls {
  private static final int MADV_NORMAL = 0;
  private static final int MADV_DONTNEED = 4;
  private static final int MADV_FREE = 8;
  private static final int MADV_REMOVE = 9;
  private static final int MADV_DONTFORK = 10;
  private static final int MADV_DOFORK = 11;
  private static final int MADV_WIPEONFORK = 18;
  private static final int MADV_KEEPONFORK = 19;
  private static final int MADV_POPULATE_READ = 22;
  private static final int MADV_POPULATE_WRITE = 23;
  private static final int MADV_DONTNEED_LOCKED = 24;
  private static final int MADV_COLLAPSE = 25;
  private static final int MS_ASYNC = 1;
  private static final int MS_INVALIDATE = 2;
  private static final int MS_SYNC = 4;
  private static final int MLOCK_ONFAULT = 1;
  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;
  private static final int MCL_ONFAULT = 4;
  private static final int MINCORE_CHUNK = 4096;

  private MemoryAdviceCalls() {}

  static void define(Rows rows) {
    rows.supported(227, "msync", "addr:pointer length:size flags:hex", MemoryAdviceCalls::msync);
    rows.partial(
        228,
        "mlock",
        "addr:pointer len:size",
        "memory is never swapped: the range is marked, and nothing is read ahead",
        call -> lock(call, 0));
    rows.supported(
        229,
        "munlock",
        "addr:pointer len:size",
        call -> {
          advice(call).unlock(MemoryCalls.address(call), call.argument(1));
          return 0;
        });
    rows.partial(230, "mlockall", "flags:hex", "as mlock", MemoryAdviceCalls::lockAll);
    rows.supported(
        231,
        "munlockall",
        "",
        call -> {
          advice(call).unlockAll();
          return 0;
        });
    rows.partial(
        232,
        "mincore",
        "addr:pointer length:size vec:pointer",
        "a page of memory without a file is there once it was written to, reading does not do",
        MemoryAdviceCalls::mincore);
    rows.partial(
        233,
        "madvise",
        "addr:pointer length:size advice:int",
        "MADV_FREE keeps what is there; MADV_COLLAPSE, MADV_HWPOISON and MADV_SOFT_OFFLINE give"
            + " EINVAL; advice that is only about speed is ignored",
        MemoryAdviceCalls::madvise);
    rows.partial(
        284,
        "mlock2",
        "addr:pointer len:size flags:hex",
        "as mlock",
        call -> lock(call, call.intArgument(2)));
  }

  private static MemoryAdvice advice(Call call) {
    return new MemoryAdvice(call.memory().map());
  }

  private static long msync(Call call) throws ErrnoException {
    int flags = call.intArgument(2);
    int both = MS_ASYNC | MS_SYNC;
    if ((flags & ~(both | MS_INVALIDATE)) != 0 || (flags & both) == both) {
      throw Errno.EINVAL.exception();
    }
    advice(call)
        .synchronize(MemoryCalls.address(call), call.argument(1), (flags & MS_INVALIDATE) != 0);
    return 0;
  }

  private static long lock(Call call, int flags) throws ErrnoException {
    if ((flags & ~MLOCK_ONFAULT) != 0) {
      throw Errno.EINVAL.exception();
    }
    advice(call).lock(MemoryCalls.address(call), call.argument(1));
    return 0;
  }

  private static long lockAll(Call call) throws ErrnoException {
    int flags = call.intArgument(0);
    if (flags == 0
        || flags == MCL_ONFAULT
        || (flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)) != 0) {
      throw Errno.EINVAL.exception();
    }
    advice(call).lockAll((flags & MCL_CURRENT) != 0, (flags & MCL_FUTURE) != 0);
    return 0;
  }

  private static long mincore(Call call) throws ErrnoException {
    long address = MemoryCalls.address(call);
    long length = call.argument(1);
    long vector = call.argument(2);
    MemoryMap.requireAligned(address);
    long end = address + advice(call).requireInside(address, length);
    long pages = (end - address) / MemoryAdvice.PAGE;
    call.memory().requireWritableVector(vector, pages);
    for (long done = 0; done < pages; ) {
      int part = (int) Math.min(MINCORE_CHUNK, pages - done);
      byte[] resident = advice(call).resident(address + done * MemoryAdvice.PAGE, part);
      call.memory().writeBytes(vector + done, resident);
      done += part;
    }
    return 0;
  }

  private static long madvise(Call call) throws ErrnoException {
    long address = MemoryCalls.address(call);
    long length = call.argument(1);
    int advice = call.intArgument(2);
    boolean known =
        (advice >= MADV_NORMAL && advice <= MADV_DONTNEED)
            || (advice >= MADV_FREE && advice <= MADV_COLLAPSE);
    // A length that wraps around when it is rounded up to pages.
    boolean wraps = length != 0 && -(-length & -MemoryAdvice.PAGE) == 0;
    if (!known || wraps) {
      throw Errno.EINVAL.exception();
    }
    MemoryMap.requireAligned(address);
    if (length != 0) {
      give(advice(call), advice, address, length);
    }
    return 0;
  }

  private static void give(MemoryAdvice to, int advice, long address, long length)
      throws ErrnoException {
    switch (advice) {
      case MADV_DONTNEED -> to.discard(address, length, false);
      case MADV_DONTNEED_LOCKED -> to.discard(address, length, true);
      case MADV_FREE -> to.free(address, length);
      case MADV_REMOVE -> to.remove(address, length);
      case MADV_DONTFORK -> to.inherit(address, length, false);
      case MADV_DOFORK -> to.inherit(address, length, true);
      case MADV_WIPEONFORK -> to.wipe(address, length, true);
      case MADV_KEEPONFORK -> to.wipe(address, length, false);
      case MADV_POPULATE_READ -> to.populate(address, length, false);
      case MADV_POPULATE_WRITE -> to.populate(address, length, true);
      case MADV_COLLAPSE -> throw Errno.EINVAL.exception();
      default -> to.ignore(address, length);
    }
  }
}
