package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.arith.Alu;
import dev.seedkernel.aarch64.arith.Condition;
import dev.seedkernel.aarch64.arith.FloatComparison;

/**
 * Condition flags that are not computed until somebody asks: the operation that set them, and its
 * operands. Most are never asked for, and most others only for one condition, which is a comparison
 * of the operands.
 */
public final class LazyFlags {
  /** The first operand is N, Z, C, V. */
  static final int KNOWN = 0;

  /** Of a sum of 32 bits. */
  static final int ADD32 = 1;

  static final int ADD64 = 2;

  /** Of a difference of 32 bits. */
  static final int SUBTRACT32 = 3;

  static final int SUBTRACT64 = 4;

  /** The first operand is a result of 32 bits; C and V are clear. */
  static final int LOGICAL32 = 5;

  static final int LOGICAL64 = 6;

  /** Of a comparison of two doubles, whose exceptions are raised already. */
  static final int COMPARE_DOUBLE = 7;

  private LazyFlags() {}

  /** Returns whether there is a second operand. */
  static boolean hasTwoOperands(int kind) {
    return kind != KNOWN && kind != LOGICAL32 && kind != LOGICAL64;
  }

  /** Returns N, Z, C, V. */
  public static int nzcv(int kind, long a, long b) {
    return switch (kind) {
      case ADD32 -> Alu.flagsOfAdd((int) a, (int) b, (int) a + (int) b);
      case ADD64 -> Alu.flagsOfAdd(a, b, a + b);
      case SUBTRACT32 -> Alu.flagsOfSubtract((int) a, (int) b, (int) a - (int) b);
      case SUBTRACT64 -> Alu.flagsOfSubtract(a, b, a - b);
      case LOGICAL32 -> Alu.flagsOfLogical((int) a);
      case LOGICAL64 -> Alu.flagsOfLogical(a);
      case COMPARE_DOUBLE ->
          FloatComparison.flags(Double.longBitsToDouble(a), Double.longBitsToDouble(b));
      default -> (int) a;
    };
  }

  /** Returns whether a condition holds. */
  public static boolean holds(int nzcv, int condition) {
    return Condition.holds(condition, nzcv);
  }
}
