package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.MemoryFault.Cause;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.wait.WaitQueue;
import dev.seedkernel.kernel.wait.Waiter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who waits for which word of memory (futex(2)). A word that nobody waits for takes nothing. */
public final class Futexes {
  /** A bit set that matches every other. */
  public static final int ANY = -1;

  /** Where addresses of programs end (TASK_SIZE_64). */
  private static final long TASK_SIZE = 1L << 48;

  /**
   * A word that threads can wait for. One that is waited for as private is another than the same
   * one waited for as shared, as on Linux.
   *
   * @param owner what the word is in: equal to nothing but itself
   * @param at where it is there
   */
  public record Key(Object owner, long at, boolean isPrivate) {}

  private final Map<Key, WaitQueue> queues = new HashMap<>();

  Futexes() {}

  /**
   * Returns the key of a word.
   *
   * @param isPrivate whether only threads of the same memory wait for it (FUTEX_PRIVATE_FLAG)
   * @throws ErrnoException EINVAL if the address is not a multiple of 4
   * @throws MemoryFault if there is no memory; a private word need not be mapped to be woken
   */
  public Key key(UserMemory memory, long address, boolean isPrivate) throws ErrnoException {
    if ((address & 3) != 0) {
      throw Errno.EINVAL.exception();
    }
    if (address < 0 || address >= TASK_SIZE) {
      throw new MemoryFault(address, Access.LOAD, Cause.UNMAPPED);
    }
    if (!isPrivate) {
      memory.readInt(address);
    }
    return keyOf(memory, address, isPrivate);
  }

  /** A word in a shared mapping is the same one wherever and by whomever it is mapped. */
  private static Key keyOf(UserMemory memory, long address, boolean isPrivate) {
    Mapping mapping = isPrivate ? null : memory.map().at(address);
    if (mapping == null || !mapping.isShared() || mapping.inode() == null) {
      return new Key(memory, address, isPrivate);
    }
    return new Key(mapping.inode(), mapping.offset() + (address - mapping.start()), false);
  }

  /** Returns how many words are waited for. */
  public int words() {
    return queues.size();
  }

  /** Returns the queue of a word, to wait in at once. */
  public WaitQueue queue(Key key) {
    return queues.computeIfAbsent(key, k -> new WaitQueue(() -> queues.remove(k)));
  }

  /** Forgets the queue of a word that nobody has come to wait in. */
  public void forgetIfEmpty(Key key) {
    WaitQueue queue = queues.get(key);
    if (queue != null && queue.isEmpty()) {
      queues.remove(key);
    }
  }

  /**
   * Wakes those that came first to wait for a word.
   *
   * @param bits chooses the waiters whose own bits have one of them
   * @return how many
   */
  public int wake(Key key, int most, int bits) {
    WaitQueue queue = queues.get(key);
    if (queue == null) {
      return 0;
    }
    List<Waiter> chosen = queue.take(most, waiter -> (bits(waiter) & bits) != 0);
    for (Waiter waiter : chosen) {
      call(waiter).notifier(queue);
      waiter.wake();
    }
    return chosen.size();
  }

  /** Wakes who waits for a word that the kernel has changed, if it can be waited for at all. */
  void wakeShared(UserMemory memory, long address) {
    if ((address & 3) == 0) {
      wake(keyOf(memory, address, false), 1, ANY);
    }
  }

  /** Lets those that came first wait for another word instead; returns how many. */
  public int requeue(Key from, Key to, int most) {
    WaitQueue source = queues.get(from);
    if (source == null || most == 0) {
      return 0;
    }
    List<Waiter> chosen = source.take(most, _ -> true);
    WaitQueue target = queue(to);
    for (Waiter waiter : chosen) {
      call(waiter).moved(source, target);
      target.add(waiter);
    }
    return chosen.size();
  }

  private static int bits(Waiter waiter) {
    return (int) call(waiter).progress();
  }

  private static PendingCall call(Waiter waiter) {
    PendingCall call = ((GuestThread) waiter).call();
    if (call == null) {
      throw new IllegalStateException("waits for a futex outside of a call");
    }
    return call;
  }
}
