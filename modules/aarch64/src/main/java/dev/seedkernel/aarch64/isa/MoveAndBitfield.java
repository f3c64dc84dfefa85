package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.Bits;

/** Moves of wide immediates, addresses relative to the program counter, bit fields, extract. */
final class MoveAndBitfield {
  private MoveAndBitfield() {}

  // spotless:off
  static void define(InstructionTable t) {
    // Move wide: a 32-bit register has two halfwords, a 64-bit one four.
    if (t.line("0001001010hiiiiiiiiiiiiiiiiddddd", "movn", "Wd #imm16 lsl16",   "C6.2 MOVN")) t.does(MoveAndBitfield::movn32);
    if (t.line("0101001010hiiiiiiiiiiiiiiiiddddd", "movz", "Wd #imm16 lsl16",   "C6.2 MOVZ")) t.does(MoveAndBitfield::movz32);
    if (t.line("0111001010hiiiiiiiiiiiiiiiiddddd", "movk", "Wd #imm16 lsl16",   "C6.2 MOVK")) t.does(MoveAndBitfield::movk32);
    if (t.line("100100101hhiiiiiiiiiiiiiiiiddddd", "movn", "Xd #imm16 lsl16",   "C6.2 MOVN")) t.does(MoveAndBitfield::movn64);
    if (t.line("110100101hhiiiiiiiiiiiiiiiiddddd", "movz", "Xd #imm16 lsl16",   "C6.2 MOVZ")) t.does(MoveAndBitfield::movz64);
    if (t.line("111100101hhiiiiiiiiiiiiiiiiddddd", "movk", "Xd #imm16 lsl16",   "C6.2 MOVK")) t.does(MoveAndBitfield::movk64);
    // Relative to the program counter; adrp to the page that holds it.
    if (t.line("0ll10000iiiiiiiiiiiiiiiiiiiddddd", "adr",  "Xd adr",            "C6.2 ADR")) t.does(MoveAndBitfield::adr);
    if (t.line("1ll10000iiiiiiiiiiiiiiiiiiiddddd", "adrp", "Xd adrp",           "C6.2 ADRP")) t.does(MoveAndBitfield::adrp);
    // Bit fields: immr rotates, imms is the highest bit of the field.
    if (t.line("00010011000rrrrr0sssssnnnnnddddd", "sbfm", "Wd Wn #immr #imms", "C6.2 SBFM")) t.does(MoveAndBitfield::sbfm32);
    if (t.line("00110011000rrrrr0sssssnnnnnddddd", "bfm",  "Wd Wn #immr #imms", "C6.2 BFM")) t.does(MoveAndBitfield::bfm32);
    if (t.line("01010011000rrrrr0sssssnnnnnddddd", "ubfm", "Wd Wn #immr #imms", "C6.2 UBFM")) t.does(MoveAndBitfield::ubfm32);
    if (t.line("1001001101rrrrrrssssssnnnnnddddd", "sbfm", "Xd Xn #immr #imms", "C6.2 SBFM")) t.does(MoveAndBitfield::sbfm64);
    if (t.line("1011001101rrrrrrssssssnnnnnddddd", "bfm",  "Xd Xn #immr #imms", "C6.2 BFM")) t.does(MoveAndBitfield::bfm64);
    if (t.line("1101001101rrrrrrssssssnnnnnddddd", "ubfm", "Xd Xn #immr #imms", "C6.2 UBFM")) t.does(MoveAndBitfield::ubfm64);
    if (t.line("00010011100mmmmm0iiiiinnnnnddddd", "extr", "Wd Wn Wm #lsb",     "C6.2 EXTR")) t.does(MoveAndBitfield::extr32);
    if (t.line("10010011110mmmmmiiiiiinnnnnddddd", "extr", "Xd Xn Xm #lsb",     "C6.2 EXTR")) t.does(MoveAndBitfield::extr64);
  }
  // spotless:on

  private static void movn32(Cpu cpu, Instruction i) {
    cpu.w(i.d, ~(int) i.imm);
  }

  private static void movz32(Cpu cpu, Instruction i) {
    cpu.w(i.d, (int) i.imm);
  }

  private static void movk32(Cpu cpu, Instruction i) {
    cpu.w(i.d, (cpu.w(i.d) & ~(0xffff << i.aux)) | (int) i.imm);
  }

  private static void movn64(Cpu cpu, Instruction i) {
    cpu.x(i.d, ~i.imm);
  }

  private static void movz64(Cpu cpu, Instruction i) {
    cpu.x(i.d, i.imm);
  }

  private static void movk64(Cpu cpu, Instruction i) {
    cpu.x(i.d, (cpu.x(i.d) & ~(0xffffL << i.aux)) | i.imm);
  }

  private static void adr(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.currentPc() + i.imm);
  }

  private static void adrp(Cpu cpu, Instruction i) {
    cpu.x(i.d, (cpu.currentPc() & -4096) + i.imm);
  }

  private static void sbfm32(Cpu cpu, Instruction i) {
    cpu.w(i.d, Bits.moveSignedField(cpu.w(i.n), (int) i.imm, i.aux));
  }

  private static void bfm32(Cpu cpu, Instruction i) {
    int mask = Bits.fieldMask32((int) i.imm, i.aux);
    int field = Bits.moveField(cpu.w(i.n), (int) i.imm, i.aux);
    cpu.w(i.d, (cpu.w(i.d) & ~mask) | field);
  }

  private static void ubfm32(Cpu cpu, Instruction i) {
    cpu.w(i.d, Bits.moveField(cpu.w(i.n), (int) i.imm, i.aux));
  }

  private static void sbfm64(Cpu cpu, Instruction i) {
    cpu.x(i.d, Bits.moveSignedField(cpu.x(i.n), (int) i.imm, i.aux));
  }

  private static void bfm64(Cpu cpu, Instruction i) {
    long mask = Bits.fieldMask((int) i.imm, i.aux);
    long field = Bits.moveField(cpu.x(i.n), (int) i.imm, i.aux);
    cpu.x(i.d, (cpu.x(i.d) & ~mask) | field);
  }

  private static void ubfm64(Cpu cpu, Instruction i) {
    cpu.x(i.d, Bits.moveField(cpu.x(i.n), (int) i.imm, i.aux));
  }

  private static void extr32(Cpu cpu, Instruction i) {
    cpu.w(i.d, Bits.extract(cpu.w(i.n), cpu.w(i.m), i.aux));
  }

  private static void extr64(Cpu cpu, Instruction i) {
    cpu.x(i.d, Bits.extract(cpu.x(i.n), cpu.x(i.m), i.aux));
  }
}
