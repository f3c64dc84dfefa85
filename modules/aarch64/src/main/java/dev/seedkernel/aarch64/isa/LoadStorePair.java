package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;

/**
 * Loads and stores of two general registers.
 *
 * <p>CONSTRAINED UNPREDICTABLE cases: of two equal destinations the first transferred stays; with
 * writeback to a register that is loaded, the written-back address stays; a store stores registers
 * as they were before.
 */
final class LoadStorePair {
  private LoadStorePair() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("1010100001iiiiiiieeeeennnnnddddd", "ldnp",  "Xd Xe [Xn,#s*8]",  "C6.2 LDNP")) t.does(LoadStorePair::ldp64);
    if (t.line("1010100011iiiiiiieeeeennnnnddddd", "ldp",   "Xd Xe [Xn] #s*8",  "C6.2 LDP")) t.does(LoadStorePair::ldpPost64);
    if (t.line("1010100101iiiiiiieeeeennnnnddddd", "ldp",   "Xd Xe [Xn,#s*8]",  "C6.2 LDP")) t.does(LoadStorePair::ldp64);
    if (t.line("1010100111iiiiiiieeeeennnnnddddd", "ldp",   "Xd Xe [Xn,#s*8]!", "C6.2 LDP")) t.does(LoadStorePair::ldpPre64);
    if (t.line("0010100001iiiiiiieeeeennnnnddddd", "ldnp",  "Wd We [Xn,#s*4]",  "C6.2 LDNP")) t.does(LoadStorePair::ldp32);
    if (t.line("0010100011iiiiiiieeeeennnnnddddd", "ldp",   "Wd We [Xn] #s*4",  "C6.2 LDP")) t.does(LoadStorePair::ldpPost32);
    if (t.line("0010100101iiiiiiieeeeennnnnddddd", "ldp",   "Wd We [Xn,#s*4]",  "C6.2 LDP")) t.does(LoadStorePair::ldp32);
    if (t.line("0010100111iiiiiiieeeeennnnnddddd", "ldp",   "Wd We [Xn,#s*4]!", "C6.2 LDP")) t.does(LoadStorePair::ldpPre32);
    if (t.line("0110100011iiiiiiieeeeennnnnddddd", "ldpsw", "Xd Xe [Xn] #s*4",  "C6.2 LDPSW")) t.does(LoadStorePair::ldpswPost);
    if (t.line("0110100101iiiiiiieeeeennnnnddddd", "ldpsw", "Xd Xe [Xn,#s*4]",  "C6.2 LDPSW")) t.does(LoadStorePair::ldpsw);
    if (t.line("0110100111iiiiiiieeeeennnnnddddd", "ldpsw", "Xd Xe [Xn,#s*4]!", "C6.2 LDPSW")) t.does(LoadStorePair::ldpswPre);
    if (t.line("1010100000iiiiiiiuuuuunnnnnttttt", "stnp",  "Xt Xu [Xn,#s*8]",  "C6.2 STNP")) t.does(LoadStorePair::stp64);
    if (t.line("1010100010iiiiiiiuuuuunnnnnttttt", "stp",   "Xt Xu [Xn] #s*8",  "C6.2 STP")) t.does(LoadStorePair::stpPost64);
    if (t.line("1010100100iiiiiiiuuuuunnnnnttttt", "stp",   "Xt Xu [Xn,#s*8]",  "C6.2 STP")) t.does(LoadStorePair::stp64);
    if (t.line("1010100110iiiiiiiuuuuunnnnnttttt", "stp",   "Xt Xu [Xn,#s*8]!", "C6.2 STP")) t.does(LoadStorePair::stpPre64);
    if (t.line("0010100000iiiiiiiuuuuunnnnnttttt", "stnp",  "Wt Wu [Xn,#s*4]",  "C6.2 STNP")) t.does(LoadStorePair::stp32);
    if (t.line("0010100010iiiiiiiuuuuunnnnnttttt", "stp",   "Wt Wu [Xn] #s*4",  "C6.2 STP")) t.does(LoadStorePair::stpPost32);
    if (t.line("0010100100iiiiiiiuuuuunnnnnttttt", "stp",   "Wt Wu [Xn,#s*4]",  "C6.2 STP")) t.does(LoadStorePair::stp32);
    if (t.line("0010100110iiiiiiiuuuuunnnnnttttt", "stp",   "Wt Wu [Xn,#s*4]!", "C6.2 STP")) t.does(LoadStorePair::stpPre32);
  }
  // spotless:on

  private static void ldpPost64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.base(cpu, i);
    long first = memory.load64(address);
    long second = memory.load64(address + 8);
    cpu.x(i.a, second);
    cpu.x(i.d, first);
    cpu.x(i.n, address + i.imm);
  }

  private static void ldp64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.offset(cpu, i);
    long first = memory.load64(address);
    long second = memory.load64(address + 8);
    cpu.x(i.a, second);
    cpu.x(i.d, first);
  }

  private static void ldpPre64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.offset(cpu, i);
    long first = memory.load64(address);
    long second = memory.load64(address + 8);
    cpu.x(i.a, second);
    cpu.x(i.d, first);
    cpu.x(i.n, address);
  }

  private static void ldpPost32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.base(cpu, i);
    int first = memory.load32(address);
    int second = memory.load32(address + 4);
    cpu.w(i.a, second);
    cpu.w(i.d, first);
    cpu.x(i.n, address + i.imm);
  }

  private static void ldp32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.offset(cpu, i);
    int first = memory.load32(address);
    int second = memory.load32(address + 4);
    cpu.w(i.a, second);
    cpu.w(i.d, first);
  }

  private static void ldpPre32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.offset(cpu, i);
    int first = memory.load32(address);
    int second = memory.load32(address + 4);
    cpu.w(i.a, second);
    cpu.w(i.d, first);
    cpu.x(i.n, address);
  }

  private static void ldpswPost(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.base(cpu, i);
    int first = memory.load32(address);
    int second = memory.load32(address + 4);
    cpu.x(i.a, second);
    cpu.x(i.d, first);
    cpu.x(i.n, address + i.imm);
  }

  private static void ldpsw(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.offset(cpu, i);
    int first = memory.load32(address);
    int second = memory.load32(address + 4);
    cpu.x(i.a, second);
    cpu.x(i.d, first);
  }

  private static void ldpswPre(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.offset(cpu, i);
    int first = memory.load32(address);
    int second = memory.load32(address + 4);
    cpu.x(i.a, second);
    cpu.x(i.d, first);
    cpu.x(i.n, address);
  }

  private static void stpPost64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.base(cpu, i);
    requireBoth(memory, address, 16);
    memory.store64(address, cpu.x(i.d));
    memory.store64(address + 8, cpu.x(i.a));
    cpu.x(i.n, address + i.imm);
  }

  private static void stp64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.offset(cpu, i);
    requireBoth(memory, address, 16);
    memory.store64(address, cpu.x(i.d));
    memory.store64(address + 8, cpu.x(i.a));
  }

  private static void stpPre64(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.offset(cpu, i);
    requireBoth(memory, address, 16);
    memory.store64(address, cpu.x(i.d));
    memory.store64(address + 8, cpu.x(i.a));
    cpu.x(i.n, address);
  }

  private static void stpPost32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.base(cpu, i);
    requireBoth(memory, address, 8);
    memory.store32(address, cpu.w(i.d));
    memory.store32(address + 4, cpu.w(i.a));
    cpu.x(i.n, address + i.imm);
  }

  private static void stp32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.offset(cpu, i);
    requireBoth(memory, address, 8);
    memory.store32(address, cpu.w(i.d));
    memory.store32(address + 4, cpu.w(i.a));
  }

  private static void stpPre32(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long address = Address.offset(cpu, i);
    requireBoth(memory, address, 8);
    memory.store32(address, cpu.w(i.d));
    memory.store32(address + 4, cpu.w(i.a));
    cpu.x(i.n, address);
  }

  /** Makes sure that the second store is not refused after the first; within a page it is not. */
  private static void requireBoth(AddressSpace memory, long address, int size) {
    if ((address & (AddressSpace.PAGE_SIZE - 1)) > AddressSpace.PAGE_SIZE - size) {
      memory.requireStore(address, size);
    }
  }
}
