package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.seedkernel.aarch64.arith.HostDouble;
import dev.seedkernel.aarch64.arith.HostSingle;
import dev.seedkernel.aarch64.arith.HostSinglePair;
import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;

/**
 * Advanced SIMD floating point in single and double precision (Arm ARM C4.1.96): one double, or two
 * singles, at a time.
 */
final class SimdFloatEmitter {
  private static final int SINGLE = 2;
  private static final int DOUBLE = 3;
  private static final ClassDesc OF_DOUBLE =
      ClassDesc.ofDescriptor(HostDouble.class.descriptorString());
  private static final ClassDesc OF_SINGLE =
      ClassDesc.ofDescriptor(HostSingle.class.descriptorString());
  private static final ClassDesc OF_PAIR =
      ClassDesc.ofDescriptor(HostSinglePair.class.descriptorString());

  /** Operations on two operands that are of the same shape, by their mnemonics. */
  private static final Map<String, String> THREE_SAME =
      Map.ofEntries(
          Map.entry("fadd", "add"),
          Map.entry("fsub", "subtract"),
          Map.entry("fmul", "multiply"),
          Map.entry("fdiv", "divide"),
          Map.entry("fmax", "maximum"),
          Map.entry("fmin", "minimum"),
          Map.entry("fmaxnm", "maximumNumber"),
          Map.entry("fminnm", "minimumNumber"),
          Map.entry("fcmeq", "equal"),
          Map.entry("fcmge", "greaterOrEqual"),
          Map.entry("fcmgt", "greater"));

  /** Comparisons of magnitudes. */
  private static final Map<String, String> ABSOLUTE =
      Map.of("facge", "greaterOrEqual", "facgt", "greater");

  private static final Map<String, String> ACROSS =
      Map.of(
          "fmaxv", "maximum",
          "fminv", "minimum",
          "fmaxnmv", "maximumNumber",
          "fminnmv", "minimumNumber");

  static final Map<String, String> ACCUMULATING =
      Map.of("fmla", "multiplyAdd", "fmls", "multiplySubtract");

  private static final Map<String, String> PAIRWISE =
      Map.of(
          "faddp", "add",
          "fmaxp", "maximum",
          "fminp", "minimum",
          "fmaxnmp", "maximumNumber",
          "fminnmp", "minimumNumber");

  /** Comparisons with zero; the last two have zero as the first operand. */
  private static final Map<String, String> WITH_ZERO =
      Map.of(
          "fcmeq", "equal",
          "fcmge", "greaterOrEqual",
          "fcmgt", "greater",
          "fcmle", "greaterOrEqual",
          "fcmlt", "greater");

  /** Conversions of each element: of doubles, of singles. */
  private static final Map<String, String[]> CONVERSIONS =
      Map.of(
          "scvtf", new String[] {"signedToDouble", "signedToSingle"},
          "ucvtf", new String[] {"unsignedToDouble", "unsignedToSingle"},
          "fcvtzs", new String[] {"doubleToLong", "singleToInt"},
          "fcvtzu", new String[] {"doubleToUnsignedLong", "singleToUnsignedInt"});

  private final Emitter e;
  private final Bytecode code;
  private final Halves halves;

  SimdFloatEmitter(Emitter e, Halves halves) {
    this.e = e;
    this.code = e.code;
    this.halves = halves;
  }

  /** Emits an instruction; returns false if it has to execute itself, or is not of this group. */
  boolean emit(Instruction i) {
    int w = i.word;
    String mnemonic = i.encoding.mnemonic();
    int size = i.elementSize();
    boolean conversion = mnemonic.equals("scvtf") || mnemonic.equals("ucvtf");
    if ((mnemonic.charAt(0) != 'f' && !conversion) || size < SINGLE || size > DOUBLE) {
      return false;
    }
    boolean scalar = (w & 1 << 28) != 0;
    // Without bit 28, which scalars have.
    if ((w & 0x8f20_0400) == 0x0e20_0400) {
      return threeSame(i, mnemonic, size, scalar);
    }
    if ((w & 0x8f00_0400) == 0x0f00_0000) {
      return byElement(i, mnemonic, size, scalar);
    }
    if ((w & 0x8f3e_0c00) == 0x0e20_0800) {
      return twoRegister(i, mnemonic, size, scalar);
    }
    if ((w & 0x9f3e_0c00) == 0x0e30_0800) {
      return across(i, mnemonic, size);
    }
    return (w & 0xdf3e_0c00) == 0x5e30_0800 && pair(i, mnemonic, size);
  }

  private static ClassDesc owner(int size, boolean scalar) {
    return size == DOUBLE ? OF_DOUBLE : scalar ? OF_SINGLE : OF_PAIR;
  }

  /** Pushes half of an operand: a double, or a long of one or two singles. */
  private void operand(int register, boolean high, int size) {
    if (size == DOUBLE) {
      halves.pushDouble(register, high);
    } else {
      halves.push(register, high);
    }
  }

  /** Calls a method of arithmetic; comparisons give masks, which are longs. */
  private void call(ClassDesc owner, String method, int operands) {
    ClassDesc number = owner.equals(OF_DOUBLE) ? CD_double : CD_long;
    ClassDesc result = WITH_ZERO.containsValue(method) ? CD_long : number;
    code.environment();
    e.copies.invoke(code, owner, method, FloatEmitter.arithmetic(result, number, operands));
  }

  /** Writes numbers, as the methods of arithmetic give them. */
  private void write(Instruction i, int size, Halves.Half half) {
    if (size == DOUBLE) {
      halves.writeDoubles(i, half);
    } else {
      halves.write(i, half);
    }
  }

  private boolean threeSame(Instruction i, String mnemonic, int size, boolean scalar) {
    ClassDesc owner = owner(size, scalar);
    String binary = THREE_SAME.get(mnemonic);
    if (binary != null) {
      Halves.Half half =
          high -> {
            operand(i.n, high, size);
            operand(i.m, high, size);
            call(owner, binary, 2);
          };
      if (WITH_ZERO.containsValue(binary)) {
        halves.write(i, half);
      } else {
        write(i, size, half);
      }
      return true;
    }
    String ternary = ACCUMULATING.get(mnemonic);
    if (ternary != null) {
      write(
          i,
          size,
          high -> {
            operand(i.d, high, size);
            operand(i.n, high, size);
            operand(i.m, high, size);
            call(owner, ternary, 3);
          });
      return true;
    }
    if (mnemonic.equals("fabd")) {
      write(
          i,
          size,
          high -> {
            operand(i.n, high, size);
            operand(i.m, high, size);
            call(owner, "subtract", 2);
            absolute(size);
          });
      return true;
    }
    String absolute = ABSOLUTE.get(mnemonic);
    if (absolute != null) {
      halves.write(
          i,
          high -> {
            operand(i.n, high, size);
            absolute(size);
            operand(i.m, high, size);
            absolute(size);
            call(owner, absolute, 2);
          });
      return true;
    }
    return pairwise(i, mnemonic, size);
  }

  /** Clears the signs of half of an operand. */
  private void absolute(int size) {
    if (size == DOUBLE) {
      code.invokeStatic(Emitter.MATH, "abs", MethodTypeDesc.of(CD_double, CD_double));
    } else {
      code.pushLong(~signs(size));
      code.plain(Emitter.LAND);
    }
  }

  private boolean byElement(Instruction i, String mnemonic, int size, boolean scalar) {
    String ternary = ACCUMULATING.get(mnemonic);
    if (ternary == null && !mnemonic.equals("fmul")) {
      return false;
    }
    if (size == SINGLE) {
      if (scalar) {
        halves.pushElement(i.m, (int) i.imm, size);
      } else {
        halves.replicatedElement(i, size);
      }
      e.storeTemporary(Bytecode.T1);
    }
    write(
        i,
        size,
        high -> {
          if (ternary != null) {
            operand(i.d, high, size);
          }
          operand(i.n, high, size);
          if (size == DOUBLE) {
            halves.pushDouble(i.m, i.imm == 1);
          } else {
            e.loadTemporary(Bytecode.T1);
          }
          String method = ternary != null ? ternary : "multiply";
          call(owner(size, scalar), method, ternary != null ? 3 : 2);
        });
    return true;
  }

  private boolean twoRegister(Instruction i, String mnemonic, int size, boolean scalar) {
    String withZero = WITH_ZERO.get(mnemonic);
    if (withZero != null) {
      boolean zeroFirst = mnemonic.equals("fcmle") || mnemonic.equals("fcmlt");
      halves.write(i, high -> compareWithZero(i, high, withZero, zeroFirst, owner(size, scalar)));
      return true;
    }
    String[] conversion = CONVERSIONS.get(mnemonic);
    if (conversion != null) {
      convert(i, size, scalar, conversion[size == DOUBLE ? 0 : 1]);
      return true;
    }
    String integral = FloatConversionEmitter.INTEGRAL.get(mnemonic);
    if (integral != null) {
      convert(i, size, scalar, size == DOUBLE ? integral : integral + "Single");
      return true;
    }
    switch (mnemonic) {
      case "fsqrt" ->
          write(
              i,
              size,
              high -> {
                operand(i.n, high, size);
                call(owner(size, scalar), "squareRoot", 1);
              });
      case "fabs" -> sign(i, Emitter.LAND, ~signs(size));
      case "fneg" -> sign(i, Emitter.LXOR, signs(size));
      case "fcvtl", "fcvtl2" -> lengthen(i);
      case "fcvtn", "fcvtn2" -> shorten(i);
      default -> {
        return false;
      }
    }
    return true;
  }

  static long signs(int size) {
    return size == DOUBLE ? Long.MIN_VALUE : 0x8000_0000_8000_0000L;
  }

  private void sign(Instruction i, java.lang.classfile.Instruction operation, long mask) {
    halves.write(
        i,
        high -> {
          halves.push(i.n, high);
          code.pushLong(mask);
          code.plain(operation);
        });
  }

  private void compareWithZero(
      Instruction i, boolean high, String method, boolean zeroFirst, ClassDesc owner) {
    if (zeroFirst) {
      zero(owner);
    }
    operand(i.n, high, owner.equals(OF_DOUBLE) ? DOUBLE : SINGLE);
    if (!zeroFirst) {
      zero(owner);
    }
    call(owner, method, 2);
  }

  private void zero(ClassDesc owner) {
    code.pushLong(0);
    if (owner.equals(OF_DOUBLE)) {
      code.plain(Emitter.L2D);
    }
  }

  /** Converts each element on its own. */
  private void convert(Instruction i, int size, boolean scalar, String method) {
    Halves.Half half =
        high -> {
          convertElement(i, high, size, method, false);
          if (size == SINGLE && !scalar) {
            convertElement(i, high, size, method, true);
            halves.joinHalves();
          }
        };
    if (FloatConversionEmitter.type(method).returnType().equals(CD_double)) {
      halves.writeDoubles(i, half);
    } else {
      halves.write(i, half);
    }
  }

  private void convertElement(Instruction i, boolean high, int size, String method, boolean upper) {
    MethodTypeDesc type = FloatConversionEmitter.type(method);
    if (type.parameterType(0).equals(CD_double)) {
      halves.pushDouble(i.n, high);
    } else {
      halves.push(i.n, high);
    }
    if (upper) {
      halves.upper();
    }
    if (size == SINGLE && method.endsWith("edToSingle")) {
      // From an integer, which is extended to 64 bits.
      code.plain(Emitter.L2I);
      if (method.startsWith("un")) {
        e.zeroExtend();
      } else {
        code.plain(Emitter.I2L);
      }
    }
    convert(method);
  }

  private void convert(String method) {
    code.environment();
    e.copies.invoke(code, FloatConversionEmitter.HOST, method, FloatConversionEmitter.type(method));
  }

  private void lengthen(Instruction i) {
    boolean upperHalf = i.isFull();
    halves.push(i.n, upperHalf);
    convert("singleToDouble");
    halves.push(i.n, upperHalf);
    halves.upper();
    convert("singleToDouble");
    code.setBothDoubles(32 + i.d);
  }

  private void shorten(Instruction i) {
    halves.pushDouble(i.n, false);
    convert("doubleToSingle");
    halves.pushDouble(i.n, true);
    convert("doubleToSingle");
    halves.joinHalves();
    halves.writeNarrow(i);
  }

  private boolean pairwise(Instruction i, String mnemonic, int size) {
    String method = PAIRWISE.get(mnemonic);
    if (method == null) {
      return false;
    }
    write(
        i,
        size,
        high -> {
          int register = high ? i.m : i.n;
          int other = i.isFull() ? register : i.m;
          operand(register, false, size);
          operand(other, i.isFull(), size);
          if (size == SINGLE) {
            halves.binary("even", size);
            halves.push(register, false);
            halves.push(other, i.isFull());
            halves.binary("odd", size);
          }
          call(owner(size, false), method, 2);
        });
    return true;
  }

  /** Four singles, to one: two by two. */
  private boolean across(Instruction i, String mnemonic, int size) {
    String method = ACROSS.get(mnemonic);
    if (method == null) {
      return false;
    }
    halves.push(i.n, false);
    halves.push(i.n, true);
    halves.binary("even", size);
    halves.push(i.n, false);
    halves.push(i.n, true);
    halves.binary("odd", size);
    call(OF_PAIR, method, 2);
    e.storeTemporary(Bytecode.T1);
    e.loadTemporary(Bytecode.T1);
    e.loadTemporary(Bytecode.T1);
    halves.upper();
    call(OF_SINGLE, method, 2);
    e.setD(i.d);
    return true;
  }

  /** The two lowest elements, to one. */
  private boolean pair(Instruction i, String mnemonic, int size) {
    String method = PAIRWISE.get(mnemonic);
    if (method == null) {
      return false;
    }
    operand(i.n, false, size);
    operand(i.n, size == DOUBLE, size);
    if (size == SINGLE) {
      halves.upper();
      call(OF_SINGLE, method, 2);
      e.setD(i.d);
    } else {
      call(OF_DOUBLE, method, 2);
      e.setDouble(i.d);
    }
    return true;
  }
}
