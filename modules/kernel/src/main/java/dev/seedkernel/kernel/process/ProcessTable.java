package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.quota.Quota;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All processes and threads of a machine, by their numbers. */
public final class ProcessTable {
  /** The pid of /init. */
  public static final int INIT_PID = 1;

  private final NavigableMap<Integer, GuestProcess> processes = new TreeMap<>();
  private final NavigableMap<Integer, GuestThread> threads = new TreeMap<>();
  private final Quota quota;
  private final int deepest;
  private int nextId = INIT_PID;
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

  /** Returns the thread of an id, or null. */
  public @Nullable GuestThread findThread(int tid) {
    return threads.get(tid);
  }

  /** Returns all processes, zombies included, in the order of their pids. */
  public Collection<GuestProcess> all() {
    return List.copyOf(processes.values());
  }

  /** Returns how many numbers are taken of what the limit allows: threads, and zombies. */
  public long places() {
    return quota.used();
  }

  /** Returns how many threads there are. */
  public int threadCount() {
    return threads.size();
  }

  /** Returns the first process. */
  public GuestProcess init() {
    GuestProcess init = processes.get(INIT_PID);
    if (init == null) {
      throw new IllegalStateException("no /init");
    }
    return init;
  }

  /**
   * Takes the number of a new process or thread, and its place in the quota.
   *
   * @throws ErrnoException EAGAIN at the limit
   */
  int takeId() throws ErrnoException {
    quota.take(1);
    return nextId++;
  }

  /** Undoes {@link #takeId()} if that was the last to be taken. */
  void giveBackId(int id) {
    quota.giveBack(1);
    if (id == nextId - 1) {
      nextId--;
    }
  }

  /** Throws EAGAIN if a process is as deep as the limit allows. */
  void requireDepth(GuestProcess parent) throws ErrnoException {
    if (parent.depth() >= deepest) {
      throw Limit.SPAWN_DEPTH.errno().exception();
    }
  }

  void add(GuestProcess process) {
    processes.put(process.pid(), process);
    created++;
  }

  void add(GuestThread thread) {
    thread.process().addThread(thread);
    threads.put(thread.tid(), thread);
  }

  /** Removes a thread; the number of a leader stays taken by its process. */
  void remove(GuestThread thread) {
    thread.process().removeThread(thread);
    threads.remove(thread.tid());
    if (thread.tid() != thread.process().pid()) {
      quota.giveBack(1);
    }
  }

  /** Gives the only thread of a process the number of the process. */
  void makeLeader(GuestThread thread) {
    if (thread.tid() != thread.process().pid()) {
      int old = thread.tid();
      remove(thread);
      thread.tid(thread.process().pid());
      add(thread);
      for (GuestProcess child : thread.process().children()) {
        if (child.parentThread() == old) {
          child.parentThread(thread.tid());
        }
      }
    }
  }

  /** Removes a zombie that was waited for. */
  public void reap(GuestProcess process) {
    process.state(ProcessState.REAPED);
    GuestProcess parent = process.parent();
    if (parent != null) {
      parent.children().remove(process);
      parent.addChild(process.usage().plus(process.childrenUsage()));
    }
    processes.remove(process.pid());
    quota.giveBack(1);
  }

  /** Frees what a process holds, whatever its state: the machine stops. */
  void discard(GuestProcess process) {
    processes.remove(process.pid());
    if (process.termination() == null) {
      process.releaseResources();
    }
  }
}
