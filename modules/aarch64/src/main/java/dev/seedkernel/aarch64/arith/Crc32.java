package dev.seedkernel.aarch64.arith;

/**
 * CRC-32 over the polynomials 0x04C11DB7 and 0x1EDC6F41 (CRC-32C), bit-reflected, without the
 * inversions that file formats add (Arm ARM C6.2 CRC32B).
 */
public final class Crc32 {
  private static final int[] ISO = table(0xEDB88320);
  private static final int[] CASTAGNOLI = table(0x82F63B78);

  private Crc32() {}

  /** Continues a CRC-32 with the low {@code bytes} bytes of a value. */
  public static int crc32(int crc, long value, int bytes) {
    return update(ISO, crc, value, bytes);
  }

  /** Continues a CRC-32C with the low {@code bytes} bytes of a value. */
  public static int crc32c(int crc, long value, int bytes) {
    return update(CASTAGNOLI, crc, value, bytes);
  }

  private static int update(int[] table, int crc, long value, int bytes) {
    int c = crc;
    long rest = value;
    for (int i = 0; i < bytes; i++) {
      c = table[(c ^ (int) rest) & 0xff] ^ c >>> 8;
      rest >>>= 8;
    }
    return c;
  }

  private static int[] table(int reflectedPolynomial) {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int c = i;
      for (int bit = 0; bit < 8; bit++) {
        c = (c >>> 1) ^ ((c & 1) * reflectedPolynomial);
      }
      table[i] = c;
    }
    return table;
  }
}
