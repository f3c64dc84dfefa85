package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;

/** Loads and stores of one SIMD&FP register (Arm ARM C4.1.94). A load clears the rest of V. */
final class SimdLoadStore {
  private SimdLoadStore() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("0011110101iiiiiiiiiiiinnnnnttttt", "ldr",     "Bt [Xn,#u*1]",     "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrB);
    if (t.line("00111100010iiiiiiiii00nnnnnttttt", "ldur",    "Bt [Xn,#s*1]",     "C7.2 LDUR (SIMD&FP)")) t.does(SimdLoadStore::ldrB);
    if (t.line("00111100010iiiiiiiii01nnnnnttttt", "ldr",     "Bt [Xn] #s*1",     "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrPostB);
    if (t.line("00111100010iiiiiiiii11nnnnnttttt", "ldr",     "Bt [Xn,#s*1]!",    "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrPreB);
    if (t.line("00111100011mmmmmo1oS10nnnnnttttt", "ldr",     "Bt [Xn,Rm*1]",     "C7.2 LDR (register, SIMD&FP)")) t.does(SimdLoadStore::ldrIndexedB);
    if (t.line("0011110100iiiiiiiiiiiinnnnnttttt", "str",     "Bt [Xn,#u*1]",     "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strB);
    if (t.line("00111100000iiiiiiiii00nnnnnttttt", "stur",    "Bt [Xn,#s*1]",     "C7.2 STUR (SIMD&FP)")) t.does(SimdLoadStore::strB);
    if (t.line("00111100000iiiiiiiii01nnnnnttttt", "str",     "Bt [Xn] #s*1",     "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strPostB);
    if (t.line("00111100000iiiiiiiii11nnnnnttttt", "str",     "Bt [Xn,#s*1]!",    "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strPreB);
    if (t.line("00111100001mmmmmo1oS10nnnnnttttt", "str",     "Bt [Xn,Rm*1]",     "C7.2 STR (register, SIMD&FP)")) t.does(SimdLoadStore::strIndexedB);
    if (t.line("0111110101iiiiiiiiiiiinnnnnttttt", "ldr",     "Ht [Xn,#u*2]",     "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrH);
    if (t.line("01111100010iiiiiiiii00nnnnnttttt", "ldur",    "Ht [Xn,#s*1]",     "C7.2 LDUR (SIMD&FP)")) t.does(SimdLoadStore::ldrH);
    if (t.line("01111100010iiiiiiiii01nnnnnttttt", "ldr",     "Ht [Xn] #s*1",     "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrPostH);
    if (t.line("01111100010iiiiiiiii11nnnnnttttt", "ldr",     "Ht [Xn,#s*1]!",    "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrPreH);
    if (t.line("01111100011mmmmmo1oS10nnnnnttttt", "ldr",     "Ht [Xn,Rm*2]",     "C7.2 LDR (register, SIMD&FP)")) t.does(SimdLoadStore::ldrIndexedH);
    if (t.line("0111110100iiiiiiiiiiiinnnnnttttt", "str",     "Ht [Xn,#u*2]",     "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strH);
    if (t.line("01111100000iiiiiiiii00nnnnnttttt", "stur",    "Ht [Xn,#s*1]",     "C7.2 STUR (SIMD&FP)")) t.does(SimdLoadStore::strH);
    if (t.line("01111100000iiiiiiiii01nnnnnttttt", "str",     "Ht [Xn] #s*1",     "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strPostH);
    if (t.line("01111100000iiiiiiiii11nnnnnttttt", "str",     "Ht [Xn,#s*1]!",    "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strPreH);
    if (t.line("01111100001mmmmmo1oS10nnnnnttttt", "str",     "Ht [Xn,Rm*2]",     "C7.2 STR (register, SIMD&FP)")) t.does(SimdLoadStore::strIndexedH);
    if (t.line("1011110101iiiiiiiiiiiinnnnnttttt", "ldr",     "St [Xn,#u*4]",     "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrS);
    if (t.line("10111100010iiiiiiiii00nnnnnttttt", "ldur",    "St [Xn,#s*1]",     "C7.2 LDUR (SIMD&FP)")) t.does(SimdLoadStore::ldrS);
    if (t.line("10111100010iiiiiiiii01nnnnnttttt", "ldr",     "St [Xn] #s*1",     "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrPostS);
    if (t.line("10111100010iiiiiiiii11nnnnnttttt", "ldr",     "St [Xn,#s*1]!",    "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrPreS);
    if (t.line("10111100011mmmmmo1oS10nnnnnttttt", "ldr",     "St [Xn,Rm*4]",     "C7.2 LDR (register, SIMD&FP)")) t.does(SimdLoadStore::ldrIndexedS);
    if (t.line("1011110100iiiiiiiiiiiinnnnnttttt", "str",     "St [Xn,#u*4]",     "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strS);
    if (t.line("10111100000iiiiiiiii00nnnnnttttt", "stur",    "St [Xn,#s*1]",     "C7.2 STUR (SIMD&FP)")) t.does(SimdLoadStore::strS);
    if (t.line("10111100000iiiiiiiii01nnnnnttttt", "str",     "St [Xn] #s*1",     "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strPostS);
    if (t.line("10111100000iiiiiiiii11nnnnnttttt", "str",     "St [Xn,#s*1]!",    "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strPreS);
    if (t.line("10111100001mmmmmo1oS10nnnnnttttt", "str",     "St [Xn,Rm*4]",     "C7.2 STR (register, SIMD&FP)")) t.does(SimdLoadStore::strIndexedS);
    if (t.line("1111110101iiiiiiiiiiiinnnnnttttt", "ldr",     "Dt [Xn,#u*8]",     "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrD);
    if (t.line("11111100010iiiiiiiii00nnnnnttttt", "ldur",    "Dt [Xn,#s*1]",     "C7.2 LDUR (SIMD&FP)")) t.does(SimdLoadStore::ldrD);
    if (t.line("11111100010iiiiiiiii01nnnnnttttt", "ldr",     "Dt [Xn] #s*1",     "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrPostD);
    if (t.line("11111100010iiiiiiiii11nnnnnttttt", "ldr",     "Dt [Xn,#s*1]!",    "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrPreD);
    if (t.line("11111100011mmmmmo1oS10nnnnnttttt", "ldr",     "Dt [Xn,Rm*8]",     "C7.2 LDR (register, SIMD&FP)")) t.does(SimdLoadStore::ldrIndexedD);
    if (t.line("1111110100iiiiiiiiiiiinnnnnttttt", "str",     "Dt [Xn,#u*8]",     "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strD);
    if (t.line("11111100000iiiiiiiii00nnnnnttttt", "stur",    "Dt [Xn,#s*1]",     "C7.2 STUR (SIMD&FP)")) t.does(SimdLoadStore::strD);
    if (t.line("11111100000iiiiiiiii01nnnnnttttt", "str",     "Dt [Xn] #s*1",     "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strPostD);
    if (t.line("11111100000iiiiiiiii11nnnnnttttt", "str",     "Dt [Xn,#s*1]!",    "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strPreD);
    if (t.line("11111100001mmmmmo1oS10nnnnnttttt", "str",     "Dt [Xn,Rm*8]",     "C7.2 STR (register, SIMD&FP)")) t.does(SimdLoadStore::strIndexedD);
    if (t.line("0011110111iiiiiiiiiiiinnnnnttttt", "ldr",     "Qt [Xn,#u*16]",    "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrQ);
    if (t.line("00111100110iiiiiiiii00nnnnnttttt", "ldur",    "Qt [Xn,#s*1]",     "C7.2 LDUR (SIMD&FP)")) t.does(SimdLoadStore::ldrQ);
    if (t.line("00111100110iiiiiiiii01nnnnnttttt", "ldr",     "Qt [Xn] #s*1",     "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrPostQ);
    if (t.line("00111100110iiiiiiiii11nnnnnttttt", "ldr",     "Qt [Xn,#s*1]!",    "C7.2 LDR (immediate, SIMD&FP)")) t.does(SimdLoadStore::ldrPreQ);
    if (t.line("00111100111mmmmmo1oS10nnnnnttttt", "ldr",     "Qt [Xn,Rm*16]",    "C7.2 LDR (register, SIMD&FP)")) t.does(SimdLoadStore::ldrIndexedQ);
    if (t.line("0011110110iiiiiiiiiiiinnnnnttttt", "str",     "Qt [Xn,#u*16]",    "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strQ);
    if (t.line("00111100100iiiiiiiii00nnnnnttttt", "stur",    "Qt [Xn,#s*1]",     "C7.2 STUR (SIMD&FP)")) t.does(SimdLoadStore::strQ);
    if (t.line("00111100100iiiiiiiii01nnnnnttttt", "str",     "Qt [Xn] #s*1",     "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strPostQ);
    if (t.line("00111100100iiiiiiiii11nnnnnttttt", "str",     "Qt [Xn,#s*1]!",    "C7.2 STR (immediate, SIMD&FP)")) t.does(SimdLoadStore::strPreQ);
    if (t.line("00111100101mmmmmo1oS10nnnnnttttt", "str",     "Qt [Xn,Rm*16]",    "C7.2 STR (register, SIMD&FP)")) t.does(SimdLoadStore::strIndexedQ);
    if (t.line("00011100iiiiiiiiiiiiiiiiiiittttt", "ldr",     "St label",         "C7.2 LDR (literal, SIMD&FP)")) t.does(SimdLoadStore::ldrLiteralS);
    if (t.line("01011100iiiiiiiiiiiiiiiiiiittttt", "ldr",     "Dt label",         "C7.2 LDR (literal, SIMD&FP)")) t.does(SimdLoadStore::ldrLiteralD);
    if (t.line("10011100iiiiiiiiiiiiiiiiiiittttt", "ldr",     "Qt label",         "C7.2 LDR (literal, SIMD&FP)")) t.does(SimdLoadStore::ldrLiteralQ);
  }
  // spotless:on

  static void loadQ(Cpu cpu, int register, long address) {
    AddressSpace memory = cpu.memory();
    long low = memory.load64(address);
    cpu.v(register, low, memory.load64(address + 8));
  }

  static void storeQ(Cpu cpu, int register, long address) {
    AddressSpace memory = cpu.memory();
    requireAll(memory, address, 16);
    memory.store64(address, cpu.vLow(register));
    memory.store64(address + 8, cpu.vHigh(register));
  }

  /** Makes sure that no later part is refused after the first is stored; in a page none is. */
  static void requireAll(AddressSpace memory, long address, int size) {
    if ((address & (AddressSpace.PAGE_SIZE - 1)) > AddressSpace.PAGE_SIZE - size) {
      memory.requireStore(address, size);
    }
  }

  private static void ldrB(Cpu cpu, Instruction i) {
    cpu.d(i.d, cpu.memory().load8(Address.offset(cpu, i)) & 0xff);
  }

  private static void ldrPostB(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.d(i.d, cpu.memory().load8(address) & 0xff);
    cpu.x(i.n, address + i.imm);
  }

  private static void ldrPreB(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.d(i.d, cpu.memory().load8(address) & 0xff);
    cpu.x(i.n, address);
  }

  private static void ldrIndexedB(Cpu cpu, Instruction i) {
    cpu.d(i.d, cpu.memory().load8(Address.indexed(cpu, i)) & 0xff);
  }

  private static void strB(Cpu cpu, Instruction i) {
    cpu.memory().store8(Address.offset(cpu, i), (byte) cpu.vLow(i.d));
  }

  private static void strPostB(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.memory().store8(address, (byte) cpu.vLow(i.d));
    cpu.x(i.n, address + i.imm);
  }

  private static void strPreB(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.memory().store8(address, (byte) cpu.vLow(i.d));
    cpu.x(i.n, address);
  }

  private static void strIndexedB(Cpu cpu, Instruction i) {
    cpu.memory().store8(Address.indexed(cpu, i), (byte) cpu.vLow(i.d));
  }

  private static void ldrH(Cpu cpu, Instruction i) {
    cpu.d(i.d, cpu.memory().load16(Address.offset(cpu, i)) & 0xffff);
  }

  private static void ldrPostH(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.d(i.d, cpu.memory().load16(address) & 0xffff);
    cpu.x(i.n, address + i.imm);
  }

  private static void ldrPreH(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.d(i.d, cpu.memory().load16(address) & 0xffff);
    cpu.x(i.n, address);
  }

  private static void ldrIndexedH(Cpu cpu, Instruction i) {
    cpu.d(i.d, cpu.memory().load16(Address.indexed(cpu, i)) & 0xffff);
  }

  private static void strH(Cpu cpu, Instruction i) {
    cpu.memory().store16(Address.offset(cpu, i), (short) cpu.vLow(i.d));
  }

  private static void strPostH(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.memory().store16(address, (short) cpu.vLow(i.d));
    cpu.x(i.n, address + i.imm);
  }

  private static void strPreH(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.memory().store16(address, (short) cpu.vLow(i.d));
    cpu.x(i.n, address);
  }

  private static void strIndexedH(Cpu cpu, Instruction i) {
    cpu.memory().store16(Address.indexed(cpu, i), (short) cpu.vLow(i.d));
  }

  private static void ldrS(Cpu cpu, Instruction i) {
    cpu.d(i.d, cpu.memory().load32(Address.offset(cpu, i)) & 0xffff_ffffL);
  }

  private static void ldrPostS(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.d(i.d, cpu.memory().load32(address) & 0xffff_ffffL);
    cpu.x(i.n, address + i.imm);
  }

  private static void ldrPreS(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.d(i.d, cpu.memory().load32(address) & 0xffff_ffffL);
    cpu.x(i.n, address);
  }

  private static void ldrIndexedS(Cpu cpu, Instruction i) {
    cpu.d(i.d, cpu.memory().load32(Address.indexed(cpu, i)) & 0xffff_ffffL);
  }

  private static void strS(Cpu cpu, Instruction i) {
    cpu.memory().store32(Address.offset(cpu, i), (int) cpu.vLow(i.d));
  }

  private static void strPostS(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.memory().store32(address, (int) cpu.vLow(i.d));
    cpu.x(i.n, address + i.imm);
  }

  private static void strPreS(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.memory().store32(address, (int) cpu.vLow(i.d));
    cpu.x(i.n, address);
  }

  private static void strIndexedS(Cpu cpu, Instruction i) {
    cpu.memory().store32(Address.indexed(cpu, i), (int) cpu.vLow(i.d));
  }

  private static void ldrD(Cpu cpu, Instruction i) {
    cpu.d(i.d, cpu.memory().load64(Address.offset(cpu, i)));
  }

  private static void ldrPostD(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.d(i.d, cpu.memory().load64(address));
    cpu.x(i.n, address + i.imm);
  }

  private static void ldrPreD(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.d(i.d, cpu.memory().load64(address));
    cpu.x(i.n, address);
  }

  private static void ldrIndexedD(Cpu cpu, Instruction i) {
    cpu.d(i.d, cpu.memory().load64(Address.indexed(cpu, i)));
  }

  private static void strD(Cpu cpu, Instruction i) {
    cpu.memory().store64(Address.offset(cpu, i), cpu.vLow(i.d));
  }

  private static void strPostD(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.memory().store64(address, cpu.vLow(i.d));
    cpu.x(i.n, address + i.imm);
  }

  private static void strPreD(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.memory().store64(address, cpu.vLow(i.d));
    cpu.x(i.n, address);
  }

  private static void strIndexedD(Cpu cpu, Instruction i) {
    cpu.memory().store64(Address.indexed(cpu, i), cpu.vLow(i.d));
  }

  private static void ldrQ(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    loadQ(cpu, i.d, address);
  }

  private static void ldrPostQ(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    loadQ(cpu, i.d, address);
    cpu.x(i.n, address + i.imm);
  }

  private static void ldrPreQ(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    loadQ(cpu, i.d, address);
    cpu.x(i.n, address);
  }

  private static void ldrIndexedQ(Cpu cpu, Instruction i) {
    long address = Address.indexed(cpu, i);
    loadQ(cpu, i.d, address);
  }

  private static void strQ(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    storeQ(cpu, i.d, address);
  }

  private static void strPostQ(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    storeQ(cpu, i.d, address);
    cpu.x(i.n, address + i.imm);
  }

  private static void strPreQ(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    storeQ(cpu, i.d, address);
    cpu.x(i.n, address);
  }

  private static void strIndexedQ(Cpu cpu, Instruction i) {
    long address = Address.indexed(cpu, i);
    storeQ(cpu, i.d, address);
  }

  private static void ldrLiteralS(Cpu cpu, Instruction i) {
    cpu.d(i.d, cpu.memory().load32(cpu.currentPc() + i.imm) & 0xffff_ffffL);
  }

  private static void ldrLiteralD(Cpu cpu, Instruction i) {
    cpu.d(i.d, cpu.memory().load64(cpu.currentPc() + i.imm));
  }

  private static void ldrLiteralQ(Cpu cpu, Instruction i) {
    loadQ(cpu, i.d, cpu.currentPc() + i.imm);
  }
}
