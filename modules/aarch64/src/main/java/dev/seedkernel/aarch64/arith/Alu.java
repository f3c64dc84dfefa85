package dev.seedkernel.aarch64.arith;

/** Integer arithmetic and its condition flags: N, Z, C, V in bits 3 to 0. */
public final class Alu {
  public static final int N = 8;
  public static final int Z = 4;
  public static final int C = 2;
  public static final int V = 1;

  private Alu() {}

  /**
   * Returns the flags of {@code a + b}, which gave {@code result}; a carry into the sum may be part
   * of it, as the carry out of a position depends on the operands and the sum alone.
   */
  public static int flagsOfAdd(long a, long b, long result) {
    int carry = (int) (((a & b) | ((a | b) & ~result)) >>> 63);
    int overflow = (int) (((a ^ result) & (b ^ result)) >>> 63);
    return flagsOfLogical(result) | carry << 1 | overflow;
  }

  /** Returns the flags of {@code a + b}, which gave {@code result}. */
  public static int flagsOfAdd(int a, int b, int result) {
    int carry = ((a & b) | ((a | b) & ~result)) >>> 31;
    int overflow = ((a ^ result) & (b ^ result)) >>> 31;
    return flagsOfLogical(result) | carry << 1 | overflow;
  }

  /**
   * Returns the flags of {@code a - b}, which gave {@code result}; C is set where nothing was
   * borrowed.
   */
  public static int flagsOfSubtract(long a, long b, long result) {
    int carry = Long.compareUnsigned(a, b) >= 0 ? C : 0;
    int overflow = (int) (((a ^ b) & (a ^ result)) >>> 63);
    return flagsOfLogical(result) | carry | overflow;
  }

  /**
   * Returns the flags of {@code a - b}, which gave {@code result}; C is set where nothing was
   * borrowed.
   */
  public static int flagsOfSubtract(int a, int b, int result) {
    int carry = Integer.compareUnsigned(a, b) >= 0 ? C : 0;
    int overflow = ((a ^ b) & (a ^ result)) >>> 31;
    return flagsOfLogical(result) | carry | overflow;
  }

  /** Returns N and Z of a result, with C and V clear. */
  public static int flagsOfLogical(long result) {
    return (int) (result >>> 60 & N) | (result == 0 ? Z : 0);
  }

  /** Returns N and Z of a result, with C and V clear. */
  public static int flagsOfLogical(int result) {
    return (result >>> 28 & N) | (result == 0 ? Z : 0);
  }

  /** Returns the quotient rounded towards zero; 0 if the divisor is 0. */
  public static long divideUnsigned(long dividend, long divisor) {
    return divisor == 0 ? 0 : Long.divideUnsigned(dividend, divisor);
  }

  /** Returns the quotient rounded towards zero; 0 if the divisor is 0. */
  public static int divideUnsigned(int dividend, int divisor) {
    return divisor == 0 ? 0 : Integer.divideUnsigned(dividend, divisor);
  }

  /** Returns the quotient rounded towards zero, wrapped; 0 if the divisor is 0. */
  public static long divide(long dividend, long divisor) {
    return divisor == 0 ? 0 : dividend / divisor;
  }

  /** Returns the quotient rounded towards zero, wrapped; 0 if the divisor is 0. */
  public static int divide(int dividend, int divisor) {
    return divisor == 0 ? 0 : dividend / divisor;
  }

  public static long maxUnsigned(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }

  public static int maxUnsigned(int a, int b) {
    return Integer.compareUnsigned(a, b) >= 0 ? a : b;
  }

  public static long minUnsigned(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? a : b;
  }

  public static int minUnsigned(int a, int b) {
    return Integer.compareUnsigned(a, b) <= 0 ? a : b;
  }
}
