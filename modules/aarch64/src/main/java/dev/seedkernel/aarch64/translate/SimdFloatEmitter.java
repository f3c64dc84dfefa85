package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.arith.HostDouble;
import dev.seedkernel.aarch64.arith.HostSingle;
import dev.seedkernel.aarch64.arith.HostSinglePair;
import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.constant.ClassDesc;
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

  private static final Map<String, String> ACCUMULATING =
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
    return (w & 0xdf3e_0c00) == 0x5e30_0800 && pair(i, mnemonic, size);
  }

  private static ClassDesc owner(int size, boolean scalar) {
    return size == DOUBLE ? OF_DOUBLE : scalar ? OF_SINGLE : OF_PAIR;
  }

  private void call(ClassDesc owner, String method, int operands) {
    code.environment();
    code.invokeStatic(
        owner,
        method,
        switch (operands) {
          case 1 -> FloatEmitter.UNARY;
          case 2 -> FloatEmitter.BINARY;
          default -> FloatEmitter.TERNARY;
        });
  }

  private boolean threeSame(Instruction i, String mnemonic, int size, boolean scalar) {
    ClassDesc owner = owner(size, scalar);
    String binary = THREE_SAME.get(mnemonic);
    if (binary != null) {
      halves.write(
          i,
          high -> {
            halves.push(i.n, high);
            halves.push(i.m, high);
            call(owner, binary, 2);
          });
      return true;
    }
    String ternary = ACCUMULATING.get(mnemonic);
    if (ternary != null) {
      halves.write(
          i,
          high -> {
            halves.push(i.d, high);
            halves.push(i.n, high);
            halves.push(i.m, high);
            call(owner, ternary, 3);
          });
      return true;
    }
    return pairwise(i, mnemonic, size);
  }

  private boolean byElement(Instruction i, String mnemonic, int size, boolean scalar) {
    String ternary = ACCUMULATING.get(mnemonic);
    if (ternary == null && !mnemonic.equals("fmul")) {
      return false;
    }
    if (scalar) {
      halves.pushElement(i.m, (int) i.imm, size);
    } else {
      halves.replicatedElement(i, size);
    }
    e.storeTemporary(Bytecode.T1);
    halves.write(
        i,
        high -> {
          if (ternary != null) {
            halves.push(i.d, high);
          }
          halves.push(i.n, high);
          e.loadTemporary(Bytecode.T1);
          call(
              owner(size, scalar), ternary != null ? ternary : "multiply", ternary != null ? 3 : 2);
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
          halves.write(
              i,
              high -> {
                halves.push(i.n, high);
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

  private static long signs(int size) {
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
      code.pushLong(0);
    }
    halves.push(i.n, high);
    if (!zeroFirst) {
      code.pushLong(0);
    }
    call(owner, method, 2);
  }

  /** Converts each element on its own. */
  private void convert(Instruction i, int size, boolean scalar, String method) {
    halves.write(
        i,
        high -> {
          convertElement(i, high, size, method, false);
          if (size == SINGLE && !scalar) {
            convertElement(i, high, size, method, true);
            halves.joinHalves();
          }
        });
  }

  private void convertElement(Instruction i, boolean high, int size, String method, boolean upper) {
    halves.push(i.n, high);
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
    call(FloatConversionEmitter.HOST, method, 1);
  }

  private void lengthen(Instruction i) {
    halves.writeBoth(
        i,
        high -> {
          halves.pushNarrow(i, i.n);
          if (high) {
            halves.upper();
          }
          call(FloatConversionEmitter.HOST, "singleToDouble", 1);
        });
  }

  private void shorten(Instruction i) {
    halves.push(i.n, false);
    call(FloatConversionEmitter.HOST, "doubleToSingle", 1);
    halves.push(i.n, true);
    call(FloatConversionEmitter.HOST, "doubleToSingle", 1);
    halves.joinHalves();
    halves.writeNarrow(i);
  }

  private boolean pairwise(Instruction i, String mnemonic, int size) {
    String method = PAIRWISE.get(mnemonic);
    if (method == null) {
      return false;
    }
    halves.write(
        i,
        high -> {
          int register = high ? i.m : i.n;
          int other = i.isFull() ? register : i.m;
          halves.push(register, false);
          halves.push(other, i.isFull());
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

  /** The two lowest elements, to one. */
  private boolean pair(Instruction i, String mnemonic, int size) {
    String method = PAIRWISE.get(mnemonic);
    if (method == null) {
      return false;
    }
    halves.push(i.n, false);
    halves.push(i.n, size == DOUBLE);
    if (size == SINGLE) {
      halves.upper();
    }
    call(owner(size, true), method, 2);
    e.setD(i.d);
    return true;
  }
}
