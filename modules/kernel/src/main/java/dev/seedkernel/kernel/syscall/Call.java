package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.process.Descriptors;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.process.PendingCall;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.time.Timers;
import dev.seedkernel.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * One system call that a thread makes: who makes it, and its six arguments.
 *
 * <p>A handler never waits itself. One that cannot answer yet returns what {@link #block} returns,
 * and is called again when one of the queues that it named is woken, its deadline has passed, or a
 * signal has come. It then looks again; {@link #pending()} tells it what it noted before.
 */
final class Call {
  /** What a handler returns when the thread waits: the call is made again when it is woken. */
  static final long BLOCKED = Long.MIN_VALUE;

  /** What a handler returns when the registers are as they should be already. */
  static final long NO_RESULT = Long.MIN_VALUE + 1;

  /** A signal has come: made again after a handler with SA_RESTART, else EINTR (ERESTARTSYS). */
  static final long INTERRUPTED = Long.MIN_VALUE + 2;

  /** A signal has come: EINTR after any handler (ERESTARTNOHAND). */
  static final long INTERRUPTED_FOR_GOOD = Long.MIN_VALUE + 3;

  private final Machine machine;
  private final GuestThread thread;
  private final GuestProcess process;

  Call(Machine machine, GuestThread thread) {
    this.machine = machine;
    this.thread = thread;
    this.process = thread.process();
  }

  Machine machine() {
    return machine;
  }

  GuestThread thread() {
    return thread;
  }

  GuestProcess process() {
    return process;
  }

  UserMemory memory() {
    return process.memory();
  }

  Descriptors descriptors() {
    return process.descriptors();
  }

  /** Returns an argument from 0 to 5. */
  long argument(int index) {
    return thread.cpu().x(index);
  }

  /** Returns an argument whose type has 32 bits: the upper ones are ignored. */
  int intArgument(int index) {
    return thread.cpu().w(index);
  }

  /**
   * Returns the open file of a descriptor in an argument, as {@link Descriptors#get}: in a call
   * that waits, the one that it was at first.
   */
  OpenFile file(int index) throws ErrnoException {
    PendingCall pending = thread.call();
    OpenFile held = pending == null ? null : pending.file();
    return held == null ? descriptors().get(intArgument(index)) : held;
  }

  /** Gives a new open file a descriptor; where none is free, the file is closed again. */
  int install(OpenFile file, boolean cloexec) throws ErrnoException {
    file.retain();
    try {
      return descriptors().add(file, 0, cloexec);
    } finally {
      file.release();
    }
  }

  // Waiting

  /** Returns what the call noted when it was made before, or null if it is made the first time. */
  @Nullable PendingCall pending() {
    return thread.call();
  }

  /** Returns whether the deadline that the call has waited for has passed. */
  boolean expired() {
    PendingCall pending = thread.call();
    return pending != null && pending.expired();
  }

  /** Returns whether one of the queues that the call has waited in was woken. */
  boolean notified() {
    PendingCall pending = thread.call();
    return pending != null && pending.notified();
  }

  /**
   * Returns the uptime at which a call gives up that may wait for so long: the same one each time
   * that it is made again.
   *
   * @param nanoseconds how long from the first time on
   */
  long deadlineAfter(long nanoseconds) {
    PendingCall pending = thread.call();
    if (pending != null) {
      return pending.deadline();
    }
    long now = machine.clock().uptime();
    return nanoseconds > Timers.NEVER - now ? Timers.NEVER : now + nanoseconds;
  }

  /** Makes the thread wait; a handler returns what this returns. */
  long block(WaitQueue... queues) {
    return block(Timers.NEVER, INTERRUPTED, queues);
  }

  /**
   * Makes the thread wait; a handler returns what this returns.
   *
   * @param deadline uptime at which it is woken in any case, or {@link Timers#NEVER}
   * @param interrupted what the handler returns if a signal waits: {@link #INTERRUPTED} or {@link
   *     #INTERRUPTED_FOR_GOOD}
   */
  long block(long deadline, long interrupted, WaitQueue... queues) {
    PendingCall pending = thread.call();
    if (pending == null) {
      pending = thread.newCall();
    }
    pending.deadline(deadline);
    if (thread.hasSignal()) {
      return interrupted;
    }
    machine.scheduler().block(thread, pending, queues);
    return BLOCKED;
  }
}
