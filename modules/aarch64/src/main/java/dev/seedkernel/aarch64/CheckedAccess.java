package dev.seedkernel.aarch64;

/**
 * What translated code, which is in this package, calls to access memory: first whether it may, and
 * then, once for many, the access itself, without a further check. Where these say no, the
 * interpreter accesses, by way of {@link AddressSpace}, and it throws what there is to throw.
 *
 * <p>The methods are short and ask as little as possible, as they are compiled again wherever they
 * are used. The bytecode names them by strings.
 */
final class CheckedAccess {
  private static final int PAGE_SHIFT = 12;

  private CheckedAccess() {}

  /**
   * Returns whether bytes from an offset to a pointer on, a page of them at most, can be loaded.
   *
   * @param window {@link AddressSpace#base}
   * @param pages {@link AddressSpace#mapSize}, a constant where it is called
   */
  static boolean mayLoad(long pointer, int offset, int length, long window, long pages) {
    long first = pointer + offset;
    long page = first >>> PAGE_SHIFT;
    if (page >= pages - 1) {
      return false;
    }
    long map = window - pages;
    long last = (first + length - 1) >>> PAGE_SHIFT;
    boolean mayCross = (length & (length - 1)) != 0 || (first & (length - 1)) != 0;
    return (HostMemory.common(map + page, map + last, mayCross) & Rights.READ) != 0;
  }

  /** Returns whether bytes of the page of a byte can be loaded. */
  static boolean mayLoad(long pointer, int offset, long window, long pages) {
    long page = (pointer + offset) >>> PAGE_SHIFT;
    return page < pages && (HostMemory.getByte(window + page - pages) & Rights.READ) != 0;
  }

  /** Like {@link #mayLoad(long, int, int, long, long)}, for loads and stores. */
  static boolean mayStore(long pointer, int offset, int length, long window, long pages) {
    long first = pointer + offset;
    long page = first >>> PAGE_SHIFT;
    if (page >= pages - 1) {
      return false;
    }
    long map = window - pages;
    long last = (first + length - 1) >>> PAGE_SHIFT;
    boolean mayCross = (length & (length - 1)) != 0 || (first & (length - 1)) != 0;
    return (HostMemory.common(map + page, map + last, mayCross) & PageBits.STORABLE) != 0;
  }

  static boolean mayStore(long pointer, int offset, long window, long pages) {
    long page = (pointer + offset) >>> PAGE_SHIFT;
    return page < pages && (HostMemory.getByte(window + page - pages) & PageBits.STORABLE) != 0;
  }

  /** Loads from where one of the others has said yes; to 64 bits without a sign. */
  static long peek8(long window, long pointer, int offset) {
    return HostMemory.getByte(window + pointer + offset) & 0xffL;
  }

  static long peek16(long window, long pointer, int offset) {
    return HostMemory.getShort(window + pointer + offset) & 0xffffL;
  }

  static long peek32(long window, long pointer, int offset) {
    return HostMemory.getInt(window + pointer + offset) & 0xffff_ffffL;
  }

  static long peek64(long window, long pointer, int offset) {
    return HostMemory.getLong(window + pointer + offset);
  }

  /** Like {@link #peek8}, with the sign. */
  static long signed8(long window, long pointer, int offset) {
    return HostMemory.getByte(window + pointer + offset);
  }

  static long signed16(long window, long pointer, int offset) {
    return HostMemory.getShort(window + pointer + offset);
  }

  static long signed32(long window, long pointer, int offset) {
    return HostMemory.getInt(window + pointer + offset);
  }

  /** Stores the low bits of a value to where one of the others has said yes. */
  static void poke8(long window, long pointer, int offset, long value) {
    HostMemory.putByte(window + pointer + offset, (byte) value);
  }

  static void poke16(long window, long pointer, int offset, long value) {
    HostMemory.putShort(window + pointer + offset, (short) value);
  }

  static void poke32(long window, long pointer, int offset, long value) {
    HostMemory.putInt(window + pointer + offset, (int) value);
  }

  static void poke64(long window, long pointer, int offset, long value) {
    HostMemory.putLong(window + pointer + offset, value);
  }

  /** Zeroes 64 bytes: a line. */
  static void zeroLine(long window, long address) {
    HostMemory.fill(window + address, 64, (byte) 0);
  }
}
