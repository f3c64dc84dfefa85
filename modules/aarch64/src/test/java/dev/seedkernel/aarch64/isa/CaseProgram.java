package dev.seedkernel.aarch64.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A static ELF that runs many {@link InstructionCase}s, each between a routine that loads all
 * registers and one that stores them, and writes all records and all sandboxes to its standard
 * output in the end.
 */
final class CaseProgram {
  static final int NOP = 0xd503201f;
  static final long CODE = 0x40_0000;
  static final long DATA = 0x1000_0000;
  static final int PAGE = 4096;

  /** Words of a case: see {@link #emitCase}. */
  private static final int CASE_WORDS = 14;

  private static final int INSTRUCTION_INDEX = 3;

  /** Offset of the first case; the routines are before it. */
  private static final int CASES = 1024;

  // The words of every case are the same, but for the calls.
  private static final int CALL = TableAssembler.assemble("bl 0", 0);
  private static final int LOAD_X30 = TableAssembler.assemble("ldr x30, 40", 4);
  private static final int SAVE_X0 = TableAssembler.assemble("msr tpidr_el0, x0", 0);
  private static final int LOAD_SCRATCH = TableAssembler.assemble("ldr x0, 48", 24);
  private static final int STORE_X30 = TableAssembler.assemble("str x30, [x0]", 0);

  private final List<InstructionCase> cases;
  private final ByteBuffer code;
  private final long scratch = DATA;
  private final long inputPointer = DATA + 64;
  private final long inputs = DATA + PAGE;
  private final long load;
  private final long store;

  CaseProgram(List<InstructionCase> cases) {
    this.cases = cases;
    int size = CASES + (cases.size() * CASE_WORDS + 32) * 4;
    this.code = ByteBuffer.allocate((size + PAGE - 1) & -PAGE).order(ByteOrder.LITTLE_ENDIAN);
    emit("b %d".formatted(CODE + CASES));
    code.putInt(NOP);
    literal(inputPointer);
    load = at();
    emitLoad();
    store = at();
    emitStore();
    if (code.position() > CASES) {
      throw new IllegalStateException("routines overlap the cases");
    }
    code.position(CASES);
    for (InstructionCase c : cases) {
      emitCase(c);
    }
    emitEnd();
  }

  /** Returns where the instruction of a case stands. */
  static long instructionAddress(int index) {
    return CODE + CASES + (index * CASE_WORDS + INSTRUCTION_INDEX) * 4L;
  }

  static long sandboxAddress(int index, int count) {
    return DATA
        + PAGE
        + 2L * count * InstructionCase.RECORD
        + (long) index * InstructionCase.SANDBOX;
  }

  long outputs() {
    return inputs + (long) cases.size() * InstructionCase.RECORD;
  }

  int outputSize() {
    return cases.size() * (InstructionCase.RECORD + InstructionCase.SANDBOX);
  }

  byte[] code() {
    return code.array();
  }

  /** Variables, inputs, room for outputs, sandboxes. */
  byte[] data() {
    long size = sandboxAddress(cases.size(), cases.size()) - DATA;
    ByteBuffer data = ByteBuffer.allocate(((int) size + PAGE - 1) & -PAGE);
    data.order(ByteOrder.LITTLE_ENDIAN);
    data.putLong((int) (scratch - DATA) + 16, outputs());
    data.putLong((int) (inputPointer - DATA), inputs);
    for (int i = 0; i < cases.size(); i++) {
      InstructionCase c = cases.get(i);
      for (int r = 0; r < InstructionCase.REGISTERS; r++) {
        data.putLong(PAGE + i * InstructionCase.RECORD + r * 8, c.registers[r]);
      }
      data.put((int) (sandboxAddress(i, cases.size()) - DATA), c.sandbox);
    }
    return data.array();
  }

  /** Returns the program as a static ELF with a segment of code and one of data. */
  byte[] elf() {
    byte[] data = data();
    ByteBuffer elf = ByteBuffer.allocate(PAGE + code.capacity() + data.length);
    elf.order(ByteOrder.LITTLE_ENDIAN);
    elf.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
    elf.putShort((short) 2).putShort((short) 183).putInt(1).putLong(CODE).putLong(64).putLong(0);
    elf.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 2);
    elf.position(64);
    segment(elf, 5, PAGE, CODE, code.capacity());
    segment(elf, 6, PAGE + code.capacity(), DATA, data.length);
    elf.position(PAGE);
    elf.put(code.array()).put(data);
    return elf.array();
  }

  private static void segment(ByteBuffer elf, int flags, long offset, long address, long size) {
    elf.putInt(1).putInt(flags).putLong(offset).putLong(address).putLong(address);
    elf.putLong(size).putLong(size).putLong(PAGE);
  }

  private long at() {
    return CODE + code.position();
  }

  private void emit(String text) {
    code.putInt(TableAssembler.assemble(text, at()));
  }

  private void literal(long value) {
    code.putLong(value);
  }

  /** Loads the next input into all registers but X30, which holds the return address. */
  private void emitLoad() {
    emit("ldr x0, %d".formatted(load - 8));
    emit("ldr x1, [x0]");
    emit("add x2, x1, #%d".formatted(InstructionCase.RECORD));
    emit("str x2, [x0]");
    emit("ldr x2, [x1, #%d]".formatted(InstructionCase.SP * 8));
    emit("add sp, x2, #0");
    emit("ldr x2, [x1, #%d]".formatted(InstructionCase.NZCV * 8));
    emit("msr nzcv, x2");
    for (int r = 2; r < 30; r += 2) {
      emit("ldp x%d, x%d, [x1, #%d]".formatted(r, r + 1, r * 8));
    }
    emit("ldp x0, x1, [x1]");
    emit("clrex");
    emit("ret x30");
  }

  /** Stores all registers; X0 is in TPIDR_EL0, X30 in the first scratch word that X0 points to. */
  private void emitStore() {
    emit("str x1, [x0, #8]");
    emit("ldr x1, [x0, #16]");
    for (int r = 2; r < 30; r += 2) {
      emit("stp x%d, x%d, [x1, #%d]".formatted(r, r + 1, r * 8));
    }
    emit("ldr x2, [x0, #8]");
    emit("str x2, [x1, #8]");
    emit("mrs x2, tpidr_el0");
    emit("str x2, [x1]");
    emit("ldr x2, [x0]");
    emit("str x2, [x1, #240]");
    emit("add x2, sp, #0");
    emit("str x2, [x1, #%d]".formatted(InstructionCase.SP * 8));
    emit("mrs x2, nzcv");
    emit("str x2, [x1, #%d]".formatted(InstructionCase.NZCV * 8));
    emit("add x1, x1, #%d".formatted(InstructionCase.RECORD));
    emit("str x1, [x0, #16]");
    emit("add x30, x30, #%d".formatted((CASE_WORDS - 9) * 4));
    emit("ret x30");
  }

  private void emitCase(InstructionCase c) {
    emitCall(load);
    code.putInt(LOAD_X30);
    code.putInt(c.before).putInt(c.word).putInt(c.after);
    code.putInt(SAVE_X0);
    code.putInt(LOAD_SCRATCH);
    code.putInt(STORE_X30);
    emitCall(store);
    code.putInt(NOP);
    literal(c.registers[30]);
    literal(scratch);
  }

  private void emitCall(long target) {
    code.putInt(CALL | ((int) (target - at()) >> 2 & 0x3ff_ffff));
  }

  private void emitEnd() {
    long start = at();
    emit("ldr x1, %d".formatted(start + 40));
    emit("ldr x2, %d".formatted(start + 48));
    emit("movz x0, #1");
    emit("movz x8, #64");
    emit("svc #0");
    emit("movz x0, #0");
    emit("movz x8, #93");
    emit("svc #0");
    code.position(code.position() + 8);
    literal(outputs());
    literal(outputSize());
  }
}
