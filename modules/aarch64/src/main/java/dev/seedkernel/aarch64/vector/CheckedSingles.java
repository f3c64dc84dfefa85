package dev.seedkernel.aarch64.vector;

import dev.seedkernel.aarch64.arith.FpEnvironment;
import dev.seedkernel.aarch64.arith.HostSinglePair;
import dev.seedkernel.aarch64.arith.Rare;
import dev.seedkernel.aarch64.vector.HostVector.Floats;

/**
 * Arithmetic in single precision on 128 bits by the host's vectors, where their results will do:
 * see {@link HostSinglePair}, which does the rest. Regions have copies of these methods.
 */
public final class CheckedSingles {
  private CheckedSingles() {}

  /** Returns whether sums may be taken as they are. */
  public static boolean areSums(Floats r, FpEnvironment fp) {
    return HostFloats.areAtMost(r, fp.largestSingles());
  }

  /** Returns whether products, quotients and roots may. */
  public static boolean areProducts(Floats r, FpEnvironment fp) {
    return HostFloats.areProducts(r, fp.largestSingles());
  }

  /** Returns a half of a vector. */
  private static long word(Floats v, int index) {
    return v.word(index);
  }

  public static Floats add(Floats a, Floats b, FpEnvironment fp) {
    Floats r = HostFloats.add(a, b);
    if (areSums(r, fp)) {
      return r;
    }
    Rare.path();
    return addSlowly(a, b, fp);
  }

  public static Floats addSlowly(Floats a, Floats b, FpEnvironment fp) {
    return new Floats(
        HostSinglePair.add(word(a, 0), word(b, 0), fp),
        HostSinglePair.add(word(a, 1), word(b, 1), fp));
  }

  public static Floats subtract(Floats a, Floats b, FpEnvironment fp) {
    Floats r = HostFloats.subtract(a, b);
    if (areSums(r, fp)) {
      return r;
    }
    Rare.path();
    return subtractSlowly(a, b, fp);
  }

  public static Floats subtractSlowly(Floats a, Floats b, FpEnvironment fp) {
    return new Floats(
        HostSinglePair.subtract(word(a, 0), word(b, 0), fp),
        HostSinglePair.subtract(word(a, 1), word(b, 1), fp));
  }

  public static Floats multiply(Floats a, Floats b, FpEnvironment fp) {
    Floats r = HostFloats.multiply(a, b);
    if (areProducts(r, fp)) {
      return r;
    }
    Rare.path();
    return multiplySlowly(a, b, fp);
  }

  public static Floats multiplySlowly(Floats a, Floats b, FpEnvironment fp) {
    return new Floats(
        HostSinglePair.multiply(word(a, 0), word(b, 0), fp),
        HostSinglePair.multiply(word(a, 1), word(b, 1), fp));
  }

  public static Floats divide(Floats a, Floats b, FpEnvironment fp) {
    Floats r = HostFloats.divide(a, b);
    if (areProducts(r, fp)) {
      return r;
    }
    Rare.path();
    return divideSlowly(a, b, fp);
  }

  public static Floats divideSlowly(Floats a, Floats b, FpEnvironment fp) {
    return new Floats(
        HostSinglePair.divide(word(a, 0), word(b, 0), fp),
        HostSinglePair.divide(word(a, 1), word(b, 1), fp));
  }

  public static Floats squareRoot(Floats a, FpEnvironment fp) {
    Floats r = HostFloats.squareRoot(a);
    if (areProducts(r, fp)) {
      return r;
    }
    Rare.path();
    return squareRootSlowly(a, fp);
  }

  public static Floats squareRootSlowly(Floats a, FpEnvironment fp) {
    return new Floats(
        HostSinglePair.squareRoot(word(a, 0), fp), HostSinglePair.squareRoot(word(a, 1), fp));
  }

  /** {@code sum + a * b}, rounded once. */
  public static Floats multiplyAdd(Floats sum, Floats a, Floats b, FpEnvironment fp) {
    Floats r = HostFloats.multiplyAdd(sum, a, b);
    if (areProducts(r, fp)) {
      return r;
    }
    Rare.path();
    return multiplyAddSlowly(sum, a, b, fp);
  }

  public static Floats multiplyAddSlowly(Floats sum, Floats a, Floats b, FpEnvironment fp) {
    return new Floats(
        HostSinglePair.multiplyAdd(word(sum, 0), word(a, 0), word(b, 0), fp),
        HostSinglePair.multiplyAdd(word(sum, 1), word(a, 1), word(b, 1), fp));
  }

  /** {@code sum - a * b}, rounded once. */
  public static Floats multiplySubtract(Floats sum, Floats a, Floats b, FpEnvironment fp) {
    Floats r = HostFloats.multiplyAdd(sum, HostFloats.negate(a), b);
    if (areProducts(r, fp)) {
      return r;
    }
    Rare.path();
    return multiplySubtractSlowly(sum, a, b, fp);
  }

  public static Floats multiplySubtractSlowly(Floats sum, Floats a, Floats b, FpEnvironment fp) {
    return new Floats(
        HostSinglePair.multiplySubtract(word(sum, 0), word(a, 0), word(b, 0), fp),
        HostSinglePair.multiplySubtract(word(sum, 1), word(a, 1), word(b, 1), fp));
  }
}
