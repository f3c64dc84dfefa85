package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.Alu;
import dev.seedkernel.aarch64.arith.Condition;

/** Conditional compare and conditional select. */
final class Conditional {
  private Conditional() {}

  // spotless:off
  static void define(InstructionTable t) {
    // Conditional compare: where the condition fails, the flags are the immediate nzcv.
    if (t.line("00111010010mmmmmcccc00nnnnn0ffff", "ccmn",  "Wn Wm #nzcv cond",    "C6.2 CCMN (register)")) t.does(Conditional::ccmnRegister32);
    if (t.line("00111010010iiiiicccc10nnnnn0ffff", "ccmn",  "Wn #imm5 #nzcv cond", "C6.2 CCMN (immediate)")) t.does(Conditional::ccmnImmediate32);
    if (t.line("10111010010mmmmmcccc00nnnnn0ffff", "ccmn",  "Xn Xm #nzcv cond",    "C6.2 CCMN (register)")) t.does(Conditional::ccmnRegister64);
    if (t.line("10111010010iiiiicccc10nnnnn0ffff", "ccmn",  "Xn #imm5 #nzcv cond", "C6.2 CCMN (immediate)")) t.does(Conditional::ccmnImmediate64);
    if (t.line("01111010010mmmmmcccc00nnnnn0ffff", "ccmp",  "Wn Wm #nzcv cond",    "C6.2 CCMP (register)")) t.does(Conditional::ccmpRegister32);
    if (t.line("01111010010iiiiicccc10nnnnn0ffff", "ccmp",  "Wn #imm5 #nzcv cond", "C6.2 CCMP (immediate)")) t.does(Conditional::ccmpImmediate32);
    if (t.line("11111010010mmmmmcccc00nnnnn0ffff", "ccmp",  "Xn Xm #nzcv cond",    "C6.2 CCMP (register)")) t.does(Conditional::ccmpRegister64);
    if (t.line("11111010010iiiiicccc10nnnnn0ffff", "ccmp",  "Xn #imm5 #nzcv cond", "C6.2 CCMP (immediate)")) t.does(Conditional::ccmpImmediate64);
    // Conditional select: the second source as it is, incremented, inverted or negated.
    if (t.line("00011010100mmmmmcccc00nnnnnddddd", "csel",  "Wd Wn Wm cond",       "C6.2 CSEL")) t.does(Conditional::csel32);
    if (t.line("10011010100mmmmmcccc00nnnnnddddd", "csel",  "Xd Xn Xm cond",       "C6.2 CSEL")) t.does(Conditional::csel64);
    if (t.line("00011010100mmmmmcccc01nnnnnddddd", "csinc", "Wd Wn Wm cond",       "C6.2 CSINC")) t.does(Conditional::csinc32);
    if (t.line("10011010100mmmmmcccc01nnnnnddddd", "csinc", "Xd Xn Xm cond",       "C6.2 CSINC")) t.does(Conditional::csinc64);
    if (t.line("01011010100mmmmmcccc00nnnnnddddd", "csinv", "Wd Wn Wm cond",       "C6.2 CSINV")) t.does(Conditional::csinv32);
    if (t.line("11011010100mmmmmcccc00nnnnnddddd", "csinv", "Xd Xn Xm cond",       "C6.2 CSINV")) t.does(Conditional::csinv64);
    if (t.line("01011010100mmmmmcccc01nnnnnddddd", "csneg", "Wd Wn Wm cond",       "C6.2 CSNEG")) t.does(Conditional::csneg32);
    if (t.line("11011010100mmmmmcccc01nnnnnddddd", "csneg", "Xd Xn Xm cond",       "C6.2 CSNEG")) t.does(Conditional::csneg64);
  }
  // spotless:on

  private static void ccmnRegister32(Cpu cpu, Instruction i) {
    if (Condition.holds(i.aux, cpu.nzcv())) {
      int a = cpu.w(i.n);
      int b = cpu.w(i.m);
      cpu.nzcv(Alu.flagsOfAdd(a, b, a + b));
    } else {
      cpu.nzcv(i.a);
    }
  }

  private static void ccmnImmediate32(Cpu cpu, Instruction i) {
    if (Condition.holds(i.aux, cpu.nzcv())) {
      int a = cpu.w(i.n);
      int b = (int) i.imm;
      cpu.nzcv(Alu.flagsOfAdd(a, b, a + b));
    } else {
      cpu.nzcv(i.a);
    }
  }

  private static void ccmnRegister64(Cpu cpu, Instruction i) {
    if (Condition.holds(i.aux, cpu.nzcv())) {
      long a = cpu.x(i.n);
      long b = cpu.x(i.m);
      cpu.nzcv(Alu.flagsOfAdd(a, b, a + b));
    } else {
      cpu.nzcv(i.a);
    }
  }

  private static void ccmnImmediate64(Cpu cpu, Instruction i) {
    if (Condition.holds(i.aux, cpu.nzcv())) {
      long a = cpu.x(i.n);
      long b = i.imm;
      cpu.nzcv(Alu.flagsOfAdd(a, b, a + b));
    } else {
      cpu.nzcv(i.a);
    }
  }

  private static void ccmpRegister32(Cpu cpu, Instruction i) {
    if (Condition.holds(i.aux, cpu.nzcv())) {
      int a = cpu.w(i.n);
      int b = cpu.w(i.m);
      cpu.nzcv(Alu.flagsOfSubtract(a, b, a - b));
    } else {
      cpu.nzcv(i.a);
    }
  }

  private static void ccmpImmediate32(Cpu cpu, Instruction i) {
    if (Condition.holds(i.aux, cpu.nzcv())) {
      int a = cpu.w(i.n);
      int b = (int) i.imm;
      cpu.nzcv(Alu.flagsOfSubtract(a, b, a - b));
    } else {
      cpu.nzcv(i.a);
    }
  }

  private static void ccmpRegister64(Cpu cpu, Instruction i) {
    if (Condition.holds(i.aux, cpu.nzcv())) {
      long a = cpu.x(i.n);
      long b = cpu.x(i.m);
      cpu.nzcv(Alu.flagsOfSubtract(a, b, a - b));
    } else {
      cpu.nzcv(i.a);
    }
  }

  private static void ccmpImmediate64(Cpu cpu, Instruction i) {
    if (Condition.holds(i.aux, cpu.nzcv())) {
      long a = cpu.x(i.n);
      long b = i.imm;
      cpu.nzcv(Alu.flagsOfSubtract(a, b, a - b));
    } else {
      cpu.nzcv(i.a);
    }
  }

  private static void csel32(Cpu cpu, Instruction i) {
    boolean first = Condition.holds(i.aux, cpu.nzcv());
    cpu.w(i.d, first ? cpu.w(i.n) : cpu.w(i.m));
  }

  private static void csel64(Cpu cpu, Instruction i) {
    boolean first = Condition.holds(i.aux, cpu.nzcv());
    cpu.x(i.d, first ? cpu.x(i.n) : cpu.x(i.m));
  }

  private static void csinc32(Cpu cpu, Instruction i) {
    boolean first = Condition.holds(i.aux, cpu.nzcv());
    cpu.w(i.d, first ? cpu.w(i.n) : cpu.w(i.m) + 1);
  }

  private static void csinc64(Cpu cpu, Instruction i) {
    boolean first = Condition.holds(i.aux, cpu.nzcv());
    cpu.x(i.d, first ? cpu.x(i.n) : cpu.x(i.m) + 1);
  }

  private static void csinv32(Cpu cpu, Instruction i) {
    boolean first = Condition.holds(i.aux, cpu.nzcv());
    cpu.w(i.d, first ? cpu.w(i.n) : ~cpu.w(i.m));
  }

  private static void csinv64(Cpu cpu, Instruction i) {
    boolean first = Condition.holds(i.aux, cpu.nzcv());
    cpu.x(i.d, first ? cpu.x(i.n) : ~cpu.x(i.m));
  }

  private static void csneg32(Cpu cpu, Instruction i) {
    boolean first = Condition.holds(i.aux, cpu.nzcv());
    cpu.w(i.d, first ? cpu.w(i.n) : -cpu.w(i.m));
  }

  private static void csneg64(Cpu cpu, Instruction i) {
    boolean first = Condition.holds(i.aux, cpu.nzcv());
    cpu.x(i.d, first ? cpu.x(i.n) : -cpu.x(i.m));
  }
}
