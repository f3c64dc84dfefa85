package dev.seedkernel.aarch64.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A static ELF that loads the registers of each {@link VectorCase} from its record, calls the
 * instruction, stores them there again, and writes all records to its standard output in the end.
 */
final class VectorCaseProgram {
  static final long CODE = 0x40_0000;
  static final long DATA = 0x1000_0000;
  private static final int PAGE = 4096;
  private static final int CASES = 1024;
  private static final int RET = 0xd65f03c0;

  private final List<VectorCase> cases;
  private final ByteBuffer code;

  VectorCaseProgram(List<VectorCase> cases) {
    this.cases = cases;
    // Literals lie within 512 bytes of the instruction that loads them.
    int size = CASES + cases.size() * 8 + 1024;
    code = ByteBuffer.allocate((size + PAGE - 1) & -PAGE).order(ByteOrder.LITTLE_ENDIAN);
    emitLoop();
    if (code.position() > CASES) {
      throw new IllegalStateException("the loop overlaps the cases");
    }
    code.position(CASES);
    for (VectorCase c : cases) {
      code.putInt(c.word).putInt(RET);
    }
  }

  static long recordAddress(int index) {
    return DATA + (long) index * VectorCase.RECORD;
  }

  int outputSize() {
    return cases.size() * VectorCase.RECORD;
  }

  byte[] code() {
    return code.array();
  }

  /** The records, and a last one whose code address is 0. */
  byte[] data() {
    ByteBuffer data = ByteBuffer.allocate((outputSize() + VectorCase.RECORD + PAGE - 1) & -PAGE);
    for (int i = 0; i < cases.size(); i++) {
      ByteBuffer record = cases.get(i).record;
      record.putLong(VectorCase.CODE, CODE + CASES + i * 8L);
      data.put(i * VectorCase.RECORD, record, 0, VectorCase.RECORD);
    }
    return data.array();
  }

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

  private void emitLoop() {
    emit("movz x29, #0x%x, lsl #16".formatted(DATA >>> 16));
    long loop = at();
    emit("ldr x28, [x29, #%d]".formatted(VectorCase.CODE));
    int exit = code.position();
    code.putInt(0);
    emit("ldr x0, [x29, #%d]".formatted(VectorCase.NZCV));
    emit("msr nzcv, x0");
    emit("ldr x0, [x29, #%d]".formatted(VectorCase.FPCR));
    emit("msr fpcr, x0");
    emit("ldr x0, [x29, #%d]".formatted(VectorCase.FPSR));
    emit("msr fpsr, x0");
    transferAll("ldp");
    emit("blr x28");
    transferAll("stp");
    emit("mrs x0, nzcv");
    emit("str x0, [x29, #%d]".formatted(VectorCase.NZCV));
    emit("mrs x0, fpsr");
    emit("str x0, [x29, #%d]".formatted(VectorCase.FPSR));
    emit("add x29, x29, #%d".formatted(VectorCase.RECORD));
    emit("b 0x%x".formatted(loop));
    code.putInt(exit, TableAssembler.assemble("cbz x28, 0x%x".formatted(at()), CODE + exit));
    emit("movz x0, #1");
    emit("movz x1, #0x%x, lsl #16".formatted(DATA >>> 16));
    emit("movz x2, #0x%x".formatted(outputSize() & 0xffff));
    emit("movk x2, #0x%x, lsl #16".formatted(outputSize() >>> 16));
    emit("movz x8, #64");
    emit("svc #0");
    emit("movz x0, #0");
    emit("movz x8, #93");
    emit("svc #0");
  }

  private void transferAll(String mnemonic) {
    for (int r = 0; r < 32; r += 2) {
      int offset = VectorCase.VECTORS + r * 16;
      emit("%s q%d, q%d, [x29, #%d]".formatted(mnemonic, r, r + 1, offset));
    }
    for (int r = 0; r < VectorCase.GENERAL; r += 2) {
      emit("%s x%d, x%d, [x29, #%d]".formatted(mnemonic, r, r + 1, r * 8));
    }
  }
}
