package dev.seedkernel.aarch64.arith;

/**
 * Steps of SHA-512 (FIPS 180-4) as the architecture cuts them. A vector is its low and high half.
 */
public final class Sha512 {
  private Sha512() {}

  private static long sum0(long x) {
    return Long.rotateRight(x, 28) ^ Long.rotateRight(x, 34) ^ Long.rotateRight(x, 39);
  }

  private static long sum1(long x) {
    return Long.rotateRight(x, 14) ^ Long.rotateRight(x, 18) ^ Long.rotateRight(x, 41);
  }

  private static long sigma0(long x) {
    return Long.rotateRight(x, 1) ^ Long.rotateRight(x, 8) ^ x >>> 7;
  }

  private static long sigma1(long x) {
    return Long.rotateRight(x, 19) ^ Long.rotateRight(x, 61) ^ x >>> 6;
  }

  private static long choose(long x, long y, long z) {
    return ((y ^ z) & x) ^ z;
  }

  private static long majority(long x, long y, long z) {
    return (x & y) | ((x | y) & z);
  }

  /** Two rounds, the part that e to h take: SHA512H. */
  public static long[] firstHash(long[] w, long[] x, long[] y) {
    long high = choose(y[1], x[0], x[1]) + sum1(y[1]) + w[1];
    long next = high + y[0];
    return new long[] {choose(next, y[1], x[0]) + sum1(next) + w[0], high};
  }

  /** Two rounds, the part that a to d take: SHA512H2. */
  public static long[] secondHash(long[] w, long[] x, long[] y) {
    long high = majority(x[0], y[1], y[0]) + sum0(y[0]) + w[1];
    return new long[] {majority(high, y[0], y[1]) + sum0(high) + w[0], high};
  }

  /** SHA512SU0. */
  public static long[] firstSchedule(long[] w, long[] x) {
    return new long[] {w[0] + sigma0(w[1]), w[1] + sigma0(x[0])};
  }

  /** SHA512SU1. */
  public static long[] secondSchedule(long[] w, long[] x, long[] y) {
    return new long[] {w[0] + sigma1(x[0]) + y[0], w[1] + sigma1(x[1]) + y[1]};
  }
}
