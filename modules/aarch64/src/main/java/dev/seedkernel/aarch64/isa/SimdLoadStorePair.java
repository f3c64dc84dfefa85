package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;

/**
 * Loads and stores of two SIMD&FP registers.
 *
 * <p>Of two equal destinations, which is CONSTRAINED UNPREDICTABLE, the second transferred stays.
 */
final class SimdLoadStorePair {
  private SimdLoadStorePair() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("0010110001iiiiiiiuuuuunnnnnttttt", "ldnp", "St Su [Xn,#s*4]",    "C7.2 LDNP (SIMD&FP)")) t.does(SimdLoadStorePair::ldpS);
    if (t.line("0010110011iiiiiiiuuuuunnnnnttttt", "ldp",  "St Su [Xn] #s*4",    "C7.2 LDP (SIMD&FP)")) t.does(SimdLoadStorePair::ldpPostS);
    if (t.line("0010110101iiiiiiiuuuuunnnnnttttt", "ldp",  "St Su [Xn,#s*4]",    "C7.2 LDP (SIMD&FP)")) t.does(SimdLoadStorePair::ldpS);
    if (t.line("0010110111iiiiiiiuuuuunnnnnttttt", "ldp",  "St Su [Xn,#s*4]!",   "C7.2 LDP (SIMD&FP)")) t.does(SimdLoadStorePair::ldpPreS);
    if (t.line("0010110000iiiiiiiuuuuunnnnnttttt", "stnp", "St Su [Xn,#s*4]",    "C7.2 STNP (SIMD&FP)")) t.does(SimdLoadStorePair::stpS);
    if (t.line("0010110010iiiiiiiuuuuunnnnnttttt", "stp",  "St Su [Xn] #s*4",    "C7.2 STP (SIMD&FP)")) t.does(SimdLoadStorePair::stpPostS);
    if (t.line("0010110100iiiiiiiuuuuunnnnnttttt", "stp",  "St Su [Xn,#s*4]",    "C7.2 STP (SIMD&FP)")) t.does(SimdLoadStorePair::stpS);
    if (t.line("0010110110iiiiiiiuuuuunnnnnttttt", "stp",  "St Su [Xn,#s*4]!",   "C7.2 STP (SIMD&FP)")) t.does(SimdLoadStorePair::stpPreS);
    if (t.line("0110110001iiiiiiiuuuuunnnnnttttt", "ldnp", "Dt Du [Xn,#s*8]",    "C7.2 LDNP (SIMD&FP)")) t.does(SimdLoadStorePair::ldpD);
    if (t.line("0110110011iiiiiiiuuuuunnnnnttttt", "ldp",  "Dt Du [Xn] #s*8",    "C7.2 LDP (SIMD&FP)")) t.does(SimdLoadStorePair::ldpPostD);
    if (t.line("0110110101iiiiiiiuuuuunnnnnttttt", "ldp",  "Dt Du [Xn,#s*8]",    "C7.2 LDP (SIMD&FP)")) t.does(SimdLoadStorePair::ldpD);
    if (t.line("0110110111iiiiiiiuuuuunnnnnttttt", "ldp",  "Dt Du [Xn,#s*8]!",   "C7.2 LDP (SIMD&FP)")) t.does(SimdLoadStorePair::ldpPreD);
    if (t.line("0110110000iiiiiiiuuuuunnnnnttttt", "stnp", "Dt Du [Xn,#s*8]",    "C7.2 STNP (SIMD&FP)")) t.does(SimdLoadStorePair::stpD);
    if (t.line("0110110010iiiiiiiuuuuunnnnnttttt", "stp",  "Dt Du [Xn] #s*8",    "C7.2 STP (SIMD&FP)")) t.does(SimdLoadStorePair::stpPostD);
    if (t.line("0110110100iiiiiiiuuuuunnnnnttttt", "stp",  "Dt Du [Xn,#s*8]",    "C7.2 STP (SIMD&FP)")) t.does(SimdLoadStorePair::stpD);
    if (t.line("0110110110iiiiiiiuuuuunnnnnttttt", "stp",  "Dt Du [Xn,#s*8]!",   "C7.2 STP (SIMD&FP)")) t.does(SimdLoadStorePair::stpPreD);
    if (t.line("1010110001iiiiiiiuuuuunnnnnttttt", "ldnp", "Qt Qu [Xn,#s*16]",   "C7.2 LDNP (SIMD&FP)")) t.does(SimdLoadStorePair::ldpQ);
    if (t.line("1010110011iiiiiiiuuuuunnnnnttttt", "ldp",  "Qt Qu [Xn] #s*16",   "C7.2 LDP (SIMD&FP)")) t.does(SimdLoadStorePair::ldpPostQ);
    if (t.line("1010110101iiiiiiiuuuuunnnnnttttt", "ldp",  "Qt Qu [Xn,#s*16]",   "C7.2 LDP (SIMD&FP)")) t.does(SimdLoadStorePair::ldpQ);
    if (t.line("1010110111iiiiiiiuuuuunnnnnttttt", "ldp",  "Qt Qu [Xn,#s*16]!",  "C7.2 LDP (SIMD&FP)")) t.does(SimdLoadStorePair::ldpPreQ);
    if (t.line("1010110000iiiiiiiuuuuunnnnnttttt", "stnp", "Qt Qu [Xn,#s*16]",   "C7.2 STNP (SIMD&FP)")) t.does(SimdLoadStorePair::stpQ);
    if (t.line("1010110010iiiiiiiuuuuunnnnnttttt", "stp",  "Qt Qu [Xn] #s*16",   "C7.2 STP (SIMD&FP)")) t.does(SimdLoadStorePair::stpPostQ);
    if (t.line("1010110100iiiiiiiuuuuunnnnnttttt", "stp",  "Qt Qu [Xn,#s*16]",   "C7.2 STP (SIMD&FP)")) t.does(SimdLoadStorePair::stpQ);
    if (t.line("1010110110iiiiiiiuuuuunnnnnttttt", "stp",  "Qt Qu [Xn,#s*16]!",  "C7.2 STP (SIMD&FP)")) t.does(SimdLoadStorePair::stpPreQ);
  }
  // spotless:on

  private static void loadS(Cpu cpu, Instruction i, long address) {
    AddressSpace memory = cpu.memory();
    int first = memory.load32(address);
    int second = memory.load32(address + 4);
    cpu.d(i.d, first & 0xffff_ffffL);
    cpu.d(i.a, second & 0xffff_ffffL);
  }

  private static void loadD(Cpu cpu, Instruction i, long address) {
    AddressSpace memory = cpu.memory();
    long first = memory.load64(address);
    long second = memory.load64(address + 8);
    cpu.d(i.d, first);
    cpu.d(i.a, second);
  }

  private static void loadQ(Cpu cpu, Instruction i, long address) {
    AddressSpace memory = cpu.memory();
    long low = memory.load64(address);
    long high = memory.load64(address + 8);
    long low2 = memory.load64(address + 16);
    long high2 = memory.load64(address + 24);
    cpu.v(i.d, low, high);
    cpu.v(i.a, low2, high2);
  }

  private static void storeS(Cpu cpu, Instruction i, long address) {
    AddressSpace memory = cpu.memory();
    SimdLoadStore.requireAll(memory, address, 8);
    memory.store32(address, (int) cpu.vLow(i.d));
    memory.store32(address + 4, (int) cpu.vLow(i.a));
  }

  private static void storeD(Cpu cpu, Instruction i, long address) {
    AddressSpace memory = cpu.memory();
    SimdLoadStore.requireAll(memory, address, 16);
    memory.store64(address, cpu.vLow(i.d));
    memory.store64(address + 8, cpu.vLow(i.a));
  }

  private static void storeQ(Cpu cpu, Instruction i, long address) {
    AddressSpace memory = cpu.memory();
    SimdLoadStore.requireAll(memory, address, 32);
    memory.store64(address, cpu.vLow(i.d));
    memory.store64(address + 8, cpu.vHigh(i.d));
    memory.store64(address + 16, cpu.vLow(i.a));
    memory.store64(address + 24, cpu.vHigh(i.a));
  }

  private static void ldpS(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    loadS(cpu, i, address);
  }

  private static void ldpPostS(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    loadS(cpu, i, address);
    cpu.x(i.n, address + i.imm);
  }

  private static void ldpPreS(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    loadS(cpu, i, address);
    cpu.x(i.n, address);
  }

  private static void stpS(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    storeS(cpu, i, address);
  }

  private static void stpPostS(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    storeS(cpu, i, address);
    cpu.x(i.n, address + i.imm);
  }

  private static void stpPreS(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    storeS(cpu, i, address);
    cpu.x(i.n, address);
  }

  private static void ldpD(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    loadD(cpu, i, address);
  }

  private static void ldpPostD(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    loadD(cpu, i, address);
    cpu.x(i.n, address + i.imm);
  }

  private static void ldpPreD(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    loadD(cpu, i, address);
    cpu.x(i.n, address);
  }

  private static void stpD(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    storeD(cpu, i, address);
  }

  private static void stpPostD(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    storeD(cpu, i, address);
    cpu.x(i.n, address + i.imm);
  }

  private static void stpPreD(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    storeD(cpu, i, address);
    cpu.x(i.n, address);
  }

  private static void ldpQ(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    loadQ(cpu, i, address);
  }

  private static void ldpPostQ(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    loadQ(cpu, i, address);
    cpu.x(i.n, address + i.imm);
  }

  private static void ldpPreQ(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    loadQ(cpu, i, address);
    cpu.x(i.n, address);
  }

  private static void stpQ(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    storeQ(cpu, i, address);
  }

  private static void stpPostQ(Cpu cpu, Instruction i) {
    long address = Address.base(cpu, i);
    storeQ(cpu, i, address);
    cpu.x(i.n, address + i.imm);
  }

  private static void stpPreQ(Cpu cpu, Instruction i) {
    long address = Address.offset(cpu, i);
    storeQ(cpu, i, address);
    cpu.x(i.n, address);
  }
}
