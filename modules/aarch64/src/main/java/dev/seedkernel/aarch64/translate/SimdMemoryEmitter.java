package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.isa.Instruction;

/**
 * Loads and stores of one to four registers: whole, interleaved, of one lane, and replicated (Arm
 * ARM C4.1.94). One check is for all that is accessed, and comes first: so a fault leaves all as it
 * was.
 */
final class SimdMemoryEmitter {
  private static final int LONG = 3;

  private final Emitter e;
  private final Bytecode code;
  private final Halves halves;
  private final GuestMemory memory;

  SimdMemoryEmitter(Emitter e, GuestMemory memory) {
    this.e = e;
    this.memory = memory;
    this.code = e.code;
    this.halves = new Halves(e);
  }

  /** Emits an instruction; returns false if it is not of this group. */
  boolean emit(Instruction i) {
    int w = i.word;
    boolean load = (w & 1 << 22) != 0;
    if ((w & 0xbfbf_0000) == 0x0c00_0000 || (w & 0xbfa0_0000) == 0x0c80_0000) {
      registers(i, w >>> 12 & 15, load);
    } else if ((w & 0xbf9f_0000) == 0x0d00_0000 || (w & 0xbf80_0000) == 0x0d80_0000) {
      int count = ((w >>> 13 & 1) << 1 | (w >>> 21 & 1)) + 1;
      elements(i, count, w >>> 14 & 3, load);
    } else {
      return false;
    }
    if ((w & 1 << 23) != 0) {
      writeBack(i);
    }
    return true;
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

  private static int register(Instruction i, int index) {
    return i.d + index & 31;
  }

  // Whole registers

  private void registers(Instruction i, int opcode, boolean load) {
    int structure =
        switch (opcode) {
          case 8 -> 2;
          case 4 -> 3;
          case 0 -> 4;
          default -> 1;
        };
    int count =
        switch (opcode) {
          case 10 -> 2;
          case 6 -> 3;
          case 2 -> 4;
          default -> structure;
        };
    int bytes = i.isFull() ? 16 : 8;
    address(i, count * bytes, load);
    for (int r = 0; r < count; r++) {
      if (structure == 1) {
        transfer(register(i, r), 1, r * bytes, LONG, i.isFull(), load);
      } else {
        int size = i.elementSize();
        transfer(register(i, r), count, r << size, size, i.isFull(), load);
      }
    }
  }

  /** Loads or stores a register whose elements are a number of elements apart. */
  private void transfer(int register, int count, int at, int size, boolean full, boolean load) {
    if (!load) {
      store(at, () -> e.vLow(register), count, size);
      if (full) {
        store(at + 8 * count, () -> e.vHigh(register), count, size);
      }
      return;
    }
    load(at, count, size);
    if (full) {
      load(at + 8 * count, count, size);
      e.setBoth(register);
    } else {
      e.setD(register);
    }
  }

  private void load(int at, int count, int size) {
    if (size == LONG) {
      memory.load(at, false, LONG);
    } else {
      memory.gather(at, count, size);
    }
  }

  private void store(int at, Runnable value, int count, int size) {
    if (size == LONG) {
      memory.store(at, value, LONG);
    } else {
      memory.scatter(at, value, count, size);
    }
  }

  // Elements

  private void elements(Instruction i, int count, int scale, boolean load) {
    boolean replicated = scale == 3;
    boolean isLong = scale == 2 && (i.word & 1 << 10) != 0;
    int size = replicated ? i.elementSize() : isLong ? LONG : scale;
    address(i, count << size, load);
    for (int r = 0; r < count; r++) {
      int register = register(i, r);
      int at = r << size;
      if (!load) {
        memory.store(at, () -> halves.pushElement(register, i.aux, size), size);
        continue;
      }
      memory.load(at, false, size);
      if (replicated) {
        replicate(register, size, i.isFull());
      } else {
        halves.insert(register, i.aux, size);
      }
    }
  }

  /** Pops an element into all of a register. */
  private void replicate(int register, int size, boolean full) {
    if (size < LONG) {
      halves.unary("replicate", size);
    }
    if (!full) {
      e.setD(register);
      return;
    }
    e.storeTemporary(Bytecode.T1);
    e.loadTemporary(Bytecode.T1);
    e.loadTemporary(Bytecode.T1);
    e.setBoth(register);
  }
}
