package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.Bits;

/**
 * A register that is shifted (Arm ARM, shared pseudocode ShiftReg). Slot aux is the amount in bits
 * 5:0 and the type above them.
 */
final class ShiftedRegister {
  private ShiftedRegister() {}

  static int value32(Cpu cpu, Instruction i) {
    return Bits.shift(i.aux >>> 6, cpu.w(i.m), i.aux & 31);
  }

  static long value64(Cpu cpu, Instruction i) {
    return Bits.shift(i.aux >>> 6, cpu.x(i.m), i.aux & 63);
  }
}
