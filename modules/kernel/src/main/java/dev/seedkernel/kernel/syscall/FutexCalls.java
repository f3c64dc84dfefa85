package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.time.Timers;

/** Calls that threads wait for each other with. */
final class FutexCalls {
  private static final int COMMAND = 0x7f;
  private static final int WAIT = 0;
  private static final int WAKE = 1;

  private FutexCalls() {}

  static void define(Rows rows) {
    rows.partial(
        98,
        "futex",
        "uaddr:pointer futex_op:int val:int timeout:pointer uaddr2:pointer val3:int",
        "FUTEX_WAIT and FUTEX_WAKE; others give ENOSYS",
        FutexCalls::futex);
    rows.supported(
        99,
        "set_robust_list",
        "head:pointer len:size",
        call -> {
          if (call.argument(1) != 24) {
            throw Errno.EINVAL.exception();
          }
          call.thread().robustList(call.argument(0));
          return 0;
        });
  }

  private static long futex(Call call) throws ErrnoException {
    return switch (call.intArgument(1) & COMMAND) {
      case WAKE ->
          call.machine()
              .futexes()
              .wake(call.memory(), call.argument(0), Math.max(1, call.intArgument(2)));
      case WAIT -> await(call);
      default -> throw Errno.ENOSYS.exception();
    };
  }

  private static long await(Call call) throws ErrnoException {
    if (call.notified()) {
      return 0;
    }
    long timeout =
        call.argument(3) == 0 ? Timers.NEVER : SleepCalls.duration(call, call.argument(3));
    if (call.expired()) {
      throw Errno.ETIMEDOUT.exception();
    }
    int value = call.memory().readInt(call.argument(0));
    if (call.pending() == null && value != call.intArgument(2)) {
      throw Errno.EAGAIN.exception();
    }
    return call.block(
        call.deadlineAfter(timeout),
        Call.INTERRUPTED,
        call.machine().futexes().queue(call.memory(), call.argument(0)));
  }
}
