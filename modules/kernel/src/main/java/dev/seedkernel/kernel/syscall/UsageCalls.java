package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.process.ResourceUsage;
import dev.seedkernel.kernel.process.UserMemory;

/** Calls about what was used: times and getrusage. */
final class UsageCalls {
  private static final int RUSAGE_CHILDREN = -1;
  private static final int RUSAGE_SELF = 0;
  private static final int RUSAGE_THREAD = 1;

  /** Bytes of struct rusage. */
  private static final int RUSAGE_SIZE = 144;

  /** Nanoseconds of a clock tick: USER_HZ is 100. */
  private static final long TICK = 10_000_000;

  private UsageCalls() {}

  static void define(Rows rows) {
    rows.supported(153, "times", "buf:pointer", UsageCalls::times);
    rows.partial(
        165,
        "getrusage",
        "who:int usage:pointer",
        "times and the largest resident size; page faults, blocks and switches are zero",
        UsageCalls::getrusage);
  }

  private static long times(Call call) {
    long at = call.argument(0);
    if (at != 0) {
      ResourceUsage own = call.process().usage();
      ResourceUsage children = call.process().childrenUsage();
      UserMemory memory = call.memory();
      memory.requireWritable(at, 32);
      memory.writeLong(at, own.userTime() / TICK);
      memory.writeLong(at + 8, own.systemTime() / TICK);
      memory.writeLong(at + 16, children.userTime() / TICK);
      memory.writeLong(at + 24, children.systemTime() / TICK);
    }
    return call.machine().clock().uptime() / TICK;
  }

  private static long getrusage(Call call) throws ErrnoException {
    ResourceUsage usage =
        switch (call.intArgument(0)) {
          case RUSAGE_SELF -> call.process().usage();
          case RUSAGE_CHILDREN -> call.process().childrenUsage();
          case RUSAGE_THREAD -> call.thread().usage();
          default -> throw Errno.EINVAL.exception();
        };
    write(call.memory(), call.argument(1), usage);
    return 0;
  }

  /** Writes a struct rusage. */
  static void write(UserMemory memory, long at, ResourceUsage usage) {
    memory.writeBytes(at, new byte[RUSAGE_SIZE]);
    writeTime(memory, at, usage.userTime());
    writeTime(memory, at + 16, usage.systemTime());
    memory.writeLong(at + 32, usage.maxResident() / 1024);
  }

  private static void writeTime(UserMemory memory, long at, long nanoseconds) {
    memory.writeLong(at, nanoseconds / 1_000_000_000);
    memory.writeLong(at + 8, nanoseconds % 1_000_000_000 / 1000);
  }
}
