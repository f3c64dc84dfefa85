package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.seedkernel.aarch64.arith.Lanes;
import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * What the emitters of Advanced SIMD share: a vector is two longs, and most instructions do the
 * same to each of them.
 */
final class Halves {
  static final ClassDesc LANES = ClassDesc.ofDescriptor(Lanes.class.descriptorString());
  static final MethodTypeDesc UNARY = MethodTypeDesc.of(CD_long, CD_long, CD_int);
  static final MethodTypeDesc BINARY = MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_int);
  private static final MethodTypeDesc TERNARY =
      MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_long, CD_int);
  private static final MethodTypeDesc SHIFT = MethodTypeDesc.of(CD_long, CD_long, CD_int, CD_int);

  private final Emitter e;
  private final Bytecode code;

  Halves(Emitter e) {
    this.e = e;
    this.code = e.code;
  }

  /** Pushes one half of a result. */
  interface Half {
    void push(boolean high);
  }

  /** Writes a vector of 128 or 64 bits, or a scalar. */
  void write(Instruction i, Half half) {
    half.push(false);
    if (i.isFull()) {
      half.push(true);
      e.setBoth(i.d);
    } else {
      e.setD(i.d);
    }
  }

  /** Like {@link #write}, of halves that are doubles. */
  void writeDoubles(Instruction i, Half half) {
    half.push(false);
    if (i.isFull()) {
      half.push(true);
      code.setBothDoubles(32 + i.d);
    } else {
      e.setDouble(i.d);
    }
  }

  /** Writes 128 bits. */
  void writeBoth(Instruction i, Half half) {
    half.push(false);
    half.push(true);
    e.setBoth(i.d);
  }

  /** Pops what an instruction narrows to; its "2" form leaves the low half as it is. */
  void writeNarrow(Instruction i) {
    if (i.isFull()) {
      e.setHigh(i.d);
    } else {
      e.setD(i.d);
    }
  }

  void push(int register, boolean high) {
    code.get(32 + register, high);
  }

  void pushDouble(int register, boolean high) {
    code.getDouble(32 + register, high);
  }

  /** Pushes the half that an instruction widens. */
  void pushNarrow(Instruction i, int register) {
    push(register, i.isFull());
  }

  /** Pops a word, and pushes what is in its upper half. */
  void upper() {
    code.pushInt(32);
    code.plain(Emitter.LUSHR);
  }

  /** Pops two words, and pushes them as the lower and upper half of one. */
  void joinHalves() {
    code.pushInt(32);
    code.plain(Emitter.LSHL, Emitter.LOR);
  }

  void not() {
    code.pushLong(-1);
    code.plain(Emitter.LXOR);
  }

  // Methods of Lanes, which are told the size of elements last

  void unary(String method, int size) {
    code.pushInt(size);
    code.invokeStatic(LANES, method, UNARY);
  }

  void binary(String method, int size) {
    code.pushInt(size);
    code.invokeStatic(LANES, method, BINARY);
  }

  void ternary(String method, int size) {
    code.pushInt(size);
    code.invokeStatic(LANES, method, TERNARY);
  }

  void shift(String method, int amount, int size) {
    code.pushInt(amount);
    code.pushInt(size);
    code.invokeStatic(LANES, method, SHIFT);
  }

  void add(int size) {
    if (size == 3) {
      code.plain(Emitter.LADD);
    } else {
      binary("add", size);
    }
  }

  void subtract(int size) {
    if (size == 3) {
      code.plain(Emitter.LSUB);
    } else {
      binary("subtract", size);
    }
  }

  /** Pushes an element of slot m, by slot imm, as all elements of a word. */
  void replicatedElement(Instruction i, int size) {
    pushElement(i.m, (int) i.imm, size);
    if (size < 3) {
      unary("replicate", size);
    }
  }

  /** Pushes a word that has an element lowest; what is above it is anything. */
  void pushElement(int register, int index, int size) {
    int at = index << (3 + size);
    push(register, at >= 64);
    if ((at & 63) != 0) {
      code.pushInt(at & 63);
      code.plain(Emitter.LUSHR);
    }
  }

  /** Pops a word, and pushes its lowest element and nothing above it. */
  void mask(int size) {
    if (size < 3) {
      code.pushLong(Lanes.mask(size));
      code.plain(Emitter.LAND);
    }
  }

  /** Pops a value into an element, and leaves the others as they are. */
  void insert(int register, int index, int size) {
    int at = index << (3 + size);
    boolean high = at >= 64;
    if (size < 3) {
      mask(size);
      if ((at & 63) != 0) {
        code.pushInt(at & 63);
        code.plain(Emitter.LSHL);
      }
      push(register, high);
      code.pushLong(~(Lanes.mask(size) << at));
      code.plain(Emitter.LAND, Emitter.LOR);
    }
    if (high) {
      e.setHigh(register);
    } else {
      e.setLow(register);
    }
  }

  /** Pops a word, and pushes the elements of a half of it with twice the size. */
  void widen(boolean high, boolean signed, int size) {
    if (size == 2 && (high || signed)) {
      if (high) {
        code.pushInt(32);
        code.plain(signed ? Emitter.LSHR : Emitter.LUSHR);
      } else {
        code.plain(Emitter.L2I, Emitter.I2L);
      }
      return;
    }
    if (high) {
      upper();
    }
    unary(signed ? "widenSigned" : "widenUnsigned", size);
  }
}
