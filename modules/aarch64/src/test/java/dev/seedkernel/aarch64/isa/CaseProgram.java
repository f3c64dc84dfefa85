package dev.seedkernel.aarch64.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A static ELF that runs many {@link Case}s: before each, all registers and the sandbox are loaded
 * from its record; behind it, they are stored there. In the end it writes all records to its
 * standard output.
 */
final class CaseProgram {
  static final int NOP = 0xd503201f;
  static final long CODE = 0x40_0000;
  static final long DATA = 0x4000_0000;

  /** Where the sandbox is while a case runs. */
  static final long SANDBOX = DATA + 1024;

  private static final int PAGE = 4096;
  private static final long RECORD_POINTER = DATA + 16;
  private static final long RECORDS = DATA + PAGE;

  /** Words around those of a case: see {@link #emitCase}. */
  private static final int AROUND = 11;

  /** Words from the call of the routine that stores to the next case. */
  private static final int TAIL = 5;

  /** Offset of the first case; the routines are before it. */
  private static final int CASES = 1024;

  /** What a literal load in the first and the last case can reach. */
  private static final int MARGIN = 1024;

  // The words of every case are the same, but for the calls.
  private static final int CALL = TableAssembler.assemble("bl 0", 0);
  private static final int LOAD_X30 = TableAssembler.assemble("ldr x30, 0", 0);
  private static final int LOAD_X0 = TableAssembler.assemble("ldr x0, 0", 0);
  private static final int SAVE_X0 = TableAssembler.assemble("msr tpidr_el0, x0", 0);
  private static final int STORE_X30 = TableAssembler.assemble("str x30, [x0]", 0);

  private final List<Case> cases;
  private final ByteBuffer code;
  private final long load;
  private final long store;

  CaseProgram(List<Case> cases) {
    this.cases = cases;
    int words = 0;
    for (Case c : cases) {
      words += c.words().length + AROUND;
    }
    int size = CASES + words * 4 + 2 * MARGIN;
    this.code = ByteBuffer.allocate((size + PAGE - 1) & -PAGE).order(ByteOrder.LITTLE_ENDIAN);
    emit("b 0x%x".formatted(CODE + CASES + MARGIN));
    code.putInt(NOP);
    literal(RECORD_POINTER);
    literal(SANDBOX);
    load = at();
    emitLoad();
    store = at();
    emitStore();
    if (code.position() > CASES) {
      throw new IllegalStateException("routines overlap the cases");
    }
    code.position(CASES + MARGIN);
    for (Case c : cases) {
      emitCase(c);
    }
    emitEnd();
  }

  int outputSize() {
    return cases.size() * State.SIZE;
  }

  byte[] code() {
    return code.array();
  }

  /** Variables, the sandbox, and the records. */
  byte[] data() {
    ByteBuffer data = ByteBuffer.allocate((PAGE + outputSize() + PAGE - 1) & -PAGE);
    data.order(ByteOrder.LITTLE_ENDIAN);
    data.putLong((int) (RECORD_POINTER - DATA), RECORDS);
    for (int i = 0; i < cases.size(); i++) {
      data.put(PAGE + i * State.SIZE, cases.get(i).input().content());
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

  /** Loads the next record into all registers but X30, which holds the return address. */
  private void emitLoad() {
    emit("ldr x0, 0x%x".formatted(CODE + 8));
    emit("ldr x1, [x0]");
    emit("ldr x0, 0x%x".formatted(CODE + 16));
    for (int at = 0; at < State.SANDBOX_SIZE; at += 32) {
      emit("ldp q0, q1, [x1, #%d]".formatted(State.SANDBOX + at));
      emit("stp q0, q1, [x0, #%d]".formatted(at));
    }
    emit("ldr x2, [x1, #%d]".formatted(State.SP * 8));
    emit("add sp, x2, #0");
    for (String register : List.of("nzcv", "fpcr", "fpsr")) {
      emit("ldr x2, [x1, #%d]".formatted(offset(register)));
      emit("msr %s, x2".formatted(register));
    }
    transferVectors("ldp");
    transferGeneral("ldp");
    emit("ldp x0, x1, [x1]");
    emit("clrex");
    emit("ret x30");
  }

  /** Stores all registers; X0 is in TPIDR_EL0, X30 where X0 points to. */
  private void emitStore() {
    emit("str x1, [x0, #8]");
    emit("ldr x1, [x0, #%d]".formatted(RECORD_POINTER - DATA));
    transferGeneral("stp");
    transferVectors("stp");
    emit("ldr x2, [x0, #8]");
    emit("str x2, [x1, #8]");
    emit("mrs x2, tpidr_el0");
    emit("str x2, [x1]");
    emit("ldr x2, [x0]");
    emit("str x2, [x1, #240]");
    emit("add x2, sp, #0");
    emit("str x2, [x1, #%d]".formatted(State.SP * 8));
    for (String register : List.of("nzcv", "fpcr", "fpsr")) {
      emit("mrs x2, %s".formatted(register));
      emit("str x2, [x1, #%d]".formatted(offset(register)));
    }
    emit("ldr x2, 0x%x".formatted(CODE + 16));
    for (int at = 0; at < State.SANDBOX_SIZE; at += 32) {
      emit("ldp q0, q1, [x2, #%d]".formatted(at));
      emit("stp q0, q1, [x1, #%d]".formatted(State.SANDBOX + at));
    }
    emit("add x1, x1, #%d".formatted(State.SIZE));
    emit("str x1, [x0, #%d]".formatted(RECORD_POINTER - DATA));
    emit("add x30, x30, #%d".formatted((TAIL - 1) * 4));
    emit("ret x30");
  }

  private static int offset(String register) {
    return switch (register) {
      case "nzcv" -> State.NZCV;
      case "fpcr" -> State.FPCR;
      default -> State.FPSR;
    };
  }

  private void transferVectors(String mnemonic) {
    for (int r = 0; r < 32; r += 2) {
      emit("%s q%d, q%d, [x1, #%d]".formatted(mnemonic, r, r + 1, State.VECTORS + r * 16));
    }
  }

  private void transferGeneral(String mnemonic) {
    for (int r = 2; r < 30; r += 2) {
      emit("%s x%d, x%d, [x1, #%d]".formatted(mnemonic, r, r + 1, r * 8));
    }
  }

  private void emitCase(Case c) {
    int[] words = c.words();
    int start = code.position();
    int literals = start + (words.length + AROUND - 4) * 4;
    emitCall(load);
    code.putInt(LOAD_X30 | (literals - code.position()) >> 2 << 5);
    for (int word : words) {
      code.putInt(word);
    }
    code.putInt(SAVE_X0);
    code.putInt(LOAD_X0 | (literals + 8 - code.position()) >> 2 << 5);
    code.putInt(STORE_X30);
    code.putInt(NOP);
    emitCall(store);
    literal(c.input().general(30));
    literal(DATA);
    if (code.position() != start + (words.length + AROUND) * 4) {
      throw new IllegalStateException("a case of another size than was computed");
    }
  }

  private void emitCall(long target) {
    code.putInt(CALL | ((int) (target - at()) >> 2 & 0x3ff_ffff));
  }

  private void emitEnd() {
    emit("movz x0, #1");
    emit("movz x1, #0x%x, lsl #16".formatted(RECORDS >>> 16));
    emit("movk x1, #0x%x".formatted(RECORDS & 0xffff));
    emit("movz x2, #0x%x".formatted(outputSize() & 0xffff));
    emit("movk x2, #0x%x, lsl #16".formatted(outputSize() >>> 16));
    emit("movz x8, #64");
    emit("svc #0");
    emit("movz x0, #0");
    emit("movz x8, #93");
    emit("svc #0");
  }
}
