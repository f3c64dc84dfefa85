package dev.seedkernel.aarch64.arith;

/**
 * Arithmetic on two singles, the halves of a word, by the host's; see {@link HostSingle}.
 *
 * <p>Whether the host's results will do is asked of both at once, as integers: no magnitude may be
 * more than {@link FpEnvironment#rangePair} says, or less than {@link #SAFE}.
 */
public final class HostSinglePair {
  private static final long MAGNITUDES = 0x7fff_ffff_7fff_ffffL;
  private static final long SIGNS = ~MAGNITUDES;

  /** {@link HostSingle#SAFE}, twice. */
  public static final long SAFE = 0x0380_0000_0380_0000L;

  private HostSinglePair() {}

  public static long join(float low, float high) {
    return (Float.floatToRawIntBits(low) & HostSingle.MASK)
        | (long) Float.floatToRawIntBits(high) << 32;
  }

  public static float low(long pair) {
    return Float.intBitsToFloat((int) pair);
  }

  public static float high(long pair) {
    return Float.intBitsToFloat((int) (pair >>> 32));
  }

  public static boolean notTooLarge(long r, FpEnvironment fp) {
    return ((fp.rangePair - (r & MAGNITUDES)) & SIGNS) == 0;
  }

  /** Also of a product or quotient. A borrow from the upper half comes with a sign in the lower. */
  public static boolean fits(long r, FpEnvironment fp) {
    long m = r & MAGNITUDES;
    return (((fp.rangePair - m) | (m - SAFE)) & SIGNS) == 0;
  }

  public static long add(long a, long b, FpEnvironment fp) {
    long r = join(low(a) + low(b), high(a) + high(b));
    if (notTooLarge(r, fp)) {
      return r;
    }
    Rare.path();
    return HostSingle.add(a, b, fp) | HostSingle.add(a >>> 32, b >>> 32, fp) << 32;
  }

  public static long subtract(long a, long b, FpEnvironment fp) {
    long r = join(low(a) - low(b), high(a) - high(b));
    if (notTooLarge(r, fp)) {
      return r;
    }
    Rare.path();
    return HostSingle.subtract(a, b, fp) | HostSingle.subtract(a >>> 32, b >>> 32, fp) << 32;
  }

  public static long multiply(long a, long b, FpEnvironment fp) {
    long r = join(low(a) * low(b), high(a) * high(b));
    if (fits(r, fp)) {
      return r;
    }
    Rare.path();
    return HostSingle.multiply(a, b, fp) | HostSingle.multiply(a >>> 32, b >>> 32, fp) << 32;
  }

  public static long divide(long a, long b, FpEnvironment fp) {
    long r = join(low(a) / low(b), high(a) / high(b));
    if (fits(r, fp)) {
      return r;
    }
    Rare.path();
    return HostSingle.divide(a, b, fp) | HostSingle.divide(a >>> 32, b >>> 32, fp) << 32;
  }

  public static long squareRoot(long a, FpEnvironment fp) {
    return HostSingle.squareRoot(a, fp) | HostSingle.squareRoot(a >>> 32, fp) << 32;
  }

  /** {@code addend + a * b}, rounded once. */
  public static long multiplyAdd(long addend, long a, long b, FpEnvironment fp) {
    long r = join(Math.fma(low(a), low(b), low(addend)), Math.fma(high(a), high(b), high(addend)));
    if (fits(r, fp)) {
      return r;
    }
    Rare.path();
    return HostSingle.multiplyAdd(addend, a, b, fp)
        | HostSingle.multiplyAdd(addend >>> 32, a >>> 32, b >>> 32, fp) << 32;
  }

  /** {@code addend - a * b}, rounded once. */
  public static long multiplySubtract(long addend, long a, long b, FpEnvironment fp) {
    long r =
        join(Math.fma(-low(a), low(b), low(addend)), Math.fma(-high(a), high(b), high(addend)));
    if (fits(r, fp)) {
      return r;
    }
    Rare.path();
    return HostSingle.multiplySubtract(addend, a, b, fp)
        | HostSingle.multiplySubtract(addend >>> 32, a >>> 32, b >>> 32, fp) << 32;
  }

  public static long maximum(long a, long b, FpEnvironment fp) {
    return HostSingle.maximum(a, b, fp) | HostSingle.maximum(a >>> 32, b >>> 32, fp) << 32;
  }

  public static long minimum(long a, long b, FpEnvironment fp) {
    return HostSingle.minimum(a, b, fp) | HostSingle.minimum(a >>> 32, b >>> 32, fp) << 32;
  }

  public static long maximumNumber(long a, long b, FpEnvironment fp) {
    return HostSingle.maximumNumber(a, b, fp)
        | HostSingle.maximumNumber(a >>> 32, b >>> 32, fp) << 32;
  }

  public static long minimumNumber(long a, long b, FpEnvironment fp) {
    return HostSingle.minimumNumber(a, b, fp)
        | HostSingle.minimumNumber(a >>> 32, b >>> 32, fp) << 32;
  }

  public static long equal(long a, long b, FpEnvironment fp) {
    return HostSingle.equal(a, b, fp) | HostSingle.equal(a >>> 32, b >>> 32, fp) << 32;
  }

  public static long greaterOrEqual(long a, long b, FpEnvironment fp) {
    return HostSingle.greaterOrEqual(a, b, fp)
        | HostSingle.greaterOrEqual(a >>> 32, b >>> 32, fp) << 32;
  }

  public static long greater(long a, long b, FpEnvironment fp) {
    return HostSingle.greater(a, b, fp) | HostSingle.greater(a >>> 32, b >>> 32, fp) << 32;
  }
}
