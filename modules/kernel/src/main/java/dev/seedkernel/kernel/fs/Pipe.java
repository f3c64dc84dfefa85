package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.PollEvents;
import dev.seedkernel.kernel.quota.Quota;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A pipe (pipe(7)): a row of slots of one page each. Its capacity is a number of slots, and not of
 * bytes, as on Linux: a write fills up the last slot only with the odd part of its length, and only
 * if all of that fits. So a write of at most {@link #PAGE} bytes is never torn.
 *
 * <p>The pages are charged to the quota of memory. Nothing here waits: what cannot be done now is
 * EAGAIN.
 */
public final class Pipe {
  /** Bytes of a slot, and the most that a write moves in one piece (PIPE_BUF). */
  public static final int PAGE = 4096;

  private static final int DEFAULT_SLOTS = 16;

  /** Bytes of the largest capacity; Linux lets root go beyond its default of as much. */
  private static final long MAX_CAPACITY = 1L << 31;

  private final Quota memory;
  private final Deque<Slot> slots = new ArrayDeque<>();
  private final WaitQueue readable = new WaitQueue();
  private final WaitQueue writable = new WaitQueue();
  private final WaitQueue any = new WaitQueue();
  private final WaitQueue partners = new WaitQueue();
  private int capacity = DEFAULT_SLOTS;
  private int readers;
  private int writers;
  private long readerCount;
  private long writerCount;

  /** Creates an empty pipe that nobody has open. */
  public Pipe(Quota memory) {
    this.memory = memory;
  }

  /** A page and the bytes in it that were not read yet. */
  private static final class Slot {
    private final byte[] bytes = new byte[PAGE];
    private final boolean packet;
    private final boolean growing;
    private int start;
    private int length;

    Slot(boolean packet, boolean growing) {
      this.packet = packet;
      this.growing = growing && !packet;
    }

    MemorySegment segment() {
      return MemorySegment.ofArray(bytes);
    }
  }

  // Ends

  void open(boolean reads, boolean writes) {
    boolean first = (reads && readers == 0) || (writes && writers == 0);
    if (reads) {
      readers++;
      readerCount++;
    }
    if (writes) {
      writers++;
      writerCount++;
    }
    if (first) {
      partners.wakeAll();
    }
  }

  void close(boolean reads, boolean writes) {
    readers -= reads ? 1 : 0;
    writers -= writes ? 1 : 0;
    if (isClosed()) {
      while (!slots.isEmpty()) {
        drop();
      }
    } else if (readers == 0 || writers == 0) {
      wakeReaders(PollEvents.READABLE | PollEvents.UNASKED);
      wakeWriters(PollEvents.WRITABLE | PollEvents.UNASKED);
    }
  }

  /** Returns whether nobody has either end open. */
  boolean isClosed() {
    return readers == 0 && writers == 0;
  }

  /** Returns whether a write gives EPIPE. */
  public boolean readerless() {
    return readers == 0;
  }

  /** Returns whether a read of an empty pipe is at its end. */
  public boolean writerless() {
    return writers == 0;
  }

  int readers() {
    return readers;
  }

  int writers() {
    return writers;
  }

  /** Returns how many times it was opened for reading. */
  long readerCount() {
    return readerCount;
  }

  /** Returns how many times it was opened for writing. */
  long writerCount() {
    return writerCount;
  }

  /** Returns who waits for bytes, or for the last writer to close. */
  WaitQueue readable() {
    return readable;
  }

  /** Returns who waits for room, or for the last reader to close. */
  WaitQueue writable() {
    return writable;
  }

  /** Returns who waits for either, having both ends open. */
  WaitQueue any() {
    return any;
  }

  private void wakeReaders(int events) {
    readable.wakeAll(events);
    any.wakeAll(events);
  }

  private void wakeWriters(int events) {
    writable.wakeAll(events);
    any.wakeAll(events);
  }

  /** Returns who waits in open(2) for the other end (fifo(7)). */
  WaitQueue partners() {
    return partners;
  }

  // State

  boolean isEmpty() {
    return slots.isEmpty();
  }

  boolean isFull() {
    return slots.size() >= capacity;
  }

  /** Returns how many bytes can be read. */
  public long size() {
    long size = 0;
    for (Slot slot : slots) {
      size += slot.length;
    }
    return size;
  }

  /** Returns the capacity in bytes (F_GETPIPE_SZ). */
  public long capacity() {
    return (long) capacity * PAGE;
  }

  /**
   * Changes the capacity to a power of two of pages that has room for so many bytes (F_SETPIPE_SZ).
   *
   * @param bytes as a 32-bit number without sign
   * @return the new capacity
   * @throws ErrnoException EINVAL if it is too large, EBUSY if more slots are in use
   */
  public long resize(long bytes) throws ErrnoException {
    if (bytes > MAX_CAPACITY) {
      throw Errno.EINVAL.exception();
    }
    long pages = Math.max(1, (bytes + PAGE - 1) / PAGE);
    int wanted = (int) (pages == 1 ? 1 : Long.highestOneBit(pages - 1) << 1);
    if (wanted < slots.size()) {
      throw Errno.EBUSY.exception();
    }
    boolean grows = wanted > capacity;
    capacity = wanted;
    if (grows) {
      wakeWriters(PollEvents.WRITABLE);
    }
    return capacity();
  }

  /** Returns how many bytes a splice can bring in: whole pages. */
  long room() {
    return Math.max(0L, capacity - slots.size()) * PAGE;
  }

  // Transfer

  /**
   * Takes bytes out.
   *
   * @return bytes read; 0 at the end, or where the sink takes nothing
   * @throws ErrnoException EAGAIN if it is empty and has writers
   */
  public int read(Transfer.Sink to, int length) throws ErrnoException {
    if (length == 0) {
      return 0;
    }
    if (slots.isEmpty() && writers > 0) {
      throw Errno.EAGAIN.exception();
    }
    boolean wasFull = isFull();
    int done = 0;
    while (done < length && !slots.isEmpty()) {
      Slot slot = slots.getFirst();
      int part = Math.min(slot.length, length - done);
      if (to.put(slot.segment(), slot.start, part) < part) {
        break; // What could not be handed over stays.
      }
      done += part;
      consume(slot, slot.packet ? slot.length : part);
      if (slot.packet) {
        break;
      }
    }
    if (wasFull && !isFull()) {
      wakeWriters(PollEvents.WRITABLE);
    }
    return done;
  }

  /** Forgets the first bytes, which were copied; whether they are packets does not matter. */
  void skip(int bytes) {
    boolean wasFull = isFull();
    int left = bytes;
    while (left > 0) {
      Slot slot = slots.getFirst();
      int part = Math.min(slot.length, left);
      consume(slot, part);
      left -= part;
    }
    if (wasFull && !isFull()) {
      wakeWriters(PollEvents.WRITABLE);
    }
  }

  private void consume(Slot slot, int bytes) {
    slot.start += bytes;
    slot.length -= bytes;
    if (slot.length == 0) {
      drop();
    }
  }

  private void drop() {
    slots.removeFirst();
    memory.giveBack(PAGE);
  }

  /** Copies what comes first to a segment and leaves it in the pipe; returns how much it was. */
  int peek(MemorySegment to, int length) {
    int done = 0;
    for (Slot slot : slots) {
      int part = Math.min(slot.length, length - done);
      MemorySegment.copy(slot.segment(), slot.start, to, done, part);
      done += part;
    }
    return done;
  }

  /**
   * Puts bytes in.
   *
   * @param packets whether each write is read on its own (O_DIRECT)
   * @return bytes written; 0 where the source gives nothing
   * @throws ErrnoException EPIPE without readers, EAGAIN if there is no room, ENOMEM at the limit
   *     of memory
   */
  public int write(Transfer.Source from, int length, boolean packets) throws ErrnoException {
    return write(from, length, packets, true);
  }

  /** As {@link #write(Transfer.Source, int, boolean)}, of pages that later writes leave alone. */
  int splice(Transfer.Source from, int length) throws ErrnoException {
    return write(from, length, false, false);
  }

  private int write(Transfer.Source from, int length, boolean packets, boolean growing)
      throws ErrnoException {
    if (length == 0) {
      return 0;
    }
    if (readers == 0) {
      throw Errno.EPIPE.exception();
    }
    int odd = length % PAGE;
    int done = 0;
    Slot last = slots.peekLast();
    if (growing && odd != 0 && last != null && last.growing) {
      int end = last.start + last.length;
      if (end + odd <= PAGE) {
        done = from.take(last.segment(), end, odd);
        if (done < odd) {
          return 0;
        }
        last.length += odd;
      }
    }
    if (done < length && isFull() && done == 0) {
      throw Errno.EAGAIN.exception();
    }
    while (done < length && !isFull()) {
      int part = Math.min(PAGE, length - done);
      if (!memory.tryTake(PAGE)) {
        if (done == 0) {
          throw Errno.ENOMEM.exception();
        }
        break;
      }
      Slot slot = new Slot(packets, growing);
      if (from.take(slot.segment(), 0, part) < part) {
        memory.giveBack(PAGE);
        break;
      }
      slot.length = part;
      slots.addLast(slot);
      done += part;
    }
    if (done > 0) {
      wakeReaders(PollEvents.READABLE);
    }
    return done;
  }
}
