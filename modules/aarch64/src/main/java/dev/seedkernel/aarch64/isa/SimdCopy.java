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
    // Bits of field y mean nothing.
    if (t.line("0Q001110000iiii1000001nnnnnddddd", "dup",     "Vd.B Vn.B[i]",     "C7.2 DUP (element)")) t.does(SimdCopy::duplicateElement);
    if (t.line("0Q001110000iii10000001nnnnnddddd", "dup",     "Vd.H Vn.H[i]",     "C7.2 DUP (element)")) t.does(SimdCopy::duplicateElement);
    if (t.line("0Q001110000ii100000001nnnnnddddd", "dup",     "Vd.S Vn.S[i]",     "C7.2 DUP (element)")) t.does(SimdCopy::duplicateElement);
    if (t.line("01001110000i1000000001nnnnnddddd", "dup",     "Vd.2D Vn.D[i]",    "C7.2 DUP (element)")) t.does(SimdCopy::duplicateElement);
    if (t.line("01011110000iiii1000001nnnnnddddd", "dup",     "Bd Vn.B[i]",       "C7.2 DUP (element)")) t.does(SimdCopy::duplicateScalar);
    if (t.line("01011110000iii10000001nnnnnddddd", "dup",     "Hd Vn.H[i]",       "C7.2 DUP (element)")) t.does(SimdCopy::duplicateScalar);
    if (t.line("01011110000ii100000001nnnnnddddd", "dup",     "Sd Vn.S[i]",       "C7.2 DUP (element)")) t.does(SimdCopy::duplicateScalar);
    if (t.line("01011110000i1000000001nnnnnddddd", "dup",     "Dd Vn.D[i]",       "C7.2 DUP (element)")) t.does(SimdCopy::duplicateScalar);
    if (t.line("0Q001110000yyyy1000011nnnnnddddd", "dup",     "Vd.B Wn",          "C7.2 DUP (general)")) t.does(SimdCopy::duplicate);
    if (t.line("0Q001110000yyy10000011nnnnnddddd", "dup",     "Vd.H Wn",          "C7.2 DUP (general)")) t.does(SimdCopy::duplicate);
    if (t.line("0Q001110000yy100000011nnnnnddddd", "dup",     "Vd.S Wn",          "C7.2 DUP (general)")) t.does(SimdCopy::duplicate);
    if (t.line("01001110000y1000000011nnnnnddddd", "dup",     "Vd.2D Xn",         "C7.2 DUP (general)")) t.does(SimdCopy::duplicate);
    if (t.line("01001110000iiii1000111nnnnnddddd", "ins",     "Vd.B[i] Wn",       "C7.2 INS (general)")) t.does(SimdCopy::insertGeneral);
    if (t.line("01001110000iii10000111nnnnnddddd", "ins",     "Vd.H[i] Wn",       "C7.2 INS (general)")) t.does(SimdCopy::insertGeneral);
    if (t.line("01001110000ii100000111nnnnnddddd", "ins",     "Vd.S[i] Wn",       "C7.2 INS (general)")) t.does(SimdCopy::insertGeneral);
    if (t.line("01001110000i1000000111nnnnnddddd", "ins",     "Vd.D[i] Xn",       "C7.2 INS (general)")) t.does(SimdCopy::insertGeneral);
    if (t.line("01101110000iiii10jjjj1nnnnnddddd", "ins",     "Vd.B[i] Vn.B[j]",  "C7.2 INS (element)")) t.does(SimdCopy::insertElement);
    if (t.line("01101110000iii100jjjy1nnnnnddddd", "ins",     "Vd.H[i] Vn.H[j]",  "C7.2 INS (element)")) t.does(SimdCopy::insertElement);
    if (t.line("01101110000ii1000jjyy1nnnnnddddd", "ins",     "Vd.S[i] Vn.S[j]",  "C7.2 INS (element)")) t.does(SimdCopy::insertElement);
    if (t.line("01101110000i10000jyyy1nnnnnddddd", "ins",     "Vd.D[i] Vn.D[j]",  "C7.2 INS (element)")) t.does(SimdCopy::insertElement);
    if (t.line("00001110000iiii1001111nnnnnddddd", "umov",    "Wd Vn.B[i]",       "C7.2 UMOV")) t.does(SimdCopy::moveUnsigned);
    if (t.line("00001110000iii10001111nnnnnddddd", "umov",    "Wd Vn.H[i]",       "C7.2 UMOV")) t.does(SimdCopy::moveUnsigned);
    if (t.line("00001110000ii100001111nnnnnddddd", "umov",    "Wd Vn.S[i]",       "C7.2 UMOV")) t.does(SimdCopy::moveUnsigned);
    if (t.line("01001110000i1000001111nnnnnddddd", "umov",    "Xd Vn.D[i]",       "C7.2 UMOV")) t.does(SimdCopy::moveUnsigned);
    if (t.line("00001110000iiii1001011nnnnnddddd", "smov",    "Wd Vn.B[i]",       "C7.2 SMOV")) t.does(SimdCopy::moveSigned32);
    if (t.line("00001110000iii10001011nnnnnddddd", "smov",    "Wd Vn.H[i]",       "C7.2 SMOV")) t.does(SimdCopy::moveSigned32);
    if (t.line("01001110000iiii1001011nnnnnddddd", "smov",    "Xd Vn.B[i]",       "C7.2 SMOV")) t.does(SimdCopy::moveSigned64);
    if (t.line("01001110000iii10001011nnnnnddddd", "smov",    "Xd Vn.H[i]",       "C7.2 SMOV")) t.does(SimdCopy::moveSigned64);
    if (t.line("01001110000ii100001011nnnnnddddd", "smov",    "Xd Vn.S[i]",       "C7.2 SMOV")) t.does(SimdCopy::moveSigned64);
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
