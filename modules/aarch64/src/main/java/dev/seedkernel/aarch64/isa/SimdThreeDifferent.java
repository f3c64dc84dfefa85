package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.each;
import static dev.seedkernel.aarch64.isa.VectorSemantics.narrowSource;
import static dev.seedkernel.aarch64.isa.VectorSemantics.narrowingHigh;
import static dev.seedkernel.aarch64.isa.VectorSemantics.plain;
import static dev.seedkernel.aarch64.isa.VectorSemantics.widening;
import static dev.seedkernel.aarch64.isa.VectorSemantics.wideningInto;
import static dev.seedkernel.aarch64.isa.VectorSemantics.wideningScalar;
import static dev.seedkernel.aarch64.isa.VectorSemantics.wideningSecond;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.arith.FpEnvironment;
import dev.seedkernel.aarch64.arith.LaneArithmetic;
import dev.seedkernel.aarch64.arith.Lanes;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation2;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation3;

/** Advanced SIMD three different: widening and narrowing (Arm ARM C4.1.96). */
final class SimdThreeDifferent {
  private SimdThreeDifferent() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("0Q001110zz1mmmmm000000nnnnnddddd", "Q=0 & z!=3", "saddl",   "Vd.W Vn.A Vm.A",       "C7.2 SADDL")) t.does(widening(true, plain(Lanes::add)));
    if (t.line("0Q001110zz1mmmmm000000nnnnnddddd", "Q=1 & z!=3", "saddl2",  "Vd.W Vn.A Vm.A",       "C7.2 SADDL")) t.does(widening(true, plain(Lanes::add)));
    if (t.line("0Q001110zz1mmmmm000100nnnnnddddd", "Q=0 & z!=3", "saddw",   "Vd.W Vn.W Vm.A",       "C7.2 SADDW")) t.does(wideningSecond(true, plain(Lanes::add)));
    if (t.line("0Q001110zz1mmmmm000100nnnnnddddd", "Q=1 & z!=3", "saddw2",  "Vd.W Vn.W Vm.A",       "C7.2 SADDW")) t.does(wideningSecond(true, plain(Lanes::add)));
    if (t.line("0Q001110zz1mmmmm001000nnnnnddddd", "Q=0 & z!=3", "ssubl",   "Vd.W Vn.A Vm.A",       "C7.2 SSUBL")) t.does(widening(true, plain(Lanes::subtract)));
    if (t.line("0Q001110zz1mmmmm001000nnnnnddddd", "Q=1 & z!=3", "ssubl2",  "Vd.W Vn.A Vm.A",       "C7.2 SSUBL")) t.does(widening(true, plain(Lanes::subtract)));
    if (t.line("0Q001110zz1mmmmm001100nnnnnddddd", "Q=0 & z!=3", "ssubw",   "Vd.W Vn.W Vm.A",       "C7.2 SSUBW")) t.does(wideningSecond(true, plain(Lanes::subtract)));
    if (t.line("0Q001110zz1mmmmm001100nnnnnddddd", "Q=1 & z!=3", "ssubw2",  "Vd.W Vn.W Vm.A",       "C7.2 SSUBW")) t.does(wideningSecond(true, plain(Lanes::subtract)));
    if (t.line("0Q001110zz1mmmmm010100nnnnnddddd", "Q=0 & z!=3", "sabal",   "Vd.W Vn.A Vm.A",       "C7.2 SABAL")) t.does(wideningInto(true, accumulate(plain(Lanes::distanceSigned))));
    if (t.line("0Q001110zz1mmmmm010100nnnnnddddd", "Q=1 & z!=3", "sabal2",  "Vd.W Vn.A Vm.A",       "C7.2 SABAL")) t.does(wideningInto(true, accumulate(plain(Lanes::distanceSigned))));
    if (t.line("0Q001110zz1mmmmm011100nnnnnddddd", "Q=0 & z!=3", "sabdl",   "Vd.W Vn.A Vm.A",       "C7.2 SABDL")) t.does(widening(true, plain(Lanes::distanceSigned)));
    if (t.line("0Q001110zz1mmmmm011100nnnnnddddd", "Q=1 & z!=3", "sabdl2",  "Vd.W Vn.A Vm.A",       "C7.2 SABDL")) t.does(widening(true, plain(Lanes::distanceSigned)));
    if (t.line("0Q001110zz1mmmmm100000nnnnnddddd", "Q=0 & z!=3", "smlal",   "Vd.W Vn.A Vm.A",       "C7.2 SMLAL")) t.does(wideningInto(true, each(LaneArithmetic::multiplyAdd)));
    if (t.line("0Q001110zz1mmmmm100000nnnnnddddd", "Q=1 & z!=3", "smlal2",  "Vd.W Vn.A Vm.A",       "C7.2 SMLAL")) t.does(wideningInto(true, each(LaneArithmetic::multiplyAdd)));
    if (t.line("0Q001110zz1mmmmm101000nnnnnddddd", "Q=0 & z!=3", "smlsl",   "Vd.W Vn.A Vm.A",       "C7.2 SMLSL")) t.does(wideningInto(true, each(LaneArithmetic::multiplySubtract)));
    if (t.line("0Q001110zz1mmmmm101000nnnnnddddd", "Q=1 & z!=3", "smlsl2",  "Vd.W Vn.A Vm.A",       "C7.2 SMLSL")) t.does(wideningInto(true, each(LaneArithmetic::multiplySubtract)));
    if (t.line("0Q001110zz1mmmmm110000nnnnnddddd", "Q=0 & z!=3", "smull",   "Vd.W Vn.A Vm.A",       "C7.2 SMULL")) t.does(widening(true, each(LaneArithmetic::multiply)));
    if (t.line("0Q001110zz1mmmmm110000nnnnnddddd", "Q=1 & z!=3", "smull2",  "Vd.W Vn.A Vm.A",       "C7.2 SMULL")) t.does(widening(true, each(LaneArithmetic::multiply)));
    if (t.line("0Q101110zz1mmmmm000000nnnnnddddd", "Q=0 & z!=3", "uaddl",   "Vd.W Vn.A Vm.A",       "C7.2 UADDL")) t.does(widening(false, plain(Lanes::add)));
    if (t.line("0Q101110zz1mmmmm000000nnnnnddddd", "Q=1 & z!=3", "uaddl2",  "Vd.W Vn.A Vm.A",       "C7.2 UADDL")) t.does(widening(false, plain(Lanes::add)));
    if (t.line("0Q101110zz1mmmmm000100nnnnnddddd", "Q=0 & z!=3", "uaddw",   "Vd.W Vn.W Vm.A",       "C7.2 UADDW")) t.does(wideningSecond(false, plain(Lanes::add)));
    if (t.line("0Q101110zz1mmmmm000100nnnnnddddd", "Q=1 & z!=3", "uaddw2",  "Vd.W Vn.W Vm.A",       "C7.2 UADDW")) t.does(wideningSecond(false, plain(Lanes::add)));
    if (t.line("0Q101110zz1mmmmm001000nnnnnddddd", "Q=0 & z!=3", "usubl",   "Vd.W Vn.A Vm.A",       "C7.2 USUBL")) t.does(widening(false, plain(Lanes::subtract)));
    if (t.line("0Q101110zz1mmmmm001000nnnnnddddd", "Q=1 & z!=3", "usubl2",  "Vd.W Vn.A Vm.A",       "C7.2 USUBL")) t.does(widening(false, plain(Lanes::subtract)));
    if (t.line("0Q101110zz1mmmmm001100nnnnnddddd", "Q=0 & z!=3", "usubw",   "Vd.W Vn.W Vm.A",       "C7.2 USUBW")) t.does(wideningSecond(false, plain(Lanes::subtract)));
    if (t.line("0Q101110zz1mmmmm001100nnnnnddddd", "Q=1 & z!=3", "usubw2",  "Vd.W Vn.W Vm.A",       "C7.2 USUBW")) t.does(wideningSecond(false, plain(Lanes::subtract)));
    if (t.line("0Q101110zz1mmmmm010100nnnnnddddd", "Q=0 & z!=3", "uabal",   "Vd.W Vn.A Vm.A",       "C7.2 UABAL")) t.does(wideningInto(false, accumulate(plain(Lanes::distanceUnsigned))));
    if (t.line("0Q101110zz1mmmmm010100nnnnnddddd", "Q=1 & z!=3", "uabal2",  "Vd.W Vn.A Vm.A",       "C7.2 UABAL")) t.does(wideningInto(false, accumulate(plain(Lanes::distanceUnsigned))));
    if (t.line("0Q101110zz1mmmmm011100nnnnnddddd", "Q=0 & z!=3", "uabdl",   "Vd.W Vn.A Vm.A",       "C7.2 UABDL")) t.does(widening(false, plain(Lanes::distanceUnsigned)));
    if (t.line("0Q101110zz1mmmmm011100nnnnnddddd", "Q=1 & z!=3", "uabdl2",  "Vd.W Vn.A Vm.A",       "C7.2 UABDL")) t.does(widening(false, plain(Lanes::distanceUnsigned)));
    if (t.line("0Q101110zz1mmmmm100000nnnnnddddd", "Q=0 & z!=3", "umlal",   "Vd.W Vn.A Vm.A",       "C7.2 UMLAL")) t.does(wideningInto(false, each(LaneArithmetic::multiplyAdd)));
    if (t.line("0Q101110zz1mmmmm100000nnnnnddddd", "Q=1 & z!=3", "umlal2",  "Vd.W Vn.A Vm.A",       "C7.2 UMLAL")) t.does(wideningInto(false, each(LaneArithmetic::multiplyAdd)));
    if (t.line("0Q101110zz1mmmmm101000nnnnnddddd", "Q=0 & z!=3", "umlsl",   "Vd.W Vn.A Vm.A",       "C7.2 UMLSL")) t.does(wideningInto(false, each(LaneArithmetic::multiplySubtract)));
    if (t.line("0Q101110zz1mmmmm101000nnnnnddddd", "Q=1 & z!=3", "umlsl2",  "Vd.W Vn.A Vm.A",       "C7.2 UMLSL")) t.does(wideningInto(false, each(LaneArithmetic::multiplySubtract)));
    if (t.line("0Q101110zz1mmmmm110000nnnnnddddd", "Q=0 & z!=3", "umull",   "Vd.W Vn.A Vm.A",       "C7.2 UMULL")) t.does(widening(false, each(LaneArithmetic::multiply)));
    if (t.line("0Q101110zz1mmmmm110000nnnnnddddd", "Q=1 & z!=3", "umull2",  "Vd.W Vn.A Vm.A",       "C7.2 UMULL")) t.does(widening(false, each(LaneArithmetic::multiply)));
    if (t.line("0Q001110zz1mmmmm010000nnnnnddddd", "Q=0 & z!=3", "addhn",   "Vd.A Vn.W Vm.W",       "C7.2 ADDHN")) t.does(narrowingHigh(Lanes::add, false));
    if (t.line("0Q001110zz1mmmmm010000nnnnnddddd", "Q=1 & z!=3", "addhn2",  "Vd.A Vn.W Vm.W",       "C7.2 ADDHN")) t.does(narrowingHigh(Lanes::add, false));
    if (t.line("0Q101110zz1mmmmm010000nnnnnddddd", "Q=0 & z!=3", "raddhn",  "Vd.A Vn.W Vm.W",       "C7.2 RADDHN")) t.does(narrowingHigh(Lanes::add, true));
    if (t.line("0Q101110zz1mmmmm010000nnnnnddddd", "Q=1 & z!=3", "raddhn2", "Vd.A Vn.W Vm.W",       "C7.2 RADDHN")) t.does(narrowingHigh(Lanes::add, true));
    if (t.line("0Q001110zz1mmmmm011000nnnnnddddd", "Q=0 & z!=3", "subhn",   "Vd.A Vn.W Vm.W",       "C7.2 SUBHN")) t.does(narrowingHigh(Lanes::subtract, false));
    if (t.line("0Q001110zz1mmmmm011000nnnnnddddd", "Q=1 & z!=3", "subhn2",  "Vd.A Vn.W Vm.W",       "C7.2 SUBHN")) t.does(narrowingHigh(Lanes::subtract, false));
    if (t.line("0Q101110zz1mmmmm011000nnnnnddddd", "Q=0 & z!=3", "rsubhn",  "Vd.A Vn.W Vm.W",       "C7.2 RSUBHN")) t.does(narrowingHigh(Lanes::subtract, true));
    if (t.line("0Q101110zz1mmmmm011000nnnnnddddd", "Q=1 & z!=3", "rsubhn2", "Vd.A Vn.W Vm.W",       "C7.2 RSUBHN")) t.does(narrowingHigh(Lanes::subtract, true));
    if (t.line("0Q001110zz1mmmmm100100nnnnnddddd", "Q=0 & z!=0 & z!=3", "sqdmlal", "Vd.W Vn.A Vm.A",       "C7.2 SQDMLAL")) t.does(wideningInto(true, each(LaneArithmetic::doublingMultiplyAddLong)));
    if (t.line("0Q001110zz1mmmmm100100nnnnnddddd", "Q=1 & z!=0 & z!=3", "sqdmlal2","Vd.W Vn.A Vm.A",       "C7.2 SQDMLAL")) t.does(wideningInto(true, each(LaneArithmetic::doublingMultiplyAddLong)));
    if (t.line("01011110zz1mmmmm100100nnnnnddddd", "z!=0 & z!=3", "sqdmlal", "ZWd Zn Zm",            "C7.2 SQDMLAL")) t.does(wideningScalar(LaneArithmetic::doublingMultiplyAddLong));
    if (t.line("0Q001110zz1mmmmm101100nnnnnddddd", "Q=0 & z!=0 & z!=3", "sqdmlsl", "Vd.W Vn.A Vm.A",       "C7.2 SQDMLSL")) t.does(wideningInto(true, each(LaneArithmetic::doublingMultiplySubtractLong)));
    if (t.line("0Q001110zz1mmmmm101100nnnnnddddd", "Q=1 & z!=0 & z!=3", "sqdmlsl2","Vd.W Vn.A Vm.A",       "C7.2 SQDMLSL")) t.does(wideningInto(true, each(LaneArithmetic::doublingMultiplySubtractLong)));
    if (t.line("01011110zz1mmmmm101100nnnnnddddd", "z!=0 & z!=3", "sqdmlsl", "ZWd Zn Zm",            "C7.2 SQDMLSL")) t.does(wideningScalar(LaneArithmetic::doublingMultiplySubtractLong));
    if (t.line("0Q001110zz1mmmmm110100nnnnnddddd", "Q=0 & z!=0 & z!=3", "sqdmull", "Vd.W Vn.A Vm.A",       "C7.2 SQDMULL")) t.does(widening(true, each(LaneArithmetic::doublingMultiplyLong)));
    if (t.line("0Q001110zz1mmmmm110100nnnnnddddd", "Q=1 & z!=0 & z!=3", "sqdmull2","Vd.W Vn.A Vm.A",       "C7.2 SQDMULL")) t.does(widening(true, each(LaneArithmetic::doublingMultiplyLong)));
    if (t.line("01011110zz1mmmmm110100nnnnnddddd", "z!=0 & z!=3", "sqdmull", "ZWd Zn Zm",            "C7.2 SQDMULL")) t.does(wideningScalar(SimdThreeDifferent::doublingProduct));
    if (t.line("0Q001110001mmmmm111000nnnnnddddd", "Q=0", "pmull",   "Vd.8H Vn.B Vm.B",      "C7.2 PMULL")) t.does(widening(false, each(LaneArithmetic::multiplyPolynomial)));
    if (t.line("0Q001110001mmmmm111000nnnnnddddd", "Q=1", "pmull2",  "Vd.8H Vn.B Vm.B",      "C7.2 PMULL")) t.does(widening(false, each(LaneArithmetic::multiplyPolynomial)));
    t.feature(Feature.PMULL);
    if (t.line("0Q001110111mmmmm111000nnnnnddddd", "Q=0", "pmull",   "Vd.1Q Vn.D Vm.D",      "C7.2 PMULL")) t.does(SimdThreeDifferent::polynomialProduct);
    if (t.line("0Q001110111mmmmm111000nnnnnddddd", "Q=1", "pmull2",  "Vd.1Q Vn.D Vm.D",      "C7.2 PMULL")) t.does(SimdThreeDifferent::polynomialProduct);
    t.feature(Feature.ADV_SIMD);
  }
  // spotless:on

  private static Operation3 accumulate(Operation2 operation) {
    return (acc, a, b, size, fp) -> Lanes.add(acc, operation.apply(a, b, size, fp), size);
  }

  static long doublingProduct(long unused, long a, long b, int size, FpEnvironment fp) {
    return LaneArithmetic.doublingMultiplyLong(a, b, size, fp);
  }

  private static void polynomialProduct(Cpu cpu, Instruction i) {
    long a = narrowSource(cpu, i, i.n);
    long b = narrowSource(cpu, i, i.m);
    long low = 0;
    long high = 0;
    for (int bit = 0; bit < 64; bit++) {
      if ((b >>> bit & 1) != 0) {
        low ^= a << bit;
        high ^= bit == 0 ? 0 : a >>> (64 - bit);
      }
    }
    cpu.v(i.d, low, high);
  }
}
