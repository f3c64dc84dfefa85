package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.seedkernel.aarch64.arith.HostDouble;
import dev.seedkernel.aarch64.arith.HostSingle;
import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.Map;

/**
 * Scalar floating point in single and double precision: arithmetic, comparison, selection and
 * moves. The arithmetic is calls of what the interpreter calls, made for being inlined.
 */
final class FloatEmitter {
  private static final int SINGLE = 2;
  private static final int DOUBLE = 3;
  private static final ClassDesc[] ARITHMETIC = {
    ClassDesc.ofDescriptor(HostSingle.class.descriptorString()),
    ClassDesc.ofDescriptor(HostDouble.class.descriptorString())
  };
  private static final MethodTypeDesc COMPARED =
      MethodTypeDesc.of(CD_long, CD_long, CD_int, Bytecode.ENVIRONMENT);
  private static final MethodTypeDesc COMPARED_DOUBLE =
      MethodTypeDesc.of(CD_double, CD_double, CD_int, Bytecode.ENVIRONMENT);

  /** Operations on two operands by their mnemonics. */
  private static final Map<String, String> BINARY_METHODS =
      Map.of(
          "fadd", "add",
          "fsub", "subtract",
          "fmul", "multiply",
          "fnmul", "multiplyNegated",
          "fdiv", "divide",
          "fmax", "maximum",
          "fmin", "minimum",
          "fmaxnm", "maximumNumber",
          "fminnm", "minimumNumber");

  private static final Map<String, String> TERNARY_METHODS =
      Map.of(
          "fmadd", "multiplyAdd",
          "fmsub", "multiplySubtract",
          "fnmadd", "negatedMultiplyAdd",
          "fnmsub", "negatedMultiplySubtract");

  private final Emitter e;
  private final Bytecode code;
  private final FloatConversionEmitter conversions;

  FloatEmitter(Emitter e) {
    this.e = e;
    this.code = e.code;
    this.conversions = new FloatConversionEmitter(e);
  }

  /** Emits an instruction; returns false if it has to execute itself. */
  boolean emit(Instruction i) {
    int w = i.word;
    int size = SINGLE + (w >>> 22 & 3);
    if ((w & 0xff00_0000) == 0x1f00_0000) {
      return size <= DOUBLE && multiplyAdd(i, size);
    }
    if ((w & 0x5f00_0000) != 0x1e00_0000) {
      return false;
    }
    if (i.encoding.mnemonic().equals("fmov")) {
      return move(i, size);
    }
    return size <= DOUBLE && (conversions.emit(i, size) || arithmetic(i, size));
  }

  private static ClassDesc owner(int size) {
    return ARITHMETIC[size - SINGLE];
  }

  /** Pushes an operand of arithmetic: a double, or a long whose lower half is a single. */
  private void operand(int register, int size) {
    if (size == DOUBLE) {
      e.lowDouble(register);
    } else {
      e.vLow(register);
    }
  }

  private void operate(Instruction i, int size, String method, int operands) {
    code.environment();
    ClassDesc number = size == DOUBLE ? CD_double : CD_long;
    e.copies.invoke(code, owner(size), method, arithmetic(number, number, operands));
    if (size == DOUBLE) {
      e.setDouble(i.d);
    } else {
      e.setD(i.d);
    }
  }

  /** Returns the type of a method of arithmetic on some numbers. */
  static MethodTypeDesc arithmetic(ClassDesc result, ClassDesc number, int operands) {
    ClassDesc[] types = new ClassDesc[operands + 1];
    Arrays.fill(types, number);
    types[operands] = Bytecode.ENVIRONMENT;
    return MethodTypeDesc.of(result, types);
  }

  private boolean arithmetic(Instruction i, int size) {
    if (i.word < 0 || (i.word & 1 << 21) == 0) {
      return false;
    }
    String mnemonic = i.encoding.mnemonic();
    String binary = BINARY_METHODS.get(mnemonic);
    if (binary != null) {
      operand(i.n, size);
      operand(i.m, size);
      operate(i, size, binary, 2);
      return true;
    }
    switch (mnemonic) {
      case "fabs" -> {
        e.vLow(i.n);
        code.pushLong(size == DOUBLE ? Long.MAX_VALUE : 0x7fff_ffff);
        code.plain(Emitter.LAND);
        e.setD(i.d);
      }
      case "fneg" -> {
        element(i.n, size);
        code.pushLong(size == DOUBLE ? Long.MIN_VALUE : 0x8000_0000L);
        code.plain(Emitter.LXOR);
        e.setD(i.d);
      }
      case "fsqrt" -> {
        operand(i.n, size);
        operate(i, size, "squareRoot", 1);
      }
      case "fcmp", "fcmpe" -> {
        compare(i, size, (i.word & 8) != 0, i.word >>> 4 & 1);
        e.setFlags(LazyFlags.COMPARE_DOUBLE);
      }
      case "fccmp", "fccmpe" -> conditionalCompare(i, size);
      case "fcsel" -> select(i, size);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Pushes the lowest element; sizes are logarithms of bytes. */
  private void element(int register, int size) {
    e.vLow(register);
    if (size == SINGLE) {
      code.pushLong(0xffff_ffffL);
      code.plain(Emitter.LAND);
    }
  }

  private void copy(int from, int to, int size) {
    if (size == DOUBLE) {
      e.lowDouble(from);
      e.setDouble(to);
    } else {
      element(from, size);
      e.setD(to);
    }
  }

  private boolean move(Instruction i, int size) {
    // By bits 31:29 and 23:10, without the size of the registers where both have one.
    switch (i.word & 0xffff_fc00) {
      case 0x1e20_4000, 0x1e60_4000 -> copy(i.n, i.d, size);
      case 0x1e26_0000 -> {
        e.vLow(i.n);
        code.plain(Emitter.L2I);
        e.setW(i.d);
      }
      case 0x1e27_0000 -> {
        e.w(i.n);
        e.zeroExtend();
        e.setD(i.d);
      }
      case 0x9e66_0000 -> {
        e.vLow(i.n);
        e.setX(i.d);
      }
      case 0x9e67_0000 -> {
        e.x(i.n);
        e.setD(i.d);
      }
      case 0x9eae_0000 -> {
        e.vHigh(i.n);
        e.setX(i.d);
      }
      case 0x9eaf_0000 -> {
        e.x(i.n);
        e.setHigh(i.d);
      }
      default -> {
        if ((i.word & 0xff20_1fe0) != 0x1e20_1000 || size > DOUBLE) {
          return false;
        }
        code.pushLong(size == SINGLE ? i.imm & 0xffff_ffffL : i.imm);
        e.setD(i.d);
      }
    }
    return true;
  }

  private boolean multiplyAdd(Instruction i, int size) {
    String method = TERNARY_METHODS.get(i.encoding.mnemonic());
    if (method == null) {
      return false;
    }
    operand(i.a, size);
    operand(i.n, size);
    operand(i.m, size);
    operate(i, size, method, 3);
    return true;
  }

  /** Leaves the operands in A and B, as doubles. */
  private void compare(Instruction i, int size, boolean withZero, int signalAll) {
    compared(i.n, size, signalAll);
    if (withZero) {
      code.pushLong(0);
    } else {
      compared(i.m, size, signalAll);
    }
    e.storeTemporary(Bytecode.B);
    e.storeTemporary(Bytecode.A);
  }

  private void compared(int register, int size, int signalAll) {
    operand(register, size);
    code.pushInt(signalAll);
    code.environment();
    e.copies.invoke(code, owner(size), "compared", size == DOUBLE ? COMPARED_DOUBLE : COMPARED);
    if (size == DOUBLE) {
      code.invokeStatic(Emitter.DOUBLE, "doubleToRawLongBits", Emitter.LONG_OF_DOUBLE);
    }
  }

  private void conditionalCompare(Instruction i, int size) {
    int compare = code.newLabel();
    int end = code.newLabel();
    e.branchIf(i.aux, compare);
    code.pushLong(i.a);
    e.storeTemporary(Bytecode.A);
    code.branch(Opcode.GOTO, end);
    code.bind(compare);
    compare(i, size, false, i.word >>> 4 & 1);
    code.pushInt(LazyFlags.COMPARE_DOUBLE);
    e.loadTemporary(Bytecode.A);
    e.loadTemporary(Bytecode.B);
    code.invokeStatic(Bytecode.FLAGS, "nzcv", MethodTypeDesc.of(CD_int, CD_int, CD_long, CD_long));
    code.plain(Emitter.I2L);
    e.storeTemporary(Bytecode.A);
    code.bind(end);
    e.setFlags(LazyFlags.KNOWN);
  }

  private void select(Instruction i, int size) {
    int first = code.newLabel();
    int end = code.newLabel();
    e.branchIf(i.aux, first);
    copy(i.m, i.d, size);
    code.branch(Opcode.GOTO, end);
    code.bind(first);
    copy(i.n, i.d, size);
    code.bind(end);
  }
}
