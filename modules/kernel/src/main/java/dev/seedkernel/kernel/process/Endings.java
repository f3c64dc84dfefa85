package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.signal.SignalInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Ends of threads and processes: what they free, and who is told. */
public final class Endings {
  private final Machine machine;
  private Consumer<GuestThread> ended = _ -> {};

  Endings(Machine machine) {
    this.machine = machine;
  }

  /** Ends a thread that has called exit; the last one ends its process, with its own status. */
  public void exit(GuestThread thread, int status) {
    GuestProcess process = thread.process();
    if (process.threads().size() == 1) {
      end(process, new Termination.Exited(status & 0xff));
    } else {
      endThread(thread);
    }
  }

  /** Ends a process that has called exit_group. */
  public void exitGroup(GuestProcess process, int status) {
    end(process, new Termination.Exited(status & 0xff));
  }

  /**
   * Ends a process by the default action of a signal.
   *
   * @param thread which took the signal
   * @param reason what raised it, in half a sentence
   */
  public void kill(GuestThread thread, int signal, String reason) {
    GuestProcess process = thread.process();
    if (process.termination() == null) {
      end(process, new Termination.Killed(signal, reason));
    }
  }

  /** Ends a process that needs a page which the limit of memory does not allow. */
  public void killForMemory(GuestThread thread, MemoryFault fault) {
    kill(
        thread,
        Signal.SIGKILL.number(),
        "the limit %s=%d is used up, %s at 0x%x"
            .formatted(
                Limit.MEMORY.title(),
                machine.limits().get(Limit.MEMORY),
                fault.access(),
                fault.address()));
  }

  /** Registers who is told of each thread of a process that has ended; replaces who was before. */
  public void whenEnded(Consumer<GuestThread> observer) {
    ended = observer;
  }

  /** Ends all threads of a process but one, as execve does. */
  void endOtherThreads(GuestThread survivor) {
    for (GuestThread thread : List.copyOf(survivor.process().threads())) {
      if (thread != survivor) {
        endThread(thread);
      }
    }
    tellThatGone(survivor);
  }

  private void endThread(GuestThread thread) {
    tellThatGone(thread);
    GuestProcess process = thread.process();
    machine.scheduler().end(thread);
    releaseVfork(thread);
    machine.processes().remove(thread);
    for (GuestProcess child : List.copyOf(process.children())) {
      if (child.parentThread() == thread.tid()) {
        tellOfParentsDeath(child, process);
        if (!process.threads().isEmpty()) {
          child.parentThread(process.mainThread().tid());
        }
      }
    }
  }

  /** Sends the threads of a child what they want to be sent then (PR_SET_PDEATHSIG). */
  private void tellOfParentsDeath(GuestProcess child, GuestProcess parent) {
    for (GuestThread thread : List.copyOf(child.threads())) {
      int signal = thread.settings().parentDeathSignal();
      if (signal != 0) {
        machine.signals().send(child, SignalInfo.sent(signal, SignalInfo.SI_USER, parent.pid(), 0));
      }
    }
  }

  /**
   * Tells others that use the same memory that a thread will no longer run in it: clears its id and
   * wakes who waits for that (set_tid_address(2)).
   */
  private void tellThatGone(GuestThread thread) {
    RobustList.release(machine.futexes(), thread);
    UserMemory memory = thread.process().memory();
    long address = thread.clearChildTid();
    thread.clearChildTid(0);
    if (address != 0 && (memory.shared() || thread.process().threads().size() > 1)) {
      Lifecycle.storeTid(memory, address, 0);
      machine.futexes().wakeShared(memory, address);
    }
  }

  /**
   * Ends a process: frees what it held, hands its children to /init, and tells its parent. The
   * entry stays until the parent has asked.
   */
  private void end(GuestProcess process, Termination how) {
    if (process.termination() != null) {
      return;
    }
    List<GuestThread> last = List.copyOf(process.threads());
    last.forEach(this::endThread);
    process.terminate(how);
    last.forEach(ended);
    process.timers().stop();
    process.releaseResources();
    if (process.pid() != ProcessTable.INIT_PID) {
      giveChildrenAway(process);
    }
    machine.jobs().memberEnds(process);
    GuestProcess parent = process.parent();
    if (parent != null) {
      tellParent(process, parent);
    }
  }

  private void giveChildrenAway(GuestProcess process) {
    GuestProcess reaper = reaper(process);
    List<GuestProcess> children = new ArrayList<>(process.children());
    process.children().clear();
    for (GuestProcess child : children) {
      reaper.adopt(child);
      if (child.termination() != null) {
        tellParent(child, reaper);
      }
      machine.jobs().parentEnds(child, process);
    }
  }

  /** Returns who adopts orphans: the nearest ancestor that wants to, or /init. */
  private GuestProcess reaper(GuestProcess process) {
    GuestProcess ancestor = process.parent();
    while (ancestor != null && !(ancestor.isSubreaper() && ancestor.termination() == null)) {
      ancestor = ancestor.parent();
    }
    return ancestor == null ? machine.processes().init() : ancestor;
  }

  private void tellParent(GuestProcess process, GuestProcess parent) {
    boolean silent = process.exitSignal() == Signal.SIGCHLD.number() && parent.ignoresChildren();
    // Whatever clone was given as the signal: one that is none is not sent.
    if (process.exitSignal() != 0 && process.exitSignal() <= Signal.LAST) {
      machine.signals().send(parent, childInfo(process));
    }
    if (silent) {
      machine.processes().reap(process);
    }
    parent.childEvents().wakeAll();
  }

  private static SignalInfo childInfo(GuestProcess process) {
    int code = SignalInfo.CLD_EXITED;
    int status = 0;
    switch (process.termination()) {
      case Termination.Exited(int exited) -> status = exited;
      case Termination.Killed(int signal, String _) -> {
        code = SignalInfo.CLD_KILLED;
        status = signal;
      }
      case null -> throw new IllegalStateException("a child that has not ended");
    }
    return Signals.ofChild(process, process.exitSignal(), code, status);
  }

  /** Lets the thread go on that waits for this child of vfork, which may be a thread too. */
  void releaseVfork(GuestThread thread) {
    GuestThread waiting = thread.vforkParent();
    if (waiting != null) {
      thread.vforkParent(null);
      waiting.waitingForVfork(false);
      waiting.resume();
    }
  }

  /** Frees all that the processes hold: the machine stops. */
  public void shutDown() {
    for (GuestProcess process : machine.processes().all()) {
      machine.processes().discard(process);
    }
  }
}
