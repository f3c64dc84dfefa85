package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.seedkernel.aarch64.arith.FpEnvironment;
import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;

/**
 * Scalar arithmetic in single and double precision, and bitwise operations on vectors. The
 * arithmetic is that of the interpreter, which tries the host's first.
 */
final class FloatEmitter {
  private static final ClassDesc ENVIRONMENT =
      ClassDesc.ofDescriptor(FpEnvironment.class.descriptorString());
  private static final ClassDesc ARITHMETIC =
      ClassDesc.of("dev.seedkernel.aarch64.arith.FloatArithmetic");
  private static final ClassDesc COMPARISON =
      ClassDesc.of("dev.seedkernel.aarch64.arith.FloatComparison");
  private static final MethodTypeDesc GET_ENVIRONMENT = MethodTypeDesc.of(ENVIRONMENT);
  private static final MethodTypeDesc BINARY =
      MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_int, ENVIRONMENT);
  private static final MethodTypeDesc TERNARY =
      MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_long, CD_int, ENVIRONMENT);
  private static final MethodTypeDesc UNARY =
      MethodTypeDesc.of(CD_long, CD_long, CD_int, ENVIRONMENT);
  private static final MethodTypeDesc PLAIN = MethodTypeDesc.of(CD_long, CD_long, CD_int);
  private static final MethodTypeDesc COMPARE =
      MethodTypeDesc.of(CD_int, CD_long, CD_long, CD_boolean, CD_int, ENVIRONMENT);

  private static final Set<String> BITWISE = Set.of("and", "orr", "eor", "bic", "orn");

  private final Emitter e;
  private final Bytecode code;

  FloatEmitter(Emitter e) {
    this.e = e;
    this.code = e.code;
  }

  /** Emits an instruction; returns false if it has to execute itself. */
  boolean emit(Instruction i) {
    int w = i.word;
    if ((w & 0x5f00_0000) == 0x1e00_0000) {
      return scalar(i, 2 + (w >>> 22 & 3));
    }
    if ((w & 0xff00_0000) == 0x1f00_0000) {
      return multiplyAdd(i, 2 + (w >>> 22 & 3));
    }
    return (w & 0x9f20_fc00) == 0x0e20_1c00 && bitwise(i);
  }

  /** Pushes the lowest element; sizes are logarithms of bytes. */
  private void element(int register, int size) {
    e.vLow(register);
    if (size == 2) {
      code.pushLong(0xffff_ffffL);
      code.plain(Emitter.LAND);
    }
  }

  private void environment(int size) {
    code.pushInt(size);
    e.processor();
    code.invoke(Bytecode.CPU, "fp", GET_ENVIRONMENT);
  }

  private boolean scalar(Instruction i, int size) {
    int w = i.word;
    if (i.encoding.mnemonic().equals("fmov")) {
      return move(i, size);
    }
    if (size > 3 || w < 0 || (w & 1 << 21) == 0) {
      return false;
    }
    switch (i.encoding.mnemonic()) {
      case "fadd" -> binary(i, size, "add");
      case "fsub" -> binary(i, size, "subtract");
      case "fmul" -> binary(i, size, "multiply");
      case "fdiv" -> binary(i, size, "divide");
      case "fabs" -> plain(i, size, "absolute");
      case "fneg" -> plain(i, size, "negate");
      case "fsqrt" -> {
        element(i.n, size);
        environment(size);
        code.invokeStatic(ARITHMETIC, "squareRoot", UNARY);
        e.setD(i.d);
      }
      case "fcmp", "fcmpe" -> {
        compare(i, size);
        e.setKnownFlags();
      }
      case "fcsel" -> select(i, size);
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean move(Instruction i, int size) {
    // By bits 31:29 and 23:10, without the size of the registers where both have one.
    switch (i.word & 0xffff_fc00) {
      case 0x1e20_4000, 0x1e60_4000 -> {
        element(i.n, size);
        e.setD(i.d);
      }
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
        return false;
      }
    }
    return true;
  }

  private void binary(Instruction i, int size, String name) {
    element(i.n, size);
    element(i.m, size);
    environment(size);
    code.invokeStatic(ARITHMETIC, name, BINARY);
    e.setD(i.d);
  }

  private void plain(Instruction i, int size, String name) {
    element(i.n, size);
    code.pushInt(size);
    code.invokeStatic(ARITHMETIC, name, PLAIN);
    e.setD(i.d);
  }

  private void negate(int size) {
    code.pushInt(size);
    code.invokeStatic(ARITHMETIC, "negate", PLAIN);
  }

  private boolean multiplyAdd(Instruction i, int size) {
    if (size > 3) {
      return false;
    }
    boolean negateAddend = (i.word & 1 << 21) != 0;
    boolean negateProduct = negateAddend == ((i.word & 1 << 15) == 0);
    element(i.a, size);
    if (negateAddend) {
      negate(size);
    }
    element(i.n, size);
    if (negateProduct) {
      negate(size);
    }
    element(i.m, size);
    environment(size);
    code.invokeStatic(ARITHMETIC, "multiplyAdd", TERNARY);
    e.setD(i.d);
    return true;
  }

  private void compare(Instruction i, int size) {
    element(i.n, size);
    if ((i.word & 8) != 0) {
      code.pushLong(0);
    } else {
      element(i.m, size);
    }
    code.pushInt((i.word & 16) != 0 ? 1 : 0);
    environment(size);
    code.invokeStatic(COMPARISON, "compare", COMPARE);
  }

  private void select(Instruction i, int size) {
    int first = code.newLabel();
    int end = code.newLabel();
    e.branchIf(i.aux, first);
    element(i.m, size);
    e.setD(i.d);
    code.branch(Opcode.GOTO, end);
    code.bind(first);
    element(i.n, size);
    e.setD(i.d);
    code.bind(end);
  }

  private boolean bitwise(Instruction i) {
    String mnemonic = i.encoding.mnemonic();
    boolean full = (i.word & 1 << 30) != 0;
    if (!BITWISE.contains(mnemonic)) {
      return false;
    }
    half(i, mnemonic, false);
    if (full) {
      half(i, mnemonic, true);
      e.setHigh(i.d);
      e.setLow(i.d);
    } else {
      e.setD(i.d);
    }
    return true;
  }

  private void half(Instruction i, String mnemonic, boolean high) {
    code.get(32 + i.n, high);
    code.get(32 + i.m, high);
    if (mnemonic.equals("bic") || mnemonic.equals("orn")) {
      code.pushLong(-1);
      code.plain(Emitter.LXOR);
    }
    code.plain(
        switch (mnemonic) {
          case "and", "bic" -> Emitter.LAND;
          case "eor" -> Emitter.LXOR;
          default -> Emitter.LOR;
        });
  }
}
