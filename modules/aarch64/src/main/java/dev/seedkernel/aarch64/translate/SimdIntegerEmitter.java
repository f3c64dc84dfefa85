package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.isa.Instruction;
import java.util.Map;
import java.util.Set;

/**
 * Advanced SIMD integer arithmetic and comparison without saturation (Arm ARM C4.1.96): all
 * elements of a word at once.
 */
final class SimdIntegerEmitter {
  /** Operations of {@code Lanes} on two operands, by their mnemonics. */
  static final Map<String, String> THREE_SAME =
      Map.ofEntries(
          Map.entry("add", "add"),
          Map.entry("sub", "subtract"),
          Map.entry("mul", "multiply"),
          Map.entry("cmeq", "equal"),
          Map.entry("cmgt", "greaterSigned"),
          Map.entry("cmge", "greaterOrEqualSigned"),
          Map.entry("cmhi", "greaterUnsigned"),
          Map.entry("cmhs", "greaterOrEqualUnsigned"),
          Map.entry("cmtst", "test"),
          Map.entry("smax", "maximumSigned"),
          Map.entry("umax", "maximumUnsigned"),
          Map.entry("smin", "minimumSigned"),
          Map.entry("umin", "minimumUnsigned"),
          Map.entry("sabd", "distanceSigned"),
          Map.entry("uabd", "distanceUnsigned"),
          Map.entry("shadd", "halvingAddSigned"),
          Map.entry("uhadd", "halvingAddUnsigned"),
          Map.entry("shsub", "halvingSubtractSigned"),
          Map.entry("uhsub", "halvingSubtractUnsigned"),
          Map.entry("srhadd", "roundingHalvingAddSigned"),
          Map.entry("urhadd", "roundingHalvingAddUnsigned"));

  /** Of {@code LaneLoops}. */
  private static final Map<String, String> SHIFTS =
      Map.of("sshl", "shiftSigned", "ushl", "shiftUnsigned");

  /** What is added to the destination, or subtracted. */
  static final Map<String, String> ACCUMULATING =
      Map.of(
          "mla", "multiply",
          "mls", "multiply",
          "saba", "distanceSigned",
          "uaba", "distanceUnsigned");

  static final Map<String, String> PAIRWISE =
      Map.of(
          "addp", "add",
          "smaxp", "maximumSigned",
          "umaxp", "maximumUnsigned",
          "sminp", "minimumSigned",
          "uminp", "minimumUnsigned");

  private static final Map<String, String> ACROSS =
      Map.of(
          "addv", "add",
          "smaxv", "maximumSigned",
          "umaxv", "maximumUnsigned",
          "sminv", "minimumSigned",
          "uminv", "minimumUnsigned");

  /** Comparisons with zero; the last two have zero as the first operand. */
  static final Map<String, String> WITH_ZERO =
      Map.of(
          "cmeq", "equal",
          "cmgt", "greaterSigned",
          "cmge", "greaterOrEqualSigned",
          "cmle", "greaterOrEqualSigned",
          "cmlt", "greaterSigned");

  /** What is done to two widened operands, by the mnemonic without its sign and its 2. */
  private static final Map<String, String> WIDENING =
      Map.of(
          "addl", "add",
          "subl", "subtract",
          "abdl", "distance",
          "abal", "distance");

  private static final Set<String> PRODUCTS = Set.of("mull", "mlal", "mlsl");

  private final Emitter e;
  private final Bytecode code;
  private final Halves halves;

  SimdIntegerEmitter(Emitter e, Halves halves) {
    this.e = e;
    this.code = e.code;
    this.halves = halves;
  }

  /** Emits an instruction; returns false if it has to execute itself, or is not of this group. */
  boolean emit(Instruction i) {
    int w = i.word;
    String mnemonic = i.encoding.mnemonic();
    int size = i.elementSize();
    // Without bit 28, which scalars have.
    if ((w & 0x8f20_0400) == 0x0e20_0400) {
      return threeSame(i, mnemonic, size);
    }
    if ((w & 0x8f3e_0c00) == 0x0e20_0800) {
      return twoRegister(i, mnemonic, size);
    }
    if ((w & 0x9f3e_0c00) == 0x0e30_0800) {
      return across(i, mnemonic, size);
    }
    if ((w & 0x9f20_0c00) == 0x0e20_0000) {
      return threeDifferent(i, mnemonic, size);
    }
    if ((w & 0x9f00_0400) == 0x0f00_0000) {
      return byElement(i, mnemonic, size);
    }
    if ((w & 0xffff_fc00) == 0x5ef1_b800) {
      halves.push(i.n, false);
      halves.push(i.n, true);
      code.plain(Emitter.LADD);
      e.setD(i.d);
      return true;
    }
    return false;
  }

  private void operation(String method, int size) {
    switch (method) {
      case "add" -> halves.add(size);
      case "subtract" -> halves.subtract(size);
      default -> halves.binary(method, size);
    }
  }

  private boolean threeSame(Instruction i, String mnemonic, int size) {
    String binary = THREE_SAME.get(mnemonic);
    if (binary != null) {
      halves.write(
          i,
          high -> {
            halves.push(i.n, high);
            halves.push(i.m, high);
            operation(binary, size);
          });
      return true;
    }
    String shift = SHIFTS.get(mnemonic);
    if (shift != null) {
      halves.write(
          i,
          high -> {
            halves.push(i.n, high);
            halves.push(i.m, high);
            code.pushInt(size);
            code.invokeStatic(SimdMoveEmitter.LOOPS, shift, Halves.BINARY);
          });
      return true;
    }
    String accumulating = ACCUMULATING.get(mnemonic);
    if (accumulating != null) {
      halves.write(
          i,
          high -> {
            halves.push(i.d, high);
            halves.push(i.n, high);
            halves.push(i.m, high);
            if (mnemonic.equals("mla")) {
              halves.ternary("multiplyAdd", size);
            } else {
              halves.binary(accumulating, size);
              accumulate(mnemonic, size);
            }
          });
      return true;
    }
    return pairwise(i, mnemonic, size);
  }

  private void accumulate(String mnemonic, int size) {
    if (mnemonic.startsWith("ml") && mnemonic.charAt(2) == 's') {
      halves.subtract(size);
    } else {
      halves.add(size);
    }
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
          if (size < 3) {
            halves.binary("even", size);
            halves.push(register, false);
            halves.push(other, i.isFull());
            halves.binary("odd", size);
          }
          operation(method, size);
        });
    return true;
  }

  private boolean across(Instruction i, String mnemonic, int size) {
    String method = ACROSS.get(mnemonic);
    if (method == null) {
      return acrossLong(i, mnemonic, size);
    }
    halves.push(i.n, false);
    if (i.isFull()) {
      halves.push(i.n, true);
      halves.binary(method, size);
    }
    halves.unary(method + "Across", size);
    e.setD(i.d);
    return true;
  }

  private boolean acrossLong(Instruction i, String mnemonic, int size) {
    String method =
        switch (mnemonic) {
          case "uaddlv" -> "addPairsUnsigned";
          case "saddlv" -> "addPairsSigned";
          default -> null;
        };
    if (method == null) {
      return false;
    }
    halves.push(i.n, false);
    halves.unary(method, size);
    if (i.isFull()) {
      halves.push(i.n, true);
      halves.unary(method, size);
      halves.add(size + 1);
    }
    if (size + 1 < 3) {
      halves.unary("addAcross", size + 1);
    }
    e.setD(i.d);
    return true;
  }

  private boolean twoRegister(Instruction i, String mnemonic, int size) {
    String withZero = WITH_ZERO.get(mnemonic);
    if (withZero != null) {
      boolean zeroFirst = mnemonic.equals("cmle") || mnemonic.equals("cmlt");
      halves.write(
          i,
          high -> {
            if (zeroFirst) {
              code.pushLong(0);
            }
            halves.push(i.n, high);
            if (!zeroFirst) {
              code.pushLong(0);
            }
            halves.binary(withZero, size);
          });
      return true;
    }
    switch (mnemonic) {
      case "abs" -> unary(i, "absolute", size);
      case "neg" -> unary(i, "negate", size);
      case "not" ->
          halves.write(
              i,
              high -> {
                halves.push(i.n, high);
                halves.not();
              });
      case "cnt" ->
          halves.write(
              i,
              high -> {
                halves.push(i.n, high);
                code.invokeStatic(Halves.LANES, "countBytes", Emitter.LONG_OF_LONG);
              });
      case "clz" ->
          halves.write(
              i,
              high -> {
                halves.push(i.n, high);
                code.pushInt(size);
                code.invokeStatic(SimdMoveEmitter.LOOPS, "countLeadingZeros", Halves.UNARY);
              });
      case "rev16", "rev32", "rev64" -> reverse(i, Integer.parseInt(mnemonic.substring(3)), size);
      case "xtn", "xtn2" -> {
        halves.push(i.n, false);
        halves.push(i.n, true);
        halves.binary("even", size);
        halves.writeNarrow(i);
      }
      case "rbit" ->
          halves.write(
              i,
              high -> {
                halves.push(i.n, high);
                code.invokeStatic(Emitter.LONG, "reverse", Emitter.LONG_OF_LONG);
                code.invokeStatic(Emitter.LONG, "reverseBytes", Emitter.LONG_OF_LONG);
              });
      case "shll", "shll2" ->
          halves.writeBoth(
              i,
              high -> {
                widened(i, i.n, high, false, size);
                code.pushInt(8 << size);
                code.plain(Emitter.LSHL);
              });
      case "uaddlp", "saddlp", "uadalp", "sadalp" -> addPairs(i, mnemonic, size);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void unary(Instruction i, String method, int size) {
    halves.write(
        i,
        high -> {
          halves.push(i.n, high);
          halves.unary(method, size);
        });
  }

  private void reverse(Instruction i, int container, int size) {
    halves.write(
        i,
        high -> {
          halves.push(i.n, high);
          if (container == 64 && size == 0) {
            code.invokeStatic(Emitter.LONG, "reverseBytes", Emitter.LONG_OF_LONG);
          } else {
            halves.shift("reverse", container, size);
          }
        });
  }

  private void addPairs(Instruction i, String mnemonic, int size) {
    boolean accumulating = mnemonic.endsWith("alp");
    halves.write(
        i,
        high -> {
          if (accumulating) {
            halves.push(i.d, high);
          }
          halves.push(i.n, high);
          halves.unary(mnemonic.charAt(0) == 'u' ? "addPairsUnsigned" : "addPairsSigned", size);
          if (accumulating) {
            halves.add(size + 1);
          }
        });
  }

  // Widening

  private boolean threeDifferent(Instruction i, String mnemonic, int size) {
    boolean signed = mnemonic.charAt(0) == 's';
    String base = base(mnemonic);
    if (base.equals("addw") || base.equals("subw")) {
      halves.writeBoth(
          i,
          high -> {
            halves.push(i.n, high);
            widened(i, i.m, high, signed, size);
            operation(base.equals("addw") ? "add" : "subtract", size + 1);
          });
      return true;
    }
    if (PRODUCTS.contains(base)) {
      products(i, base, signed, size, high -> narrow(i, i.m, high));
      return true;
    }
    return widening(i, base, signed, size);
  }

  /** Returns a mnemonic without its sign and its 2, or an empty string. */
  static String base(String mnemonic) {
    char sign = mnemonic.charAt(0);
    if (sign != 's' && sign != 'u') {
      return "";
    }
    return mnemonic.substring(1, mnemonic.length() - (mnemonic.endsWith("2") ? 1 : 0));
  }

  /** Products with twice the size of what they are made of. */
  private void products(Instruction i, String base, boolean signed, int size, Halves.Half second) {
    boolean accumulating = !base.equals("mull");
    halves.writeBoth(
        i,
        high -> {
          if (accumulating) {
            halves.push(i.d, high);
          }
          narrow(i, i.n, high);
          second.push(high);
          halves.binary(signed ? "multiplyLongSigned" : "multiplyLongUnsigned", size);
          if (accumulating) {
            accumulate(base, size + 1);
          }
        });
  }

  /** Pushes a word whose low half is to be widened. */
  private void narrow(Instruction i, int register, boolean high) {
    halves.pushNarrow(i, register);
    if (high) {
      halves.upper();
    }
  }

  private boolean widening(Instruction i, String base, boolean signed, int size) {
    String name = WIDENING.get(base);
    if (name == null) {
      return false;
    }
    String method = name.equals("distance") ? name + (signed ? "Signed" : "Unsigned") : name;
    boolean accumulating = base.equals("abal");
    halves.writeBoth(
        i,
        high -> {
          if (accumulating) {
            halves.push(i.d, high);
          }
          widened(i, i.n, high, signed, size);
          widened(i, i.m, high, signed, size);
          operation(method, size + 1);
          if (accumulating) {
            accumulate(base, size + 1);
          }
        });
    return true;
  }

  private void widened(Instruction i, int register, boolean high, boolean signed, int size) {
    halves.pushNarrow(i, register);
    halves.widen(high, signed, size);
  }

  private boolean byElement(Instruction i, String mnemonic, int size) {
    boolean plain = mnemonic.equals("mul");
    boolean signed = mnemonic.charAt(0) == 's';
    String base = base(mnemonic);
    boolean wide = PRODUCTS.contains(base);
    if (!plain && !wide && !mnemonic.equals("mla") && !mnemonic.equals("mls")) {
      return false;
    }
    halves.replicatedElement(i, size);
    e.storeTemporary(Bytecode.T1);
    if (wide) {
      products(i, base, signed, size, high -> e.loadTemporary(Bytecode.T1));
      return true;
    }
    halves.write(
        i,
        high -> {
          if (!plain) {
            halves.push(i.d, high);
          }
          halves.push(i.n, high);
          e.loadTemporary(Bytecode.T1);
          if (mnemonic.equals("mla")) {
            halves.ternary("multiplyAdd", size);
            return;
          }
          halves.binary("multiply", size);
          if (!plain) {
            accumulate(mnemonic, size);
          }
        });
    return true;
  }
}
