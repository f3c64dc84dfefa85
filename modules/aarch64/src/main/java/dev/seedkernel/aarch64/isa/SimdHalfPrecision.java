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
    t.line("0Q001110010mmmmm000001nnnnnddddd", "fmaxnm",  "Vd.H Vn.H Vm.H",     "C7.2 FMAXNM",                    binary(each(FloatComparison::maximumNumber)));
    t.line("0Q001110110mmmmm000001nnnnnddddd", "fminnm",  "Vd.H Vn.H Vm.H",     "C7.2 FMINNM",                    binary(each(FloatComparison::minimumNumber)));
    t.line("0Q001110010mmmmm000101nnnnnddddd", "fadd",    "Vd.H Vn.H Vm.H",     "C7.2 FADD",                      binary(each(FloatArithmetic::add)));
    t.line("0Q001110110mmmmm000101nnnnnddddd", "fsub",    "Vd.H Vn.H Vm.H",     "C7.2 FSUB",                      binary(each(FloatArithmetic::subtract)));
    t.line("0Q101110110mmmmm000101nnnnnddddd", "fabd",    "Vd.H Vn.H Vm.H",     "C7.2 FABD",                      binary(each(SimdFloatThreeSame::distance)));
    t.line("01111110110mmmmm000101nnnnnddddd", "fabd",    "Hd Hn Hm",           "C7.2 FABD",                      scalar(SimdFloatThreeSame::distance));
    t.line("0Q001110010mmmmm000111nnnnnddddd", "fmulx",   "Vd.H Vn.H Vm.H",     "C7.2 FMULX",                     binary(each(FloatArithmetic::multiplyExtended)));
    t.line("01011110010mmmmm000111nnnnnddddd", "fmulx",   "Hd Hn Hm",           "C7.2 FMULX",                     scalar(FloatArithmetic::multiplyExtended));
    t.line("0Q101110010mmmmm000111nnnnnddddd", "fmul",    "Vd.H Vn.H Vm.H",     "C7.2 FMUL",                      binary(each(FloatArithmetic::multiply)));
    t.line("0Q001110010mmmmm001001nnnnnddddd", "fcmeq",   "Vd.H Vn.H Vm.H",     "C7.2 FCMEQ",                     binary(each(FloatComparison::equal)));
    t.line("01011110010mmmmm001001nnnnnddddd", "fcmeq",   "Hd Hn Hm",           "C7.2 FCMEQ",                     scalar(FloatComparison::equal));
    t.line("0Q101110010mmmmm001001nnnnnddddd", "fcmge",   "Vd.H Vn.H Vm.H",     "C7.2 FCMGE",                     binary(each(FloatComparison::greaterOrEqual)));
    t.line("01111110010mmmmm001001nnnnnddddd", "fcmge",   "Hd Hn Hm",           "C7.2 FCMGE",                     scalar(FloatComparison::greaterOrEqual));
    t.line("0Q101110110mmmmm001001nnnnnddddd", "fcmgt",   "Vd.H Vn.H Vm.H",     "C7.2 FCMGT",                     binary(each(FloatComparison::greater)));
    t.line("01111110110mmmmm001001nnnnnddddd", "fcmgt",   "Hd Hn Hm",           "C7.2 FCMGT",                     scalar(FloatComparison::greater));
    t.line("0Q101110010mmmmm001011nnnnnddddd", "facge",   "Vd.H Vn.H Vm.H",     "C7.2 FACGE",                     binary(each(FloatComparison::absoluteGreaterOrEqual)));
    t.line("01111110010mmmmm001011nnnnnddddd", "facge",   "Hd Hn Hm",           "C7.2 FACGE",                     scalar(FloatComparison::absoluteGreaterOrEqual));
    t.line("0Q101110110mmmmm001011nnnnnddddd", "facgt",   "Vd.H Vn.H Vm.H",     "C7.2 FACGT",                     binary(each(FloatComparison::absoluteGreater)));
    t.line("01111110110mmmmm001011nnnnnddddd", "facgt",   "Hd Hn Hm",           "C7.2 FACGT",                     scalar(FloatComparison::absoluteGreater));
    t.line("0Q001110010mmmmm001101nnnnnddddd", "fmax",    "Vd.H Vn.H Vm.H",     "C7.2 FMAX",                      binary(each(FloatComparison::maximum)));
    t.line("0Q001110110mmmmm001101nnnnnddddd", "fmin",    "Vd.H Vn.H Vm.H",     "C7.2 FMIN",                      binary(each(FloatComparison::minimum)));
    t.line("0Q001110010mmmmm001111nnnnnddddd", "frecps",  "Vd.H Vn.H Vm.H",     "C7.2 FRECPS",                    binary(each(FloatArithmetic::reciprocalStep)));
    t.line("01011110010mmmmm001111nnnnnddddd", "frecps",  "Hd Hn Hm",           "C7.2 FRECPS",                    scalar(FloatArithmetic::reciprocalStep));
    t.line("0Q001110110mmmmm001111nnnnnddddd", "frsqrts", "Vd.H Vn.H Vm.H",     "C7.2 FRSQRTS",                   binary(each(FloatArithmetic::reciprocalRootStep)));
    t.line("01011110110mmmmm001111nnnnnddddd", "frsqrts", "Hd Hn Hm",           "C7.2 FRSQRTS",                   scalar(FloatArithmetic::reciprocalRootStep));
    t.line("0Q101110010mmmmm001111nnnnnddddd", "fdiv",    "Vd.H Vn.H Vm.H",     "C7.2 FDIV",                      binary(each(FloatArithmetic::divide)));
    t.line("0Q001110010mmmmm000011nnnnnddddd", "fmla",    "Vd.H Vn.H Vm.H",     "C7.2 FMLA",                      ternary(each(FloatArithmetic::multiplyAdd)));
    t.line("0Q001110110mmmmm000011nnnnnddddd", "fmls",    "Vd.H Vn.H Vm.H",     "C7.2 FMLS",                      ternary(each(FloatArithmetic::multiplySubtract)));
    t.line("0Q101110010mmmmm000001nnnnnddddd", "fmaxnmp", "Vd.H Vn.H Vm.H",     "C7.2 FMAXNMP",                   pairwise(each(FloatComparison::maximumNumber)));
    t.line("0101111000110000110010nnnnnddddd", "fmaxnmp", "Hd Vn.N",            "C7.2 FMAXNMP (scalar)",          pair(FloatComparison::maximumNumber));
    t.line("0Q101110110mmmmm000001nnnnnddddd", "fminnmp", "Vd.H Vn.H Vm.H",     "C7.2 FMINNMP",                   pairwise(each(FloatComparison::minimumNumber)));
    t.line("0101111010110000110010nnnnnddddd", "fminnmp", "Hd Vn.N",            "C7.2 FMINNMP (scalar)",          pair(FloatComparison::minimumNumber));
    t.line("0Q101110010mmmmm000101nnnnnddddd", "faddp",   "Vd.H Vn.H Vm.H",     "C7.2 FADDP",                     pairwise(each(FloatArithmetic::add)));
    t.line("0101111000110000110110nnnnnddddd", "faddp",   "Hd Vn.N",            "C7.2 FADDP (scalar)",            pair(FloatArithmetic::add));
    t.line("0Q101110010mmmmm001101nnnnnddddd", "fmaxp",   "Vd.H Vn.H Vm.H",     "C7.2 FMAXP",                     pairwise(each(FloatComparison::maximum)));
    t.line("0101111000110000111110nnnnnddddd", "fmaxp",   "Hd Vn.N",            "C7.2 FMAXP (scalar)",            pair(FloatComparison::maximum));
    t.line("0Q101110110mmmmm001101nnnnnddddd", "fminp",   "Vd.H Vn.H Vm.H",     "C7.2 FMINP",                     pairwise(each(FloatComparison::minimum)));
    t.line("0101111010110000111110nnnnnddddd", "fminp",   "Hd Vn.N",            "C7.2 FMINP (scalar)",            pair(FloatComparison::minimum));
    t.line("0Q00111000110000110010nnnnnddddd", "fmaxnmv", "Hd Vn.H",            "C7.2 FMAXNMV",                   across(FloatComparison::maximumNumber));
    t.line("0Q00111010110000110010nnnnnddddd", "fminnmv", "Hd Vn.H",            "C7.2 FMINNMV",                   across(FloatComparison::minimumNumber));
    t.line("0Q00111000110000111110nnnnnddddd", "fmaxv",   "Hd Vn.H",            "C7.2 FMAXV",                     across(FloatComparison::maximum));
    t.line("0Q00111010110000111110nnnnnddddd", "fminv",   "Hd Vn.H",            "C7.2 FMINV",                     across(FloatComparison::minimum));
  }

  private static void twoRegister(InstructionTable t) {
    t.line("0Q00111011111000111110nnnnnddddd", "fabs",    "Vd.H Vn.H",          "C7.2 FABS",                      unary(each(plain(FloatArithmetic::absolute))));
    t.line("0Q10111011111000111110nnnnnddddd", "fneg",    "Vd.H Vn.H",          "C7.2 FNEG",                      unary(each(plain(FloatArithmetic::negate))));
    t.line("0Q10111011111001111110nnnnnddddd", "fsqrt",   "Vd.H Vn.H",          "C7.2 FSQRT",                     unary(each(FloatArithmetic::squareRoot)));
    t.line("0Q00111001111001100010nnnnnddddd", "frintn",  "Vd.H Vn.H",          "C7.2 FRINTN",                    unary(each(FloatingPointArithmetic.roundTo(Rounding.TIE_EVEN))));
    t.line("0Q00111011111001100010nnnnnddddd", "frintp",  "Vd.H Vn.H",          "C7.2 FRINTP",                    unary(each(FloatingPointArithmetic.roundTo(Rounding.PLUS_INFINITY))));
    t.line("0Q10111001111001100010nnnnnddddd", "frinta",  "Vd.H Vn.H",          "C7.2 FRINTA",                    unary(each(FloatingPointArithmetic.roundTo(Rounding.TIE_AWAY))));
    t.line("0Q00111001111001100110nnnnnddddd", "frintm",  "Vd.H Vn.H",          "C7.2 FRINTM",                    unary(each(FloatingPointArithmetic.roundTo(Rounding.MINUS_INFINITY))));
    t.line("0Q00111011111001100110nnnnnddddd", "frintz",  "Vd.H Vn.H",          "C7.2 FRINTZ",                    unary(each(FloatingPointArithmetic.roundTo(Rounding.ZERO))));
    t.line("0Q10111001111001100110nnnnnddddd", "frintx",  "Vd.H Vn.H",          "C7.2 FRINTX",                    unary(each(FloatingPointArithmetic.roundAsControlled(true))));
    t.line("0Q10111011111001100110nnnnnddddd", "frinti",  "Vd.H Vn.H",          "C7.2 FRINTI",                    unary(each(FloatingPointArithmetic.roundAsControlled(false))));
    t.line("0Q00111001111001101010nnnnnddddd", "fcvtns",  "Vd.H Vn.H",          "C7.2 FCVTNS",                    unary(each(SimdFloatTwoRegister.toInteger(false, Rounding.TIE_EVEN))));
    t.line("0101111001111001101010nnnnnddddd", "fcvtns",  "Hd Hn",              "C7.2 FCVTNS",                    scalar(SimdFloatTwoRegister.toInteger(false, Rounding.TIE_EVEN)));
    t.line("0Q10111001111001101010nnnnnddddd", "fcvtnu",  "Vd.H Vn.H",          "C7.2 FCVTNU",                    unary(each(SimdFloatTwoRegister.toInteger(true, Rounding.TIE_EVEN))));
    t.line("0111111001111001101010nnnnnddddd", "fcvtnu",  "Hd Hn",              "C7.2 FCVTNU",                    scalar(SimdFloatTwoRegister.toInteger(true, Rounding.TIE_EVEN)));
    t.line("0Q00111011111001101010nnnnnddddd", "fcvtps",  "Vd.H Vn.H",          "C7.2 FCVTPS",                    unary(each(SimdFloatTwoRegister.toInteger(false, Rounding.PLUS_INFINITY))));
    t.line("0101111011111001101010nnnnnddddd", "fcvtps",  "Hd Hn",              "C7.2 FCVTPS",                    scalar(SimdFloatTwoRegister.toInteger(false, Rounding.PLUS_INFINITY)));
    t.line("0Q10111011111001101010nnnnnddddd", "fcvtpu",  "Vd.H Vn.H",          "C7.2 FCVTPU",                    unary(each(SimdFloatTwoRegister.toInteger(true, Rounding.PLUS_INFINITY))));
    t.line("0111111011111001101010nnnnnddddd", "fcvtpu",  "Hd Hn",              "C7.2 FCVTPU",                    scalar(SimdFloatTwoRegister.toInteger(true, Rounding.PLUS_INFINITY)));
    t.line("0Q00111001111001101110nnnnnddddd", "fcvtms",  "Vd.H Vn.H",          "C7.2 FCVTMS",                    unary(each(SimdFloatTwoRegister.toInteger(false, Rounding.MINUS_INFINITY))));
    t.line("0101111001111001101110nnnnnddddd", "fcvtms",  "Hd Hn",              "C7.2 FCVTMS",                    scalar(SimdFloatTwoRegister.toInteger(false, Rounding.MINUS_INFINITY)));
    t.line("0Q10111001111001101110nnnnnddddd", "fcvtmu",  "Vd.H Vn.H",          "C7.2 FCVTMU",                    unary(each(SimdFloatTwoRegister.toInteger(true, Rounding.MINUS_INFINITY))));
    t.line("0111111001111001101110nnnnnddddd", "fcvtmu",  "Hd Hn",              "C7.2 FCVTMU",                    scalar(SimdFloatTwoRegister.toInteger(true, Rounding.MINUS_INFINITY)));
    t.line("0Q00111011111001101110nnnnnddddd", "fcvtzs",  "Vd.H Vn.H",          "C7.2 FCVTZS",                    unary(each(SimdFloatTwoRegister.toInteger(false, Rounding.ZERO))));
    t.line("0101111011111001101110nnnnnddddd", "fcvtzs",  "Hd Hn",              "C7.2 FCVTZS",                    scalar(SimdFloatTwoRegister.toInteger(false, Rounding.ZERO)));
    t.line("0Q10111011111001101110nnnnnddddd", "fcvtzu",  "Vd.H Vn.H",          "C7.2 FCVTZU",                    unary(each(SimdFloatTwoRegister.toInteger(true, Rounding.ZERO))));
    t.line("0111111011111001101110nnnnnddddd", "fcvtzu",  "Hd Hn",              "C7.2 FCVTZU",                    scalar(SimdFloatTwoRegister.toInteger(true, Rounding.ZERO)));
    t.line("0Q00111001111001110010nnnnnddddd", "fcvtas",  "Vd.H Vn.H",          "C7.2 FCVTAS",                    unary(each(SimdFloatTwoRegister.toInteger(false, Rounding.TIE_AWAY))));
    t.line("0101111001111001110010nnnnnddddd", "fcvtas",  "Hd Hn",              "C7.2 FCVTAS",                    scalar(SimdFloatTwoRegister.toInteger(false, Rounding.TIE_AWAY)));
    t.line("0Q10111001111001110010nnnnnddddd", "fcvtau",  "Vd.H Vn.H",          "C7.2 FCVTAU",                    unary(each(SimdFloatTwoRegister.toInteger(true, Rounding.TIE_AWAY))));
    t.line("0111111001111001110010nnnnnddddd", "fcvtau",  "Hd Hn",              "C7.2 FCVTAU",                    scalar(SimdFloatTwoRegister.toInteger(true, Rounding.TIE_AWAY)));
    t.line("0Q00111001111001110110nnnnnddddd", "scvtf",   "Vd.H Vn.H",          "C7.2 SCVTF",                     unary(each(SimdFloatTwoRegister::fromSigned)));
    t.line("0101111001111001110110nnnnnddddd", "scvtf",   "Hd Hn",              "C7.2 SCVTF",                     scalar(SimdFloatTwoRegister::fromSigned));
    t.line("0Q10111001111001110110nnnnnddddd", "ucvtf",   "Vd.H Vn.H",          "C7.2 UCVTF",                     unary(each(SimdFloatTwoRegister::fromUnsigned)));
    t.line("0111111001111001110110nnnnnddddd", "ucvtf",   "Hd Hn",              "C7.2 UCVTF",                     scalar(SimdFloatTwoRegister::fromUnsigned));
    t.line("0Q00111011111001110110nnnnnddddd", "frecpe",  "Vd.H Vn.H",          "C7.2 FRECPE",                    unary(each(FloatEstimate::reciprocal)));
    t.line("0101111011111001110110nnnnnddddd", "frecpe",  "Hd Hn",              "C7.2 FRECPE",                    scalar(FloatEstimate::reciprocal));
    t.line("0Q10111011111001110110nnnnnddddd", "frsqrte", "Vd.H Vn.H",          "C7.2 FRSQRTE",                   unary(each(FloatEstimate::reciprocalRoot)));
    t.line("0111111011111001110110nnnnnddddd", "frsqrte", "Hd Hn",              "C7.2 FRSQRTE",                   scalar(FloatEstimate::reciprocalRoot));
    t.line("0101111011111001111110nnnnnddddd", "frecpx",  "Hd Hn",              "C7.2 FRECPX",                    scalar(FloatEstimate::reciprocalExponent));
    t.line("0Q00111011111000110010nnnnnddddd", "fcmgt",   "Vd.H Vn.H #0.0",     "C7.2 FCMGT",                     unary(each((a, size, fp) -> FloatComparison.greater(a, 0, size, fp))));
    t.line("0101111011111000110010nnnnnddddd", "fcmgt",   "Hd Hn #0.0",         "C7.2 FCMGT",                     scalar((a, size, fp) -> FloatComparison.greater(a, 0, size, fp)));
    t.line("0Q10111011111000110010nnnnnddddd", "fcmge",   "Vd.H Vn.H #0.0",     "C7.2 FCMGE",                     unary(each((a, size, fp) -> FloatComparison.greaterOrEqual(a, 0, size, fp))));
    t.line("0111111011111000110010nnnnnddddd", "fcmge",   "Hd Hn #0.0",         "C7.2 FCMGE",                     scalar((a, size, fp) -> FloatComparison.greaterOrEqual(a, 0, size, fp)));
    t.line("0Q00111011111000110110nnnnnddddd", "fcmeq",   "Vd.H Vn.H #0.0",     "C7.2 FCMEQ",                     unary(each((a, size, fp) -> FloatComparison.equal(a, 0, size, fp))));
    t.line("0101111011111000110110nnnnnddddd", "fcmeq",   "Hd Hn #0.0",         "C7.2 FCMEQ",                     scalar((a, size, fp) -> FloatComparison.equal(a, 0, size, fp)));
    t.line("0Q10111011111000110110nnnnnddddd", "fcmle",   "Vd.H Vn.H #0.0",     "C7.2 FCMLE",                     unary(each((a, size, fp) -> FloatComparison.greaterOrEqual(0, a, size, fp))));
    t.line("0111111011111000110110nnnnnddddd", "fcmle",   "Hd Hn #0.0",         "C7.2 FCMLE",                     scalar((a, size, fp) -> FloatComparison.greaterOrEqual(0, a, size, fp)));
    t.line("0Q00111011111000111010nnnnnddddd", "fcmlt",   "Vd.H Vn.H #0.0",     "C7.2 FCMLT",                     unary(each((a, size, fp) -> FloatComparison.greater(0, a, size, fp))));
    t.line("0101111011111000111010nnnnnddddd", "fcmlt",   "Hd Hn #0.0",         "C7.2 FCMLT",                     scalar((a, size, fp) -> FloatComparison.greater(0, a, size, fp)));
  }

  private static void immediates(InstructionTable t) {
    t.line("0Q00111100000iii111111iiiiiddddd", "fmov",    "Vd.H #fp.H",         "C7.2 FMOV (vector, immediate)",  SimdModifiedImmediate::move);
    t.line("0Q0011110001bbbb111001nnnnnddddd", "scvtf",   "Vd.H Vn.H #shr",     "C7.2 SCVTF",                     immediate(eachWith(SimdShift::fixedSigned)));
    t.line("010111110001bbbb111001nnnnnddddd", "scvtf",   "Hd Hn #shr",         "C7.2 SCVTF",                     immediate(SimdShift::fixedSigned));
    t.line("0Q1011110001bbbb111001nnnnnddddd", "ucvtf",   "Vd.H Vn.H #shr",     "C7.2 UCVTF",                     immediate(eachWith(SimdShift::fixedUnsigned)));
    t.line("011111110001bbbb111001nnnnnddddd", "ucvtf",   "Hd Hn #shr",         "C7.2 UCVTF",                     immediate(SimdShift::fixedUnsigned));
    t.line("0Q0011110001bbbb111111nnnnnddddd", "fcvtzs",  "Vd.H Vn.H #shr",     "C7.2 FCVTZS",                    immediate(eachWith(SimdShift::toFixedSigned)));
    t.line("010111110001bbbb111111nnnnnddddd", "fcvtzs",  "Hd Hn #shr",         "C7.2 FCVTZS",                    immediate(SimdShift::toFixedSigned));
    t.line("0Q1011110001bbbb111111nnnnnddddd", "fcvtzu",  "Vd.H Vn.H #shr",     "C7.2 FCVTZU",                    immediate(eachWith(SimdShift::toFixedUnsigned)));
    t.line("011111110001bbbb111111nnnnnddddd", "fcvtzu",  "Hd Hn #shr",         "C7.2 FCVTZU",                    immediate(SimdShift::toFixedUnsigned));
  }

  private static void byElements(InstructionTable t) {
    t.line("0Q00111100lpmmmm0001h0nnnnnddddd", "fmla",    "Vd.H Vn.H Vm.H[]",   "C7.2 FMLA (by element)",         byElement(each(FloatArithmetic::multiplyAdd)));
    t.line("0101111100lpmmmm0001h0nnnnnddddd", "fmla",    "Hd Hn Vm.H[]",       "C7.2 FMLA (by element)",         byElementScalar(FloatArithmetic::multiplyAdd));
    t.line("0Q00111100lpmmmm0101h0nnnnnddddd", "fmls",    "Vd.H Vn.H Vm.H[]",   "C7.2 FMLS (by element)",         byElement(each(FloatArithmetic::multiplySubtract)));
    t.line("0101111100lpmmmm0101h0nnnnnddddd", "fmls",    "Hd Hn Vm.H[]",       "C7.2 FMLS (by element)",         byElementScalar(FloatArithmetic::multiplySubtract));
    t.line("0Q00111100lpmmmm1001h0nnnnnddddd", "fmul",    "Vd.H Vn.H Vm.H[]",   "C7.2 FMUL (by element)",         byElement(each(FloatArithmetic::multiply)));
    t.line("0101111100lpmmmm1001h0nnnnnddddd", "fmul",    "Hd Hn Vm.H[]",       "C7.2 FMUL (by element)",         byElementScalar(FloatArithmetic::multiply));
    t.line("0Q10111100lpmmmm1001h0nnnnnddddd", "fmulx",   "Vd.H Vn.H Vm.H[]",   "C7.2 FMULX (by element)",        byElement(each(FloatArithmetic::multiplyExtended)));
    t.line("0111111100lpmmmm1001h0nnnnnddddd", "fmulx",   "Hd Hn Vm.H[]",       "C7.2 FMULX (by element)",        byElementScalar(FloatArithmetic::multiplyExtended));
  }
  // spotless:on
}
