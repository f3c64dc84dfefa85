package dev.seedkernel.kernel.syscall;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.UserMemory;
import java.lang.foreign.MemorySegment;

/** Calls that copy between the memories of processes, and membarrier. */
final class ProcessMemoryCalls {
  private static final int UIO_MAXIOV = 1024;
  private static final int IOVEC_SIZE = 16;
  private static final int CHUNK = 65_536;

  /** What one call transfers at most, as read and write do. */
  private static final long MOST_BYTES = Integer.MAX_VALUE & -4096;

  private static final int MEMBARRIER_QUERY = 0;
  private static final int MEMBARRIER_GLOBAL = 1;
  private static final int MEMBARRIER_GLOBAL_EXPEDITED = 2;
  private static final int MEMBARRIER_REGISTER_GLOBAL_EXPEDITED = 4;
  private static final int MEMBARRIER_PRIVATE_EXPEDITED = 8;
  private static final int MEMBARRIER_REGISTER_PRIVATE_EXPEDITED = 16;
  private static final int MEMBARRIER_PRIVATE_SYNC_CORE = 32;
  private static final int MEMBARRIER_REGISTER_PRIVATE_SYNC_CORE = 64;
  private static final int MEMBARRIER_ALL = 127;

  private ProcessMemoryCalls() {}

  static void define(Rows rows) {
    String arguments =
        "pid:int local_iov:pointer liovcnt:size remote_iov:pointer riovcnt:size flags:hex";
    rows.supported(270, "process_vm_readv", arguments, call -> transfer(call, false));
    rows.supported(271, "process_vm_writev", arguments, call -> transfer(call, true));
    rows.partial(
        283,
        "membarrier",
        "cmd:int flags:hex cpu_id:int",
        "the commands for restartable sequences give EINVAL; on one processor every call is a"
            + " barrier",
        ProcessMemoryCalls::membarrier);
  }

  /** Pieces of memory one after the other. */
  private static final class Vector {
    private final UserMemory memory;
    private final Access access;
    private final long[] addresses;
    private final long[] lengths;
    private int index;
    private long offset;

    private Vector(UserMemory memory, Access access, int count) {
      this.memory = memory;
      this.access = access;
      this.addresses = new long[count];
      this.lengths = new long[count];
    }

    /** Reads struct iovec: EINVAL for too many, or one that is too long, EFAULT. */
    static Vector read(Call call, long at, long count, UserMemory memory, Access access)
        throws ErrnoException {
      if (count < 0 || count > UIO_MAXIOV) {
        throw Errno.EINVAL.exception();
      }
      Vector vector = new Vector(memory, access, (int) count);
      for (int i = 0; i < count; i++) {
        vector.addresses[i] = call.memory().readLong(at + (long) i * IOVEC_SIZE);
        vector.lengths[i] = call.memory().readLong(at + (long) i * IOVEC_SIZE + Long.BYTES);
        if (vector.lengths[i] < 0) {
          throw Errno.EINVAL.exception();
        }
      }
      return vector;
    }

    long total() {
      long total = 0;
      for (long length : lengths) {
        total = Math.min(MOST_BYTES, total + Math.min(MOST_BYTES, length));
      }
      return total;
    }

    /** Returns how many bytes may be accessed next, in one piece; 0 at a fault, -1 at the end. */
    long accessible(long most) {
      while (index < lengths.length && offset == lengths[index]) {
        index++;
        offset = 0;
      }
      if (index == lengths.length) {
        return -1;
      }
      AddressSpace space = memory.space();
      return space.accessible(address(), Math.min(most, lengths[index] - offset), access);
    }

    long address() {
      return addresses[index] + offset;
    }

    void advance(long count) {
      offset += count;
    }
  }

  private static long transfer(Call call, boolean write) throws ErrnoException {
    if (call.argument(5) != 0) {
      throw Errno.EINVAL.exception();
    }
    UserMemory own = call.memory();
    Access here = write ? Access.LOAD : Access.STORE;
    Access there = write ? Access.STORE : Access.LOAD;
    Vector local = Vector.read(call, call.argument(1), call.argument(2), own, here);
    if (local.total() == 0) {
      return 0;
    }
    // The pieces are read before the process is looked for: their errors come first.
    Vector remote = Vector.read(call, call.argument(3), call.argument(4), own, there);
    if (remote.total() == 0) {
      return 0;
    }
    GuestProcess process = call.machine().processes().find(call.intArgument(0));
    if (process == null || process.termination() != null) {
      throw Errno.ESRCH.exception();
    }
    Vector target = Vector.read(call, call.argument(3), call.argument(4), process.memory(), there);
    long done = write ? copy(local, target) : copy(target, local);
    if (done == 0) {
      throw Errno.EFAULT.exception();
    }
    return done;
  }

  /** Copies until either is at its end or cannot be accessed; returns how many bytes. */
  private static long copy(Vector from, Vector to) {
    byte[] bytes = new byte[CHUNK];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    long done = 0;
    while (done < MOST_BYTES) {
      long part = to.accessible(from.accessible(Math.min(CHUNK, MOST_BYTES - done)));
      if (part <= 0) {
        return done;
      }
      try {
        from.memory.space().read(from.address(), segment, 0, part);
        to.memory.space().write(to.address(), segment, 0, part);
      } catch (MemoryFault fault) {
        if (done == 0 || fault.reason() == MemoryFault.Cause.OUT_OF_PAGES) {
          throw fault;
        }
        return done;
      }
      from.advance(part);
      to.advance(part);
      done += part;
    }
    return done;
  }

  private static long membarrier(Call call) throws ErrnoException {
    int command = call.intArgument(0);
    if (call.intArgument(1) != 0) {
      throw Errno.EINVAL.exception();
    }
    return switch (command) {
      case MEMBARRIER_QUERY -> MEMBARRIER_ALL;
      case MEMBARRIER_GLOBAL, MEMBARRIER_GLOBAL_EXPEDITED -> 0;
      case MEMBARRIER_REGISTER_GLOBAL_EXPEDITED,
          MEMBARRIER_REGISTER_PRIVATE_EXPEDITED,
          MEMBARRIER_REGISTER_PRIVATE_SYNC_CORE -> {
        call.memory().barriers(call.memory().barriers() | command);
        yield 0;
      }
      case MEMBARRIER_PRIVATE_EXPEDITED, MEMBARRIER_PRIVATE_SYNC_CORE -> {
        // The bit of a registration is the one above that of what it allows.
        if ((call.memory().barriers() & command << 1) == 0) {
          throw Errno.EPERM.exception();
        }
        yield 0;
      }
      default -> throw Errno.EINVAL.exception();
    };
  }
}
