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
    t.line("0Q0011100z1mmmmm110001nnnnnddddd", "fmaxnm",  "Vd.F Vn.F Vm.F",       "C7.2 FMAXNM",                binary(each(FloatComparison::maximumNumber)));
    t.line("0Q0011101z1mmmmm110001nnnnnddddd", "fminnm",  "Vd.F Vn.F Vm.F",       "C7.2 FMINNM",                binary(each(FloatComparison::minimumNumber)));
    t.line("0Q0011100z1mmmmm110101nnnnnddddd", "fadd",    "Vd.F Vn.F Vm.F",       "C7.2 FADD",                  binary(each(FloatArithmetic::add)));
    t.line("0Q0011101z1mmmmm110101nnnnnddddd", "fsub",    "Vd.F Vn.F Vm.F",       "C7.2 FSUB",                  binary(each(FloatArithmetic::subtract)));
    t.line("0Q1011101z1mmmmm110101nnnnnddddd", "fabd",    "Vd.F Vn.F Vm.F",       "C7.2 FABD",                  binary(each(SimdFloatThreeSame::distance)));
    t.line("011111101z1mmmmm110101nnnnnddddd", "fabd",    "Fd Fn Fm",             "C7.2 FABD",                  scalar(SimdFloatThreeSame::distance));
    t.line("0Q0011100z1mmmmm110111nnnnnddddd", "fmulx",   "Vd.F Vn.F Vm.F",       "C7.2 FMULX",                 binary(each(FloatArithmetic::multiplyExtended)));
    t.line("010111100z1mmmmm110111nnnnnddddd", "fmulx",   "Fd Fn Fm",             "C7.2 FMULX",                 scalar(FloatArithmetic::multiplyExtended));
    t.line("0Q1011100z1mmmmm110111nnnnnddddd", "fmul",    "Vd.F Vn.F Vm.F",       "C7.2 FMUL",                  binary(each(FloatArithmetic::multiply)));
    t.line("0Q0011100z1mmmmm111001nnnnnddddd", "fcmeq",   "Vd.F Vn.F Vm.F",       "C7.2 FCMEQ",                 binary(each(FloatComparison::equal)));
    t.line("010111100z1mmmmm111001nnnnnddddd", "fcmeq",   "Fd Fn Fm",             "C7.2 FCMEQ",                 scalar(FloatComparison::equal));
    t.line("0Q1011100z1mmmmm111001nnnnnddddd", "fcmge",   "Vd.F Vn.F Vm.F",       "C7.2 FCMGE",                 binary(each(FloatComparison::greaterOrEqual)));
    t.line("011111100z1mmmmm111001nnnnnddddd", "fcmge",   "Fd Fn Fm",             "C7.2 FCMGE",                 scalar(FloatComparison::greaterOrEqual));
    t.line("0Q1011101z1mmmmm111001nnnnnddddd", "fcmgt",   "Vd.F Vn.F Vm.F",       "C7.2 FCMGT",                 binary(each(FloatComparison::greater)));
    t.line("011111101z1mmmmm111001nnnnnddddd", "fcmgt",   "Fd Fn Fm",             "C7.2 FCMGT",                 scalar(FloatComparison::greater));
    t.line("0Q1011100z1mmmmm111011nnnnnddddd", "facge",   "Vd.F Vn.F Vm.F",       "C7.2 FACGE",                 binary(each(FloatComparison::absoluteGreaterOrEqual)));
    t.line("011111100z1mmmmm111011nnnnnddddd", "facge",   "Fd Fn Fm",             "C7.2 FACGE",                 scalar(FloatComparison::absoluteGreaterOrEqual));
    t.line("0Q1011101z1mmmmm111011nnnnnddddd", "facgt",   "Vd.F Vn.F Vm.F",       "C7.2 FACGT",                 binary(each(FloatComparison::absoluteGreater)));
    t.line("011111101z1mmmmm111011nnnnnddddd", "facgt",   "Fd Fn Fm",             "C7.2 FACGT",                 scalar(FloatComparison::absoluteGreater));
    t.line("0Q0011100z1mmmmm111101nnnnnddddd", "fmax",    "Vd.F Vn.F Vm.F",       "C7.2 FMAX",                  binary(each(FloatComparison::maximum)));
    t.line("0Q0011101z1mmmmm111101nnnnnddddd", "fmin",    "Vd.F Vn.F Vm.F",       "C7.2 FMIN",                  binary(each(FloatComparison::minimum)));
    t.line("0Q0011100z1mmmmm111111nnnnnddddd", "frecps",  "Vd.F Vn.F Vm.F",       "C7.2 FRECPS",                binary(each(FloatArithmetic::reciprocalStep)));
    t.line("010111100z1mmmmm111111nnnnnddddd", "frecps",  "Fd Fn Fm",             "C7.2 FRECPS",                scalar(FloatArithmetic::reciprocalStep));
    t.line("0Q0011101z1mmmmm111111nnnnnddddd", "frsqrts", "Vd.F Vn.F Vm.F",       "C7.2 FRSQRTS",               binary(each(FloatArithmetic::reciprocalRootStep)));
    t.line("010111101z1mmmmm111111nnnnnddddd", "frsqrts", "Fd Fn Fm",             "C7.2 FRSQRTS",               scalar(FloatArithmetic::reciprocalRootStep));
    t.line("0Q1011100z1mmmmm111111nnnnnddddd", "fdiv",    "Vd.F Vn.F Vm.F",       "C7.2 FDIV",                  binary(each(FloatArithmetic::divide)));
    t.line("0Q0011100z1mmmmm110011nnnnnddddd", "fmla",    "Vd.F Vn.F Vm.F",       "C7.2 FMLA",                  ternary(each(FloatArithmetic::multiplyAdd)));
    t.line("0Q0011101z1mmmmm110011nnnnnddddd", "fmls",    "Vd.F Vn.F Vm.F",       "C7.2 FMLS",                  ternary(each(FloatArithmetic::multiplySubtract)));
    // Pairwise, and across lanes
    t.line("0Q1011100z1mmmmm110001nnnnnddddd", "fmaxnmp", "Vd.F Vn.F Vm.F",       "C7.2 FMAXNMP",               pairwise(each(FloatComparison::maximumNumber)));
    t.line("0111111000110000110010nnnnnddddd", "fmaxnmp", "Sd Vn.2S",             "C7.2 FMAXNMP (scalar)",      pair(FloatComparison::maximumNumber));
    t.line("0111111001110000110010nnnnnddddd", "fmaxnmp", "Dd Vn.2D",             "C7.2 FMAXNMP (scalar)",      pair(FloatComparison::maximumNumber));
    t.line("0Q1011101z1mmmmm110001nnnnnddddd", "fminnmp", "Vd.F Vn.F Vm.F",       "C7.2 FMINNMP",               pairwise(each(FloatComparison::minimumNumber)));
    t.line("0111111010110000110010nnnnnddddd", "fminnmp", "Sd Vn.2S",             "C7.2 FMINNMP (scalar)",      pair(FloatComparison::minimumNumber));
    t.line("0111111011110000110010nnnnnddddd", "fminnmp", "Dd Vn.2D",             "C7.2 FMINNMP (scalar)",      pair(FloatComparison::minimumNumber));
    t.line("0Q1011100z1mmmmm110101nnnnnddddd", "faddp",   "Vd.F Vn.F Vm.F",       "C7.2 FADDP",                 pairwise(each(FloatArithmetic::add)));
    t.line("0111111000110000110110nnnnnddddd", "faddp",   "Sd Vn.2S",             "C7.2 FADDP (scalar)",        pair(FloatArithmetic::add));
    t.line("0111111001110000110110nnnnnddddd", "faddp",   "Dd Vn.2D",             "C7.2 FADDP (scalar)",        pair(FloatArithmetic::add));
    t.line("0Q1011100z1mmmmm111101nnnnnddddd", "fmaxp",   "Vd.F Vn.F Vm.F",       "C7.2 FMAXP",                 pairwise(each(FloatComparison::maximum)));
    t.line("0111111000110000111110nnnnnddddd", "fmaxp",   "Sd Vn.2S",             "C7.2 FMAXP (scalar)",        pair(FloatComparison::maximum));
    t.line("0111111001110000111110nnnnnddddd", "fmaxp",   "Dd Vn.2D",             "C7.2 FMAXP (scalar)",        pair(FloatComparison::maximum));
    t.line("0Q1011101z1mmmmm111101nnnnnddddd", "fminp",   "Vd.F Vn.F Vm.F",       "C7.2 FMINP",                 pairwise(each(FloatComparison::minimum)));
    t.line("0111111010110000111110nnnnnddddd", "fminp",   "Sd Vn.2S",             "C7.2 FMINP (scalar)",        pair(FloatComparison::minimum));
    t.line("0111111011110000111110nnnnnddddd", "fminp",   "Dd Vn.2D",             "C7.2 FMINP (scalar)",        pair(FloatComparison::minimum));
    t.line("0110111000110000110010nnnnnddddd", "fmaxnmv", "Sd Vn.4S",             "C7.2 FMAXNMV",               acrossFour(FloatComparison::maximumNumber));
    t.line("0110111010110000110010nnnnnddddd", "fminnmv", "Sd Vn.4S",             "C7.2 FMINNMV",               acrossFour(FloatComparison::minimumNumber));
    t.line("0110111000110000111110nnnnnddddd", "fmaxv",   "Sd Vn.4S",             "C7.2 FMAXV",                 acrossFour(FloatComparison::maximum));
    t.line("0110111010110000111110nnnnnddddd", "fminv",   "Sd Vn.4S",             "C7.2 FMINV",                 acrossFour(FloatComparison::minimum));
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
