package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;

/**
 * Loads and stores of one general register.
 *
 * <p>Writeback to the register that is transferred is CONSTRAINED UNPREDICTABLE: a load leaves the
 * written-back address there, a store stores the register as it was before. At EL0 the unprivileged
 * forms (LDTR, STTR) are plain ones.
 */
final class LoadStore {
  private LoadStore() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("1111100101iiiiiiiiiiiinnnnnddddd", "ldr",    "Xd [Xn,#u*8]",    "C6.2 LDR (immediate)")) t.does(LoadStore::ldr64);
    if (t.line("11111000010iiiiiiiii00nnnnnddddd", "ldur",   "Xd [Xn,#s*1]",    "C6.2 LDUR")) t.does(LoadStore::ldr64);
    if (t.line("11111000010iiiiiiiii10nnnnnddddd", "ldtr",   "Xd [Xn,#s*1]",    "C6.2 LDTR")) t.does(LoadStore::ldr64);
    if (t.line("11111000010iiiiiiiii01nnnnnddddd", "ldr",    "Xd [Xn] #s*1",    "C6.2 LDR (immediate)")) t.does(LoadStore::ldrPost64);
    if (t.line("11111000010iiiiiiiii11nnnnnddddd", "ldr",    "Xd [Xn,#s*1]!",   "C6.2 LDR (immediate)")) t.does(LoadStore::ldrPre64);
    if (t.line("11111000011mmmmmo1oS10nnnnnddddd", "ldr",    "Xd [Xn,Rm*8]",    "C6.2 LDR (register)")) t.does(LoadStore::ldrIndexed64);
    if (t.line("1011100101iiiiiiiiiiiinnnnnddddd", "ldr",    "Wd [Xn,#u*4]",    "C6.2 LDR (immediate)")) t.does(LoadStore::ldr32);
    if (t.line("10111000010iiiiiiiii00nnnnnddddd", "ldur",   "Wd [Xn,#s*1]",    "C6.2 LDUR")) t.does(LoadStore::ldr32);
    if (t.line("10111000010iiiiiiiii10nnnnnddddd", "ldtr",   "Wd [Xn,#s*1]",    "C6.2 LDTR")) t.does(LoadStore::ldr32);
    if (t.line("10111000010iiiiiiiii01nnnnnddddd", "ldr",    "Wd [Xn] #s*1",    "C6.2 LDR (immediate)")) t.does(LoadStore::ldrPost32);
    if (t.line("10111000010iiiiiiiii11nnnnnddddd", "ldr",    "Wd [Xn,#s*1]!",   "C6.2 LDR (immediate)")) t.does(LoadStore::ldrPre32);
    if (t.line("10111000011mmmmmo1oS10nnnnnddddd", "ldr",    "Wd [Xn,Rm*4]",    "C6.2 LDR (register)")) t.does(LoadStore::ldrIndexed32);
    if (t.line("0011100101iiiiiiiiiiiinnnnnddddd", "ldrb",   "Wd [Xn,#u*1]",    "C6.2 LDRB (immediate)")) t.does(LoadStore::ldrb);
    if (t.line("00111000010iiiiiiiii00nnnnnddddd", "ldurb",  "Wd [Xn,#s*1]",    "C6.2 LDURB")) t.does(LoadStore::ldrb);
    if (t.line("00111000010iiiiiiiii10nnnnnddddd", "ldtrb",  "Wd [Xn,#s*1]",    "C6.2 LDTRB")) t.does(LoadStore::ldrb);
    if (t.line("00111000010iiiiiiiii01nnnnnddddd", "ldrb",   "Wd [Xn] #s*1",    "C6.2 LDRB (immediate)")) t.does(LoadStore::ldrbPost);
    if (t.line("00111000010iiiiiiiii11nnnnnddddd", "ldrb",   "Wd [Xn,#s*1]!",   "C6.2 LDRB (immediate)")) t.does(LoadStore::ldrbPre);
    if (t.line("00111000011mmmmmo1oS10nnnnnddddd", "ldrb",   "Wd [Xn,Rm*1]",    "C6.2 LDRB (register)")) t.does(LoadStore::ldrbIndexed);
    if (t.line("0111100101iiiiiiiiiiiinnnnnddddd", "ldrh",   "Wd [Xn,#u*2]",    "C6.2 LDRH (immediate)")) t.does(LoadStore::ldrh);
    if (t.line("01111000010iiiiiiiii00nnnnnddddd", "ldurh",  "Wd [Xn,#s*1]",    "C6.2 LDURH")) t.does(LoadStore::ldrh);
    if (t.line("01111000010iiiiiiiii10nnnnnddddd", "ldtrh",  "Wd [Xn,#s*1]",    "C6.2 LDTRH")) t.does(LoadStore::ldrh);
    if (t.line("01111000010iiiiiiiii01nnnnnddddd", "ldrh",   "Wd [Xn] #s*1",    "C6.2 LDRH (immediate)")) t.does(LoadStore::ldrhPost);
    if (t.line("01111000010iiiiiiiii11nnnnnddddd", "ldrh",   "Wd [Xn,#s*1]!",   "C6.2 LDRH (immediate)")) t.does(LoadStore::ldrhPre);
    if (t.line("01111000011mmmmmo1oS10nnnnnddddd", "ldrh",   "Wd [Xn,Rm*2]",    "C6.2 LDRH (register)")) t.does(LoadStore::ldrhIndexed);
    if (t.line("0011100111iiiiiiiiiiiinnnnnddddd", "ldrsb",  "Wd [Xn,#u*1]",    "C6.2 LDRSB (immediate)")) t.does(LoadStore::ldrsb32);
    if (t.line("00111000110iiiiiiiii00nnnnnddddd", "ldursb", "Wd [Xn,#s*1]",    "C6.2 LDURSB")) t.does(LoadStore::ldrsb32);
    if (t.line("00111000110iiiiiiiii10nnnnnddddd", "ldtrsb", "Wd [Xn,#s*1]",    "C6.2 LDTRSB")) t.does(LoadStore::ldrsb32);
    if (t.line("00111000110iiiiiiiii01nnnnnddddd", "ldrsb",  "Wd [Xn] #s*1",    "C6.2 LDRSB (immediate)")) t.does(LoadStore::ldrsbPost32);
    if (t.line("00111000110iiiiiiiii11nnnnnddddd", "ldrsb",  "Wd [Xn,#s*1]!",   "C6.2 LDRSB (immediate)")) t.does(LoadStore::ldrsbPre32);
    if (t.line("00111000111mmmmmo1oS10nnnnnddddd", "ldrsb",  "Wd [Xn,Rm*1]",    "C6.2 LDRSB (register)")) t.does(LoadStore::ldrsbIndexed32);
    if (t.line("0011100110iiiiiiiiiiiinnnnnddddd", "ldrsb",  "Xd [Xn,#u*1]",    "C6.2 LDRSB (immediate)")) t.does(LoadStore::ldrsb64);
    if (t.line("00111000100iiiiiiiii00nnnnnddddd", "ldursb", "Xd [Xn,#s*1]",    "C6.2 LDURSB")) t.does(LoadStore::ldrsb64);
    if (t.line("00111000100iiiiiiiii10nnnnnddddd", "ldtrsb", "Xd [Xn,#s*1]",    "C6.2 LDTRSB")) t.does(LoadStore::ldrsb64);
    if (t.line("00111000100iiiiiiiii01nnnnnddddd", "ldrsb",  "Xd [Xn] #s*1",    "C6.2 LDRSB (immediate)")) t.does(LoadStore::ldrsbPost64);
    if (t.line("00111000100iiiiiiiii11nnnnnddddd", "ldrsb",  "Xd [Xn,#s*1]!",   "C6.2 LDRSB (immediate)")) t.does(LoadStore::ldrsbPre64);
    if (t.line("00111000101mmmmmo1oS10nnnnnddddd", "ldrsb",  "Xd [Xn,Rm*1]",    "C6.2 LDRSB (register)")) t.does(LoadStore::ldrsbIndexed64);
    if (t.line("0111100111iiiiiiiiiiiinnnnnddddd", "ldrsh",  "Wd [Xn,#u*2]",    "C6.2 LDRSH (immediate)")) t.does(LoadStore::ldrsh32);
    if (t.line("01111000110iiiiiiiii00nnnnnddddd", "ldursh", "Wd [Xn,#s*1]",    "C6.2 LDURSH")) t.does(LoadStore::ldrsh32);
    if (t.line("01111000110iiiiiiiii10nnnnnddddd", "ldtrsh", "Wd [Xn,#s*1]",    "C6.2 LDTRSH")) t.does(LoadStore::ldrsh32);
    if (t.line("01111000110iiiiiiiii01nnnnnddddd", "ldrsh",  "Wd [Xn] #s*1",    "C6.2 LDRSH (immediate)")) t.does(LoadStore::ldrshPost32);
    if (t.line("01111000110iiiiiiiii11nnnnnddddd", "ldrsh",  "Wd [Xn,#s*1]!",   "C6.2 LDRSH (immediate)")) t.does(LoadStore::ldrshPre32);
    if (t.line("01111000111mmmmmo1oS10nnnnnddddd", "ldrsh",  "Wd [Xn,Rm*2]",    "C6.2 LDRSH (register)")) t.does(LoadStore::ldrshIndexed32);
    if (t.line("0111100110iiiiiiiiiiiinnnnnddddd", "ldrsh",  "Xd [Xn,#u*2]",    "C6.2 LDRSH (immediate)")) t.does(LoadStore::ldrsh64);
    if (t.line("01111000100iiiiiiiii00nnnnnddddd", "ldursh", "Xd [Xn,#s*1]",    "C6.2 LDURSH")) t.does(LoadStore::ldrsh64);
    if (t.line("01111000100iiiiiiiii10nnnnnddddd", "ldtrsh", "Xd [Xn,#s*1]",    "C6.2 LDTRSH")) t.does(LoadStore::ldrsh64);
    if (t.line("01111000100iiiiiiiii01nnnnnddddd", "ldrsh",  "Xd [Xn] #s*1",    "C6.2 LDRSH (immediate)")) t.does(LoadStore::ldrshPost64);
    if (t.line("01111000100iiiiiiiii11nnnnnddddd", "ldrsh",  "Xd [Xn,#s*1]!",   "C6.2 LDRSH (immediate)")) t.does(LoadStore::ldrshPre64);
    if (t.line("01111000101mmmmmo1oS10nnnnnddddd", "ldrsh",  "Xd [Xn,Rm*2]",    "C6.2 LDRSH (register)")) t.does(LoadStore::ldrshIndexed64);
    if (t.line("1011100110iiiiiiiiiiiinnnnnddddd", "ldrsw",  "Xd [Xn,#u*4]",    "C6.2 LDRSW (immediate)")) t.does(LoadStore::ldrsw);
    if (t.line("10111000100iiiiiiiii00nnnnnddddd", "ldursw", "Xd [Xn,#s*1]",    "C6.2 LDURSW")) t.does(LoadStore::ldrsw);
    if (t.line("10111000100iiiiiiiii10nnnnnddddd", "ldtrsw", "Xd [Xn,#s*1]",    "C6.2 LDTRSW")) t.does(LoadStore::ldrsw);
    if (t.line("10111000100iiiiiiiii01nnnnnddddd", "ldrsw",  "Xd [Xn] #s*1",    "C6.2 LDRSW (immediate)")) t.does(LoadStore::ldrswPost);
    if (t.line("10111000100iiiiiiiii11nnnnnddddd", "ldrsw",  "Xd [Xn,#s*1]!",   "C6.2 LDRSW (immediate)")) t.does(LoadStore::ldrswPre);
    if (t.line("10111000101mmmmmo1oS10nnnnnddddd", "ldrsw",  "Xd [Xn,Rm*4]",    "C6.2 LDRSW (register)")) t.does(LoadStore::ldrswIndexed);
    if (t.line("1111100100iiiiiiiiiiiinnnnnttttt", "str",    "Xt [Xn,#u*8]",    "C6.2 STR (immediate)")) t.does(LoadStore::str64);
    if (t.line("11111000000iiiiiiiii00nnnnnttttt", "stur",   "Xt [Xn,#s*1]",    "C6.2 STUR")) t.does(LoadStore::str64);
    if (t.line("11111000000iiiiiiiii10nnnnnttttt", "sttr",   "Xt [Xn,#s*1]",    "C6.2 STTR")) t.does(LoadStore::str64);
    if (t.line("11111000000iiiiiiiii01nnnnnttttt", "str",    "Xt [Xn] #s*1",    "C6.2 STR (immediate)")) t.does(LoadStore::strPost64);
    if (t.line("11111000000iiiiiiiii11nnnnnttttt", "str",    "Xt [Xn,#s*1]!",   "C6.2 STR (immediate)")) t.does(LoadStore::strPre64);
    if (t.line("11111000001mmmmmo1oS10nnnnnttttt", "str",    "Xt [Xn,Rm*8]",    "C6.2 STR (register)")) t.does(LoadStore::strIndexed64);
    if (t.line("1011100100iiiiiiiiiiiinnnnnttttt", "str",    "Wt [Xn,#u*4]",    "C6.2 STR (immediate)")) t.does(LoadStore::str32);
    if (t.line("10111000000iiiiiiiii00nnnnnttttt", "stur",   "Wt [Xn,#s*1]",    "C6.2 STUR")) t.does(LoadStore::str32);
    if (t.line("10111000000iiiiiiiii10nnnnnttttt", "sttr",   "Wt [Xn,#s*1]",    "C6.2 STTR")) t.does(LoadStore::str32);
    if (t.line("10111000000iiiiiiiii01nnnnnttttt", "str",    "Wt [Xn] #s*1",    "C6.2 STR (immediate)")) t.does(LoadStore::strPost32);
    if (t.line("10111000000iiiiiiiii11nnnnnttttt", "str",    "Wt [Xn,#s*1]!",   "C6.2 STR (immediate)")) t.does(LoadStore::strPre32);
    if (t.line("10111000001mmmmmo1oS10nnnnnttttt", "str",    "Wt [Xn,Rm*4]",    "C6.2 STR (register)")) t.does(LoadStore::strIndexed32);
    if (t.line("0011100100iiiiiiiiiiiinnnnnttttt", "strb",   "Wt [Xn,#u*1]",    "C6.2 STRB (immediate)")) t.does(LoadStore::strb);
    if (t.line("00111000000iiiiiiiii00nnnnnttttt", "sturb",  "Wt [Xn,#s*1]",    "C6.2 STURB")) t.does(LoadStore::strb);
    if (t.line("00111000000iiiiiiiii10nnnnnttttt", "sttrb",  "Wt [Xn,#s*1]",    "C6.2 STTRB")) t.does(LoadStore::strb);
    if (t.line("00111000000iiiiiiiii01nnnnnttttt", "strb",   "Wt [Xn] #s*1",    "C6.2 STRB (immediate)")) t.does(LoadStore::strbPost);
    if (t.line("00111000000iiiiiiiii11nnnnnttttt", "strb",   "Wt [Xn,#s*1]!",   "C6.2 STRB (immediate)")) t.does(LoadStore::strbPre);
    if (t.line("00111000001mmmmmo1oS10nnnnnttttt", "strb",   "Wt [Xn,Rm*1]",    "C6.2 STRB (register)")) t.does(LoadStore::strbIndexed);
    if (t.line("0111100100iiiiiiiiiiiinnnnnttttt", "strh",   "Wt [Xn,#u*2]",    "C6.2 STRH (immediate)")) t.does(LoadStore::strh);
    if (t.line("01111000000iiiiiiiii00nnnnnttttt", "sturh",  "Wt [Xn,#s*1]",    "C6.2 STURH")) t.does(LoadStore::strh);
    if (t.line("01111000000iiiiiiiii10nnnnnttttt", "sttrh",  "Wt [Xn,#s*1]",    "C6.2 STTRH")) t.does(LoadStore::strh);
    if (t.line("01111000000iiiiiiiii01nnnnnttttt", "strh",   "Wt [Xn] #s*1",    "C6.2 STRH (immediate)")) t.does(LoadStore::strhPost);
    if (t.line("01111000000iiiiiiiii11nnnnnttttt", "strh",   "Wt [Xn,#s*1]!",   "C6.2 STRH (immediate)")) t.does(LoadStore::strhPre);
    if (t.line("01111000001mmmmmo1oS10nnnnnttttt", "strh",   "Wt [Xn,Rm*2]",    "C6.2 STRH (register)")) t.does(LoadStore::strhIndexed);
    // Literal: relative to the program counter.
    if (t.line("00011000iiiiiiiiiiiiiiiiiiiddddd", "ldr",    "Wd label",        "C6.2 LDR (literal)")) t.does(LoadStore::ldrLiteral32);
    if (t.line("01011000iiiiiiiiiiiiiiiiiiiddddd", "ldr",    "Xd label",        "C6.2 LDR (literal)")) t.does(LoadStore::ldrLiteral64);
    if (t.line("10011000iiiiiiiiiiiiiiiiiiiddddd", "ldrsw",  "Xd label",        "C6.2 LDRSW (literal)")) t.does(LoadStore::ldrswLiteral);
    // Prefetch: a hint, and never a fault.
    if (t.line("1111100110iiiiiiiiiiiinnnnnttttt", "prfm",   "prfop [Xn,#u*8]", "C6.2 PRFM (immediate)")) t.does(InstructionTable.NO_OPERATION);
    if (t.line("11111000100iiiiiiiii00nnnnnttttt", "prfum",  "prfop [Xn,#s*1]", "C6.2 PRFUM")) t.does(InstructionTable.NO_OPERATION);
    if (t.line("11111000101mmmmmo1oS10nnnnnttttt", "prfm",   "prfop [Xn,Rm*8]", "C6.2 PRFM (register)")) t.does(InstructionTable.NO_OPERATION);
    if (t.line("11011000iiiiiiiiiiiiiiiiiiittttt", "prfm",   "prfop label",     "C6.2 PRFM (literal)")) t.does(InstructionTable.NO_OPERATION);
  }
  // spotless:on

  private static void ldr64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.memory().load64(Address.offset(cpu, i)));
  }

  private static void ldrPost64(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.x(i.d, cpu.memory().load64(address));
    cpu.x(i.n, address + i.imm);
  }

  private static void ldrPre64(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.x(i.d, cpu.memory().load64(address));
    cpu.x(i.n, address);
  }

  private static void ldrIndexed64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.memory().load64(Address.indexed(cpu, i)));
  }

  private static void ldr32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.memory().load32(Address.offset(cpu, i)));
  }

  private static void ldrPost32(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.w(i.d, cpu.memory().load32(address));
    cpu.x(i.n, address + i.imm);
  }

  private static void ldrPre32(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.w(i.d, cpu.memory().load32(address));
    cpu.x(i.n, address);
  }

  private static void ldrIndexed32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.memory().load32(Address.indexed(cpu, i)));
  }

  private static void ldrb(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.memory().load8(Address.offset(cpu, i)) & 0xff);
  }

  private static void ldrbPost(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.w(i.d, cpu.memory().load8(address) & 0xff);
    cpu.x(i.n, address + i.imm);
  }

  private static void ldrbPre(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.w(i.d, cpu.memory().load8(address) & 0xff);
    cpu.x(i.n, address);
  }

  private static void ldrbIndexed(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.memory().load8(Address.indexed(cpu, i)) & 0xff);
  }

  private static void ldrh(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.memory().load16(Address.offset(cpu, i)) & 0xffff);
  }

  private static void ldrhPost(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.w(i.d, cpu.memory().load16(address) & 0xffff);
    cpu.x(i.n, address + i.imm);
  }

  private static void ldrhPre(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.w(i.d, cpu.memory().load16(address) & 0xffff);
    cpu.x(i.n, address);
  }

  private static void ldrhIndexed(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.memory().load16(Address.indexed(cpu, i)) & 0xffff);
  }

  private static void ldrsb32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.memory().load8(Address.offset(cpu, i)));
  }

  private static void ldrsbPost32(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.w(i.d, cpu.memory().load8(address));
    cpu.x(i.n, address + i.imm);
  }

  private static void ldrsbPre32(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.w(i.d, cpu.memory().load8(address));
    cpu.x(i.n, address);
  }

  private static void ldrsbIndexed32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.memory().load8(Address.indexed(cpu, i)));
  }

  private static void ldrsb64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.memory().load8(Address.offset(cpu, i)));
  }

  private static void ldrsbPost64(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.x(i.d, cpu.memory().load8(address));
    cpu.x(i.n, address + i.imm);
  }

  private static void ldrsbPre64(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.x(i.d, cpu.memory().load8(address));
    cpu.x(i.n, address);
  }

  private static void ldrsbIndexed64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.memory().load8(Address.indexed(cpu, i)));
  }

  private static void ldrsh32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.memory().load16(Address.offset(cpu, i)));
  }

  private static void ldrshPost32(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.w(i.d, cpu.memory().load16(address));
    cpu.x(i.n, address + i.imm);
  }

  private static void ldrshPre32(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.w(i.d, cpu.memory().load16(address));
    cpu.x(i.n, address);
  }

  private static void ldrshIndexed32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.memory().load16(Address.indexed(cpu, i)));
  }

  private static void ldrsh64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.memory().load16(Address.offset(cpu, i)));
  }

  private static void ldrshPost64(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.x(i.d, cpu.memory().load16(address));
    cpu.x(i.n, address + i.imm);
  }

  private static void ldrshPre64(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.x(i.d, cpu.memory().load16(address));
    cpu.x(i.n, address);
  }

  private static void ldrshIndexed64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.memory().load16(Address.indexed(cpu, i)));
  }

  private static void ldrsw(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.memory().load32(Address.offset(cpu, i)));
  }

  private static void ldrswPost(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.x(i.d, cpu.memory().load32(address));
    cpu.x(i.n, address + i.imm);
  }

  private static void ldrswPre(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.x(i.d, cpu.memory().load32(address));
    cpu.x(i.n, address);
  }

  private static void ldrswIndexed(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.memory().load32(Address.indexed(cpu, i)));
  }

  private static void str64(Cpu cpu, Instruction i) {
    cpu.memory().store64(Address.offset(cpu, i), cpu.x(i.d));
  }

  private static void strPost64(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.memory().store64(address, cpu.x(i.d));
    cpu.x(i.n, address + i.imm);
  }

  private static void strPre64(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.memory().store64(address, cpu.x(i.d));
    cpu.x(i.n, address);
  }

  private static void strIndexed64(Cpu cpu, Instruction i) {
    cpu.memory().store64(Address.indexed(cpu, i), cpu.x(i.d));
  }

  private static void str32(Cpu cpu, Instruction i) {
    cpu.memory().store32(Address.offset(cpu, i), cpu.w(i.d));
  }

  private static void strPost32(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.memory().store32(address, cpu.w(i.d));
    cpu.x(i.n, address + i.imm);
  }

  private static void strPre32(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.memory().store32(address, cpu.w(i.d));
    cpu.x(i.n, address);
  }

  private static void strIndexed32(Cpu cpu, Instruction i) {
    cpu.memory().store32(Address.indexed(cpu, i), cpu.w(i.d));
  }

  private static void strb(Cpu cpu, Instruction i) {
    cpu.memory().store8(Address.offset(cpu, i), (byte) cpu.w(i.d));
  }

  private static void strbPost(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.memory().store8(address, (byte) cpu.w(i.d));
    cpu.x(i.n, address + i.imm);
  }

  private static void strbPre(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.memory().store8(address, (byte) cpu.w(i.d));
    cpu.x(i.n, address);
  }

  private static void strbIndexed(Cpu cpu, Instruction i) {
    cpu.memory().store8(Address.indexed(cpu, i), (byte) cpu.w(i.d));
  }

  private static void strh(Cpu cpu, Instruction i) {
    cpu.memory().store16(Address.offset(cpu, i), (short) cpu.w(i.d));
  }

  private static void strhPost(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    cpu.memory().store16(address, (short) cpu.w(i.d));
    cpu.x(i.n, address + i.imm);
  }

  private static void strhPre(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    cpu.memory().store16(address, (short) cpu.w(i.d));
    cpu.x(i.n, address);
  }

  private static void strhIndexed(Cpu cpu, Instruction i) {
    cpu.memory().store16(Address.indexed(cpu, i), (short) cpu.w(i.d));
  }

  private static void ldrLiteral32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.memory().load32(cpu.currentPc() + i.imm));
  }

  private static void ldrLiteral64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.memory().load64(cpu.currentPc() + i.imm));
  }

  private static void ldrswLiteral(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.memory().load32(cpu.currentPc() + i.imm));
  }
}
