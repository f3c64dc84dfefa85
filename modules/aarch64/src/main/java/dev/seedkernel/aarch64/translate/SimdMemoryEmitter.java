package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.isa.Instruction;

/**
 * LD1 and ST1 of whole registers, which are loads and stores of one to four of them in turn, and
 * LD1R (Arm ARM C4.1.94). What interleaves, and single lanes, execute themselves.
 */
final class SimdMemoryEmitter {
  private static final int LONG = 3;

  private final Emitter e;
  private final Bytecode code;
  private final GuestMemory memory;

  SimdMemoryEmitter(Emitter e, GuestMemory memory) {
    this.e = e;
    this.memory = memory;
    this.code = e.code;
  }

  /** Emits an instruction; returns false if it has to execute itself, or is not of this group. */
  boolean emit(Instruction i) {
    int w = i.word;
    boolean post = (w & 1 << 23) != 0;
    if ((w & 0xbfbf_0000) == 0x0c00_0000 || (w & 0xbfa0_0000) == 0x0c80_0000) {
      int count = registers(w >>> 12 & 15);
      if (count == 0) {
        return false;
      }
      boolean load = (w & 1 << 22) != 0;
      int bytes = i.isFull() ? 16 : 8;
      address(i, count * bytes, load);
      for (int r = 0; r < count; r++) {
        transfer(i.d + r & 31, r * bytes, i.isFull(), load);
      }
    } else if ((w & 0xbfff_f000) == 0x0d40_c000 || (w & 0xbfe0_f000) == 0x0dc0_c000) {
      replicate(i);
    } else {
      return false;
    }
    if (post) {
      writeBack(i);
    }
    return true;
  }

  /** Returns how many registers are transferred without interleaving, or 0. */
  private static int registers(int opcode) {
    return switch (opcode) {
      case 7 -> 1;
      case 10 -> 2;
      case 6 -> 3;
      case 2 -> 4;
      default -> 0;
    };
  }

  /** Keeps the address in T0, and leaves if not all of it is permitted. */
  private void address(Instruction i, int length, boolean load) {
    if (i.n == Cpu.SP) {
      memory.checkStack();
    }
    e.x(i.n);
    e.storeTemporary(Bytecode.T0);
    memory.at(GuestMemory.TEMPORARY, 0);
    memory.check(0, length, !load);
  }

  private void writeBack(Instruction i) {
    e.loadTemporary(Bytecode.T0);
    if (i.m == Cpu.ZR) {
      code.pushLong(i.imm);
    } else {
      e.x(i.m);
    }
    code.plain(Emitter.LADD);
    e.setX(i.n);
  }

  private void transfer(int register, int at, boolean full, boolean load) {
    if (!load) {
      memory.store(at, () -> e.vLow(register), LONG);
      if (full) {
        memory.store(at + 8, () -> e.vHigh(register), LONG);
      }
      return;
    }
    memory.load(at, false, LONG);
    if (full) {
      memory.load(at + 8, false, LONG);
      e.setHigh(register);
      e.setLow(register);
    } else {
      e.setD(register);
    }
  }

  private void replicate(Instruction i) {
    int size = i.elementSize();
    address(i, 1 << size, true);
    memory.load(0, false, size);
    if (size < LONG) {
      code.pushInt(size);
      code.invokeStatic(Halves.LANES, "replicate", Halves.UNARY);
    }
    e.storeTemporary(Bytecode.T1);
    e.loadTemporary(Bytecode.T1);
    if (i.isFull()) {
      e.setLow(i.d);
      e.loadTemporary(Bytecode.T1);
      e.setHigh(i.d);
    } else {
      e.setD(i.d);
    }
  }
}
