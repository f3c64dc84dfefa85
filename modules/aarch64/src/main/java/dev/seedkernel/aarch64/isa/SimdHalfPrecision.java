package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.across;
import static dev.seedkernel.aarch64.isa.VectorSemantics.binary;
import static dev.seedkernel.aarch64.isa.VectorSemantics.byElement;
import static dev.seedkernel.aarch64.isa.VectorSemantics.byElementScalar;
import static dev.seedkernel.aarch64.isa.VectorSemantics.each;
import static dev.seedkernel.aarch64.isa.VectorSemantics.eachWith;
import static dev.seedkernel.aarch64.isa.VectorSemantics.immediate;
import static dev.seedkernel.aarch64.isa.VectorSemantics.pair;
import static dev.seedkernel.aarch64.isa.VectorSemantics.pairwise;
import static dev.seedkernel.aarch64.isa.VectorSemantics.plain;
import static dev.seedkernel.aarch64.isa.VectorSemantics.scalar;
import static dev.seedkernel.aarch64.isa.VectorSemantics.ternary;
import static dev.seedkernel.aarch64.isa.VectorSemantics.unary;

import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.arith.FloatArithmetic;
import dev.seedkernel.aarch64.arith.FloatComparison;
import dev.seedkernel.aarch64.arith.FloatEstimate;
import dev.seedkernel.aarch64.arith.Rounding;

/**
 * Advanced SIMD in half precision (FEAT_FP16), with its scalar forms. The manual gives it groups of
 * its own (Arm ARM C4.1.96): three same, two-register miscellaneous.
 */
final class SimdHalfPrecision {
  private SimdHalfPrecision() {}

  // spotless:off
  static void define(InstructionTable t) {
    t.feature(Feature.FP16);
    threeSame(t);
    twoRegister(t);
    immediates(t);
    byElements(t);
    t.feature(Feature.ADV_SIMD);
  }

  private static void threeSame(InstructionTable t) {
    if (t.line("0Q001110010mmmmm000001nnnnnddddd", "fmaxnm",  "Vd.H Vn.H Vm.H",     "C7.2 FMAXNM")) t.does(binary(each(FloatComparison::maximumNumber)));
    if (t.line("0Q001110110mmmmm000001nnnnnddddd", "fminnm",  "Vd.H Vn.H Vm.H",     "C7.2 FMINNM")) t.does(binary(each(FloatComparison::minimumNumber)));
    if (t.line("0Q001110010mmmmm000101nnnnnddddd", "fadd",    "Vd.H Vn.H Vm.H",     "C7.2 FADD")) t.does(binary(each(FloatArithmetic::add)));
    if (t.line("0Q001110110mmmmm000101nnnnnddddd", "fsub",    "Vd.H Vn.H Vm.H",     "C7.2 FSUB")) t.does(binary(each(FloatArithmetic::subtract)));
    if (t.line("0Q101110110mmmmm000101nnnnnddddd", "fabd",    "Vd.H Vn.H Vm.H",     "C7.2 FABD")) t.does(binary(each(SimdFloatThreeSame::distance)));
    if (t.line("01111110110mmmmm000101nnnnnddddd", "fabd",    "Hd Hn Hm",           "C7.2 FABD")) t.does(scalar(SimdFloatThreeSame::distance));
    if (t.line("0Q001110010mmmmm000111nnnnnddddd", "fmulx",   "Vd.H Vn.H Vm.H",     "C7.2 FMULX")) t.does(binary(each(FloatArithmetic::multiplyExtended)));
    if (t.line("01011110010mmmmm000111nnnnnddddd", "fmulx",   "Hd Hn Hm",           "C7.2 FMULX")) t.does(scalar(FloatArithmetic::multiplyExtended));
    if (t.line("0Q101110010mmmmm000111nnnnnddddd", "fmul",    "Vd.H Vn.H Vm.H",     "C7.2 FMUL")) t.does(binary(each(FloatArithmetic::multiply)));
    if (t.line("0Q001110010mmmmm001001nnnnnddddd", "fcmeq",   "Vd.H Vn.H Vm.H",     "C7.2 FCMEQ")) t.does(binary(each(FloatComparison::equal)));
    if (t.line("01011110010mmmmm001001nnnnnddddd", "fcmeq",   "Hd Hn Hm",           "C7.2 FCMEQ")) t.does(scalar(FloatComparison::equal));
    if (t.line("0Q101110010mmmmm001001nnnnnddddd", "fcmge",   "Vd.H Vn.H Vm.H",     "C7.2 FCMGE")) t.does(binary(each(FloatComparison::greaterOrEqual)));
    if (t.line("01111110010mmmmm001001nnnnnddddd", "fcmge",   "Hd Hn Hm",           "C7.2 FCMGE")) t.does(scalar(FloatComparison::greaterOrEqual));
    if (t.line("0Q101110110mmmmm001001nnnnnddddd", "fcmgt",   "Vd.H Vn.H Vm.H",     "C7.2 FCMGT")) t.does(binary(each(FloatComparison::greater)));
    if (t.line("01111110110mmmmm001001nnnnnddddd", "fcmgt",   "Hd Hn Hm",           "C7.2 FCMGT")) t.does(scalar(FloatComparison::greater));
    if (t.line("0Q101110010mmmmm001011nnnnnddddd", "facge",   "Vd.H Vn.H Vm.H",     "C7.2 FACGE")) t.does(binary(each(FloatComparison::absoluteGreaterOrEqual)));
    if (t.line("01111110010mmmmm001011nnnnnddddd", "facge",   "Hd Hn Hm",           "C7.2 FACGE")) t.does(scalar(FloatComparison::absoluteGreaterOrEqual));
    if (t.line("0Q101110110mmmmm001011nnnnnddddd", "facgt",   "Vd.H Vn.H Vm.H",     "C7.2 FACGT")) t.does(binary(each(FloatComparison::absoluteGreater)));
    if (t.line("01111110110mmmmm001011nnnnnddddd", "facgt",   "Hd Hn Hm",           "C7.2 FACGT")) t.does(scalar(FloatComparison::absoluteGreater));
    if (t.line("0Q001110010mmmmm001101nnnnnddddd", "fmax",    "Vd.H Vn.H Vm.H",     "C7.2 FMAX")) t.does(binary(each(FloatComparison::maximum)));
    if (t.line("0Q001110110mmmmm001101nnnnnddddd", "fmin",    "Vd.H Vn.H Vm.H",     "C7.2 FMIN")) t.does(binary(each(FloatComparison::minimum)));
    if (t.line("0Q001110010mmmmm001111nnnnnddddd", "frecps",  "Vd.H Vn.H Vm.H",     "C7.2 FRECPS")) t.does(binary(each(FloatArithmetic::reciprocalStep)));
    if (t.line("01011110010mmmmm001111nnnnnddddd", "frecps",  "Hd Hn Hm",           "C7.2 FRECPS")) t.does(scalar(FloatArithmetic::reciprocalStep));
    if (t.line("0Q001110110mmmmm001111nnnnnddddd", "frsqrts", "Vd.H Vn.H Vm.H",     "C7.2 FRSQRTS")) t.does(binary(each(FloatArithmetic::reciprocalRootStep)));
    if (t.line("01011110110mmmmm001111nnnnnddddd", "frsqrts", "Hd Hn Hm",           "C7.2 FRSQRTS")) t.does(scalar(FloatArithmetic::reciprocalRootStep));
    if (t.line("0Q101110010mmmmm001111nnnnnddddd", "fdiv",    "Vd.H Vn.H Vm.H",     "C7.2 FDIV")) t.does(binary(each(FloatArithmetic::divide)));
    if (t.line("0Q001110010mmmmm000011nnnnnddddd", "fmla",    "Vd.H Vn.H Vm.H",     "C7.2 FMLA")) t.does(ternary(each(FloatArithmetic::multiplyAdd)));
    if (t.line("0Q001110110mmmmm000011nnnnnddddd", "fmls",    "Vd.H Vn.H Vm.H",     "C7.2 FMLS")) t.does(ternary(each(FloatArithmetic::multiplySubtract)));
    if (t.line("0Q101110010mmmmm000001nnnnnddddd", "fmaxnmp", "Vd.H Vn.H Vm.H",     "C7.2 FMAXNMP")) t.does(pairwise(each(FloatComparison::maximumNumber)));
    if (t.line("0101111000110000110010nnnnnddddd", "fmaxnmp", "Hd Vn.N",            "C7.2 FMAXNMP (scalar)")) t.does(pair(FloatComparison::maximumNumber));
    if (t.line("0Q101110110mmmmm000001nnnnnddddd", "fminnmp", "Vd.H Vn.H Vm.H",     "C7.2 FMINNMP")) t.does(pairwise(each(FloatComparison::minimumNumber)));
    if (t.line("0101111010110000110010nnnnnddddd", "fminnmp", "Hd Vn.N",            "C7.2 FMINNMP (scalar)")) t.does(pair(FloatComparison::minimumNumber));
    if (t.line("0Q101110010mmmmm000101nnnnnddddd", "faddp",   "Vd.H Vn.H Vm.H",     "C7.2 FADDP")) t.does(pairwise(each(FloatArithmetic::add)));
    if (t.line("0101111000110000110110nnnnnddddd", "faddp",   "Hd Vn.N",            "C7.2 FADDP (scalar)")) t.does(pair(FloatArithmetic::add));
    if (t.line("0Q101110010mmmmm001101nnnnnddddd", "fmaxp",   "Vd.H Vn.H Vm.H",     "C7.2 FMAXP")) t.does(pairwise(each(FloatComparison::maximum)));
    if (t.line("0101111000110000111110nnnnnddddd", "fmaxp",   "Hd Vn.N",            "C7.2 FMAXP (scalar)")) t.does(pair(FloatComparison::maximum));
    if (t.line("0Q101110110mmmmm001101nnnnnddddd", "fminp",   "Vd.H Vn.H Vm.H",     "C7.2 FMINP")) t.does(pairwise(each(FloatComparison::minimum)));
    if (t.line("0101111010110000111110nnnnnddddd", "fminp",   "Hd Vn.N",            "C7.2 FMINP (scalar)")) t.does(pair(FloatComparison::minimum));
    if (t.line("0Q00111000110000110010nnnnnddddd", "fmaxnmv", "Hd Vn.H",            "C7.2 FMAXNMV")) t.does(across(FloatComparison::maximumNumber));
    if (t.line("0Q00111010110000110010nnnnnddddd", "fminnmv", "Hd Vn.H",            "C7.2 FMINNMV")) t.does(across(FloatComparison::minimumNumber));
    if (t.line("0Q00111000110000111110nnnnnddddd", "fmaxv",   "Hd Vn.H",            "C7.2 FMAXV")) t.does(across(FloatComparison::maximum));
    if (t.line("0Q00111010110000111110nnnnnddddd", "fminv",   "Hd Vn.H",            "C7.2 FMINV")) t.does(across(FloatComparison::minimum));
  }

  private static void twoRegister(InstructionTable t) {
    if (t.line("0Q00111011111000111110nnnnnddddd", "fabs",    "Vd.H Vn.H",          "C7.2 FABS")) t.does(unary(each(plain(FloatArithmetic::absolute))));
    if (t.line("0Q10111011111000111110nnnnnddddd", "fneg",    "Vd.H Vn.H",          "C7.2 FNEG")) t.does(unary(each(plain(FloatArithmetic::negate))));
    if (t.line("0Q10111011111001111110nnnnnddddd", "fsqrt",   "Vd.H Vn.H",          "C7.2 FSQRT")) t.does(unary(each(FloatArithmetic::squareRoot)));
    if (t.line("0Q00111001111001100010nnnnnddddd", "frintn",  "Vd.H Vn.H",          "C7.2 FRINTN")) t.does(unary(each(FloatingPointArithmetic.roundTo(Rounding.TIE_EVEN))));
    if (t.line("0Q00111011111001100010nnnnnddddd", "frintp",  "Vd.H Vn.H",          "C7.2 FRINTP")) t.does(unary(each(FloatingPointArithmetic.roundTo(Rounding.PLUS_INFINITY))));
    if (t.line("0Q10111001111001100010nnnnnddddd", "frinta",  "Vd.H Vn.H",          "C7.2 FRINTA")) t.does(unary(each(FloatingPointArithmetic.roundTo(Rounding.TIE_AWAY))));
    if (t.line("0Q00111001111001100110nnnnnddddd", "frintm",  "Vd.H Vn.H",          "C7.2 FRINTM")) t.does(unary(each(FloatingPointArithmetic.roundTo(Rounding.MINUS_INFINITY))));
    if (t.line("0Q00111011111001100110nnnnnddddd", "frintz",  "Vd.H Vn.H",          "C7.2 FRINTZ")) t.does(unary(each(FloatingPointArithmetic.roundTo(Rounding.ZERO))));
    if (t.line("0Q10111001111001100110nnnnnddddd", "frintx",  "Vd.H Vn.H",          "C7.2 FRINTX")) t.does(unary(each(FloatingPointArithmetic.roundAsControlled(true))));
    if (t.line("0Q10111011111001100110nnnnnddddd", "frinti",  "Vd.H Vn.H",          "C7.2 FRINTI")) t.does(unary(each(FloatingPointArithmetic.roundAsControlled(false))));
    if (t.line("0Q00111001111001101010nnnnnddddd", "fcvtns",  "Vd.H Vn.H",          "C7.2 FCVTNS")) t.does(unary(each(SimdFloatTwoRegister.toInteger(false, Rounding.TIE_EVEN))));
    if (t.line("0101111001111001101010nnnnnddddd", "fcvtns",  "Hd Hn",              "C7.2 FCVTNS")) t.does(scalar(SimdFloatTwoRegister.toInteger(false, Rounding.TIE_EVEN)));
    if (t.line("0Q10111001111001101010nnnnnddddd", "fcvtnu",  "Vd.H Vn.H",          "C7.2 FCVTNU")) t.does(unary(each(SimdFloatTwoRegister.toInteger(true, Rounding.TIE_EVEN))));
    if (t.line("0111111001111001101010nnnnnddddd", "fcvtnu",  "Hd Hn",              "C7.2 FCVTNU")) t.does(scalar(SimdFloatTwoRegister.toInteger(true, Rounding.TIE_EVEN)));
    if (t.line("0Q00111011111001101010nnnnnddddd", "fcvtps",  "Vd.H Vn.H",          "C7.2 FCVTPS")) t.does(unary(each(SimdFloatTwoRegister.toInteger(false, Rounding.PLUS_INFINITY))));
    if (t.line("0101111011111001101010nnnnnddddd", "fcvtps",  "Hd Hn",              "C7.2 FCVTPS")) t.does(scalar(SimdFloatTwoRegister.toInteger(false, Rounding.PLUS_INFINITY)));
    if (t.line("0Q10111011111001101010nnnnnddddd", "fcvtpu",  "Vd.H Vn.H",          "C7.2 FCVTPU")) t.does(unary(each(SimdFloatTwoRegister.toInteger(true, Rounding.PLUS_INFINITY))));
    if (t.line("0111111011111001101010nnnnnddddd", "fcvtpu",  "Hd Hn",              "C7.2 FCVTPU")) t.does(scalar(SimdFloatTwoRegister.toInteger(true, Rounding.PLUS_INFINITY)));
    if (t.line("0Q00111001111001101110nnnnnddddd", "fcvtms",  "Vd.H Vn.H",          "C7.2 FCVTMS")) t.does(unary(each(SimdFloatTwoRegister.toInteger(false, Rounding.MINUS_INFINITY))));
    if (t.line("0101111001111001101110nnnnnddddd", "fcvtms",  "Hd Hn",              "C7.2 FCVTMS")) t.does(scalar(SimdFloatTwoRegister.toInteger(false, Rounding.MINUS_INFINITY)));
    if (t.line("0Q10111001111001101110nnnnnddddd", "fcvtmu",  "Vd.H Vn.H",          "C7.2 FCVTMU")) t.does(unary(each(SimdFloatTwoRegister.toInteger(true, Rounding.MINUS_INFINITY))));
    if (t.line("0111111001111001101110nnnnnddddd", "fcvtmu",  "Hd Hn",              "C7.2 FCVTMU")) t.does(scalar(SimdFloatTwoRegister.toInteger(true, Rounding.MINUS_INFINITY)));
    if (t.line("0Q00111011111001101110nnnnnddddd", "fcvtzs",  "Vd.H Vn.H",          "C7.2 FCVTZS")) t.does(unary(each(SimdFloatTwoRegister.toInteger(false, Rounding.ZERO))));
    if (t.line("0101111011111001101110nnnnnddddd", "fcvtzs",  "Hd Hn",              "C7.2 FCVTZS")) t.does(scalar(SimdFloatTwoRegister.toInteger(false, Rounding.ZERO)));
    if (t.line("0Q10111011111001101110nnnnnddddd", "fcvtzu",  "Vd.H Vn.H",          "C7.2 FCVTZU")) t.does(unary(each(SimdFloatTwoRegister.toInteger(true, Rounding.ZERO))));
    if (t.line("0111111011111001101110nnnnnddddd", "fcvtzu",  "Hd Hn",              "C7.2 FCVTZU")) t.does(scalar(SimdFloatTwoRegister.toInteger(true, Rounding.ZERO)));
    if (t.line("0Q00111001111001110010nnnnnddddd", "fcvtas",  "Vd.H Vn.H",          "C7.2 FCVTAS")) t.does(unary(each(SimdFloatTwoRegister.toInteger(false, Rounding.TIE_AWAY))));
    if (t.line("0101111001111001110010nnnnnddddd", "fcvtas",  "Hd Hn",              "C7.2 FCVTAS")) t.does(scalar(SimdFloatTwoRegister.toInteger(false, Rounding.TIE_AWAY)));
    if (t.line("0Q10111001111001110010nnnnnddddd", "fcvtau",  "Vd.H Vn.H",          "C7.2 FCVTAU")) t.does(unary(each(SimdFloatTwoRegister.toInteger(true, Rounding.TIE_AWAY))));
    if (t.line("0111111001111001110010nnnnnddddd", "fcvtau",  "Hd Hn",              "C7.2 FCVTAU")) t.does(scalar(SimdFloatTwoRegister.toInteger(true, Rounding.TIE_AWAY)));
    if (t.line("0Q00111001111001110110nnnnnddddd", "scvtf",   "Vd.H Vn.H",          "C7.2 SCVTF")) t.does(unary(each(SimdFloatTwoRegister::fromSigned)));
    if (t.line("0101111001111001110110nnnnnddddd", "scvtf",   "Hd Hn",              "C7.2 SCVTF")) t.does(scalar(SimdFloatTwoRegister::fromSigned));
    if (t.line("0Q10111001111001110110nnnnnddddd", "ucvtf",   "Vd.H Vn.H",          "C7.2 UCVTF")) t.does(unary(each(SimdFloatTwoRegister::fromUnsigned)));
    if (t.line("0111111001111001110110nnnnnddddd", "ucvtf",   "Hd Hn",              "C7.2 UCVTF")) t.does(scalar(SimdFloatTwoRegister::fromUnsigned));
    if (t.line("0Q00111011111001110110nnnnnddddd", "frecpe",  "Vd.H Vn.H",          "C7.2 FRECPE")) t.does(unary(each(FloatEstimate::reciprocal)));
    if (t.line("0101111011111001110110nnnnnddddd", "frecpe",  "Hd Hn",              "C7.2 FRECPE")) t.does(scalar(FloatEstimate::reciprocal));
    if (t.line("0Q10111011111001110110nnnnnddddd", "frsqrte", "Vd.H Vn.H",          "C7.2 FRSQRTE")) t.does(unary(each(FloatEstimate::reciprocalRoot)));
    if (t.line("0111111011111001110110nnnnnddddd", "frsqrte", "Hd Hn",              "C7.2 FRSQRTE")) t.does(scalar(FloatEstimate::reciprocalRoot));
    if (t.line("0101111011111001111110nnnnnddddd", "frecpx",  "Hd Hn",              "C7.2 FRECPX")) t.does(scalar(FloatEstimate::reciprocalExponent));
    if (t.line("0Q00111011111000110010nnnnnddddd", "fcmgt",   "Vd.H Vn.H #0.0",     "C7.2 FCMGT")) t.does(unary(each((a, size, fp) -> FloatComparison.greater(a, 0, size, fp))));
    if (t.line("0101111011111000110010nnnnnddddd", "fcmgt",   "Hd Hn #0.0",         "C7.2 FCMGT")) t.does(scalar((a, size, fp) -> FloatComparison.greater(a, 0, size, fp)));
    if (t.line("0Q10111011111000110010nnnnnddddd", "fcmge",   "Vd.H Vn.H #0.0",     "C7.2 FCMGE")) t.does(unary(each((a, size, fp) -> FloatComparison.greaterOrEqual(a, 0, size, fp))));
    if (t.line("0111111011111000110010nnnnnddddd", "fcmge",   "Hd Hn #0.0",         "C7.2 FCMGE")) t.does(scalar((a, size, fp) -> FloatComparison.greaterOrEqual(a, 0, size, fp)));
    if (t.line("0Q00111011111000110110nnnnnddddd", "fcmeq",   "Vd.H Vn.H #0.0",     "C7.2 FCMEQ")) t.does(unary(each((a, size, fp) -> FloatComparison.equal(a, 0, size, fp))));
    if (t.line("0101111011111000110110nnnnnddddd", "fcmeq",   "Hd Hn #0.0",         "C7.2 FCMEQ")) t.does(scalar((a, size, fp) -> FloatComparison.equal(a, 0, size, fp)));
    if (t.line("0Q10111011111000110110nnnnnddddd", "fcmle",   "Vd.H Vn.H #0.0",     "C7.2 FCMLE")) t.does(unary(each((a, size, fp) -> FloatComparison.greaterOrEqual(0, a, size, fp))));
    if (t.line("0111111011111000110110nnnnnddddd", "fcmle",   "Hd Hn #0.0",         "C7.2 FCMLE")) t.does(scalar((a, size, fp) -> FloatComparison.greaterOrEqual(0, a, size, fp)));
    if (t.line("0Q00111011111000111010nnnnnddddd", "fcmlt",   "Vd.H Vn.H #0.0",     "C7.2 FCMLT")) t.does(unary(each((a, size, fp) -> FloatComparison.greater(0, a, size, fp))));
    if (t.line("0101111011111000111010nnnnnddddd", "fcmlt",   "Hd Hn #0.0",         "C7.2 FCMLT")) t.does(scalar((a, size, fp) -> FloatComparison.greater(0, a, size, fp)));
  }

  private static void immediates(InstructionTable t) {
    if (t.line("0Q00111100000iii111111iiiiiddddd", "fmov",    "Vd.H #fp.H",         "C7.2 FMOV (vector, immediate)")) t.does(SimdModifiedImmediate::move);
    if (t.line("0Q0011110001bbbb111001nnnnnddddd", "scvtf",   "Vd.H Vn.H #shr",     "C7.2 SCVTF")) t.does(immediate(eachWith(SimdShift::fixedSigned)));
    if (t.line("010111110001bbbb111001nnnnnddddd", "scvtf",   "Hd Hn #shr",         "C7.2 SCVTF")) t.does(immediate(SimdShift::fixedSigned));
    if (t.line("0Q1011110001bbbb111001nnnnnddddd", "ucvtf",   "Vd.H Vn.H #shr",     "C7.2 UCVTF")) t.does(immediate(eachWith(SimdShift::fixedUnsigned)));
    if (t.line("011111110001bbbb111001nnnnnddddd", "ucvtf",   "Hd Hn #shr",         "C7.2 UCVTF")) t.does(immediate(SimdShift::fixedUnsigned));
    if (t.line("0Q0011110001bbbb111111nnnnnddddd", "fcvtzs",  "Vd.H Vn.H #shr",     "C7.2 FCVTZS")) t.does(immediate(eachWith(SimdShift::toFixedSigned)));
    if (t.line("010111110001bbbb111111nnnnnddddd", "fcvtzs",  "Hd Hn #shr",         "C7.2 FCVTZS")) t.does(immediate(SimdShift::toFixedSigned));
    if (t.line("0Q1011110001bbbb111111nnnnnddddd", "fcvtzu",  "Vd.H Vn.H #shr",     "C7.2 FCVTZU")) t.does(immediate(eachWith(SimdShift::toFixedUnsigned)));
    if (t.line("011111110001bbbb111111nnnnnddddd", "fcvtzu",  "Hd Hn #shr",         "C7.2 FCVTZU")) t.does(immediate(SimdShift::toFixedUnsigned));
  }

  private static void byElements(InstructionTable t) {
    if (t.line("0Q00111100lpmmmm0001h0nnnnnddddd", "fmla",    "Vd.H Vn.H Vm.H[]",   "C7.2 FMLA (by element)")) t.does(byElement(each(FloatArithmetic::multiplyAdd)));
    if (t.line("0101111100lpmmmm0001h0nnnnnddddd", "fmla",    "Hd Hn Vm.H[]",       "C7.2 FMLA (by element)")) t.does(byElementScalar(FloatArithmetic::multiplyAdd));
    if (t.line("0Q00111100lpmmmm0101h0nnnnnddddd", "fmls",    "Vd.H Vn.H Vm.H[]",   "C7.2 FMLS (by element)")) t.does(byElement(each(FloatArithmetic::multiplySubtract)));
    if (t.line("0101111100lpmmmm0101h0nnnnnddddd", "fmls",    "Hd Hn Vm.H[]",       "C7.2 FMLS (by element)")) t.does(byElementScalar(FloatArithmetic::multiplySubtract));
    if (t.line("0Q00111100lpmmmm1001h0nnnnnddddd", "fmul",    "Vd.H Vn.H Vm.H[]",   "C7.2 FMUL (by element)")) t.does(byElement(each(FloatArithmetic::multiply)));
    if (t.line("0101111100lpmmmm1001h0nnnnnddddd", "fmul",    "Hd Hn Vm.H[]",       "C7.2 FMUL (by element)")) t.does(byElementScalar(FloatArithmetic::multiply));
    if (t.line("0Q10111100lpmmmm1001h0nnnnnddddd", "fmulx",   "Vd.H Vn.H Vm.H[]",   "C7.2 FMULX (by element)")) t.does(byElement(each(FloatArithmetic::multiplyExtended)));
    if (t.line("0111111100lpmmmm1001h0nnnnnddddd", "fmulx",   "Hd Hn Vm.H[]",       "C7.2 FMULX (by element)")) t.does(byElementScalar(FloatArithmetic::multiplyExtended));
  }
  // spotless:on
}
