package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.Alu;

/** Logical operations: bitmask immediate and shifted register. */
final class Logical {
  private Logical() {}

  // spotless:off
  static void define(InstructionTable t) {
    // Immediate: the destination may be SP, but for ANDS.
    t.line("0001001000bbbbbbbbbbbbnnnnnddddd",        "and",  "Wd|SP Wn #bitmask32", "C6.2 AND (immediate)",         Logical::andImmediate32);
    t.line("100100100bbbbbbbbbbbbbnnnnnddddd",        "and",  "Xd|SP Xn #bitmask64", "C6.2 AND (immediate)",         Logical::andImmediate64);
    t.line("0011001000bbbbbbbbbbbbnnnnnddddd",        "orr",  "Wd|SP Wn #bitmask32", "C6.2 ORR (immediate)",         Logical::orrImmediate32);
    t.line("101100100bbbbbbbbbbbbbnnnnnddddd",        "orr",  "Xd|SP Xn #bitmask64", "C6.2 ORR (immediate)",         Logical::orrImmediate64);
    t.line("0101001000bbbbbbbbbbbbnnnnnddddd",        "eor",  "Wd|SP Wn #bitmask32", "C6.2 EOR (immediate)",         Logical::eorImmediate32);
    t.line("110100100bbbbbbbbbbbbbnnnnnddddd",        "eor",  "Xd|SP Xn #bitmask64", "C6.2 EOR (immediate)",         Logical::eorImmediate64);
    t.line("0111001000bbbbbbbbbbbbnnnnnddddd",        "ands", "Wd Wn #bitmask32",    "C6.2 ANDS (immediate)",        Logical::andsImmediate32);
    t.line("111100100bbbbbbbbbbbbbnnnnnddddd",        "ands", "Xd Xn #bitmask64",    "C6.2 ANDS (immediate)",        Logical::andsImmediate64);
    // Shifted register, with the operand as it is and complemented. LSL has lines of its own.
    t.line("00001010000mmmmm0iiiiinnnnnddddd",        "and",  "Wd Wn Wm shift",      "C6.2 AND (shifted register)",  Logical::andLsl32);
    t.line("00001010hh0mmmmm0iiiiinnnnnddddd", "h>0", "and",  "Wd Wn Wm shift",      "C6.2 AND (shifted register)",  Logical::andShifted32);
    t.line("10001010000mmmmmiiiiiinnnnnddddd",        "and",  "Xd Xn Xm shift",      "C6.2 AND (shifted register)",  Logical::andLsl64);
    t.line("10001010hh0mmmmmiiiiiinnnnnddddd", "h>0", "and",  "Xd Xn Xm shift",      "C6.2 AND (shifted register)",  Logical::andShifted64);
    t.line("00101010000mmmmm0iiiiinnnnnddddd",        "orr",  "Wd Wn Wm shift",      "C6.2 ORR (shifted register)",  Logical::orrLsl32);
    t.line("00101010hh0mmmmm0iiiiinnnnnddddd", "h>0", "orr",  "Wd Wn Wm shift",      "C6.2 ORR (shifted register)",  Logical::orrShifted32);
    t.line("10101010000mmmmmiiiiiinnnnnddddd",        "orr",  "Xd Xn Xm shift",      "C6.2 ORR (shifted register)",  Logical::orrLsl64);
    t.line("10101010hh0mmmmmiiiiiinnnnnddddd", "h>0", "orr",  "Xd Xn Xm shift",      "C6.2 ORR (shifted register)",  Logical::orrShifted64);
    t.line("01001010000mmmmm0iiiiinnnnnddddd",        "eor",  "Wd Wn Wm shift",      "C6.2 EOR (shifted register)",  Logical::eorLsl32);
    t.line("01001010hh0mmmmm0iiiiinnnnnddddd", "h>0", "eor",  "Wd Wn Wm shift",      "C6.2 EOR (shifted register)",  Logical::eorShifted32);
    t.line("11001010000mmmmmiiiiiinnnnnddddd",        "eor",  "Xd Xn Xm shift",      "C6.2 EOR (shifted register)",  Logical::eorLsl64);
    t.line("11001010hh0mmmmmiiiiiinnnnnddddd", "h>0", "eor",  "Xd Xn Xm shift",      "C6.2 EOR (shifted register)",  Logical::eorShifted64);
    t.line("01101010000mmmmm0iiiiinnnnnddddd",        "ands", "Wd Wn Wm shift",      "C6.2 ANDS (shifted register)", Logical::andsLsl32);
    t.line("01101010hh0mmmmm0iiiiinnnnnddddd", "h>0", "ands", "Wd Wn Wm shift",      "C6.2 ANDS (shifted register)", Logical::andsShifted32);
    t.line("11101010000mmmmmiiiiiinnnnnddddd",        "ands", "Xd Xn Xm shift",      "C6.2 ANDS (shifted register)", Logical::andsLsl64);
    t.line("11101010hh0mmmmmiiiiiinnnnnddddd", "h>0", "ands", "Xd Xn Xm shift",      "C6.2 ANDS (shifted register)", Logical::andsShifted64);
    t.line("00001010001mmmmm0iiiiinnnnnddddd",        "bic",  "Wd Wn Wm shift",      "C6.2 BIC (shifted register)",  Logical::bicLsl32);
    t.line("00001010hh1mmmmm0iiiiinnnnnddddd", "h>0", "bic",  "Wd Wn Wm shift",      "C6.2 BIC (shifted register)",  Logical::bicShifted32);
    t.line("10001010001mmmmmiiiiiinnnnnddddd",        "bic",  "Xd Xn Xm shift",      "C6.2 BIC (shifted register)",  Logical::bicLsl64);
    t.line("10001010hh1mmmmmiiiiiinnnnnddddd", "h>0", "bic",  "Xd Xn Xm shift",      "C6.2 BIC (shifted register)",  Logical::bicShifted64);
    t.line("00101010001mmmmm0iiiiinnnnnddddd",        "orn",  "Wd Wn Wm shift",      "C6.2 ORN (shifted register)",  Logical::ornLsl32);
    t.line("00101010hh1mmmmm0iiiiinnnnnddddd", "h>0", "orn",  "Wd Wn Wm shift",      "C6.2 ORN (shifted register)",  Logical::ornShifted32);
    t.line("10101010001mmmmmiiiiiinnnnnddddd",        "orn",  "Xd Xn Xm shift",      "C6.2 ORN (shifted register)",  Logical::ornLsl64);
    t.line("10101010hh1mmmmmiiiiiinnnnnddddd", "h>0", "orn",  "Xd Xn Xm shift",      "C6.2 ORN (shifted register)",  Logical::ornShifted64);
    t.line("01001010001mmmmm0iiiiinnnnnddddd",        "eon",  "Wd Wn Wm shift",      "C6.2 EON (shifted register)",  Logical::eonLsl32);
    t.line("01001010hh1mmmmm0iiiiinnnnnddddd", "h>0", "eon",  "Wd Wn Wm shift",      "C6.2 EON (shifted register)",  Logical::eonShifted32);
    t.line("11001010001mmmmmiiiiiinnnnnddddd",        "eon",  "Xd Xn Xm shift",      "C6.2 EON (shifted register)",  Logical::eonLsl64);
    t.line("11001010hh1mmmmmiiiiiinnnnnddddd", "h>0", "eon",  "Xd Xn Xm shift",      "C6.2 EON (shifted register)",  Logical::eonShifted64);
    t.line("01101010001mmmmm0iiiiinnnnnddddd",        "bics", "Wd Wn Wm shift",      "C6.2 BICS (shifted register)", Logical::bicsLsl32);
    t.line("01101010hh1mmmmm0iiiiinnnnnddddd", "h>0", "bics", "Wd Wn Wm shift",      "C6.2 BICS (shifted register)", Logical::bicsShifted32);
    t.line("11101010001mmmmmiiiiiinnnnnddddd",        "bics", "Xd Xn Xm shift",      "C6.2 BICS (shifted register)", Logical::bicsLsl64);
    t.line("11101010hh1mmmmmiiiiiinnnnnddddd", "h>0", "bics", "Xd Xn Xm shift",      "C6.2 BICS (shifted register)", Logical::bicsShifted64);
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
