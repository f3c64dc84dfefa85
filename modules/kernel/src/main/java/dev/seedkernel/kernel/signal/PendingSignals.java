package dev.seedkernel.kernel.signal;

import dev.seedkernel.kernel.abi.Signal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signals that were sent and not delivered yet (signal(7)): of each standard signal one, of
 * real-time signals all, in order.
 */
public final class PendingSignals {
  /** Most that are kept; Linux's RLIMIT_SIGPENDING depends on the size of RAM. */
  public static final int MOST = 4096;

  private final List<SignalInfo> queue = new ArrayList<>();
  private long set;

  /** Returns which signals wait. */
  public long set() {
    return set;
  }

  /**
   * Adds a signal; a standard signal that waits already is not added again.
   *
   * @return false if a real-time signal has no room
   */
  public boolean add(SignalInfo info) {
    boolean standard = info.signal() <= Signal.SIGSYS.number();
    if (standard && SignalSet.has(set, info.signal())) {
      return true;
    }
    if (queue.size() >= MOST) {
      return false;
    }
    queue.add(info);
    set |= SignalSet.of(info.signal());
    return true;
  }

  /** Takes the signal that comes first of those in {@code wanted}, or returns null. */
  public @Nullable SignalInfo take(long wanted) {
    long candidates = set & wanted;
    if (candidates == 0) {
      return null;
    }
    long synchronous = candidates & SignalSet.SYNCHRONOUS;
    int signal = 1 + Long.numberOfTrailingZeros(synchronous != 0 ? synchronous : candidates);
    SignalInfo found = null;
    boolean more = false;
    for (Iterator<SignalInfo> infos = queue.iterator(); infos.hasNext(); ) {
      SignalInfo info = infos.next();
      if (info.signal() == signal) {
        if (found != null) {
          more = true;
          break;
        }
        found = info;
        infos.remove();
      }
    }
    if (!more) {
      set &= ~SignalSet.of(signal);
    }
    return found;
  }

  /** Forgets all signals of a set. */
  public void discard(long unwanted) {
    if ((set & unwanted) != 0) {
      queue.removeIf(info -> SignalSet.has(unwanted, info.signal()));
      set &= ~unwanted;
    }
  }
}
