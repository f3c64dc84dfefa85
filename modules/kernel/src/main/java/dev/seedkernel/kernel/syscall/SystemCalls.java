package dev.seedkernel.kernel.syscall;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.time.VirtualClock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Dispatches system calls by their number, counts them and has them traced. */
public final class SystemCalls {
  /** Register that holds the number (arm64 system-call ABI). */
  private static final int NUMBER = 8;

  /** One more than the largest number that has a row: the seed kernel's own calls start at 1024. */
  private static final int TABLE_SIZE = 1025;

  private static final @Nullable Row[] BY_NUMBER = new Row[TABLE_SIZE];
  private static final List<Row> ROWS;

  static {
    Rows rows = new Rows();
    FileCalls.define(rows);
    VectorCalls.define(rows);
    CopyCalls.define(rows);
    SpliceCalls.define(rows);
    PipeCalls.define(rows);
    PollCalls.define(rows);
    EpollCalls.define(rows);
    EventCalls.define(rows);
    SocketCalls.define(rows);
    MessageCalls.define(rows);
    SocketOptionCalls.define(rows);
    SpaceCalls.define(rows);
    OpenCalls.define(rows);
    RenameCalls.define(rows);
    StatxCalls.define(rows);
    LockCalls.define(rows);
    ExtendedAttributeCalls.define(rows);
    CredentialCalls.define(rows);
    PathCalls.define(rows);
    DescriptorCalls.define(rows);
    AttributeCalls.define(rows);
    MemoryCalls.define(rows);
    MemoryAdviceCalls.define(rows);
    ProcessMemoryCalls.define(rows);
    ProcessCalls.define(rows);
    CloneCalls.define(rows);
    WaitCalls.define(rows);
    GroupCalls.define(rows);
    ControlCalls.define(rows);
    SchedulingCalls.define(rows);
    UsageCalls.define(rows);
    PidFileCalls.define(rows);
    SignalCalls.define(rows);
    FutexCalls.define(rows);
    SleepCalls.define(rows);
    ClockCalls.define(rows);
    TimerCalls.define(rows);
    LimitCalls.define(rows);
    MachineCalls.define(rows);
    UnsupportedCalls.define(rows);
    SystemInformationCalls.define(rows);
    MountCalls.define(rows);
    ROWS = List.copyOf(rows.rows());
    for (Row row : ROWS) {
      if (BY_NUMBER[row.number()] != null) {
        throw new IllegalStateException("two rows for system call " + row.number());
      }
      BY_NUMBER[row.number()] = row;
    }
  }

  private final Machine machine;
  private final @Nullable Tracer tracer;
  private final long[] counts = new long[TABLE_SIZE];
  private final Map<Long, Long> unknown = new TreeMap<>();

  /**
   * Creates a dispatcher.
   *
   * @param tracer is told of each call, or null
   */
  public SystemCalls(Machine machine, @Nullable Tracer tracer) {
    this.machine = machine;
    this.tracer = tracer;
  }

  /** A row as users see it. */
  public record Description(
      int number, String name, List<String> arguments, Support support, String note) {}

  /** Returns every call that has a row, by number. */
  public static List<Description> descriptions() {
    return ROWS.stream()
        .sorted(Comparator.comparingInt(Row::number))
        .map(row ->
            new Description(
                row.number(),
                row.name(),
                row.arguments().stream().map(Argument::name).toList(),
                row.support(),
                row.note()))
        .toList();
  }

  /**
   * Returns how often each call was made, by name; one that Linux does not have as {@code #number}.
   */
  public Map<String, Long> counts() {
    Map<String, Long> result = new TreeMap<>();
    for (Row row : ROWS) {
      if (counts[row.number()] > 0) {
        result.put(row.name(), counts[row.number()]);
      }
    }
    unknown.forEach(
        (number, count) -> result.merge(SystemCallNames.nameOf(number), count, Long::sum));
    return result;
  }

  /**
   * Answers the call whose number and arguments are in a thread's registers.
   *
   * @param again whether the thread has waited in this call, which is made once more
   */
  public void dispatch(GuestThread thread, boolean again) {
    Cpu cpu = thread.cpu();
    long number = cpu.w(NUMBER);
    Row row = number >= 0 && number < TABLE_SIZE ? BY_NUMBER[(int) number] : null;
    if (!again) {
      machine.clock().advance(VirtualClock.STEP);
      thread.worked(0, VirtualClock.STEP);
      if (row == null) {
        unknown.merge(number, 1L, Long::sum);
      } else {
        counts[row.number()]++;
      }
      if (tracer != null) {
        tracer.enter(thread, row, number);
      }
    }
    long result = row == null ? -Errno.ENOSYS.number() : answer(row, thread);
    if (result == Call.BLOCKED || thread.state() == GuestThread.State.ENDED) {
      return; // It waits, or will not see any result.
    }
    if (result == Call.INTERRUPTED || result == Call.INTERRUPTED_FOR_GOOD) {
      thread.interruptCall(result == Call.INTERRUPTED);
      if (tracer != null) {
        tracer.interrupted(thread, result == Call.INTERRUPTED);
      }
      return; // What becomes of it is up to the signal.
    }
    thread.callDone();
    if (result != Call.NO_RESULT) {
      cpu.x(0, result);
    }
    if (!thread.hasSignal()) {
      thread.restoreMask();
    }
    if (tracer != null) {
      tracer.leave(thread, result);
    }
  }

  private long answer(Row row, GuestThread thread) {
    try {
      return row.handler().call(new Call(machine, thread));
    } catch (ErrnoException e) {
      return -e.errno().number();
    } catch (MemoryFault fault) {
      if (fault.reason() == MemoryFault.Cause.OUT_OF_PAGES) {
        // As a store would: the limit of memory ends the process (Limit.MEMORY).
        machine.endings().killForMemory(thread, fault);
        return Call.NO_RESULT;
      }
      return -Errno.EFAULT.number();
    }
  }
}
