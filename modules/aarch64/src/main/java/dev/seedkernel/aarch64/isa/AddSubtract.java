package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.Alu;

/** Addition and subtraction: immediate, shifted register, extended register, with carry. */
final class AddSubtract {
  private AddSubtract() {}

  // spotless:off
  static void define(InstructionTable t) {
    // Immediate: register 31 is SP, as a destination only where no flags are set.
    if (t.line("000100010hiiiiiiiiiiiinnnnnddddd",              "add",  "Wd|SP Wn|SP #imm12 lsl12", "C6.2 ADD (immediate)")) t.does(AddSubtract::addImmediate32);
    if (t.line("100100010hiiiiiiiiiiiinnnnnddddd",              "add",  "Xd|SP Xn|SP #imm12 lsl12", "C6.2 ADD (immediate)")) t.does(AddSubtract::addImmediate64);
    if (t.line("001100010hiiiiiiiiiiiinnnnnddddd",              "adds", "Wd Wn|SP #imm12 lsl12",    "C6.2 ADDS (immediate)")) t.does(AddSubtract::addsImmediate32);
    if (t.line("101100010hiiiiiiiiiiiinnnnnddddd",              "adds", "Xd Xn|SP #imm12 lsl12",    "C6.2 ADDS (immediate)")) t.does(AddSubtract::addsImmediate64);
    if (t.line("010100010hiiiiiiiiiiiinnnnnddddd",              "sub",  "Wd|SP Wn|SP #imm12 lsl12", "C6.2 SUB (immediate)")) t.does(AddSubtract::subImmediate32);
    if (t.line("110100010hiiiiiiiiiiiinnnnnddddd",              "sub",  "Xd|SP Xn|SP #imm12 lsl12", "C6.2 SUB (immediate)")) t.does(AddSubtract::subImmediate64);
    if (t.line("011100010hiiiiiiiiiiiinnnnnddddd",              "subs", "Wd Wn|SP #imm12 lsl12",    "C6.2 SUBS (immediate)")) t.does(AddSubtract::subsImmediate32);
    if (t.line("111100010hiiiiiiiiiiiinnnnnddddd",              "subs", "Xd Xn|SP #imm12 lsl12",    "C6.2 SUBS (immediate)")) t.does(AddSubtract::subsImmediate64);
    // Shifted register: register 31 is zero. LSL, by far the most frequent, has lines of its own.
    if (t.line("00001011000mmmmm0iiiiinnnnnddddd",              "add",  "Wd Wn Wm shift",           "C6.2 ADD (shifted register)")) t.does(AddSubtract::addLsl32);
    if (t.line("00001011hh0mmmmm0iiiiinnnnnddddd", "h>0 & h<3", "add",  "Wd Wn Wm shift",           "C6.2 ADD (shifted register)")) t.does(AddSubtract::addShifted32);
    if (t.line("10001011000mmmmmiiiiiinnnnnddddd",              "add",  "Xd Xn Xm shift",           "C6.2 ADD (shifted register)")) t.does(AddSubtract::addLsl64);
    if (t.line("10001011hh0mmmmmiiiiiinnnnnddddd", "h>0 & h<3", "add",  "Xd Xn Xm shift",           "C6.2 ADD (shifted register)")) t.does(AddSubtract::addShifted64);
    if (t.line("00101011000mmmmm0iiiiinnnnnddddd",              "adds", "Wd Wn Wm shift",           "C6.2 ADDS (shifted register)")) t.does(AddSubtract::addsLsl32);
    if (t.line("00101011hh0mmmmm0iiiiinnnnnddddd", "h>0 & h<3", "adds", "Wd Wn Wm shift",           "C6.2 ADDS (shifted register)")) t.does(AddSubtract::addsShifted32);
    if (t.line("10101011000mmmmmiiiiiinnnnnddddd",              "adds", "Xd Xn Xm shift",           "C6.2 ADDS (shifted register)")) t.does(AddSubtract::addsLsl64);
    if (t.line("10101011hh0mmmmmiiiiiinnnnnddddd", "h>0 & h<3", "adds", "Xd Xn Xm shift",           "C6.2 ADDS (shifted register)")) t.does(AddSubtract::addsShifted64);
    if (t.line("01001011000mmmmm0iiiiinnnnnddddd",              "sub",  "Wd Wn Wm shift",           "C6.2 SUB (shifted register)")) t.does(AddSubtract::subLsl32);
    if (t.line("01001011hh0mmmmm0iiiiinnnnnddddd", "h>0 & h<3", "sub",  "Wd Wn Wm shift",           "C6.2 SUB (shifted register)")) t.does(AddSubtract::subShifted32);
    if (t.line("11001011000mmmmmiiiiiinnnnnddddd",              "sub",  "Xd Xn Xm shift",           "C6.2 SUB (shifted register)")) t.does(AddSubtract::subLsl64);
    if (t.line("11001011hh0mmmmmiiiiiinnnnnddddd", "h>0 & h<3", "sub",  "Xd Xn Xm shift",           "C6.2 SUB (shifted register)")) t.does(AddSubtract::subShifted64);
    if (t.line("01101011000mmmmm0iiiiinnnnnddddd",              "subs", "Wd Wn Wm shift",           "C6.2 SUBS (shifted register)")) t.does(AddSubtract::subsLsl32);
    if (t.line("01101011hh0mmmmm0iiiiinnnnnddddd", "h>0 & h<3", "subs", "Wd Wn Wm shift",           "C6.2 SUBS (shifted register)")) t.does(AddSubtract::subsShifted32);
    if (t.line("11101011000mmmmmiiiiiinnnnnddddd",              "subs", "Xd Xn Xm shift",           "C6.2 SUBS (shifted register)")) t.does(AddSubtract::subsLsl64);
    if (t.line("11101011hh0mmmmmiiiiiinnnnnddddd", "h>0 & h<3", "subs", "Xd Xn Xm shift",           "C6.2 SUBS (shifted register)")) t.does(AddSubtract::subsShifted64);
    // Extended register: the base may be SP, the extended register is never SP.
    if (t.line("00001011001mmmmmoooiiinnnnnddddd", "i<=4",      "add",  "Wd|SP Wn|SP Wm extend32",  "C6.2 ADD (extended register)")) t.does(AddSubtract::addExtended32);
    if (t.line("10001011001mmmmmoooiiinnnnnddddd", "i<=4",      "add",  "Xd|SP Xn|SP Rm extend64",  "C6.2 ADD (extended register)")) t.does(AddSubtract::addExtended64);
    if (t.line("00101011001mmmmmoooiiinnnnnddddd", "i<=4",      "adds", "Wd Wn|SP Wm extend32",     "C6.2 ADDS (extended register)")) t.does(AddSubtract::addsExtended32);
    if (t.line("10101011001mmmmmoooiiinnnnnddddd", "i<=4",      "adds", "Xd Xn|SP Rm extend64",     "C6.2 ADDS (extended register)")) t.does(AddSubtract::addsExtended64);
    if (t.line("01001011001mmmmmoooiiinnnnnddddd", "i<=4",      "sub",  "Wd|SP Wn|SP Wm extend32",  "C6.2 SUB (extended register)")) t.does(AddSubtract::subExtended32);
    if (t.line("11001011001mmmmmoooiiinnnnnddddd", "i<=4",      "sub",  "Xd|SP Xn|SP Rm extend64",  "C6.2 SUB (extended register)")) t.does(AddSubtract::subExtended64);
    if (t.line("01101011001mmmmmoooiiinnnnnddddd", "i<=4",      "subs", "Wd Wn|SP Wm extend32",     "C6.2 SUBS (extended register)")) t.does(AddSubtract::subsExtended32);
    if (t.line("11101011001mmmmmoooiiinnnnnddddd", "i<=4",      "subs", "Xd Xn|SP Rm extend64",     "C6.2 SUBS (extended register)")) t.does(AddSubtract::subsExtended64);
    // With carry: A + B + C, where subtraction adds the complement of B.
    if (t.line("00011010000mmmmm000000nnnnnddddd",              "adc",  "Wd Wn Wm",                 "C6.2 ADC")) t.does(AddSubtract::adc32);
    if (t.line("10011010000mmmmm000000nnnnnddddd",              "adc",  "Xd Xn Xm",                 "C6.2 ADC")) t.does(AddSubtract::adc64);
    if (t.line("00111010000mmmmm000000nnnnnddddd",              "adcs", "Wd Wn Wm",                 "C6.2 ADCS")) t.does(AddSubtract::adcs32);
    if (t.line("10111010000mmmmm000000nnnnnddddd",              "adcs", "Xd Xn Xm",                 "C6.2 ADCS")) t.does(AddSubtract::adcs64);
    if (t.line("01011010000mmmmm000000nnnnnddddd",              "sbc",  "Wd Wn Wm",                 "C6.2 SBC")) t.does(AddSubtract::sbc32);
    if (t.line("11011010000mmmmm000000nnnnnddddd",              "sbc",  "Xd Xn Xm",                 "C6.2 SBC")) t.does(AddSubtract::sbc64);
    if (t.line("01111010000mmmmm000000nnnnnddddd",              "sbcs", "Wd Wn Wm",                 "C6.2 SBCS")) t.does(AddSubtract::sbcs32);
    if (t.line("11111010000mmmmm000000nnnnnddddd",              "sbcs", "Xd Xn Xm",                 "C6.2 SBCS")) t.does(AddSubtract::sbcs64);
  }
  // spotless:on

  private static void addImmediate32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) + (int) i.imm);
  }

  private static void addImmediate64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) + i.imm);
  }

  private static void addsImmediate32(Cpu cpu, Instruction i) {
    int a = cpu.w(i.n);
    int b = (int) i.imm;
    int result = a + b;
    cpu.nzcv(Alu.flagsOfAdd(a, b, result));
    cpu.w(i.d, result);
  }

  private static void addsImmediate64(Cpu cpu, Instruction i) {
    long a = cpu.x(i.n);
    long b = i.imm;
    long result = a + b;
    cpu.nzcv(Alu.flagsOfAdd(a, b, result));
    cpu.x(i.d, result);
  }

  private static void subImmediate32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) - (int) i.imm);
  }

  private static void subImmediate64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) - i.imm);
  }

  private static void subsImmediate32(Cpu cpu, Instruction i) {
    int a = cpu.w(i.n);
    int b = (int) i.imm;
    int result = a - b;
    cpu.nzcv(Alu.flagsOfSubtract(a, b, result));
    cpu.w(i.d, result);
  }

  private static void subsImmediate64(Cpu cpu, Instruction i) {
    long a = cpu.x(i.n);
    long b = i.imm;
    long result = a - b;
    cpu.nzcv(Alu.flagsOfSubtract(a, b, result));
    cpu.x(i.d, result);
  }

  private static void addLsl32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) + (cpu.w(i.m) << i.aux));
  }

  private static void addShifted32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) + ShiftedRegister.value32(cpu, i));
  }

  private static void addLsl64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) + (cpu.x(i.m) << i.aux));
  }

  private static void addShifted64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) + ShiftedRegister.value64(cpu, i));
  }

  private static void addsLsl32(Cpu cpu, Instruction i) {
    int a = cpu.w(i.n);
    int b = cpu.w(i.m) << i.aux;
    int result = a + b;
    cpu.nzcv(Alu.flagsOfAdd(a, b, result));
    cpu.w(i.d, result);
  }

  private static void addsShifted32(Cpu cpu, Instruction i) {
    int a = cpu.w(i.n);
    int b = ShiftedRegister.value32(cpu, i);
    int result = a + b;
    cpu.nzcv(Alu.flagsOfAdd(a, b, result));
    cpu.w(i.d, result);
  }

  private static void addsLsl64(Cpu cpu, Instruction i) {
    long a = cpu.x(i.n);
    long b = cpu.x(i.m) << i.aux;
    long result = a + b;
    cpu.nzcv(Alu.flagsOfAdd(a, b, result));
    cpu.x(i.d, result);
  }

  private static void addsShifted64(Cpu cpu, Instruction i) {
    long a = cpu.x(i.n);
    long b = ShiftedRegister.value64(cpu, i);
    long result = a + b;
    cpu.nzcv(Alu.flagsOfAdd(a, b, result));
    cpu.x(i.d, result);
  }

  private static void subLsl32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) - (cpu.w(i.m) << i.aux));
  }

  private static void subShifted32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) - ShiftedRegister.value32(cpu, i));
  }

  private static void subLsl64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) - (cpu.x(i.m) << i.aux));
  }

  private static void subShifted64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) - ShiftedRegister.value64(cpu, i));
  }

  private static void subsLsl32(Cpu cpu, Instruction i) {
    int a = cpu.w(i.n);
    int b = cpu.w(i.m) << i.aux;
    int result = a - b;
    cpu.nzcv(Alu.flagsOfSubtract(a, b, result));
    cpu.w(i.d, result);
  }

  private static void subsShifted32(Cpu cpu, Instruction i) {
    int a = cpu.w(i.n);
    int b = ShiftedRegister.value32(cpu, i);
    int result = a - b;
    cpu.nzcv(Alu.flagsOfSubtract(a, b, result));
    cpu.w(i.d, result);
  }

  private static void subsLsl64(Cpu cpu, Instruction i) {
    long a = cpu.x(i.n);
    long b = cpu.x(i.m) << i.aux;
    long result = a - b;
    cpu.nzcv(Alu.flagsOfSubtract(a, b, result));
    cpu.x(i.d, result);
  }

  private static void subsShifted64(Cpu cpu, Instruction i) {
    long a = cpu.x(i.n);
    long b = ShiftedRegister.value64(cpu, i);
    long result = a - b;
    cpu.nzcv(Alu.flagsOfSubtract(a, b, result));
    cpu.x(i.d, result);
  }

  private static void addExtended32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) + (int) ExtendedRegister.value(cpu, i));
  }

  private static void addExtended64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) + ExtendedRegister.value(cpu, i));
  }

  private static void addsExtended32(Cpu cpu, Instruction i) {
    int a = cpu.w(i.n);
    int b = (int) ExtendedRegister.value(cpu, i);
    int result = a + b;
    cpu.nzcv(Alu.flagsOfAdd(a, b, result));
    cpu.w(i.d, result);
  }

  private static void addsExtended64(Cpu cpu, Instruction i) {
    long a = cpu.x(i.n);
    long b = ExtendedRegister.value(cpu, i);
    long result = a + b;
    cpu.nzcv(Alu.flagsOfAdd(a, b, result));
    cpu.x(i.d, result);
  }

  private static void subExtended32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) - (int) ExtendedRegister.value(cpu, i));
  }

  private static void subExtended64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) - ExtendedRegister.value(cpu, i));
  }

  private static void subsExtended32(Cpu cpu, Instruction i) {
    int a = cpu.w(i.n);
    int b = (int) ExtendedRegister.value(cpu, i);
    int result = a - b;
    cpu.nzcv(Alu.flagsOfSubtract(a, b, result));
    cpu.w(i.d, result);
  }

  private static void subsExtended64(Cpu cpu, Instruction i) {
    long a = cpu.x(i.n);
    long b = ExtendedRegister.value(cpu, i);
    long result = a - b;
    cpu.nzcv(Alu.flagsOfSubtract(a, b, result));
    cpu.x(i.d, result);
  }

  private static void adc32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) + cpu.w(i.m) + carry(cpu));
  }

  private static void adc64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) + cpu.x(i.m) + carry(cpu));
  }

  private static void adcs32(Cpu cpu, Instruction i) {
    int a = cpu.w(i.n);
    int b = cpu.w(i.m);
    int result = a + b + carry(cpu);
    cpu.nzcv(Alu.flagsOfAdd(a, b, result));
    cpu.w(i.d, result);
  }

  private static void adcs64(Cpu cpu, Instruction i) {
    long a = cpu.x(i.n);
    long b = cpu.x(i.m);
    long result = a + b + carry(cpu);
    cpu.nzcv(Alu.flagsOfAdd(a, b, result));
    cpu.x(i.d, result);
  }

  private static void sbc32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) + ~cpu.w(i.m) + carry(cpu));
  }

  private static void sbc64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) + ~cpu.x(i.m) + carry(cpu));
  }

  private static void sbcs32(Cpu cpu, Instruction i) {
    int a = cpu.w(i.n);
    int b = ~cpu.w(i.m);
    int result = a + b + carry(cpu);
    cpu.nzcv(Alu.flagsOfAdd(a, b, result));
    cpu.w(i.d, result);
  }

  private static void sbcs64(Cpu cpu, Instruction i) {
    long a = cpu.x(i.n);
    long b = ~cpu.x(i.m);
    long result = a + b + carry(cpu);
    cpu.nzcv(Alu.flagsOfAdd(a, b, result));
    cpu.x(i.d, result);
  }

  private static int carry(Cpu cpu) {
    return cpu.nzcv() >>> 1 & 1;
  }
}
