package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.byElement;
import static dev.seedkernel.aarch64.isa.VectorSemantics.byElementScalar;
import static dev.seedkernel.aarch64.isa.VectorSemantics.each;
import static dev.seedkernel.aarch64.isa.VectorSemantics.wideningByElement;
import static dev.seedkernel.aarch64.isa.VectorSemantics.wideningIntoByElement;
import static dev.seedkernel.aarch64.isa.VectorSemantics.wideningScalarByElement;

import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.arith.FloatArithmetic;
import dev.seedkernel.aarch64.arith.LaneArithmetic;
import dev.seedkernel.aarch64.arith.Lanes;

/** Advanced SIMD vector x indexed element, with their scalar forms (Arm ARM C4.1.96). */
final class SimdByElement {
  private SimdByElement() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("0Q101111zzlpmmmm0000h0nnnnnddddd", "z!=0 & z!=3", "mla",     "Vd.T Vn.T Vm.T[]",     "C7.2 MLA (by element)")) t.does(byElement(each(LaneArithmetic::multiplyAdd)));
    if (t.line("0Q101111zzlpmmmm0100h0nnnnnddddd", "z!=0 & z!=3", "mls",     "Vd.T Vn.T Vm.T[]",     "C7.2 MLS (by element)")) t.does(byElement(each(LaneArithmetic::multiplySubtract)));
    if (t.line("0Q001111zzlpmmmm1000h0nnnnnddddd", "z!=0 & z!=3", "mul",     "Vd.T Vn.T Vm.T[]",     "C7.2 MUL (by element)")) t.does(byElement(each(LaneArithmetic::multiply)));
    if (t.line("0Q001111zzlpmmmm1100h0nnnnnddddd", "z!=0 & z!=3", "sqdmulh", "Vd.T Vn.T Vm.T[]",     "C7.2 SQDMULH (by element)")) t.does(byElement(each(LaneArithmetic::doublingMultiplyHigh)));
    if (t.line("01011111zzlpmmmm1100h0nnnnnddddd", "z!=0 & z!=3", "sqdmulh", "Zd Zn Vm.T[]",         "C7.2 SQDMULH (by element)")) t.does(byElementScalar(LaneArithmetic::doublingMultiplyHigh));
    if (t.line("0Q001111zzlpmmmm1101h0nnnnnddddd", "z!=0 & z!=3", "sqrdmulh","Vd.T Vn.T Vm.T[]",     "C7.2 SQRDMULH (by element)")) t.does(byElement(each(LaneArithmetic::roundingDoublingMultiplyHigh)));
    if (t.line("01011111zzlpmmmm1101h0nnnnnddddd", "z!=0 & z!=3", "sqrdmulh","Zd Zn Vm.T[]",         "C7.2 SQRDMULH (by element)")) t.does(byElementScalar(LaneArithmetic::roundingDoublingMultiplyHigh));
    if (t.line("0Q001111zzlpmmmm0010h0nnnnnddddd", "Q=0 & z!=0 & z!=3", "smlal",   "Vd.W Vn.A Vm.T[]",     "C7.2 SMLAL (by element)")) t.does(wideningIntoByElement(true, each(LaneArithmetic::multiplyAdd)));
    if (t.line("0Q001111zzlpmmmm0010h0nnnnnddddd", "Q=1 & z!=0 & z!=3", "smlal2",  "Vd.W Vn.A Vm.T[]",     "C7.2 SMLAL (by element)")) t.does(wideningIntoByElement(true, each(LaneArithmetic::multiplyAdd)));
    if (t.line("0Q001111zzlpmmmm0110h0nnnnnddddd", "Q=0 & z!=0 & z!=3", "smlsl",   "Vd.W Vn.A Vm.T[]",     "C7.2 SMLSL (by element)")) t.does(wideningIntoByElement(true, each(LaneArithmetic::multiplySubtract)));
    if (t.line("0Q001111zzlpmmmm0110h0nnnnnddddd", "Q=1 & z!=0 & z!=3", "smlsl2",  "Vd.W Vn.A Vm.T[]",     "C7.2 SMLSL (by element)")) t.does(wideningIntoByElement(true, each(LaneArithmetic::multiplySubtract)));
    if (t.line("0Q001111zzlpmmmm1010h0nnnnnddddd", "Q=0 & z!=0 & z!=3", "smull",   "Vd.W Vn.A Vm.T[]",     "C7.2 SMULL (by element)")) t.does(wideningByElement(true, each(LaneArithmetic::multiply)));
    if (t.line("0Q001111zzlpmmmm1010h0nnnnnddddd", "Q=1 & z!=0 & z!=3", "smull2",  "Vd.W Vn.A Vm.T[]",     "C7.2 SMULL (by element)")) t.does(wideningByElement(true, each(LaneArithmetic::multiply)));
    if (t.line("0Q101111zzlpmmmm0010h0nnnnnddddd", "Q=0 & z!=0 & z!=3", "umlal",   "Vd.W Vn.A Vm.T[]",     "C7.2 UMLAL (by element)")) t.does(wideningIntoByElement(false, each(LaneArithmetic::multiplyAdd)));
    if (t.line("0Q101111zzlpmmmm0010h0nnnnnddddd", "Q=1 & z!=0 & z!=3", "umlal2",  "Vd.W Vn.A Vm.T[]",     "C7.2 UMLAL (by element)")) t.does(wideningIntoByElement(false, each(LaneArithmetic::multiplyAdd)));
    if (t.line("0Q101111zzlpmmmm0110h0nnnnnddddd", "Q=0 & z!=0 & z!=3", "umlsl",   "Vd.W Vn.A Vm.T[]",     "C7.2 UMLSL (by element)")) t.does(wideningIntoByElement(false, each(LaneArithmetic::multiplySubtract)));
    if (t.line("0Q101111zzlpmmmm0110h0nnnnnddddd", "Q=1 & z!=0 & z!=3", "umlsl2",  "Vd.W Vn.A Vm.T[]",     "C7.2 UMLSL (by element)")) t.does(wideningIntoByElement(false, each(LaneArithmetic::multiplySubtract)));
    if (t.line("0Q101111zzlpmmmm1010h0nnnnnddddd", "Q=0 & z!=0 & z!=3", "umull",   "Vd.W Vn.A Vm.T[]",     "C7.2 UMULL (by element)")) t.does(wideningByElement(false, each(LaneArithmetic::multiply)));
    if (t.line("0Q101111zzlpmmmm1010h0nnnnnddddd", "Q=1 & z!=0 & z!=3", "umull2",  "Vd.W Vn.A Vm.T[]",     "C7.2 UMULL (by element)")) t.does(wideningByElement(false, each(LaneArithmetic::multiply)));
    if (t.line("0Q001111zzlpmmmm0011h0nnnnnddddd", "Q=0 & z!=0 & z!=3", "sqdmlal", "Vd.W Vn.A Vm.T[]",     "C7.2 SQDMLAL (by element)")) t.does(wideningIntoByElement(true, each(LaneArithmetic::doublingMultiplyAddLong)));
    if (t.line("0Q001111zzlpmmmm0011h0nnnnnddddd", "Q=1 & z!=0 & z!=3", "sqdmlal2","Vd.W Vn.A Vm.T[]",     "C7.2 SQDMLAL (by element)")) t.does(wideningIntoByElement(true, each(LaneArithmetic::doublingMultiplyAddLong)));
    if (t.line("01011111zzlpmmmm0011h0nnnnnddddd", "z!=0 & z!=3", "sqdmlal", "ZWd Zn Vm.T[]",        "C7.2 SQDMLAL (by element)")) t.does(wideningScalarByElement(LaneArithmetic::doublingMultiplyAddLong));
    if (t.line("0Q001111zzlpmmmm0111h0nnnnnddddd", "Q=0 & z!=0 & z!=3", "sqdmlsl", "Vd.W Vn.A Vm.T[]",     "C7.2 SQDMLSL (by element)")) t.does(wideningIntoByElement(true, each(LaneArithmetic::doublingMultiplySubtractLong)));
    if (t.line("0Q001111zzlpmmmm0111h0nnnnnddddd", "Q=1 & z!=0 & z!=3", "sqdmlsl2","Vd.W Vn.A Vm.T[]",     "C7.2 SQDMLSL (by element)")) t.does(wideningIntoByElement(true, each(LaneArithmetic::doublingMultiplySubtractLong)));
    if (t.line("01011111zzlpmmmm0111h0nnnnnddddd", "z!=0 & z!=3", "sqdmlsl", "ZWd Zn Vm.T[]",        "C7.2 SQDMLSL (by element)")) t.does(wideningScalarByElement(LaneArithmetic::doublingMultiplySubtractLong));
    if (t.line("0Q001111zzlpmmmm1011h0nnnnnddddd", "Q=0 & z!=0 & z!=3", "sqdmull", "Vd.W Vn.A Vm.T[]",     "C7.2 SQDMULL (by element)")) t.does(wideningByElement(true, each(LaneArithmetic::doublingMultiplyLong)));
    if (t.line("0Q001111zzlpmmmm1011h0nnnnnddddd", "Q=1 & z!=0 & z!=3", "sqdmull2","Vd.W Vn.A Vm.T[]",     "C7.2 SQDMULL (by element)")) t.does(wideningByElement(true, each(LaneArithmetic::doublingMultiplyLong)));
    if (t.line("01011111zzlpmmmm1011h0nnnnnddddd", "z!=0 & z!=3", "sqdmull", "ZWd Zn Vm.T[]",        "C7.2 SQDMULL (by element)")) t.does(wideningScalarByElement(SimdThreeDifferent::doublingProduct));
    if (t.line("0Q0011111zlpmmmm0001h0nnnnnddddd", "fmla",    "Vd.F Vn.F Vm.F[]",     "C7.2 FMLA (by element)")) t.does(byElement(each(FloatArithmetic::multiplyAdd)));
    if (t.line("010111111zlpmmmm0001h0nnnnnddddd", "fmla",    "Fd Fn Vm.F[]",         "C7.2 FMLA (by element)")) t.does(byElementScalar(FloatArithmetic::multiplyAdd));
    if (t.line("0Q0011111zlpmmmm0101h0nnnnnddddd", "fmls",    "Vd.F Vn.F Vm.F[]",     "C7.2 FMLS (by element)")) t.does(byElement(each(FloatArithmetic::multiplySubtract)));
    if (t.line("010111111zlpmmmm0101h0nnnnnddddd", "fmls",    "Fd Fn Vm.F[]",         "C7.2 FMLS (by element)")) t.does(byElementScalar(FloatArithmetic::multiplySubtract));
    if (t.line("0Q0011111zlpmmmm1001h0nnnnnddddd", "fmul",    "Vd.F Vn.F Vm.F[]",     "C7.2 FMUL (by element)")) t.does(byElement(each(FloatArithmetic::multiply)));
    if (t.line("010111111zlpmmmm1001h0nnnnnddddd", "fmul",    "Fd Fn Vm.F[]",         "C7.2 FMUL (by element)")) t.does(byElementScalar(FloatArithmetic::multiply));
    if (t.line("0Q1011111zlpmmmm1001h0nnnnnddddd", "fmulx",   "Vd.F Vn.F Vm.F[]",     "C7.2 FMULX (by element)")) t.does(byElement(each(FloatArithmetic::multiplyExtended)));
    if (t.line("011111111zlpmmmm1001h0nnnnnddddd", "fmulx",   "Fd Fn Vm.F[]",         "C7.2 FMULX (by element)")) t.does(byElementScalar(FloatArithmetic::multiplyExtended));
    t.feature(Feature.RDM);
    if (t.line("0Q101111zzlpmmmm1101h0nnnnnddddd", "z!=0 & z!=3", "sqrdmlah","Vd.T Vn.T Vm.T[]",     "C7.2 SQRDMLAH (by element)")) t.does(byElement(each(LaneArithmetic::roundingDoublingMultiplyAdd)));
    if (t.line("01111111zzlpmmmm1101h0nnnnnddddd", "z!=0 & z!=3", "sqrdmlah","Zd Zn Vm.T[]",         "C7.2 SQRDMLAH (by element)")) t.does(byElementScalar(LaneArithmetic::roundingDoublingMultiplyAdd));
    if (t.line("0Q101111zzlpmmmm1111h0nnnnnddddd", "z!=0 & z!=3", "sqrdmlsh","Vd.T Vn.T Vm.T[]",     "C7.2 SQRDMLSH (by element)")) t.does(byElement(each(LaneArithmetic::roundingDoublingMultiplySubtract)));
    if (t.line("01111111zzlpmmmm1111h0nnnnnddddd", "z!=0 & z!=3", "sqrdmlsh","Zd Zn Vm.T[]",         "C7.2 SQRDMLSH (by element)")) t.does(byElementScalar(LaneArithmetic::roundingDoublingMultiplySubtract));
    t.feature(Feature.DOTPROD);
    if (t.line("0Q00111110lpmmmm1110h0nnnnnddddd", "sdot",    "Vd.S Vn.B Vm.4B[]",    "C7.2 SDOT (by element)")) t.does(dot(LaneArithmetic::dotSigned));
    if (t.line("0Q10111110lpmmmm1110h0nnnnnddddd", "udot",    "Vd.S Vn.B Vm.4B[]",    "C7.2 UDOT (by element)")) t.does(dot(LaneArithmetic::dotUnsigned));
    t.feature(Feature.I8MM);
    if (t.line("0Q00111110lpmmmm1111h0nnnnnddddd", "usdot",   "Vd.S Vn.B Vm.4B[]",    "C7.2 USDOT (by element)")) t.does(dot(LaneArithmetic::dotUnsignedSigned));
    if (t.line("0Q00111100lpmmmm1111h0nnnnnddddd", "sudot",   "Vd.S Vn.B Vm.4B[]",    "C7.2 SUDOT (by element)")) t.does(dot((c, a, b) -> LaneArithmetic.dotUnsignedSigned(c, b, a)));
    t.feature(Feature.ADV_SIMD);
  }
  // spotless:on

  @FunctionalInterface
  interface Dot {
    long apply(long accumulator, long a, long b);
  }

  static Semantics dot(Dot operation) {
    return (cpu, i) -> {
      long b = Lanes.replicate(SimdCopy.element(cpu, i.m, (int) i.imm, 2), 2);
      long low = operation.apply(cpu.vLow(i.d), cpu.vLow(i.n), b);
      VectorSemantics.write(cpu, i, low, operation.apply(cpu.vHigh(i.d), cpu.vHigh(i.n), b));
    };
  }
}
