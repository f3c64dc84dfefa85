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
    t.line("0Q001110001mmmmm000111nnnnnddddd", "and",     "Vd.B Vn.B Vm.B",       "C7.2 AND",                   SimdThreeSame::and);
    t.line("0Q001110011mmmmm000111nnnnnddddd", "bic",     "Vd.B Vn.B Vm.B",       "C7.2 BIC",                   SimdThreeSame::bitClear);
    t.line("0Q001110101mmmmm000111nnnnnddddd", "orr",     "Vd.B Vn.B Vm.B",       "C7.2 ORR",                   SimdThreeSame::or);
    t.line("0Q001110111mmmmm000111nnnnnddddd", "orn",     "Vd.B Vn.B Vm.B",       "C7.2 ORN",                   SimdThreeSame::orNot);
    t.line("0Q101110001mmmmm000111nnnnnddddd", "eor",     "Vd.B Vn.B Vm.B",       "C7.2 EOR",                   SimdThreeSame::exclusiveOr);
    t.line("0Q101110011mmmmm000111nnnnnddddd", "bsl",     "Vd.B Vn.B Vm.B",       "C7.2 BSL",                   SimdThreeSame::select);
    t.line("0Q101110101mmmmm000111nnnnnddddd", "bit",     "Vd.B Vn.B Vm.B",       "C7.2 BIT",                   SimdThreeSame::insertIfTrue);
    t.line("0Q101110111mmmmm000111nnnnnddddd", "bif",     "Vd.B Vn.B Vm.B",       "C7.2 BIF",                   SimdThreeSame::insertIfFalse);
    // Sums, differences, comparisons
    t.line("0Q001110zz1mmmmm100001nnnnnddddd", "add",     "Vd.T Vn.T Vm.T",       "C7.2 ADD",                   SimdThreeSame::add);
    t.line("01011110111mmmmm100001nnnnnddddd", "add",     "Dd Dn Dm",             "C7.2 ADD",                   binary(plain(Lanes::add)));
    t.line("0Q101110zz1mmmmm100001nnnnnddddd", "sub",     "Vd.T Vn.T Vm.T",       "C7.2 SUB",                   binary(plain(Lanes::subtract)));
    t.line("01111110111mmmmm100001nnnnnddddd", "sub",     "Dd Dn Dm",             "C7.2 SUB",                   binary(plain(Lanes::subtract)));
    t.line("0Q001110zz1mmmmm001101nnnnnddddd", "cmgt",    "Vd.T Vn.T Vm.T",       "C7.2 CMGT",                  binary(plain(Lanes::greaterSigned)));
    t.line("01011110111mmmmm001101nnnnnddddd", "cmgt",    "Dd Dn Dm",             "C7.2 CMGT",                  binary(plain(Lanes::greaterSigned)));
    t.line("0Q101110zz1mmmmm001101nnnnnddddd", "cmhi",    "Vd.T Vn.T Vm.T",       "C7.2 CMHI",                  binary(plain(Lanes::greaterUnsigned)));
    t.line("01111110111mmmmm001101nnnnnddddd", "cmhi",    "Dd Dn Dm",             "C7.2 CMHI",                  binary(plain(Lanes::greaterUnsigned)));
    t.line("0Q001110zz1mmmmm001111nnnnnddddd", "cmge",    "Vd.T Vn.T Vm.T",       "C7.2 CMGE",                  binary(plain(Lanes::greaterOrEqualSigned)));
    t.line("01011110111mmmmm001111nnnnnddddd", "cmge",    "Dd Dn Dm",             "C7.2 CMGE",                  binary(plain(Lanes::greaterOrEqualSigned)));
    t.line("0Q101110zz1mmmmm001111nnnnnddddd", "cmhs",    "Vd.T Vn.T Vm.T",       "C7.2 CMHS",                  binary(plain(Lanes::greaterOrEqualUnsigned)));
    t.line("01111110111mmmmm001111nnnnnddddd", "cmhs",    "Dd Dn Dm",             "C7.2 CMHS",                  binary(plain(Lanes::greaterOrEqualUnsigned)));
    t.line("0Q001110zz1mmmmm100011nnnnnddddd", "cmtst",   "Vd.T Vn.T Vm.T",       "C7.2 CMTST",                 binary(plain(Lanes::test)));
    t.line("01011110111mmmmm100011nnnnnddddd", "cmtst",   "Dd Dn Dm",             "C7.2 CMTST",                 binary(plain(Lanes::test)));
    t.line("0Q101110zz1mmmmm100011nnnnnddddd", "cmeq",    "Vd.T Vn.T Vm.T",       "C7.2 CMEQ",                  SimdThreeSame::equal);
    t.line("01111110111mmmmm100011nnnnnddddd", "cmeq",    "Dd Dn Dm",             "C7.2 CMEQ",                  binary(plain(Lanes::equal)));
    t.line("0Q001110zz1mmmmm011001nnnnnddddd", "z!=3", "smax",    "Vd.T Vn.T Vm.T",       "C7.2 SMAX",                  binary(plain(Lanes::maximumSigned)));
    t.line("0Q101110zz1mmmmm011001nnnnnddddd", "z!=3", "umax",    "Vd.T Vn.T Vm.T",       "C7.2 UMAX",                  binary(plain(Lanes::maximumUnsigned)));
    t.line("0Q001110zz1mmmmm011011nnnnnddddd", "z!=3", "smin",    "Vd.T Vn.T Vm.T",       "C7.2 SMIN",                  binary(plain(Lanes::minimumSigned)));
    t.line("0Q101110zz1mmmmm011011nnnnnddddd", "z!=3", "umin",    "Vd.T Vn.T Vm.T",       "C7.2 UMIN",                  binary(plain(Lanes::minimumUnsigned)));
    t.line("0Q001110zz1mmmmm011101nnnnnddddd", "z!=3", "sabd",    "Vd.T Vn.T Vm.T",       "C7.2 SABD",                  binary(plain(Lanes::distanceSigned)));
    t.line("0Q101110zz1mmmmm011101nnnnnddddd", "z!=3", "uabd",    "Vd.T Vn.T Vm.T",       "C7.2 UABD",                  binary(plain(Lanes::distanceUnsigned)));
    t.line("0Q001110zz1mmmmm011111nnnnnddddd", "z!=3", "saba",    "Vd.T Vn.T Vm.T",       "C7.2 SABA",                  ternary(accumulate(Lanes::distanceSigned)));
    t.line("0Q101110zz1mmmmm011111nnnnnddddd", "z!=3", "uaba",    "Vd.T Vn.T Vm.T",       "C7.2 UABA",                  ternary(accumulate(Lanes::distanceUnsigned)));
    // Halving
    t.line("0Q001110zz1mmmmm000001nnnnnddddd", "z!=3", "shadd",   "Vd.T Vn.T Vm.T",       "C7.2 SHADD",                 binary(each(LaneArithmetic::halvingAddSigned)));
    t.line("0Q101110zz1mmmmm000001nnnnnddddd", "z!=3", "uhadd",   "Vd.T Vn.T Vm.T",       "C7.2 UHADD",                 binary(each(LaneArithmetic::halvingAddUnsigned)));
    t.line("0Q001110zz1mmmmm000101nnnnnddddd", "z!=3", "srhadd",  "Vd.T Vn.T Vm.T",       "C7.2 SRHADD",                binary(each(LaneArithmetic::roundingHalvingAddSigned)));
    t.line("0Q101110zz1mmmmm000101nnnnnddddd", "z!=3", "urhadd",  "Vd.T Vn.T Vm.T",       "C7.2 URHADD",                binary(each(LaneArithmetic::roundingHalvingAddUnsigned)));
    t.line("0Q001110zz1mmmmm001001nnnnnddddd", "z!=3", "shsub",   "Vd.T Vn.T Vm.T",       "C7.2 SHSUB",                 binary(each(LaneArithmetic::halvingSubtractSigned)));
    t.line("0Q101110zz1mmmmm001001nnnnnddddd", "z!=3", "uhsub",   "Vd.T Vn.T Vm.T",       "C7.2 UHSUB",                 binary(each(LaneArithmetic::halvingSubtractUnsigned)));
    // Saturating, and shifts by a register
    t.line("0Q001110zz1mmmmm000011nnnnnddddd", "sqadd",   "Vd.T Vn.T Vm.T",       "C7.2 SQADD",                 binary(each(LaneArithmetic::addSaturatingSigned)));
    t.line("01011110zz1mmmmm000011nnnnnddddd", "sqadd",   "Zd Zn Zm",             "C7.2 SQADD",                 scalar(LaneArithmetic::addSaturatingSigned));
    t.line("0Q101110zz1mmmmm000011nnnnnddddd", "uqadd",   "Vd.T Vn.T Vm.T",       "C7.2 UQADD",                 binary(each(LaneArithmetic::addSaturatingUnsigned)));
    t.line("01111110zz1mmmmm000011nnnnnddddd", "uqadd",   "Zd Zn Zm",             "C7.2 UQADD",                 scalar(LaneArithmetic::addSaturatingUnsigned));
    t.line("0Q001110zz1mmmmm001011nnnnnddddd", "sqsub",   "Vd.T Vn.T Vm.T",       "C7.2 SQSUB",                 binary(each(LaneArithmetic::subtractSaturatingSigned)));
    t.line("01011110zz1mmmmm001011nnnnnddddd", "sqsub",   "Zd Zn Zm",             "C7.2 SQSUB",                 scalar(LaneArithmetic::subtractSaturatingSigned));
    t.line("0Q101110zz1mmmmm001011nnnnnddddd", "uqsub",   "Vd.T Vn.T Vm.T",       "C7.2 UQSUB",                 binary(each(LaneArithmetic::subtractSaturatingUnsigned)));
    t.line("01111110zz1mmmmm001011nnnnnddddd", "uqsub",   "Zd Zn Zm",             "C7.2 UQSUB",                 scalar(LaneArithmetic::subtractSaturatingUnsigned));
    t.line("0Q001110zz1mmmmm010011nnnnnddddd", "sqshl",   "Vd.T Vn.T Vm.T",       "C7.2 SQSHL",                 binary(each(LaneArithmetic::shiftSaturatingSigned)));
    t.line("01011110zz1mmmmm010011nnnnnddddd", "sqshl",   "Zd Zn Zm",             "C7.2 SQSHL",                 scalar(LaneArithmetic::shiftSaturatingSigned));
    t.line("0Q101110zz1mmmmm010011nnnnnddddd", "uqshl",   "Vd.T Vn.T Vm.T",       "C7.2 UQSHL",                 binary(each(LaneArithmetic::shiftSaturatingUnsigned)));
    t.line("01111110zz1mmmmm010011nnnnnddddd", "uqshl",   "Zd Zn Zm",             "C7.2 UQSHL",                 scalar(LaneArithmetic::shiftSaturatingUnsigned));
    t.line("0Q001110zz1mmmmm010111nnnnnddddd", "sqrshl",  "Vd.T Vn.T Vm.T",       "C7.2 SQRSHL",                binary(each(LaneArithmetic::shiftSaturatingRoundingSigned)));
    t.line("01011110zz1mmmmm010111nnnnnddddd", "sqrshl",  "Zd Zn Zm",             "C7.2 SQRSHL",                scalar(LaneArithmetic::shiftSaturatingRoundingSigned));
    t.line("0Q101110zz1mmmmm010111nnnnnddddd", "uqrshl",  "Vd.T Vn.T Vm.T",       "C7.2 UQRSHL",                binary(each(LaneArithmetic::shiftSaturatingRoundingUnsigned)));
    t.line("01111110zz1mmmmm010111nnnnnddddd", "uqrshl",  "Zd Zn Zm",             "C7.2 UQRSHL",                scalar(LaneArithmetic::shiftSaturatingRoundingUnsigned));
    t.line("0Q001110zz1mmmmm010001nnnnnddddd", "sshl",    "Vd.T Vn.T Vm.T",       "C7.2 SSHL",                  binary(each(LaneArithmetic::shiftSigned)));
    t.line("01011110111mmmmm010001nnnnnddddd", "sshl",    "Dd Dn Dm",             "C7.2 SSHL",                  scalar(LaneArithmetic::shiftSigned));
    t.line("0Q101110zz1mmmmm010001nnnnnddddd", "ushl",    "Vd.T Vn.T Vm.T",       "C7.2 USHL",                  binary(each(LaneArithmetic::shiftUnsigned)));
    t.line("01111110111mmmmm010001nnnnnddddd", "ushl",    "Dd Dn Dm",             "C7.2 USHL",                  scalar(LaneArithmetic::shiftUnsigned));
    t.line("0Q001110zz1mmmmm010101nnnnnddddd", "srshl",   "Vd.T Vn.T Vm.T",       "C7.2 SRSHL",                 binary(each(LaneArithmetic::shiftRoundingSigned)));
    t.line("01011110111mmmmm010101nnnnnddddd", "srshl",   "Dd Dn Dm",             "C7.2 SRSHL",                 scalar(LaneArithmetic::shiftRoundingSigned));
    t.line("0Q101110zz1mmmmm010101nnnnnddddd", "urshl",   "Vd.T Vn.T Vm.T",       "C7.2 URSHL",                 binary(each(LaneArithmetic::shiftRoundingUnsigned)));
    t.line("01111110111mmmmm010101nnnnnddddd", "urshl",   "Dd Dn Dm",             "C7.2 URSHL",                 scalar(LaneArithmetic::shiftRoundingUnsigned));
    // Products
    t.line("0Q001110zz1mmmmm100101nnnnnddddd", "z!=3", "mla",     "Vd.T Vn.T Vm.T",       "C7.2 MLA",                   ternary(each(LaneArithmetic::multiplyAdd)));
    t.line("0Q101110zz1mmmmm100101nnnnnddddd", "z!=3", "mls",     "Vd.T Vn.T Vm.T",       "C7.2 MLS",                   ternary(each(LaneArithmetic::multiplySubtract)));
    t.line("0Q001110zz1mmmmm100111nnnnnddddd", "z!=3", "mul",     "Vd.T Vn.T Vm.T",       "C7.2 MUL",                   binary(each(LaneArithmetic::multiply)));
    t.line("0Q101110001mmmmm100111nnnnnddddd", "pmul",    "Vd.B Vn.B Vm.B",       "C7.2 PMUL",                  binary(each(LaneArithmetic::multiplyPolynomial)));
    t.line("0Q001110zz1mmmmm101101nnnnnddddd", "z!=0 & z!=3", "sqdmulh", "Vd.T Vn.T Vm.T",       "C7.2 SQDMULH",               binary(each(LaneArithmetic::doublingMultiplyHigh)));
    t.line("01011110zz1mmmmm101101nnnnnddddd", "z!=0 & z!=3", "sqdmulh", "Zd Zn Zm",             "C7.2 SQDMULH",               scalar(LaneArithmetic::doublingMultiplyHigh));
    t.line("0Q101110zz1mmmmm101101nnnnnddddd", "z!=0 & z!=3", "sqrdmulh","Vd.T Vn.T Vm.T",       "C7.2 SQRDMULH",              binary(each(LaneArithmetic::roundingDoublingMultiplyHigh)));
    t.line("01111110zz1mmmmm101101nnnnnddddd", "z!=0 & z!=3", "sqrdmulh","Zd Zn Zm",             "C7.2 SQRDMULH",              scalar(LaneArithmetic::roundingDoublingMultiplyHigh));
    // Pairwise
    t.line("0Q001110zz1mmmmm101111nnnnnddddd", "addp",    "Vd.T Vn.T Vm.T",       "C7.2 ADDP",                  pairwise(plain(Lanes::add)));
    t.line("0Q001110zz1mmmmm101001nnnnnddddd", "z!=3", "smaxp",   "Vd.T Vn.T Vm.T",       "C7.2 SMAXP",                 pairwise(plain(Lanes::maximumSigned)));
    t.line("0Q101110zz1mmmmm101001nnnnnddddd", "z!=3", "umaxp",   "Vd.T Vn.T Vm.T",       "C7.2 UMAXP",                 pairwise(plain(Lanes::maximumUnsigned)));
    t.line("0Q001110zz1mmmmm101011nnnnnddddd", "z!=3", "sminp",   "Vd.T Vn.T Vm.T",       "C7.2 SMINP",                 pairwise(plain(Lanes::minimumSigned)));
    t.line("0Q101110zz1mmmmm101011nnnnnddddd", "z!=3", "uminp",   "Vd.T Vn.T Vm.T",       "C7.2 UMINP",                 pairwise(plain(Lanes::minimumUnsigned)));
    t.line("0101111011110001101110nnnnnddddd", "addp",    "Dd Vn.2D",             "C7.2 ADDP (scalar)",         (cpu, i) -> cpu.d(i.d, cpu.vLow(i.n) + cpu.vHigh(i.n)));
    // Rounding doubling products that accumulate (FEAT_RDM), and dot products (FEAT_DotProd)
    t.feature(Feature.RDM);
    t.line("0Q101110zz0mmmmm100001nnnnnddddd", "z!=0 & z!=3", "sqrdmlah","Vd.T Vn.T Vm.T",       "C7.2 SQRDMLAH",              ternary(each(LaneArithmetic::roundingDoublingMultiplyAdd)));
    t.line("01111110zz0mmmmm100001nnnnnddddd", "z!=0 & z!=3", "sqrdmlah","Zd Zn Zm",             "C7.2 SQRDMLAH",              scalar(LaneArithmetic::roundingDoublingMultiplyAdd));
    t.line("0Q101110zz0mmmmm100011nnnnnddddd", "z!=0 & z!=3", "sqrdmlsh","Vd.T Vn.T Vm.T",       "C7.2 SQRDMLSH",              ternary(each(LaneArithmetic::roundingDoublingMultiplySubtract)));
    t.line("01111110zz0mmmmm100011nnnnnddddd", "z!=0 & z!=3", "sqrdmlsh","Zd Zn Zm",             "C7.2 SQRDMLSH",              scalar(LaneArithmetic::roundingDoublingMultiplySubtract));
    t.feature(Feature.DOTPROD);
    t.line("0Q001110100mmmmm100101nnnnnddddd", "sdot",    "Vd.S Vn.B Vm.B",       "C7.2 SDOT",                  SimdThreeSame::dotSigned);
    t.line("0Q101110100mmmmm100101nnnnnddddd", "udot",    "Vd.S Vn.B Vm.B",       "C7.2 UDOT",                  SimdThreeSame::dotUnsigned);
    t.feature(Feature.I8MM);
    t.line("0Q001110100mmmmm100111nnnnnddddd", "usdot",   "Vd.S Vn.B Vm.B",       "C7.2 USDOT",                 SimdThreeSame::dotMixed);
    t.line("01001110100mmmmm101001nnnnnddddd", "smmla",   "Vd.4S Vn.16B Vm.16B",  "C7.2 SMMLA",                 matrix(LaneArithmetic::dotSigned));
    t.line("01101110100mmmmm101001nnnnnddddd", "ummla",   "Vd.4S Vn.16B Vm.16B",  "C7.2 UMMLA",                 matrix(LaneArithmetic::dotUnsigned));
    t.line("01001110100mmmmm101011nnnnnddddd", "usmmla",  "Vd.4S Vn.16B Vm.16B",  "C7.2 USMMLA",                matrix(LaneArithmetic::dotUnsignedSigned));
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
