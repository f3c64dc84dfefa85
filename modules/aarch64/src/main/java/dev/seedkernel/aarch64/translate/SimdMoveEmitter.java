package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.seedkernel.aarch64.arith.LaneLoops;
import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Advanced SIMD without arithmetic: bitwise operations, immediates, copies between elements and
 * general registers, and permutations (Arm ARM C4.1.96).
 */
final class SimdMoveEmitter {
  static final ClassDesc LOOPS = ClassDesc.ofDescriptor(LaneLoops.class.descriptorString());
  private static final MethodTypeDesc LOOK_UP =
      MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_long);

  private static final ClassDesc TABLE = ClassDesc.of("dev.seedkernel.aarch64.TableLookUp");
  private static final MethodTypeDesc LOOK_UP_IN_ARRAY =
      MethodTypeDesc.of(CD_long, Bytecode.REGISTERS, CD_int, CD_long, CD_int);
  private static final java.lang.classfile.Instruction LASTORE =
      ArrayStoreInstruction.of(Opcode.LASTORE);

  private final Emitter e;
  private final Bytecode code;
  private final Halves halves;

  SimdMoveEmitter(Emitter e, Halves halves) {
    this.e = e;
    this.code = e.code;
    this.halves = halves;
  }

  /** Emits an instruction; returns false if it has to execute itself, or is not of this group. */
  boolean emit(Instruction i) {
    int w = i.word;
    String mnemonic = i.encoding.mnemonic();
    if ((w & 0x9f20_fc00) == 0x0e20_1c00) {
      return bitwise(i, mnemonic);
    }
    if ((w & 0x9ff8_0c00) == 0x0f00_0400) {
      return immediate(i, mnemonic);
    }
    if ((w & 0x9fe0_8400) == 0x0e00_0400 || (w & 0xffe0_fc00) == 0x5e00_0400) {
      return copy(i, mnemonic);
    }
    if ((w & 0xbf20_8c00) == 0x0e00_0800) {
      return permute(i, mnemonic);
    }
    if ((w & 0xbfe0_8400) == 0x2e00_0000) {
      extract(i);
      return true;
    }
    if ((w & 0xbfe0_8c00) == 0x0e00_0000) {
      lookUp(i, (w >>> 13 & 3) + 1, (w & 1 << 12) != 0);
      return true;
    }
    return false;
  }

  private boolean bitwise(Instruction i, String mnemonic) {
    switch (mnemonic) {
      case "and", "orr", "eor", "bic", "orn" -> halves.write(i, high -> logic(i, mnemonic, high));
      case "bsl" -> halves.write(i, high -> select(i.d, i.n, i.m, high));
      case "bit" -> halves.write(i, high -> select(i.m, i.n, i.d, high));
      case "bif" -> halves.write(i, high -> select(i.m, i.d, i.n, high));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void logic(Instruction i, String mnemonic, boolean high) {
    halves.push(i.n, high);
    if (i.n == i.m && mnemonic.equals("orr")) {
      return; // MOV.
    }
    halves.push(i.m, high);
    if (mnemonic.equals("bic") || mnemonic.equals("orn")) {
      halves.not();
    }
    code.plain(
        switch (mnemonic) {
          case "and", "bic" -> Emitter.LAND;
          case "eor" -> Emitter.LXOR;
          default -> Emitter.LOR;
        });
  }

  /** Pushes bits of one register where a mask is set, and of another where it is not. */
  private void select(int mask, int set, int clear, boolean high) {
    halves.push(set, high);
    halves.push(clear, high);
    code.plain(Emitter.LXOR);
    halves.push(mask, high);
    code.plain(Emitter.LAND);
    halves.push(clear, high);
    code.plain(Emitter.LXOR);
  }

  private boolean immediate(Instruction i, String mnemonic) {
    switch (mnemonic) {
      case "movi", "fmov" -> halves.write(i, high -> code.pushLong(i.imm));
      case "mvni" -> halves.write(i, high -> code.pushLong(~i.imm));
      case "orr" -> halves.write(i, high -> withImmediate(i, high, i.imm, Emitter.LOR));
      case "bic" -> halves.write(i, high -> withImmediate(i, high, ~i.imm, Emitter.LAND));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void withImmediate(
      Instruction i, boolean high, long imm, java.lang.classfile.Instruction operation) {
    halves.push(i.d, high);
    code.pushLong(imm);
    code.plain(operation);
  }

  // Copies

  private boolean copy(Instruction i, String mnemonic) {
    int size = i.elementSize();
    boolean fromGeneral = (i.word & 1 << 29) == 0 && (i.word & 1 << 11) != 0;
    switch (mnemonic) {
      case "dup" -> duplicate(i, size, fromGeneral && !i.isScalar());
      case "ins" -> {
        if (fromGeneral) {
          e.x(i.n);
        } else {
          halves.pushElement(i.n, i.a, size);
        }
        halves.insert(i.d, (int) i.imm, size);
      }
      case "umov" -> {
        halves.pushElement(i.n, (int) i.imm, size);
        halves.mask(size);
        e.setX(i.d);
      }
      case "smov" -> signedMove(i, size);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void duplicate(Instruction i, int size, boolean fromGeneral) {
    if (fromGeneral) {
      e.x(i.n);
    } else {
      halves.pushElement(i.n, (int) i.imm, size);
    }
    if (i.isScalar()) {
      halves.mask(size);
      e.setD(i.d);
      return;
    }
    if (size < 3) {
      halves.unary("replicate", size);
    }
    e.storeTemporary(Bytecode.T1);
    halves.write(i, high -> e.loadTemporary(Bytecode.T1));
  }

  private void signedMove(Instruction i, int size) {
    halves.pushElement(i.n, (int) i.imm, size);
    code.plain(Emitter.L2I);
    if (size == 0) {
      code.plain(Emitter.I2B);
    } else if (size == 1) {
      code.plain(Emitter.I2S);
    }
    if ((i.word & 1 << 30) != 0) {
      code.plain(Emitter.I2L);
      e.setX(i.d);
    } else {
      e.setW(i.d);
    }
  }

  // Permutations

  private boolean permute(Instruction i, String mnemonic) {
    int size = i.elementSize();
    boolean second = mnemonic.endsWith("2");
    switch (mnemonic) {
      case "uzp1", "uzp2" -> unzip(i, size, second);
      case "trn1", "trn2" -> {
        if (size == 3) {
          halves.write(i, high -> halves.push(high ? i.m : i.n, second));
        } else {
          halves.write(i, high -> binary(i, high, second ? "transposeOdd" : "transposeEven", size));
        }
      }
      case "zip1", "zip2" -> zip(i, size, second);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void binary(Instruction i, boolean high, String method, int size) {
    halves.push(i.n, high);
    halves.push(i.m, high);
    halves.binary(method, size);
  }

  private void unzip(Instruction i, int size, boolean second) {
    if (size == 3) {
      halves.write(i, high -> halves.push(high ? i.m : i.n, second));
      return;
    }
    halves.write(
        i,
        high -> {
          int register = high ? i.m : i.n;
          halves.push(register, false);
          halves.push(i.isFull() ? register : i.m, i.isFull());
          halves.binary(second ? "odd" : "even", size);
        });
  }

  private void zip(Instruction i, int size, boolean second) {
    if (size == 3) {
      halves.write(i, high -> halves.push(high ? i.m : i.n, second));
      return;
    }
    boolean upperHalves = second && i.isFull();
    halves.write(
        i,
        high -> {
          boolean upper = i.isFull() ? high : second;
          for (int register : new int[] {i.n, i.m}) {
            halves.push(register, upperHalves);
            if (upper) {
              halves.upper();
            }
          }
          halves.binary("zip", size);
        });
  }

  /** TBL and TBX. */
  private void lookUp(Instruction i, int count, boolean keep) {
    // A table of three is looked up as one of four.
    boolean inArray = RawAccess.AVAILABLE && i.n + (count == 3 ? 4 : count) <= 32;
    if (inArray) {
      for (int r = 0; r < count; r++) {
        putIntoArray(i.n + r, false);
        putIntoArray(i.n + r, true);
      }
    }
    halves.write(
        i,
        high -> {
          if (inArray) {
            code.load(TypeKind.REFERENCE, Bytecode.V);
            code.pushInt(i.n);
            halves.push(i.m, high);
            code.pushInt(count);
            code.invokeStatic(TABLE, "lookUp", LOOK_UP_IN_ARRAY);
          } else {
            lookUpByShifts(i, count, high);
          }
          if (keep) {
            halves.push(i.d, high);
            halves.push(i.m, high);
            code.pushLong(SimdShiftEmitter.elements(16L * count, 0));
            halves.binary("greaterOrEqualUnsigned", 0);
            code.plain(Emitter.LAND, Emitter.LOR);
          }
        });
  }

  /** Stores half of a register where the processor has it: that is where it belongs, if dirty. */
  private void putIntoArray(int register, boolean high) {
    code.load(TypeKind.REFERENCE, Bytecode.V);
    code.pushInt(2 * register + (high ? 1 : 0));
    halves.push(register, high);
    code.plain(LASTORE);
  }

  /** What is not found in one register is 0, so that all can be taken together. */
  private void lookUpByShifts(Instruction i, int count, boolean high) {
    for (int r = 0; r < count; r++) {
      halves.push(i.n + r & 31, false);
      halves.push(i.n + r & 31, true);
      halves.push(i.m, high);
      if (r > 0) {
        code.pushLong(SimdShiftEmitter.elements(16L * r, 0));
        halves.subtract(0);
      }
      code.invokeStatic(LOOPS, "lookUp", LOOK_UP);
      if (r > 0) {
        code.plain(Emitter.LOR);
      }
    }
  }

  private void extract(Instruction i) {
    int shift = (int) i.imm * 8;
    // The four words, from the lowest on: of 64-bit vectors there are two.
    halves.write(
        i,
        high -> {
          int at = shift / 64 + (high ? 1 : 0);
          word(i, at);
          if (shift % 64 != 0) {
            code.pushInt(shift % 64);
            code.plain(Emitter.LUSHR);
            word(i, at + 1);
            code.pushInt(64 - shift % 64);
            code.plain(Emitter.LSHL, Emitter.LOR);
          }
        });
  }

  private void word(Instruction i, int at) {
    if (i.isFull()) {
      halves.push(at < 2 ? i.n : i.m, at % 2 != 0);
    } else {
      halves.push(at == 0 ? i.n : i.m, false);
    }
  }
}
