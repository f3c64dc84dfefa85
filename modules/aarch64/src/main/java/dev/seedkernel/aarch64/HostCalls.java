package dev.seedkernel.aarch64;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The C library's mmap, munmap and madvise, with the numbers that Linux has for their flags on
 * amd64, aarch64 and riscv64. Only {@link HostMemory} and {@link SharedPool} call them.
 */
final class HostCalls {
  static final int MAP_SHARED = 0x01;
  static final int MAP_PRIVATE = 0x02;
  static final int MAP_FIXED = 0x10;
  static final int MAP_ANONYMOUS = 0x20;
  static final int MAP_NORESERVE = 0x4000;
  static final int MADV_DONTNEED = 4;
  static final int MADV_REMOVE = 9;
  static final int MADV_POPULATE_WRITE = 23;

  private static final long PROT_READ_WRITE = 3;

  /**
   * One shape for all three, as each shape costs a cold JVM ten milliseconds. Six integers are
   * passed in registers on all three machines, and a function does not look at those that it has no
   * parameters for; of a result of 32 bits the upper half says nothing.
   */
  private static final FunctionDescriptor SIX_INTEGERS =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);

  private static final MethodHandle MMAP = function("mmap", SIX_INTEGERS);
  private static final MethodHandle MUNMAP = function("munmap", SIX_INTEGERS);
  private static final MethodHandle MADVISE = function("madvise", SIX_INTEGERS);

  private HostCalls() {}

  /** Returns a function of the C library. */
  static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }

  /** Returns whether the C library has all of these functions. */
  static boolean has(String... names) {
    for (String name : names) {
      Optional<MemorySegment> found = Linker.nativeLinker().defaultLookup().find(name);
      if (found.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Maps memory that can be read and written; returns its address, or -1 if it is refused. */
  static long map(long address, long size, int flags, int descriptor, long offset) {
    try {
      return (long)
          MMAP.invokeExact(address, size, PROT_READ_WRITE, (long) flags, (long) descriptor, offset);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Returns what was mapped to the host. */
  static void unmap(long address, long size) {
    try {
      long _ = (long) MUNMAP.invokeExact(address, size, 0L, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Gives advice; returns whether the host took it. */
  static boolean advise(long address, long size, int advice) {
    try {
      return (int) (long) MADVISE.invokeExact(address, size, (long) advice, 0L, 0L, 0L) == 0;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
