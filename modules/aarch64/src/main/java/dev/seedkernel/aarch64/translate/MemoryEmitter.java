package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.isa.Instruction;

/** Loads and stores. */
final class MemoryEmitter {
  private static final int QUAD = Access.QUAD;

  /** What DC ZVA zeroes: DCZID_EL0.BS. */
  private static final int LINE = 64;

  private final Emitter e;
  private final Bytecode code;
  private final IntegerEmitter integers;
  private final AccessChecks checks;
  private final GuestMemory memory;
  private final SimdMemoryEmitter structures;
  private final AtomicEmitter atomics;

  MemoryEmitter(Emitter e, IntegerEmitter integers, AccessChecks checks, long windowPages) {
    this.e = e;
    this.code = e.code;
    this.integers = integers;
    this.checks = checks;
    this.memory = new GuestMemory(e, windowPages);
    this.structures = new SimdMemoryEmitter(e, memory);
    this.atomics = new AtomicEmitter(e, memory);
  }

  /** Emits an instruction; returns false if it has to execute itself. */
  boolean emit(Instruction i) {
    Access access = Access.of(i);
    if (access == null) {
      // What does nothing is a prefetch.
      return structures.emit(i) || atomics.emit(i) || i.doesNothing();
    }
    address(i, access);
    int second = 1 << access.size();
    if (access.registers() == 1) {
      transfer(i, access);
    } else if (!access.load()) {
      store(i.d, access, 0);
      store(i.a, access, second);
    } else if (access.size() == QUAD) {
      loadQuad(i.d, 0);
      loadQuad(i.a, second);
    } else {
      loadTwo(i, access);
    }
    writeBack(i, access);
    return true;
  }

  /** DC ZVA. */
  void zeroLine(Instruction i) {
    e.x(i.d);
    code.pushLong(-LINE);
    code.plain(Emitter.LAND);
    e.storeTemporary(Bytecode.T0);
    memory.at(GuestMemory.TEMPORARY, 0);
    memory.check(0, LINE, true);
    memory.zeroLine();
  }

  // Addresses

  /** Finds what the address is made of, and leaves if not all of it is permitted. */
  private void address(Instruction i, Access access) {
    AccessChecks.Check check = checks.at(e.number);
    if (check.alignment()) {
      memory.checkStack();
    }
    memory.at(GuestMemory.TEMPORARY, 0);
    switch (access.mode()) {
      case LITERAL -> code.pushLong(e.pc + i.imm);
      case REGISTER -> {
        e.x(i.n);
        integers.extended(i);
        code.plain(Emitter.LADD);
      }
      default -> {
        memory.at(i.n, access.offset(i));
        if (check.length() > 0) {
          memory.check(check.offset(), check.length(), check.store());
        }
        keepBase(i, access);
        return;
      }
    }
    e.storeTemporary(Bytecode.T0);
    memory.check(0, access.length(), !access.load());
  }

  /** Keeps a base that is written back although it is loaded (CONSTRAINED UNPREDICTABLE). */
  private void keepBase(Instruction i, Access access) {
    boolean loaded = access.load() && !access.vector();
    if (loaded && access.writesBack() && (i.d == i.n || (access.registers() == 2 && i.a == i.n))) {
      e.x(i.n);
      e.storeTemporary(Bytecode.T0);
      memory.at(GuestMemory.TEMPORARY, access.offset(i));
    }
  }

  private void writeBack(Instruction i, Access access) {
    if (access.writesBack()) {
      memory.base();
      code.pushLong(i.imm);
      code.plain(Emitter.LADD);
      e.setX(i.n);
    }
  }

  // Transfers

  private void transfer(Instruction i, Access access) {
    if (!access.load()) {
      store(i.d, access, 0);
    } else if (access.size() == QUAD) {
      loadQuad(i.d, 0);
    } else if (access.vector()) {
      memory.load(0, false, access.size());
      e.setD(i.d);
    } else {
      // 1: without a sign; 2: with a sign to 64 bits; 3: to 32 bits. Literals have a 2.
      boolean literal = access.mode() == Access.Mode.LITERAL;
      int operation = literal ? (i.word >>> 30 == 2 ? 2 : 1) : i.word >>> 22 & 3;
      memory.load(0, operation != 1, access.size());
      if (operation == 3) {
        code.pushLong(0xffff_ffffL);
        code.plain(Emitter.LAND);
      }
      e.setX(i.d);
    }
  }

  private void loadTwo(Instruction i, Access access) {
    boolean signed = !access.vector() && (i.word & 1 << 30) != 0;
    memory.load(0, signed, access.size());
    memory.load(1 << access.size(), signed, access.size());
    if (access.vector()) {
      e.storeTemporary(Bytecode.T1);
      e.setD(i.d);
      e.loadTemporary(Bytecode.T1);
      e.setD(i.a);
    } else {
      e.setX(i.a);
      e.setX(i.d);
    }
  }

  private void loadQuad(int register, int at) {
    if (code.usesVectors()) {
      memory.loadVector(at, 32 + register);
      return;
    }
    memory.load(at, false, 3);
    memory.load(at + 8, false, 3);
    e.setBoth(register);
  }

  private void store(int register, Access access, int at) {
    if (access.size() == QUAD && code.usesVectors()) {
      memory.storeVector(at, 32 + register);
    } else if (access.size() == QUAD) {
      memory.store(at, () -> e.vLow(register), 3);
      memory.store(at + 8, () -> e.vHigh(register), 3);
    } else if (access.vector()) {
      memory.store(at, () -> e.vLow(register), access.size());
    } else {
      memory.store(at, () -> e.x(register), access.size());
    }
  }
}
