package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.quota.Quota;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * All processes of a machine, and whose turn it is.
 *
 * <p>Scheduling is by turns, in the order in which processes became runnable: a process keeps the
 * processor until it blocks, ends, or has used up its slice. Nothing here depends on the host.
 */
public final class ProcessTable {
  /** The pid of /init. */
  public static final int INIT_PID = 1;

  private final NavigableMap<Integer, GuestProcess> processes = new TreeMap<>();
  private final Deque<GuestProcess> runnable = new ArrayDeque<>();
  private final Quota quota;
  private final int deepest;
  private int nextPid = INIT_PID;
  private long created;

  public ProcessTable(Limits limits) {
    this.quota = new Quota(Limit.PROCESSES, limits);
    this.deepest = (int) limits.get(Limit.SPAWN_DEPTH);
  }

  /** Returns how many processes there were in all. */
  public long created() {
    return created;
  }

  /** Returns the process of a pid, zombies included, or null. */
  public @Nullable GuestProcess find(int pid) {
    return processes.get(pid);
  }

  /** Returns all processes, zombies included, in the order of their pids. */
  public Collection<GuestProcess> all() {
    return List.copyOf(processes.values());
  }

  GuestProcess init() {
    GuestProcess init = processes.get(INIT_PID);
    if (init == null) {
      throw new IllegalStateException("no /init");
    }
    return init;
  }

  /** Takes a pid for a process that {@code make} creates, and puts it into the table. */
  private GuestProcess add(IntFunction<GuestProcess> make) {
    GuestProcess process = make.apply(nextPid++);
    processes.put(process.pid(), process);
    created++;
    runnable.addLast(process);
    return process;
  }

  GuestProcess addInit(IntFunction<GuestProcess> make) throws ErrnoException {
    quota.take(1);
    return add(make);
  }

  /**
   * Checks that a child may be made, and counts it.
   *
   * @throws ErrnoException EAGAIN at the limit of processes or of depth
   */
  void reserveChild(GuestProcess parent) throws ErrnoException {
    if (parent.depth() >= deepest) {
      throw Limit.SPAWN_DEPTH.errno().exception();
    }
    quota.take(1);
  }

  /** Undoes {@link #reserveChild}. */
  void cancelChild() {
    quota.giveBack(1);
  }

  GuestProcess addChild(IntFunction<GuestProcess> make) {
    return add(make);
  }

  /** Returns the process whose turn it is, or null if every process waits. */
  public @Nullable GuestProcess next() {
    return runnable.peekFirst();
  }

  /** Puts the process whose turn it is at the end of the queue. */
  public void yieldTurn() {
    if (runnable.size() > 1) {
      runnable.addLast(runnable.removeFirst());
    }
  }

  /** Returns whether another process waits for its turn. */
  public boolean othersRunnable() {
    return runnable.size() > 1;
  }

  /** Takes a process off the queue until it is woken; its system call is then tried again. */
  public void block(GuestProcess process) {
    process.state(ProcessState.BLOCKED);
    process.retryingCall(true);
    runnable.remove(process);
  }

  /** Takes a process off the queue until it is woken; its system call is done. */
  public void suspend(GuestProcess process) {
    process.state(ProcessState.BLOCKED);
    runnable.remove(process);
  }

  /**
   * Returns whether a process is inside a system call that is to be tried again, and forgets it.
   */
  public boolean takeRetry(GuestProcess process) {
    boolean retry = process.retryingCall();
    process.retryingCall(false);
    return retry;
  }

  /** Makes a blocked process runnable. */
  void wake(GuestProcess process) {
    if (process.state() == ProcessState.BLOCKED && !process.waitingForVfork()) {
      process.state(ProcessState.RUNNABLE);
      runnable.addLast(process);
    }
  }

  /**
   * Ends a process: frees what it held, hands its children to /init, and wakes who waits for it.
   * The entry stays until the parent has asked.
   */
  void end(GuestProcess process, Termination how) {
    if (process.termination() != null) {
      return;
    }
    runnable.remove(process);
    process.terminate(how);
    process.releaseResources();
    releaseVfork(process);
    if (process.pid() != INIT_PID) {
      GuestProcess init = init();
      for (GuestProcess child : new ArrayList<>(process.children())) {
        init.adopt(child);
      }
      process.children().clear();
      wake(init);
    }
    GuestProcess parent = process.parent();
    if (parent != null) {
      wake(parent);
      if (parent.ignoresChildren()) {
        reap(process);
      }
    }
  }

  /** Lets the parent go on that waits for this child of vfork. */
  void releaseVfork(GuestProcess process) {
    GuestProcess waiting = process.vforkParent();
    if (waiting != null) {
      process.vforkParent(null);
      waiting.waitingForVfork(false);
      wake(waiting);
    }
  }

  /** Removes a zombie that was waited for. */
  public void reap(GuestProcess process) {
    process.state(ProcessState.REAPED);
    GuestProcess parent = process.parent();
    if (parent != null) {
      parent.children().remove(process);
    }
    processes.remove(process.pid());
    quota.giveBack(1);
  }

  /** Frees what a process holds, whatever its state: the machine stops. */
  void discard(GuestProcess process) {
    runnable.remove(process);
    processes.remove(process.pid());
    if (process.termination() == null) {
      process.releaseResources();
    }
  }
}
