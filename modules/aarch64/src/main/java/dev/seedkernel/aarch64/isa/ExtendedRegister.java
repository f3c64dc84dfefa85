package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;

/**
 * A register that is extended and shifted left: the second operand of arithmetic and the index of
 * an address (Arm ARM, shared pseudocode ExtendReg).
 *
 * <p>All eight extensions are one expression without a branch: sign-extend by a pair of shifts,
 * mask, shift left. Slot imm is the mask; bits 5:0 of slot aux the count of the pair of shifts,
 * where Java's shifts take it from, and the bits above the shift to the left.
 */
final class ExtendedRegister {
  private ExtendedRegister() {}

  /** Fills in the slots for an option field (UXTB, UXTH, UXTW, UXTX, then signed) and a shift. */
  static void decode(int option, int shift, Instruction.Slots slots) {
    int width = 8 << (option & 3);
    boolean signed = (option & 4) != 0;
    slots.imm = signed ? -1 : -1L >>> (64 - width);
    slots.aux = (signed ? 64 - width : 0) | shift << 6;
  }

  /** Returns the extended and shifted register of slot m. */
  static long value(Cpu cpu, Instruction i) {
    return ((cpu.x(i.m) << i.aux >> i.aux) & i.imm) << (i.aux >>> 6);
  }
}
