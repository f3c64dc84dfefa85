package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.kernel.signal.PendingSignals;
import dev.seedkernel.kernel.signal.SignalInfo;
import dev.seedkernel.kernel.wait.Waiter;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A thread of a process: registers, signal mask, and where it stands. */
public final class GuestThread implements Waiter {
  /** Where a thread is in its life. */
  public enum State {
    /** Waits for its turn, or for its process to be continued. */
    RUNNABLE,
    /** Waits inside a system call. */
    BLOCKED,
    /** Is no more. */
    ENDED
  }

  private final GuestProcess process;
  private final Scheduler scheduler;
  private final Cpu cpu;
  private final PendingSignals pendingSignals = new PendingSignals();
  private int tid;
  private State state = State.RUNNABLE;
  private @Nullable PendingCall call;
  private boolean restarts;
  private boolean waitingForVfork;
  private @Nullable GuestThread vforkParent;
  private final CpuTime cpuTime = new CpuTime();
  private long signalMask;
  private long savedMask;
  private boolean maskSaved;
  private long awaitedSignals;
  private SignalStack signalStack = SignalStack.NONE;
  private long clearChildTid;
  private long robustList;
  private ThreadSettings settings = new ThreadSettings();
  private long faultAddress;
  private int faultSyndrome;

  GuestThread(int tid, GuestProcess process, Scheduler scheduler, Cpu cpu) {
    this.tid = tid;
    this.process = process;
    this.scheduler = scheduler;
    this.cpu = cpu;
  }

  public int tid() {
    return tid;
  }

  /** Takes the id of the process over, as the thread that calls execve does. */
  void tid(int newTid) {
    tid = newTid;
  }

  public GuestProcess process() {
    return process;
  }

  public Cpu cpu() {
    return cpu;
  }

  /** Connects the sources of time and of random numbers of the processor. */
  void connect(LongSupplier counter, LongSupplier random) {
    cpu.counter(counter);
    cpu.random(random);
  }

  /** Returns how long the thread has had the processor. */
  public CpuTime cpuTime() {
    return cpuTime;
  }

  /** Notes that the thread has had the processor for so many nanoseconds. */
  public void worked(long inProgram, long inCalls) {
    cpuTime.addUser(inProgram);
    cpuTime.addSystem(inCalls);
    process.worked(inProgram, inCalls);
  }

  /** Returns what the thread has said about itself. */
  public ThreadSettings settings() {
    return settings;
  }

  /** Takes over what a parent has said about itself. */
  void inherit(ThreadSettings parent) {
    settings = new ThreadSettings(parent);
  }

  // Scheduling

  /** Returns what the thread has used; memory is its process's. */
  public ResourceUsage usage() {
    return new ResourceUsage(cpuTime.user(), cpuTime.system(), process.maxResident());
  }

  public State state() {
    return state;
  }

  void state(State newState) {
    state = newState;
  }

  /** Makes a thread that waits in a queue look again. */
  @Override
  public void wake() {
    if (call != null) {
      call.noteNotified();
    }
    resume();
  }

  /** Makes a thread that waits look again, for another reason than a queue. */
  void resume() {
    if (!waitingForVfork) {
      scheduler.wake(this);
    }
  }

  /** Returns whether this thread waits for a child of vfork to exec or end. */
  boolean waitingForVfork() {
    return waitingForVfork;
  }

  void waitingForVfork(boolean waiting) {
    waitingForVfork = waiting;
  }

  /** Returns the thread that waits until this one execs or ends (CLONE_VFORK), or null. */
  @Nullable GuestThread vforkParent() {
    return vforkParent;
  }

  void vforkParent(@Nullable GuestThread waiting) {
    vforkParent = waiting;
  }

  /** Returns the call that the thread is inside of, or null. */
  public @Nullable PendingCall call() {
    return call;
  }

  /** Notes that the thread is inside of a call that waits. */
  public PendingCall newCall() {
    PendingCall created = new PendingCall();
    call = created;
    return created;
  }

  /** Forgets the call, which has come to an end. */
  public void callDone() {
    PendingCall ended = call;
    call = null;
    if (ended != null) {
      ended.end();
    }
  }

  /**
   * Notes that a signal keeps the call from waiting on.
   *
   * @param restartable whether it is made again after a handler with SA_RESTART
   */
  public void interruptCall(boolean restartable) {
    restarts = restartable;
  }

  /** Returns whether an interrupted call is made again after a handler with SA_RESTART. */
  boolean callRestarts() {
    return restarts;
  }

  // Signals

  /** Returns what was sent to this thread alone and waits. */
  public PendingSignals pendingSignals() {
    return pendingSignals;
  }

  /** Returns the blocked signals. */
  public long signalMask() {
    return signalMask;
  }

  public void signalMask(long mask) {
    signalMask = mask;
  }

  /** Blocks other signals until the next handler has its frame, or the call returns. */
  public void temporaryMask(long mask) {
    if (!maskSaved) {
      savedMask = signalMask;
      maskSaved = true;
    }
    signalMask = mask;
  }

  /** Returns the mask that a handler restores when it returns. */
  long maskAfterHandler() {
    return maskSaved ? savedMask : signalMask;
  }

  /** Ends a temporary mask without restoring what was before. */
  void forgetSavedMask() {
    maskSaved = false;
  }

  /** Ends a temporary mask. */
  public void restoreMask() {
    if (maskSaved) {
      signalMask = savedMask;
      maskSaved = false;
    }
  }

  /** Returns whether a signal waits that is not blocked. */
  public boolean hasSignal() {
    return ((pendingSignals.set() | process.pendingSignals().set()) & ~signalMask) != 0;
  }

  /** Returns the signals that the thread waits for, which wake it even where they are blocked. */
  long awaitedSignals() {
    return awaitedSignals;
  }

  /** Sets what {@link #awaitedSignals()} returns (rt_sigtimedwait). */
  public void awaitedSignals(long set) {
    awaitedSignals = set;
  }

  /** Takes the signal that is delivered next, or returns null. */
  @Nullable SignalInfo takeSignal() {
    SignalInfo own = pendingSignals.take(~signalMask);
    SignalInfo taken = own != null ? own : process.pendingSignals().take(~signalMask);
    return taken == null ? null : process.timers().taken(taken);
  }

  public SignalStack signalStack() {
    return signalStack;
  }

  public void signalStack(SignalStack stack) {
    signalStack = stack;
  }

  /** Returns the address of the last fault, as the frame of a handler shows it. */
  long faultAddress() {
    return faultAddress;
  }

  /** Returns the syndrome (ESR_EL1) of the last fault, or 0. */
  int faultSyndrome() {
    return faultSyndrome;
  }

  void fault(long address, int syndrome) {
    faultAddress = address;
    faultSyndrome = syndrome;
  }

  // End

  /** Returns where 0 is stored and a futex is woken when the thread ends, or 0. */
  public long clearChildTid() {
    return clearChildTid;
  }

  /** Sets what {@link #clearChildTid()} returns (set_tid_address(2)). */
  public void clearChildTid(long address) {
    clearChildTid = address;
  }

  /** Returns the list of robust futexes, or 0 (set_robust_list(2)). */
  public long robustList() {
    return robustList;
  }

  public void robustList(long head) {
    robustList = head;
  }
}
