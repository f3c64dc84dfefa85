package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.each;
import static dev.seedkernel.aarch64.isa.VectorSemantics.narrowing;
import static dev.seedkernel.aarch64.isa.VectorSemantics.plain;
import static dev.seedkernel.aarch64.isa.VectorSemantics.scalar;
import static dev.seedkernel.aarch64.isa.VectorSemantics.unary;
import static dev.seedkernel.aarch64.isa.VectorSemantics.wideningUnary;

import dev.seedkernel.aarch64.arith.FloatArithmetic;
import dev.seedkernel.aarch64.arith.FloatComparison;
import dev.seedkernel.aarch64.arith.FloatConversion;
import dev.seedkernel.aarch64.arith.FloatEstimate;
import dev.seedkernel.aarch64.arith.FpEnvironment;
import dev.seedkernel.aarch64.arith.Lanes;
import dev.seedkernel.aarch64.arith.Rounding;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation1;

/**
 * Advanced SIMD two-register miscellaneous, floating point, with their scalar forms (Arm ARM
 * C4.1.96).
 */
final class SimdFloatTwoRegister {
  private SimdFloatTwoRegister() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("0Q0011101z100000111110nnnnnddddd", "fabs",    "Vd.F Vn.F",            "C7.2 FABS")) t.does(unary(each(plain(FloatArithmetic::absolute))));
    if (t.line("0Q1011101z100000111110nnnnnddddd", "fneg",    "Vd.F Vn.F",            "C7.2 FNEG")) t.does(unary(each(plain(FloatArithmetic::negate))));
    if (t.line("0Q1011101z100001111110nnnnnddddd", "fsqrt",   "Vd.F Vn.F",            "C7.2 FSQRT")) t.does(unary(each(FloatArithmetic::squareRoot)));
    if (t.line("0Q0011100z100001100010nnnnnddddd", "frintn",  "Vd.F Vn.F",            "C7.2 FRINTN")) t.does(unary(each(FloatingPointArithmetic.roundTo(Rounding.TIE_EVEN))));
    if (t.line("0Q0011101z100001100010nnnnnddddd", "frintp",  "Vd.F Vn.F",            "C7.2 FRINTP")) t.does(unary(each(FloatingPointArithmetic.roundTo(Rounding.PLUS_INFINITY))));
    if (t.line("0Q1011100z100001100010nnnnnddddd", "frinta",  "Vd.F Vn.F",            "C7.2 FRINTA")) t.does(unary(each(FloatingPointArithmetic.roundTo(Rounding.TIE_AWAY))));
    if (t.line("0Q0011100z100001100110nnnnnddddd", "frintm",  "Vd.F Vn.F",            "C7.2 FRINTM")) t.does(unary(each(FloatingPointArithmetic.roundTo(Rounding.MINUS_INFINITY))));
    if (t.line("0Q0011101z100001100110nnnnnddddd", "frintz",  "Vd.F Vn.F",            "C7.2 FRINTZ")) t.does(unary(each(FloatingPointArithmetic.roundTo(Rounding.ZERO))));
    if (t.line("0Q1011100z100001100110nnnnnddddd", "frintx",  "Vd.F Vn.F",            "C7.2 FRINTX")) t.does(unary(each(FloatingPointArithmetic.roundAsControlled(true))));
    if (t.line("0Q1011101z100001100110nnnnnddddd", "frinti",  "Vd.F Vn.F",            "C7.2 FRINTI")) t.does(unary(each(FloatingPointArithmetic.roundAsControlled(false))));
    if (t.line("0Q0011100z100001101010nnnnnddddd", "fcvtns",  "Vd.F Vn.F",            "C7.2 FCVTNS")) t.does(unary(each(toInteger(false, Rounding.TIE_EVEN))));
    if (t.line("010111100z100001101010nnnnnddddd", "fcvtns",  "Fd Fn",                "C7.2 FCVTNS")) t.does(scalar(toInteger(false, Rounding.TIE_EVEN)));
    if (t.line("0Q1011100z100001101010nnnnnddddd", "fcvtnu",  "Vd.F Vn.F",            "C7.2 FCVTNU")) t.does(unary(each(toInteger(true, Rounding.TIE_EVEN))));
    if (t.line("011111100z100001101010nnnnnddddd", "fcvtnu",  "Fd Fn",                "C7.2 FCVTNU")) t.does(scalar(toInteger(true, Rounding.TIE_EVEN)));
    if (t.line("0Q0011101z100001101010nnnnnddddd", "fcvtps",  "Vd.F Vn.F",            "C7.2 FCVTPS")) t.does(unary(each(toInteger(false, Rounding.PLUS_INFINITY))));
    if (t.line("010111101z100001101010nnnnnddddd", "fcvtps",  "Fd Fn",                "C7.2 FCVTPS")) t.does(scalar(toInteger(false, Rounding.PLUS_INFINITY)));
    if (t.line("0Q1011101z100001101010nnnnnddddd", "fcvtpu",  "Vd.F Vn.F",            "C7.2 FCVTPU")) t.does(unary(each(toInteger(true, Rounding.PLUS_INFINITY))));
    if (t.line("011111101z100001101010nnnnnddddd", "fcvtpu",  "Fd Fn",                "C7.2 FCVTPU")) t.does(scalar(toInteger(true, Rounding.PLUS_INFINITY)));
    if (t.line("0Q0011100z100001101110nnnnnddddd", "fcvtms",  "Vd.F Vn.F",            "C7.2 FCVTMS")) t.does(unary(each(toInteger(false, Rounding.MINUS_INFINITY))));
    if (t.line("010111100z100001101110nnnnnddddd", "fcvtms",  "Fd Fn",                "C7.2 FCVTMS")) t.does(scalar(toInteger(false, Rounding.MINUS_INFINITY)));
    if (t.line("0Q1011100z100001101110nnnnnddddd", "fcvtmu",  "Vd.F Vn.F",            "C7.2 FCVTMU")) t.does(unary(each(toInteger(true, Rounding.MINUS_INFINITY))));
    if (t.line("011111100z100001101110nnnnnddddd", "fcvtmu",  "Fd Fn",                "C7.2 FCVTMU")) t.does(scalar(toInteger(true, Rounding.MINUS_INFINITY)));
    if (t.line("0Q0011101z100001101110nnnnnddddd", "fcvtzs",  "Vd.F Vn.F",            "C7.2 FCVTZS")) t.does(unary(each(toInteger(false, Rounding.ZERO))));
    if (t.line("010111101z100001101110nnnnnddddd", "fcvtzs",  "Fd Fn",                "C7.2 FCVTZS")) t.does(scalar(toInteger(false, Rounding.ZERO)));
    if (t.line("0Q1011101z100001101110nnnnnddddd", "fcvtzu",  "Vd.F Vn.F",            "C7.2 FCVTZU")) t.does(unary(each(toInteger(true, Rounding.ZERO))));
    if (t.line("011111101z100001101110nnnnnddddd", "fcvtzu",  "Fd Fn",                "C7.2 FCVTZU")) t.does(scalar(toInteger(true, Rounding.ZERO)));
    if (t.line("0Q0011100z100001110010nnnnnddddd", "fcvtas",  "Vd.F Vn.F",            "C7.2 FCVTAS")) t.does(unary(each(toInteger(false, Rounding.TIE_AWAY))));
    if (t.line("010111100z100001110010nnnnnddddd", "fcvtas",  "Fd Fn",                "C7.2 FCVTAS")) t.does(scalar(toInteger(false, Rounding.TIE_AWAY)));
    if (t.line("0Q1011100z100001110010nnnnnddddd", "fcvtau",  "Vd.F Vn.F",            "C7.2 FCVTAU")) t.does(unary(each(toInteger(true, Rounding.TIE_AWAY))));
    if (t.line("011111100z100001110010nnnnnddddd", "fcvtau",  "Fd Fn",                "C7.2 FCVTAU")) t.does(scalar(toInteger(true, Rounding.TIE_AWAY)));
    if (t.line("0Q0011100z100001110110nnnnnddddd", "scvtf",   "Vd.F Vn.F",            "C7.2 SCVTF")) t.does(unary(each(SimdFloatTwoRegister::fromSigned)));
    if (t.line("010111100z100001110110nnnnnddddd", "scvtf",   "Fd Fn",                "C7.2 SCVTF")) t.does(scalar(SimdFloatTwoRegister::fromSigned));
    if (t.line("0Q1011100z100001110110nnnnnddddd", "ucvtf",   "Vd.F Vn.F",            "C7.2 UCVTF")) t.does(unary(each(SimdFloatTwoRegister::fromUnsigned)));
    if (t.line("011111100z100001110110nnnnnddddd", "ucvtf",   "Fd Fn",                "C7.2 UCVTF")) t.does(scalar(SimdFloatTwoRegister::fromUnsigned));
    if (t.line("0Q0011101z100001110110nnnnnddddd", "frecpe",  "Vd.F Vn.F",            "C7.2 FRECPE")) t.does(unary(each(FloatEstimate::reciprocal)));
    if (t.line("010111101z100001110110nnnnnddddd", "frecpe",  "Fd Fn",                "C7.2 FRECPE")) t.does(scalar(FloatEstimate::reciprocal));
    if (t.line("0Q1011101z100001110110nnnnnddddd", "frsqrte", "Vd.F Vn.F",            "C7.2 FRSQRTE")) t.does(unary(each(FloatEstimate::reciprocalRoot)));
    if (t.line("011111101z100001110110nnnnnddddd", "frsqrte", "Fd Fn",                "C7.2 FRSQRTE")) t.does(scalar(FloatEstimate::reciprocalRoot));
    if (t.line("010111101z100001111110nnnnnddddd", "frecpx",  "Fd Fn",                "C7.2 FRECPX")) t.does(scalar(FloatEstimate::reciprocalExponent));
    if (t.line("0Q00111010100001110010nnnnnddddd", "urecpe",  "Vd.S Vn.S",            "C7.2 URECPE")) t.does(unary(each((a, size, fp) -> FloatEstimate.unsignedReciprocal(a))));
    if (t.line("0Q10111010100001110010nnnnnddddd", "ursqrte", "Vd.S Vn.S",            "C7.2 URSQRTE")) t.does(unary(each((a, size, fp) -> FloatEstimate.unsignedReciprocalRoot(a))));
    if (t.line("0Q0011101z100000110010nnnnnddddd", "fcmgt",   "Vd.F Vn.F #0.0",       "C7.2 FCMGT")) t.does(unary(each((a, size, fp) -> FloatComparison.greater(a, 0, size, fp))));
    if (t.line("010111101z100000110010nnnnnddddd", "fcmgt",   "Fd Fn #0.0",           "C7.2 FCMGT")) t.does(scalar((a, size, fp) -> FloatComparison.greater(a, 0, size, fp)));
    if (t.line("0Q1011101z100000110010nnnnnddddd", "fcmge",   "Vd.F Vn.F #0.0",       "C7.2 FCMGE")) t.does(unary(each((a, size, fp) -> FloatComparison.greaterOrEqual(a, 0, size, fp))));
    if (t.line("011111101z100000110010nnnnnddddd", "fcmge",   "Fd Fn #0.0",           "C7.2 FCMGE")) t.does(scalar((a, size, fp) -> FloatComparison.greaterOrEqual(a, 0, size, fp)));
    if (t.line("0Q0011101z100000110110nnnnnddddd", "fcmeq",   "Vd.F Vn.F #0.0",       "C7.2 FCMEQ")) t.does(unary(each((a, size, fp) -> FloatComparison.equal(a, 0, size, fp))));
    if (t.line("010111101z100000110110nnnnnddddd", "fcmeq",   "Fd Fn #0.0",           "C7.2 FCMEQ")) t.does(scalar((a, size, fp) -> FloatComparison.equal(a, 0, size, fp)));
    if (t.line("0Q1011101z100000110110nnnnnddddd", "fcmle",   "Vd.F Vn.F #0.0",       "C7.2 FCMLE")) t.does(unary(each((a, size, fp) -> FloatComparison.greaterOrEqual(0, a, size, fp))));
    if (t.line("011111101z100000110110nnnnnddddd", "fcmle",   "Fd Fn #0.0",           "C7.2 FCMLE")) t.does(scalar((a, size, fp) -> FloatComparison.greaterOrEqual(0, a, size, fp)));
    if (t.line("0Q0011101z100000111010nnnnnddddd", "fcmlt",   "Vd.F Vn.F #0.0",       "C7.2 FCMLT")) t.does(unary(each((a, size, fp) -> FloatComparison.greater(0, a, size, fp))));
    if (t.line("010111101z100000111010nnnnnddddd", "fcmlt",   "Fd Fn #0.0",           "C7.2 FCMLT")) t.does(scalar((a, size, fp) -> FloatComparison.greater(0, a, size, fp)));
    // Conversion between formats
    if (t.line("0Q00111000100001011110nnnnnddddd", "Q=0", "fcvtl",   "Vd.4S Vn.H",           "C7.2 FCVTL")) t.does(wideningUnary(SimdFloatTwoRegister::lengthen));
    if (t.line("0Q00111001100001011110nnnnnddddd", "Q=0", "fcvtl",   "Vd.2D Vn.S",           "C7.2 FCVTL")) t.does(wideningUnary(SimdFloatTwoRegister::lengthen));
    if (t.line("0Q00111000100001011010nnnnnddddd", "Q=0", "fcvtn",   "Vd.H Vn.4S",           "C7.2 FCVTN")) t.does(narrowing(SimdFloatTwoRegister::shorten));
    if (t.line("0Q00111001100001011010nnnnnddddd", "Q=0", "fcvtn",   "Vd.S Vn.2D",           "C7.2 FCVTN")) t.does(narrowing(SimdFloatTwoRegister::shorten));
    if (t.line("0Q10111001100001011010nnnnnddddd", "Q=0", "fcvtxn",  "Vd.S Vn.2D",           "C7.2 FCVTXN")) t.does(narrowing(SimdFloatTwoRegister::shortenToOdd));
    if (t.line("0Q00111000100001011110nnnnnddddd", "Q=1", "fcvtl2",  "Vd.4S Vn.H",           "C7.2 FCVTL")) t.does(wideningUnary(SimdFloatTwoRegister::lengthen));
    if (t.line("0Q00111001100001011110nnnnnddddd", "Q=1", "fcvtl2",  "Vd.2D Vn.S",           "C7.2 FCVTL")) t.does(wideningUnary(SimdFloatTwoRegister::lengthen));
    if (t.line("0Q00111000100001011010nnnnnddddd", "Q=1", "fcvtn2",  "Vd.H Vn.4S",           "C7.2 FCVTN")) t.does(narrowing(SimdFloatTwoRegister::shorten));
    if (t.line("0Q00111001100001011010nnnnnddddd", "Q=1", "fcvtn2",  "Vd.S Vn.2D",           "C7.2 FCVTN")) t.does(narrowing(SimdFloatTwoRegister::shorten));
    if (t.line("0Q10111001100001011010nnnnnddddd", "Q=1", "fcvtxn2", "Vd.S Vn.2D",           "C7.2 FCVTXN")) t.does(narrowing(SimdFloatTwoRegister::shortenToOdd));
    if (t.line("0111111001100001011010nnnnnddddd", "fcvtxn",  "Sd Dn",                "C7.2 FCVTXN")) t.does(narrowing(SimdFloatTwoRegister::shortenToOdd));
  }
  // spotless:on

  static Operation1 toInteger(boolean unsigned, Rounding rounding) {
    return (a, size, fp) ->
        FloatConversion.toInteger(a, size, 0, unsigned, 8 << size, rounding, fp);
  }

  static long fromSigned(long a, int size, FpEnvironment fp) {
    return FloatConversion.fromSigned(Lanes.signed(a, size), 0, size, fp);
  }

  static long fromUnsigned(long a, int size, FpEnvironment fp) {
    return FloatConversion.fromUnsigned(a, 0, size, fp);
  }

  /** The operand was widened with zeros already; size is that of the result. */
  private static long lengthen(long a, int size, FpEnvironment fp) {
    return FloatConversion.convert(a, size - 1, size, fp);
  }

  private static long shorten(long a, long unused, int size, FpEnvironment fp) {
    return FloatConversion.convert(a, size + 1, size, fp);
  }

  private static long shortenToOdd(long a, long unused, int size, FpEnvironment fp) {
    return FloatConversion.convert(a, size + 1, size, Rounding.ODD, fp);
  }
}
