package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.seedkernel.aarch64.arith.LaneArithmetic;
import dev.seedkernel.aarch64.arith.LaneLoops;
import dev.seedkernel.aarch64.arith.SaturatingLanes;
import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Advanced SIMD integer arithmetic that may saturate, and what else goes through elements one by
 * one (Arm ARM C4.1.96).
 *
 * <p>Methods have the same names for one element and for all elements of a word; of a scalar,
 * operands are masked before, and the result behind.
 */
final class SimdSaturatingEmitter {
  private static final ClassDesc ELEMENT = descriptor(LaneArithmetic.class);
  private static final ClassDesc LOOPS = descriptor(LaneLoops.class);
  private static final ClassDesc SATURATING = descriptor(SaturatingLanes.class);

  /** Those that {@link SaturatingLanes} has. */
  private static final Set<String> AT_ONCE =
      Set.of(
          "addSaturatingSigned",
          "addSaturatingUnsigned",
          "subtractSaturatingSigned",
          "subtractSaturatingUnsigned",
          "absoluteSaturating",
          "negateSaturating");

  static final Map<String, String> THREE_SAME =
      Map.ofEntries(
          Map.entry("sqadd", "addSaturatingSigned"),
          Map.entry("uqadd", "addSaturatingUnsigned"),
          Map.entry("sqsub", "subtractSaturatingSigned"),
          Map.entry("uqsub", "subtractSaturatingUnsigned"),
          Map.entry("srshl", "shiftRoundingSigned"),
          Map.entry("urshl", "shiftRoundingUnsigned"),
          Map.entry("sqshl", "shiftSaturatingSigned"),
          Map.entry("uqshl", "shiftSaturatingUnsigned"),
          Map.entry("sqrshl", "shiftSaturatingRoundingSigned"),
          Map.entry("uqrshl", "shiftSaturatingRoundingUnsigned"),
          Map.entry("pmul", "multiplyPolynomial"),
          Map.entry("sqdmulh", "doublingMultiplyHigh"),
          Map.entry("sqrdmulh", "roundingDoublingMultiplyHigh"));

  /** With the destination as an accumulator. */
  private static final Map<String, String> ACCUMULATING =
      Map.of(
          "sqrdmlah", "roundingDoublingMultiplyAdd",
          "sqrdmlsh", "roundingDoublingMultiplySubtract");

  /** Of elements of twice the size; the last two accumulate. */
  private static final Map<String, String> WIDENING =
      Map.of(
          "pmull", "multiplyPolynomial",
          "sqdmull", "doublingMultiplyLong",
          "sqdmlal", "doublingMultiplyAddLong",
          "sqdmlsl", "doublingMultiplySubtractLong");

  private static final Map<String, String> UNARY =
      Map.of("sqabs", "absoluteSaturating", "sqneg", "negateSaturating");

  /** The first operand is the destination. */
  private static final Map<String, String> INTO =
      Map.of("suqadd", "accumulateUnsigned", "usqadd", "accumulateSigned");

  /** By an amount that is the same for all elements. */
  private static final Map<String, String> LEFT =
      Map.of(
          "sqshl", "shiftSaturatingSigned",
          "uqshl", "shiftSaturatingUnsigned",
          "sqshlu", "shiftSaturatingToUnsigned");

  // What narrowing does behind a shift.
  private static final String SIGNED = "saturateSigned";
  private static final String UNSIGNED = "saturateUnsigned";
  private static final String TO_UNSIGNED = "saturateSignedToUnsigned";

  private static final Map<String, String> DOT =
      Map.of(
          "sdot", "dotSigned",
          "udot", "dotUnsigned",
          "usdot", "dotUnsignedSigned",
          "sudot", "dotUnsignedSigned");

  private final Emitter e;
  private final Bytecode code;
  private final Halves halves;

  SimdSaturatingEmitter(Emitter e, Halves halves) {
    this.e = e;
    this.code = e.code;
    this.halves = halves;
  }

  private static ClassDesc descriptor(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }

  /** Emits an instruction; returns false if it has to execute itself, or is not of this group. */
  boolean emit(Instruction i) {
    int w = i.word;
    String mnemonic = i.encoding.mnemonic();
    // Without bit 28, which scalars have.
    if ((w & 0x8f20_0400) == 0x0e20_0400 || (w & 0x8f20_8400) == 0x0e00_8400) {
      return threeSame(i, mnemonic, high -> operand(i, i.m, high));
    }
    if ((w & 0x8f3e_0c00) == 0x0e20_0800) {
      return twoRegister(i, mnemonic);
    }
    if ((w & 0x8f20_0c00) == 0x0e20_0000) {
      return threeDifferent(i, mnemonic);
    }
    if ((w & 0x8f00_0400) == 0x0f00_0000) {
      return byElement(i, mnemonic);
    }
    if ((w & 0x8f80_0400) == 0x0f00_0400 && (w & 0x0078_0000) != 0) {
      return shift(i, mnemonic);
    }
    return false;
  }

  /** Pushes half of an operand, or an element and nothing above it. */
  private void operand(Instruction i, int register, boolean high) {
    halves.push(register, high);
    if (i.isScalar()) {
      halves.mask(i.elementSize());
    }
  }

  /** Calls a method on one element, if the instruction is on one, or on all of a word. */
  private void call(Instruction i, String method, int operands, int size) {
    ClassDesc owner = i.isScalar() ? ELEMENT : AT_ONCE.contains(method) ? SATURATING : LOOPS;
    call(owner, method, operands, size);
    if (i.isScalar()) {
      halves.mask(size);
    }
  }

  private void call(ClassDesc owner, String method, int operands, int size) {
    ClassDesc[] parameters = new ClassDesc[operands + 2];
    Arrays.fill(parameters, CD_long);
    parameters[operands] = CD_int;
    parameters[operands + 1] = Bytecode.ENVIRONMENT;
    code.pushInt(size);
    code.environment();
    code.invokeStatic(owner, method, MethodTypeDesc.of(CD_long, parameters));
  }

  private boolean threeSame(Instruction i, String mnemonic, Halves.Half second) {
    int size = i.elementSize();
    String binary = THREE_SAME.get(mnemonic);
    String ternary = ACCUMULATING.get(mnemonic);
    String dot = DOT.get(mnemonic);
    if (binary == null && ternary == null && dot == null) {
      return false;
    }
    halves.write(
        i,
        high -> {
          if (binary == null) {
            operand(i, i.d, high);
          }
          boolean swapped = mnemonic.equals("sudot");
          if (swapped) {
            second.push(high);
          }
          operand(i, i.n, high);
          if (!swapped) {
            second.push(high);
          }
          if (dot != null) {
            code.invokeStatic(ELEMENT, dot, MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_long));
          } else if (binary != null) {
            call(i, binary, 2, size);
          } else if (ternary != null) {
            call(i, ternary, 3, size);
          }
        });
    return true;
  }

  private boolean twoRegister(Instruction i, String mnemonic) {
    int size = i.elementSize();
    String unary = UNARY.get(mnemonic);
    String into = INTO.get(mnemonic);
    if (unary != null || into != null) {
      halves.write(
          i,
          high -> {
            if (into != null) {
              operand(i, i.d, high);
            }
            operand(i, i.n, high);
            if (unary != null) {
              call(i, unary, 1, size);
            } else if (into != null) {
              call(i, into, 2, size);
            }
          });
      return true;
    }
    if (mnemonic.equals("cls")) {
      halves.write(
          i,
          high -> {
            halves.push(i.n, high);
            code.pushInt(size);
            code.invokeStatic(LOOPS, "countLeadingSigns", Halves.UNARY);
          });
      return true;
    }
    String saturating =
        switch (mnemonic) {
          case "sqxtn", "sqxtn2" -> SIGNED;
          case "uqxtn", "uqxtn2" -> UNSIGNED;
          case "sqxtun", "sqxtun2" -> TO_UNSIGNED;
          default -> null;
        };
    if (saturating == null) {
      return false;
    }
    narrow(i, "", saturating);
    return true;
  }

  // Shifts by an immediate

  private boolean shift(Instruction i, String mnemonic) {
    int size = i.elementSize();
    int amount = (int) i.imm;
    String left = LEFT.get(mnemonic);
    if (left != null) {
      halves.write(
          i,
          high -> {
            operand(i, i.n, high);
            code.pushLong(i.isScalar() ? amount : SimdShiftEmitter.elements(amount, size));
            call(i, left, 2, size);
          });
      return true;
    }
    switch (mnemonic) {
      case "srshr", "urshr" -> halves.write(i, high -> rounded(i, high, mnemonic, amount, size));
      case "srsra", "ursra" ->
          halves.write(
              i,
              high -> {
                halves.push(i.d, high);
                rounded(i, high, mnemonic, amount, size);
                halves.add(size);
              });
      case "rshrn", "rshrn2" -> narrow(i, "shiftRightRoundingUnsigned", "");
      case "sqshrn", "sqshrn2" -> narrow(i, "shiftRightSigned", SIGNED);
      case "uqshrn", "uqshrn2" -> narrow(i, "shiftRightUnsigned", UNSIGNED);
      case "sqshrun", "sqshrun2" -> narrow(i, "shiftRightSigned", TO_UNSIGNED);
      case "sqrshrn", "sqrshrn2" -> narrow(i, "shiftRightRoundingSigned", SIGNED);
      case "uqrshrn", "uqrshrn2" -> narrow(i, "shiftRightRoundingUnsigned", UNSIGNED);
      case "sqrshrun", "sqrshrun2" -> narrow(i, "shiftRightRoundingSigned", TO_UNSIGNED);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void rounded(Instruction i, boolean high, String mnemonic, int amount, int size) {
    halves.push(i.n, high);
    boolean signed = mnemonic.charAt(0) == 's';
    halves.shift("shiftRightRounding" + (signed ? "Signed" : "Unsigned"), amount, size);
  }

  /** Narrows the elements of both halves, which are shifted and saturated first. */
  private void narrow(Instruction i, String shift, String saturating) {
    int size = i.elementSize();
    for (boolean high : new boolean[] {false, true}) {
      if (!i.isScalar()) {
        halves.push(i.n, high);
      } else if (high) {
        code.pushLong(0);
        continue;
      } else {
        halves.push(i.n, false);
        halves.mask(size + 1);
      }
      if (!shift.isEmpty()) {
        halves.shift(shift, (int) i.imm, size + 1);
      }
      if (!saturating.isEmpty()) {
        call(SATURATING, saturating, 1, size);
      }
    }
    halves.binary("even", size);
    if (i.isScalar()) {
      halves.mask(size);
    }
    halves.writeNarrow(i);
  }

  // Elements of twice the size

  private boolean threeDifferent(Instruction i, String mnemonic) {
    switch (mnemonic) {
      case "addhn", "addhn2" -> narrowHigh(i, true, false);
      case "raddhn", "raddhn2" -> narrowHigh(i, true, true);
      case "subhn", "subhn2" -> narrowHigh(i, false, false);
      case "rsubhn", "rsubhn2" -> narrowHigh(i, false, true);
      default -> {
        return widening(i, mnemonic, high -> widened(i, i.m, high, !mnemonic.startsWith("p")));
      }
    }
    return true;
  }

  private void narrowHigh(Instruction i, boolean sum, boolean rounding) {
    int size = i.elementSize();
    for (boolean high : new boolean[] {false, true}) {
      halves.push(i.n, high);
      halves.push(i.m, high);
      if (sum) {
        halves.add(size + 1);
      } else {
        halves.subtract(size + 1);
      }
      if (rounding) {
        code.pushLong(SimdShiftEmitter.elements(1L << ((8 << size) - 1), size + 1));
        halves.add(size + 1);
      }
    }
    halves.binary("odd", size);
    halves.writeNarrow(i);
  }

  private boolean widening(Instruction i, String mnemonic, Halves.Half second) {
    String method = WIDENING.get(mnemonic.endsWith("2") ? base(mnemonic) : mnemonic);
    if (method == null) {
      return false;
    }
    int size = i.elementSize();
    if (size == 3) {
      polynomialProduct(i);
      return true;
    }
    boolean polynomial = mnemonic.startsWith("p");
    boolean accumulating = mnemonic.startsWith("sqdml");
    Halves.Half half =
        high -> {
          if (accumulating) {
            halves.push(i.d, high);
            if (i.isScalar()) {
              halves.mask(size + 1);
            }
          }
          widened(i, i.n, high, !polynomial);
          second.push(high);
          call(i, method, accumulating ? 3 : 2, size + 1);
        };
    if (i.isScalar()) {
      half.push(false);
      e.setD(i.d);
    } else {
      halves.writeBoth(i, half);
    }
    return true;
  }

  private static String base(String mnemonic) {
    return mnemonic.substring(0, mnemonic.length() - 1);
  }

  /** Pushes elements with twice the size; of a scalar, one. */
  private void widened(Instruction i, int register, boolean high, boolean signed) {
    if (i.isScalar()) {
      halves.push(register, false);
      widenElement(i);
    } else {
      halves.pushNarrow(i, register);
      halves.widen(high, signed, i.elementSize());
    }
  }

  /** Pops a word, and pushes its lowest element with twice the size, and nothing above it. */
  private void widenElement(Instruction i) {
    halves.unary("signed", i.elementSize());
    halves.mask(i.elementSize() + 1);
  }

  private void polynomialProduct(Instruction i) {
    halves.writeBoth(
        i,
        high -> {
          halves.pushNarrow(i, i.n);
          halves.pushNarrow(i, i.m);
          code.invokeStatic(
              LOOPS, high ? "polynomialHigh" : "polynomialLow", Emitter.LONG_OF_LONGS);
        });
  }

  // By element

  private boolean byElement(Instruction i, String mnemonic) {
    boolean wide = WIDENING.containsKey(mnemonic.endsWith("2") ? base(mnemonic) : mnemonic);
    boolean dot = DOT.containsKey(mnemonic);
    if (!wide && !dot && !THREE_SAME.containsKey(mnemonic) && !ACCUMULATING.containsKey(mnemonic)) {
      return false;
    }
    int size = dot ? 2 : i.elementSize();
    if (i.isScalar()) {
      halves.pushElement(i.m, (int) i.imm, size);
      halves.mask(size);
    } else {
      halves.replicatedElement(i, size);
    }
    if (wide && i.isScalar()) {
      widenElement(i);
    } else if (wide) {
      halves.widen(false, true, size);
    }
    e.storeTemporary(Bytecode.T1);
    Halves.Half second = high -> e.loadTemporary(Bytecode.T1);
    return wide ? widening(i, mnemonic, second) : threeSame(i, mnemonic, second);
  }
}
