package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.SystemIdentity;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.quota.Limit;
import java.nio.charset.StandardCharsets;

/** Calls about identity, time, limits and the system as a whole. */
final class SystemInformationCalls {
  /** Bytes of each field of struct new_utsname. */
  private static final int UTSNAME_FIELD = 65;

  private static final long SECOND = 1_000_000_000L;
  private static final int CLOCK_REALTIME = 0;
  private static final int LAST_CLOCK = 11;
  private static final long RLIM_INFINITY = -1;
  private static final int RLIMIT_DATA = 2;
  private static final int RLIMIT_STACK = 3;
  private static final int RLIMIT_CORE = 4;
  private static final int RLIMIT_NPROC = 6;
  private static final int RLIMIT_NOFILE = 7;
  private static final int RLIMIT_AS = 9;
  private static final int RLIM_NLIMITS = 16;
  private static final int GRND_NONBLOCK = 1;
  private static final int GRND_RANDOM = 2;
  private static final int GRND_INSECURE = 4;

  private SystemInformationCalls() {}

  static void define(Rows rows) {
    rows.supported(113, "clock_gettime", "clockid:int tp:pointer", SystemInformationCalls::gettime);
    rows.supported(114, "clock_getres", "clockid:int res:pointer", SystemInformationCalls::getres);
    rows.supported(124, "sched_yield", "", SystemInformationCalls::yieldTurn);
    rows.supported(
        123,
        "sched_getaffinity",
        "pid:int size:size mask:pointer",
        SystemInformationCalls::affinity);
    rows.supported(160, "uname", "buf:pointer", SystemInformationCalls::uname);
    rows.supported(
        169, "gettimeofday", "tv:pointer tz:pointer", SystemInformationCalls::gettimeofday);
    rows.supported(172, "getpid", "", call -> call.process().pid());
    rows.supported(173, "getppid", "", call -> call.process().parentPid());
    rows.supported(178, "gettid", "", call -> call.thread().tid());
    rows.partial(
        261,
        "prlimit64",
        "pid:int resource:int new_limit:pointer old_limit:pointer",
        "of new limits only RLIMIT_AS and RLIMIT_DATA of the caller count; for the others those of"
            + " the machine stand",
        SystemInformationCalls::prlimit);
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

  static void requireClock(int clock) throws ErrnoException {
    if (clock < 0 || clock > LAST_CLOCK || clock == 10) {
      throw Errno.EINVAL.exception();
    }
  }

  /** CLOCK_REALTIME and its kin count from 1970, all others from the start of the machine. */
  static long time(Call call, int clock) {
    boolean realtime = clock == CLOCK_REALTIME || clock == 5 || clock == 8 || clock == 11;
    return realtime ? call.machine().clock().nanoseconds() : call.machine().clock().uptime();
  }

  private static long gettime(Call call) throws ErrnoException {
    int clock = call.intArgument(0);
    requireClock(clock);
    AttributeCalls.writeTime(call.memory(), call.argument(1), time(call, clock));
    return 0;
  }

  private static long getres(Call call) throws ErrnoException {
    requireClock(call.intArgument(0));
    if (call.argument(1) != 0) {
      AttributeCalls.writeTime(call.memory(), call.argument(1), 1);
    }
    return 0;
  }

  private static long gettimeofday(Call call) {
    long now = call.machine().clock().nanoseconds();
    if (call.argument(0) != 0) {
      call.memory().writeLong(call.argument(0), Math.floorDiv(now, SECOND));
      call.memory().writeLong(call.argument(0) + 8, Math.floorMod(now, SECOND) / 1000);
    }
    if (call.argument(1) != 0) {
      call.memory().writeLong(call.argument(1), 0);
    }
    return 0;
  }

  private static long yieldTurn(Call call) {
    call.machine().scheduler().yieldTurn();
    return 0;
  }

  private static long affinity(Call call) throws ErrnoException {
    if (call.argument(1) < 8 || (call.argument(1) & 7) != 0) {
      throw Errno.EINVAL.exception();
    }
    call.memory().writeLong(call.argument(2), 1);
    return 8;
  }

  private static long uname(Call call) {
    String[] fields = {
      SystemIdentity.NAME,
      SystemIdentity.NODE,
      SystemIdentity.RELEASE,
      SystemIdentity.VERSION,
      SystemIdentity.MACHINE,
      SystemIdentity.DOMAIN
    };
    byte[] bytes = new byte[fields.length * UTSNAME_FIELD];
    for (int i = 0; i < fields.length; i++) {
      byte[] field = fields[i].getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(field, 0, bytes, i * UTSNAME_FIELD, field.length);
    }
    call.memory().writeBytes(call.argument(0), bytes);
    return 0;
  }

  private static long prlimit(Call call) throws ErrnoException {
    int resource = call.intArgument(1);
    long wish = call.argument(2);
    boolean orderly =
        wish == 0
            || Long.compareUnsigned(call.memory().readLong(wish), call.memory().readLong(wish + 8))
                <= 0;
    if (call.intArgument(0) != 0 && call.machine().processes().find(call.intArgument(0)) == null) {
      throw Errno.ESRCH.exception();
    }
    if (resource < 0 || resource >= RLIM_NLIMITS || !orderly) {
      throw Errno.EINVAL.exception();
    }
    long value =
        switch (resource) {
          case RLIMIT_STACK -> UserMemory.STACK_SIZE;
          case RLIMIT_NPROC -> call.machine().limits().get(Limit.PROCESSES);
          case RLIMIT_NOFILE -> call.machine().limits().get(Limit.OPEN_FILES);
          case RLIMIT_DATA -> call.memory().map().mostData();
          case RLIMIT_AS -> {
            long most = call.memory().map().mostBytes();
            yield most == RLIM_INFINITY ? call.machine().limits().get(Limit.ADDRESS_SPACE) : most;
          }
          default -> RLIM_INFINITY;
        };
    long hard =
        switch (resource) {
          case RLIMIT_DATA -> RLIM_INFINITY;
          case RLIMIT_AS -> call.machine().limits().get(Limit.ADDRESS_SPACE);
          default -> value;
        };
    long soft = wish == 0 ? 0 : call.memory().readLong(wish);
    long old = call.argument(3);
    if (old != 0) {
      call.memory().writeLong(old, resource == RLIMIT_CORE ? 0 : value);
      call.memory().writeLong(old + 8, hard);
    }
    if (wish != 0 && resource == RLIMIT_DATA) {
      call.memory().map().mostData(soft);
    } else if (wish != 0 && resource == RLIMIT_AS) {
      call.memory().map().mostBytes(soft);
    }
    return 0;
  }

  private static long getrandom(Call call) throws ErrnoException {
    long length = call.argument(1);
    int flags = call.intArgument(2);
    boolean contradiction = (flags & GRND_RANDOM) != 0 && (flags & GRND_INSECURE) != 0;
    if ((flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE)) != 0 || contradiction) {
      throw Errno.EINVAL.exception();
    }
    if (length < 0 || length > call.memory().space().size()) {
      throw Errno.EFAULT.exception();
    }
    int count = (int) Math.min(length, 1 << 20);
    call.memory().writeBytes(call.argument(0), call.machine().devices().random().bytes(count));
    return count;
  }
}
