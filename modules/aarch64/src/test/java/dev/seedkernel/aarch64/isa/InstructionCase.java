package dev.seedkernel.aarch64.isa;

import java.util.HexFormat;

/**
 * One instruction with all that it reads: registers X0 to X30, SP and NZCV, and a sandbox in
 * memory.
 */
final class InstructionCase {
  /** X0 to X30, SP, NZCV. */
  static final int REGISTERS = 33;

  static final int SP = 31;
  static final int NZCV = 32;
  static final int RECORD = REGISTERS * 8;
  static final int SANDBOX = 64;

  final Encoding encoding;
  int word;

  /** Runs before the instruction; a NOP unless it is a load that an exclusive store belongs to. */
  int before = CaseProgram.NOP;

  /** Runs after it unless it branches over it. */
  int after = CaseProgram.NOP;

  final long[] registers = new long[REGISTERS];
  final byte[] sandbox = new byte[SANDBOX];

  InstructionCase(Encoding encoding) {
    this.encoding = encoding;
  }

  Instruction decode() {
    return InstructionSet.a64().decode(word);
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("%08x ".formatted(word));
    s.append(TableAssembler.disassemble(encoding, word, 0));
    if (before != CaseProgram.NOP) {
      s.append(" after %08x".formatted(before));
    }
    s.append("\n  with");
    for (int i = 0; i < REGISTERS; i++) {
      s.append(' ').append(registerName(i)).append("=%x".formatted(registers[i]));
    }
    return s.append("\n  memory ").append(HexFormat.of().formatHex(sandbox)).toString();
  }

  static String registerName(int i) {
    return i == SP ? "sp" : i == NZCV ? "nzcv" : "x" + i;
  }
}
