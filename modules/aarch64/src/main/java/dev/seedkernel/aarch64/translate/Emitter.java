package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/** What the emitters of instructions share: registers, flags, addresses and the way out. */
final class Emitter {
  static final java.lang.classfile.Instruction LADD = OperatorInstruction.of(Opcode.LADD);
  static final java.lang.classfile.Instruction LSUB = OperatorInstruction.of(Opcode.LSUB);
  static final java.lang.classfile.Instruction LMUL = OperatorInstruction.of(Opcode.LMUL);
  static final java.lang.classfile.Instruction LAND = OperatorInstruction.of(Opcode.LAND);
  static final java.lang.classfile.Instruction LOR = OperatorInstruction.of(Opcode.LOR);
  static final java.lang.classfile.Instruction LXOR = OperatorInstruction.of(Opcode.LXOR);
  static final java.lang.classfile.Instruction LNEG = OperatorInstruction.of(Opcode.LNEG);
  static final java.lang.classfile.Instruction LSHL = OperatorInstruction.of(Opcode.LSHL);
  static final java.lang.classfile.Instruction LSHR = OperatorInstruction.of(Opcode.LSHR);
  static final java.lang.classfile.Instruction LUSHR = OperatorInstruction.of(Opcode.LUSHR);
  static final java.lang.classfile.Instruction LCMP = OperatorInstruction.of(Opcode.LCMP);
  static final java.lang.classfile.Instruction IADD = OperatorInstruction.of(Opcode.IADD);
  static final java.lang.classfile.Instruction ISUB = OperatorInstruction.of(Opcode.ISUB);
  static final java.lang.classfile.Instruction IMUL = OperatorInstruction.of(Opcode.IMUL);
  static final java.lang.classfile.Instruction IAND = OperatorInstruction.of(Opcode.IAND);
  static final java.lang.classfile.Instruction IOR = OperatorInstruction.of(Opcode.IOR);
  static final java.lang.classfile.Instruction IXOR = OperatorInstruction.of(Opcode.IXOR);
  static final java.lang.classfile.Instruction INEG = OperatorInstruction.of(Opcode.INEG);
  static final java.lang.classfile.Instruction ISHL = OperatorInstruction.of(Opcode.ISHL);
  static final java.lang.classfile.Instruction ISHR = OperatorInstruction.of(Opcode.ISHR);
  static final java.lang.classfile.Instruction IUSHR = OperatorInstruction.of(Opcode.IUSHR);
  static final java.lang.classfile.Instruction I2L = ConvertInstruction.of(Opcode.I2L);
  static final java.lang.classfile.Instruction L2I = ConvertInstruction.of(Opcode.L2I);
  static final java.lang.classfile.Instruction I2B = ConvertInstruction.of(Opcode.I2B);
  static final java.lang.classfile.Instruction I2S = ConvertInstruction.of(Opcode.I2S);
  static final java.lang.classfile.Instruction I2D = ConvertInstruction.of(Opcode.I2D);
  static final java.lang.classfile.Instruction L2D = ConvertInstruction.of(Opcode.L2D);
  static final java.lang.classfile.Instruction DCMPL = OperatorInstruction.of(Opcode.DCMPL);
  static final java.lang.classfile.Instruction DCMPG = OperatorInstruction.of(Opcode.DCMPG);
  static final java.lang.classfile.Instruction POP2 = StackInstruction.of(Opcode.POP2);

  static final ClassDesc LONG = ClassDesc.of("java.lang.Long");
  static final ClassDesc INTEGER = ClassDesc.of("java.lang.Integer");
  static final ClassDesc DOUBLE = ClassDesc.of("java.lang.Double");
  static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  static final ClassDesc ALU = ClassDesc.of("dev.seedkernel.aarch64.arith.Alu");
  static final ClassDesc BITS = ClassDesc.of("dev.seedkernel.aarch64.arith.Bits");
  static final MethodTypeDesc INT_OF_LONGS = MethodTypeDesc.of(CD_int, CD_long, CD_long);
  static final MethodTypeDesc INT_OF_INTS = MethodTypeDesc.of(CD_int, CD_int, CD_int);
  static final MethodTypeDesc LONG_OF_LONGS = MethodTypeDesc.of(CD_long, CD_long, CD_long);
  static final MethodTypeDesc DOUBLE_OF_LONG = MethodTypeDesc.of(CD_double, CD_long);
  static final MethodTypeDesc LONG_OF_LONG = MethodTypeDesc.of(CD_long, CD_long);
  static final MethodTypeDesc LONG_OF_DOUBLE = MethodTypeDesc.of(CD_long, CD_double);
  static final MethodTypeDesc NO_INT = MethodTypeDesc.of(CD_int);
  static final MethodTypeDesc SET_INT = MethodTypeDesc.of(CD_void, CD_int);
  static final MethodTypeDesc SET_LONG = MethodTypeDesc.of(CD_void, CD_long);

  /** Not known until it is executed. */
  static final int UNKNOWN = -1;

  private static final long ALL_REGISTERS = -1;

  final Bytecode code;

  /** Instructions that execute themselves, by their number. */
  final List<Instruction> instructions = new ArrayList<>();

  /** The number of the instruction that is being emitted, and its address. */
  int number;

  long pc;

  /** What the flags were set by, or {@link #UNKNOWN}. */
  int flags = LazyFlags.KNOWN;

  /** Branches that are emitted behind all instructions: label, from, to. */
  final List<int[]> departures = new ArrayList<>();

  /** Ways out that are hardly ever taken: label, number. */
  final List<int[]> refusals = new ArrayList<>();

  /** What is called, by its number. */
  final List<Link> links = new ArrayList<>();

  /** Methods of arithmetic that are called. */
  final OwnCopies copies = new OwnCopies();

  /** Labels around what may fault. */
  final List<int[]> protectedRanges = new ArrayList<>();

  private int departure = Integer.MIN_VALUE;
  private int departureLabel;

  /**
   * Creates one for a method.
   *
   * @param usesVectors whether vector registers may be vectors of the host
   */
  Emitter(boolean usesVectors) {
    this.code = new Bytecode(usesVectors);
  }

  /** Forgets what is known from instructions before: there is another way to get here. */
  void join(int newFlags) {
    flags = newFlags;
  }

  // Registers

  /** Pushes the 64 bits of a slot. */
  void x(int slot) {
    if (slot == Cpu.ZR) {
      code.pushLong(0);
    } else {
      code.get(slot, false);
    }
  }

  /** Pushes the low 32 bits of a slot. */
  void w(int slot) {
    if (slot == Cpu.ZR) {
      code.pushInt(0);
    } else {
      code.get(slot, false);
      code.plain(L2I);
    }
  }

  /** Pops 64 bits into a slot. */
  void setX(int slot) {
    if (slot == Cpu.DISCARD) {
      code.plain(POP2);
    } else {
      code.set(slot, false);
    }
  }

  /** Pops 32 bits into a slot and clears its upper half. */
  void setW(int slot) {
    zeroExtend();
    setX(slot);
  }

  /** Makes an int a long without a sign. */
  void zeroExtend() {
    code.plain(I2L);
    code.pushLong(0xffff_ffffL);
    code.plain(LAND);
  }

  void vLow(int register) {
    code.get(32 + register, false);
  }

  void vHigh(int register) {
    code.get(32 + register, true);
  }

  /** Pops bits 63:0 of a vector register and clears the others. */
  void setD(int register) {
    code.setWord(32 + register);
  }

  /** Pushes bits 63:0 of a vector register as a double. */
  void lowDouble(int register) {
    code.getDouble(32 + register, false);
  }

  /** Pops a double into bits 63:0 of a vector register and clears the others. */
  void setDouble(int register) {
    code.setDoubleWord(32 + register);
  }

  void setLow(int register) {
    code.set(32 + register, false);
  }

  void setHigh(int register) {
    code.set(32 + register, true);
  }

  /** Pops bits 127:64 of a vector register, and then the others. */
  void setBoth(int register) {
    code.setBoth(32 + register);
  }

  void processor() {
    code.load(TypeKind.REFERENCE, Bytecode.PROCESSOR);
  }

  // Temporaries

  void loadTemporary(int local) {
    code.load(TypeKind.LONG, local);
  }

  void storeTemporary(int local) {
    code.store(TypeKind.LONG, local);
  }

  // Flags

  /** Notes what sets the flags; the operands are in the local variables A and B. */
  void setFlags(int kind) {
    code.storeFlags(number, kind);
    flags = kind;
  }

  /** Pops N, Z, C, V, an int. */
  void setKnownFlags() {
    code.plain(I2L);
    storeTemporary(Bytecode.A);
    setFlags(LazyFlags.KNOWN);
  }

  /** Pushes N, Z, C, V. */
  void nzcv() {
    if (flags == LazyFlags.KNOWN) {
      loadTemporary(Bytecode.A);
      code.plain(L2I);
    } else if (flags == UNKNOWN) {
      context();
      code.invoke(Bytecode.CONTEXT, "nzcv", NO_INT);
    } else {
      code.pushInt(flags);
      loadTemporary(Bytecode.A);
      loadTemporary(LazyFlags.hasTwoOperands(flags) ? Bytecode.B : Bytecode.A);
      code.invokeStatic(
          Bytecode.FLAGS, "nzcv", MethodTypeDesc.of(CD_int, CD_int, CD_long, CD_long));
    }
  }

  /** Pushes the context, to ask it for the flags. */
  private void context() {
    if (!code.effects().setsFlags) {
      code.effects().readsFlags = true;
    }
    code.load(TypeKind.REFERENCE, Bytecode.CONTEXT_LOCAL);
  }

  /** Leaves N, Z, C, V in the processor, for an instruction that executes itself. */
  void spillFlags() {
    processor();
    nzcv();
    code.invoke(Bytecode.CPU, "nzcv", SET_INT);
  }

  void reloadFlags() {
    processor();
    code.invoke(Bytecode.CPU, "nzcv", NO_INT);
    setKnownFlags();
  }

  /** Branches where a condition holds. */
  void branchIf(int condition, int label) {
    Conditions.branch(this, condition, label);
  }

  void holds(int condition) {
    nzcv();
    code.pushInt(condition);
    code.invokeStatic(Bytecode.FLAGS, "holds", MethodTypeDesc.of(CD_boolean, CD_int, CD_int));
  }

  // Addresses

  /** Returns a label at which the region is left before this instruction. */
  int leaveHere() {
    if (departure != number) {
      departure = number;
      departureLabel = code.newLabel();
      refusals.add(new int[] {departureLabel, number});
      code.effects().leaves = true;
    }
    return departureLabel;
  }

  // Instructions that execute themselves

  /**
   * Executes an instruction on the processor.
   *
   * @param registers that it may read or write
   * @param write those that it may write
   */
  void execute(Instruction i, long registers, long write) {
    code.spill(number, registers);
    execute(i);
    code.reload(number, write);
  }

  /** Executes an instruction on the processor that may fault. */
  void access(Instruction i, long write) {
    code.pushInt(number);
    code.store(TypeKind.INT, Bytecode.AT);
    // The handler has nothing to store then.
    code.spill(number, ALL_REGISTERS);
    code.effects().readsFlags = true;
    int from = code.newLabel();
    int to = code.newLabel();
    code.bind(from);
    execute(i);
    code.bind(to);
    protectedRanges.add(new int[] {from, to});
    code.reload(number, write);
  }

  private void execute(Instruction i) {
    processor();
    code.pushLong(pc + 4);
    code.invoke(Bytecode.CPU, "pc", SET_LONG);
    RegionSupport.execute(code, instructions.size());
    instructions.add(i);
  }
}
