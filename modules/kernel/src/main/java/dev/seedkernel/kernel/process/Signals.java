package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.PollEvents;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.signal.SignalActions.Action;
import dev.seedkernel.kernel.signal.SignalInfo;
import dev.seedkernel.kernel.signal.SignalSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends and delivers signals (signal(7)).
 *
 * <p>A signal is delivered when the thread that takes it next returns to its program: so the order
 * depends on the order of turns alone.
 */
public final class Signals {
  private final Machine machine;
  private BiConsumer<GuestThread, SignalInfo> taken = (_, _) -> {};

  Signals(Machine machine) {
    this.machine = machine;
  }

  /** Returns what a parent is told of a child. */
  static SignalInfo ofChild(GuestProcess child, int signal, int code, int status) {
    return new SignalInfo(
        signal,
        code,
        new SignalInfo.Fields.Child(child.pid(), 0, status, 0, 0),
        "for process " + child.pid() + ", its child");
  }

  /** Registers who is told of each signal that a thread takes; replaces who was before. */
  public void whenTaken(BiConsumer<GuestThread, SignalInfo> observer) {
    taken = observer;
  }

  // Sending

  /**
   * Sends a signal to a process; whichever of its threads does not block it takes it.
   *
   * @return false if a real-time signal finds no room
   */
  public boolean send(GuestProcess process, SignalInfo info) {
    if (process.termination() != null || !prepare(process, process.mainThread(), info)) {
      return true;
    }
    boolean added = process.pendingSignals().add(info);
    process.signalEvents().wakeAll(PollEvents.POLLIN);
    GuestThread taker = taker(process, info.signal());
    if (taker != null) {
      wake(taker, info.signal());
    }
    return added;
  }

  /**
   * Sends a signal to one thread.
   *
   * @return false if a real-time signal finds no room
   */
  public boolean send(GuestThread thread, SignalInfo info) {
    if (thread.state() == GuestThread.State.ENDED || !prepare(thread.process(), thread, info)) {
      return true;
    }
    boolean added = thread.pendingSignals().add(info);
    thread.process().signalEvents().wakeAll(PollEvents.POLLIN);
    if (takes(thread, info.signal())) {
      wake(thread, info.signal());
    }
    return added;
  }

  private static @Nullable GuestThread taker(GuestProcess process, int signal) {
    for (GuestThread thread : process.threads()) {
      if (takes(thread, signal)) {
        return thread;
      }
    }
    return null;
  }

  private static boolean takes(GuestThread thread, int signal) {
    return SignalSet.has(~thread.signalMask() | thread.awaitedSignals(), signal);
  }

  private static void wake(GuestThread thread, int signal) {
    // Who waits for a child of vfork is woken only to die.
    if (signal == Signal.SIGKILL.number()) {
      thread.waitingForVfork(false);
    }
    thread.resume();
  }

  /**
   * Does what a signal does when it is sent, and returns whether there is anything left to deliver.
   */
  private boolean prepare(GuestProcess process, GuestThread thread, SignalInfo info) {
    int signal = info.signal();
    if (SignalSet.has(SignalSet.STOPPING, signal)) {
      discard(process, SignalSet.of(Signal.SIGCONT));
    } else if (signal == Signal.SIGCONT.number()) {
      discard(process, SignalSet.STOPPING);
      resume(process);
    } else if (signal == Signal.SIGKILL.number() && process.stopped()) {
      process.stopSignal(0);
      process.jobEvent(null);
      machine.scheduler().resume(process);
    }
    if (SignalSet.has(thread.signalMask(), signal)) {
      return true; // What is done about it may change before it is unblocked.
    }
    return !process.actions().ignores(signal) && !isImmune(process, info);
  }

  /**
   * Nobody but /init itself and its own faults can end or stop it: the machine would stop (kill(2),
   * NOTES).
   */
  private static boolean isImmune(GuestProcess process, SignalInfo info) {
    boolean itself =
        info.fields() instanceof SignalInfo.Fields.Sender sender
            && sender.pid() == ProcessTable.INIT_PID;
    // No process can send a code above SI_USER to another.
    boolean fault = SignalSet.has(SignalSet.SYNCHRONOUS, info.signal()) && info.code() > 0;
    return process.pid() == ProcessTable.INIT_PID
        && process.actions().get(info.signal()).isDefault()
        && !itself
        && !fault;
  }

  private static void discard(GuestProcess process, long set) {
    process.pendingSignals().discard(set);
    for (GuestThread thread : process.threads()) {
      thread.pendingSignals().discard(set);
    }
  }

  // Stopping and continuing

  private void stop(GuestProcess process, int signal) {
    process.stopSignal(signal);
    process.jobEvent(GuestProcess.JobEvent.STOPPED);
    machine.scheduler().stop(process);
    tellParent(process, SignalInfo.CLD_STOPPED, signal);
  }

  private void resume(GuestProcess process) {
    if (process.stopped()) {
      process.stopSignal(0);
      process.jobEvent(GuestProcess.JobEvent.CONTINUED);
      machine.scheduler().resume(process);
      tellParent(process, SignalInfo.CLD_CONTINUED, Signal.SIGCONT.number());
    }
  }

  private void tellParent(GuestProcess process, int code, int status) {
    GuestProcess parent = process.parent();
    if (parent == null) {
      return;
    }
    Action action = parent.actions().get(Signal.SIGCHLD.number());
    if (!action.has(Action.SA_NOCLDSTOP)) {
      send(parent, ofChild(process, Signal.SIGCHLD.number(), code, status));
    }
    parent.childEvents().wakeAll();
  }

  // Faults

  /**
   * Raises the signal of a fault in the thread that made it. Where it is blocked or ignored, it
   * ends the process: the instruction cannot go on.
   */
  public void force(GuestThread thread, SignalInfo info) {
    int signal = info.signal();
    GuestProcess process = thread.process();
    boolean blocked = SignalSet.has(thread.signalMask(), signal);
    if (blocked || process.actions().get(signal).isIgnored()) {
      process.actions().reset(signal);
    }
    thread.signalMask(thread.signalMask() & ~SignalSet.of(signal));
    thread.pendingSignals().discard(SignalSet.of(signal));
    thread.pendingSignals().add(info);
  }

  // Delivery

  /**
   * Delivers what waits for a thread that is about to return to its program: afterwards it stands
   * at the start of a handler, or its process has stopped or ended, or nothing has happened.
   */
  public void deliver(GuestThread thread) {
    GuestProcess process = thread.process();
    while (process.termination() == null && !process.stopped()) {
      SignalInfo info = thread.takeSignal();
      if (info == null) {
        break;
      }
      Action action = process.actions().get(info.signal());
      if (action.isDefault()) {
        // One that was blocked when it was sent meets /init's immunity only now.
        if (!isImmune(process, info)) {
          taken.accept(thread, info);
          actByDefault(thread, info);
        }
      } else if (!action.isIgnored()) {
        taken.accept(thread, info);
        handle(thread, info, action);
      }
    }
    if (thread.call() == null) {
      thread.restoreMask();
    }
  }

  private void actByDefault(GuestThread thread, SignalInfo info) {
    int signal = info.signal();
    switch (Signal.defaultAction(signal)) {
      case TERMINATE, CORE -> machine.endings().kill(thread, signal, info.reason());
      case STOP -> {
        if (signal == Signal.SIGSTOP.number()
            || !machine.jobs().isOrphaned(thread.process().group(), null)) {
          stop(thread.process(), signal);
        }
      }
      case IGNORE, CONTINUE -> {}
    }
  }

  private void handle(GuestThread thread, SignalInfo info, Action action) {
    finishInterruptedCall(thread, action);
    try {
      SignalFrame.push(thread, info, action);
    } catch (MemoryFault _) {
      // No room for the frame: as Linux, which then does not run a handler of SIGSEGV either.
      int segv = Signal.SIGSEGV.number();
      if (info.signal() == segv) {
        thread.process().actions().reset(segv);
      }
      force(thread, SignalInfo.ofKernel(segv, "no room for the frame of a signal handler"));
      return;
    }
    if (action.has(Action.SA_RESETHAND)) {
      thread.process().actions().reset(info.signal());
    }
    thread.forgetSavedMask();
    long own = action.has(Action.SA_NODEFER) ? 0 : SignalSet.of(info.signal());
    thread.signalMask((thread.signalMask() | action.mask() | own) & ~SignalSet.NEVER_BLOCKED);
  }

  /** Restores what a handler's frame holds (rt_sigreturn); what is no frame ends in SIGSEGV. */
  public void returnFromHandler(GuestThread thread) {
    boolean restored;
    long frame = thread.cpu().sp();
    try {
      restored = SignalFrame.pop(thread);
    } catch (MemoryFault _) {
      restored = false;
    }
    if (!restored) {
      thread.fault(0, 0);
      force(
          thread,
          SignalInfo.ofFault(
              Signal.SIGSEGV.number(),
              SignalInfo.SEGV_ACCERR,
              frame,
              "rt_sigreturn without the frame of a handler"));
    }
  }

  /** Makes the call that the signal interrupts give EINTR, or lets the program make it again. */
  private static void finishInterruptedCall(GuestThread thread, Action action) {
    if (thread.call() == null) {
      return;
    }
    if (thread.callRestarts() && action.has(Action.SA_RESTART)) {
      thread.cpu().pc(thread.cpu().pc() - 4);
    } else {
      thread.cpu().x(0, -Errno.EINTR.number());
    }
    thread.callDone();
  }
}
