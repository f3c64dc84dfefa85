package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.classfile.Opcode;
import java.lang.constant.MethodTypeDesc;

/** Loads and stores. Exclusives, atomics and structures execute themselves. */
final class MemoryEmitter {
  private static final MethodTypeDesc MAY_SPAN =
      MethodTypeDesc.of(CD_boolean, CD_long, CD_int, CD_int);
  private static final MethodTypeDesc MAY_BYTE = MethodTypeDesc.of(CD_boolean, CD_long, CD_int);
  private static final MethodTypeDesc PEEK = MethodTypeDesc.of(CD_long, CD_long, CD_int);
  private static final MethodTypeDesc POKE = MethodTypeDesc.of(CD_void, CD_long, CD_int, CD_long);
  private static final int QUAD = Access.QUAD;

  /** What DC ZVA zeroes: DCZID_EL0.BS. */
  private static final int LINE = 64;

  private final Emitter e;
  private final Bytecode code;
  private final IntegerEmitter integers;
  private final AccessChecks checks;
  private final SimdMemoryEmitter structures;

  /** What the address of the instruction is made of: a guest register, or T0; and a constant. */
  private int pointer;

  private int offset;

  MemoryEmitter(Emitter e, IntegerEmitter integers, AccessChecks checks) {
    this.e = e;
    this.code = e.code;
    this.integers = integers;
    this.checks = checks;
    this.structures = new SimdMemoryEmitter(e);
  }

  /** Stands for the temporary in {@link #pointer}. */
  private static final int TEMPORARY = -1;

  /** Emits an instruction; returns false if it has to execute itself. */
  boolean emit(Instruction i) {
    Access access = Access.of(i);
    if (access == null) {
      return structures.emit(i) || i.doesNothing(); // The latter is a prefetch.
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
    pointer = TEMPORARY;
    offset = 0;
    check(0, LINE, true);
    e.memory();
    e.loadTemporary(Bytecode.T0);
    code.invoke(Bytecode.MEMORY, "zeroLine", Emitter.SET_LONG);
  }

  // Addresses

  /** Finds what the address is made of, and leaves if not all of it is permitted. */
  private void address(Instruction i, Access access) {
    AccessChecks.Check check = checks.at(e.number);
    if (check.alignment()) {
      checkStack();
    }
    pointer = TEMPORARY;
    offset = 0;
    switch (access.mode()) {
      case LITERAL -> code.pushLong(e.pc + i.imm);
      case REGISTER -> {
        e.x(i.n);
        integers.extended(i);
        code.plain(Emitter.LADD);
      }
      default -> {
        pointer = i.n;
        if (check.length() > 0) {
          check(check.offset(), check.length(), check.store());
        }
        offset = access.offset(i);
        keepBase(i, access);
        return;
      }
    }
    e.storeTemporary(Bytecode.T0);
    check(0, access.length(), !access.load());
  }

  /** Keeps a base that is written back although it is loaded (CONSTRAINED UNPREDICTABLE). */
  private void keepBase(Instruction i, Access access) {
    boolean loaded = access.load() && !access.vector();
    if (loaded && access.writesBack() && (i.d == i.n || (access.registers() == 2 && i.a == i.n))) {
      e.x(i.n);
      e.storeTemporary(Bytecode.T0);
      pointer = TEMPORARY;
    }
  }

  /** Leaves if the stack pointer is not a multiple of 16. */
  private void checkStack() {
    e.w(Cpu.SP);
    code.pushInt(15);
    code.plain(Emitter.IAND);
    code.branch(Opcode.IFNE, e.leaveHere());
  }

  private void check(int first, int length, boolean store) {
    e.memory();
    base();
    code.pushInt(first);
    if (length > 1) {
      code.pushInt(length);
    }
    code.invoke(Bytecode.MEMORY, store ? "mayStore" : "mayLoad", length > 1 ? MAY_SPAN : MAY_BYTE);
    code.branch(Opcode.IFEQ, e.leaveHere());
  }

  private void base() {
    if (pointer == TEMPORARY) {
      e.loadTemporary(Bytecode.T0);
    } else {
      e.x(pointer);
    }
  }

  private void writeBack(Instruction i, Access access) {
    if (access.writesBack()) {
      base();
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
      load(0, "peek", access.size());
      e.setD(i.d);
    } else {
      // 1: without a sign; 2: with a sign to 64 bits; 3: to 32 bits. Literals have a 2.
      boolean literal = access.mode() == Access.Mode.LITERAL;
      int operation = literal ? (i.word >>> 30 == 2 ? 2 : 1) : i.word >>> 22 & 3;
      load(0, operation == 1 ? "peek" : "signed", access.size());
      if (operation == 3) {
        code.pushLong(0xffff_ffffL);
        code.plain(Emitter.LAND);
      }
      e.setX(i.d);
    }
  }

  private void loadTwo(Instruction i, Access access) {
    boolean signed = !access.vector() && (i.word & 1 << 30) != 0;
    String name = signed ? "signed" : "peek";
    load(0, name, access.size());
    load(1 << access.size(), name, access.size());
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
    load(at, "peek", 3);
    e.setLow(register);
    load(at + 8, "peek", 3);
    e.setHigh(register);
  }

  /** Pushes what is loaded. */
  private void load(int at, String name, int size) {
    if (RawAccess.AVAILABLE) {
      RawAccess.begin(code);
      rawAddress(offset + at);
      RawAccess.load(code, size, name.equals("signed"));
      return;
    }
    e.memory();
    base();
    code.pushInt(offset + at);
    code.invoke(Bytecode.MEMORY, name + (8 << size), PEEK);
  }

  /** Adds what is accessed to the host's address of the window. */
  private void rawAddress(int distance) {
    base();
    code.plain(Emitter.LADD);
    if (distance != 0) {
      code.pushLong(distance);
      code.plain(Emitter.LADD);
    }
  }

  private void store(int register, Access access, int at) {
    if (access.size() == QUAD) {
      poke(at, () -> e.vLow(register), 3);
      poke(at + 8, () -> e.vHigh(register), 3);
    } else if (access.vector()) {
      poke(at, () -> e.vLow(register), access.size());
    } else {
      poke(at, () -> e.x(register), access.size());
    }
  }

  private void poke(int at, Runnable value, int size) {
    if (RawAccess.AVAILABLE) {
      RawAccess.begin(code);
      rawAddress(offset + at);
      value.run();
      RawAccess.store(code, size);
      return;
    }
    e.memory();
    base();
    code.pushInt(offset + at);
    value.run();
    code.invoke(Bytecode.MEMORY, "poke" + (8 << size), POKE);
  }
}
