package dev.seedkernel.aarch64.vector;

import dev.seedkernel.aarch64.arith.FpEnvironment;
import dev.seedkernel.aarch64.arith.HostDouble;
import dev.seedkernel.aarch64.arith.Rare;
import dev.seedkernel.aarch64.vector.HostVector.Doubles;

/**
 * Arithmetic in double precision on 128 bits by the host's vectors, where their results will do:
 * see {@link HostDouble}, which does the rest. Regions have copies of these methods.
 */
public final class CheckedDoubles {
  private CheckedDoubles() {}

  /** Returns whether sums may be taken as they are. */
  public static boolean areSums(Doubles r, FpEnvironment fp) {
    return HostFloats.areAtMost(r, fp.largestDouble());
  }

  /** Returns whether products, quotients and roots may. */
  public static boolean areProducts(Doubles r, FpEnvironment fp) {
    return HostFloats.areProducts(r, fp.largestDouble());
  }

  /** Returns a half of a vector. */
  private static double word(Doubles v, int index) {
    return v.at(index);
  }

  public static Doubles add(Doubles a, Doubles b, FpEnvironment fp) {
    Doubles r = HostFloats.add(a, b);
    if (areSums(r, fp)) {
      return r;
    }
    Rare.path();
    return addSlowly(a, b, fp);
  }

  public static Doubles addSlowly(Doubles a, Doubles b, FpEnvironment fp) {
    return Doubles.ofDoubles(
        HostDouble.add(word(a, 0), word(b, 0), fp), HostDouble.add(word(a, 1), word(b, 1), fp));
  }

  public static Doubles subtract(Doubles a, Doubles b, FpEnvironment fp) {
    Doubles r = HostFloats.subtract(a, b);
    if (areSums(r, fp)) {
      return r;
    }
    Rare.path();
    return subtractSlowly(a, b, fp);
  }

  public static Doubles subtractSlowly(Doubles a, Doubles b, FpEnvironment fp) {
    return Doubles.ofDoubles(
        HostDouble.subtract(word(a, 0), word(b, 0), fp),
        HostDouble.subtract(word(a, 1), word(b, 1), fp));
  }

  public static Doubles multiply(Doubles a, Doubles b, FpEnvironment fp) {
    Doubles r = HostFloats.multiply(a, b);
    if (areProducts(r, fp)) {
      return r;
    }
    Rare.path();
    return multiplySlowly(a, b, fp);
  }

  public static Doubles multiplySlowly(Doubles a, Doubles b, FpEnvironment fp) {
    return Doubles.ofDoubles(
        HostDouble.multiply(word(a, 0), word(b, 0), fp),
        HostDouble.multiply(word(a, 1), word(b, 1), fp));
  }

  public static Doubles divide(Doubles a, Doubles b, FpEnvironment fp) {
    Doubles r = HostFloats.divide(a, b);
    if (areProducts(r, fp)) {
      return r;
    }
    Rare.path();
    return divideSlowly(a, b, fp);
  }

  public static Doubles divideSlowly(Doubles a, Doubles b, FpEnvironment fp) {
    return Doubles.ofDoubles(
        HostDouble.divide(word(a, 0), word(b, 0), fp),
        HostDouble.divide(word(a, 1), word(b, 1), fp));
  }

  public static Doubles squareRoot(Doubles a, FpEnvironment fp) {
    Doubles r = HostFloats.squareRoot(a);
    if (areProducts(r, fp)) {
      return r;
    }
    Rare.path();
    return squareRootSlowly(a, fp);
  }

  public static Doubles squareRootSlowly(Doubles a, FpEnvironment fp) {
    return Doubles.ofDoubles(
        HostDouble.squareRoot(word(a, 0), fp), HostDouble.squareRoot(word(a, 1), fp));
  }

  /** {@code sum + a * b}, rounded once. */
  public static Doubles multiplyAdd(Doubles sum, Doubles a, Doubles b, FpEnvironment fp) {
    Doubles r = HostFloats.multiplyAdd(sum, a, b);
    if (areProducts(r, fp)) {
      return r;
    }
    Rare.path();
    return multiplyAddSlowly(sum, a, b, fp);
  }

  public static Doubles multiplyAddSlowly(Doubles sum, Doubles a, Doubles b, FpEnvironment fp) {
    return Doubles.ofDoubles(
        HostDouble.multiplyAdd(word(sum, 0), word(a, 0), word(b, 0), fp),
        HostDouble.multiplyAdd(word(sum, 1), word(a, 1), word(b, 1), fp));
  }

  /** {@code sum - a * b}, rounded once. */
  public static Doubles multiplySubtract(Doubles sum, Doubles a, Doubles b, FpEnvironment fp) {
    Doubles r = HostFloats.multiplyAdd(sum, HostFloats.negate(a), b);
    if (areProducts(r, fp)) {
      return r;
    }
    Rare.path();
    return multiplySubtractSlowly(sum, a, b, fp);
  }

  public static Doubles multiplySubtractSlowly(
      Doubles sum, Doubles a, Doubles b, FpEnvironment fp) {
    return Doubles.ofDoubles(
        HostDouble.multiplySubtract(word(sum, 0), word(a, 0), word(b, 0), fp),
        HostDouble.multiplySubtract(word(sum, 1), word(a, 1), word(b, 1), fp));
  }
}
