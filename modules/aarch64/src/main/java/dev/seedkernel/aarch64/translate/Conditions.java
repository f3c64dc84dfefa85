package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.arith.Alu;
import java.lang.classfile.Opcode;

/** Branches on conditions of lazy flags: comparisons of the operands that set them. */
final class Conditions {
  private static final int EQ = 0;
  private static final int NE = 1;
  private static final int CS = 2;
  private static final int CC = 3;
  private static final int MI = 4;
  private static final int PL = 5;
  private static final int VS = 6;
  private static final int VC = 7;
  private static final int HI = 8;
  private static final int LS = 9;
  private static final int GE = 10;
  private static final int LT = 11;
  private static final int GT = 12;
  private static final int LE = 13;
  private static final int ALWAYS = 14;

  private Conditions() {}

  static void branch(Emitter e, int condition, int label) {
    if (condition >= ALWAYS) {
      e.code.branch(Opcode.GOTO, label);
      return;
    }
    boolean done =
        switch (e.flags) {
          case LazyFlags.SUBTRACT32 -> ofDifference(e, condition, label, false);
          case LazyFlags.SUBTRACT64 -> ofDifference(e, condition, label, true);
          case LazyFlags.ADD32 -> ofSum(e, condition, label, false);
          case LazyFlags.ADD64 -> ofSum(e, condition, label, true);
          case LazyFlags.LOGICAL32 -> ofLogical(e, condition, label, false);
          case LazyFlags.LOGICAL64 -> ofLogical(e, condition, label, true);
          case LazyFlags.COMPARE_DOUBLE -> ofDoubles(e, condition, label);
          case LazyFlags.KNOWN -> ofKnown(e, condition, label);
          default -> false;
        };
    if (!done) {
      e.holds(condition);
      e.code.branch(Opcode.IFNE, label);
    }
  }

  /** Pushes an operand, of 64 or 32 bits. */
  private static void operand(Emitter e, int local, boolean wide) {
    e.loadTemporary(local);
    if (!wide) {
      e.code.plain(Emitter.L2I);
    }
  }

  private static boolean ofDifference(Emitter e, int condition, int label, boolean wide) {
    switch (condition) {
      case VS, VC -> {
        return false;
      }
      case MI, PL -> {
        operand(e, Bytecode.A, wide);
        operand(e, Bytecode.B, wide);
        e.code.plain(wide ? Emitter.LSUB : Emitter.ISUB);
        sign(e, condition == MI ? Opcode.IFLT : Opcode.IFGE, label, wide);
      }
      case CS, CC, HI, LS -> {
        operand(e, Bytecode.A, wide);
        operand(e, Bytecode.B, wide);
        compareUnsigned(e, wide);
        e.code.branch(
            switch (condition) {
              case CS -> Opcode.IFGE;
              case CC -> Opcode.IFLT;
              case HI -> Opcode.IFGT;
              default -> Opcode.IFLE;
            },
            label);
      }
      default -> {
        operand(e, Bytecode.A, wide);
        operand(e, Bytecode.B, wide);
        if (wide) {
          e.code.plain(Emitter.LCMP);
          e.code.branch(comparedWithZero(condition), label);
        } else {
          e.code.branch(compared(condition), label);
        }
      }
    }
    return true;
  }

  private static void compareUnsigned(Emitter e, boolean wide) {
    e.code.invokeStatic(
        wide ? Emitter.LONG : Emitter.INTEGER,
        "compareUnsigned",
        wide ? Emitter.INT_OF_LONGS : Emitter.INT_OF_INTS);
  }

  /** Branches by the sign of what is on the stack. */
  private static void sign(Emitter e, Opcode opcode, int label, boolean wide) {
    if (wide) {
      e.code.pushLong(0);
      e.code.plain(Emitter.LCMP);
    }
    e.code.branch(opcode, label);
  }

  private static boolean ofSum(Emitter e, int condition, int label, boolean wide) {
    if (condition > PL) {
      return false;
    }
    operand(e, Bytecode.A, wide);
    operand(e, Bytecode.B, wide);
    e.code.plain(wide ? Emitter.LADD : Emitter.IADD);
    switch (condition) {
      case CS, CC -> {
        operand(e, Bytecode.A, wide);
        compareUnsigned(e, wide);
        e.code.branch(condition == CS ? Opcode.IFLT : Opcode.IFGE, label);
      }
      case EQ, NE -> sign(e, condition == EQ ? Opcode.IFEQ : Opcode.IFNE, label, wide);
      default -> sign(e, condition == MI ? Opcode.IFLT : Opcode.IFGE, label, wide);
    }
    return true;
  }

  private static boolean ofLogical(Emitter e, int condition, int label, boolean wide) {
    Opcode opcode =
        switch (condition) {
          // C and V are clear.
          case CC, VC, LS -> Opcode.GOTO;
          case CS, VS, HI -> Opcode.NOP;
          case MI, LT -> Opcode.IFLT;
          case PL, GE -> Opcode.IFGE;
          default -> comparedWithZero(condition);
        };
    if (opcode == Opcode.GOTO) {
      e.code.branch(opcode, label);
    } else if (opcode != Opcode.NOP) {
      operand(e, Bytecode.A, wide);
      sign(e, opcode, label, wide);
    }
    return true;
  }

  /** Less, unordered and so on (Arm ARM C1.2.4): a NaN counts as less, or as greater. */
  private static boolean ofDoubles(Emitter e, int condition, int label) {
    if (condition == VS || condition == VC) {
      return false;
    }
    boolean nanIsGreater =
        switch (condition) {
          case CS, CC, MI, PL, HI, LS -> true;
          default -> false;
        };
    e.loadTemporary(Bytecode.A);
    e.code.invokeStatic(Emitter.DOUBLE, "longBitsToDouble", Emitter.DOUBLE_OF_LONG);
    e.loadTemporary(Bytecode.B);
    e.code.invokeStatic(Emitter.DOUBLE, "longBitsToDouble", Emitter.DOUBLE_OF_LONG);
    e.code.plain(nanIsGreater ? Emitter.DCMPG : Emitter.DCMPL);
    e.code.branch(
        switch (condition) {
          case EQ -> Opcode.IFEQ;
          case NE -> Opcode.IFNE;
          case CS, PL, GE -> Opcode.IFGE;
          case CC, MI, LT -> Opcode.IFLT;
          case HI, GT -> Opcode.IFGT;
          default -> Opcode.IFLE;
        },
        label);
    return true;
  }

  private static boolean ofKnown(Emitter e, int condition, int label) {
    int flag =
        switch (condition >> 1) {
          case 0 -> Alu.Z;
          case 1 -> Alu.C;
          case 2 -> Alu.N;
          case 3 -> Alu.V;
          default -> 0;
        };
    if (flag == 0) {
      return false;
    }
    e.nzcv();
    e.code.pushInt(flag);
    e.code.plain(Emitter.IAND);
    e.code.branch((condition & 1) == 0 ? Opcode.IFNE : Opcode.IFEQ, label);
    return true;
  }

  private static Opcode comparedWithZero(int condition) {
    return switch (condition) {
      case EQ -> Opcode.IFEQ;
      case NE -> Opcode.IFNE;
      case GE -> Opcode.IFGE;
      case LT -> Opcode.IFLT;
      case GT -> Opcode.IFGT;
      case LE -> Opcode.IFLE;
      default -> throw new IllegalArgumentException("condition " + condition);
    };
  }

  private static Opcode compared(int condition) {
    return switch (condition) {
      case EQ -> Opcode.IF_ICMPEQ;
      case NE -> Opcode.IF_ICMPNE;
      case GE -> Opcode.IF_ICMPGE;
      case LT -> Opcode.IF_ICMPLT;
      case GT -> Opcode.IF_ICMPGT;
      case LE -> Opcode.IF_ICMPLE;
      default -> throw new IllegalArgumentException("condition " + condition);
    };
  }
}
