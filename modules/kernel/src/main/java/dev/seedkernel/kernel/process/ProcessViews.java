package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.signal.SignalActions;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The processes of a machine as /proc shows them. */
public final class ProcessViews {
  private final Machine machine;

  public ProcessViews(Machine machine) {
    this.machine = machine;
  }

  /** Returns the number of the thread whose turn it is, or 0 before the first one. */
  public int currentThread() {
    GuestThread thread = machine.scheduler().next();
    return thread == null ? 0 : thread.tid();
  }

  /** Returns the pid of the process that a thread belongs to, or 0 if there is no such thread. */
  public int processOf(int thread) {
    GuestProcess process = machine.processes().find(thread);
    GuestThread found = machine.processes().findThread(thread);
    if (process == null) {
      process = found == null ? null : found.process();
    }
    return process == null ? 0 : process.pid();
  }

  /** Returns the process of a pid, zombies included, or null. */
  public @Nullable ProcessView find(int pid) {
    GuestProcess process = machine.processes().find(pid);
    return process == null ? null : new View(process);
  }

  /** Returns all pids, zombies included, ascending. */
  public List<Integer> pids() {
    return machine.processes().all().stream().map(GuestProcess::pid).toList();
  }

  /** Returns how many processes there were in all. */
  public long created() {
    return machine.processes().created();
  }

  /** Returns the names of what AT_HWCAP and AT_HWCAP2 say, as /proc/cpuinfo has them. */
  public static List<String> capabilities(FeatureSet features) {
    return HardwareCapabilities.names(features);
  }

  private record View(GuestProcess process) implements ProcessView {
    /** The most that is copied for one file of /proc. */
    private static final long MOST_BYTES = UserMemory.STACK_SIZE;

    private boolean ended() {
      return process.state() != ProcessState.ALIVE;
    }

    @Override
    public int pid() {
      return process.pid();
    }

    @Override
    public int parentPid() {
      return process.parentPid();
    }

    @Override
    public int group() {
      return process.group();
    }

    @Override
    public int session() {
      return process.session();
    }

    @Override
    public String name() {
      return process.name();
    }

    @Override
    public char state() {
      if (ended()) {
        return 'Z';
      }
      if (process.stopped()) {
        return 'T';
      }
      for (GuestThread thread : process.threads()) {
        if (thread.state() == GuestThread.State.RUNNABLE) {
          return 'R';
        }
      }
      return 'S';
    }

    @Override
    public List<Integer> threads() {
      return ended()
          ? List.of(process.pid())
          : process.threads().stream().map(GuestThread::tid).sorted().toList();
    }

    @Override
    public String executable() {
      return process.executable();
    }

    @Override
    public @Nullable Directory workingDirectory() {
      return ended() ? null : process.workingDirectory();
    }

    @Override
    public int umask() {
      return process.umask();
    }

    @Override
    public Credentials credentials() {
      return process.credentials();
    }

    @Override
    public Directory rootDirectory() {
      return process.walker().root();
    }

    @Override
    public Signals signals(int thread) {
      long threadPending = 0;
      long blocked = 0;
      for (GuestThread each : process.threads()) {
        if (each.tid() == thread) {
          threadPending = each.pendingSignals().set();
          blocked = each.signalMask();
        }
      }
      long ignored = 0;
      long caught = 0;
      for (int signal = 1; signal <= Signal.LAST; signal++) {
        SignalActions.Action action = process.actions().get(signal);
        long bit = 1L << (signal - 1);
        ignored |= action.isIgnored() ? bit : 0;
        caught |= action.isIgnored() || action.isDefault() ? 0 : bit;
      }
      return new Signals(threadPending, process.pendingSignals().set(), blocked, ignored, caught);
    }

    @Override
    public SortedMap<Integer, OpenFile> openFiles() {
      return ended() ? Collections.emptySortedMap() : process.descriptors().all();
    }

    @Override
    public boolean closesOnExec(int fd) throws ErrnoException {
      return process.descriptors().closeOnExec(fd);
    }

    @Override
    public List<MemoryRange> memory() {
      return ended()
          ? List.of()
          : process.memory().map().all().stream()
              .map(range ->
                  new MemoryRange(
                      range.start(),
                      range.end(),
                      range.rights(),
                      range.isShared(),
                      range.offset(),
                      range.name()))
              .toList();
    }

    @Override
    public long residentBytes() {
      return ended() ? 0 : process.memory().space().touchedPages() * (long) AddressSpace.PAGE_SIZE;
    }

    @Override
    public ProgramLayout layout() {
      return ended() ? ProgramLayout.NONE : process.memory().layout();
    }

    @Override
    public byte[] bytes(long start, long end) {
      if (ended() || end <= start || end - start > MOST_BYTES) {
        return new byte[0];
      }
      try {
        return process.memory().readBytes(start, (int) (end - start));
      } catch (MemoryFault _) {
        return new byte[0];
      }
    }
  }
}
