package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import java.util.Arrays;

/**
 * What a process may use, a soft and a hard limit of each kind (getrlimit(2)). A child gets a copy,
 * and a new program keeps them. What the machine has as a whole is limited by {@link Limits}, which
 * a process cannot raise.
 */
public final class ResourceLimits {
  public static final long INFINITY = -1;
  public static final int CPU = 0;
  public static final int FSIZE = 1;
  public static final int DATA = 2;
  public static final int STACK = 3;
  public static final int CORE = 4;
  public static final int NPROC = 6;
  public static final int NOFILE = 7;
  public static final int AS = 9;

  /** How many kinds there are (RLIM_NLIMITS). */
  public static final int KINDS = 16;

  private static final long SECOND = 1_000_000_000L;

  private final long[] soft = new long[KINDS];
  private final long[] hard = new long[KINDS];

  /** Processor time at which the next signal is sent. */
  private long nextWarning = Long.MAX_VALUE;

  /** Creates those of /init. */
  ResourceLimits(Limits machine) {
    Arrays.fill(soft, INFINITY);
    Arrays.fill(hard, INFINITY);
    soft[CORE] = 0;
    both(STACK, UserMemory.STACK_SIZE);
    both(NPROC, machine.get(Limit.PROCESSES));
    both(NOFILE, machine.get(Limit.OPEN_FILES));
    both(AS, machine.get(Limit.ADDRESS_SPACE));
  }

  /** Copies those of a parent. */
  ResourceLimits(ResourceLimits other) {
    System.arraycopy(other.soft, 0, soft, 0, KINDS);
    System.arraycopy(other.hard, 0, hard, 0, KINDS);
    nextWarning = afterSeconds(soft[CPU]);
  }

  private void both(int kind, long value) {
    soft[kind] = value;
    hard[kind] = value;
  }

  /** Returns the limit that counts now, {@link #INFINITY} for none; large ones are negative. */
  public long soft(int kind) {
    return soft[kind];
  }

  /** Returns up to what the soft limit may be raised. */
  public long hard(int kind) {
    return hard[kind];
  }

  public void set(int kind, long newSoft, long newHard) {
    soft[kind] = newSoft;
    hard[kind] = newHard;
    if (kind == CPU) {
      nextWarning = afterSeconds(newSoft);
    }
  }

  private static long afterSeconds(long seconds) {
    return seconds < 0 || seconds > Long.MAX_VALUE / SECOND
        ? Long.MAX_VALUE
        : Math.max(1, seconds) * SECOND;
  }

  /** Returns the processor time in nanoseconds at which {@link #warn} is called. */
  long nextWarning() {
    return nextWarning;
  }

  /** Returns the signal for a process that has used up its processor time; the next in a second. */
  Signal warn(long used) {
    if (used >= afterSeconds(hard[CPU])) {
      nextWarning = Long.MAX_VALUE;
      return Signal.SIGKILL;
    }
    nextWarning = Math.min(nextWarning + SECOND, afterSeconds(hard[CPU]));
    return Signal.SIGXCPU;
  }
}
