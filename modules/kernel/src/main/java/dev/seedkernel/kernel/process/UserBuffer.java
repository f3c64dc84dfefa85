package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Transfer;
import java.lang.foreign.MemorySegment;

/**
 * A range of guest memory that a read fills or a write empties, in order. It stops at the first
 * byte that may not be accessed: a transfer that has moved something gives its count, and only one
 * that could move nothing gives EFAULT, as Linux does.
 */
public final class UserBuffer implements Transfer.Sink, Transfer.Source {
  private final AddressSpace space;
  private long at;
  private boolean refused;

  public UserBuffer(UserMemory memory, long address) {
    this.space = memory.space();
    this.at = address;
  }

  @Override
  public int put(MemorySegment from, long offset, int length) {
    int count = permitted(length, Access.STORE);
    space.write(at, from, offset, count);
    at += count;
    return count;
  }

  @Override
  public int take(MemorySegment to, long offset, int length) {
    int count = permitted(length, Access.LOAD);
    space.read(at, to, offset, count);
    at += count;
    return count;
  }

  private int permitted(int length, Access access) {
    int count = (int) space.accessible(at, length, access);
    refused |= count < length;
    return count;
  }

  /** Returns whether the memory ended before the transfer did. */
  public boolean refused() {
    return refused;
  }

  /** Returns a transfer's count, or throws EFAULT if it moved nothing because memory refused it. */
  public long result(long count) throws ErrnoException {
    if (count == 0 && refused) {
      throw Errno.EFAULT.exception();
    }
    return count;
  }
}
