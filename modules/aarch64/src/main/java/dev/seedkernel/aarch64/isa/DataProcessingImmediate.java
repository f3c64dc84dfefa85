package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.Alu;

/** Data processing, immediate (Arm ARM C4.1.92). */
final class DataProcessingImmediate {
  private DataProcessingImmediate() {}

  // spotless:off
  static void define(InstructionTable t) {
    t.line("000100010hiiiiiiiiiiiinnnnnddddd", "add",  "Wd|SP Wn|SP #imm12", "C6.2.5",  DataProcessingImmediate::add32);
    t.line("100100010hiiiiiiiiiiiinnnnnddddd", "add",  "Xd|SP Xn|SP #imm12", "C6.2.5",  DataProcessingImmediate::add64);
    t.line("001100010hiiiiiiiiiiiinnnnnddddd", "adds", "Wd Wn|SP #imm12",    "C6.2.10", DataProcessingImmediate::adds32);
    t.line("101100010hiiiiiiiiiiiinnnnnddddd", "adds", "Xd Xn|SP #imm12",    "C6.2.10", DataProcessingImmediate::adds64);
    t.line("010100010hiiiiiiiiiiiinnnnnddddd", "sub",  "Wd|SP Wn|SP #imm12", "C6.2.363", DataProcessingImmediate::sub32);
    t.line("110100010hiiiiiiiiiiiinnnnnddddd", "sub",  "Xd|SP Xn|SP #imm12", "C6.2.363", DataProcessingImmediate::sub64);
    t.line("011100010hiiiiiiiiiiiinnnnnddddd", "subs", "Wd Wn|SP #imm12",    "C6.2.369", DataProcessingImmediate::subs32);
    t.line("111100010hiiiiiiiiiiiinnnnnddddd", "subs", "Xd Xn|SP #imm12",    "C6.2.369", DataProcessingImmediate::subs64);
  }
  // spotless:on

  private static void add32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) + (int) i.imm);
  }

  private static void add64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) + i.imm);
  }

  private static void adds32(Cpu cpu, Instruction i) {
    int a = cpu.w(i.n);
    int result = a + (int) i.imm;
    cpu.nzcv(Alu.flagsOfAdd(a, (int) i.imm, result));
    cpu.w(i.d, result);
  }

  private static void adds64(Cpu cpu, Instruction i) {
    long a = cpu.x(i.n);
    long result = a + i.imm;
    cpu.nzcv(Alu.flagsOfAdd(a, i.imm, result));
    cpu.x(i.d, result);
  }

  private static void sub32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) - (int) i.imm);
  }

  private static void sub64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) - i.imm);
  }

  private static void subs32(Cpu cpu, Instruction i) {
    int a = cpu.w(i.n);
    int result = a - (int) i.imm;
    cpu.nzcv(Alu.flagsOfSubtract(a, (int) i.imm, result));
    cpu.w(i.d, result);
  }

  private static void subs64(Cpu cpu, Instruction i) {
    long a = cpu.x(i.n);
    long result = a - i.imm;
    cpu.nzcv(Alu.flagsOfSubtract(a, i.imm, result));
    cpu.x(i.d, result);
  }
}
