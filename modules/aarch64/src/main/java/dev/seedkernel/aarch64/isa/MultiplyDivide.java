package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.Alu;

/** Multiplication and division. */
final class MultiplyDivide {
  private MultiplyDivide() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("00011011000mmmmm0aaaaannnnnddddd", "madd",   "Wd Wn Wm Wa", "C6.2 MADD")) t.does(MultiplyDivide::madd32);
    if (t.line("00011011000mmmmm1aaaaannnnnddddd", "msub",   "Wd Wn Wm Wa", "C6.2 MSUB")) t.does(MultiplyDivide::msub32);
    if (t.line("10011011000mmmmm0aaaaannnnnddddd", "madd",   "Xd Xn Xm Xa", "C6.2 MADD")) t.does(MultiplyDivide::madd64);
    if (t.line("10011011000mmmmm1aaaaannnnnddddd", "msub",   "Xd Xn Xm Xa", "C6.2 MSUB")) t.does(MultiplyDivide::msub64);
    // Widening: 32 by 32 bits.
    if (t.line("10011011001mmmmm0aaaaannnnnddddd", "smaddl", "Xd Wn Wm Xa", "C6.2 SMADDL")) t.does(MultiplyDivide::smaddl);
    if (t.line("10011011001mmmmm1aaaaannnnnddddd", "smsubl", "Xd Wn Wm Xa", "C6.2 SMSUBL")) t.does(MultiplyDivide::smsubl);
    if (t.line("10011011101mmmmm0aaaaannnnnddddd", "umaddl", "Xd Wn Wm Xa", "C6.2 UMADDL")) t.does(MultiplyDivide::umaddl);
    if (t.line("10011011101mmmmm1aaaaannnnnddddd", "umsubl", "Xd Wn Wm Xa", "C6.2 UMSUBL")) t.does(MultiplyDivide::umsubl);
    // Ra other than ones is CONSTRAINED UNPREDICTABLE: undefined here.
    if (t.line("10011011010mmmmm011111nnnnnddddd", "smulh",  "Xd Xn Xm",    "C6.2 SMULH")) t.does(MultiplyDivide::smulh);
    if (t.line("10011011110mmmmm011111nnnnnddddd", "umulh",  "Xd Xn Xm",    "C6.2 UMULH")) t.does(MultiplyDivide::umulh);
    // Division by zero gives 0 and does not trap; the minimum by -1 wraps.
    if (t.line("00011010110mmmmm000010nnnnnddddd", "udiv",   "Wd Wn Wm",    "C6.2 UDIV")) t.does(MultiplyDivide::udiv32);
    if (t.line("00011010110mmmmm000011nnnnnddddd", "sdiv",   "Wd Wn Wm",    "C6.2 SDIV")) t.does(MultiplyDivide::sdiv32);
    if (t.line("10011010110mmmmm000010nnnnnddddd", "udiv",   "Xd Xn Xm",    "C6.2 UDIV")) t.does(MultiplyDivide::udiv64);
    if (t.line("10011010110mmmmm000011nnnnnddddd", "sdiv",   "Xd Xn Xm",    "C6.2 SDIV")) t.does(MultiplyDivide::sdiv64);
  }
  // spotless:on

  private static void madd32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.a) + cpu.w(i.n) * cpu.w(i.m));
  }

  private static void msub32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.a) - cpu.w(i.n) * cpu.w(i.m));
  }

  private static void madd64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.a) + cpu.x(i.n) * cpu.x(i.m));
  }

  private static void msub64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.a) - cpu.x(i.n) * cpu.x(i.m));
  }

  private static void smaddl(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.a) + (long) cpu.w(i.n) * (long) cpu.w(i.m));
  }

  private static void smsubl(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.a) - (long) cpu.w(i.n) * (long) cpu.w(i.m));
  }

  private static void umaddl(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.a) + (cpu.x(i.n) & LOW) * (cpu.x(i.m) & LOW));
  }

  private static void umsubl(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.a) - (cpu.x(i.n) & LOW) * (cpu.x(i.m) & LOW));
  }

  private static void smulh(Cpu cpu, Instruction i) {
    cpu.x(i.d, Math.multiplyHigh(cpu.x(i.n), cpu.x(i.m)));
  }

  private static void umulh(Cpu cpu, Instruction i) {
    cpu.x(i.d, Math.unsignedMultiplyHigh(cpu.x(i.n), cpu.x(i.m)));
  }

  private static void udiv32(Cpu cpu, Instruction i) {
    cpu.w(i.d, Alu.divideUnsigned(cpu.w(i.n), cpu.w(i.m)));
  }

  private static void sdiv32(Cpu cpu, Instruction i) {
    cpu.w(i.d, Alu.divide(cpu.w(i.n), cpu.w(i.m)));
  }

  private static void udiv64(Cpu cpu, Instruction i) {
    cpu.x(i.d, Alu.divideUnsigned(cpu.x(i.n), cpu.x(i.m)));
  }

  private static void sdiv64(Cpu cpu, Instruction i) {
    cpu.x(i.d, Alu.divide(cpu.x(i.n), cpu.x(i.m)));
  }

  private static final long LOW = 0xffff_ffffL;
}
