package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.arith.Alu;
import dev.seedkernel.aarch64.arith.Flags;
import java.util.function.LongSupplier;

/**
 * Hints, barriers, cache maintenance and system registers, as Linux lets EL0 use them.
 *
 * <p>Accesses are executed in order by one processing element, so that barriers need nothing done.
 * The hints of BTI do nothing, as no page is guarded. Waiting for an event or an interrupt ends at
 * once, as it may.
 */
final class SystemGroup {
  private SystemGroup() {}

  // spotless:off
  static void define(InstructionTable t) {
    // Hints, allocated or not, do nothing: NOP, YIELD, WFE, WFI, SEV, SEVL, DGH, ESB, CSDB, BTI, ...
    if (t.line("11010101000000110010iiiiiii11111",               "hint",   "#imm7",               "C6.2 HINT")) t.does(InstructionTable.NO_OPERATION);
    t.feature(Feature.DGH);
    if (t.line("11010101000000110010000011011111",               "hint",   "#hint",               "C6.2 DGH")) t.does(InstructionTable.NO_OPERATION);
    t.feature(Feature.BASE);
    // Barriers. CLREX opens the exclusive monitor.
    if (t.line("11010101000000110011ffff01011111",               "clrex",  "#imm4",               "C6.2 CLREX")) t.does(SystemGroup::clearExclusive);
    if (t.line("11010101000000110011ffff10011111",               "dsb",    "barrier",             "C6.2 DSB")) t.does(InstructionTable.NO_OPERATION);
    if (t.line("11010101000000110011ffff10111111",               "dmb",    "barrier",             "C6.2 DMB")) t.does(InstructionTable.NO_OPERATION);
    if (t.line("11010101000000110011ffff11011111",               "isb",    "#imm4",               "C6.2 ISB")) t.does(InstructionTable.NO_OPERATION);
    t.feature(Feature.SB);
    if (t.line("11010101000000110011000011111111",               "sb",     "",                    "C6.2 SB")) t.does(InstructionTable.NO_OPERATION);
    // Flag manipulation.
    t.feature(Feature.FLAGM);
    if (t.line("11010101000000000100000000011111",               "cfinv",  "",                    "C6.2 CFINV")) t.does(SystemGroup::invertCarry);
    if (t.line("10111010000iiiiii00001nnnnn0ffff",               "rmif",   "Xn #imm6 #mask4",     "C6.2 RMIF")) t.does(SystemGroup::rotateIntoFlags);
    if (t.line("0011101000000000000010nnnnn01101",               "setf8",  "Wn",                  "C6.2 SETF8, SETF16")) t.does(SystemGroup::setFlags8);
    if (t.line("0011101000000000010010nnnnn01101",               "setf16", "Wn",                  "C6.2 SETF8, SETF16")) t.does(SystemGroup::setFlags16);
    t.feature(Feature.FLAGM2);
    if (t.line("11010101000000000100000000111111",               "xaflag", "",                    "C6.2 XAFLAG")) t.does(SystemGroup::flagsFromExternal);
    if (t.line("11010101000000000100000001011111",               "axflag", "",                    "C6.2 AXFLAG")) t.does(SystemGroup::flagsToExternal);
    t.feature(Feature.BASE);
    // Cache maintenance by address: DC and IC are aliases of SYS. What EL0 may not do is undefined.
    if (t.line("110101010000101101110100001ttttt",               "sys",    "#op1 Cn Cm #op2 Xt?", "C6.2 DC (ZVA)")) t.does(SystemInstructions::zero);
    if (t.line("110101010000101101110101001ttttt",               "sys",    "#op1 Cn Cm #op2 Xt?", "C6.2 IC (IVAU)")) t.does(SystemInstructions::invalidateInstructions);
    if (t.line("110101010000101101111010001ttttt",               "sys",    "#op1 Cn Cm #op2 Xt?", "C6.2 DC (CVAC)")) t.does(SystemInstructions::cleanData);
    if (t.line("110101010000101101111011001ttttt",               "sys",    "#op1 Cn Cm #op2 Xt?", "C6.2 DC (CVAU)")) t.does(SystemInstructions::cleanData);
    if (t.line("110101010000101101111110001ttttt",               "sys",    "#op1 Cn Cm #op2 Xt?", "C6.2 DC (CIVAC)")) t.does(SystemInstructions::cleanData);
    t.feature(Feature.DPB);
    if (t.line("110101010000101101111100001ttttt",               "sys",    "#op1 Cn Cm #op2 Xt?", "C6.2 DC (CVAP)")) t.does(SystemInstructions::cleanData);
    t.feature(Feature.DPB2);
    if (t.line("110101010000101101111101001ttttt",               "sys",    "#op1 Cn Cm #op2 Xt?", "C6.2 DC (CVADP)")) t.does(SystemInstructions::cleanData);
    t.feature(Feature.BASE);
    t.known("1101010100001pppnnnnmmmmqqqttttt", "",           "sys",    "#op1 Cn Cm #op2 Xt?", "C6.2 SYS");
    t.known("1101010100101pppnnnnmmmmqqqddddd", "",           "sysl",   "Xd #op1 Cn Cm #op2",  "C6.2 SYSL");
    // System registers.
    if (t.line("110101010011101101000010000ddddd",               "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(SystemGroup::readNzcv);
    if (t.line("110101010001101101000010000ttttt",               "msr",    "sysreg Xt",           "C6.2 MSR (register)")) t.does(SystemGroup::writeNzcv);
    // Without floating point CPACR_EL1 traps them, and Linux has nothing to enable.
    t.feature(Feature.FP);
    if (t.line("110101010011101101000100000ddddd",               "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(SystemGroup::readFpcr);
    if (t.line("110101010001101101000100000ttttt",               "msr",    "sysreg Xt",           "C6.2 MSR (register)")) t.does(SystemGroup::writeFpcr);
    if (t.line("110101010011101101000100001ddddd",               "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(SystemGroup::readFpsr);
    if (t.line("110101010001101101000100001ttttt",               "msr",    "sysreg Xt",           "C6.2 MSR (register)")) t.does(SystemGroup::writeFpsr);
    t.feature(Feature.BASE);
    if (t.line("110101010011101111010000010ddddd",               "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(SystemGroup::readTpidrEl0);
    if (t.line("110101010001101111010000010ttttt",               "msr",    "sysreg Xt",           "C6.2 MSR (register)")) t.does(SystemGroup::writeTpidrEl0);
    if (t.line("110101010011101111010000011ddddd",               "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(SystemGroup::readTpidrroEl0);
    if (t.line("110101010011101100000000001ddddd",               "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(SystemGroup::readCtrEl0);
    if (t.line("110101010011101100000000111ddddd",               "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(SystemGroup::readDczidEl0);
    if (t.line("110101010011101111100000000ddddd",               "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(SystemGroup::readCntfrqEl0);
    if (t.line("110101010011101111100000010ddddd",               "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(SystemGroup::readCntvctEl0);
    t.feature(Feature.ECV);
    if (t.line("110101010011101111100000110ddddd",               "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(SystemGroup::readCntvctEl0);
    t.feature(Feature.RNG);
    if (t.line("110101010011101100100100000ddddd",               "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(SystemGroup::readRandom);
    if (t.line("110101010011101100100100001ddddd",               "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(SystemGroup::readRandom);
    // Fields of PSTATE that EL0 may write; DAIF is not among them, as Linux leaves SCTLR_EL1.UMA clear.
    t.feature(Feature.DIT);
    if (t.line("11010101000000110100000i01011111",               "msr",    "dit #imm1",           "C6.2 MSR (immediate)")) t.does(SystemGroup::setDit);
    if (t.line("110101010011101101000010101ddddd",               "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(SystemGroup::readDit);
    if (t.line("110101010001101101000010101ttttt",               "msr",    "sysreg Xt",           "C6.2 MSR (register)")) t.does(SystemGroup::writeDit);
    t.feature(Feature.SSBS);
    if (t.line("11010101000000110100000i00111111",               "msr",    "ssbs #imm1",          "C6.2 MSR (immediate)")) t.does(SystemGroup::setSsbs);
    if (t.line("110101010011101101000010110ddddd",               "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(SystemGroup::readSsbs);
    if (t.line("110101010001101101000010110ttttt",               "msr",    "sysreg Xt",           "C6.2 MSR (register)")) t.does(SystemGroup::writeSsbs);
    t.feature(Feature.BASE);
    // Fields that EL0 may not write.
    t.known("11010101000000110100iiii11011111",              "",            "msr",    "daifset #imm7",       "C6.2 MSR (immediate)");
    t.known("11010101000000110100iiii11111111",              "",            "msr",    "daifclr #imm7",       "C6.2 MSR (immediate)");
    t.known("11010101000000000100000i10111111",              "",            "msr",    "spsel #imm1",         "C6.2 MSR (immediate)");
    t.known("11010101000000000100000i10011111",              "",            "msr",    "pan #imm1",           "C6.2 MSR (immediate)");
    t.known("11010101000000000100000i01111111",              "",            "msr",    "uao #imm1",           "C6.2 MSR (immediate)");
    // Identification registers trap, and Linux emulates reads from EL0.
    if (t.line("11010101001110000000mmmmqqqddddd", "m!=1 & m<8", "mrs",    "Xd sysreg",           "C6.2 MRS")) t.does(IdentificationRegisters::read);
    t.known("110101010011opppnnnnmmmmqqqddddd", "",           "mrs",    "Xd sysreg",           "C6.2 MRS");
    t.known("110101010001opppnnnnmmmmqqqttttt", "",           "msr",    "sysreg Xt",           "C6.2 MSR (register)");
  }
  // spotless:on

  private static void clearExclusive(Cpu cpu, Instruction i) {
    cpu.clearExclusive();
  }

  private static void invertCarry(Cpu cpu, Instruction i) {
    cpu.nzcv(cpu.nzcv() ^ Alu.C);
  }

  private static void rotateIntoFlags(Cpu cpu, Instruction i) {
    int rotated = (int) Long.rotateRight(cpu.x(i.n), (int) i.imm);
    cpu.nzcv((cpu.nzcv() & ~i.a) | (rotated & i.a));
  }

  private static void setFlags8(Cpu cpu, Instruction i) {
    cpu.nzcv(Flags.ofNarrow(cpu.nzcv(), cpu.w(i.n), 8));
  }

  private static void setFlags16(Cpu cpu, Instruction i) {
    cpu.nzcv(Flags.ofNarrow(cpu.nzcv(), cpu.w(i.n), 16));
  }

  private static void flagsFromExternal(Cpu cpu, Instruction i) {
    cpu.nzcv(Flags.fromExternal(cpu.nzcv()));
  }

  private static void flagsToExternal(Cpu cpu, Instruction i) {
    cpu.nzcv(Flags.toExternal(cpu.nzcv()));
  }

  private static void readNzcv(Cpu cpu, Instruction i) {
    cpu.x(i.d, (long) cpu.nzcv() << 28);
  }

  private static void writeNzcv(Cpu cpu, Instruction i) {
    cpu.nzcv(cpu.w(i.d) >>> 28);
  }

  private static void readFpcr(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.fpcr() & LOW);
  }

  private static void writeFpcr(Cpu cpu, Instruction i) {
    cpu.fpcr(cpu.w(i.d));
  }

  private static void readFpsr(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.fpsr() & LOW);
  }

  private static void writeFpsr(Cpu cpu, Instruction i) {
    cpu.fpsr(cpu.w(i.d));
  }

  private static void readTpidrEl0(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.tpidr());
  }

  private static void writeTpidrEl0(Cpu cpu, Instruction i) {
    cpu.tpidr(cpu.x(i.d));
  }

  private static void readTpidrroEl0(Cpu cpu, Instruction i) {
    cpu.x(i.d, 0);
  }

  private static void readCtrEl0(Cpu cpu, Instruction i) {
    cpu.x(i.d, SystemInstructions.CTR);
  }

  private static void readDczidEl0(Cpu cpu, Instruction i) {
    cpu.x(i.d, SystemInstructions.DCZID);
  }

  private static void readCntfrqEl0(Cpu cpu, Instruction i) {
    cpu.x(i.d, Cpu.COUNTER_FREQUENCY);
  }

  private static void readCntvctEl0(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.counter());
  }

  /** RNDR and RNDRRS: N, Z, C and V are 0, or Z is 1 and the number 0 if there is none. */
  private static void readRandom(Cpu cpu, Instruction i) {
    LongSupplier random = cpu.random();
    cpu.nzcv(random == null ? Alu.Z : 0);
    cpu.x(i.d, random == null ? 0 : random.getAsLong());
  }

  private static void setDit(Cpu cpu, Instruction i) {
    cpu.dit(i.imm != 0);
  }

  private static void readDit(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.dit() ? DIT : 0);
  }

  private static void writeDit(Cpu cpu, Instruction i) {
    cpu.dit((cpu.x(i.d) & DIT) != 0);
  }

  private static void setSsbs(Cpu cpu, Instruction i) {
    cpu.ssbs(i.imm != 0);
  }

  private static void readSsbs(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.ssbs() ? SSBS : 0);
  }

  private static void writeSsbs(Cpu cpu, Instruction i) {
    cpu.ssbs((cpu.x(i.d) & SSBS) != 0);
  }

  /** Where PSTATE.DIT and PSTATE.SSBS are in the registers of those names. */
  private static final long DIT = 1L << 24;

  private static final long SSBS = 1L << 12;

  private static final long LOW = 0xffff_ffffL;
}
