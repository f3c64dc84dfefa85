package dev.seedkernel.aarch64;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * The one class that touches memory without bounds checks: lazily committed, zero-filled regions of
 * the host, and raw access to them by host address.
 *
 * <p>Every caller proves its address first; {@link AddressSpace} is the only one.
 */
final class HostMemory {
  /** All of the host's addresses as one constant segment: its accesses fold to plain moves. */
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * Whether the JDK's own accessors are open to this module, as they are in the runtime image: they
   * do the same, and HotSpot compiles code that is full of them two to three times faster.
   */
  static final boolean INTERNAL =
      Object.class.getModule().isExported("jdk.internal.misc", HostMemory.class.getModule())
          && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private HostMemory() {}

  /** Returns memory of the host as a segment. */
  static MemorySegment segment(long address, long length) {
    return ALL.asSlice(address, length);
  }

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

    /**
     * Shows part of a slot of shared memory in a range, instead of what was there.
     *
     * @return false where it cannot be done: then nothing has changed
     */
    default boolean share(long offset, long length, SharedPool pool, int slot, long slotOffset) {
      return false;
    }

    /** Makes a range private again, where shared memory was shown; it reads as zero. */
    default void unshare(long offset, long length) {
      throw new IllegalStateException("nothing is shared here");
    }

    /** Gives the region back. Any access after this is undefined. */
    void release();

    /**
     * Gives back a region that reads as zero, so that it may be taken again as it is.
     *
     * @param committed how many pages were stored to since it was taken, at most
     */
    default void recycle(long committed) {
      release();
    }

    /**
     * Takes pages of the host for a range that is about to be stored to, all at once, if that is
     * possible: cheaper than a page fault each.
     */
    default void populate(long offset, long length) {}

    /** Returns whether the region was never given back, so that each page faults once. */
    default boolean isFresh() {
      return true;
    }
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
      case ANONYMOUS_MAPPING -> {
        AnonymousMapping kept = AnonymousMapping.CACHE.take(size);
        yield kept == null ? new AnonymousMapping(size) : kept;
      }
      case SPARSE_FILE -> new SparseFile(size);
    };
  }

  private static String refused(long size) {
    return "the host refused a mapping of " + size + " bytes";
  }

  static byte getByte(long address) {
    return INTERNAL ? JdkMemory.getByte(address) : ALL.get(BYTE, address);
  }

  /** Returns what two bytes have in common, or the first of them. */
  static int common(long first, long second, boolean two) {
    return INTERNAL
        ? JdkMemory.common(first, second, two)
        : getByte(first) & (two ? getByte(second) : -1);
  }

  static short getShort(long address) {
    return INTERNAL ? JdkMemory.getShort(address) : ALL.get(SHORT, address);
  }

  static int getInt(long address) {
    return INTERNAL ? JdkMemory.getInt(address) : ALL.get(INT, address);
  }

  static long getLong(long address) {
    return INTERNAL ? JdkMemory.getLong(address) : ALL.get(LONG, address);
  }

  static void putByte(long address, byte value) {
    if (INTERNAL) {
      JdkMemory.putByte(address, value);
    } else {
      ALL.set(BYTE, address, value);
    }
  }

  static void putShort(long address, short value) {
    if (INTERNAL) {
      JdkMemory.putShort(address, value);
    } else {
      ALL.set(SHORT, address, value);
    }
  }

  static void putInt(long address, int value) {
    if (INTERNAL) {
      JdkMemory.putInt(address, value);
    } else {
      ALL.set(INT, address, value);
    }
  }

  static void putLong(long address, long value) {
    if (INTERNAL) {
      JdkMemory.putLong(address, value);
    } else {
      ALL.set(LONG, address, value);
    }
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
    static final RegionCache<AnonymousMapping> CACHE = new RegionCache<>();

    private static final int FLAGS =
        HostCalls.MAP_PRIVATE | HostCalls.MAP_ANONYMOUS | HostCalls.MAP_NORESERVE;

    private final long address;
    private final long size;
    private long committedBefore;

    AnonymousMapping(long size) {
      this.size = size;
      this.address = HostCalls.map(0, size, FLAGS, -1, 0);
      if (address == -1) {
        throw new OutOfMemoryError(refused(size));
      }
    }

    @Override
    public long address() {
      return address;
    }

    @Override
    public void clear(long offset, long length) {
      if (!HostCalls.advise(address + offset, length, HostCalls.MADV_DONTNEED)) {
        // Hosts with other page sizes refuse ranges that are not aligned to theirs.
        fill(address + offset, length, (byte) 0);
      }
    }

    @Override
    public boolean share(long offset, long length, SharedPool pool, int slot, long slotOffset) {
      long target = address + offset;
      int flags = HostCalls.MAP_SHARED | HostCalls.MAP_FIXED | HostCalls.MAP_NORESERVE;
      long at =
          HostCalls.map(target, length, flags, pool.descriptor(), pool.offset(slot) + slotOffset);
      return at == target;
    }

    @Override
    public void unshare(long offset, long length) {
      if (HostCalls.map(address + offset, length, FLAGS | HostCalls.MAP_FIXED, -1, 0) == -1) {
        throw new OutOfMemoryError(refused(length));
      }
    }

    @Override
    public void populate(long offset, long length) {
      // Hosts before Linux 5.14 refuse, and then each page faults.
      HostCalls.advise(address + offset, length, HostCalls.MADV_POPULATE_WRITE);
    }

    @Override
    public void release() {
      HostCalls.unmap(address, size);
    }

    @Override
    public boolean isFresh() {
      return committedBefore == 0;
    }

    @Override
    public void recycle(long committed) {
      committedBefore += committed;
      if (!CACHE.give(this, size, committedBefore)) {
        release();
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
