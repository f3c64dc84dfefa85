package dev.seedkernel.kernel.syscall;

import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;

/** Calls about identity, time, limits and the system as a whole. */
final class SystemInformationCalls {
  /** Bytes that are made at once. */
  private static final int RANDOM_PART = 1 << 16;

  private static final int GRND_NONBLOCK = 1;
  private static final int GRND_RANDOM = 2;
  private static final int GRND_INSECURE = 4;

  private SystemInformationCalls() {}

  static void define(Rows rows) {
    rows.supported(172, "getpid", "", call -> call.process().pid());
    rows.supported(173, "getppid", "", call -> call.process().parentPid());
    rows.supported(178, "gettid", "", call -> call.thread().tid());
    rows.partial(
        278,
        "getrandom",
        "buf:pointer buflen:size flags:hex",
        "the same bytes in every run",
        SystemInformationCalls::getrandom);
    rows.refused(
        293,
        "rseq",
        "rseq:pointer rseq_len:size flags:hex sig:hex",
        Errno.ENOSYS,
        "as a kernel without restartable sequences; C libraries do without");
  }

  private static long getrandom(Call call) throws ErrnoException {
    long length = call.argument(1);
    int flags = call.intArgument(2);
    boolean contradiction = (flags & GRND_RANDOM) != 0 && (flags & GRND_INSECURE) != 0;
    if ((flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE)) != 0 || contradiction) {
      throw Errno.EINVAL.exception();
    }
    long done = 0;
    long most = length < 0 ? Integer.MAX_VALUE : Math.min(length, Integer.MAX_VALUE);
    while (done < most) {
      int count = (int) Math.min(most - done, RANDOM_PART);
      byte[] bytes = call.machine().devices().random().bytes(count);
      try {
        call.memory().writeBytes(call.argument(0) + done, bytes);
      } catch (MemoryFault fault) {
        if (done == 0) {
          throw fault;
        }
        break;
      }
      done += count;
    }
    return done;
  }
}
