package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.arith.Alu;

/**
 * Atomic memory operations (FEAT_LSE).
 *
 * <p>One processing element runs at a time, so that loading and storing in turn is atomic, and
 * acquire and release need nothing further. Natural alignment is required. The store is refused
 * before anything has changed.
 */
final class Atomics {
  private Atomics() {}

  // spotless:off
  static void define(InstructionTable t) {
    t.feature(Feature.LSE);
    for (Order o : Order.values()) {
      if (t.line("00111000" + o.bits + "1sssss000000nnnnnddddd", "ldadd" + o.suffix + "b", "Ws Wd [Xn]", "C6.2 LDADDB")) t.does(Atomics::ldaddB);
      if (t.line("01111000" + o.bits + "1sssss000000nnnnnddddd", "ldadd" + o.suffix + "h", "Ws Wd [Xn]", "C6.2 LDADDH")) t.does(Atomics::ldaddH);
      if (t.line("10111000" + o.bits + "1sssss000000nnnnnddddd", "ldadd" + o.suffix + "", "Ws Wd [Xn]", "C6.2 LDADD")) t.does(Atomics::ldadd32);
      if (t.line("11111000" + o.bits + "1sssss000000nnnnnddddd", "ldadd" + o.suffix + "", "Xs Xd [Xn]", "C6.2 LDADD")) t.does(Atomics::ldadd64);
      if (t.line("00111000" + o.bits + "1sssss000100nnnnnddddd", "ldclr" + o.suffix + "b", "Ws Wd [Xn]", "C6.2 LDCLRB")) t.does(Atomics::ldclrB);
      if (t.line("01111000" + o.bits + "1sssss000100nnnnnddddd", "ldclr" + o.suffix + "h", "Ws Wd [Xn]", "C6.2 LDCLRH")) t.does(Atomics::ldclrH);
      if (t.line("10111000" + o.bits + "1sssss000100nnnnnddddd", "ldclr" + o.suffix + "", "Ws Wd [Xn]", "C6.2 LDCLR")) t.does(Atomics::ldclr32);
      if (t.line("11111000" + o.bits + "1sssss000100nnnnnddddd", "ldclr" + o.suffix + "", "Xs Xd [Xn]", "C6.2 LDCLR")) t.does(Atomics::ldclr64);
      if (t.line("00111000" + o.bits + "1sssss001000nnnnnddddd", "ldeor" + o.suffix + "b", "Ws Wd [Xn]", "C6.2 LDEORB")) t.does(Atomics::ldeorB);
      if (t.line("01111000" + o.bits + "1sssss001000nnnnnddddd", "ldeor" + o.suffix + "h", "Ws Wd [Xn]", "C6.2 LDEORH")) t.does(Atomics::ldeorH);
      if (t.line("10111000" + o.bits + "1sssss001000nnnnnddddd", "ldeor" + o.suffix + "", "Ws Wd [Xn]", "C6.2 LDEOR")) t.does(Atomics::ldeor32);
      if (t.line("11111000" + o.bits + "1sssss001000nnnnnddddd", "ldeor" + o.suffix + "", "Xs Xd [Xn]", "C6.2 LDEOR")) t.does(Atomics::ldeor64);
      if (t.line("00111000" + o.bits + "1sssss001100nnnnnddddd", "ldset" + o.suffix + "b", "Ws Wd [Xn]", "C6.2 LDSETB")) t.does(Atomics::ldsetB);
      if (t.line("01111000" + o.bits + "1sssss001100nnnnnddddd", "ldset" + o.suffix + "h", "Ws Wd [Xn]", "C6.2 LDSETH")) t.does(Atomics::ldsetH);
      if (t.line("10111000" + o.bits + "1sssss001100nnnnnddddd", "ldset" + o.suffix + "", "Ws Wd [Xn]", "C6.2 LDSET")) t.does(Atomics::ldset32);
      if (t.line("11111000" + o.bits + "1sssss001100nnnnnddddd", "ldset" + o.suffix + "", "Xs Xd [Xn]", "C6.2 LDSET")) t.does(Atomics::ldset64);
      if (t.line("00111000" + o.bits + "1sssss010000nnnnnddddd", "ldsmax" + o.suffix + "b", "Ws Wd [Xn]", "C6.2 LDSMAXB")) t.does(Atomics::ldsmaxB);
      if (t.line("01111000" + o.bits + "1sssss010000nnnnnddddd", "ldsmax" + o.suffix + "h", "Ws Wd [Xn]", "C6.2 LDSMAXH")) t.does(Atomics::ldsmaxH);
      if (t.line("10111000" + o.bits + "1sssss010000nnnnnddddd", "ldsmax" + o.suffix + "", "Ws Wd [Xn]", "C6.2 LDSMAX")) t.does(Atomics::ldsmax32);
      if (t.line("11111000" + o.bits + "1sssss010000nnnnnddddd", "ldsmax" + o.suffix + "", "Xs Xd [Xn]", "C6.2 LDSMAX")) t.does(Atomics::ldsmax64);
      if (t.line("00111000" + o.bits + "1sssss010100nnnnnddddd", "ldsmin" + o.suffix + "b", "Ws Wd [Xn]", "C6.2 LDSMINB")) t.does(Atomics::ldsminB);
      if (t.line("01111000" + o.bits + "1sssss010100nnnnnddddd", "ldsmin" + o.suffix + "h", "Ws Wd [Xn]", "C6.2 LDSMINH")) t.does(Atomics::ldsminH);
      if (t.line("10111000" + o.bits + "1sssss010100nnnnnddddd", "ldsmin" + o.suffix + "", "Ws Wd [Xn]", "C6.2 LDSMIN")) t.does(Atomics::ldsmin32);
      if (t.line("11111000" + o.bits + "1sssss010100nnnnnddddd", "ldsmin" + o.suffix + "", "Xs Xd [Xn]", "C6.2 LDSMIN")) t.does(Atomics::ldsmin64);
      if (t.line("00111000" + o.bits + "1sssss011000nnnnnddddd", "ldumax" + o.suffix + "b", "Ws Wd [Xn]", "C6.2 LDUMAXB")) t.does(Atomics::ldumaxB);
      if (t.line("01111000" + o.bits + "1sssss011000nnnnnddddd", "ldumax" + o.suffix + "h", "Ws Wd [Xn]", "C6.2 LDUMAXH")) t.does(Atomics::ldumaxH);
      if (t.line("10111000" + o.bits + "1sssss011000nnnnnddddd", "ldumax" + o.suffix + "", "Ws Wd [Xn]", "C6.2 LDUMAX")) t.does(Atomics::ldumax32);
      if (t.line("11111000" + o.bits + "1sssss011000nnnnnddddd", "ldumax" + o.suffix + "", "Xs Xd [Xn]", "C6.2 LDUMAX")) t.does(Atomics::ldumax64);
      if (t.line("00111000" + o.bits + "1sssss011100nnnnnddddd", "ldumin" + o.suffix + "b", "Ws Wd [Xn]", "C6.2 LDUMINB")) t.does(Atomics::lduminB);
      if (t.line("01111000" + o.bits + "1sssss011100nnnnnddddd", "ldumin" + o.suffix + "h", "Ws Wd [Xn]", "C6.2 LDUMINH")) t.does(Atomics::lduminH);
      if (t.line("10111000" + o.bits + "1sssss011100nnnnnddddd", "ldumin" + o.suffix + "", "Ws Wd [Xn]", "C6.2 LDUMIN")) t.does(Atomics::ldumin32);
      if (t.line("11111000" + o.bits + "1sssss011100nnnnnddddd", "ldumin" + o.suffix + "", "Xs Xd [Xn]", "C6.2 LDUMIN")) t.does(Atomics::ldumin64);
      if (t.line("00111000" + o.bits + "1sssss100000nnnnnddddd", "swp" + o.suffix + "b", "Ws Wd [Xn]", "C6.2 SWPB")) t.does(Atomics::swpB);
      if (t.line("01111000" + o.bits + "1sssss100000nnnnnddddd", "swp" + o.suffix + "h", "Ws Wd [Xn]", "C6.2 SWPH")) t.does(Atomics::swpH);
      if (t.line("10111000" + o.bits + "1sssss100000nnnnnddddd", "swp" + o.suffix + "", "Ws Wd [Xn]", "C6.2 SWP")) t.does(Atomics::swp32);
      if (t.line("11111000" + o.bits + "1sssss100000nnnnnddddd", "swp" + o.suffix + "", "Xs Xd [Xn]", "C6.2 SWP")) t.does(Atomics::swp64);
      if (t.line("000010001" + o.acquire + "1sssss" + o.release + "11111nnnnnttttt", "cas" + o.suffix + "b", "Ws Wt [Xn]", "C6.2 CASB")) t.does(Atomics::casB);
      if (t.line("010010001" + o.acquire + "1sssss" + o.release + "11111nnnnnttttt", "cas" + o.suffix + "h", "Ws Wt [Xn]", "C6.2 CASH")) t.does(Atomics::casH);
      if (t.line("100010001" + o.acquire + "1sssss" + o.release + "11111nnnnnttttt", "cas" + o.suffix + "", "Ws Wt [Xn]", "C6.2 CAS")) t.does(Atomics::cas32);
      if (t.line("110010001" + o.acquire + "1sssss" + o.release + "11111nnnnnttttt", "cas" + o.suffix + "", "Xs Xt [Xn]", "C6.2 CAS")) t.does(Atomics::cas64);
      // Pairs start with an even register.
      if (t.line("000010000" + o.acquire + "1sssss" + o.release + "11111nnnnnttttt", "casp" + o.suffix, "Ws Ws+1 Wt Wt+1 [Xn]", "C6.2 CASP")) t.does(Atomics::casp32);
      if (t.line("010010000" + o.acquire + "1sssss" + o.release + "11111nnnnnttttt", "casp" + o.suffix, "Xs Xs+1 Xt Xt+1 [Xn]", "C6.2 CASP")) t.does(Atomics::casp64);
    }
    t.feature(Feature.BASE);
  }
  // spotless:on

  private static void ldaddB(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 1, Access.STORE);
    int old = memory.load8(address);
    memory.store8(address, (byte) (old + (byte) cpu.w(i.m)));
    cpu.w(i.d, old & 0xff);
  }

  private static void ldaddH(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 2, Access.STORE);
    int old = memory.load16(address);
    memory.store16(address, (short) (old + (short) cpu.w(i.m)));
    cpu.w(i.d, old & 0xffff);
  }

  private static void ldadd32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 4, Access.STORE);
    int old = memory.load32(address);
    memory.store32(address, old + cpu.w(i.m));
    cpu.w(i.d, old);
  }

  private static void ldadd64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 8, Access.STORE);
    long old = memory.load64(address);
    memory.store64(address, old + cpu.x(i.m));
    cpu.x(i.d, old);
  }

  private static void ldclrB(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 1, Access.STORE);
    int old = memory.load8(address);
    memory.store8(address, (byte) (old & ~(byte) cpu.w(i.m)));
    cpu.w(i.d, old & 0xff);
  }

  private static void ldclrH(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 2, Access.STORE);
    int old = memory.load16(address);
    memory.store16(address, (short) (old & ~(short) cpu.w(i.m)));
    cpu.w(i.d, old & 0xffff);
  }

  private static void ldclr32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 4, Access.STORE);
    int old = memory.load32(address);
    memory.store32(address, old & ~cpu.w(i.m));
    cpu.w(i.d, old);
  }

  private static void ldclr64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 8, Access.STORE);
    long old = memory.load64(address);
    memory.store64(address, old & ~cpu.x(i.m));
    cpu.x(i.d, old);
  }

  private static void ldeorB(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 1, Access.STORE);
    int old = memory.load8(address);
    memory.store8(address, (byte) (old ^ (byte) cpu.w(i.m)));
    cpu.w(i.d, old & 0xff);
  }

  private static void ldeorH(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 2, Access.STORE);
    int old = memory.load16(address);
    memory.store16(address, (short) (old ^ (short) cpu.w(i.m)));
    cpu.w(i.d, old & 0xffff);
  }

  private static void ldeor32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 4, Access.STORE);
    int old = memory.load32(address);
    memory.store32(address, old ^ cpu.w(i.m));
    cpu.w(i.d, old);
  }

  private static void ldeor64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 8, Access.STORE);
    long old = memory.load64(address);
    memory.store64(address, old ^ cpu.x(i.m));
    cpu.x(i.d, old);
  }

  private static void ldsetB(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 1, Access.STORE);
    int old = memory.load8(address);
    memory.store8(address, (byte) (old | (byte) cpu.w(i.m)));
    cpu.w(i.d, old & 0xff);
  }

  private static void ldsetH(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 2, Access.STORE);
    int old = memory.load16(address);
    memory.store16(address, (short) (old | (short) cpu.w(i.m)));
    cpu.w(i.d, old & 0xffff);
  }

  private static void ldset32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 4, Access.STORE);
    int old = memory.load32(address);
    memory.store32(address, old | cpu.w(i.m));
    cpu.w(i.d, old);
  }

  private static void ldset64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 8, Access.STORE);
    long old = memory.load64(address);
    memory.store64(address, old | cpu.x(i.m));
    cpu.x(i.d, old);
  }

  private static void ldsmaxB(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 1, Access.STORE);
    int old = memory.load8(address);
    memory.store8(address, (byte) Math.max(old, (byte) cpu.w(i.m)));
    cpu.w(i.d, old & 0xff);
  }

  private static void ldsmaxH(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 2, Access.STORE);
    int old = memory.load16(address);
    memory.store16(address, (short) Math.max(old, (short) cpu.w(i.m)));
    cpu.w(i.d, old & 0xffff);
  }

  private static void ldsmax32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 4, Access.STORE);
    int old = memory.load32(address);
    memory.store32(address, Math.max(old, cpu.w(i.m)));
    cpu.w(i.d, old);
  }

  private static void ldsmax64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 8, Access.STORE);
    long old = memory.load64(address);
    memory.store64(address, Math.max(old, cpu.x(i.m)));
    cpu.x(i.d, old);
  }

  private static void ldsminB(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 1, Access.STORE);
    int old = memory.load8(address);
    memory.store8(address, (byte) Math.min(old, (byte) cpu.w(i.m)));
    cpu.w(i.d, old & 0xff);
  }

  private static void ldsminH(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 2, Access.STORE);
    int old = memory.load16(address);
    memory.store16(address, (short) Math.min(old, (short) cpu.w(i.m)));
    cpu.w(i.d, old & 0xffff);
  }

  private static void ldsmin32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 4, Access.STORE);
    int old = memory.load32(address);
    memory.store32(address, Math.min(old, cpu.w(i.m)));
    cpu.w(i.d, old);
  }

  private static void ldsmin64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 8, Access.STORE);
    long old = memory.load64(address);
    memory.store64(address, Math.min(old, cpu.x(i.m)));
    cpu.x(i.d, old);
  }

  private static void ldumaxB(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 1, Access.STORE);
    int old = memory.load8(address);
    memory.store8(address, (byte) Alu.maxUnsigned(old, (byte) cpu.w(i.m)));
    cpu.w(i.d, old & 0xff);
  }

  private static void ldumaxH(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 2, Access.STORE);
    int old = memory.load16(address);
    memory.store16(address, (short) Alu.maxUnsigned(old, (short) cpu.w(i.m)));
    cpu.w(i.d, old & 0xffff);
  }

  private static void ldumax32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 4, Access.STORE);
    int old = memory.load32(address);
    memory.store32(address, Alu.maxUnsigned(old, cpu.w(i.m)));
    cpu.w(i.d, old);
  }

  private static void ldumax64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 8, Access.STORE);
    long old = memory.load64(address);
    memory.store64(address, Alu.maxUnsigned(old, cpu.x(i.m)));
    cpu.x(i.d, old);
  }

  private static void lduminB(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 1, Access.STORE);
    int old = memory.load8(address);
    memory.store8(address, (byte) Alu.minUnsigned(old, (byte) cpu.w(i.m)));
    cpu.w(i.d, old & 0xff);
  }

  private static void lduminH(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 2, Access.STORE);
    int old = memory.load16(address);
    memory.store16(address, (short) Alu.minUnsigned(old, (short) cpu.w(i.m)));
    cpu.w(i.d, old & 0xffff);
  }

  private static void ldumin32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 4, Access.STORE);
    int old = memory.load32(address);
    memory.store32(address, Alu.minUnsigned(old, cpu.w(i.m)));
    cpu.w(i.d, old);
  }

  private static void ldumin64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 8, Access.STORE);
    long old = memory.load64(address);
    memory.store64(address, Alu.minUnsigned(old, cpu.x(i.m)));
    cpu.x(i.d, old);
  }

  private static void swpB(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 1, Access.STORE);
    int old = memory.load8(address);
    memory.store8(address, (byte) cpu.w(i.m));
    cpu.w(i.d, old & 0xff);
  }

  private static void swpH(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 2, Access.STORE);
    int old = memory.load16(address);
    memory.store16(address, (short) cpu.w(i.m));
    cpu.w(i.d, old & 0xffff);
  }

  private static void swp32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 4, Access.STORE);
    int old = memory.load32(address);
    memory.store32(address, cpu.w(i.m));
    cpu.w(i.d, old);
  }

  private static void swp64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 8, Access.STORE);
    long old = memory.load64(address);
    memory.store64(address, cpu.x(i.m));
    cpu.x(i.d, old);
  }

  private static void casB(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 1, Access.STORE);
    int old = memory.load8(address);
    if (old == (byte) cpu.w(i.m)) {
      memory.store8(address, (byte) cpu.w(i.d));
    }
    cpu.w(writable(i.m), old & 0xff);
  }

  private static void casH(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 2, Access.STORE);
    int old = memory.load16(address);
    if (old == (short) cpu.w(i.m)) {
      memory.store16(address, (short) cpu.w(i.d));
    }
    cpu.w(writable(i.m), old & 0xffff);
  }

  private static void cas32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 4, Access.STORE);
    int old = memory.load32(address);
    if (old == cpu.w(i.m)) {
      memory.store32(address, cpu.w(i.d));
    }
    cpu.w(writable(i.m), old);
  }

  private static void cas64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 8, Access.STORE);
    long old = memory.load64(address);
    if (old == cpu.x(i.m)) {
      memory.store64(address, cpu.x(i.d));
    }
    cpu.x(writable(i.m), old);
  }

  private static void casp32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 8, Access.STORE);
    int first = memory.load32(address);
    int second = memory.load32(address + 4);
    if (first == cpu.w(i.m) && second == cpu.w(next(i.m))) {
      memory.store32(address, cpu.w(i.d));
      memory.store32(address + 4, cpu.w(next(i.d)));
    }
    cpu.w(i.m, first);
    cpu.w(writable(next(i.m)), second);
  }

  private static void casp64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.aligned(cpu, i, 16, Access.STORE);
    long first = memory.load64(address);
    long second = memory.load64(address + 8);
    if (first == cpu.x(i.m) && second == cpu.x(next(i.m))) {
      memory.store64(address, cpu.x(i.d));
      memory.store64(address + 8, cpu.x(next(i.d)));
    }
    cpu.x(i.m, first);
    cpu.x(writable(next(i.m)), second);
  }

  /** Whether the load acquires and the store releases. */
  private enum Order {
    RELAXED("0", "0", ""),
    ACQUIRE("1", "0", "a"),
    RELEASE("0", "1", "l"),
    ACQUIRE_RELEASE("1", "1", "al");

    final String acquire;
    final String release;
    final String bits;
    final String suffix;

    Order(String acquire, String release, String suffix) {
      this.acquire = acquire;
      this.release = release;
      this.bits = acquire + release;
      this.suffix = suffix;
    }
  }

  /** Returns the slot that follows in a pair: after X30 comes register 31, which is zero. */
  private static int next(int slot) {
    return slot == 30 ? Cpu.ZR : slot + 1;
  }

  /** Returns where to write to for a register that is read as well. */
  private static int writable(int slot) {
    return slot == Cpu.ZR ? Cpu.DISCARD : slot;
  }
}
