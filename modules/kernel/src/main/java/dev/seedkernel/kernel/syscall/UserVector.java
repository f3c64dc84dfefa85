package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.process.UserBuffer;
import dev.seedkernel.kernel.process.UserMemory;
import java.lang.foreign.MemorySegment;

/**
 * Several ranges of guest memory that are filled or emptied as if they were one (struct iovec). It
 * stops at the first byte that may not be accessed, as {@link UserBuffer} does.
 */
final class UserVector implements Transfer.Sink, Transfer.Source {
  /** Bytes of struct iovec. */
  static final int ELEMENT = 16;

  /** Most elements of a vector (UIO_MAXIOV). */
  static final int MOST = 1024;

  private final UserMemory memory;
  private final long[] bases;
  private final long[] lengths;
  private int element;
  private long inElement;
  private boolean refused;

  private UserVector(UserMemory memory, long[] bases, long[] lengths) {
    this.memory = memory;
    this.bases = bases;
    this.lengths = lengths;
  }

  /** Returns one range. */
  static UserVector of(Call call, long base, int length) {
    return new UserVector(call.memory(), new long[] {base}, new long[] {length});
  }

  /**
   * Reads a vector; elements beyond the most that one call moves are cut.
   *
   * @throws ErrnoException EINVAL or EFAULT, as {@link #require}
   */
  static UserVector read(Call call, long address, int elements) throws ErrnoException {
    UserMemory memory = call.memory();
    require(memory, address, elements);
    long[] bases = new long[elements];
    long[] lengths = new long[elements];
    long total = 0;
    for (int i = 0; i < elements; i++) {
      bases[i] = memory.readLong(address + (long) i * ELEMENT);
      long length = memory.readLong(address + (long) i * ELEMENT + 8);
      lengths[i] = Math.min(length, FileCalls.MAX_COUNT - total);
      total += lengths[i];
    }
    return new UserVector(memory, bases, lengths);
  }

  /**
   * Checks a vector as a whole, and returns how many bytes it asks for.
   *
   * @throws ErrnoException EINVAL if there are too many elements or one is too long, EFAULT if one
   *     cannot be in memory
   */
  static long require(UserMemory memory, long address, int elements) throws ErrnoException {
    if (elements < 0 || elements > MOST) {
      throw Errno.EINVAL.exception();
    }
    long total = 0;
    for (int i = 0; i < elements; i++) {
      long base = memory.readLong(address + (long) i * ELEMENT);
      long length = memory.readLong(address + (long) i * ELEMENT + 8);
      if (length < 0) {
        throw Errno.EINVAL.exception();
      }
      total += FileCalls.count(base, length);
    }
    return total;
  }

  /** Returns how many bytes are left. */
  int length() {
    long total = -inElement;
    for (int i = element; i < lengths.length; i++) {
      total += lengths[i];
    }
    return (int) total;
  }

  /** Passes over bytes. */
  void skip(long bytes) {
    long left = bytes;
    while (left > 0 && element < lengths.length) {
      long part = Math.min(left, lengths[element] - inElement);
      advance(part);
      left -= part;
      if (part == 0) {
        advance(0);
      }
    }
  }

  private void advance(long bytes) {
    inElement += bytes;
    while (element < lengths.length && inElement >= lengths[element]) {
      inElement = 0;
      element++;
    }
  }

  /** How one range is filled or emptied. */
  @FunctionalInterface
  private interface Move {
    int move(UserBuffer buffer, long offset, int length);
  }

  @Override
  public int put(MemorySegment from, long offset, int length) {
    return move(length, (buffer, done, part) -> buffer.put(from, offset + done, part));
  }

  @Override
  public int take(MemorySegment to, long offset, int length) {
    return move(length, (buffer, done, part) -> buffer.take(to, offset + done, part));
  }

  private int move(int length, Move move) {
    int done = 0;
    advance(0);
    while (done < length && element < lengths.length && !refused) {
      int part = (int) Math.min(length - done, lengths[element] - inElement);
      UserBuffer buffer = new UserBuffer(memory, bases[element] + inElement);
      int moved = move.move(buffer, done, part);
      refused = moved < part;
      done += moved;
      advance(moved);
    }
    return done;
  }

  /** Returns whether memory ended before the transfer did. */
  boolean refused() {
    return refused;
  }

  /** Returns a transfer's count, or throws EFAULT if it moved nothing because memory refused it. */
  long result(long count) throws ErrnoException {
    if (count == 0 && refused) {
      throw Errno.EFAULT.exception();
    }
    return count;
  }
}
