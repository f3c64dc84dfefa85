package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.Bits;
import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Data processing of general registers. What has no bytecode of its own here executes itself. */
final class IntegerEmitter {
  private static final MethodTypeDesc LONG_OF_LONG = MethodTypeDesc.of(CD_long, CD_long);
  private static final MethodTypeDesc INT_OF_INT = MethodTypeDesc.of(CD_int, CD_int);
  private static final MethodTypeDesc INT_OF_LONG = MethodTypeDesc.of(CD_int, CD_long);
  private static final MethodTypeDesc LONG_OF_LONG_INT =
      MethodTypeDesc.of(CD_long, CD_long, CD_int);
  private static final MethodTypeDesc CRC = MethodTypeDesc.of(CD_int, CD_int, CD_long, CD_int);
  private static final ClassDesc CRC32 = ClassDesc.of("dev.seedkernel.aarch64.arith.Crc32");

  private final Emitter e;
  private final Bytecode code;

  IntegerEmitter(Emitter e) {
    this.e = e;
    this.code = e.code;
  }

  /** Emits an instruction; returns false if it has to execute itself. */
  boolean emit(Instruction i) {
    boolean wide = i.word < 0;
    switch (i.encoding.mnemonic()) {
      case "add" -> addOrSubtract(i, wide, Emitter.LADD, Emitter.IADD);
      case "sub" -> addOrSubtract(i, wide, Emitter.LSUB, Emitter.ISUB);
      case "adds" -> withFlags(i, wide, Emitter.LADD, LazyFlags.ADD32, LazyFlags.ADD64);
      case "subs" -> withFlags(i, wide, Emitter.LSUB, LazyFlags.SUBTRACT32, LazyFlags.SUBTRACT64);
      case "and" -> logical(i, wide, Emitter.LAND, Emitter.IAND, false);
      case "orr" -> logical(i, wide, Emitter.LOR, Emitter.IOR, false);
      case "eor" -> logical(i, wide, Emitter.LXOR, Emitter.IXOR, false);
      case "bic" -> logical(i, wide, Emitter.LAND, Emitter.IAND, true);
      case "orn" -> logical(i, wide, Emitter.LOR, Emitter.IOR, true);
      case "eon" -> logical(i, wide, Emitter.LXOR, Emitter.IXOR, true);
      case "ands" -> logicalWithFlags(i, wide, false);
      case "bics" -> logicalWithFlags(i, wide, true);
      case "adc", "sbc" -> withCarry(i, wide);
      case "movz" -> constant(i.d, wide ? i.imm : i.imm & 0xffff_ffffL);
      case "movn" -> constant(i.d, wide ? ~i.imm : ~i.imm & 0xffff_ffffL);
      case "movk" -> moveKeep(i, wide);
      case "adr" -> constant(i.d, e.pc + i.imm);
      case "adrp" -> constant(i.d, (e.pc & -4096) + i.imm);
      case "sbfm", "ubfm", "bfm" -> bitField(i, wide);
      case "extr" -> extract(i, wide);
      case "csel", "csinc", "csinv", "csneg" -> select(i, wide);
      case "ccmp", "ccmn" -> conditionalCompare(i, wide);
      default -> {
        return emitSource(i, wide);
      }
    }
    return true;
  }

  private boolean emitSource(Instruction i, boolean wide) {
    switch (i.encoding.mnemonic()) {
      case "madd" -> multiply(i, wide, Emitter.LADD, Emitter.IADD);
      case "msub" -> multiply(i, wide, Emitter.LSUB, Emitter.ISUB);
      case "smaddl" -> multiplyLong(i, true, Emitter.LADD);
      case "smsubl" -> multiplyLong(i, true, Emitter.LSUB);
      case "umaddl" -> multiplyLong(i, false, Emitter.LADD);
      case "umsubl" -> multiplyLong(i, false, Emitter.LSUB);
      case "smulh" -> call64(i, Emitter.MATH, "multiplyHigh");
      case "umulh" -> call64(i, Emitter.MATH, "unsignedMultiplyHigh");
      case "udiv" -> divide(i, wide, "divideUnsigned");
      case "sdiv" -> divide(i, wide, "divide");
      case "lslv" -> shiftVariable(i, wide, Emitter.LSHL, Emitter.ISHL);
      case "lsrv" -> shiftVariable(i, wide, Emitter.LUSHR, Emitter.IUSHR);
      case "asrv" -> shiftVariable(i, wide, Emitter.LSHR, Emitter.ISHR);
      case "rorv" -> rotateVariable(i, wide);
      case "rbit" -> unary(i, wide, wide ? Emitter.LONG : Emitter.INTEGER, "reverse");
      case "rev" -> unary(i, wide, wide ? Emitter.LONG : Emitter.INTEGER, "reverseBytes");
      case "clz" -> count(i, wide, wide ? Emitter.LONG : Emitter.INTEGER, "numberOfLeadingZeros");
      case "cls" -> count(i, wide, Emitter.BITS, "leadingSignBits");
      case "rev32" -> unary(i, true, Emitter.BITS, "reverseBytes32");
      case "rev16" -> {
        e.x(i.n);
        code.invokeStatic(Emitter.BITS, "reverseBytes16", LONG_OF_LONG);
        setNarrowed(i.d, wide);
      }
      case "crc32b", "crc32h", "crc32w", "crc32x" -> crc(i, "crc32");
      case "crc32cb", "crc32ch", "crc32cw", "crc32cx" -> crc(i, "crc32c");
      default -> {
        return false;
      }
    }
    return true;
  }

  private void setNarrowed(int slot, boolean wide) {
    if (!wide) {
      code.pushLong(0xffff_ffffL);
      code.plain(Emitter.LAND);
    }
    e.setX(slot);
  }

  private void operand(int slot, boolean wide) {
    if (wide) {
      e.x(slot);
    } else {
      e.w(slot);
    }
  }

  private void set(int slot, boolean wide) {
    if (wide) {
      e.setX(slot);
    } else {
      e.setW(slot);
    }
  }

  private void constant(int slot, long value) {
    if (slot != Cpu.DISCARD) {
      code.pushLong(value);
      e.setX(slot);
    }
  }

  /** Pushes the second operand: an immediate, or a register that is shifted or extended. */
  private void second(Instruction i, boolean wide) {
    if ((i.word & 0x1c00_0000) == 0x1000_0000) {
      if (wide) {
        code.pushLong(i.imm);
      } else {
        code.pushInt((int) i.imm);
      }
    } else if ((i.word & 0x1f20_0000) == 0x0b20_0000) {
      extended(i);
      if (!wide) {
        code.plain(Emitter.L2I);
      }
    } else {
      shifted(i, wide);
    }
  }

  /** Pushes the extended and shifted register of slot m: see ExtendedRegister. */
  void extended(Instruction i) {
    e.x(i.m);
    int signed = i.aux & 63;
    if (signed == 32) {
      code.plain(Emitter.L2I, Emitter.I2L);
    } else if (signed != 0) {
      shift(Emitter.LSHL, signed);
      shift(Emitter.LSHR, signed);
    } else if (i.imm != -1) {
      code.pushLong(i.imm);
      code.plain(Emitter.LAND);
    }
    shift(Emitter.LSHL, i.aux >>> 6);
  }

  private void shift(java.lang.classfile.Instruction operation, int amount) {
    if (amount != 0) {
      code.pushInt(amount);
      code.plain(operation);
    }
  }

  private void shifted(Instruction i, boolean wide) {
    operand(i.m, wide);
    int amount = i.aux & (wide ? 63 : 31);
    switch (i.aux >>> 6) {
      case 0 -> shift(wide ? Emitter.LSHL : Emitter.ISHL, amount);
      case 1 -> shift(wide ? Emitter.LUSHR : Emitter.IUSHR, amount);
      case 2 -> shift(wide ? Emitter.LSHR : Emitter.ISHR, amount);
      default -> rotate(wide, amount);
    }
  }

  private void rotate(boolean wide, int amount) {
    code.pushInt(amount);
    code.invokeStatic(
        wide ? Emitter.LONG : Emitter.INTEGER,
        "rotateRight",
        wide ? LONG_OF_LONG_INT : Emitter.INT_OF_INTS);
  }

  private void addOrSubtract(
      Instruction i,
      boolean wide,
      java.lang.classfile.Instruction operation64,
      java.lang.classfile.Instruction operation32) {
    operand(i.n, wide);
    second(i, wide);
    code.plain(wide ? operation64 : operation32);
    set(i.d, wide);
  }

  private void withFlags(
      Instruction i,
      boolean wide,
      java.lang.classfile.Instruction operation,
      int kind32,
      int kind64) {
    operand(i.n, wide);
    if (!wide) {
      code.plain(Emitter.I2L);
    }
    second(i, wide);
    if (!wide) {
      code.plain(Emitter.I2L);
    }
    e.storeTemporary(Bytecode.B);
    e.storeTemporary(Bytecode.A);
    e.setFlags(wide ? kind64 : kind32);
    if (i.d != Cpu.DISCARD) {
      e.loadTemporary(Bytecode.A);
      e.loadTemporary(Bytecode.B);
      code.plain(operation);
      setNarrowed(i.d, wide);
    }
  }

  private void logical(
      Instruction i,
      boolean wide,
      java.lang.classfile.Instruction operation64,
      java.lang.classfile.Instruction operation32,
      boolean inverted) {
    boolean move = i.n == Cpu.ZR && i.encoding.mnemonic().startsWith("or");
    if (!move) {
      operand(i.n, wide);
    }
    second(i, wide);
    if (inverted) {
      invert(wide);
    }
    if (!move) {
      code.plain(wide ? operation64 : operation32);
    }
    set(i.d, wide);
  }

  private void invert(boolean wide) {
    if (wide) {
      code.pushLong(-1);
      code.plain(Emitter.LXOR);
    } else {
      code.pushInt(-1);
      code.plain(Emitter.IXOR);
    }
  }

  private void logicalWithFlags(Instruction i, boolean wide, boolean inverted) {
    operand(i.n, wide);
    second(i, wide);
    if (inverted) {
      invert(wide);
    }
    code.plain(wide ? Emitter.LAND : Emitter.IAND);
    if (!wide) {
      code.plain(Emitter.I2L);
    }
    e.storeTemporary(Bytecode.A);
    e.setFlags(wide ? LazyFlags.LOGICAL64 : LazyFlags.LOGICAL32);
    if (i.d != Cpu.DISCARD) {
      e.loadTemporary(Bytecode.A);
      setNarrowed(i.d, wide);
    }
  }

  /** A + B + C, where subtraction adds the complement of B. */
  private void withCarry(Instruction i, boolean wide) {
    operand(i.n, wide);
    operand(i.m, wide);
    if (i.encoding.mnemonic().equals("sbc")) {
      invert(wide);
    }
    code.plain(wide ? Emitter.LADD : Emitter.IADD);
    e.nzcv();
    code.pushInt(1);
    code.plain(Emitter.IUSHR);
    code.pushInt(1);
    code.plain(Emitter.IAND);
    if (wide) {
      code.plain(Emitter.I2L, Emitter.LADD);
    } else {
      code.plain(Emitter.IADD);
    }
    set(i.d, wide);
  }

  private void moveKeep(Instruction i, boolean wide) {
    if (i.d == Cpu.DISCARD) {
      return;
    }
    e.x(i.d);
    code.pushLong(~(0xffffL << i.aux) & (wide ? -1 : 0xffff_ffffL));
    code.plain(Emitter.LAND);
    code.pushLong(i.imm);
    code.plain(Emitter.LOR);
    e.setX(i.d);
  }

  private void bitField(Instruction i, boolean wide) {
    if (i.d == Cpu.DISCARD) {
      return;
    }
    int r = (int) i.imm;
    int s = i.aux;
    switch (i.encoding.mnemonic()) {
      case "sbfm" -> signedField(i, wide, r, s);
      case "ubfm" -> {
        operand(i.n, wide);
        unsignedField(wide, r, s);
        set(i.d, wide);
      }
      default -> {
        operand(i.d, wide);
        long mask = wide ? Bits.fieldMask(r, s) : Bits.fieldMask32(r, s);
        mask(wide, ~mask);
        operand(i.n, wide);
        if (r != 0) {
          rotate(wide, r);
        }
        mask(wide, mask);
        code.plain(wide ? Emitter.LOR : Emitter.IOR);
        set(i.d, wide);
      }
    }
  }

  private void mask(boolean wide, long mask) {
    if (wide) {
      code.pushLong(mask);
      code.plain(Emitter.LAND);
    } else {
      code.pushInt((int) mask);
      code.plain(Emitter.IAND);
    }
  }

  private void unsignedField(boolean wide, int r, int s) {
    int top = wide ? 63 : 31;
    if (s == top) {
      shift(wide ? Emitter.LUSHR : Emitter.IUSHR, r);
    } else if (s + 1 == r) {
      shift(wide ? Emitter.LSHL : Emitter.ISHL, top - s);
    } else if (s >= r) {
      shift(wide ? Emitter.LUSHR : Emitter.IUSHR, r);
      mask(wide, -1L >>> (63 - (s - r)));
    } else {
      mask(wide, -1L >>> (63 - s));
      shift(wide ? Emitter.LSHL : Emitter.ISHL, top + 1 - r);
    }
  }

  private void signedField(Instruction i, boolean wide, int r, int s) {
    int top = wide ? 63 : 31;
    operand(i.n, wide);
    if (wide && r == 0 && s == 31) {
      code.plain(Emitter.L2I, Emitter.I2L);
    } else {
      shift(wide ? Emitter.LSHL : Emitter.ISHL, top - s);
      if (s >= r) {
        shift(wide ? Emitter.LSHR : Emitter.ISHR, top - s + r);
      } else {
        shift(wide ? Emitter.LSHR : Emitter.ISHR, top - s);
        shift(wide ? Emitter.LSHL : Emitter.ISHL, top + 1 - r);
      }
    }
    set(i.d, wide);
  }

  private void extract(Instruction i, boolean wide) {
    operand(i.n, wide);
    operand(i.m, wide);
    code.pushInt(i.aux);
    code.invokeStatic(
        Emitter.BITS,
        "extract",
        wide
            ? MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_int)
            : MethodTypeDesc.of(CD_int, CD_int, CD_int, CD_int));
    set(i.d, wide);
  }

  private void select(Instruction i, boolean wide) {
    if (i.d == Cpu.DISCARD) {
      return;
    }
    int first = code.newLabel();
    int end = code.newLabel();
    e.branchIf(i.aux, first);
    operand(i.m, wide);
    switch (i.encoding.mnemonic()) {
      case "csinc" -> {
        if (wide) {
          code.pushLong(1);
          code.plain(Emitter.LADD);
        } else {
          code.pushInt(1);
          code.plain(Emitter.IADD);
        }
      }
      case "csinv" -> invert(wide);
      case "csneg" -> code.plain(wide ? Emitter.LNEG : Emitter.INEG);
      default -> {}
    }
    set(i.d, wide);
    code.branch(Opcode.GOTO, end);
    code.bind(first);
    operand(i.n, wide);
    set(i.d, wide);
    code.bind(end);
  }

  private void conditionalCompare(Instruction i, boolean wide) {
    int compare = code.newLabel();
    int end = code.newLabel();
    e.branchIf(i.aux, compare);
    code.pushLong(i.a);
    e.storeTemporary(Bytecode.A);
    code.branch(Opcode.GOTO, end);
    code.bind(compare);
    boolean subtract = i.encoding.mnemonic().equals("ccmp");
    int kind32 = subtract ? LazyFlags.SUBTRACT32 : LazyFlags.ADD32;
    code.pushInt(wide ? kind32 + 1 : kind32);
    e.x(i.n);
    if ((i.word & 0x800) != 0) {
      code.pushLong(i.imm);
    } else {
      e.x(i.m);
    }
    code.invokeStatic(Bytecode.FLAGS, "nzcv", MethodTypeDesc.of(CD_int, CD_int, CD_long, CD_long));
    code.plain(Emitter.I2L);
    e.storeTemporary(Bytecode.A);
    code.bind(end);
    e.setFlags(LazyFlags.KNOWN);
  }

  private void multiply(
      Instruction i,
      boolean wide,
      java.lang.classfile.Instruction operation64,
      java.lang.classfile.Instruction operation32) {
    boolean plain = i.a == Cpu.ZR && operation64 == Emitter.LADD;
    if (!plain) {
      operand(i.a, wide);
    }
    operand(i.n, wide);
    operand(i.m, wide);
    code.plain(wide ? Emitter.LMUL : Emitter.IMUL);
    if (!plain) {
      code.plain(wide ? operation64 : operation32);
    }
    set(i.d, wide);
  }

  private void multiplyLong(
      Instruction i, boolean signed, java.lang.classfile.Instruction operation) {
    e.x(i.a);
    factor(i.n, signed);
    factor(i.m, signed);
    code.plain(Emitter.LMUL, operation);
    e.setX(i.d);
  }

  private void factor(int slot, boolean signed) {
    e.w(slot);
    if (signed) {
      code.plain(Emitter.I2L);
    } else {
      e.zeroExtend();
    }
  }

  private void call64(Instruction i, ClassDesc owner, String name) {
    e.x(i.n);
    e.x(i.m);
    code.invokeStatic(owner, name, Emitter.LONG_OF_LONGS);
    e.setX(i.d);
  }

  private void divide(Instruction i, boolean wide, String name) {
    operand(i.n, wide);
    operand(i.m, wide);
    code.invokeStatic(Emitter.ALU, name, wide ? Emitter.LONG_OF_LONGS : Emitter.INT_OF_INTS);
    set(i.d, wide);
  }

  private void shiftVariable(
      Instruction i,
      boolean wide,
      java.lang.classfile.Instruction operation64,
      java.lang.classfile.Instruction operation32) {
    operand(i.n, wide);
    e.w(i.m);
    code.plain(wide ? operation64 : operation32);
    set(i.d, wide);
  }

  private void rotateVariable(Instruction i, boolean wide) {
    operand(i.n, wide);
    e.w(i.m);
    code.invokeStatic(
        wide ? Emitter.LONG : Emitter.INTEGER,
        "rotateRight",
        wide ? LONG_OF_LONG_INT : Emitter.INT_OF_INTS);
    set(i.d, wide);
  }

  private void unary(Instruction i, boolean wide, ClassDesc owner, String name) {
    operand(i.n, wide);
    code.invokeStatic(owner, name, wide ? LONG_OF_LONG : INT_OF_INT);
    set(i.d, wide);
  }

  private void count(Instruction i, boolean wide, ClassDesc owner, String name) {
    operand(i.n, wide);
    code.invokeStatic(owner, name, wide ? INT_OF_LONG : INT_OF_INT);
    e.setW(i.d);
  }

  private void crc(Instruction i, String name) {
    e.w(i.n);
    e.x(i.m);
    code.pushInt(1 << (i.word >>> 10 & 3));
    code.invokeStatic(CRC32, name, CRC);
    e.setW(i.d);
  }
}
