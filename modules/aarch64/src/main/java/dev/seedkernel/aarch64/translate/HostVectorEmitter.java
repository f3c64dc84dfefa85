package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.seedkernel.aarch64.arith.Lanes;
import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.vector.CheckedDoubles;
import dev.seedkernel.aarch64.vector.CheckedSingles;
import dev.seedkernel.aarch64.vector.HostShapes;
import dev.seedkernel.aarch64.vector.HostWords;
import dev.seedkernel.aarch64.vector.IntLanes;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Advanced SIMD on 128 bits by vectors of the host (Arm ARM C4.1.96), where a region uses them;
 * what is not here is done with the halves of the same registers.
 */
final class HostVectorEmitter {
  private static final ClassDesc SHAPES = descriptor(HostShapes.class);
  private static final ClassDesc WORDS = descriptor(HostWords.class);
  private static final ClassDesc LONGS = HostShape.LONGS.type();
  private static final ClassDesc CHECKED_SINGLES = descriptor(CheckedSingles.class);
  private static final ClassDesc CHECKED_DOUBLES = descriptor(CheckedDoubles.class);

  /** What {@link IntLanes} has of the methods of {@code Lanes} on two operands. */
  private static final Set<String> BINARY =
      Set.of(
          "add",
          "subtract",
          "multiply",
          "equal",
          "test",
          "greaterSigned",
          "greaterOrEqualSigned",
          "greaterUnsigned",
          "greaterOrEqualUnsigned",
          "maximumSigned",
          "maximumUnsigned",
          "minimumSigned",
          "minimumUnsigned",
          "distanceSigned",
          "distanceUnsigned");

  /** Without comparisons of 64 bits: HotSpot has no masks of two elements. */
  private static final Set<String> OF_LONGS = Set.of("add", "subtract");

  private static final Set<String> SATURATING =
      Set.of(
          "addSaturatingSigned",
          "addSaturatingUnsigned",
          "subtractSaturatingSigned",
          "subtractSaturatingUnsigned");

  private static final Map<String, String> FLOATS =
      Map.of("fadd", "add", "fsub", "subtract", "fmul", "multiply", "fdiv", "divide");

  private static final Map<String, String> LOGIC =
      Map.of("and", "and", "orr", "or", "eor", "xor", "bic", "andNot", "orn", "orNot");

  private static final Map<String, String> SHIFTS =
      Map.of(
          "shl", "shiftLeft",
          "ushr", "shiftRightUnsigned",
          "sshr", "shiftRightSigned",
          "usra", "shiftRightUnsigned",
          "ssra", "shiftRightSigned");

  private static final java.lang.classfile.Instruction POP = StackInstruction.of(Opcode.POP);
  private static final int WORD = 2;
  private static final int DOUBLE = 3;

  private final Emitter e;
  private final Bytecode code;
  private final Halves halves;

  HostVectorEmitter(Emitter e, Halves halves) {
    this.e = e;
    this.code = e.code;
    this.halves = halves;
  }

  private static ClassDesc descriptor(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }

  /** Emits an instruction; returns false if it is not of this group. */
  boolean emit(Instruction i) {
    int w = i.word;
    if (i.isScalar() || (w & 0x9e00_0000) != 0x0e00_0000) {
      return false;
    }
    String mnemonic = i.encoding.mnemonic();
    int size = i.elementSize();
    if ((w & 0x9f20_0c00) == 0x0e20_0000) {
      return threeDifferent(i, mnemonic, size);
    }
    if ((w & 0x9f80_0400) == 0x0f00_0400
        && (w & 0x0078_0000) != 0
        && narrowsOrWidens(i, mnemonic, size)) {
      return true;
    }
    if (!i.isFull()) {
      return false;
    }
    if ((w & 0x9f20_fc00) == 0x0e20_1c00) {
      return bitwise(i, mnemonic);
    }
    if ((w & 0x9f20_0400) == 0x0e20_0400) {
      return threeSame(i, mnemonic, size);
    }
    if ((w & 0x9f3e_0c00) == 0x0e20_0800) {
      return twoRegister(i, mnemonic, size);
    }
    if ((w & 0x9ff8_0c00) == 0x0f00_0400) {
      return immediate(i, mnemonic);
    }
    if ((w & 0x9f80_0400) == 0x0f00_0400) {
      return shift(i, mnemonic, size);
    }
    if ((w & 0x9f00_0400) == 0x0f00_0000) {
      return byElement(i, mnemonic, size);
    }
    if ((w & 0x9fe0_8400) == 0x0e00_0400) {
      return mnemonic.equals("dup") && duplicate(i, size);
    }
    if ((w & 0xbfe0_8400) == 0x2e00_0000) {
      extract(i);
      return true;
    }
    if ((w & 0xbf20_8c00) == 0x0e00_0800) {
      permute(i, mnemonic, size);
      return true;
    }
    if ((w & 0xbfe0_fc00) == 0x0e00_0000) {
      lookUp(i);
      return true;
    }
    return false;
  }

  // Pieces

  private void get(int register, HostShape shape) {
    code.getVector(32 + register, shape);
  }

  private void set(int register, HostShape shape) {
    code.setVector(32 + register, shape);
  }

  /** Calls a method on some vectors of a shape. */
  private void lanes(String method, int vectors, HostShape shape) {
    code.lanes(method, shape, vectors(vectors));
  }

  private static ClassDesc[] vectors(int count) {
    ClassDesc[] types = new ClassDesc[count];
    Arrays.fill(types, HostShape.VECTOR);
    return types;
  }

  /** Pushes a constant. */
  private void constant(long low, long high) {
    code.pushLong(low);
    if (low == high) {
      replicated();
    } else {
      code.pushLong(high);
      code.invokeStatic(WORDS, "ofWords", MethodTypeDesc.of(LONGS, CD_long, CD_long));
    }
  }

  /** Pops a word, and pushes a vector that has it twice. */
  private void replicated() {
    code.invokeStatic(WORDS, "replicated", MethodTypeDesc.of(LONGS, CD_long));
  }

  /** Pops a vector, and pushes it shifted by up to all of an element's bits. */
  private void shiftBy(String method, int amount, int size) {
    int bits = 8 << size;
    HostShape shape = HostShape.ofSize(size);
    if (amount < bits || method.equals("shiftRightSigned")) {
      code.pushInt(Math.min(amount, bits - 1));
      code.lanes(method, shape, HostShape.VECTOR, CD_int);
    } else {
      code.plain(POP);
      zero(shape);
    }
  }

  /** Pops a vector of one shape, and pushes it in another. */
  private void as(HostShape from, HostShape to) {
    code.convert(from, to);
  }

  // Groups

  /** Bits have no shape of their own: what is computed has that of the destination. */
  private boolean bitwise(Instruction i, String mnemonic) {
    String logic = LOGIC.get(mnemonic);
    if (logic != null) {
      like(i, i.n);
      if (i.n != i.m || !mnemonic.equals("orr")) {
        like(i, i.m);
        lanesLike(i, logic, 2);
      }
    } else {
      switch (mnemonic) {
        case "bsl" -> select(i, i.d, i.n, i.m);
        case "bit" -> select(i, i.m, i.n, i.d);
        case "bif" -> select(i, i.m, i.d, i.n);
        default -> {
          return false;
        }
      }
    }
    code.setVectorLike(32 + i.d);
    return true;
  }

  private void like(Instruction i, int register) {
    code.getVectorLike(32 + register, 32 + i.d);
  }

  private void lanesLike(Instruction i, String method, int vectors) {
    code.lanesLike(method, 32 + i.d, vectors(vectors));
  }

  private void select(Instruction i, int mask, int then, int otherwise) {
    like(i, mask);
    like(i, then);
    like(i, otherwise);
    lanesLike(i, "select", 3);
  }

  private boolean immediate(Instruction i, String mnemonic) {
    switch (mnemonic) {
      case "movi", "fmov" -> constant(i.imm, i.imm);
      case "mvni" -> constant(~i.imm, ~i.imm);
      case "orr", "bic" -> {
        boolean set = mnemonic.equals("orr");
        get(i.d, HostShape.LONGS);
        constant(set ? i.imm : ~i.imm, set ? i.imm : ~i.imm);
        lanes(set ? "or" : "and", 2, HostShape.LONGS);
      }
      default -> {
        return false;
      }
    }
    code.setAnyVector(32 + i.d, HostShape.LONGS);
    return true;
  }

  private boolean threeSame(Instruction i, String mnemonic, int size) {
    HostShape shape = HostShape.ofSize(size);
    String pairs = SimdIntegerEmitter.PAIRWISE.get(mnemonic);
    String integer = SimdIntegerEmitter.THREE_SAME.get(mnemonic);
    String accumulating = SimdIntegerEmitter.ACCUMULATING.get(mnemonic);
    String saturating = SimdSaturatingEmitter.THREE_SAME.get(mnemonic);
    if (pairs != null && size < DOUBLE) {
      pairs(i, pairs, size);
    } else if (integer != null && (size < DOUBLE ? BINARY : OF_LONGS).contains(integer)) {
      get(i.n, shape);
      get(i.m, shape);
      lanes(integer, 2, shape);
      set(i.d, shape);
    } else if (accumulating != null) {
      get(i.d, shape);
      get(i.n, shape);
      get(i.m, shape);
      accumulate(i, mnemonic, accumulating, shape);
    } else if (saturating != null && SATURATING.contains(saturating) && size < WORD) {
      get(i.n, shape);
      get(i.m, shape);
      code.environment();
      code.lanes(saturating, shape, HostShape.VECTOR, HostShape.VECTOR, Bytecode.ENVIRONMENT);
      set(i.d, shape);
    } else {
      return floats(i, mnemonic, size);
    }
    return true;
  }

  /** Computes on each even element and the odd one above it; what is in the odd ones is dropped. */
  private void pairs(Instruction i, String method, int size) {
    pairs(i.n, method, size);
    if (i.m == i.n) {
      e.storeTemporary(Bytecode.T1);
      e.loadTemporary(Bytecode.T1);
      e.loadTemporary(Bytecode.T1);
    } else {
      pairs(i.m, method, size);
    }
    e.setBoth(i.d);
  }

  private void pairs(int register, String method, int size) {
    HostShape shape = HostShape.ofSize(size);
    HostShape wide = HostShape.ofSize(size + 1);
    get(register, shape);
    get(register, wide);
    shiftBy("shiftRightUnsigned", 8 << size, size + 1);
    as(wide, shape);
    lanes(method, 2, shape);
    as(shape, wide);
    narrow(wide);
  }

  private void narrow(HostShape wide) {
    code.invokeStatic(SHAPES, "narrow", MethodTypeDesc.of(CD_long, wide.type()));
  }

  /** Pops two operands and what they are added to, or subtracted from. */
  private void accumulate(Instruction i, String mnemonic, String method, HostShape shape) {
    lanes(method, 2, shape);
    lanes(mnemonic.equals("mls") ? "subtract" : "add", 2, shape);
    set(i.d, shape);
  }

  private boolean floats(Instruction i, String mnemonic, int size) {
    String binary = FLOATS.get(mnemonic);
    String ternary = SimdFloatEmitter.ACCUMULATING.get(mnemonic);
    if (size < WORD || (binary == null && ternary == null)) {
      return false;
    }
    HostShape shape = floats(size);
    if (ternary != null) {
      get(i.d, shape);
    }
    get(i.n, shape);
    get(i.m, shape);
    if (ternary != null) {
      arithmetic(i, ternary, 3, shape);
    } else if (binary != null) {
      arithmetic(i, binary, 2, shape);
    }
    return true;
  }

  private static HostShape floats(int size) {
    return size == DOUBLE ? HostShape.DOUBLES : HostShape.FLOATS;
  }

  private void arithmetic(Instruction i, String method, int operands, HostShape shape) {
    code.environment();
    ClassDesc[] types = new ClassDesc[operands + 1];
    Arrays.fill(types, shape.type());
    types[operands] = Bytecode.ENVIRONMENT;
    ClassDesc owner = shape == HostShape.DOUBLES ? CHECKED_DOUBLES : CHECKED_SINGLES;
    e.copies.invoke(code, owner, method, MethodTypeDesc.of(shape.type(), types));
    set(i.d, shape);
  }

  private boolean twoRegister(Instruction i, String mnemonic, int size) {
    HostShape shape = HostShape.ofSize(size);
    String withZero = SimdIntegerEmitter.WITH_ZERO.get(mnemonic);
    if (withZero != null) {
      if (size == DOUBLE) {
        return false;
      }
      boolean zeroFirst = mnemonic.equals("cmle") || mnemonic.equals("cmlt");
      if (zeroFirst) {
        zero(shape);
      }
      get(i.n, shape);
      if (!zeroFirst) {
        zero(shape);
      }
      lanes(withZero, 2, shape);
      set(i.d, shape);
      return true;
    }
    switch (mnemonic) {
      case "abs" -> unary(i, "absolute", shape);
      case "neg" -> unary(i, "negate", shape);
      case "not" -> {
        like(i, i.n);
        lanesLike(i, "not", 1);
        code.setVectorLike(32 + i.d);
      }
      case "uaddlp", "saddlp", "uadalp", "sadalp" -> addPairs(i, mnemonic, size + 1);
      case "fsqrt" -> {
        get(i.n, floats(size));
        arithmetic(i, "squareRoot", 1, floats(size));
      }
      case "fneg", "fabs" -> {
        boolean negated = mnemonic.equals("fneg");
        long signs = SimdFloatEmitter.signs(size);
        get(i.n, HostShape.LONGS);
        constant(negated ? signs : ~signs, negated ? signs : ~signs);
        lanes(negated ? "xor" : "and", 2, HostShape.LONGS);
        set(i.d, HostShape.LONGS);
      }
      case "rev16", "rev32", "rev64" -> {
        int container = Integer.parseInt(mnemonic.substring(3)) / 8;
        rearrange(i, at -> at ^ (container - (1 << size)));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void zero(HostShape shape) {
    constant(0, 0);
    as(HostShape.LONGS, shape);
  }

  private void unary(Instruction i, String method, HostShape shape) {
    get(i.n, shape);
    lanes(method, 1, shape);
    set(i.d, shape);
  }

  private void addPairs(Instruction i, String mnemonic, int size) {
    HostShape shape = HostShape.ofSize(size);
    boolean accumulating = mnemonic.endsWith("alp");
    if (accumulating) {
      get(i.d, shape);
    }
    boolean signed = mnemonic.charAt(0) == 's';
    int bits = 4 << size;
    if (signed) {
      get(i.n, shape);
      shiftBy("shiftLeft", bits, size);
      shiftBy("shiftRightSigned", bits, size);
    } else {
      get(i.n, shape);
      constant(Lanes.evenElements(size - 1), Lanes.evenElements(size - 1));
      as(HostShape.LONGS, shape);
      lanes("and", 2, shape);
    }
    get(i.n, shape);
    shiftBy(signed ? "shiftRightSigned" : "shiftRightUnsigned", bits, size);
    lanes("add", 2, shape);
    if (accumulating) {
      lanes("add", 2, shape);
    }
    set(i.d, shape);
  }

  private boolean shift(Instruction i, String mnemonic, int size) {
    HostShape shape = HostShape.ofSize(size);
    String method = SHIFTS.get(mnemonic);
    if (method != null) {
      boolean accumulating = mnemonic.endsWith("a");
      if (accumulating) {
        get(i.d, shape);
      }
      get(i.n, shape);
      shiftBy(method, (int) i.imm, size);
      if (accumulating) {
        lanes("add", 2, shape);
      }
    } else if (mnemonic.equals("sli") || mnemonic.equals("sri")) {
      boolean left = mnemonic.equals("sli");
      long set =
          SimdShiftEmitter.elements(
              left ? -1L << i.imm : SimdShiftEmitter.logicalRight((int) i.imm, size), size);
      constant(set, set);
      as(HostShape.LONGS, shape);
      get(i.n, shape);
      shiftBy(left ? "shiftLeft" : "shiftRightUnsigned", (int) i.imm, size);
      get(i.d, shape);
      lanes("select", 3, shape);
    } else {
      return false;
    }
    set(i.d, shape);
    return true;
  }

  // Elements of another size; "2" is of the upper half

  /** Pushes a half with elements of twice the size. */
  private void widened(Instruction i, int register, boolean signed, int size) {
    HostShape wide = HostShape.ofSize(size + 1);
    HostShape narrow = HostShape.ofSize(size);
    get(register, narrow);
    if (i.isFull()) {
      lanes("upper", 1, narrow);
    }
    code.invokeStatic(
        SHAPES,
        signed ? "widenSigned" : "widenUnsigned",
        MethodTypeDesc.of(wide.type(), narrow.type()));
  }

  private boolean narrowsOrWidens(Instruction i, String mnemonic, int size) {
    HostShape wide = HostShape.ofSize(size + 1);
    int amount = (int) i.imm;
    switch (mnemonic) {
      case "sshll", "sshll2", "ushll", "ushll2" -> {
        widened(i, i.n, mnemonic.charAt(0) == 's', size);
        if (amount != 0) {
          shiftBy("shiftLeft", amount, size + 1);
        }
        set(i.d, wide);
      }
      case "shrn" -> {
        get(i.n, wide);
        shiftBy("shiftRightUnsigned", amount, size + 1);
        narrow(wide);
        e.setD(i.d);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean threeDifferent(Instruction i, String mnemonic, int size) {
    String base = SimdIntegerEmitter.base(mnemonic);
    if (size == DOUBLE) {
      return false;
    }
    boolean signed = mnemonic.charAt(0) == 's';
    HostShape wide = HostShape.ofSize(size + 1);
    switch (base) {
      case "addw", "subw" -> get(i.n, wide);
      case "addl", "subl", "mull" -> widened(i, i.n, signed, size);
      case "mlal", "mlsl" -> {
        get(i.d, wide);
        widened(i, i.n, signed, size);
      }
      default -> {
        return false;
      }
    }
    widened(i, i.m, signed, size);
    switch (base) {
      case "addw", "addl" -> lanes("add", 2, wide);
      case "subw", "subl" -> lanes("subtract", 2, wide);
      default -> lanes("multiply", 2, wide);
    }
    if (base.equals("mlal")) {
      lanes("add", 2, wide);
    } else if (base.equals("mlsl")) {
      lanes("subtract", 2, wide);
    }
    set(i.d, wide);
    return true;
  }

  private boolean byElement(Instruction i, String mnemonic, int size) {
    boolean multiply = mnemonic.equals("mul");
    boolean accumulating = mnemonic.equals("mla") || mnemonic.equals("mls");
    String ternary = SimdFloatEmitter.ACCUMULATING.get(mnemonic);
    boolean isFloat = (ternary != null || mnemonic.equals("fmul")) && size >= WORD;
    if (!multiply && !accumulating && !isFloat) {
      return false;
    }
    HostShape shape = isFloat ? floats(size) : HostShape.ofSize(size);
    if (accumulating || ternary != null) {
      get(i.d, shape);
    }
    get(i.n, shape);
    replicatedElement(i, i.m, size);
    as(HostShape.LONGS, shape);
    if (ternary != null) {
      arithmetic(i, ternary, 3, shape);
    } else if (isFloat) {
      arithmetic(i, "multiply", 2, shape);
    } else if (multiply) {
      lanes("multiply", 2, shape);
      set(i.d, shape);
    } else {
      accumulate(i, mnemonic, "multiply", shape);
    }
    return true;
  }

  // Bytes in another order

  private void replicatedElement(Instruction i, int register, int size) {
    halves.pushElement(register, (int) i.imm, size);
    replicate(size);
  }

  private void replicate(int size) {
    if (size < DOUBLE) {
      halves.unary("replicate", size);
    }
    replicated();
  }

  private boolean duplicate(Instruction i, int size) {
    if ((i.word & 1 << 11) != 0) {
      e.x(i.n);
      replicate(size);
    } else {
      replicatedElement(i, i.n, size);
    }
    code.setAnyVector(32 + i.d, HostShape.LONGS);
    return true;
  }

  /** Where a byte comes from: of the first vector, or with 16 more of the second. */
  private interface Source {
    int at(int index);
  }

  private void rearrange(Instruction i, Source source) {
    long[] indices = new long[2];
    long[] first = new long[2];
    for (int at = 0; at < 16; at++) {
      int shift = at % 8 * 8;
      indices[at / 8] |= (source.at(at) & 15L) << shift;
      first[at / 8] |= source.at(at) < 16 ? 0xffL << shift : 0;
    }
    boolean both = i.n != i.m && (first[0] & first[1]) != -1;
    if (both) {
      bytes(first);
    }
    get(i.n, HostShape.BYTES);
    bytes(indices);
    lanes("rearranged", 2, HostShape.BYTES);
    if (both) {
      get(i.m, HostShape.BYTES);
      bytes(indices);
      lanes("rearranged", 2, HostShape.BYTES);
      lanes("select", 3, HostShape.BYTES);
    }
    set(i.d, HostShape.BYTES);
  }

  private void bytes(long... words) {
    constant(words[0], words[1]);
    as(HostShape.LONGS, HostShape.BYTES);
  }

  private void extract(Instruction i) {
    int first = (int) i.imm;
    rearrange(i, at -> at + first);
  }

  private void permute(Instruction i, String mnemonic, int size) {
    int second = mnemonic.endsWith("2") ? 1 : 0;
    int count = 16 >> size;
    rearrange(
        i,
        at -> {
          int element = at >> size;
          int from =
              switch (mnemonic) {
                case "uzp1", "uzp2" -> 2 * element + second;
                case "trn1", "trn2" -> (element & ~1) + second + (element & 1) * count;
                default -> element / 2 + second * count / 2 + (element & 1) * count;
              };
          return (from << size) + (at & (1 << size) - 1);
        });
  }

  /** What is beyond the table gives 0. */
  private void lookUp(Instruction i) {
    get(i.n, HostShape.BYTES);
    get(i.m, HostShape.BYTES);
    lanes("rearranged", 2, HostShape.BYTES);
    bytes(0x1010_1010_1010_1010L, 0x1010_1010_1010_1010L);
    get(i.m, HostShape.BYTES);
    lanes("greaterUnsigned", 2, HostShape.BYTES);
    lanes("and", 2, HostShape.BYTES);
    set(i.d, HostShape.BYTES);
  }
}
