package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.classfile.Opcode;
import java.lang.constant.MethodTypeDesc;

/**
 * Exclusive, ordered and atomic accesses of one register (Arm ARM C4.1.94). One processing element
 * runs at a time, so an atomic access is a load and a store, and ordering needs nothing. Those of
 * pairs execute themselves.
 */
final class AtomicEmitter {
  private static final int LONG = 3;
  private static final MethodTypeDesc MARK = MethodTypeDesc.of(CD_void, CD_long, CD_int);
  private static final MethodTypeDesc PASS = MethodTypeDesc.of(CD_boolean, CD_long, CD_int);

  private final Emitter e;
  private final Bytecode code;
  private final GuestMemory memory;

  AtomicEmitter(Emitter e, GuestMemory memory) {
    this.e = e;
    this.code = e.code;
    this.memory = memory;
  }

  /** Emits an instruction; returns false if it has to execute itself, or is not of this group. */
  boolean emit(Instruction i) {
    int w = i.word;
    int size = w >>> 30;
    if ((w & 0x3f00_0000) == 0x0800_0000) {
      return exclusive(i, size);
    }
    if ((w & 0x3f20_0c00) == 0x1900_0000) {
      return unscaled(i, size);
    }
    return (w & 0x3f20_0c00) == 0x3820_0000 && readAndWrite(i, size);
  }

  /** Keeps the address in T0, and leaves if it is not aligned, or may not be accessed. */
  private void address(Instruction i, int size, boolean store) {
    if (i.n == Cpu.SP) {
      memory.checkStack();
    }
    e.x(i.n);
    if (i.imm != 0) {
      code.pushLong(i.imm);
      code.plain(Emitter.LADD);
    }
    e.storeTemporary(Bytecode.T0);
    if (size > 0) {
      e.loadTemporary(Bytecode.T0);
      code.plain(Emitter.L2I);
      code.pushInt((1 << size) - 1);
      code.plain(Emitter.IAND);
      code.branch(Opcode.IFNE, e.leaveHere());
    }
    memory.at(GuestMemory.TEMPORARY, 0);
    // Aligned, so in one page.
    memory.check(0, 1, store);
  }

  private boolean exclusive(Instruction i, int size) {
    boolean load = (i.word & 1 << 22) != 0;
    boolean ordered = (i.word & 1 << 23) != 0;
    if ((i.word & 1 << 21) != 0) {
      if (ordered) {
        compareAndSwap(i, size);
      }
      return ordered;
    }
    address(i, size, !load);
    if (load) {
      memory.load(0, false, size);
      e.setX(i.d);
      if (!ordered) {
        monitor("markExclusive", size, MARK);
      }
    } else if (ordered) {
      memory.store(0, () -> e.x(i.d), size);
    } else {
      storeExclusive(i, size);
    }
    return true;
  }

  /** Calls a method of the exclusive monitor. */
  private void monitor(String method, int size, MethodTypeDesc type) {
    e.processor();
    e.loadTemporary(Bytecode.T0);
    code.pushInt(1 << size);
    code.invoke(Bytecode.CPU, method, type);
  }

  private void storeExclusive(Instruction i, int size) {
    int failed = code.newLabel();
    monitor("passExclusive", size, PASS);
    code.plain(Emitter.I2L);
    e.storeTemporary(Bytecode.T1);
    e.loadTemporary(Bytecode.T1);
    code.plain(Emitter.L2I);
    code.branch(Opcode.IFEQ, failed);
    memory.store(0, () -> e.x(i.d), size);
    code.bind(failed);
    e.loadTemporary(Bytecode.T1);
    code.pushLong(1);
    code.plain(Emitter.LXOR);
    e.setX(i.m);
  }

  /** LDAPUR and STLUR, with their forms for less than a register. */
  private boolean unscaled(Instruction i, int size) {
    int operation = i.word >>> 22 & 3;
    address(i, size, operation == 0);
    if (operation == 0) {
      memory.store(0, () -> e.x(i.d), size);
      return true;
    }
    memory.load(0, operation > 1, size);
    if (operation == 3) {
      code.pushLong(0xffff_ffffL);
      code.plain(Emitter.LAND);
    }
    e.setX(i.d);
    return true;
  }

  private void compareAndSwap(Instruction i, int size) {
    int differs = code.newLabel();
    address(i, size, true);
    memory.load(0, false, size);
    e.storeTemporary(Bytecode.T1);
    e.loadTemporary(Bytecode.T1);
    e.x(i.m);
    zeroExtend(size);
    code.plain(Emitter.LCMP);
    code.branch(Opcode.IFNE, differs);
    memory.store(0, () -> e.x(i.d), size);
    code.bind(differs);
    e.loadTemporary(Bytecode.T1);
    e.setX(i.m == Cpu.ZR ? Cpu.DISCARD : i.m);
  }

  private boolean readAndWrite(Instruction i, int size) {
    int operation = i.word >>> 12 & 15;
    boolean load = operation == 12; // LDAPR.
    if (operation > 8 && !load) {
      return false;
    }
    address(i, size, !load);
    memory.load(0, false, size);
    if (load) {
      e.setX(i.d);
      return true;
    }
    e.storeTemporary(Bytecode.T1);
    memory.store(0, () -> result(i, operation, size), size);
    e.loadTemporary(Bytecode.T1);
    e.setX(i.d);
    return true;
  }

  /** Pushes what is stored; what stands above its size is anything. */
  private void result(Instruction i, int operation, int size) {
    if (operation == 8) { // SWP.
      e.x(i.m);
      return;
    }
    boolean isSigned = operation == 4 || operation == 5;
    boolean compares = operation >= 4;
    e.loadTemporary(Bytecode.T1);
    extend(isSigned, compares, size);
    e.x(i.m);
    extend(isSigned, compares, size);
    switch (operation) {
      case 0 -> code.plain(Emitter.LADD);
      case 1 -> {
        code.pushLong(-1);
        code.plain(Emitter.LXOR, Emitter.LAND);
      }
      case 2 -> code.plain(Emitter.LXOR);
      case 3 -> code.plain(Emitter.LOR);
      case 4 -> code.invokeStatic(Emitter.MATH, "max", Emitter.LONG_OF_LONGS);
      case 5 -> code.invokeStatic(Emitter.MATH, "min", Emitter.LONG_OF_LONGS);
      case 6 -> code.invokeStatic(Emitter.ALU, "maxUnsigned", Emitter.LONG_OF_LONGS);
      default -> code.invokeStatic(Emitter.ALU, "minUnsigned", Emitter.LONG_OF_LONGS);
    }
  }

  private void extend(boolean isSigned, boolean compares, int size) {
    if (!compares || size == LONG) {
      return;
    }
    if (!isSigned) {
      zeroExtend(size);
      return;
    }
    code.plain(Emitter.L2I);
    if (size == 0) {
      code.plain(Emitter.I2B);
    } else if (size == 1) {
      code.plain(Emitter.I2S);
    }
    code.plain(Emitter.I2L);
  }

  private void zeroExtend(int size) {
    if (size < LONG) {
      code.pushLong((1L << (8 << size)) - 1);
      code.plain(Emitter.LAND);
    }
  }
}
