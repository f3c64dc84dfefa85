package dev.seedkernel.aarch64.arith;

/**
 * Whether the host's result is the exact one, so that it raises nothing.
 *
 * <p>The rounding error of these operations is a number of the format itself, if nothing underflows
 * (Handbook of Floating-Point Arithmetic, chapter 4): it is computed and compared with zero. A
 * doubt, such as an overflow on the way, is answered with no.
 */
final class Exactness {
  /** From here on the error of a product or quotient cannot underflow. */
  private static final double SAFE = 0x1p-900;

  private Exactness() {}

  /** Of {@code r = x + y} (Knuth's TwoSum). */
  static boolean ofSum(double x, double y, double r) {
    double yRounded = r - x;
    double xRounded = r - yRounded;
    return (x - xRounded) + (y - yRounded) == 0;
  }

  /** Of {@code r = x * y}. */
  static boolean ofProduct(double x, double y, double r) {
    if (r == 0) {
      return x == 0 || y == 0;
    }
    return Math.abs(r) >= SAFE && Math.fma(x, y, -r) == 0;
  }

  /** Of {@code r = x / y}. */
  static boolean ofQuotient(double x, double y, double r) {
    if (x == 0) {
      return r == 0;
    }
    return Math.abs(x) >= SAFE && Math.abs(r) >= SAFE && Math.fma(r, y, -x) == 0;
  }

  /** Of {@code r}, the square root of {@code x}. */
  static boolean ofRoot(double x, double r) {
    return x == 0 || (x >= SAFE && Math.fma(r, r, -x) == 0);
  }

  /** Of {@code r = addend + x * y}; the answer is no if the product alone is not exact. */
  static boolean ofMultiplyAdd(double addend, double x, double y, double r) {
    double product = x * y;
    return ofProduct(x, y, product) && product + addend == r && ofSum(product, addend, r);
  }

  /** Of {@code r = x + y}. */
  static boolean ofSum(float x, float y, float r) {
    float yRounded = r - x;
    float xRounded = r - yRounded;
    return (x - xRounded) + (y - yRounded) == 0;
  }

  /** Of {@code r = x * y}, which is exact as a double. */
  static boolean ofProduct(float x, float y, float r) {
    return (double) x * (double) y == r;
  }

  /** Of {@code r = x / y}. */
  static boolean ofQuotient(float x, float y, float r) {
    return y != 0 && (double) r * (double) y == x;
  }

  /** Of {@code r}, the square root of {@code x}. */
  static boolean ofRoot(float x, float r) {
    return (double) r * (double) r == x;
  }

  /** Of {@code r = addend + x * y}. */
  static boolean ofMultiplyAdd(float addend, float x, float y, float r) {
    double product = (double) x * (double) y;
    double sum = product + addend;
    return sum == r && ofSum(product, addend, sum);
  }
}
