package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.seedkernel.aarch64.arith.FloatConversion;
import dev.seedkernel.aarch64.arith.HostConversion;
import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;

/** Scalar conversions between single, double and integers, and rounding to integral numbers. */
final class FloatConversionEmitter {
  static final ClassDesc HOST = ClassDesc.ofDescriptor(HostConversion.class.descriptorString());
  private static final ClassDesc EXACT =
      ClassDesc.ofDescriptor(FloatConversion.class.descriptorString());
  private static final MethodTypeDesc FROM_FIXED =
      MethodTypeDesc.of(CD_long, CD_long, CD_int, CD_int, Bytecode.ENVIRONMENT);
  private static final MethodTypeDesc TO_INTEGER =
      MethodTypeDesc.of(CD_long, CD_long, CD_int, CD_int, CD_int, CD_int, Bytecode.ENVIRONMENT);
  private static final int DOUBLE = 3;

  /** What rounds to an integral number, by the last letter of the mnemonic. */
  static final Map<String, String> INTEGRAL =
      Map.of(
          "frintn", "roundEven",
          "frintp", "roundUp",
          "frintm", "roundDown",
          "frintz", "roundToZero",
          "frinta", "roundAway",
          "frinti", "roundAsControlled",
          "frintx", "roundAsControlledExact");

  private final Emitter e;
  private final Bytecode code;

  FloatConversionEmitter(Emitter e) {
    this.e = e;
    this.code = e.code;
  }

  /** Emits an instruction; returns false if it is no conversion, or has to execute itself. */
  boolean emit(Instruction i, int size) {
    String mnemonic = i.encoding.mnemonic();
    String integral = INTEGRAL.get(mnemonic);
    if (integral != null) {
      unary(i, size == DOUBLE ? integral : integral + "Single");
      return true;
    }
    // Bit 21 is 0 in conversions from and to fixed-point numbers.
    boolean fixed = (i.word & 1 << 21) == 0;
    switch (mnemonic) {
      case "fcvt" -> {
        if ((i.word >>> 15 & 3) > 1) {
          return false;
        }
        unary(i, size == DOUBLE ? "doubleToSingle" : "singleToDouble");
      }
      case "scvtf", "ucvtf" -> fromInteger(i, size, mnemonic.equals("ucvtf"), fixed);
      default -> {
        return mnemonic.startsWith("fcvt")
            && !fixed
            && toInteger(i, size, mnemonic.charAt(4), mnemonic.endsWith("u"));
      }
    }
    return true;
  }

  private void unary(Instruction i, String method) {
    MethodTypeDesc type = type(method);
    if (type.parameterType(0).equals(CD_double)) {
      e.lowDouble(i.n);
    } else {
      e.vLow(i.n);
    }
    call(method);
    if (type.returnType().equals(CD_double)) {
      e.setDouble(i.d);
    } else {
      e.setD(i.d);
    }
  }

  /** Calls a conversion of one operand. */
  private void call(String method) {
    code.environment();
    e.copies.invoke(code, HOST, method, type(method));
  }

  /**
   * Returns the type of a conversion of one operand: doubles are doubles, and all others longs.
   * Rounding keeps the format.
   */
  static MethodTypeDesc type(String method) {
    boolean rounds = method.startsWith("round");
    boolean from = rounds ? !method.endsWith("Single") : method.startsWith("double");
    boolean to = rounds ? from : method.endsWith("ToDouble");
    return FloatEmitter.arithmetic(to ? CD_double : CD_long, from ? CD_double : CD_long, 1);
  }

  private void fromInteger(Instruction i, int size, boolean unsigned, boolean fixed) {
    boolean wide = i.word < 0;
    if (wide) {
      e.x(i.n);
    } else {
      e.w(i.n);
      if (unsigned) {
        e.zeroExtend();
      } else if (size == DOUBLE && !fixed) {
        code.plain(Emitter.I2D);
        e.setDouble(i.d);
        return;
      } else {
        code.plain(Emitter.I2L);
      }
    }
    if (fixed) {
      code.pushInt((int) i.imm);
      code.pushInt(size);
      code.environment();
      code.invokeStatic(EXACT, unsigned ? "fromUnsigned" : "fromSigned", FROM_FIXED);
    } else {
      call((unsigned ? "unsigned" : "signed") + (size == DOUBLE ? "ToDouble" : "ToSingle"));
      if (size == DOUBLE) {
        e.setDouble(i.d);
        return;
      }
    }
    e.setD(i.d);
  }

  private boolean toInteger(Instruction i, int size, char mode, boolean unsigned) {
    boolean wide = i.word < 0;
    if (mode == 'z') {
      if (size == DOUBLE) {
        e.lowDouble(i.n);
      } else {
        e.vLow(i.n);
      }
      String method =
          (size == DOUBLE ? "doubleTo" : "singleTo")
              + (unsigned ? "Unsigned" : "")
              + (wide ? "Long" : "Int");
      call(method);
    } else {
      e.vLow(i.n);
      code.pushInt(size);
      code.pushInt(unsigned ? 1 : 0);
      code.pushInt(wide ? 64 : 32);
      code.pushInt(mode);
      code.environment();
      e.copies.invoke(code, HOST, "toInteger", TO_INTEGER);
    }
    e.setX(i.d);
    return true;
  }
}
