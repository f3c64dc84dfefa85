package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.arith.FloatFormat.HALF;
import static dev.seedkernel.aarch64.isa.VectorSemantics.plain;
import static dev.seedkernel.aarch64.isa.VectorSemantics.scalar;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.arith.FloatArithmetic;
import dev.seedkernel.aarch64.arith.FloatComparison;
import dev.seedkernel.aarch64.arith.Rounding;

/** Scalar floating point in half precision (FEAT_FP16, Arm ARM C4.1.96). */
final class FloatingPointHalfPrecision {
  private static final long MASK = 0xffff;

  private FloatingPointHalfPrecision() {}

  // spotless:off
  static void define(InstructionTable t) {
    t.feature(Feature.FP16);
    if (t.line("00011110111mmmmm000010nnnnnddddd", "fmul",    "Hd Hn Hm",           "C7.2 FMUL (scalar)")) t.does(scalar(FloatArithmetic::multiply));
    if (t.line("00011110111mmmmm000110nnnnnddddd", "fdiv",    "Hd Hn Hm",           "C7.2 FDIV (scalar)")) t.does(scalar(FloatArithmetic::divide));
    if (t.line("00011110111mmmmm001010nnnnnddddd", "fadd",    "Hd Hn Hm",           "C7.2 FADD (scalar)")) t.does(scalar(FloatArithmetic::add));
    if (t.line("00011110111mmmmm001110nnnnnddddd", "fsub",    "Hd Hn Hm",           "C7.2 FSUB (scalar)")) t.does(scalar(FloatArithmetic::subtract));
    if (t.line("00011111110mmmmm0aaaaannnnnddddd", "fmadd",   "Hd Hn Hm Ha",        "C7.2 FMADD")) t.does(fused(false, false));
    if (t.line("00011111110mmmmm1aaaaannnnnddddd", "fmsub",   "Hd Hn Hm Ha",        "C7.2 FMSUB")) t.does(fused(false, true));
    if (t.line("00011111111mmmmm0aaaaannnnnddddd", "fnmadd",  "Hd Hn Hm Ha",        "C7.2 FNMADD")) t.does(fused(true, true));
    if (t.line("00011111111mmmmm1aaaaannnnnddddd", "fnmsub",  "Hd Hn Hm Ha",        "C7.2 FNMSUB")) t.does(fused(true, false));
    if (t.line("00011110111mmmmm100010nnnnnddddd", "fnmul",   "Hd Hn Hm",           "C7.2 FNMUL (scalar)")) t.does(scalar(FloatingPointArithmetic::negatedProduct));
    if (t.line("00011110111mmmmm010010nnnnnddddd", "fmax",    "Hd Hn Hm",           "C7.2 FMAX (scalar)")) t.does(scalar(FloatComparison::maximum));
    if (t.line("00011110111mmmmm010110nnnnnddddd", "fmin",    "Hd Hn Hm",           "C7.2 FMIN (scalar)")) t.does(scalar(FloatComparison::minimum));
    if (t.line("00011110111mmmmm011010nnnnnddddd", "fmaxnm",  "Hd Hn Hm",           "C7.2 FMAXNM (scalar)")) t.does(scalar(FloatComparison::maximumNumber));
    if (t.line("00011110111mmmmm011110nnnnnddddd", "fminnm",  "Hd Hn Hm",           "C7.2 FMINNM (scalar)")) t.does(scalar(FloatComparison::minimumNumber));
    if (t.line("0001111011100000110000nnnnnddddd", "fabs",    "Hd Hn",              "C7.2 FABS (scalar)")) t.does(scalar(plain(FloatArithmetic::absolute)));
    if (t.line("0001111011100001010000nnnnnddddd", "fneg",    "Hd Hn",              "C7.2 FNEG (scalar)")) t.does(scalar(plain(FloatArithmetic::negate)));
    if (t.line("0001111011100001110000nnnnnddddd", "fsqrt",   "Hd Hn",              "C7.2 FSQRT (scalar)")) t.does(scalar(FloatArithmetic::squareRoot));
    if (t.line("0001111011100100010000nnnnnddddd", "frintn",  "Hd Hn",              "C7.2 FRINTN (scalar)")) t.does(scalar(FloatingPointArithmetic.roundTo(Rounding.TIE_EVEN)));
    if (t.line("0001111011100100110000nnnnnddddd", "frintp",  "Hd Hn",              "C7.2 FRINTP (scalar)")) t.does(scalar(FloatingPointArithmetic.roundTo(Rounding.PLUS_INFINITY)));
    if (t.line("0001111011100101010000nnnnnddddd", "frintm",  "Hd Hn",              "C7.2 FRINTM (scalar)")) t.does(scalar(FloatingPointArithmetic.roundTo(Rounding.MINUS_INFINITY)));
    if (t.line("0001111011100101110000nnnnnddddd", "frintz",  "Hd Hn",              "C7.2 FRINTZ (scalar)")) t.does(scalar(FloatingPointArithmetic.roundTo(Rounding.ZERO)));
    if (t.line("0001111011100110010000nnnnnddddd", "frinta",  "Hd Hn",              "C7.2 FRINTA (scalar)")) t.does(scalar(FloatingPointArithmetic.roundTo(Rounding.TIE_AWAY)));
    if (t.line("0001111011100111010000nnnnnddddd", "frintx",  "Hd Hn",              "C7.2 FRINTX (scalar)")) t.does(scalar(FloatingPointArithmetic.roundAsControlled(true)));
    if (t.line("0001111011100111110000nnnnnddddd", "frinti",  "Hd Hn",              "C7.2 FRINTI (scalar)")) t.does(scalar(FloatingPointArithmetic.roundAsControlled(false)));
    if (t.line("00011110111mmmmm001000nnnnn00000", "fcmp",    "Hn Hm",              "C7.2 FCMP")) t.does(FloatingPointArithmetic.compare(HALF, false));
    if (t.line("0001111011100000001000nnnnn01000", "fcmp",    "Hn #0.0",            "C7.2 FCMP")) t.does(FloatingPointArithmetic.compareWithZero(HALF, false));
    if (t.line("00011110111mmmmm001000nnnnn10000", "fcmpe",   "Hn Hm",              "C7.2 FCMPE")) t.does(FloatingPointArithmetic.compare(HALF, true));
    if (t.line("0001111011100000001000nnnnn11000", "fcmpe",   "Hn #0.0",            "C7.2 FCMPE")) t.does(FloatingPointArithmetic.compareWithZero(HALF, true));
    if (t.line("00011110111mmmmmcccc01nnnnn0ffff", "fccmp",   "Hn Hm #nzcv cond",   "C7.2 FCCMP")) t.does(FloatingPointArithmetic.conditionalCompare(HALF, false));
    if (t.line("00011110111mmmmmcccc01nnnnn1ffff", "fccmpe",  "Hn Hm #nzcv cond",   "C7.2 FCCMPE")) t.does(FloatingPointArithmetic.conditionalCompare(HALF, true));
    if (t.line("00011110111mmmmmcccc11nnnnnddddd", "fcsel",   "Hd Hn Hm cond",      "C7.2 FCSEL")) t.does(FloatingPointArithmetic.select(HALF));
    if (t.line("0001111011100000010000nnnnnddddd", "fmov",    "Hd Hn",              "C7.2 FMOV (register)")) t.does(scalar(plain((a, size) -> a)));
    if (t.line("00011110111iiiiiiii10000000ddddd", "fmov",    "Hd #fp.H",           "C7.2 FMOV (scalar, immediate)")) t.does(SimdModifiedImmediate::move);
    if (t.line("0001111011100110000000nnnnnddddd", "fmov",    "Wd Hn",              "C7.2 FMOV (general)")) t.does(FloatingPointHalfPrecision::moveToGeneral);
    if (t.line("1001111011100110000000nnnnnddddd", "fmov",    "Xd Hn",              "C7.2 FMOV (general)")) t.does(FloatingPointHalfPrecision::moveToGeneral);
    if (t.line("0001111011100111000000nnnnnddddd", "fmov",    "Hd Wn",              "C7.2 FMOV (general)")) t.does(FloatingPointHalfPrecision::moveFromGeneral);
    if (t.line("1001111011100111000000nnnnnddddd", "fmov",    "Hd Xn",              "C7.2 FMOV (general)")) t.does(FloatingPointHalfPrecision::moveFromGeneral);
    if (t.line("0001111011100000000000nnnnnddddd", "fcvtns",  "Wd Hn",              "C7.2 FCVTNS (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, false, 32, Rounding.TIE_EVEN));
    if (t.line("1001111011100000000000nnnnnddddd", "fcvtns",  "Xd Hn",              "C7.2 FCVTNS (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, false, 64, Rounding.TIE_EVEN));
    if (t.line("0001111011100001000000nnnnnddddd", "fcvtnu",  "Wd Hn",              "C7.2 FCVTNU (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, true, 32, Rounding.TIE_EVEN));
    if (t.line("1001111011100001000000nnnnnddddd", "fcvtnu",  "Xd Hn",              "C7.2 FCVTNU (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, true, 64, Rounding.TIE_EVEN));
    if (t.line("0001111011101000000000nnnnnddddd", "fcvtps",  "Wd Hn",              "C7.2 FCVTPS (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, false, 32, Rounding.PLUS_INFINITY));
    if (t.line("1001111011101000000000nnnnnddddd", "fcvtps",  "Xd Hn",              "C7.2 FCVTPS (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, false, 64, Rounding.PLUS_INFINITY));
    if (t.line("0001111011101001000000nnnnnddddd", "fcvtpu",  "Wd Hn",              "C7.2 FCVTPU (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, true, 32, Rounding.PLUS_INFINITY));
    if (t.line("1001111011101001000000nnnnnddddd", "fcvtpu",  "Xd Hn",              "C7.2 FCVTPU (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, true, 64, Rounding.PLUS_INFINITY));
    if (t.line("0001111011110000000000nnnnnddddd", "fcvtms",  "Wd Hn",              "C7.2 FCVTMS (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, false, 32, Rounding.MINUS_INFINITY));
    if (t.line("1001111011110000000000nnnnnddddd", "fcvtms",  "Xd Hn",              "C7.2 FCVTMS (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, false, 64, Rounding.MINUS_INFINITY));
    if (t.line("0001111011110001000000nnnnnddddd", "fcvtmu",  "Wd Hn",              "C7.2 FCVTMU (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, true, 32, Rounding.MINUS_INFINITY));
    if (t.line("1001111011110001000000nnnnnddddd", "fcvtmu",  "Xd Hn",              "C7.2 FCVTMU (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, true, 64, Rounding.MINUS_INFINITY));
    if (t.line("0001111011111000000000nnnnnddddd", "fcvtzs",  "Wd Hn",              "C7.2 FCVTZS (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, false, 32, Rounding.ZERO));
    if (t.line("1001111011111000000000nnnnnddddd", "fcvtzs",  "Xd Hn",              "C7.2 FCVTZS (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, false, 64, Rounding.ZERO));
    if (t.line("0001111011111001000000nnnnnddddd", "fcvtzu",  "Wd Hn",              "C7.2 FCVTZU (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, true, 32, Rounding.ZERO));
    if (t.line("1001111011111001000000nnnnnddddd", "fcvtzu",  "Xd Hn",              "C7.2 FCVTZU (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, true, 64, Rounding.ZERO));
    if (t.line("0001111011100100000000nnnnnddddd", "fcvtas",  "Wd Hn",              "C7.2 FCVTAS (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, false, 32, Rounding.TIE_AWAY));
    if (t.line("1001111011100100000000nnnnnddddd", "fcvtas",  "Xd Hn",              "C7.2 FCVTAS (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, false, 64, Rounding.TIE_AWAY));
    if (t.line("0001111011100101000000nnnnnddddd", "fcvtau",  "Wd Hn",              "C7.2 FCVTAU (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, true, 32, Rounding.TIE_AWAY));
    if (t.line("1001111011100101000000nnnnnddddd", "fcvtau",  "Xd Hn",              "C7.2 FCVTAU (scalar)")) t.does(FloatingPointConversion.toInteger(HALF, true, 64, Rounding.TIE_AWAY));
    if (t.line("0001111011011000ssssssnnnnnddddd", "fcvtzs",  "Wd Hn #fbits",       "C7.2 FCVTZS (fixed-point)")) t.does(FloatingPointConversion.toInteger(HALF, false, 32, Rounding.ZERO));
    if (t.line("1001111011011000ssssssnnnnnddddd", "fcvtzs",  "Xd Hn #fbits",       "C7.2 FCVTZS (fixed-point)")) t.does(FloatingPointConversion.toInteger(HALF, false, 64, Rounding.ZERO));
    if (t.line("0001111011011001ssssssnnnnnddddd", "fcvtzu",  "Wd Hn #fbits",       "C7.2 FCVTZU (fixed-point)")) t.does(FloatingPointConversion.toInteger(HALF, true, 32, Rounding.ZERO));
    if (t.line("1001111011011001ssssssnnnnnddddd", "fcvtzu",  "Xd Hn #fbits",       "C7.2 FCVTZU (fixed-point)")) t.does(FloatingPointConversion.toInteger(HALF, true, 64, Rounding.ZERO));
    if (t.line("0001111011100010000000nnnnnddddd", "scvtf",   "Hd Wn",              "C7.2 SCVTF (scalar)")) t.does(FloatingPointConversion.from32Signed(HALF));
    if (t.line("0001111011000010ssssssnnnnnddddd", "scvtf",   "Hd Wn #fbits",       "C7.2 SCVTF (fixed-point)")) t.does(FloatingPointConversion.from32Signed(HALF));
    if (t.line("1001111011100010000000nnnnnddddd", "scvtf",   "Hd Xn",              "C7.2 SCVTF (scalar)")) t.does(FloatingPointConversion.from64Signed(HALF));
    if (t.line("1001111011000010ssssssnnnnnddddd", "scvtf",   "Hd Xn #fbits",       "C7.2 SCVTF (fixed-point)")) t.does(FloatingPointConversion.from64Signed(HALF));
    if (t.line("0001111011100011000000nnnnnddddd", "ucvtf",   "Hd Wn",              "C7.2 UCVTF (scalar)")) t.does(FloatingPointConversion.from32Unsigned(HALF));
    if (t.line("0001111011000011ssssssnnnnnddddd", "ucvtf",   "Hd Wn #fbits",       "C7.2 UCVTF (fixed-point)")) t.does(FloatingPointConversion.from32Unsigned(HALF));
    if (t.line("1001111011100011000000nnnnnddddd", "ucvtf",   "Hd Xn",              "C7.2 UCVTF (scalar)")) t.does(FloatingPointConversion.from64Unsigned(HALF));
    if (t.line("1001111011000011ssssssnnnnnddddd", "ucvtf",   "Hd Xn #fbits",       "C7.2 UCVTF (fixed-point)")) t.does(FloatingPointConversion.from64Unsigned(HALF));
    t.feature(Feature.FP);
  }
  // spotless:on

  private static Semantics fused(boolean negateAddend, boolean negateProduct) {
    long addendSign = negateAddend ? 0x8000 : 0;
    long productSign = negateProduct ? 0x8000 : 0;
    return (cpu, i) -> {
      long addend = (cpu.vLow(i.a) & MASK) ^ addendSign;
      long a = (cpu.vLow(i.n) & MASK) ^ productSign;
      cpu.d(i.d, FloatArithmetic.multiplyAdd(addend, a, cpu.vLow(i.m) & MASK, HALF, cpu.fp()));
    };
  }

  private static void moveToGeneral(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.vLow(i.n) & MASK);
  }

  private static void moveFromGeneral(Cpu cpu, Instruction i) {
    cpu.d(i.d, cpu.x(i.n) & MASK);
  }
}
