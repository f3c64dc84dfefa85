package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.arith.Alu;
import dev.seedkernel.aarch64.arith.Condition;

/** Branches and exception generation. */
final class Branches {
  private Branches() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("000101iiiiiiiiiiiiiiiiiiiiiiiiii", "b",     "label",         "C6.2 B")) t.does(Branches::branch);
    if (t.line("100101iiiiiiiiiiiiiiiiiiiiiiiiii", "bl",    "label",         "C6.2 BL")) t.does(Branches::branchWithLink);
    // The condition is part of the mnemonic, so each has a line; the lowest bit inverts it.
    if (t.line("01010100iiiiiiiiiiiiiiiiiii00000", "b.eq",  "label",         "C6.2 B.cond")) t.does(Branches::branchIfEq);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii00001", "b.ne",  "label",         "C6.2 B.cond")) t.does(Branches::branchIfNe);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii00010", "b.cs",  "label",         "C6.2 B.cond")) t.does(Branches::branchIfCs);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii00011", "b.cc",  "label",         "C6.2 B.cond")) t.does(Branches::branchIfCc);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii00100", "b.mi",  "label",         "C6.2 B.cond")) t.does(Branches::branchIfMi);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii00101", "b.pl",  "label",         "C6.2 B.cond")) t.does(Branches::branchIfPl);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii00110", "b.vs",  "label",         "C6.2 B.cond")) t.does(Branches::branchIfVs);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii00111", "b.vc",  "label",         "C6.2 B.cond")) t.does(Branches::branchIfVc);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii01000", "b.hi",  "label",         "C6.2 B.cond")) t.does(Branches::branchIfHi);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii01001", "b.ls",  "label",         "C6.2 B.cond")) t.does(Branches::branchIfLs);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii01010", "b.ge",  "label",         "C6.2 B.cond")) t.does(Branches::branchIfGe);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii01011", "b.lt",  "label",         "C6.2 B.cond")) t.does(Branches::branchIfLt);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii01100", "b.gt",  "label",         "C6.2 B.cond")) t.does(Branches::branchIfGt);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii01101", "b.le",  "label",         "C6.2 B.cond")) t.does(Branches::branchIfLe);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii01110", "b.al",  "label",         "C6.2 B.cond")) t.does(Branches::branch);
    if (t.line("01010100iiiiiiiiiiiiiiiiiii01111", "b.nv",  "label",         "C6.2 B.cond")) t.does(Branches::branch);
    if (t.line("00110100iiiiiiiiiiiiiiiiiiittttt", "cbz",   "Wt label",      "C6.2 CBZ")) t.does(Branches::cbz32);
    if (t.line("00110101iiiiiiiiiiiiiiiiiiittttt", "cbnz",  "Wt label",      "C6.2 CBNZ")) t.does(Branches::cbnz32);
    if (t.line("10110100iiiiiiiiiiiiiiiiiiittttt", "cbz",   "Xt label",      "C6.2 CBZ")) t.does(Branches::cbz64);
    if (t.line("10110101iiiiiiiiiiiiiiiiiiittttt", "cbnz",  "Xt label",      "C6.2 CBNZ")) t.does(Branches::cbnz64);
    if (t.line("00110110bbbbbiiiiiiiiiiiiiittttt", "tbz",   "Wt #bit label", "C6.2 TBZ")) t.does(Branches::tbz);
    if (t.line("00110111bbbbbiiiiiiiiiiiiiittttt", "tbnz",  "Wt #bit label", "C6.2 TBNZ")) t.does(Branches::tbnz);
    if (t.line("10110110bbbbbiiiiiiiiiiiiiittttt", "tbz",   "Xt #bit label", "C6.2 TBZ")) t.does(Branches::tbz);
    if (t.line("10110111bbbbbiiiiiiiiiiiiiittttt", "tbnz",  "Xt #bit label", "C6.2 TBNZ")) t.does(Branches::tbnz);
    // To a register. A misaligned target is a fault of the fetch there.
    if (t.line("1101011000011111000000nnnnn00000", "br",    "Xn",            "C6.2 BR")) t.does(Branches::branchToRegister);
    if (t.line("1101011000111111000000nnnnn00000", "blr",   "Xn",            "C6.2 BLR")) t.does(Branches::branchWithLinkToRegister);
    if (t.line("1101011001011111000000nnnnn00000", "ret",   "Xn?",           "C6.2 RET")) t.does(Branches::branchToRegister);
    // Exceptions. What is not for EL0 is undefined there.
    if (t.line("11010100000iiiiiiiiiiiiiiii00001", "svc",   "#imm16",        "C6.2 SVC")) t.does(Branches::supervisorCall);
    if (t.line("11010100001iiiiiiiiiiiiiiii00000", "brk",   "#imm16",        "C6.2 BRK")) t.does(Branches::breakpoint);
    t.known("11010100000iiiiiiiiiiiiiiii00010", "", "hvc",   "#imm16",        "C6.2 HVC");
    t.known("11010100000iiiiiiiiiiiiiiii00011", "", "smc",   "#imm16",        "C6.2 SMC");
    t.known("11010100010iiiiiiiiiiiiiiii00000", "", "hlt",   "#imm16",        "C6.2 HLT");
    t.known("11010100101iiiiiiiiiiiiiiii00001", "", "dcps1", "#imm16",        "C6.2 DCPS1");
    t.known("11010100101iiiiiiiiiiiiiiii00010", "", "dcps2", "#imm16",        "C6.2 DCPS2");
    t.known("11010100101iiiiiiiiiiiiiiii00011", "", "dcps3", "#imm16",        "C6.2 DCPS3");
    t.known("11010110100111110000001111100000", "", "eret",  "",              "C6.2 ERET");
    t.known("11010110101111110000001111100000", "", "drps",  "",              "C6.2 DRPS");
    t.known("0000000000000000iiiiiiiiiiiiiiii", "", "udf",   "#udf16",        "C6.2 UDF");
  }
  // spotless:on

  private static void branch(Cpu cpu, Instruction i) {
    cpu.pc(cpu.currentPc() + i.imm);
  }

  private static void branchWithLink(Cpu cpu, Instruction i) {
    cpu.x(30, cpu.pc());
    cpu.pc(cpu.currentPc() + i.imm);
  }

  private static void branchIfEq(Cpu cpu, Instruction i) {
    if ((cpu.nzcv() & Alu.Z) != 0) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void branchIfNe(Cpu cpu, Instruction i) {
    if ((cpu.nzcv() & Alu.Z) == 0) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void branchIfCs(Cpu cpu, Instruction i) {
    if ((cpu.nzcv() & Alu.C) != 0) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void branchIfCc(Cpu cpu, Instruction i) {
    if ((cpu.nzcv() & Alu.C) == 0) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void branchIfMi(Cpu cpu, Instruction i) {
    if ((cpu.nzcv() & Alu.N) != 0) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void branchIfPl(Cpu cpu, Instruction i) {
    if ((cpu.nzcv() & Alu.N) == 0) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void branchIfVs(Cpu cpu, Instruction i) {
    if ((cpu.nzcv() & Alu.V) != 0) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void branchIfVc(Cpu cpu, Instruction i) {
    if ((cpu.nzcv() & Alu.V) == 0) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void branchIfHi(Cpu cpu, Instruction i) {
    if (Condition.holds(8, cpu.nzcv())) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void branchIfLs(Cpu cpu, Instruction i) {
    if (Condition.holds(9, cpu.nzcv())) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void branchIfGe(Cpu cpu, Instruction i) {
    if (Condition.holds(10, cpu.nzcv())) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void branchIfLt(Cpu cpu, Instruction i) {
    if (Condition.holds(11, cpu.nzcv())) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void branchIfGt(Cpu cpu, Instruction i) {
    if (Condition.holds(12, cpu.nzcv())) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void branchIfLe(Cpu cpu, Instruction i) {
    if (Condition.holds(13, cpu.nzcv())) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void cbz32(Cpu cpu, Instruction i) {
    if (cpu.w(i.d) == 0) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void cbnz32(Cpu cpu, Instruction i) {
    if (cpu.w(i.d) != 0) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void cbz64(Cpu cpu, Instruction i) {
    if (cpu.x(i.d) == 0) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void cbnz64(Cpu cpu, Instruction i) {
    if (cpu.x(i.d) != 0) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void tbz(Cpu cpu, Instruction i) {
    if ((cpu.x(i.d) >>> i.aux & 1) == 0) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void tbnz(Cpu cpu, Instruction i) {
    if ((cpu.x(i.d) >>> i.aux & 1) != 0) {
      cpu.pc(cpu.currentPc() + i.imm);
    }
  }

  private static void branchToRegister(Cpu cpu, Instruction i) {
    cpu.pc(cpu.x(i.n));
  }

  private static void branchWithLinkToRegister(Cpu cpu, Instruction i) {
    long target = cpu.x(i.n);
    cpu.x(30, cpu.pc());
    cpu.pc(target);
  }

  private static void supervisorCall(Cpu cpu, Instruction i) {
    cpu.leave(new Exit.SupervisorCall((int) i.imm));
  }

  private static void breakpoint(Cpu cpu, Instruction i) {
    cpu.pc(cpu.currentPc());
    cpu.leave(new Exit.Breakpoint((int) i.imm));
  }
}
