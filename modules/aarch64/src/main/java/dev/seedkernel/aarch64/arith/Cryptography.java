package dev.seedkernel.aarch64.arith;

/**
 * Steps of AES (FIPS 197) and SHA-1 and SHA-256 (FIPS 180-4) as the architecture cuts them.
 *
 * <p>A vector is an array of four words, the lowest first; the state of AES is an array of sixteen
 * bytes, column by column.
 */
public final class Cryptography {
  private static final byte[] S_BOX = new byte[256];
  private static final byte[] INVERSE_S_BOX = new byte[256];

  static {
    for (int a = 0; a < 256; a++) {
      int x = inverse(a);
      int rotations = x ^ x << 1 ^ x << 2 ^ x << 3 ^ x << 4;
      int s = (rotations ^ rotations >>> 8 ^ 0x63) & 0xff;
      S_BOX[a] = (byte) s;
      INVERSE_S_BOX[s] = (byte) a;
    }
  }

  private Cryptography() {}

  /** Multiplies in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1. */
  private static int times(int a, int b) {
    int product = 0;
    for (int x = a, y = b; y != 0; y >>>= 1) {
      product ^= (y & 1) != 0 ? x : 0;
      x = x << 1 ^ ((x & 0x80) != 0 ? 0x11b : 0);
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

  /** ShiftRows and SubBytes. */
  public static byte[] aesEncrypt(byte[] state) {
    byte[] result = new byte[16];
    for (int i = 0; i < 16; i++) {
      result[i] = S_BOX[state[(i + (i & 3) * 4) & 15] & 0xff];
    }
    return result;
  }

  /** InvShiftRows and InvSubBytes. */
  public static byte[] aesDecrypt(byte[] state) {
    byte[] result = new byte[16];
    for (int i = 0; i < 16; i++) {
      result[i] = INVERSE_S_BOX[state[(i - (i & 3) * 4) & 15] & 0xff];
    }
    return result;
  }

  /** MixColumns. */
  public static byte[] aesMixColumns(byte[] state) {
    return mixColumns(state, new int[] {2, 3, 1, 1});
  }

  /** InvMixColumns. */
  public static byte[] aesInverseMixColumns(byte[] state) {
    return mixColumns(state, new int[] {14, 11, 13, 9});
  }

  private static byte[] mixColumns(byte[] state, int[] factors) {
    byte[] result = new byte[16];
    for (int i = 0; i < 16; i++) {
      int sum = 0;
      for (int k = 0; k < 4; k++) {
        sum ^= times(state[(i & 12) | ((i + k) & 3)] & 0xff, factors[k]);
      }
      result[i] = (byte) sum;
    }
    return result;
  }

  /** The function of SHA-1 that differs between rounds. */
  @FunctionalInterface
  public interface RoundFunction {
    int apply(int b, int c, int d);
  }

  public static int choose(int x, int y, int z) {
    return ((y ^ z) & x) ^ z;
  }

  public static int parity(int x, int y, int z) {
    return x ^ y ^ z;
  }

  public static int majority(int x, int y, int z) {
    return (x & y) | ((x | y) & z);
  }

  /**
   * Four rounds of SHA-1: {@code abcd} with {@code e}, and words that hold the constant already.
   */
  public static int[] sha1Rounds(int[] abcd, int e, int[] words, RoundFunction function) {
    int a = abcd[0];
    int b = abcd[1];
    int c = abcd[2];
    int d = abcd[3];
    int last = e;
    for (int word : words) {
      int next = last + Integer.rotateLeft(a, 5) + function.apply(b, c, d) + word;
      last = d;
      d = c;
      c = Integer.rotateLeft(b, 30);
      b = a;
      a = next;
    }
    return new int[] {a, b, c, d};
  }

  public static int[] sha1Schedule0(int[] w0, int[] w4, int[] w8) {
    return new int[] {
      w0[2] ^ w0[0] ^ w8[0], w0[3] ^ w0[1] ^ w8[1], w4[0] ^ w0[2] ^ w8[2], w4[1] ^ w0[3] ^ w8[3]
    };
  }

  public static int[] sha1Schedule1(int[] partial, int[] w12) {
    int first = partial[0] ^ w12[1];
    return new int[] {
      Integer.rotateLeft(first, 1),
      Integer.rotateLeft(partial[1] ^ w12[2], 1),
      Integer.rotateLeft(partial[2] ^ w12[3], 1),
      Integer.rotateLeft(partial[3], 1) ^ Integer.rotateLeft(first, 2)
    };
  }

  /** Four rounds of SHA-256; returns {@code abcd} if {@code first}, else {@code efgh}. */
  public static int[] sha256Rounds(int[] abcd, int[] efgh, int[] words, boolean first) {
    int[] x = abcd.clone();
    int[] y = efgh.clone();
    for (int word : words) {
      int t =
          y[3]
              + (Integer.rotateRight(y[0], 6)
                  ^ Integer.rotateRight(y[0], 11)
                  ^ Integer.rotateRight(y[0], 25))
              + choose(y[0], y[1], y[2])
              + word;
      int sigma =
          Integer.rotateRight(x[0], 2)
              ^ Integer.rotateRight(x[0], 13)
              ^ Integer.rotateRight(x[0], 22);
      int a = t + sigma + majority(x[0], x[1], x[2]);
      int e = x[3] + t;
      System.arraycopy(x, 0, x, 1, 3);
      System.arraycopy(y, 0, y, 1, 3);
      x[0] = a;
      y[0] = e;
    }
    return first ? x : y;
  }

  public static int[] sha256Schedule0(int[] w0, int[] w4) {
    int[] next = {w0[1], w0[2], w0[3], w4[0]};
    int[] result = new int[4];
    for (int i = 0; i < 4; i++) {
      int t = next[i];
      result[i] = w0[i] + (Integer.rotateRight(t, 7) ^ Integer.rotateRight(t, 18) ^ t >>> 3);
    }
    return result;
  }

  public static int[] sha256Schedule1(int[] partial, int[] w8, int[] w12) {
    int[] middle = {w8[1], w8[2], w8[3], w12[0]};
    int[] result = new int[4];
    for (int i = 0; i < 4; i++) {
      int t = i < 2 ? w12[i + 2] : result[i - 2];
      int sigma = Integer.rotateRight(t, 17) ^ Integer.rotateRight(t, 19) ^ t >>> 10;
      result[i] = partial[i] + middle[i] + sigma;
    }
    return result;
  }
}
