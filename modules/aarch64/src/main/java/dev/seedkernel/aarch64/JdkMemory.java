package dev.seedkernel.aarch64;

import jdk.internal.misc.Unsafe;

/**
 * Raw access to host memory by the JDK's own class, for {@link HostMemory} and translated code, and
 * only where {@link HostMemory#INTERNAL} says that it is open: else this class cannot be linked.
 */
final class JdkMemory {
  static final Unsafe UNSAFE = Unsafe.getUnsafe();

  /** Where the elements of an array of longs begin. */
  static final long LONGS = Unsafe.ARRAY_LONG_BASE_OFFSET;

  private JdkMemory() {}

  /** Returns a byte of an array by its offset, which must be inside: nothing checks it. */
  static byte getByte(long[] array, long offset) {
    return UNSAFE.getByte(array, LONGS + offset);
  }

  static byte getByte(long address) {
    return UNSAFE.getByte(address);
  }

  /**
   * Returns what the bytes of a page map for two places have in common, which are the same unless
   * {@code two}. It is here in one piece, as the second place is rarely asked for: what was never
   * called is a call in HotSpot's code, and a method that calls keeps nothing in registers.
   */
  static int common(long first, long second, boolean two) {
    int bits = UNSAFE.getByte(first);
    return two ? bits & UNSAFE.getByte(second) : bits;
  }

  static short getShort(long address) {
    return UNSAFE.getShort(address);
  }

  static int getInt(long address) {
    return UNSAFE.getInt(address);
  }

  static long getLong(long address) {
    return UNSAFE.getLong(address);
  }

  static void putByte(long address, byte value) {
    UNSAFE.putByte(address, value);
  }

  static void putShort(long address, short value) {
    UNSAFE.putShort(address, value);
  }

  static void putInt(long address, int value) {
    UNSAFE.putInt(address, value);
  }

  static void putLong(long address, long value) {
    UNSAFE.putLong(address, value);
  }
}
