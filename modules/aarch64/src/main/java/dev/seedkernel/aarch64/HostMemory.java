package dev.seedkernel.aarch64;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * The one class, with {@link HostAccess}, that touches memory without bounds checks: lazily
 * committed, zero-filled regions of the host, and raw access to them by host address.
 *
 * <p>Every caller proves its address first; {@link AddressSpace} is the only one.
 */
final class HostMemory {
  /** All of the host's addresses as one constant segment: its accesses fold to plain moves. */
  static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final HostAccess ACCESS = HostAccess.best();

  private HostMemory() {}

  /** Where regions come from. */
  enum Source {
    /** Anonymous private mappings without reservation, by the C library's mmap: Linux. */
    ANONYMOUS_MAPPING,
    /** Private mappings of a sparse, deleted temporary file: any system. */
    SPARSE_FILE;

    /** Where Linux has the generic numbers of mmap's flags; other ports have others. */
    private static final Set<String> GENERIC_FLAGS = Set.of("amd64", "aarch64", "riscv64");

    /** Returns what suits this host best. */
    static Source best() {
      boolean generic = GENERIC_FLAGS.contains(System.getProperty("os.arch", ""));
      return generic && System.getProperty("os.name", "").equals("Linux")
          ? ANONYMOUS_MAPPING
          : SPARSE_FILE;
    }
  }

  /** A region of host memory; its first byte is at {@link #address}. */
  interface Region {
    long address();

    /**
     * Makes a range read as zero again; gives its pages back to the host where that is possible.
     */
    void clear(long offset, long length);

    /** Gives the region back. Any access after this is undefined. */
    void release();
  }

  /**
   * Takes a region that reads as zero.
   *
   * @param size bytes, a multiple of the page size
   * @throws OutOfMemoryError if the host has no address space left
   * @throws UncheckedIOException if the source is a file and there can be none
   */
  static Region take(long size, Source source) {
    return switch (source) {
      case ANONYMOUS_MAPPING -> new AnonymousMapping(size);
      case SPARSE_FILE -> new SparseFile(size);
    };
  }

  private static String refused(long size) {
    return "the host refused a mapping of " + size + " bytes";
  }

  static byte getByte(long address) {
    return ACCESS.getByte(address);
  }

  static short getShort(long address) {
    return ACCESS.getShort(address);
  }

  static int getInt(long address) {
    return ACCESS.getInt(address);
  }

  static long getLong(long address) {
    return ACCESS.getLong(address);
  }

  static void putByte(long address, byte value) {
    ACCESS.putByte(address, value);
  }

  static void putShort(long address, short value) {
    ACCESS.putShort(address, value);
  }

  static void putInt(long address, int value) {
    ACCESS.putInt(address, value);
  }

  static void putLong(long address, long value) {
    ACCESS.putLong(address, value);
  }

  static void fill(long address, long length, byte value) {
    ALL.asSlice(address, length).fill(value);
  }

  static void copy(long from, long to, long length) {
    MemorySegment.copy(ALL, from, ALL, to, length);
  }

  static void copyOut(long from, MemorySegment to, long toOffset, long length) {
    MemorySegment.copy(ALL, from, to, toOffset, length);
  }

  static void copyIn(MemorySegment from, long fromOffset, long to, long length) {
    MemorySegment.copy(from, fromOffset, ALL, to, length);
  }

  private static final class AnonymousMapping implements Region {
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;
    private static final int MADV_DONTNEED = 4;
    private static final MethodHandle MMAP =
        function(
            "mmap",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG));
    private static final MethodHandle MUNMAP =
        function(
            "munmap",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle MADVISE =
        function(
            "madvise",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT));

    private final long address;
    private final long size;

    AnonymousMapping(long size) {
      this.size = size;
      try {
        this.address =
            (long)
                MMAP.invokeExact(
                    0L, size, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0L);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
      if (address == -1) {
        throw new OutOfMemoryError(refused(size));
      }
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }

    @Override
    public long address() {
      return address;
    }

    @Override
    public void clear(long offset, long length) {
      try {
        if ((int) MADVISE.invokeExact(address + offset, length, MADV_DONTNEED) != 0) {
          // Hosts with other page sizes refuse ranges that are not aligned to theirs.
          fill(address + offset, length, (byte) 0);
        }
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void release() {
      try {
        int _ = (int) MUNMAP.invokeExact(address, size);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }

  private static final class SparseFile implements Region {
    private final Arena arena = Arena.ofShared();
    private final long address;

    SparseFile(long size) {
      try {
        Path file = Files.createTempFile("seedkernel", ".memory");
        try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
          this.address = map(channel, size).address();
        }
      } catch (IOException e) {
        arena.close();
        throw new UncheckedIOException(e);
      } catch (OutOfMemoryError e) {
        arena.close();
        throw e;
      }
    }

    private MemorySegment map(FileChannel channel, long size) {
      try {
        return channel.map(FileChannel.MapMode.PRIVATE, 0, size, arena);
      } catch (IOException e) {
        OutOfMemoryError error = new OutOfMemoryError(refused(size) + ": " + e.getMessage());
        error.initCause(e);
        throw error;
      }
    }

    @Override
    public long address() {
      return address;
    }

    @Override
    public void clear(long offset, long length) {
      fill(address + offset, length, (byte) 0);
    }

    @Override
    public void release() {
      arena.close();
    }
  }
}
