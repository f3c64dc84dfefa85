package dev.seedkernel.aarch64;

/**
 * What translated code calls to load and store vectors whose elements are interleaved in memory
 * (LD2 to LD4, ST2 to ST4), once {@link CheckedAccess} has said that it may. The bytecode names the
 * methods by strings.
 */
final class StructureAccess {
  private StructureAccess() {}

  /**
   * Loads 64 bits of elements that are some elements apart.
   *
   * @param window {@link AddressSpace#base}
   * @param pointer and the offset: address of the first element
   * @param count elements of a structure
   * @param size binary logarithm of the bytes of an element
   */
  static long gather(long window, long pointer, int offset, int count, int size) {
    long at = window + pointer + offset;
    long result = 0;
    for (int shift = 0; shift < 64; shift += 8 << size) {
      result |= load(at, size) << shift;
      at += (long) count << size;
    }
    return result;
  }

  /** Stores 64 bits of elements, like {@link #gather}. */
  static void scatter(long window, long pointer, int offset, long elements, int count, int size) {
    long at = window + pointer + offset;
    for (int shift = 0; shift < 64; shift += 8 << size) {
      store(at, elements >>> shift, size);
      at += (long) count << size;
    }
  }

  private static long load(long at, int size) {
    return switch (size) {
      case 0 -> HostMemory.getByte(at) & 0xffL;
      case 1 -> HostMemory.getShort(at) & 0xffffL;
      case 2 -> HostMemory.getInt(at) & 0xffff_ffffL;
      default -> HostMemory.getLong(at);
    };
  }

  private static void store(long at, long value, int size) {
    switch (size) {
      case 0 -> HostMemory.putByte(at, (byte) value);
      case 1 -> HostMemory.putShort(at, (short) value);
      case 2 -> HostMemory.putInt(at, (int) value);
      default -> HostMemory.putLong(at, value);
    }
  }
}
