package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.each;
import static dev.seedkernel.aarch64.isa.VectorSemantics.scalar;
import static dev.seedkernel.aarch64.isa.VectorSemantics.unary;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.arith.Alu;
import dev.seedkernel.aarch64.arith.FloatConversion;
import dev.seedkernel.aarch64.arith.Rounding;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation1;

/**
 * Floating-point numbers and integers of a size: FRINT32 and FRINT64 (FEAT_FRINTTS), scalar and
 * vector, and FJCVTZS (FEAT_JSCVT). The manual has them among one source, two-register
 * miscellaneous and conversions to integers (Arm ARM C4.1.96).
 */
final class FloatingPointIntegers {
  private FloatingPointIntegers() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("0001111000101000010000nnnnnddddd", "frint32z", "Sd Sn",     "C7.2 FRINT32Z (scalar)")) t.does(scalar(towardsZero(32)));
    if (t.line("0001111001101000010000nnnnnddddd", "frint32z", "Dd Dn",     "C7.2 FRINT32Z (scalar)")) t.does(scalar(towardsZero(32)));
    if (t.line("0001111000101000110000nnnnnddddd", "frint32x", "Sd Sn",     "C7.2 FRINT32X (scalar)")) t.does(scalar(asControlled(32)));
    if (t.line("0001111001101000110000nnnnnddddd", "frint32x", "Dd Dn",     "C7.2 FRINT32X (scalar)")) t.does(scalar(asControlled(32)));
    if (t.line("0001111000101001010000nnnnnddddd", "frint64z", "Sd Sn",     "C7.2 FRINT64Z (scalar)")) t.does(scalar(towardsZero(64)));
    if (t.line("0001111001101001010000nnnnnddddd", "frint64z", "Dd Dn",     "C7.2 FRINT64Z (scalar)")) t.does(scalar(towardsZero(64)));
    if (t.line("0001111000101001110000nnnnnddddd", "frint64x", "Sd Sn",     "C7.2 FRINT64X (scalar)")) t.does(scalar(asControlled(64)));
    if (t.line("0001111001101001110000nnnnnddddd", "frint64x", "Dd Dn",     "C7.2 FRINT64X (scalar)")) t.does(scalar(asControlled(64)));
    t.feature(Feature.FRINTTS, Feature.ADV_SIMD);
    if (t.line("0Q0011100z100001111010nnnnnddddd", "frint32z", "Vd.F Vn.F", "C7.2 FRINT32Z (vector)")) t.does(unary(each(towardsZero(32))));
    if (t.line("0Q1011100z100001111010nnnnnddddd", "frint32x", "Vd.F Vn.F", "C7.2 FRINT32X (vector)")) t.does(unary(each(asControlled(32))));
    if (t.line("0Q0011100z100001111110nnnnnddddd", "frint64z", "Vd.F Vn.F", "C7.2 FRINT64Z (vector)")) t.does(unary(each(towardsZero(64))));
    if (t.line("0Q1011100z100001111110nnnnnddddd", "frint64x", "Vd.F Vn.F", "C7.2 FRINT64X (vector)")) t.does(unary(each(asControlled(64))));
    t.feature(Feature.JSCVT);
    if (t.line("0001111001111110000000nnnnnddddd", "fjcvtzs",  "Wd Dn",     "C7.2 FJCVTZS")) t.does(FloatingPointIntegers::convertAsJavaScript);
  }
  // spotless:on

  private static Operation1 towardsZero(int bits) {
    return (a, size, fp) -> FloatConversion.roundToInteger(a, size, bits, Rounding.ZERO, fp);
  }

  private static Operation1 asControlled(int bits) {
    return (a, size, fp) -> FloatConversion.roundToInteger(a, size, bits, fp.rounding(), fp);
  }

  /** Z says that nothing was lost; the other flags are cleared. */
  private static void convertAsJavaScript(Cpu cpu, Instruction i) {
    long a = cpu.vLow(i.n);
    cpu.w(i.d, FloatConversion.toInt32Modulo(a, cpu.fp()));
    cpu.nzcv(FloatConversion.isInt32(a, cpu.fp()) ? Alu.Z : 0);
  }
}
