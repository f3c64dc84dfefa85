package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.each;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.arith.ComplexNumbers;
import dev.seedkernel.aarch64.arith.FloatArithmetic;
import dev.seedkernel.aarch64.arith.FpEnvironment;
import dev.seedkernel.aarch64.arith.Lanes;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation2;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation3;

/**
 * Advanced SIMD complex addition and multiplication (FEAT_FCMA), which the manual has among three
 * same (extra) and vector x indexed element (Arm ARM C4.1.96).
 */
final class SimdComplex {
  private static final Operation2 ADD = each(FloatArithmetic::add);
  private static final Operation3 MULTIPLY_ADD = each(FloatArithmetic::multiplyAdd);

  private SimdComplex() {}

  // The rotation is slot a, in quarters of a circle.

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("0Q1011101z0mmmmm111r01nnnnnddddd", "fcadd", "Vd.F Vn.F Vm.F #rotate",      "C7.2 FCADD")) t.does(SimdComplex::add);
    if (t.line("0Q1011101z0mmmmm110rr1nnnnnddddd", "fcmla", "Vd.F Vn.F Vm.F #rotate",      "C7.2 FCMLA")) t.does(SimdComplex::multiplyAdd);
    if (t.line("01101111100mmmmm0rr1i0nnnnnddddd", "fcmla", "Vd.4S Vn.4S Vm.S[i] #rotate", "C7.2 FCMLA (by element)")) t.does(SimdComplex::multiplyAddByElement);
    t.feature(Feature.FCMA, Feature.FP16);
    if (t.line("0Q101110010mmmmm111r01nnnnnddddd", "fcadd", "Vd.H Vn.H Vm.H #rotate",      "C7.2 FCADD")) t.does(SimdComplex::add);
    if (t.line("0Q101110010mmmmm110rr1nnnnnddddd", "fcmla", "Vd.H Vn.H Vm.H #rotate",      "C7.2 FCMLA")) t.does(SimdComplex::multiplyAdd);
    if (t.line("0Q10111101lmmmmm0rr1h0nnnnnddddd", "Q=1|h=0", "fcmla", "Vd.H Vn.H Vm.H[hl] #rotate", "C7.2 FCMLA (by element)")) t.does(SimdComplex::multiplyAddByElement);
  }
  // spotless:on

  private static void add(Cpu cpu, Instruction i) {
    int size = VectorSemantics.size(i);
    FpEnvironment fp = cpu.fp();
    long m = cpu.vLow(i.m);
    long m2 = cpu.vHigh(i.m);
    long low = ADD.apply(cpu.vLow(i.n), ComplexNumbers.turnedLow(m, m2, i.a, size), size, fp);
    long high = 0;
    if (VectorSemantics.full(i)) {
      high = ADD.apply(cpu.vHigh(i.n), ComplexNumbers.turnedHigh(m, m2, i.a, size), size, fp);
    }
    VectorSemantics.write(cpu, i, low, high);
  }

  private static void multiplyAdd(Cpu cpu, Instruction i) {
    multiplyAdd(cpu, i, cpu.vLow(i.m), cpu.vHigh(i.m));
  }

  private static void multiplyAddByElement(Cpu cpu, Instruction i) {
    // An element is a number: both parts.
    int size = VectorSemantics.size(i) + 1;
    long m = Lanes.replicate(SimdCopy.element(cpu, i.m, (int) i.imm, size), size);
    multiplyAdd(cpu, i, m, m);
  }

  private static void multiplyAdd(Cpu cpu, Instruction i, long m, long m2) {
    int size = VectorSemantics.size(i);
    FpEnvironment fp = cpu.fp();
    long n = cpu.vLow(i.n);
    long n2 = cpu.vHigh(i.n);
    long factor = ComplexNumbers.factor(n, n, n2, i.a, size);
    long turned = ComplexNumbers.turnedLow(m, m2, i.a, size);
    long low = MULTIPLY_ADD.apply(cpu.vLow(i.d), factor, turned, size, fp);
    long high = 0;
    if (VectorSemantics.full(i)) {
      factor = ComplexNumbers.factor(n2, n, n2, i.a, size);
      turned = ComplexNumbers.turnedHigh(m, m2, i.a, size);
      high = MULTIPLY_ADD.apply(cpu.vHigh(i.d), factor, turned, size, fp);
    }
    VectorSemantics.write(cpu, i, low, high);
  }
}
