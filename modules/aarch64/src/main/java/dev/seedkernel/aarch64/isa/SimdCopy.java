package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.size;
import static dev.seedkernel.aarch64.isa.VectorSemantics.write;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.Lanes;

/** Advanced SIMD copy (Arm ARM C4.1.96): between elements, vectors and general registers. */
final class SimdCopy {
  private SimdCopy() {}

  // spotless:off
  static void define(InstructionTable t) {
    t.line("0Q001110000iiiii000001nnnnnddddd", "dup",     "Vd.J Vn.J[]",          "C7.2 DUP (element)",         SimdCopy::duplicateElement);
    t.line("01011110000iiiii000001nnnnnddddd", "dup",     "Jd Vn.J[]",            "C7.2 DUP (element)",         SimdCopy::duplicateScalar);
    t.line("0Q001110000iiiii000011nnnnnddddd", "i!=8 & i!=24", "dup",     "Vd.J Wn",              "C7.2 DUP (general)",         SimdCopy::duplicate);
    t.line("0Q001110000iiiii000011nnnnnddddd", "i=8|i=24", "dup",     "Vd.J Xn",              "C7.2 DUP (general)",         SimdCopy::duplicate);
    t.line("01001110000iiiii000111nnnnnddddd", "i!=8 & i!=24", "ins",     "Vd.J[] Wn",            "C7.2 INS (general)",         SimdCopy::insertGeneral);
    t.line("01001110000iiiii000111nnnnnddddd", "i=8|i=24", "ins",     "Vd.J[] Xn",            "C7.2 INS (general)",         SimdCopy::insertGeneral);
    t.line("01101110000iiiii0jjjj1nnnnnddddd", "ins",     "Vd.J[] Vn.J[j]",       "C7.2 INS (element)",         SimdCopy::insertElement);
    t.line("00001110000iiiii001111nnnnnddddd", "i!=8 & i!=24", "umov",    "Wd Vn.J[]",            "C7.2 UMOV",                  SimdCopy::moveUnsigned);
    t.line("01001110000iiiii001111nnnnnddddd", "i=8|i=24", "umov",    "Xd Vn.J[]",            "C7.2 UMOV",                  SimdCopy::moveUnsigned);
    t.line("00001110000iiiii001011nnnnnddddd", "i!=8 & i!=24 & i!=4 & i!=12 & i!=20 & i!=28", "smov",    "Wd Vn.J[]",            "C7.2 SMOV",                  SimdCopy::moveSigned32);
    t.line("01001110000iiiii001011nnnnnddddd", "i!=8 & i!=24", "smov",    "Xd Vn.J[]",            "C7.2 SMOV",                  SimdCopy::moveSigned64);
  }
  // spotless:on

  /** Returns an element, zero-extended. */
  static long element(Cpu cpu, int register, int index, int size) {
    int at = index << (3 + size);
    return (at < 64 ? cpu.vLow(register) : cpu.vHigh(register)) >>> at & Lanes.mask(size);
  }

  /** Writes an element and leaves the others as they are. */
  static void insert(Cpu cpu, int register, int index, int size, long value) {
    int at = index << (3 + size);
    long mask = Lanes.mask(size) << at;
    long bits = value << at & mask;
    if (at < 64) {
      cpu.v(register, (cpu.vLow(register) & ~mask) | bits, cpu.vHigh(register));
    } else {
      cpu.v(register, cpu.vLow(register), (cpu.vHigh(register) & ~mask) | bits);
    }
  }

  private static void duplicateElement(Cpu cpu, Instruction i) {
    long all = Lanes.replicate(element(cpu, i.n, (int) i.imm, size(i)), size(i));
    write(cpu, i, all, all);
  }

  private static void duplicateScalar(Cpu cpu, Instruction i) {
    cpu.d(i.d, element(cpu, i.n, (int) i.imm, size(i)));
  }

  private static void duplicate(Cpu cpu, Instruction i) {
    long all = Lanes.replicate(cpu.x(i.n), size(i));
    write(cpu, i, all, all);
  }

  private static void insertGeneral(Cpu cpu, Instruction i) {
    insert(cpu, i.d, (int) i.imm, size(i), cpu.x(i.n));
  }

  private static void insertElement(Cpu cpu, Instruction i) {
    insert(cpu, i.d, (int) i.imm, size(i), element(cpu, i.n, i.a, size(i)));
  }

  private static void moveUnsigned(Cpu cpu, Instruction i) {
    cpu.x(i.d, element(cpu, i.n, (int) i.imm, size(i)));
  }

  private static void moveSigned32(Cpu cpu, Instruction i) {
    cpu.w(i.d, (int) Lanes.signed(element(cpu, i.n, (int) i.imm, size(i)), size(i)));
  }

  private static void moveSigned64(Cpu cpu, Instruction i) {
    cpu.x(i.d, Lanes.signed(element(cpu, i.n, (int) i.imm, size(i)), size(i)));
  }
}
