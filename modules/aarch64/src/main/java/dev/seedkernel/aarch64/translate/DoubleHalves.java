package dev.seedkernel.aarch64.translate;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Which halves of vector registers are doubles in a method, and not longs: those that it computes
 * with as doubles. Where values from several ways meet, HotSpot keeps them in the kind of register
 * that the local variable asks for; so a sum in a loop is not moved to and fro.
 *
 * <p>A half is the number of its register, from 32 on, and 64 more for the high one. The bits of a
 * double are not changed by moves.
 */
final class DoubleHalves {
  private static final MethodTypeDesc TO_DOUBLE =
      MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_long);
  private static final MethodTypeDesc TO_LONG =
      MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_double);

  private long low;
  private long high;

  /** Makes a half a double. */
  void note(int register, boolean isHigh) {
    if (isHigh) {
      high |= 1L << register;
    } else {
      low |= 1L << register;
    }
  }

  private boolean contains(int half) {
    return ((half < 64 ? low : high) & 1L << (half & 63)) != 0;
  }

  /** Returns how many bytes it takes to load or store one as a long. */
  int size(int half) {
    return contains(half) ? 5 : 2;
  }

  /** Loads a half as a long. */
  void load(CodeBuilder code, int half, int local) {
    if (contains(half)) {
      code.dload(local).invokestatic(Emitter.DOUBLE, "doubleToRawLongBits", TO_LONG);
    } else {
      code.lload(local);
    }
  }

  void store(CodeBuilder code, int half, int local) {
    if (contains(half)) {
      code.invokestatic(Emitter.DOUBLE, "longBitsToDouble", TO_DOUBLE).dstore(local);
    } else {
      code.lstore(local);
    }
  }
}
