package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;

/** Advanced SIMD modified immediate (Arm ARM C4.1.96): slot imm is the expanded immediate. */
final class SimdModifiedImmediate {
  private SimdModifiedImmediate() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("0Q00111100000iii0kk001iiiiiddddd", "movi",    "Vd.S #imm8.S lsl8",        "C7.2 MOVI")) t.does(SimdModifiedImmediate::move);
    if (t.line("0Q00111100000iii10k001iiiiiddddd", "movi",    "Vd.H #imm8.H lsl8",        "C7.2 MOVI")) t.does(SimdModifiedImmediate::move);
    if (t.line("0Q00111100000iii110k01iiiiiddddd", "movi",    "Vd.S #imm8.M msl8",        "C7.2 MOVI")) t.does(SimdModifiedImmediate::move);
    if (t.line("0Q10111100000iii0kk001iiiiiddddd", "mvni",    "Vd.S #imm8.S lsl8",        "C7.2 MVNI")) t.does(SimdModifiedImmediate::moveInverted);
    if (t.line("0Q10111100000iii10k001iiiiiddddd", "mvni",    "Vd.H #imm8.H lsl8",        "C7.2 MVNI")) t.does(SimdModifiedImmediate::moveInverted);
    if (t.line("0Q10111100000iii110k01iiiiiddddd", "mvni",    "Vd.S #imm8.M msl8",        "C7.2 MVNI")) t.does(SimdModifiedImmediate::moveInverted);
    if (t.line("0Q00111100000iii0kk101iiiiiddddd", "orr",     "Vd.S #imm8.S lsl8",        "C7.2 ORR (vector, immediate)")) t.does(SimdModifiedImmediate::or);
    if (t.line("0Q00111100000iii10k101iiiiiddddd", "orr",     "Vd.H #imm8.H lsl8",        "C7.2 ORR (vector, immediate)")) t.does(SimdModifiedImmediate::or);
    if (t.line("0Q10111100000iii0kk101iiiiiddddd", "bic",     "Vd.S #imm8.S lsl8",        "C7.2 BIC (vector, immediate)")) t.does(SimdModifiedImmediate::clear);
    if (t.line("0Q10111100000iii10k101iiiiiddddd", "bic",     "Vd.H #imm8.H lsl8",        "C7.2 BIC (vector, immediate)")) t.does(SimdModifiedImmediate::clear);
    if (t.line("0Q00111100000iii111001iiiiiddddd", "movi",    "Vd.B #imm8.B",             "C7.2 MOVI")) t.does(SimdModifiedImmediate::move);
    if (t.line("0010111100000iii111001iiiiiddddd", "movi",    "Dd #imm8.D",               "C7.2 MOVI")) t.does(SimdModifiedImmediate::move);
    if (t.line("0110111100000iii111001iiiiiddddd", "movi",    "Vd.2D #imm8.D",            "C7.2 MOVI")) t.does(SimdModifiedImmediate::moveFull);
    if (t.line("0Q00111100000iii111101iiiiiddddd", "fmov",    "Vd.S #fp.S",               "C7.2 FMOV (vector, immediate)")) t.does(SimdModifiedImmediate::move);
    if (t.line("0110111100000iii111101iiiiiddddd", "fmov",    "Vd.2D #fp.D",              "C7.2 FMOV (vector, immediate)")) t.does(SimdModifiedImmediate::moveFull);
  }
  // spotless:on

  static void move(Cpu cpu, Instruction i) {
    VectorSemantics.write(cpu, i, i.imm, i.imm);
  }

  private static void moveFull(Cpu cpu, Instruction i) {
    cpu.v(i.d, i.imm, i.imm);
  }

  private static void moveInverted(Cpu cpu, Instruction i) {
    VectorSemantics.write(cpu, i, ~i.imm, ~i.imm);
  }

  private static void or(Cpu cpu, Instruction i) {
    VectorSemantics.write(cpu, i, cpu.vLow(i.d) | i.imm, cpu.vHigh(i.d) | i.imm);
  }

  private static void clear(Cpu cpu, Instruction i) {
    VectorSemantics.write(cpu, i, cpu.vLow(i.d) & ~i.imm, cpu.vHigh(i.d) & ~i.imm);
  }
}
