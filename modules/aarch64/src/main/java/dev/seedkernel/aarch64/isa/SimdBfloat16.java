package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.each;
import static dev.seedkernel.aarch64.isa.VectorSemantics.narrowing;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.arith.Bfloat16;
import dev.seedkernel.aarch64.arith.FloatArithmetic;
import dev.seedkernel.aarch64.arith.FpEnvironment;
import dev.seedkernel.aarch64.arith.Lanes;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation3;

/**
 * BFloat16 (FEAT_BF16): dot products, products of matrices, long products, and conversion (Arm ARM
 * C4.1.96).
 */
final class SimdBfloat16 {
  /** The upper half of each single: a BFloat16 that stands there is its own value. */
  private static final long UPPER = 0xffff_0000_ffff_0000L;

  private static final Operation3 MULTIPLY_ADD = each(FloatArithmetic::multiplyAdd);
  private static final int SINGLE = 2;
  private static final int HALF = 1;

  private SimdBfloat16() {}

  // spotless:off
  static void define(InstructionTable t) {
    t.feature(Feature.BF16);
    if (t.line("0Q101110010mmmmm111111nnnnnddddd", "bfdot",   "Vd.S Vn.H Vm.H",      "C7.2 BFDOT (vector)")) t.does(SimdBfloat16::dot);
    if (t.line("0Q00111101lpmmmm1111h0nnnnnddddd", "bfdot",   "Vd.S Vn.H Vm.2H[]",   "C7.2 BFDOT (by element)")) t.does(SimdByElement.dot(Bfloat16::dot));
    if (t.line("01101110010mmmmm111011nnnnnddddd", "bfmmla",  "Vd.4S Vn.8H Vm.8H",   "C7.2 BFMMLA")) t.does(SimdBfloat16::matrix);
    if (t.line("00101110110mmmmm111111nnnnnddddd", "bfmlalb", "Vd.4S Vn.8H Vm.8H",   "C7.2 BFMLALB, BFMLALT (vector)")) t.does(SimdBfloat16::bottom);
    if (t.line("01101110110mmmmm111111nnnnnddddd", "bfmlalt", "Vd.4S Vn.8H Vm.8H",   "C7.2 BFMLALB, BFMLALT (vector)")) t.does(SimdBfloat16::top);
    if (t.line("0000111111lpmmmm1111h0nnnnnddddd", "bfmlalb", "Vd.4S Vn.8H Vm.H[]",  "C7.2 BFMLALB, BFMLALT (by element)")) t.does(SimdBfloat16::bottomByElement);
    if (t.line("0100111111lpmmmm1111h0nnnnnddddd", "bfmlalt", "Vd.4S Vn.8H Vm.H[]",  "C7.2 BFMLALB, BFMLALT (by element)")) t.does(SimdBfloat16::topByElement);
    if (t.line("0001111001100011010000nnnnnddddd", "bfcvt",   "Hd Sn",               "C7.2 BFCVT")) t.does(narrowing(SimdBfloat16::convert));
    if (t.line("0Q00111010100001011010nnnnnddddd", "Q=0", "bfcvtn",  "Vd.H Vn.4S", "C7.2 BFCVTN, BFCVTN2")) t.does(narrowing(SimdBfloat16::convert));
    if (t.line("0Q00111010100001011010nnnnnddddd", "Q=1", "bfcvtn2", "Vd.H Vn.4S", "C7.2 BFCVTN, BFCVTN2")) t.does(narrowing(SimdBfloat16::convert));
    t.feature(Feature.ADV_SIMD);
  }
  // spotless:on

  private static void dot(Cpu cpu, Instruction i) {
    long low = Bfloat16.dot(cpu.vLow(i.d), cpu.vLow(i.n), cpu.vLow(i.m));
    long high = Bfloat16.dot(cpu.vHigh(i.d), cpu.vHigh(i.n), cpu.vHigh(i.m));
    VectorSemantics.write(cpu, i, low, high);
  }

  /** Two rows of four numbers times two columns. */
  private static void matrix(Cpu cpu, Instruction i) {
    long column0 = cpu.vLow(i.m);
    long column1 = cpu.vHigh(i.m);
    long low = Bfloat16.matrixRow(cpu.vLow(i.d), cpu.vLow(i.n), column0, column1);
    cpu.v(i.d, low, Bfloat16.matrixRow(cpu.vHigh(i.d), cpu.vHigh(i.n), column0, column1));
  }

  private static void bottom(Cpu cpu, Instruction i) {
    long mLow = cpu.vLow(i.m) << 16 & UPPER;
    long mHigh = cpu.vHigh(i.m) << 16 & UPPER;
    multiplyAdd(cpu, i, cpu.vLow(i.n) << 16 & UPPER, cpu.vHigh(i.n) << 16 & UPPER, mLow, mHigh);
  }

  private static void top(Cpu cpu, Instruction i) {
    long mLow = cpu.vLow(i.m) & UPPER;
    long mHigh = cpu.vHigh(i.m) & UPPER;
    multiplyAdd(cpu, i, cpu.vLow(i.n) & UPPER, cpu.vHigh(i.n) & UPPER, mLow, mHigh);
  }

  private static void bottomByElement(Cpu cpu, Instruction i) {
    long m = element(cpu, i);
    multiplyAdd(cpu, i, cpu.vLow(i.n) << 16 & UPPER, cpu.vHigh(i.n) << 16 & UPPER, m, m);
  }

  private static void topByElement(Cpu cpu, Instruction i) {
    long m = element(cpu, i);
    multiplyAdd(cpu, i, cpu.vLow(i.n) & UPPER, cpu.vHigh(i.n) & UPPER, m, m);
  }

  private static long element(Cpu cpu, Instruction i) {
    return Lanes.replicate(SimdCopy.element(cpu, i.m, (int) i.imm, HALF) << 16, SINGLE);
  }

  /** The factors are singles already (Arm ARM, BFMulAddH): the product and sum are as of FMLA. */
  private static void multiplyAdd(
      Cpu cpu, Instruction i, long nLow, long nHigh, long mLow, long mHigh) {
    FpEnvironment fp = cpu.fp();
    long low = MULTIPLY_ADD.apply(cpu.vLow(i.d), nLow, mLow, SINGLE, fp);
    cpu.v(i.d, low, MULTIPLY_ADD.apply(cpu.vHigh(i.d), nHigh, mHigh, SINGLE, fp));
  }

  private static long convert(long a, long unused, int size, FpEnvironment fp) {
    return Bfloat16.fromSingle(a, fp);
  }
}
