package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.Alu;

/** Logical operations: bitmask immediate and shifted register. */
final class Logical {
  private Logical() {}

  // spotless:off
  static void define(InstructionTable t) {
    // Immediate: the destination may be SP, but for ANDS.
    if (t.line("0001001000bbbbbbbbbbbbnnnnnddddd",        "and",  "Wd|SP Wn #bitmask32", "C6.2 AND (immediate)")) t.does(Logical::andImmediate32);
    if (t.line("100100100bbbbbbbbbbbbbnnnnnddddd",        "and",  "Xd|SP Xn #bitmask64", "C6.2 AND (immediate)")) t.does(Logical::andImmediate64);
    if (t.line("0011001000bbbbbbbbbbbbnnnnnddddd",        "orr",  "Wd|SP Wn #bitmask32", "C6.2 ORR (immediate)")) t.does(Logical::orrImmediate32);
    if (t.line("101100100bbbbbbbbbbbbbnnnnnddddd",        "orr",  "Xd|SP Xn #bitmask64", "C6.2 ORR (immediate)")) t.does(Logical::orrImmediate64);
    if (t.line("0101001000bbbbbbbbbbbbnnnnnddddd",        "eor",  "Wd|SP Wn #bitmask32", "C6.2 EOR (immediate)")) t.does(Logical::eorImmediate32);
    if (t.line("110100100bbbbbbbbbbbbbnnnnnddddd",        "eor",  "Xd|SP Xn #bitmask64", "C6.2 EOR (immediate)")) t.does(Logical::eorImmediate64);
    if (t.line("0111001000bbbbbbbbbbbbnnnnnddddd",        "ands", "Wd Wn #bitmask32",    "C6.2 ANDS (immediate)")) t.does(Logical::andsImmediate32);
    if (t.line("111100100bbbbbbbbbbbbbnnnnnddddd",        "ands", "Xd Xn #bitmask64",    "C6.2 ANDS (immediate)")) t.does(Logical::andsImmediate64);
    // Shifted register, with the operand as it is and complemented. LSL has lines of its own.
    if (t.line("00001010000mmmmm0iiiiinnnnnddddd",        "and",  "Wd Wn Wm shift",      "C6.2 AND (shifted register)")) t.does(Logical::andLsl32);
    if (t.line("00001010hh0mmmmm0iiiiinnnnnddddd", "h>0", "and",  "Wd Wn Wm shift",      "C6.2 AND (shifted register)")) t.does(Logical::andShifted32);
    if (t.line("10001010000mmmmmiiiiiinnnnnddddd",        "and",  "Xd Xn Xm shift",      "C6.2 AND (shifted register)")) t.does(Logical::andLsl64);
    if (t.line("10001010hh0mmmmmiiiiiinnnnnddddd", "h>0", "and",  "Xd Xn Xm shift",      "C6.2 AND (shifted register)")) t.does(Logical::andShifted64);
    if (t.line("00101010000mmmmm0iiiiinnnnnddddd",        "orr",  "Wd Wn Wm shift",      "C6.2 ORR (shifted register)")) t.does(Logical::orrLsl32);
    if (t.line("00101010hh0mmmmm0iiiiinnnnnddddd", "h>0", "orr",  "Wd Wn Wm shift",      "C6.2 ORR (shifted register)")) t.does(Logical::orrShifted32);
    if (t.line("10101010000mmmmmiiiiiinnnnnddddd",        "orr",  "Xd Xn Xm shift",      "C6.2 ORR (shifted register)")) t.does(Logical::orrLsl64);
    if (t.line("10101010hh0mmmmmiiiiiinnnnnddddd", "h>0", "orr",  "Xd Xn Xm shift",      "C6.2 ORR (shifted register)")) t.does(Logical::orrShifted64);
    if (t.line("01001010000mmmmm0iiiiinnnnnddddd",        "eor",  "Wd Wn Wm shift",      "C6.2 EOR (shifted register)")) t.does(Logical::eorLsl32);
    if (t.line("01001010hh0mmmmm0iiiiinnnnnddddd", "h>0", "eor",  "Wd Wn Wm shift",      "C6.2 EOR (shifted register)")) t.does(Logical::eorShifted32);
    if (t.line("11001010000mmmmmiiiiiinnnnnddddd",        "eor",  "Xd Xn Xm shift",      "C6.2 EOR (shifted register)")) t.does(Logical::eorLsl64);
    if (t.line("11001010hh0mmmmmiiiiiinnnnnddddd", "h>0", "eor",  "Xd Xn Xm shift",      "C6.2 EOR (shifted register)")) t.does(Logical::eorShifted64);
    if (t.line("01101010000mmmmm0iiiiinnnnnddddd",        "ands", "Wd Wn Wm shift",      "C6.2 ANDS (shifted register)")) t.does(Logical::andsLsl32);
    if (t.line("01101010hh0mmmmm0iiiiinnnnnddddd", "h>0", "ands", "Wd Wn Wm shift",      "C6.2 ANDS (shifted register)")) t.does(Logical::andsShifted32);
    if (t.line("11101010000mmmmmiiiiiinnnnnddddd",        "ands", "Xd Xn Xm shift",      "C6.2 ANDS (shifted register)")) t.does(Logical::andsLsl64);
    if (t.line("11101010hh0mmmmmiiiiiinnnnnddddd", "h>0", "ands", "Xd Xn Xm shift",      "C6.2 ANDS (shifted register)")) t.does(Logical::andsShifted64);
    if (t.line("00001010001mmmmm0iiiiinnnnnddddd",        "bic",  "Wd Wn Wm shift",      "C6.2 BIC (shifted register)")) t.does(Logical::bicLsl32);
    if (t.line("00001010hh1mmmmm0iiiiinnnnnddddd", "h>0", "bic",  "Wd Wn Wm shift",      "C6.2 BIC (shifted register)")) t.does(Logical::bicShifted32);
    if (t.line("10001010001mmmmmiiiiiinnnnnddddd",        "bic",  "Xd Xn Xm shift",      "C6.2 BIC (shifted register)")) t.does(Logical::bicLsl64);
    if (t.line("10001010hh1mmmmmiiiiiinnnnnddddd", "h>0", "bic",  "Xd Xn Xm shift",      "C6.2 BIC (shifted register)")) t.does(Logical::bicShifted64);
    if (t.line("00101010001mmmmm0iiiiinnnnnddddd",        "orn",  "Wd Wn Wm shift",      "C6.2 ORN (shifted register)")) t.does(Logical::ornLsl32);
    if (t.line("00101010hh1mmmmm0iiiiinnnnnddddd", "h>0", "orn",  "Wd Wn Wm shift",      "C6.2 ORN (shifted register)")) t.does(Logical::ornShifted32);
    if (t.line("10101010001mmmmmiiiiiinnnnnddddd",        "orn",  "Xd Xn Xm shift",      "C6.2 ORN (shifted register)")) t.does(Logical::ornLsl64);
    if (t.line("10101010hh1mmmmmiiiiiinnnnnddddd", "h>0", "orn",  "Xd Xn Xm shift",      "C6.2 ORN (shifted register)")) t.does(Logical::ornShifted64);
    if (t.line("01001010001mmmmm0iiiiinnnnnddddd",        "eon",  "Wd Wn Wm shift",      "C6.2 EON (shifted register)")) t.does(Logical::eonLsl32);
    if (t.line("01001010hh1mmmmm0iiiiinnnnnddddd", "h>0", "eon",  "Wd Wn Wm shift",      "C6.2 EON (shifted register)")) t.does(Logical::eonShifted32);
    if (t.line("11001010001mmmmmiiiiiinnnnnddddd",        "eon",  "Xd Xn Xm shift",      "C6.2 EON (shifted register)")) t.does(Logical::eonLsl64);
    if (t.line("11001010hh1mmmmmiiiiiinnnnnddddd", "h>0", "eon",  "Xd Xn Xm shift",      "C6.2 EON (shifted register)")) t.does(Logical::eonShifted64);
    if (t.line("01101010001mmmmm0iiiiinnnnnddddd",        "bics", "Wd Wn Wm shift",      "C6.2 BICS (shifted register)")) t.does(Logical::bicsLsl32);
    if (t.line("01101010hh1mmmmm0iiiiinnnnnddddd", "h>0", "bics", "Wd Wn Wm shift",      "C6.2 BICS (shifted register)")) t.does(Logical::bicsShifted32);
    if (t.line("11101010001mmmmmiiiiiinnnnnddddd",        "bics", "Xd Xn Xm shift",      "C6.2 BICS (shifted register)")) t.does(Logical::bicsLsl64);
    if (t.line("11101010hh1mmmmmiiiiiinnnnnddddd", "h>0", "bics", "Xd Xn Xm shift",      "C6.2 BICS (shifted register)")) t.does(Logical::bicsShifted64);
  }
  // spotless:on

  private static void andImmediate32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) & (int) i.imm);
  }

  private static void andImmediate64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) & i.imm);
  }

  private static void orrImmediate32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) | (int) i.imm);
  }

  private static void orrImmediate64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) | i.imm);
  }

  private static void eorImmediate32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) ^ (int) i.imm);
  }

  private static void eorImmediate64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) ^ i.imm);
  }

  private static void andsImmediate32(Cpu cpu, Instruction i) {
    int result = cpu.w(i.n) & (int) i.imm;
    cpu.nzcv(Alu.flagsOfLogical(result));
    cpu.w(i.d, result);
  }

  private static void andsImmediate64(Cpu cpu, Instruction i) {
    long result = cpu.x(i.n) & i.imm;
    cpu.nzcv(Alu.flagsOfLogical(result));
    cpu.x(i.d, result);
  }

  private static void andLsl32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) & (cpu.w(i.m) << i.aux));
  }

  private static void andShifted32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) & ShiftedRegister.value32(cpu, i));
  }

  private static void andLsl64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) & (cpu.x(i.m) << i.aux));
  }

  private static void andShifted64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) & ShiftedRegister.value64(cpu, i));
  }

  private static void orrLsl32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) | (cpu.w(i.m) << i.aux));
  }

  private static void orrShifted32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) | ShiftedRegister.value32(cpu, i));
  }

  private static void orrLsl64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) | (cpu.x(i.m) << i.aux));
  }

  private static void orrShifted64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) | ShiftedRegister.value64(cpu, i));
  }

  private static void eorLsl32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) ^ (cpu.w(i.m) << i.aux));
  }

  private static void eorShifted32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) ^ ShiftedRegister.value32(cpu, i));
  }

  private static void eorLsl64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) ^ (cpu.x(i.m) << i.aux));
  }

  private static void eorShifted64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) ^ ShiftedRegister.value64(cpu, i));
  }

  private static void andsLsl32(Cpu cpu, Instruction i) {
    int result = cpu.w(i.n) & (cpu.w(i.m) << i.aux);
    cpu.nzcv(Alu.flagsOfLogical(result));
    cpu.w(i.d, result);
  }

  private static void andsShifted32(Cpu cpu, Instruction i) {
    int result = cpu.w(i.n) & ShiftedRegister.value32(cpu, i);
    cpu.nzcv(Alu.flagsOfLogical(result));
    cpu.w(i.d, result);
  }

  private static void andsLsl64(Cpu cpu, Instruction i) {
    long result = cpu.x(i.n) & (cpu.x(i.m) << i.aux);
    cpu.nzcv(Alu.flagsOfLogical(result));
    cpu.x(i.d, result);
  }

  private static void andsShifted64(Cpu cpu, Instruction i) {
    long result = cpu.x(i.n) & ShiftedRegister.value64(cpu, i);
    cpu.nzcv(Alu.flagsOfLogical(result));
    cpu.x(i.d, result);
  }

  private static void bicLsl32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) & ~(cpu.w(i.m) << i.aux));
  }

  private static void bicShifted32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) & ~ShiftedRegister.value32(cpu, i));
  }

  private static void bicLsl64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) & ~(cpu.x(i.m) << i.aux));
  }

  private static void bicShifted64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) & ~ShiftedRegister.value64(cpu, i));
  }

  private static void ornLsl32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) | ~(cpu.w(i.m) << i.aux));
  }

  private static void ornShifted32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) | ~ShiftedRegister.value32(cpu, i));
  }

  private static void ornLsl64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) | ~(cpu.x(i.m) << i.aux));
  }

  private static void ornShifted64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) | ~ShiftedRegister.value64(cpu, i));
  }

  private static void eonLsl32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) ^ ~(cpu.w(i.m) << i.aux));
  }

  private static void eonShifted32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) ^ ~ShiftedRegister.value32(cpu, i));
  }

  private static void eonLsl64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) ^ ~(cpu.x(i.m) << i.aux));
  }

  private static void eonShifted64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) ^ ~ShiftedRegister.value64(cpu, i));
  }

  private static void bicsLsl32(Cpu cpu, Instruction i) {
    int result = cpu.w(i.n) & ~(cpu.w(i.m) << i.aux);
    cpu.nzcv(Alu.flagsOfLogical(result));
    cpu.w(i.d, result);
  }

  private static void bicsShifted32(Cpu cpu, Instruction i) {
    int result = cpu.w(i.n) & ~ShiftedRegister.value32(cpu, i);
    cpu.nzcv(Alu.flagsOfLogical(result));
    cpu.w(i.d, result);
  }

  private static void bicsLsl64(Cpu cpu, Instruction i) {
    long result = cpu.x(i.n) & ~(cpu.x(i.m) << i.aux);
    cpu.nzcv(Alu.flagsOfLogical(result));
    cpu.x(i.d, result);
  }

  private static void bicsShifted64(Cpu cpu, Instruction i) {
    long result = cpu.x(i.n) & ~ShiftedRegister.value64(cpu, i);
    cpu.nzcv(Alu.flagsOfLogical(result));
    cpu.x(i.d, result);
  }
}
