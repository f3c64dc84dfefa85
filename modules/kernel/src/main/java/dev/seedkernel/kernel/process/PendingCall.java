package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.time.Timers;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A system call that waits: made once, and made again each time that its thread is woken. What it
 * must remember from one time to the next is here.
 */
public final class PendingCall {
  private final List<WaitQueue> queues = new ArrayList<>();
  private long deadline = Timers.NEVER;
  private Timers.@Nullable Timer timer;
  private boolean notified;
  private int notifier;
  private boolean expired;
  private long progress;
  private @Nullable OpenFile file;

  PendingCall() {}

  /** Returns the uptime at which it gives up waiting, or {@link Timers#NEVER}. */
  public long deadline() {
    return deadline;
  }

  public void deadline(long uptime) {
    deadline = uptime;
  }

  /** Returns whether a queue has woken the thread since it waits. */
  public boolean notified() {
    return notified;
  }

  /** Returns whether the deadline has passed. */
  public boolean expired() {
    return expired;
  }

  /** Returns how much is done already, in the handler's own measure. */
  public long progress() {
    return progress;
  }

  public void progress(long done) {
    progress = done;
  }

  /** Returns the open file that the call is about, whatever has become of its descriptor. */
  public @Nullable OpenFile file() {
    return file;
  }

  /** Keeps an open file until the call has come to an end. */
  public void hold(OpenFile held) {
    if (file == null) {
      held.retain();
      file = held;
    }
  }

  /** Lets go of what the call held: it has come to an end. */
  void end() {
    OpenFile held = file;
    file = null;
    if (held != null) {
      held.release();
    }
  }

  /** Notes in which queues a thread waits. */
  void waitsIn(GuestThread thread, WaitQueue... waitQueues) {
    notified = false;
    for (WaitQueue queue : waitQueues) {
      queue.add(thread);
      queues.add(queue);
    }
  }

  /** Lets a timer wake the thread at the deadline. */
  void startTimer(GuestThread thread, Timers timers) {
    if (deadline != Timers.NEVER) {
      timer =
          timers.schedule(
              deadline,
              () -> {
                expired = true;
                timer = null;
                thread.resume();
              });
    }
  }

  void noteNotified() {
    notified = true;
  }

  /** Returns which of the queues has woken the thread: their index, where that was noted. */
  public int notifier() {
    return notifier;
  }

  /** Notes which queue is about to wake the thread. */
  void notifier(WaitQueue queue) {
    notifier = queues.indexOf(queue);
  }

  /** Notes that the thread waits in another queue instead, where it was moved to. */
  void moved(WaitQueue from, WaitQueue to) {
    queues.set(queues.indexOf(from), to);
  }

  /** Leaves all queues. */
  void leave(GuestThread thread, Timers timers) {
    for (WaitQueue queue : queues) {
      queue.remove(thread);
    }
    queues.clear();
    if (timer != null) {
      timers.cancel(timer);
      timer = null;
    }
  }
}
