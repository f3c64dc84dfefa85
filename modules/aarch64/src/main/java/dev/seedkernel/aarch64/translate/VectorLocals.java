package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.seedkernel.aarch64.vector.HostFloats;
import dev.seedkernel.aarch64.vector.HostWords;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * How a method keeps the guest's vector registers in local variables: each half is a long; or a
 * double, if the method computes with it as one; or both are one vector of the host, of the shape
 * that it is used in most. Where values from several ways meet, HotSpot keeps them in the kind of
 * register that the local variable asks for; so a sum in a loop is not moved to and fro. The bits
 * of a double are not changed by moves.
 *
 * <p>A half is the number of its register, from 32 on, and 64 more for the high one. A register has
 * four local variables, of which a vector needs one.
 */
final class VectorLocals {
  private static final ClassDesc WORDS = ClassDesc.ofDescriptor(HostWords.class.descriptorString());
  static final ClassDesc ACCESS = ClassDesc.of("dev.seedkernel.aarch64.VectorAccess");
  private static final ClassDesc FLOATS =
      ClassDesc.ofDescriptor(HostFloats.class.descriptorString());
  private static final ClassDesc VECTOR = HostShape.LONGS.type();

  /** Added to a register for its high half. */
  static final int HIGH = 64;

  private static final MethodTypeDesc TO_DOUBLE = MethodTypeDesc.of(CD_double, CD_long);
  private static final MethodTypeDesc TO_LONG = MethodTypeDesc.of(CD_long, CD_double);
  private static final MethodTypeDesc WORD = MethodTypeDesc.of(CD_long, VECTOR);
  private static final MethodTypeDesc OF_WORD = MethodTypeDesc.of(VECTOR, CD_long);
  private static final MethodTypeDesc OF_WORDS = MethodTypeDesc.of(VECTOR, CD_long, CD_long);
  private static final MethodTypeDesc OF_DOUBLES = MethodTypeDesc.of(VECTOR, CD_double, CD_double);
  private static final MethodTypeDesc WITH_WORD = MethodTypeDesc.of(VECTOR, CD_long, VECTOR);

  private static final MethodTypeDesc OF_REGISTER =
      MethodTypeDesc.of(VECTOR, Bytecode.REGISTERS, CD_int);
  private static final MethodTypeDesc TO_REGISTER =
      MethodTypeDesc.of(CD_void, VECTOR, Bytecode.REGISTERS, CD_int);

  private long low;
  private long high;
  private long whole;

  /** How often registers are used in each shape. */
  private final Map<Integer, Map<HostShape, Integer>> votes = new HashMap<>();

  /** Makes a half a double, unless the register is a vector. */
  void noteDouble(int register, boolean isHigh) {
    if (isHigh) {
      high |= 1L << register;
    } else {
      low |= 1L << register;
    }
  }

  /** Makes a register a vector. */
  void noteVector(int register) {
    whole |= 1L << register;
  }

  /** Makes a register a vector that is used in a shape. */
  void noteVector(int register, HostShape shape) {
    noteVector(register);
    votes
        .computeIfAbsent(register, r -> new EnumMap<>(HostShape.class))
        .merge(shape, 1, Integer::sum);
  }

  /** Returns the shape of a register that is a vector, or of a half of it. */
  HostShape shape(int half) {
    Map<HostShape, Integer> of = votes.getOrDefault(half & HIGH - 1, Map.of());
    HostShape most = HostShape.LONGS;
    for (HostShape shape : HostShape.values()) {
      most = of.getOrDefault(shape, 0) > of.getOrDefault(most, 0) ? shape : most;
    }
    return most;
  }

  private boolean isVector(int half) {
    return (whole & 1L << (half & HIGH - 1)) != 0;
  }

  private boolean isDouble(int half) {
    return ((half < HIGH ? low : high) & 1L << (half & HIGH - 1)) != 0;
  }

  private static int local(int half, int first) {
    return half < HIGH ? first : first + 2;
  }

  /** Returns the shape of a register if it is of integers, else one that is. */
  HostShape integers(int register) {
    HostShape shape = shape(register);
    return shape.isInteger() ? shape : HostShape.LONGS;
  }

  /**
   * Returns how many calls on vectors it takes at most to move registers of a set to the array or
   * back.
   */
  int transfers(long registers) {
    return 2 * Long.bitCount(registers & whole);
  }

  /** Returns how many bytes it takes at most to load or store a half. */
  int size(int half) {
    return isVector(half) ? 17 : isDouble(half) ? 5 : 2;
  }

  /** Returns how many bytes it takes to load or store a vector in a shape. */
  int size(int register, HostShape shape) {
    return shape == shape(register) ? 2 : 8;
  }

  // Halves; first is the first local variable of the register

  /** Pushes a half as a long. */
  void load(CodeBuilder code, int half, int first) {
    if (isVector(half)) {
      loadVector(code, half, first, HostShape.LONGS);
      code.invokestatic(WORDS, half < HIGH ? "low" : "high", WORD);
    } else if (isDouble(half)) {
      code.dload(local(half, first)).invokestatic(Emitter.DOUBLE, "doubleToRawLongBits", TO_LONG);
    } else {
      code.lload(local(half, first));
    }
  }

  /** Pops a long into a half. */
  void store(CodeBuilder code, int half, int first) {
    if (isVector(half)) {
      loadVector(code, half, first, HostShape.LONGS);
      code.invokestatic(WORDS, half < HIGH ? "withLow" : "withHigh", WITH_WORD);
      storeVector(code, half, first, HostShape.LONGS);
    } else if (isDouble(half)) {
      code.invokestatic(Emitter.DOUBLE, "longBitsToDouble", TO_DOUBLE);
      code.dstore(local(half, first));
    } else {
      code.lstore(local(half, first));
    }
  }

  /** Pushes a half as a double. */
  void loadDouble(CodeBuilder code, int half, int first) {
    if (isVector(half)) {
      load(code, half, first);
      code.invokestatic(Emitter.DOUBLE, "longBitsToDouble", TO_DOUBLE);
    } else {
      code.dload(local(half, first));
    }
  }

  // Registers

  /** Pushes a register that is a vector, in a shape. */
  void loadVector(CodeBuilder code, int register, int first, HostShape shape) {
    code.aload(first);
    convert(code, shape(register), shape);
  }

  /** Pops a vector of a shape into a register. */
  void storeVector(CodeBuilder code, int register, int first, HostShape shape) {
    convert(code, shape, shape(register));
    code.astore(first);
  }

  /** Pops a vector of a shape, and pushes its bits in another. */
  static void convert(CodeBuilder code, HostShape from, HostShape to) {
    if (from == to) {
      return;
    }
    if (to == HostShape.LONGS) {
      code.invokestatic(WORDS, "of", MethodTypeDesc.of(to.type(), from.type()));
    } else if (to.isInteger()) {
      code.invokestatic(to.lanes(), "of", MethodTypeDesc.of(to.type(), from.type()));
    } else {
      convert(code, from, HostShape.LONGS);
      String name = to == HostShape.FLOATS ? "floats" : "doubles";
      code.invokestatic(FLOATS, name, MethodTypeDesc.of(to.type(), VECTOR));
    }
  }

  /** Pops a long into the low half, and sets the other to 0. */
  void storeWord(CodeBuilder code, int register, int first) {
    if (isVector(register)) {
      code.invokestatic(WORDS, "ofWord", OF_WORD);
      storeVector(code, register, first, HostShape.LONGS);
    } else {
      store(code, register, first);
      code.lconst_0();
      store(code, register | HIGH, first);
    }
  }

  /** Pops a double into the low half, and sets the other to 0. */
  void storeDoubleWord(CodeBuilder code, int register, int first) {
    if (isVector(register)) {
      code.invokestatic(Emitter.DOUBLE, "doubleToRawLongBits", TO_LONG);
      storeWord(code, register, first);
    } else {
      code.dstore(first);
      code.lconst_0();
      store(code, register | HIGH, first);
    }
  }

  /** Pops the high half, and then the low one. */
  void storeBoth(CodeBuilder code, int register, int first) {
    if (isVector(register)) {
      code.invokestatic(WORDS, "ofWords", OF_WORDS);
      storeVector(code, register, first, HostShape.LONGS);
    } else {
      store(code, register | HIGH, first);
      store(code, register, first);
    }
  }

  /** Pops the high half, and then the low one, as doubles. */
  void storeBothDoubles(CodeBuilder code, int register, int first) {
    if (isVector(register)) {
      code.invokestatic(WORDS, "ofDoubles", OF_DOUBLES);
      storeVector(code, register, first, HostShape.LONGS);
    } else {
      code.dstore(first + 2).dstore(first);
    }
  }

  /** Stores a register in the array of a local variable. */
  void spill(CodeBuilder code, int array, int register, int first) {
    if (isVector(register)) {
      loadVector(code, register, first, HostShape.LONGS);
      code.aload(array).loadConstant(register - 32);
      code.invokestatic(ACCESS, "set", TO_REGISTER);
      return;
    }
    for (int half = 0; half < 2; half++) {
      code.aload(array).loadConstant(2 * (register - 32) + half);
      load(code, register | half * HIGH, first);
      code.lastore();
    }
  }

  /** Loads a register from the array of a local variable. */
  void reload(CodeBuilder code, int array, int register, int first) {
    if (isVector(register)) {
      code.aload(array).loadConstant(register - 32);
      code.invokestatic(ACCESS, "get", OF_REGISTER);
      storeVector(code, register, first, HostShape.LONGS);
      return;
    }
    for (int half = 0; half < 2; half++) {
      code.aload(array).loadConstant(2 * (register - 32) + half).laload();
      store(code, register | half * HIGH, first);
    }
  }
}
