package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Loads and stores. Exclusives, atomics and structures execute themselves. */
final class MemoryEmitter {
  private static final MethodTypeDesc MAY = MethodTypeDesc.of(CD_boolean, CD_long, CD_int);
  private static final ClassDesc[] TYPES = {CD_byte, CD_short, CD_int, CD_long};
  private static final int QUAD = 4;

  private final Emitter e;
  private final Bytecode code;
  private final IntegerEmitter integers;

  MemoryEmitter(Emitter e, IntegerEmitter integers) {
    this.e = e;
    this.code = e.code;
    this.integers = integers;
  }

  /** How an address is made. */
  private enum Mode {
    OFFSET,
    POST,
    PRE,
    REGISTER,
    LITERAL
  }

  /** Emits an instruction; returns false if it has to execute itself. */
  boolean emit(Instruction i) {
    int w = i.word;
    boolean vector = (w & 1 << 26) != 0;
    if ((w & 0x3b00_0000) == 0x3900_0000) {
      return single(i, vector, Mode.OFFSET);
    }
    if ((w & 0x3b00_0000) == 0x1800_0000) {
      return literal(i, vector);
    }
    if ((w & 0x3a00_0000) == 0x2800_0000) {
      Mode mode =
          switch (w >>> 23 & 3) {
            case 1 -> Mode.POST;
            case 3 -> Mode.PRE;
            default -> Mode.OFFSET;
          };
      pair(i, vector, mode);
      return true;
    }
    if ((w & 0x3b20_0000) == 0x3800_0000) {
      Mode mode =
          switch (w >>> 10 & 3) {
            case 1 -> Mode.POST;
            case 3 -> Mode.PRE;
            default -> Mode.OFFSET;
          };
      return single(i, vector, mode);
    }
    return (w & 0x3b20_0c00) == 0x3820_0800 && single(i, vector, Mode.REGISTER);
  }

  private boolean single(Instruction i, boolean vector, Mode mode) {
    int size = i.word >>> 30;
    int operation = i.word >>> 22 & 3;
    if (vector) {
      if (size > 0 && operation > 1) {
        return false;
      }
      transfer(i, mode, operation > 1 ? QUAD : size, (operation & 1) != 0, true, 0);
      return true;
    }
    if (size == 3 && operation == 2) {
      return true; // A prefetch, which does nothing.
    }
    // 1: unsigned load; 2: signed to 64 bits; 3: signed to 32 bits.
    transfer(i, mode, size, operation != 0, false, operation < 2 ? 0 : operation == 2 ? 64 : 32);
    return true;
  }

  private boolean literal(Instruction i, boolean vector) {
    int size = i.word >>> 30;
    if (vector) {
      transfer(i, Mode.LITERAL, size + 2, true, true, 0);
    } else if (size != 3) {
      transfer(i, Mode.LITERAL, size == 1 ? 3 : 2, true, false, size == 2 ? 64 : 0);
    }
    return true;
  }

  /** Keeps the address in T0, and leaves if not all of it is permitted. */
  private void address(Instruction i, Mode mode, int length, boolean load) {
    switch (mode) {
      case LITERAL -> code.pushLong(e.pc + i.imm);
      case POST -> e.base(i.n);
      case REGISTER -> {
        e.base(i.n);
        integers.extended(i);
        code.plain(Emitter.LADD);
      }
      default -> {
        e.base(i.n);
        if (i.imm != 0) {
          code.pushLong(i.imm);
          code.plain(Emitter.LADD);
        }
      }
    }
    e.storeTemporary(Bytecode.T0);
    e.memory();
    e.loadTemporary(Bytecode.T0);
    code.pushInt(length);
    code.invoke(Bytecode.MEMORY, load ? "mayLoad" : "mayStore", MAY);
    code.branch(Opcode.IFEQ, e.leaveHere());
  }

  /** Writes the address back. */
  private void writeBack(Instruction i, Mode mode) {
    if (mode == Mode.POST || mode == Mode.PRE) {
      boolean checked = e.isStackChecked();
      e.loadTemporary(Bytecode.T0);
      if (mode == Mode.POST) {
        code.pushLong(i.imm);
        code.plain(Emitter.LADD);
      }
      e.setX(i.n);
      if (i.n == Cpu.SP) {
        e.stackMoved(checked, i.imm);
      }
    }
  }

  private void transfer(
      Instruction i, Mode mode, int size, boolean load, boolean vector, int signed) {
    address(i, mode, 1 << size, load);
    if (load && vector) {
      loadVector(i, size);
    } else if (load) {
      loadAt(0, size);
      loadGeneral(i.d, size, signed);
    } else if (size == QUAD) {
      storeQuad(i.d, 0);
    } else {
      storePart(0, () -> value(i.d, vector), size);
    }
    writeBack(i, mode);
  }

  private void loadGeneral(int slot, int size, int signed) {
    if (size < 3) {
      if (signed == 64) {
        code.plain(Emitter.I2L);
      } else if (signed == 32 || size == 2) {
        e.zeroExtend();
      } else {
        code.pushInt(size == 0 ? 0xff : 0xffff);
        code.plain(Emitter.IAND, Emitter.I2L);
      }
    }
    e.setX(slot);
  }

  /** Makes what was loaded a long without a sign. */
  private void widen(int size) {
    if (size == 2) {
      e.zeroExtend();
    } else if (size < 2) {
      code.pushInt(size == 0 ? 0xff : 0xffff);
      code.plain(Emitter.IAND, Emitter.I2L);
    }
  }

  private void loadVector(Instruction i, int size) {
    if (size < QUAD) {
      loadAt(0, size);
      widen(size);
      e.setD(i.d);
      return;
    }
    loadAt(0, 3);
    loadAt(8, 3);
    e.setHigh(i.d);
    e.setLow(i.d);
  }

  /** Loads at an offset to the address in T0. */
  private void loadAt(int offset, int size) {
    part(offset);
    code.invoke(Bytecode.MEMORY, "peek" + (8 << size), MethodTypeDesc.of(TYPES[size], CD_long));
  }

  /** Pushes the memory, and an offset to the address in T0. */
  private void part(int offset) {
    e.memory();
    e.loadTemporary(Bytecode.T0);
    if (offset != 0) {
      code.pushLong(offset);
      code.plain(Emitter.LADD);
    }
  }

  /** Pops the value, of 64 bits, the address and the memory. */
  private void store(int size) {
    if (size < 3) {
      code.plain(Emitter.L2I);
      if (size == 0) {
        code.plain(Emitter.I2B);
      } else if (size == 1) {
        code.plain(Emitter.I2S);
      }
    }
    code.invoke(
        Bytecode.MEMORY, "store" + (8 << size), MethodTypeDesc.of(CD_void, CD_long, TYPES[size]));
  }

  private void storeQuad(int register, int offset) {
    storePart(offset, () -> e.vLow(register), 3);
    storePart(offset + 8, () -> e.vHigh(register), 3);
  }

  private void storePart(int offset, Runnable value, int size) {
    part(offset);
    value.run();
    store(size);
  }

  private void pair(Instruction i, boolean vector, Mode mode) {
    boolean load = (i.word & 1 << 22) != 0;
    int size = vector ? 2 + (i.word >>> 30) : i.word < 0 ? 3 : 2;
    address(i, mode, 2 << size, load);
    if (load && size == QUAD) {
      loadQuads(i);
    } else if (load) {
      loadTwo(i, vector, size, !vector && (i.word & 1 << 30) != 0);
    } else if (size == QUAD) {
      storeQuad(i.d, 0);
      storeQuad(i.a, 16);
    } else {
      storePart(0, () -> value(i.d, vector), size);
      storePart(1 << size, () -> value(i.a, vector), size);
    }
    writeBack(i, mode);
  }

  private void value(int register, boolean vector) {
    if (vector) {
      e.vLow(register);
    } else {
      e.x(register);
    }
  }

  private void loadTwo(Instruction i, boolean vector, int size, boolean signed) {
    load(0, size, signed);
    load(1 << size, size, signed);
    if (vector) {
      code.store(TypeKind.LONG, Bytecode.T1);
      e.setD(i.d);
      code.load(TypeKind.LONG, Bytecode.T1);
      e.setD(i.a);
    } else {
      e.setX(i.a);
      e.setX(i.d);
    }
  }

  private void load(int offset, int size, boolean signed) {
    loadAt(offset, size);
    if (size == 2 && signed) {
      code.plain(Emitter.I2L);
    } else {
      widen(size);
    }
  }

  private void loadQuads(Instruction i) {
    loadAt(0, 3);
    loadAt(8, 3);
    loadAt(16, 3);
    loadAt(24, 3);
    code.store(TypeKind.LONG, Bytecode.T3);
    code.store(TypeKind.LONG, Bytecode.T2);
    e.setHigh(i.d);
    e.setLow(i.d);
    code.load(TypeKind.LONG, Bytecode.T2);
    e.setLow(i.a);
    code.load(TypeKind.LONG, Bytecode.T3);
    e.setHigh(i.a);
  }
}
