package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.wait.WaitQueue;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who waits for which word of memory (futex(2)). */
public final class Futexes {
  private record Key(UserMemory memory, long address) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && key.memory == memory && key.address == address;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(memory) * 31 + Long.hashCode(address);
    }
  }

  private final Map<Key, WaitQueue> queues = new HashMap<>();

  Futexes() {}

  /** Returns the queue of a word. */
  public WaitQueue queue(UserMemory memory, long address) {
    return queues.computeIfAbsent(new Key(memory, address), _ -> new WaitQueue());
  }

  /** Wakes those that wait for a word; returns how many. */
  public int wake(UserMemory memory, long address, int most) {
    Key key = new Key(memory, address);
    WaitQueue queue = queues.get(key);
    if (queue == null) {
      return 0;
    }
    int woken = queue.wake(most);
    if (queue.isEmpty()) {
      queues.remove(key);
    }
    return woken;
  }
}
