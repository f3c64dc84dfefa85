package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.MemoryFault.Cause;

/** Cache maintenance by address, and the registers that describe the caches. */
final class SystemInstructions {
  /** Size of the lines of both caches, and of the block that DC ZVA clears. */
  static final int LINE = 64;

  /**
   * CTR_EL0: lines of 2^4 words for both caches (IminLine, DminLine) and for granules (ERG, CWG),
   * PIPT. IDC and DIC are 0: new code is visible after DC CVAU and IC IVAU only.
   */
  static final long CTR = 0x8444_c004L;

  /** DCZID_EL0: DC ZVA is permitted, and clears 2^4 words. */
  static final long DCZID = 4;

  private SystemInstructions() {}

  /** DC ZVA. */
  static void zero(Cpu cpu, Instruction i) {
    AddressSpace memory = cpu.memory();
    long line = cpu.x(i.d) & -LINE;
    for (int offset = 0; offset < LINE; offset += 8) {
      memory.store64(line + offset, 0);
    }
  }

  /** DC CVAC, CVAU, CVAP, CVADP, CIVAC: memory is always clean; the address must be readable. */
  static void cleanData(Cpu cpu, Instruction i) {
    cpu.memory().requireLoad(cpu.x(i.d), 1);
  }

  /** IC IVAU: what was decoded in the line is forgotten. The address must be mapped. */
  static void invalidateInstructions(Cpu cpu, Instruction i) {
    long address = AddressSpace.withoutTag(cpu.x(i.d));
    if (!cpu.memory().isMapped(address, 1)) {
      throw new MemoryFault(address, Access.LOAD, Cause.UNMAPPED);
    }
    cpu.memory().codeChanged(address & -LINE, LINE);
  }
}
