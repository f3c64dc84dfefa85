package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.across;
import static dev.seedkernel.aarch64.isa.VectorSemantics.each;
import static dev.seedkernel.aarch64.isa.VectorSemantics.immediate;
import static dev.seedkernel.aarch64.isa.VectorSemantics.narrowing;
import static dev.seedkernel.aarch64.isa.VectorSemantics.plain;
import static dev.seedkernel.aarch64.isa.VectorSemantics.scalar;
import static dev.seedkernel.aarch64.isa.VectorSemantics.size;
import static dev.seedkernel.aarch64.isa.VectorSemantics.unary;
import static dev.seedkernel.aarch64.isa.VectorSemantics.wideningImmediate;
import static dev.seedkernel.aarch64.isa.VectorSemantics.write;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.LaneArithmetic;
import dev.seedkernel.aarch64.arith.Lanes;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation1;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation2;

/** Advanced SIMD two-register miscellaneous and across lanes, integer (Arm ARM C4.1.96). */
final class SimdTwoRegister {
  private SimdTwoRegister() {}

  // spotless:off
  static void define(InstructionTable t) {
    // Reversal, counts
    if (t.line("0Q001110zz100000000010nnnnnddddd", "z!=3", "rev64",   "Vd.T Vn.T",            "C7.2 REV64")) t.does(unary(reverse(64)));
    if (t.line("0Q101110zz100000000010nnnnnddddd", "z<2", "rev32",   "Vd.T Vn.T",            "C7.2 REV32")) t.does(unary(reverse(32)));
    if (t.line("0Q00111000100000000110nnnnnddddd", "rev16",   "Vd.B Vn.B",            "C7.2 REV16")) t.does(unary(reverse(16)));
    if (t.line("0Q001110zz100000010010nnnnnddddd", "z!=3", "cls",     "Vd.T Vn.T",            "C7.2 CLS")) t.does(unary(each(LaneArithmetic::countLeadingSigns)));
    if (t.line("0Q101110zz100000010010nnnnnddddd", "z!=3", "clz",     "Vd.T Vn.T",            "C7.2 CLZ")) t.does(unary(each(LaneArithmetic::countLeadingZeros)));
    if (t.line("0Q00111000100000010110nnnnnddddd", "cnt",     "Vd.B Vn.B",            "C7.2 CNT")) t.does(unary(plain((a, size) -> Lanes.countBytes(a))));
    if (t.line("0Q10111000100000010110nnnnnddddd", "not",     "Vd.B Vn.B",            "C7.2 NOT")) t.does(unary(plain((a, size) -> ~a)));
    if (t.line("0Q10111001100000010110nnnnnddddd", "rbit",    "Vd.B Vn.B",            "C7.2 RBIT")) t.does(unary(plain((a, size) -> Long.reverseBytes(Long.reverse(a)))));
    // Comparison with zero, absolute value
    if (t.line("0Q001110zz100000100010nnnnnddddd", "cmgt",    "Vd.T Vn.T #0",         "C7.2 CMGT")) t.does(immediate(plain((a, b, size) -> Lanes.greaterSigned(a, 0, size))));
    if (t.line("0101111011100000100010nnnnnddddd", "cmgt",    "Dd Dn #0",             "C7.2 CMGT")) t.does(immediate(plain((a, b, size) -> Lanes.greaterSigned(a, 0, size))));
    if (t.line("0Q101110zz100000100010nnnnnddddd", "cmge",    "Vd.T Vn.T #0",         "C7.2 CMGE")) t.does(immediate(plain((a, b, size) -> Lanes.greaterOrEqualSigned(a, 0, size))));
    if (t.line("0111111011100000100010nnnnnddddd", "cmge",    "Dd Dn #0",             "C7.2 CMGE")) t.does(immediate(plain((a, b, size) -> Lanes.greaterOrEqualSigned(a, 0, size))));
    if (t.line("0Q001110zz100000100110nnnnnddddd", "cmeq",    "Vd.T Vn.T #0",         "C7.2 CMEQ")) t.does(SimdTwoRegister::equalToZero);
    if (t.line("0101111011100000100110nnnnnddddd", "cmeq",    "Dd Dn #0",             "C7.2 CMEQ")) t.does(immediate(plain((a, b, size) -> Lanes.equal(a, 0, size))));
    if (t.line("0Q101110zz100000100110nnnnnddddd", "cmle",    "Vd.T Vn.T #0",         "C7.2 CMLE")) t.does(immediate(plain((a, b, size) -> Lanes.greaterOrEqualSigned(0, a, size))));
    if (t.line("0111111011100000100110nnnnnddddd", "cmle",    "Dd Dn #0",             "C7.2 CMLE")) t.does(immediate(plain((a, b, size) -> Lanes.greaterOrEqualSigned(0, a, size))));
    if (t.line("0Q001110zz100000101010nnnnnddddd", "cmlt",    "Vd.T Vn.T #0",         "C7.2 CMLT")) t.does(immediate(plain((a, b, size) -> Lanes.greaterSigned(0, a, size))));
    if (t.line("0101111011100000101010nnnnnddddd", "cmlt",    "Dd Dn #0",             "C7.2 CMLT")) t.does(immediate(plain((a, b, size) -> Lanes.greaterSigned(0, a, size))));
    if (t.line("0Q001110zz100000101110nnnnnddddd", "abs",     "Vd.T Vn.T",            "C7.2 ABS")) t.does(unary(plain(Lanes::absolute)));
    if (t.line("0101111011100000101110nnnnnddddd", "abs",     "Dd Dn",                "C7.2 ABS")) t.does(unary(plain(Lanes::absolute)));
    if (t.line("0Q101110zz100000101110nnnnnddddd", "neg",     "Vd.T Vn.T",            "C7.2 NEG")) t.does(unary(plain(Lanes::negate)));
    if (t.line("0111111011100000101110nnnnnddddd", "neg",     "Dd Dn",                "C7.2 NEG")) t.does(unary(plain(Lanes::negate)));
    // Saturating
    if (t.line("0Q001110zz100000011110nnnnnddddd", "sqabs",   "Vd.T Vn.T",            "C7.2 SQABS")) t.does(unary(each(LaneArithmetic::absoluteSaturating)));
    if (t.line("01011110zz100000011110nnnnnddddd", "sqabs",   "Zd Zn",                "C7.2 SQABS")) t.does(scalar(LaneArithmetic::absoluteSaturating));
    if (t.line("0Q101110zz100000011110nnnnnddddd", "sqneg",   "Vd.T Vn.T",            "C7.2 SQNEG")) t.does(unary(each(LaneArithmetic::negateSaturating)));
    if (t.line("01111110zz100000011110nnnnnddddd", "sqneg",   "Zd Zn",                "C7.2 SQNEG")) t.does(scalar(LaneArithmetic::negateSaturating));
    if (t.line("0Q001110zz100000001110nnnnnddddd", "suqadd",  "Vd.T Vn.T",            "C7.2 SUQADD")) t.does(into(each(LaneArithmetic::accumulateUnsigned)));
    if (t.line("01011110zz100000001110nnnnnddddd", "suqadd",  "Zd Zn",                "C7.2 SUQADD")) t.does(intoScalar(LaneArithmetic::accumulateUnsigned));
    if (t.line("0Q101110zz100000001110nnnnnddddd", "usqadd",  "Vd.T Vn.T",            "C7.2 USQADD")) t.does(into(each(LaneArithmetic::accumulateSigned)));
    if (t.line("01111110zz100000001110nnnnnddddd", "usqadd",  "Zd Zn",                "C7.2 USQADD")) t.does(intoScalar(LaneArithmetic::accumulateSigned));
    // Narrowing
    if (t.line("0Q001110zz100001001010nnnnnddddd", "Q=0 & z!=3", "xtn",     "Vd.A Vn.W",            "C7.2 XTN")) t.does(SimdTwoRegister::truncate);
    if (t.line("0Q001110zz100001001010nnnnnddddd", "Q=1 & z!=3", "xtn2",    "Vd.A Vn.W",            "C7.2 XTN")) t.does(SimdTwoRegister::truncate);
    if (t.line("0Q101110zz100001001010nnnnnddddd", "Q=0 & z!=3", "sqxtun",  "Vd.A Vn.W",            "C7.2 SQXTUN")) t.does(narrowing(SimdShift::narrowSignedToUnsigned));
    if (t.line("0Q101110zz100001001010nnnnnddddd", "Q=1 & z!=3", "sqxtun2", "Vd.A Vn.W",            "C7.2 SQXTUN")) t.does(narrowing(SimdShift::narrowSignedToUnsigned));
    if (t.line("01111110zz100001001010nnnnnddddd", "z!=3", "sqxtun",  "Zd ZWn",               "C7.2 SQXTUN")) t.does(narrowing(SimdShift::narrowSignedToUnsigned));
    if (t.line("0Q001110zz100001010010nnnnnddddd", "Q=0 & z!=3", "sqxtn",   "Vd.A Vn.W",            "C7.2 SQXTN")) t.does(narrowing(SimdShift::narrowSigned));
    if (t.line("0Q001110zz100001010010nnnnnddddd", "Q=1 & z!=3", "sqxtn2",  "Vd.A Vn.W",            "C7.2 SQXTN")) t.does(narrowing(SimdShift::narrowSigned));
    if (t.line("01011110zz100001010010nnnnnddddd", "z!=3", "sqxtn",   "Zd ZWn",               "C7.2 SQXTN")) t.does(narrowing(SimdShift::narrowSigned));
    if (t.line("0Q101110zz100001010010nnnnnddddd", "Q=0 & z!=3", "uqxtn",   "Vd.A Vn.W",            "C7.2 UQXTN")) t.does(narrowing(SimdShift::narrowUnsigned));
    if (t.line("0Q101110zz100001010010nnnnnddddd", "Q=1 & z!=3", "uqxtn2",  "Vd.A Vn.W",            "C7.2 UQXTN")) t.does(narrowing(SimdShift::narrowUnsigned));
    if (t.line("01111110zz100001010010nnnnnddddd", "z!=3", "uqxtn",   "Zd ZWn",               "C7.2 UQXTN")) t.does(narrowing(SimdShift::narrowUnsigned));
    // Widening
    if (t.line("0Q101110zz100001001110nnnnnddddd", "Q=0 & z!=3", "shll",    "Vd.W Vn.A #esize",     "C7.2 SHLL")) t.does(wideningImmediate(false, Lanes::shiftLeft));
    if (t.line("0Q101110zz100001001110nnnnnddddd", "Q=1 & z!=3", "shll2",   "Vd.W Vn.A #esize",     "C7.2 SHLL")) t.does(wideningImmediate(false, Lanes::shiftLeft));
    if (t.line("0Q001110zz100000001010nnnnnddddd", "z!=3", "saddlp",  "Vd.L Vn.A",            "C7.2 SADDLP")) t.does(pairwiseLong(true, false));
    if (t.line("0Q001110zz100000011010nnnnnddddd", "z!=3", "sadalp",  "Vd.L Vn.A",            "C7.2 SADALP")) t.does(pairwiseLong(true, true));
    if (t.line("0Q101110zz100000001010nnnnnddddd", "z!=3", "uaddlp",  "Vd.L Vn.A",            "C7.2 UADDLP")) t.does(pairwiseLong(false, false));
    if (t.line("0Q101110zz100000011010nnnnnddddd", "z!=3", "uadalp",  "Vd.L Vn.A",            "C7.2 UADALP")) t.does(pairwiseLong(false, true));
    // Across lanes
    if (t.line("0Q001110zz110001101110nnnnnddddd", "z!=3 & z!=2|Q!=0", "addv",    "Zd Vn.T",              "C7.2 ADDV")) t.does(across(plain(Lanes::add)));
    if (t.line("0Q001110zz110000101010nnnnnddddd", "z!=3 & z!=2|Q!=0", "smaxv",   "Zd Vn.T",              "C7.2 SMAXV")) t.does(across(plain(Lanes::maximumSigned)));
    if (t.line("0Q101110zz110000101010nnnnnddddd", "z!=3 & z!=2|Q!=0", "umaxv",   "Zd Vn.T",              "C7.2 UMAXV")) t.does(across(plain(Lanes::maximumUnsigned)));
    if (t.line("0Q001110zz110001101010nnnnnddddd", "z!=3 & z!=2|Q!=0", "sminv",   "Zd Vn.T",              "C7.2 SMINV")) t.does(across(plain(Lanes::minimumSigned)));
    if (t.line("0Q101110zz110001101010nnnnnddddd", "z!=3 & z!=2|Q!=0", "uminv",   "Zd Vn.T",              "C7.2 UMINV")) t.does(across(plain(Lanes::minimumUnsigned)));
    if (t.line("0Q001110zz110000001110nnnnnddddd", "z!=3 & z!=2|Q!=0", "saddlv",  "ZWd Vn.T",             "C7.2 SADDLV")) t.does(addAcrossLong(true));
    if (t.line("0Q101110zz110000001110nnnnnddddd", "z!=3 & z!=2|Q!=0", "uaddlv",  "ZWd Vn.T",             "C7.2 UADDLV")) t.does(addAcrossLong(false));
  }
  // spotless:on

  private static void equalToZero(Cpu cpu, Instruction i) {
    int size = size(i);
    write(cpu, i, Lanes.equal(cpu.vLow(i.n), 0, size), Lanes.equal(cpu.vHigh(i.n), 0, size));
  }

  /** Reverses the elements within containers of 64, 32 or 16 bits. */
  private static Operation1 reverse(int container) {
    return (a, size, fp) -> {
      long result = a;
      for (int bits = 8 << size; bits < container; bits *= 2) {
        long even = Lanes.replicate(-1L >>> (64 - bits), sizeOf(bits * 2));
        result = (result & even) << bits | (result >>> bits & even);
      }
      return result;
    };
  }

  private static int sizeOf(int bits) {
    return Integer.numberOfTrailingZeros(bits) - 3;
  }

  private static Semantics into(Operation2 operation) {
    return (cpu, i) -> {
      long low = operation.apply(cpu.vLow(i.d), cpu.vLow(i.n), size(i), cpu.fp());
      boolean full = (i.aux & VectorShape.FULL) != 0;
      long high = full ? operation.apply(cpu.vHigh(i.d), cpu.vHigh(i.n), size(i), cpu.fp()) : 0;
      write(cpu, i, low, high);
    };
  }

  private static Semantics intoScalar(Operation2 operation) {
    return (cpu, i) -> {
      long mask = Lanes.mask(size(i));
      long a = cpu.vLow(i.d) & mask;
      write(cpu, i, operation.apply(a, cpu.vLow(i.n) & mask, size(i), cpu.fp()), 0);
    };
  }

  private static void truncate(Cpu cpu, Instruction i) {
    VectorSemantics.writeNarrow(cpu, i, Lanes.even(cpu.vLow(i.n), cpu.vHigh(i.n), size(i)));
  }

  private static Semantics pairwiseLong(boolean signed, boolean accumulate) {
    return (cpu, i) -> {
      int size = size(i);
      long low = addPairs(cpu.vLow(i.n), signed, size);
      long high = addPairs(cpu.vHigh(i.n), signed, size);
      if (accumulate) {
        low = Lanes.add(low, cpu.vLow(i.d), size + 1);
        high = Lanes.add(high, cpu.vHigh(i.d), size + 1);
      }
      write(cpu, i, low, high);
    };
  }

  private static long addPairs(long half, boolean signed, int size) {
    long even = Lanes.even(half, 0, size);
    long odd = Lanes.odd(half, 0, size);
    return Lanes.add(
        VectorSemantics.widen(signed, even, size),
        VectorSemantics.widen(signed, odd, size),
        size + 1);
  }

  private static Semantics addAcrossLong(boolean signed) {
    return (cpu, i) -> {
      int size = size(i);
      int count = ((i.aux & VectorShape.FULL) != 0 ? 16 : 8) >> size;
      long sum = 0;
      for (int index = 0; index < count; index++) {
        long element = SimdCopy.element(cpu, i.n, index, size);
        sum += signed ? Lanes.signed(element, size) : element;
      }
      cpu.d(i.d, sum & Lanes.mask(size + 1));
    };
  }
}
