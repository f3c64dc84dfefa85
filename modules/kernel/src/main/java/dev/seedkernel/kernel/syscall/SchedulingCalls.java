package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.GuestThread;
import java.util.Collection;
import java.util.List;

/**
 * Calls about scheduling (sched(7)). There is one processor, and threads take turns on it in one
 * documented order: what is said here is kept and given back, and changes nothing.
 */
final class SchedulingCalls {
  private static final int SCHED_FIFO = 1;
  private static final int SCHED_RR = 2;
  private static final int SCHED_DEADLINE = 6;
  private static final int SCHED_RESET_ON_FORK = 0x4000_0000;
  private static final int REAL_TIME_LOWEST = 1;
  private static final int REAL_TIME_HIGHEST = 99;

  private static final int PRIO_PROCESS = 0;
  private static final int PRIO_PGRP = 1;
  private static final int PRIO_USER = 2;

  private static final int IOPRIO_WHO_PROCESS = 1;
  private static final int IOPRIO_WHO_USER = 3;
  private static final int IOPRIO_CLASS_SHIFT = 13;

  /** Nanoseconds of the slice that sched_rr_get_interval tells of. */
  private static final long SLICE = 10_000_000;

  private static final String KEPT = "kept and without effect: there is one order of turns";

  private SchedulingCalls() {}

  static void define(Rows rows) {
    rows.partial(30, "ioprio_set", "which:int who:int ioprio:hex", KEPT, SchedulingCalls::setIo);
    rows.partial(31, "ioprio_get", "which:int who:int", KEPT, SchedulingCalls::getIo);
    rows.partial(118, "sched_setparam", "pid:int param:pointer", KEPT, SchedulingCalls::setParam);
    rows.partial(
        119,
        "sched_setscheduler",
        "pid:int policy:int param:pointer",
        KEPT + "; real-time policies give EPERM",
        SchedulingCalls::setScheduler);
    rows.supported(120, "sched_getscheduler", "pid:int", call -> thread(call).settings().policy());
    rows.supported(121, "sched_getparam", "pid:int param:pointer", SchedulingCalls::getParam);
    rows.supported(
        122, "sched_setaffinity", "pid:int size:size mask:pointer", SchedulingCalls::setAffinity);
    rows.supported(
        123, "sched_getaffinity", "pid:int size:size mask:pointer", SchedulingCalls::getAffinity);
    rows.supported(124, "sched_yield", "", SchedulingCalls::yieldTurn);
    rows.supported(
        125, "sched_get_priority_max", "policy:int", call -> limit(call, REAL_TIME_HIGHEST));
    rows.supported(
        126, "sched_get_priority_min", "policy:int", call -> limit(call, REAL_TIME_LOWEST));
    rows.supported(127, "sched_rr_get_interval", "pid:int tp:pointer", SchedulingCalls::interval);
    rows.partial(
        140, "setpriority", "which:int who:int prio:int", KEPT, SchedulingCalls::setPriority);
    rows.supported(141, "getpriority", "which:int who:int", SchedulingCalls::getPriority);
  }

  /** Returns the thread of the first argument: EINVAL if negative, ESRCH if there is none. */
  private static GuestThread thread(Call call) throws ErrnoException {
    if (call.intArgument(0) < 0) {
      throw Errno.EINVAL.exception();
    }
    return thread(call, call.intArgument(0));
  }

  private static GuestThread thread(Call call, int tid) throws ErrnoException {
    GuestThread thread = tid == 0 ? call.thread() : call.machine().processes().findThread(tid);
    if (thread == null) {
      throw Errno.ESRCH.exception();
    }
    return thread;
  }

  private static long yieldTurn(Call call) {
    call.machine().scheduler().yieldTurn();
    return 0;
  }

  // Policies

  private static long setScheduler(Call call) throws ErrnoException {
    int policy = call.intArgument(1);
    if (policy < 0) {
      throw Errno.EINVAL.exception();
    }
    return schedule(call, policy & ~SCHED_RESET_ON_FORK, call.argument(2));
  }

  private static long setParam(Call call) throws ErrnoException {
    boolean none = call.argument(1) == 0 || call.intArgument(0) < 0;
    return schedule(call, none ? 0 : thread(call).settings().policy(), call.argument(1));
  }

  private static long schedule(Call call, int policy, long parameter) throws ErrnoException {
    if (parameter == 0 || call.intArgument(0) < 0) {
      throw Errno.EINVAL.exception();
    }
    int priority = call.memory().readInt(parameter);
    GuestThread thread = thread(call);
    boolean realTime = policy == SCHED_FIFO || policy == SCHED_RR;
    boolean fits =
        realTime ? priority >= REAL_TIME_LOWEST && priority <= REAL_TIME_HIGHEST : priority == 0;
    if (!isPolicy(policy) || policy == SCHED_DEADLINE || !fits) {
      throw Errno.EINVAL.exception();
    }
    if (realTime) {
      throw Errno.EPERM.exception(); // As for a process with RLIMIT_RTPRIO 0.
    }
    thread.settings().policy(policy);
    return 0;
  }

  private static boolean isPolicy(int policy) {
    return policy >= 0 && policy <= SCHED_DEADLINE && policy != 4;
  }

  private static long getParam(Call call) throws ErrnoException {
    if (call.argument(1) == 0) {
      throw Errno.EINVAL.exception();
    }
    thread(call);
    call.memory().writeInt(call.argument(1), 0);
    return 0;
  }

  private static long limit(Call call, int ofRealTime) throws ErrnoException {
    int policy = call.intArgument(0);
    if (!isPolicy(policy)) {
      throw Errno.EINVAL.exception();
    }
    return policy == SCHED_FIFO || policy == SCHED_RR ? ofRealTime : 0;
  }

  private static long interval(Call call) throws ErrnoException {
    thread(call);
    AttributeCalls.writeTime(call.memory(), call.argument(1), SLICE);
    return 0;
  }

  // Processors

  private static long setAffinity(Call call) throws ErrnoException {
    long size = Integer.toUnsignedLong(call.intArgument(1));
    byte[] mask = call.memory().readBytes(call.argument(2), (int) Math.min(size, Long.BYTES));
    thread(call, call.intArgument(0));
    if (mask.length == 0 || (mask[0] & 1) == 0) {
      throw Errno.EINVAL.exception();
    }
    return 0;
  }

  private static long getAffinity(Call call) throws ErrnoException {
    if (call.argument(1) < 8 || (call.argument(1) & 7) != 0) {
      throw Errno.EINVAL.exception();
    }
    thread(call, call.intArgument(0));
    call.memory().writeLong(call.argument(2), 1);
    return 8;
  }

  // Priorities

  /** Returns the threads that a pair of arguments means; ESRCH if there are none. */
  private static Collection<GuestThread> threads(Call call, int which) throws ErrnoException {
    int who = call.intArgument(1);
    List<GuestThread> threads =
        switch (which) {
          case PRIO_PROCESS -> List.of(thread(call, who));
          case PRIO_PGRP -> {
            int group = who == 0 ? call.process().group() : who;
            yield all(call.machine().jobs().members(group));
          }
          case PRIO_USER -> who == 0 ? all(call.machine().processes().all()) : List.of();
          default -> throw Errno.EINVAL.exception();
        };
    if (threads.isEmpty()) {
      throw Errno.ESRCH.exception();
    }
    return threads;
  }

  private static List<GuestThread> all(Collection<GuestProcess> processes) {
    return processes.stream().flatMap(process -> process.threads().stream()).toList();
  }

  private static long setPriority(Call call) throws ErrnoException {
    for (GuestThread thread : threads(call, call.intArgument(0))) {
      thread.settings().nice(call.intArgument(2));
    }
    return 0;
  }

  /** The result is 20 - nice, so that it is no error number; C libraries turn it round. */
  private static long getPriority(Call call) throws ErrnoException {
    int best = 0;
    for (GuestThread thread : threads(call, call.intArgument(0))) {
      best = Math.max(best, 20 - thread.settings().nice());
    }
    return best;
  }

  private static int requireIoKind(Call call) throws ErrnoException {
    int which = call.intArgument(0);
    if (which < IOPRIO_WHO_PROCESS || which > IOPRIO_WHO_USER) {
      throw Errno.EINVAL.exception();
    }
    return which - IOPRIO_WHO_PROCESS;
  }

  private static long setIo(Call call) throws ErrnoException {
    int value = call.intArgument(2);
    int level = value & ((1 << IOPRIO_CLASS_SHIFT) - 1);
    int kind = value >>> IOPRIO_CLASS_SHIFT;
    // None has no level, real time and best effort have eight, idle has any.
    boolean fits = kind == 0 ? level == 0 : kind <= 2 ? level < 8 : kind == 3;
    if (!fits) {
      throw Errno.EINVAL.exception();
    }
    for (GuestThread thread : threads(call, requireIoKind(call))) {
      thread.settings().ioPriority(value);
    }
    return 0;
  }

  private static long getIo(Call call) throws ErrnoException {
    int best = 0;
    for (GuestThread thread : threads(call, requireIoKind(call))) {
      int value = thread.settings().ioPriority();
      best = best == 0 || (value != 0 && value < best) ? value : best;
    }
    return best;
  }
}
