package dev.seedkernel.launcher;

import java.util.List;

/** Puts several initramfs archives one behind the other. */
final class Initrds {
  private static final int ALIGNMENT = 4;

  private Initrds() {}

  /**
   * Joins archives as boot loaders do: each begins at a multiple of 4 bytes. At least 4 zero bytes
   * stand between two, because one LZ4 format has no end mark but such a word.
   */
  static byte[] join(List<byte[]> parts) throws FailedException {
    long size = 0;
    for (byte[] part : parts) {
      size = nextStart(size) + part.length;
    }
    if (size > Integer.MAX_VALUE - 8) {
      throw new FailedException("the archives together have 2 GiB or more");
    }
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    byte[] joined = new byte[(int) size];
    long at = 0;
    for (byte[] part : parts) {
      at = nextStart(at);
      System.arraycopy(part, 0, joined, (int) at, part.length);
      at += part.length;
    }
    return joined;
  }

  /** Returns where the next archive begins behind one that ends at {@code end}. */
  private static long nextStart(long end) {
    return end == 0 ? 0 : (end + 2 * ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
