package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;

/** Branches, exception generation and system instructions (Arm ARM C4.1.93). */
final class Branches {
  private Branches() {}

  // spotless:off
  static void define(InstructionTable t) {
    t.line("000101iiiiiiiiiiiiiiiiiiiiiiiiii", "b",  "label26", "C6.2.27", Branches::branch);
    t.line("100101iiiiiiiiiiiiiiiiiiiiiiiiii", "bl", "label26", "C6.2.36", Branches::branchWithLink);
  }
  // spotless:on

  private static void branch(Cpu cpu, Instruction i) {
    cpu.pc(cpu.currentPc() + i.imm);
  }

  private static void branchWithLink(Cpu cpu, Instruction i) {
    cpu.x(30, cpu.pc());
    cpu.pc(cpu.currentPc() + i.imm);
  }
}
