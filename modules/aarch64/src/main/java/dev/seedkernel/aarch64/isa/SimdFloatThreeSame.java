package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.binary;
import static dev.seedkernel.aarch64.isa.VectorSemantics.each;
import static dev.seedkernel.aarch64.isa.VectorSemantics.pair;
import static dev.seedkernel.aarch64.isa.VectorSemantics.pairwise;
import static dev.seedkernel.aarch64.isa.VectorSemantics.scalar;
import static dev.seedkernel.aarch64.isa.VectorSemantics.ternary;

import dev.seedkernel.aarch64.arith.FloatArithmetic;
import dev.seedkernel.aarch64.arith.FloatComparison;
import dev.seedkernel.aarch64.arith.FpEnvironment;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation2;

/**
 * Advanced SIMD three same, floating point, with their scalar and pairwise forms (Arm ARM C4.1.96).
 */
final class SimdFloatThreeSame {
  private SimdFloatThreeSame() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("0Q0011100z1mmmmm110001nnnnnddddd", "fmaxnm",  "Vd.F Vn.F Vm.F",       "C7.2 FMAXNM")) t.does(binary(each(FloatComparison::maximumNumber)));
    if (t.line("0Q0011101z1mmmmm110001nnnnnddddd", "fminnm",  "Vd.F Vn.F Vm.F",       "C7.2 FMINNM")) t.does(binary(each(FloatComparison::minimumNumber)));
    if (t.line("0Q0011100z1mmmmm110101nnnnnddddd", "fadd",    "Vd.F Vn.F Vm.F",       "C7.2 FADD")) t.does(binary(each(FloatArithmetic::add)));
    if (t.line("0Q0011101z1mmmmm110101nnnnnddddd", "fsub",    "Vd.F Vn.F Vm.F",       "C7.2 FSUB")) t.does(binary(each(FloatArithmetic::subtract)));
    if (t.line("0Q1011101z1mmmmm110101nnnnnddddd", "fabd",    "Vd.F Vn.F Vm.F",       "C7.2 FABD")) t.does(binary(each(SimdFloatThreeSame::distance)));
    if (t.line("011111101z1mmmmm110101nnnnnddddd", "fabd",    "Fd Fn Fm",             "C7.2 FABD")) t.does(scalar(SimdFloatThreeSame::distance));
    if (t.line("0Q0011100z1mmmmm110111nnnnnddddd", "fmulx",   "Vd.F Vn.F Vm.F",       "C7.2 FMULX")) t.does(binary(each(FloatArithmetic::multiplyExtended)));
    if (t.line("010111100z1mmmmm110111nnnnnddddd", "fmulx",   "Fd Fn Fm",             "C7.2 FMULX")) t.does(scalar(FloatArithmetic::multiplyExtended));
    if (t.line("0Q1011100z1mmmmm110111nnnnnddddd", "fmul",    "Vd.F Vn.F Vm.F",       "C7.2 FMUL")) t.does(binary(each(FloatArithmetic::multiply)));
    if (t.line("0Q0011100z1mmmmm111001nnnnnddddd", "fcmeq",   "Vd.F Vn.F Vm.F",       "C7.2 FCMEQ")) t.does(binary(each(FloatComparison::equal)));
    if (t.line("010111100z1mmmmm111001nnnnnddddd", "fcmeq",   "Fd Fn Fm",             "C7.2 FCMEQ")) t.does(scalar(FloatComparison::equal));
    if (t.line("0Q1011100z1mmmmm111001nnnnnddddd", "fcmge",   "Vd.F Vn.F Vm.F",       "C7.2 FCMGE")) t.does(binary(each(FloatComparison::greaterOrEqual)));
    if (t.line("011111100z1mmmmm111001nnnnnddddd", "fcmge",   "Fd Fn Fm",             "C7.2 FCMGE")) t.does(scalar(FloatComparison::greaterOrEqual));
    if (t.line("0Q1011101z1mmmmm111001nnnnnddddd", "fcmgt",   "Vd.F Vn.F Vm.F",       "C7.2 FCMGT")) t.does(binary(each(FloatComparison::greater)));
    if (t.line("011111101z1mmmmm111001nnnnnddddd", "fcmgt",   "Fd Fn Fm",             "C7.2 FCMGT")) t.does(scalar(FloatComparison::greater));
    if (t.line("0Q1011100z1mmmmm111011nnnnnddddd", "facge",   "Vd.F Vn.F Vm.F",       "C7.2 FACGE")) t.does(binary(each(FloatComparison::absoluteGreaterOrEqual)));
    if (t.line("011111100z1mmmmm111011nnnnnddddd", "facge",   "Fd Fn Fm",             "C7.2 FACGE")) t.does(scalar(FloatComparison::absoluteGreaterOrEqual));
    if (t.line("0Q1011101z1mmmmm111011nnnnnddddd", "facgt",   "Vd.F Vn.F Vm.F",       "C7.2 FACGT")) t.does(binary(each(FloatComparison::absoluteGreater)));
    if (t.line("011111101z1mmmmm111011nnnnnddddd", "facgt",   "Fd Fn Fm",             "C7.2 FACGT")) t.does(scalar(FloatComparison::absoluteGreater));
    if (t.line("0Q0011100z1mmmmm111101nnnnnddddd", "fmax",    "Vd.F Vn.F Vm.F",       "C7.2 FMAX")) t.does(binary(each(FloatComparison::maximum)));
    if (t.line("0Q0011101z1mmmmm111101nnnnnddddd", "fmin",    "Vd.F Vn.F Vm.F",       "C7.2 FMIN")) t.does(binary(each(FloatComparison::minimum)));
    if (t.line("0Q0011100z1mmmmm111111nnnnnddddd", "frecps",  "Vd.F Vn.F Vm.F",       "C7.2 FRECPS")) t.does(binary(each(FloatArithmetic::reciprocalStep)));
    if (t.line("010111100z1mmmmm111111nnnnnddddd", "frecps",  "Fd Fn Fm",             "C7.2 FRECPS")) t.does(scalar(FloatArithmetic::reciprocalStep));
    if (t.line("0Q0011101z1mmmmm111111nnnnnddddd", "frsqrts", "Vd.F Vn.F Vm.F",       "C7.2 FRSQRTS")) t.does(binary(each(FloatArithmetic::reciprocalRootStep)));
    if (t.line("010111101z1mmmmm111111nnnnnddddd", "frsqrts", "Fd Fn Fm",             "C7.2 FRSQRTS")) t.does(scalar(FloatArithmetic::reciprocalRootStep));
    if (t.line("0Q1011100z1mmmmm111111nnnnnddddd", "fdiv",    "Vd.F Vn.F Vm.F",       "C7.2 FDIV")) t.does(binary(each(FloatArithmetic::divide)));
    if (t.line("0Q0011100z1mmmmm110011nnnnnddddd", "fmla",    "Vd.F Vn.F Vm.F",       "C7.2 FMLA")) t.does(ternary(each(FloatArithmetic::multiplyAdd)));
    if (t.line("0Q0011101z1mmmmm110011nnnnnddddd", "fmls",    "Vd.F Vn.F Vm.F",       "C7.2 FMLS")) t.does(ternary(each(FloatArithmetic::multiplySubtract)));
    // Pairwise, and across lanes
    if (t.line("0Q1011100z1mmmmm110001nnnnnddddd", "fmaxnmp", "Vd.F Vn.F Vm.F",       "C7.2 FMAXNMP")) t.does(pairwise(each(FloatComparison::maximumNumber)));
    if (t.line("0111111000110000110010nnnnnddddd", "fmaxnmp", "Sd Vn.2S",             "C7.2 FMAXNMP (scalar)")) t.does(pair(FloatComparison::maximumNumber));
    if (t.line("0111111001110000110010nnnnnddddd", "fmaxnmp", "Dd Vn.2D",             "C7.2 FMAXNMP (scalar)")) t.does(pair(FloatComparison::maximumNumber));
    if (t.line("0Q1011101z1mmmmm110001nnnnnddddd", "fminnmp", "Vd.F Vn.F Vm.F",       "C7.2 FMINNMP")) t.does(pairwise(each(FloatComparison::minimumNumber)));
    if (t.line("0111111010110000110010nnnnnddddd", "fminnmp", "Sd Vn.2S",             "C7.2 FMINNMP (scalar)")) t.does(pair(FloatComparison::minimumNumber));
    if (t.line("0111111011110000110010nnnnnddddd", "fminnmp", "Dd Vn.2D",             "C7.2 FMINNMP (scalar)")) t.does(pair(FloatComparison::minimumNumber));
    if (t.line("0Q1011100z1mmmmm110101nnnnnddddd", "faddp",   "Vd.F Vn.F Vm.F",       "C7.2 FADDP")) t.does(pairwise(each(FloatArithmetic::add)));
    if (t.line("0111111000110000110110nnnnnddddd", "faddp",   "Sd Vn.2S",             "C7.2 FADDP (scalar)")) t.does(pair(FloatArithmetic::add));
    if (t.line("0111111001110000110110nnnnnddddd", "faddp",   "Dd Vn.2D",             "C7.2 FADDP (scalar)")) t.does(pair(FloatArithmetic::add));
    if (t.line("0Q1011100z1mmmmm111101nnnnnddddd", "fmaxp",   "Vd.F Vn.F Vm.F",       "C7.2 FMAXP")) t.does(pairwise(each(FloatComparison::maximum)));
    if (t.line("0111111000110000111110nnnnnddddd", "fmaxp",   "Sd Vn.2S",             "C7.2 FMAXP (scalar)")) t.does(pair(FloatComparison::maximum));
    if (t.line("0111111001110000111110nnnnnddddd", "fmaxp",   "Dd Vn.2D",             "C7.2 FMAXP (scalar)")) t.does(pair(FloatComparison::maximum));
    if (t.line("0Q1011101z1mmmmm111101nnnnnddddd", "fminp",   "Vd.F Vn.F Vm.F",       "C7.2 FMINP")) t.does(pairwise(each(FloatComparison::minimum)));
    if (t.line("0111111010110000111110nnnnnddddd", "fminp",   "Sd Vn.2S",             "C7.2 FMINP (scalar)")) t.does(pair(FloatComparison::minimum));
    if (t.line("0111111011110000111110nnnnnddddd", "fminp",   "Dd Vn.2D",             "C7.2 FMINP (scalar)")) t.does(pair(FloatComparison::minimum));
    if (t.line("0110111000110000110010nnnnnddddd", "fmaxnmv", "Sd Vn.4S",             "C7.2 FMAXNMV")) t.does(acrossFour(FloatComparison::maximumNumber));
    if (t.line("0110111010110000110010nnnnnddddd", "fminnmv", "Sd Vn.4S",             "C7.2 FMINNMV")) t.does(acrossFour(FloatComparison::minimumNumber));
    if (t.line("0110111000110000111110nnnnnddddd", "fmaxv",   "Sd Vn.4S",             "C7.2 FMAXV")) t.does(acrossFour(FloatComparison::maximum));
    if (t.line("0110111010110000111110nnnnnddddd", "fminv",   "Sd Vn.4S",             "C7.2 FMINV")) t.does(acrossFour(FloatComparison::minimum));
  }
  // spotless:on

  static long distance(long a, long b, int size, FpEnvironment fp) {
    return FloatArithmetic.absolute(FloatArithmetic.subtract(a, b, size, fp), size);
  }

  /** Reduces four singles to one, in the order of a tree. */
  private static Semantics acrossFour(Operation2 operation) {
    return (cpu, i) -> {
      long low = VectorSemantics.reduce(operation, cpu.vLow(i.n), 0, 64, 2, cpu.fp());
      long high = VectorSemantics.reduce(operation, cpu.vHigh(i.n), 0, 64, 2, cpu.fp());
      cpu.d(i.d, operation.apply(low, high, 2, cpu.fp()));
    };
  }
}
