package dev.seedkernel.aarch64.arith;

/**
 * Steps of SM3 (GB/T 32905) and SM4 (GB/T 32907) as the architecture cuts them. A vector is an
 * array of four words, the lowest first.
 */
public final class ChineseCryptography {
  /** x^8 + x^7 + x^6 + x^5 + x^4 + x^2 + 1. */
  private static final int FIELD = 0x1f5;

  private static final byte[] S_BOX = new byte[256];

  static {
    for (int a = 0; a < 256; a++) {
      S_BOX[a] = (byte) affine(inverse(affine(a)));
    }
  }

  private ChineseCryptography() {}

  /** The affine map on either side of the inversion. */
  private static int affine(int a) {
    int doubled = a << 8 | a;
    int sum = doubled ^ doubled >>> 7 ^ doubled >>> 5 ^ doubled >>> 2 ^ doubled >>> 1;
    return (sum ^ 0xd3) & 0xff;
  }

  private static int times(int a, int b) {
    int product = 0;
    for (int x = a, y = b; y != 0; y >>>= 1) {
      product ^= (y & 1) != 0 ? x : 0;
      x = x << 1 ^ ((x & 0x80) != 0 ? FIELD : 0);
    }
    return product;
  }

  /** Returns a^254, which is the inverse, and 0 for 0. */
  private static int inverse(int a) {
    int result = 1;
    for (int i = 0; i < 254; i++) {
      result = times(result, a);
    }
    return result;
  }

  private static int substitute(int word) {
    int result = 0;
    for (int at = 0; at < 32; at += 8) {
      result |= (S_BOX[word >>> at & 0xff] & 0xff) << at;
    }
    return result;
  }

  /** Four rounds of SM4 with four round keys: SM4E. */
  public static int[] sm4Encrypt(int[] state, int[] keys) {
    int[] x = state;
    for (int key : keys) {
      int s = substitute(x[1] ^ x[2] ^ x[3] ^ key);
      int mixed = s ^ rotate(s, 2) ^ rotate(s, 10) ^ rotate(s, 18) ^ rotate(s, 24);
      x = new int[] {x[1], x[2], x[3], x[0] ^ mixed};
    }
    return x;
  }

  /** Four round keys of SM4 from the four before them: SM4EKEY. */
  public static int[] sm4Key(int[] keys, int[] constants) {
    int[] x = keys;
    for (int constant : constants) {
      int s = substitute(x[1] ^ x[2] ^ x[3] ^ constant);
      x = new int[] {x[1], x[2], x[3], x[0] ^ s ^ rotate(s, 13) ^ rotate(s, 23)};
    }
    return x;
  }

  private static int rotate(int word, int distance) {
    return Integer.rotateLeft(word, distance);
  }

  /** SM3SS1. */
  public static int[] sm3First(int[] n, int[] m, int[] a) {
    return new int[] {0, 0, 0, rotate(rotate(n[3], 12) + m[3] + a[3], 7)};
  }

  /** Half a round of SM3 on a to d: SM3TT1A, or SM3TT1B for the later rounds. */
  public static int[] sm3FirstHalf(int[] d, int[] n, int word, boolean later) {
    int mixed = later ? Cryptography.majority(d[3], d[1], d[2]) : d[1] ^ d[3] ^ d[2];
    int sum = mixed + d[0] + (n[3] ^ rotate(d[3], 12)) + word;
    return new int[] {d[1], rotate(d[2], 9), d[3], sum};
  }

  /** Half a round of SM3 on e to h: SM3TT2A, or SM3TT2B for the later rounds. */
  public static int[] sm3SecondHalf(int[] d, int[] n, int word, boolean later) {
    int mixed = later ? Cryptography.choose(d[3], d[2], d[1]) : d[1] ^ d[2] ^ d[3];
    int sum = mixed + d[0] + n[3] + word;
    return new int[] {d[1], rotate(d[2], 19), d[3], sum ^ rotate(sum, 9) ^ rotate(sum, 17)};
  }

  private static int permute(int x) {
    return x ^ rotate(x, 15) ^ rotate(x, 23);
  }

  /** SM3PARTW1. */
  public static int[] sm3FirstSchedule(int[] d, int[] n, int[] m) {
    int[] result = new int[4];
    for (int i = 0; i < 4; i++) {
      int last = i < 3 ? m[i + 1] : result[0];
      result[i] = permute(d[i] ^ n[i] ^ rotate(last, 15));
    }
    return result;
  }

  /** SM3PARTW2. */
  public static int[] sm3SecondSchedule(int[] d, int[] n, int[] m) {
    int[] result = new int[4];
    for (int i = 0; i < 4; i++) {
      result[i] = d[i] ^ n[i] ^ rotate(m[i], 7);
    }
    result[3] ^= permute(rotate(n[0] ^ rotate(m[0], 7), 15));
    return result;
  }
}
