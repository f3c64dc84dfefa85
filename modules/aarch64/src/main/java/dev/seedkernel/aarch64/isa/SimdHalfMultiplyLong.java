package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.each;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.arith.FloatArithmetic;
import dev.seedkernel.aarch64.arith.FpEnvironment;
import dev.seedkernel.aarch64.arith.Lanes;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation3;

/**
 * Products of halves that are added to singles (FEAT_FHM): FMLAL and FMLSL of the lower half of a
 * vector of halves, their "2" forms of the upper (Arm ARM C4.1.96).
 */
final class SimdHalfMultiplyLong {
  private static final Operation3 ADD = each(SimdHalfMultiplyLong::add);
  private static final Operation3 SUBTRACT = each(SimdHalfMultiplyLong::subtract);
  private static final int HALF = 1;

  private SimdHalfMultiplyLong() {}

  // spotless:off
  static void define(InstructionTable t) {
    t.feature(Feature.FHM);
    if (t.line("0Q001110001mmmmm111011nnnnnddddd", "fmlal",  "Vd.S Vn.N Vm.N",      "C7.2 FMLAL, FMLAL2 (vector)")) t.does(vector(false, ADD));
    if (t.line("0Q101110001mmmmm110011nnnnnddddd", "fmlal2", "Vd.S Vn.N Vm.N",      "C7.2 FMLAL, FMLAL2 (vector)")) t.does(vector(true, ADD));
    if (t.line("0Q001110101mmmmm111011nnnnnddddd", "fmlsl",  "Vd.S Vn.N Vm.N",      "C7.2 FMLSL, FMLSL2 (vector)")) t.does(vector(false, SUBTRACT));
    if (t.line("0Q101110101mmmmm110011nnnnnddddd", "fmlsl2", "Vd.S Vn.N Vm.N",      "C7.2 FMLSL, FMLSL2 (vector)")) t.does(vector(true, SUBTRACT));
    if (t.line("0Q00111110lpmmmm0000h0nnnnnddddd", "fmlal",  "Vd.S Vn.N Vm.H[]",    "C7.2 FMLAL, FMLAL2 (by element)")) t.does(byElement(false, ADD));
    if (t.line("0Q10111110lpmmmm1000h0nnnnnddddd", "fmlal2", "Vd.S Vn.N Vm.H[]",    "C7.2 FMLAL, FMLAL2 (by element)")) t.does(byElement(true, ADD));
    if (t.line("0Q00111110lpmmmm0100h0nnnnnddddd", "fmlsl",  "Vd.S Vn.N Vm.H[]",    "C7.2 FMLSL, FMLSL2 (by element)")) t.does(byElement(false, SUBTRACT));
    if (t.line("0Q10111110lpmmmm1100h0nnnnnddddd", "fmlsl2", "Vd.S Vn.N Vm.H[]",    "C7.2 FMLSL, FMLSL2 (by element)")) t.does(byElement(true, SUBTRACT));
    t.feature(Feature.ADV_SIMD);
  }
  // spotless:on

  private static long add(long addend, long a, long b, int size, FpEnvironment fp) {
    return FloatArithmetic.multiplyAddHalves(addend, a, b, fp);
  }

  private static long subtract(long addend, long a, long b, int size, FpEnvironment fp) {
    return FloatArithmetic.multiplyAddHalves(addend, FloatArithmetic.negate(a, HALF), b, fp);
  }

  private static Semantics vector(boolean upper, Operation3 operation) {
    return (cpu, i) -> accumulate(cpu, i, upper, part(cpu, i, i.m, upper), operation);
  }

  private static Semantics byElement(boolean upper, Operation3 operation) {
    return (cpu, i) -> {
      long m = Lanes.replicate(SimdCopy.element(cpu, i.m, (int) i.imm, HALF), HALF);
      accumulate(cpu, i, upper, m, operation);
    };
  }

  private static void accumulate(
      Cpu cpu, Instruction i, boolean upper, long m, Operation3 operation) {
    int size = i.aux & VectorShape.SIZE;
    FpEnvironment fp = cpu.fp();
    long n = part(cpu, i, i.n, upper);
    long low = operation.apply(cpu.vLow(i.d), widened(n), widened(m), size, fp);
    boolean full = (i.aux & VectorShape.FULL) != 0;
    long high =
        full ? operation.apply(cpu.vHigh(i.d), widened(n >>> 32), widened(m >>> 32), size, fp) : 0;
    VectorSemantics.write(cpu, i, low, high);
  }

  /** Returns the lower or upper half of a vector that has as many bits as the result. */
  private static long part(Cpu cpu, Instruction i, int register, boolean upper) {
    if ((i.aux & VectorShape.FULL) != 0) {
      return upper ? cpu.vHigh(register) : cpu.vLow(register);
    }
    return upper ? cpu.vLow(register) >>> 32 : cpu.vLow(register);
  }

  /** Puts each of two halves where its single will stand. */
  private static long widened(long halves) {
    return Lanes.widenUnsigned(halves, HALF);
  }
}
