package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.MemoryFault.Cause;

/**
 * Effective addresses; the stack pointer as a base must be a multiple of 16 (Arm ARM D1.3.10.2).
 */
final class Address {
  private Address() {}

  /** Returns the base register, for a load. */
  static long base(Cpu cpu, Instruction i) {
    long base = cpu.x(i.n);
    if (i.n == Cpu.SP && (base & 15) != 0) {
      throw new MemoryFault(base, Access.LOAD, Cause.SP_ALIGNMENT);
    }
    return base;
  }

  /** Returns base + offset: unsigned, unscaled and pre-indexed addresses. */
  static long offset(Cpu cpu, Instruction i) {
    return base(cpu, i) + i.imm;
  }

  /** Returns base + extended register. */
  static long indexed(Cpu cpu, Instruction i) {
    return base(cpu, i) + ExtendedRegister.value(cpu, i);
  }

  /** Returns base + offset, which must be a multiple of a size, a power of two. */
  static long aligned(Cpu cpu, Instruction i, int size, Access access) {
    long address = offset(cpu, i);
    if ((address & (size - 1)) != 0) {
      throw new MemoryFault(AddressSpace.withoutTag(address), access, Cause.ALIGNMENT);
    }
    return address;
  }
}
