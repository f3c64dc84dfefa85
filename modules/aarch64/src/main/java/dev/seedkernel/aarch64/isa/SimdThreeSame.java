package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.binary;
import static dev.seedkernel.aarch64.isa.VectorSemantics.each;
import static dev.seedkernel.aarch64.isa.VectorSemantics.pairwise;
import static dev.seedkernel.aarch64.isa.VectorSemantics.plain;
import static dev.seedkernel.aarch64.isa.VectorSemantics.scalar;
import static dev.seedkernel.aarch64.isa.VectorSemantics.size;
import static dev.seedkernel.aarch64.isa.VectorSemantics.ternary;
import static dev.seedkernel.aarch64.isa.VectorSemantics.write;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.arith.LaneArithmetic;
import dev.seedkernel.aarch64.arith.Lanes;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation3;

/** Advanced SIMD three same, integer, with their scalar forms (Arm ARM C4.1.96). */
final class SimdThreeSame {
  private SimdThreeSame() {}

  // spotless:off
  static void define(InstructionTable t) {
    // Logic
    if (t.line("0Q001110001mmmmm000111nnnnnddddd", "and",     "Vd.B Vn.B Vm.B",       "C7.2 AND")) t.does(SimdThreeSame::and);
    if (t.line("0Q001110011mmmmm000111nnnnnddddd", "bic",     "Vd.B Vn.B Vm.B",       "C7.2 BIC")) t.does(SimdThreeSame::bitClear);
    if (t.line("0Q001110101mmmmm000111nnnnnddddd", "orr",     "Vd.B Vn.B Vm.B",       "C7.2 ORR")) t.does(SimdThreeSame::or);
    if (t.line("0Q001110111mmmmm000111nnnnnddddd", "orn",     "Vd.B Vn.B Vm.B",       "C7.2 ORN")) t.does(SimdThreeSame::orNot);
    if (t.line("0Q101110001mmmmm000111nnnnnddddd", "eor",     "Vd.B Vn.B Vm.B",       "C7.2 EOR")) t.does(SimdThreeSame::exclusiveOr);
    if (t.line("0Q101110011mmmmm000111nnnnnddddd", "bsl",     "Vd.B Vn.B Vm.B",       "C7.2 BSL")) t.does(SimdThreeSame::select);
    if (t.line("0Q101110101mmmmm000111nnnnnddddd", "bit",     "Vd.B Vn.B Vm.B",       "C7.2 BIT")) t.does(SimdThreeSame::insertIfTrue);
    if (t.line("0Q101110111mmmmm000111nnnnnddddd", "bif",     "Vd.B Vn.B Vm.B",       "C7.2 BIF")) t.does(SimdThreeSame::insertIfFalse);
    // Sums, differences, comparisons
    if (t.line("0Q001110zz1mmmmm100001nnnnnddddd", "add",     "Vd.T Vn.T Vm.T",       "C7.2 ADD")) t.does(SimdThreeSame::add);
    if (t.line("01011110111mmmmm100001nnnnnddddd", "add",     "Dd Dn Dm",             "C7.2 ADD")) t.does(binary(plain(Lanes::add)));
    if (t.line("0Q101110zz1mmmmm100001nnnnnddddd", "sub",     "Vd.T Vn.T Vm.T",       "C7.2 SUB")) t.does(binary(plain(Lanes::subtract)));
    if (t.line("01111110111mmmmm100001nnnnnddddd", "sub",     "Dd Dn Dm",             "C7.2 SUB")) t.does(binary(plain(Lanes::subtract)));
    if (t.line("0Q001110zz1mmmmm001101nnnnnddddd", "cmgt",    "Vd.T Vn.T Vm.T",       "C7.2 CMGT")) t.does(binary(plain(Lanes::greaterSigned)));
    if (t.line("01011110111mmmmm001101nnnnnddddd", "cmgt",    "Dd Dn Dm",             "C7.2 CMGT")) t.does(binary(plain(Lanes::greaterSigned)));
    if (t.line("0Q101110zz1mmmmm001101nnnnnddddd", "cmhi",    "Vd.T Vn.T Vm.T",       "C7.2 CMHI")) t.does(binary(plain(Lanes::greaterUnsigned)));
    if (t.line("01111110111mmmmm001101nnnnnddddd", "cmhi",    "Dd Dn Dm",             "C7.2 CMHI")) t.does(binary(plain(Lanes::greaterUnsigned)));
    if (t.line("0Q001110zz1mmmmm001111nnnnnddddd", "cmge",    "Vd.T Vn.T Vm.T",       "C7.2 CMGE")) t.does(binary(plain(Lanes::greaterOrEqualSigned)));
    if (t.line("01011110111mmmmm001111nnnnnddddd", "cmge",    "Dd Dn Dm",             "C7.2 CMGE")) t.does(binary(plain(Lanes::greaterOrEqualSigned)));
    if (t.line("0Q101110zz1mmmmm001111nnnnnddddd", "cmhs",    "Vd.T Vn.T Vm.T",       "C7.2 CMHS")) t.does(binary(plain(Lanes::greaterOrEqualUnsigned)));
    if (t.line("01111110111mmmmm001111nnnnnddddd", "cmhs",    "Dd Dn Dm",             "C7.2 CMHS")) t.does(binary(plain(Lanes::greaterOrEqualUnsigned)));
    if (t.line("0Q001110zz1mmmmm100011nnnnnddddd", "cmtst",   "Vd.T Vn.T Vm.T",       "C7.2 CMTST")) t.does(binary(plain(Lanes::test)));
    if (t.line("01011110111mmmmm100011nnnnnddddd", "cmtst",   "Dd Dn Dm",             "C7.2 CMTST")) t.does(binary(plain(Lanes::test)));
    if (t.line("0Q101110zz1mmmmm100011nnnnnddddd", "cmeq",    "Vd.T Vn.T Vm.T",       "C7.2 CMEQ")) t.does(SimdThreeSame::equal);
    if (t.line("01111110111mmmmm100011nnnnnddddd", "cmeq",    "Dd Dn Dm",             "C7.2 CMEQ")) t.does(binary(plain(Lanes::equal)));
    if (t.line("0Q001110zz1mmmmm011001nnnnnddddd", "z!=3", "smax",    "Vd.T Vn.T Vm.T",       "C7.2 SMAX")) t.does(binary(plain(Lanes::maximumSigned)));
    if (t.line("0Q101110zz1mmmmm011001nnnnnddddd", "z!=3", "umax",    "Vd.T Vn.T Vm.T",       "C7.2 UMAX")) t.does(binary(plain(Lanes::maximumUnsigned)));
    if (t.line("0Q001110zz1mmmmm011011nnnnnddddd", "z!=3", "smin",    "Vd.T Vn.T Vm.T",       "C7.2 SMIN")) t.does(binary(plain(Lanes::minimumSigned)));
    if (t.line("0Q101110zz1mmmmm011011nnnnnddddd", "z!=3", "umin",    "Vd.T Vn.T Vm.T",       "C7.2 UMIN")) t.does(binary(plain(Lanes::minimumUnsigned)));
    if (t.line("0Q001110zz1mmmmm011101nnnnnddddd", "z!=3", "sabd",    "Vd.T Vn.T Vm.T",       "C7.2 SABD")) t.does(binary(plain(Lanes::distanceSigned)));
    if (t.line("0Q101110zz1mmmmm011101nnnnnddddd", "z!=3", "uabd",    "Vd.T Vn.T Vm.T",       "C7.2 UABD")) t.does(binary(plain(Lanes::distanceUnsigned)));
    if (t.line("0Q001110zz1mmmmm011111nnnnnddddd", "z!=3", "saba",    "Vd.T Vn.T Vm.T",       "C7.2 SABA")) t.does(ternary(accumulate(Lanes::distanceSigned)));
    if (t.line("0Q101110zz1mmmmm011111nnnnnddddd", "z!=3", "uaba",    "Vd.T Vn.T Vm.T",       "C7.2 UABA")) t.does(ternary(accumulate(Lanes::distanceUnsigned)));
    // Halving
    if (t.line("0Q001110zz1mmmmm000001nnnnnddddd", "z!=3", "shadd",   "Vd.T Vn.T Vm.T",       "C7.2 SHADD")) t.does(binary(each(LaneArithmetic::halvingAddSigned)));
    if (t.line("0Q101110zz1mmmmm000001nnnnnddddd", "z!=3", "uhadd",   "Vd.T Vn.T Vm.T",       "C7.2 UHADD")) t.does(binary(each(LaneArithmetic::halvingAddUnsigned)));
    if (t.line("0Q001110zz1mmmmm000101nnnnnddddd", "z!=3", "srhadd",  "Vd.T Vn.T Vm.T",       "C7.2 SRHADD")) t.does(binary(each(LaneArithmetic::roundingHalvingAddSigned)));
    if (t.line("0Q101110zz1mmmmm000101nnnnnddddd", "z!=3", "urhadd",  "Vd.T Vn.T Vm.T",       "C7.2 URHADD")) t.does(binary(each(LaneArithmetic::roundingHalvingAddUnsigned)));
    if (t.line("0Q001110zz1mmmmm001001nnnnnddddd", "z!=3", "shsub",   "Vd.T Vn.T Vm.T",       "C7.2 SHSUB")) t.does(binary(each(LaneArithmetic::halvingSubtractSigned)));
    if (t.line("0Q101110zz1mmmmm001001nnnnnddddd", "z!=3", "uhsub",   "Vd.T Vn.T Vm.T",       "C7.2 UHSUB")) t.does(binary(each(LaneArithmetic::halvingSubtractUnsigned)));
    // Saturating, and shifts by a register
    if (t.line("0Q001110zz1mmmmm000011nnnnnddddd", "sqadd",   "Vd.T Vn.T Vm.T",       "C7.2 SQADD")) t.does(binary(each(LaneArithmetic::addSaturatingSigned)));
    if (t.line("01011110zz1mmmmm000011nnnnnddddd", "sqadd",   "Zd Zn Zm",             "C7.2 SQADD")) t.does(scalar(LaneArithmetic::addSaturatingSigned));
    if (t.line("0Q101110zz1mmmmm000011nnnnnddddd", "uqadd",   "Vd.T Vn.T Vm.T",       "C7.2 UQADD")) t.does(binary(each(LaneArithmetic::addSaturatingUnsigned)));
    if (t.line("01111110zz1mmmmm000011nnnnnddddd", "uqadd",   "Zd Zn Zm",             "C7.2 UQADD")) t.does(scalar(LaneArithmetic::addSaturatingUnsigned));
    if (t.line("0Q001110zz1mmmmm001011nnnnnddddd", "sqsub",   "Vd.T Vn.T Vm.T",       "C7.2 SQSUB")) t.does(binary(each(LaneArithmetic::subtractSaturatingSigned)));
    if (t.line("01011110zz1mmmmm001011nnnnnddddd", "sqsub",   "Zd Zn Zm",             "C7.2 SQSUB")) t.does(scalar(LaneArithmetic::subtractSaturatingSigned));
    if (t.line("0Q101110zz1mmmmm001011nnnnnddddd", "uqsub",   "Vd.T Vn.T Vm.T",       "C7.2 UQSUB")) t.does(binary(each(LaneArithmetic::subtractSaturatingUnsigned)));
    if (t.line("01111110zz1mmmmm001011nnnnnddddd", "uqsub",   "Zd Zn Zm",             "C7.2 UQSUB")) t.does(scalar(LaneArithmetic::subtractSaturatingUnsigned));
    if (t.line("0Q001110zz1mmmmm010011nnnnnddddd", "sqshl",   "Vd.T Vn.T Vm.T",       "C7.2 SQSHL")) t.does(binary(each(LaneArithmetic::shiftSaturatingSigned)));
    if (t.line("01011110zz1mmmmm010011nnnnnddddd", "sqshl",   "Zd Zn Zm",             "C7.2 SQSHL")) t.does(scalar(LaneArithmetic::shiftSaturatingSigned));
    if (t.line("0Q101110zz1mmmmm010011nnnnnddddd", "uqshl",   "Vd.T Vn.T Vm.T",       "C7.2 UQSHL")) t.does(binary(each(LaneArithmetic::shiftSaturatingUnsigned)));
    if (t.line("01111110zz1mmmmm010011nnnnnddddd", "uqshl",   "Zd Zn Zm",             "C7.2 UQSHL")) t.does(scalar(LaneArithmetic::shiftSaturatingUnsigned));
    if (t.line("0Q001110zz1mmmmm010111nnnnnddddd", "sqrshl",  "Vd.T Vn.T Vm.T",       "C7.2 SQRSHL")) t.does(binary(each(LaneArithmetic::shiftSaturatingRoundingSigned)));
    if (t.line("01011110zz1mmmmm010111nnnnnddddd", "sqrshl",  "Zd Zn Zm",             "C7.2 SQRSHL")) t.does(scalar(LaneArithmetic::shiftSaturatingRoundingSigned));
    if (t.line("0Q101110zz1mmmmm010111nnnnnddddd", "uqrshl",  "Vd.T Vn.T Vm.T",       "C7.2 UQRSHL")) t.does(binary(each(LaneArithmetic::shiftSaturatingRoundingUnsigned)));
    if (t.line("01111110zz1mmmmm010111nnnnnddddd", "uqrshl",  "Zd Zn Zm",             "C7.2 UQRSHL")) t.does(scalar(LaneArithmetic::shiftSaturatingRoundingUnsigned));
    if (t.line("0Q001110zz1mmmmm010001nnnnnddddd", "sshl",    "Vd.T Vn.T Vm.T",       "C7.2 SSHL")) t.does(binary(each(LaneArithmetic::shiftSigned)));
    if (t.line("01011110111mmmmm010001nnnnnddddd", "sshl",    "Dd Dn Dm",             "C7.2 SSHL")) t.does(scalar(LaneArithmetic::shiftSigned));
    if (t.line("0Q101110zz1mmmmm010001nnnnnddddd", "ushl",    "Vd.T Vn.T Vm.T",       "C7.2 USHL")) t.does(binary(each(LaneArithmetic::shiftUnsigned)));
    if (t.line("01111110111mmmmm010001nnnnnddddd", "ushl",    "Dd Dn Dm",             "C7.2 USHL")) t.does(scalar(LaneArithmetic::shiftUnsigned));
    if (t.line("0Q001110zz1mmmmm010101nnnnnddddd", "srshl",   "Vd.T Vn.T Vm.T",       "C7.2 SRSHL")) t.does(binary(each(LaneArithmetic::shiftRoundingSigned)));
    if (t.line("01011110111mmmmm010101nnnnnddddd", "srshl",   "Dd Dn Dm",             "C7.2 SRSHL")) t.does(scalar(LaneArithmetic::shiftRoundingSigned));
    if (t.line("0Q101110zz1mmmmm010101nnnnnddddd", "urshl",   "Vd.T Vn.T Vm.T",       "C7.2 URSHL")) t.does(binary(each(LaneArithmetic::shiftRoundingUnsigned)));
    if (t.line("01111110111mmmmm010101nnnnnddddd", "urshl",   "Dd Dn Dm",             "C7.2 URSHL")) t.does(scalar(LaneArithmetic::shiftRoundingUnsigned));
    // Products
    if (t.line("0Q001110zz1mmmmm100101nnnnnddddd", "z!=3", "mla",     "Vd.T Vn.T Vm.T",       "C7.2 MLA")) t.does(ternary(each(LaneArithmetic::multiplyAdd)));
    if (t.line("0Q101110zz1mmmmm100101nnnnnddddd", "z!=3", "mls",     "Vd.T Vn.T Vm.T",       "C7.2 MLS")) t.does(ternary(each(LaneArithmetic::multiplySubtract)));
    if (t.line("0Q001110zz1mmmmm100111nnnnnddddd", "z!=3", "mul",     "Vd.T Vn.T Vm.T",       "C7.2 MUL")) t.does(binary(each(LaneArithmetic::multiply)));
    if (t.line("0Q101110001mmmmm100111nnnnnddddd", "pmul",    "Vd.B Vn.B Vm.B",       "C7.2 PMUL")) t.does(binary(each(LaneArithmetic::multiplyPolynomial)));
    if (t.line("0Q001110zz1mmmmm101101nnnnnddddd", "z!=0 & z!=3", "sqdmulh", "Vd.T Vn.T Vm.T",       "C7.2 SQDMULH")) t.does(binary(each(LaneArithmetic::doublingMultiplyHigh)));
    if (t.line("01011110zz1mmmmm101101nnnnnddddd", "z!=0 & z!=3", "sqdmulh", "Zd Zn Zm",             "C7.2 SQDMULH")) t.does(scalar(LaneArithmetic::doublingMultiplyHigh));
    if (t.line("0Q101110zz1mmmmm101101nnnnnddddd", "z!=0 & z!=3", "sqrdmulh","Vd.T Vn.T Vm.T",       "C7.2 SQRDMULH")) t.does(binary(each(LaneArithmetic::roundingDoublingMultiplyHigh)));
    if (t.line("01111110zz1mmmmm101101nnnnnddddd", "z!=0 & z!=3", "sqrdmulh","Zd Zn Zm",             "C7.2 SQRDMULH")) t.does(scalar(LaneArithmetic::roundingDoublingMultiplyHigh));
    // Pairwise
    if (t.line("0Q001110zz1mmmmm101111nnnnnddddd", "addp",    "Vd.T Vn.T Vm.T",       "C7.2 ADDP")) t.does(pairwise(plain(Lanes::add)));
    if (t.line("0Q001110zz1mmmmm101001nnnnnddddd", "z!=3", "smaxp",   "Vd.T Vn.T Vm.T",       "C7.2 SMAXP")) t.does(pairwise(plain(Lanes::maximumSigned)));
    if (t.line("0Q101110zz1mmmmm101001nnnnnddddd", "z!=3", "umaxp",   "Vd.T Vn.T Vm.T",       "C7.2 UMAXP")) t.does(pairwise(plain(Lanes::maximumUnsigned)));
    if (t.line("0Q001110zz1mmmmm101011nnnnnddddd", "z!=3", "sminp",   "Vd.T Vn.T Vm.T",       "C7.2 SMINP")) t.does(pairwise(plain(Lanes::minimumSigned)));
    if (t.line("0Q101110zz1mmmmm101011nnnnnddddd", "z!=3", "uminp",   "Vd.T Vn.T Vm.T",       "C7.2 UMINP")) t.does(pairwise(plain(Lanes::minimumUnsigned)));
    if (t.line("0101111011110001101110nnnnnddddd", "addp",    "Dd Vn.2D",             "C7.2 ADDP (scalar)")) t.does((cpu, i) -> cpu.d(i.d, cpu.vLow(i.n) + cpu.vHigh(i.n)));
    // Rounding doubling products that accumulate (FEAT_RDM), and dot products (FEAT_DotProd)
    t.feature(Feature.RDM);
    if (t.line("0Q101110zz0mmmmm100001nnnnnddddd", "z!=0 & z!=3", "sqrdmlah","Vd.T Vn.T Vm.T",       "C7.2 SQRDMLAH")) t.does(ternary(each(LaneArithmetic::roundingDoublingMultiplyAdd)));
    if (t.line("01111110zz0mmmmm100001nnnnnddddd", "z!=0 & z!=3", "sqrdmlah","Zd Zn Zm",             "C7.2 SQRDMLAH")) t.does(scalar(LaneArithmetic::roundingDoublingMultiplyAdd));
    if (t.line("0Q101110zz0mmmmm100011nnnnnddddd", "z!=0 & z!=3", "sqrdmlsh","Vd.T Vn.T Vm.T",       "C7.2 SQRDMLSH")) t.does(ternary(each(LaneArithmetic::roundingDoublingMultiplySubtract)));
    if (t.line("01111110zz0mmmmm100011nnnnnddddd", "z!=0 & z!=3", "sqrdmlsh","Zd Zn Zm",             "C7.2 SQRDMLSH")) t.does(scalar(LaneArithmetic::roundingDoublingMultiplySubtract));
    t.feature(Feature.DOTPROD);
    if (t.line("0Q001110100mmmmm100101nnnnnddddd", "sdot",    "Vd.S Vn.B Vm.B",       "C7.2 SDOT")) t.does(SimdThreeSame::dotSigned);
    if (t.line("0Q101110100mmmmm100101nnnnnddddd", "udot",    "Vd.S Vn.B Vm.B",       "C7.2 UDOT")) t.does(SimdThreeSame::dotUnsigned);
    t.feature(Feature.I8MM);
    if (t.line("0Q001110100mmmmm100111nnnnnddddd", "usdot",   "Vd.S Vn.B Vm.B",       "C7.2 USDOT")) t.does(SimdThreeSame::dotMixed);
    if (t.line("01001110100mmmmm101001nnnnnddddd", "smmla",   "Vd.4S Vn.16B Vm.16B",  "C7.2 SMMLA")) t.does(matrix(LaneArithmetic::dotSigned));
    if (t.line("01101110100mmmmm101001nnnnnddddd", "ummla",   "Vd.4S Vn.16B Vm.16B",  "C7.2 UMMLA")) t.does(matrix(LaneArithmetic::dotUnsigned));
    if (t.line("01001110100mmmmm101011nnnnnddddd", "usmmla",  "Vd.4S Vn.16B Vm.16B",  "C7.2 USMMLA")) t.does(matrix(LaneArithmetic::dotUnsignedSigned));
    t.feature(Feature.ADV_SIMD);
  }
  // spotless:on

  private static void and(Cpu cpu, Instruction i) {
    write(cpu, i, cpu.vLow(i.n) & cpu.vLow(i.m), cpu.vHigh(i.n) & cpu.vHigh(i.m));
  }

  private static void bitClear(Cpu cpu, Instruction i) {
    write(cpu, i, cpu.vLow(i.n) & ~cpu.vLow(i.m), cpu.vHigh(i.n) & ~cpu.vHigh(i.m));
  }

  private static void or(Cpu cpu, Instruction i) {
    write(cpu, i, cpu.vLow(i.n) | cpu.vLow(i.m), cpu.vHigh(i.n) | cpu.vHigh(i.m));
  }

  private static void orNot(Cpu cpu, Instruction i) {
    write(cpu, i, cpu.vLow(i.n) | ~cpu.vLow(i.m), cpu.vHigh(i.n) | ~cpu.vHigh(i.m));
  }

  private static void exclusiveOr(Cpu cpu, Instruction i) {
    write(cpu, i, cpu.vLow(i.n) ^ cpu.vLow(i.m), cpu.vHigh(i.n) ^ cpu.vHigh(i.m));
  }

  private static void select(Cpu cpu, Instruction i) {
    long low = Lanes.select(cpu.vLow(i.d), cpu.vLow(i.n), cpu.vLow(i.m));
    write(cpu, i, low, Lanes.select(cpu.vHigh(i.d), cpu.vHigh(i.n), cpu.vHigh(i.m)));
  }

  private static void insertIfTrue(Cpu cpu, Instruction i) {
    long low = Lanes.select(cpu.vLow(i.m), cpu.vLow(i.n), cpu.vLow(i.d));
    write(cpu, i, low, Lanes.select(cpu.vHigh(i.m), cpu.vHigh(i.n), cpu.vHigh(i.d)));
  }

  private static void insertIfFalse(Cpu cpu, Instruction i) {
    long low = Lanes.select(cpu.vLow(i.m), cpu.vLow(i.d), cpu.vLow(i.n));
    write(cpu, i, low, Lanes.select(cpu.vHigh(i.m), cpu.vHigh(i.d), cpu.vHigh(i.n)));
  }

  private static void add(Cpu cpu, Instruction i) {
    int size = size(i);
    long low = Lanes.add(cpu.vLow(i.n), cpu.vLow(i.m), size);
    write(cpu, i, low, Lanes.add(cpu.vHigh(i.n), cpu.vHigh(i.m), size));
  }

  private static void equal(Cpu cpu, Instruction i) {
    int size = size(i);
    long low = Lanes.equal(cpu.vLow(i.n), cpu.vLow(i.m), size);
    write(cpu, i, low, Lanes.equal(cpu.vHigh(i.n), cpu.vHigh(i.m), size));
  }

  private static Operation3 accumulate(VectorSemantics.Plain2 operation) {
    return (acc, a, b, size, fp) -> Lanes.add(acc, operation.apply(a, b, size), size);
  }

  private static void dotSigned(Cpu cpu, Instruction i) {
    long low = LaneArithmetic.dotSigned(cpu.vLow(i.d), cpu.vLow(i.n), cpu.vLow(i.m));
    write(cpu, i, low, LaneArithmetic.dotSigned(cpu.vHigh(i.d), cpu.vHigh(i.n), cpu.vHigh(i.m)));
  }

  private static void dotMixed(Cpu cpu, Instruction i) {
    long low = LaneArithmetic.dotUnsignedSigned(cpu.vLow(i.d), cpu.vLow(i.n), cpu.vLow(i.m));
    long high = LaneArithmetic.dotUnsignedSigned(cpu.vHigh(i.d), cpu.vHigh(i.n), cpu.vHigh(i.m));
    write(cpu, i, low, high);
  }

  /** Two rows of eight bytes times two columns: a dot product of eight is two of four. */
  private static Semantics matrix(SimdByElement.Dot dot) {
    return (cpu, i) -> {
      long low = row(dot, cpu.vLow(i.d), cpu.vLow(i.n), cpu.vLow(i.m), cpu.vHigh(i.m));
      long high = row(dot, cpu.vHigh(i.d), cpu.vHigh(i.n), cpu.vLow(i.m), cpu.vHigh(i.m));
      cpu.v(i.d, low, high);
    };
  }

  private static long row(SimdByElement.Dot dot, long acc, long a, long column0, long column1) {
    long first = dot.apply(0, a, column0);
    long second = dot.apply(0, a, column1);
    long sums = Lanes.add(Lanes.even(first, second, 2), Lanes.odd(first, second, 2), 2);
    return Lanes.add(acc, sums, 2);
  }

  private static void dotUnsigned(Cpu cpu, Instruction i) {
    long low = LaneArithmetic.dotUnsigned(cpu.vLow(i.d), cpu.vLow(i.n), cpu.vLow(i.m));
    write(cpu, i, low, LaneArithmetic.dotUnsigned(cpu.vHigh(i.d), cpu.vHigh(i.n), cpu.vHigh(i.m)));
  }
}
