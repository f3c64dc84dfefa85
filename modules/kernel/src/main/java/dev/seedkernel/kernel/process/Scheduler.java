package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.time.Timers;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is.
 *
 * <p>Threads take turns on one processor in the order in which they became runnable: a thread keeps
 * the processor until it blocks, ends, yields, or has used up its slice. Nothing here depends on
 * the host.
 */
public final class Scheduler {
  private final Deque<GuestThread> queue = new ArrayDeque<>();
  private final Timers timers;

  Scheduler(Timers timers) {
    this.timers = timers;
  }

  /** Puts a new thread at the end of the queue. */
  void start(GuestThread thread) {
    queue.addLast(thread);
  }

  /** Returns the thread whose turn it is, or null if every thread waits. */
  public @Nullable GuestThread next() {
    return queue.peekFirst();
  }

  /** Puts the thread whose turn it is at the end of the queue. */
  public void yieldTurn() {
    if (queue.size() > 1) {
      queue.addLast(queue.removeFirst());
    }
  }

  /** Returns whether another thread waits for its turn. */
  public boolean othersRunnable() {
    return queue.size() > 1;
  }

  /**
   * Takes a thread off the queue until a wait queue or the deadline of its call wakes it; its call
   * is then made again.
   */
  public void block(GuestThread thread, PendingCall call, WaitQueue... queues) {
    thread.state(GuestThread.State.BLOCKED);
    call.waitsIn(thread, queues);
    call.startTimer(thread, timers);
    queue.remove(thread);
  }

  /** Takes a thread off the queue until its child of vfork has exec'd or ended. */
  public void waitForVfork(GuestThread thread) {
    thread.state(GuestThread.State.BLOCKED);
    thread.waitingForVfork(true);
    queue.remove(thread);
  }

  /** Makes a blocked thread runnable; it gets no turn while its process is stopped. */
  void wake(GuestThread thread) {
    if (thread.state() == GuestThread.State.BLOCKED) {
      leaveQueues(thread);
      thread.state(GuestThread.State.RUNNABLE);
      if (!thread.process().stopped()) {
        queue.addLast(thread);
      }
    }
  }

  /** Takes the threads of a process off the queue until it is continued. */
  void stop(GuestProcess process) {
    queue.removeIf(thread -> thread.process() == process);
  }

  /** Puts the threads of a process that was stopped back at the end of the queue. */
  void resume(GuestProcess process) {
    for (GuestThread thread : process.threads()) {
      if (thread.state() == GuestThread.State.RUNNABLE) {
        queue.addLast(thread);
      }
    }
  }

  /** Takes a thread off for good. */
  void end(GuestThread thread) {
    leaveQueues(thread);
    thread.callDone();
    thread.state(GuestThread.State.ENDED);
    queue.remove(thread);
  }

  private void leaveQueues(GuestThread thread) {
    PendingCall call = thread.call();
    if (call != null) {
      call.leave(thread, timers);
    }
  }
}
