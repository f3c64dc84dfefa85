package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.eachWith;
import static dev.seedkernel.aarch64.isa.VectorSemantics.immediate;
import static dev.seedkernel.aarch64.isa.VectorSemantics.immediateInto;
import static dev.seedkernel.aarch64.isa.VectorSemantics.narrowing;
import static dev.seedkernel.aarch64.isa.VectorSemantics.wideningImmediate;

import dev.seedkernel.aarch64.arith.FloatConversion;
import dev.seedkernel.aarch64.arith.FpEnvironment;
import dev.seedkernel.aarch64.arith.LaneArithmetic;
import dev.seedkernel.aarch64.arith.Lanes;
import dev.seedkernel.aarch64.arith.Rounding;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation2;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation3;

/** Advanced SIMD shift by immediate, with their scalar forms (Arm ARM C4.1.96). */
final class SimdShift {
  private SimdShift() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("0Q00111100001bbb000001nnnnnddddd", "sshr",    "Vd.B Vn.B #shr",       "C7.2 SSHR")) t.does(immediate(by(Lanes::shiftRightSigned)));
    if (t.line("0Q0011110001bbbb000001nnnnnddddd", "sshr",    "Vd.H Vn.H #shr",       "C7.2 SSHR")) t.does(immediate(by(Lanes::shiftRightSigned)));
    if (t.line("0Q001111001bbbbb000001nnnnnddddd", "sshr",    "Vd.S Vn.S #shr",       "C7.2 SSHR")) t.does(immediate(by(Lanes::shiftRightSigned)));
    if (t.line("0100111101bbbbbb000001nnnnnddddd", "sshr",    "Vd.2D Vn.2D #shr",     "C7.2 SSHR")) t.does(immediate(by(Lanes::shiftRightSigned)));
    if (t.line("0101111101bbbbbb000001nnnnnddddd", "sshr",    "Dd Dn #shr",           "C7.2 SSHR")) t.does(immediate(by(Lanes::shiftRightSigned)));
    if (t.line("0Q10111100001bbb000001nnnnnddddd", "ushr",    "Vd.B Vn.B #shr",       "C7.2 USHR")) t.does(immediate(by(Lanes::shiftRightUnsigned)));
    if (t.line("0Q1011110001bbbb000001nnnnnddddd", "ushr",    "Vd.H Vn.H #shr",       "C7.2 USHR")) t.does(immediate(by(Lanes::shiftRightUnsigned)));
    if (t.line("0Q101111001bbbbb000001nnnnnddddd", "ushr",    "Vd.S Vn.S #shr",       "C7.2 USHR")) t.does(immediate(by(Lanes::shiftRightUnsigned)));
    if (t.line("0110111101bbbbbb000001nnnnnddddd", "ushr",    "Vd.2D Vn.2D #shr",     "C7.2 USHR")) t.does(immediate(by(Lanes::shiftRightUnsigned)));
    if (t.line("0111111101bbbbbb000001nnnnnddddd", "ushr",    "Dd Dn #shr",           "C7.2 USHR")) t.does(immediate(by(Lanes::shiftRightUnsigned)));
    if (t.line("0Q00111100001bbb001001nnnnnddddd", "srshr",   "Vd.B Vn.B #shr",       "C7.2 SRSHR")) t.does(immediate(eachWith(SimdShift::roundingSigned)));
    if (t.line("0Q0011110001bbbb001001nnnnnddddd", "srshr",   "Vd.H Vn.H #shr",       "C7.2 SRSHR")) t.does(immediate(eachWith(SimdShift::roundingSigned)));
    if (t.line("0Q001111001bbbbb001001nnnnnddddd", "srshr",   "Vd.S Vn.S #shr",       "C7.2 SRSHR")) t.does(immediate(eachWith(SimdShift::roundingSigned)));
    if (t.line("0100111101bbbbbb001001nnnnnddddd", "srshr",   "Vd.2D Vn.2D #shr",     "C7.2 SRSHR")) t.does(immediate(eachWith(SimdShift::roundingSigned)));
    if (t.line("0101111101bbbbbb001001nnnnnddddd", "srshr",   "Dd Dn #shr",           "C7.2 SRSHR")) t.does(immediate(eachWith(SimdShift::roundingSigned)));
    if (t.line("0Q10111100001bbb001001nnnnnddddd", "urshr",   "Vd.B Vn.B #shr",       "C7.2 URSHR")) t.does(immediate(eachWith(SimdShift::roundingUnsigned)));
    if (t.line("0Q1011110001bbbb001001nnnnnddddd", "urshr",   "Vd.H Vn.H #shr",       "C7.2 URSHR")) t.does(immediate(eachWith(SimdShift::roundingUnsigned)));
    if (t.line("0Q101111001bbbbb001001nnnnnddddd", "urshr",   "Vd.S Vn.S #shr",       "C7.2 URSHR")) t.does(immediate(eachWith(SimdShift::roundingUnsigned)));
    if (t.line("0110111101bbbbbb001001nnnnnddddd", "urshr",   "Vd.2D Vn.2D #shr",     "C7.2 URSHR")) t.does(immediate(eachWith(SimdShift::roundingUnsigned)));
    if (t.line("0111111101bbbbbb001001nnnnnddddd", "urshr",   "Dd Dn #shr",           "C7.2 URSHR")) t.does(immediate(eachWith(SimdShift::roundingUnsigned)));
    if (t.line("0Q00111100001bbb000101nnnnnddddd", "ssra",    "Vd.B Vn.B #shr",       "C7.2 SSRA")) t.does(immediateInto(accumulate(by(Lanes::shiftRightSigned))));
    if (t.line("0Q0011110001bbbb000101nnnnnddddd", "ssra",    "Vd.H Vn.H #shr",       "C7.2 SSRA")) t.does(immediateInto(accumulate(by(Lanes::shiftRightSigned))));
    if (t.line("0Q001111001bbbbb000101nnnnnddddd", "ssra",    "Vd.S Vn.S #shr",       "C7.2 SSRA")) t.does(immediateInto(accumulate(by(Lanes::shiftRightSigned))));
    if (t.line("0100111101bbbbbb000101nnnnnddddd", "ssra",    "Vd.2D Vn.2D #shr",     "C7.2 SSRA")) t.does(immediateInto(accumulate(by(Lanes::shiftRightSigned))));
    if (t.line("0101111101bbbbbb000101nnnnnddddd", "ssra",    "Dd Dn #shr",           "C7.2 SSRA")) t.does(immediateInto(accumulate(by(Lanes::shiftRightSigned))));
    if (t.line("0Q10111100001bbb000101nnnnnddddd", "usra",    "Vd.B Vn.B #shr",       "C7.2 USRA")) t.does(immediateInto(accumulate(by(Lanes::shiftRightUnsigned))));
    if (t.line("0Q1011110001bbbb000101nnnnnddddd", "usra",    "Vd.H Vn.H #shr",       "C7.2 USRA")) t.does(immediateInto(accumulate(by(Lanes::shiftRightUnsigned))));
    if (t.line("0Q101111001bbbbb000101nnnnnddddd", "usra",    "Vd.S Vn.S #shr",       "C7.2 USRA")) t.does(immediateInto(accumulate(by(Lanes::shiftRightUnsigned))));
    if (t.line("0110111101bbbbbb000101nnnnnddddd", "usra",    "Vd.2D Vn.2D #shr",     "C7.2 USRA")) t.does(immediateInto(accumulate(by(Lanes::shiftRightUnsigned))));
    if (t.line("0111111101bbbbbb000101nnnnnddddd", "usra",    "Dd Dn #shr",           "C7.2 USRA")) t.does(immediateInto(accumulate(by(Lanes::shiftRightUnsigned))));
    if (t.line("0Q00111100001bbb001101nnnnnddddd", "srsra",   "Vd.B Vn.B #shr",       "C7.2 SRSRA")) t.does(immediateInto(accumulate(eachWith(SimdShift::roundingSigned))));
    if (t.line("0Q0011110001bbbb001101nnnnnddddd", "srsra",   "Vd.H Vn.H #shr",       "C7.2 SRSRA")) t.does(immediateInto(accumulate(eachWith(SimdShift::roundingSigned))));
    if (t.line("0Q001111001bbbbb001101nnnnnddddd", "srsra",   "Vd.S Vn.S #shr",       "C7.2 SRSRA")) t.does(immediateInto(accumulate(eachWith(SimdShift::roundingSigned))));
    if (t.line("0100111101bbbbbb001101nnnnnddddd", "srsra",   "Vd.2D Vn.2D #shr",     "C7.2 SRSRA")) t.does(immediateInto(accumulate(eachWith(SimdShift::roundingSigned))));
    if (t.line("0101111101bbbbbb001101nnnnnddddd", "srsra",   "Dd Dn #shr",           "C7.2 SRSRA")) t.does(immediateInto(accumulate(eachWith(SimdShift::roundingSigned))));
    if (t.line("0Q10111100001bbb001101nnnnnddddd", "ursra",   "Vd.B Vn.B #shr",       "C7.2 URSRA")) t.does(immediateInto(accumulate(eachWith(SimdShift::roundingUnsigned))));
    if (t.line("0Q1011110001bbbb001101nnnnnddddd", "ursra",   "Vd.H Vn.H #shr",       "C7.2 URSRA")) t.does(immediateInto(accumulate(eachWith(SimdShift::roundingUnsigned))));
    if (t.line("0Q101111001bbbbb001101nnnnnddddd", "ursra",   "Vd.S Vn.S #shr",       "C7.2 URSRA")) t.does(immediateInto(accumulate(eachWith(SimdShift::roundingUnsigned))));
    if (t.line("0110111101bbbbbb001101nnnnnddddd", "ursra",   "Vd.2D Vn.2D #shr",     "C7.2 URSRA")) t.does(immediateInto(accumulate(eachWith(SimdShift::roundingUnsigned))));
    if (t.line("0111111101bbbbbb001101nnnnnddddd", "ursra",   "Dd Dn #shr",           "C7.2 URSRA")) t.does(immediateInto(accumulate(eachWith(SimdShift::roundingUnsigned))));
    if (t.line("0Q00111100001bbb010101nnnnnddddd", "shl",     "Vd.B Vn.B #shl",       "C7.2 SHL")) t.does(immediate(by(Lanes::shiftLeft)));
    if (t.line("0Q0011110001bbbb010101nnnnnddddd", "shl",     "Vd.H Vn.H #shl",       "C7.2 SHL")) t.does(immediate(by(Lanes::shiftLeft)));
    if (t.line("0Q001111001bbbbb010101nnnnnddddd", "shl",     "Vd.S Vn.S #shl",       "C7.2 SHL")) t.does(immediate(by(Lanes::shiftLeft)));
    if (t.line("0100111101bbbbbb010101nnnnnddddd", "shl",     "Vd.2D Vn.2D #shl",     "C7.2 SHL")) t.does(immediate(by(Lanes::shiftLeft)));
    if (t.line("0101111101bbbbbb010101nnnnnddddd", "shl",     "Dd Dn #shl",           "C7.2 SHL")) t.does(immediate(by(Lanes::shiftLeft)));
    if (t.line("0Q10111100001bbb010101nnnnnddddd", "sli",     "Vd.B Vn.B #shl",       "C7.2 SLI")) t.does(immediateInto(SimdShift::insertLeft));
    if (t.line("0Q1011110001bbbb010101nnnnnddddd", "sli",     "Vd.H Vn.H #shl",       "C7.2 SLI")) t.does(immediateInto(SimdShift::insertLeft));
    if (t.line("0Q101111001bbbbb010101nnnnnddddd", "sli",     "Vd.S Vn.S #shl",       "C7.2 SLI")) t.does(immediateInto(SimdShift::insertLeft));
    if (t.line("0110111101bbbbbb010101nnnnnddddd", "sli",     "Vd.2D Vn.2D #shl",     "C7.2 SLI")) t.does(immediateInto(SimdShift::insertLeft));
    if (t.line("0111111101bbbbbb010101nnnnnddddd", "sli",     "Dd Dn #shl",           "C7.2 SLI")) t.does(immediateInto(SimdShift::insertLeft));
    if (t.line("0Q10111100001bbb010001nnnnnddddd", "sri",     "Vd.B Vn.B #shr",       "C7.2 SRI")) t.does(immediateInto(SimdShift::insertRight));
    if (t.line("0Q1011110001bbbb010001nnnnnddddd", "sri",     "Vd.H Vn.H #shr",       "C7.2 SRI")) t.does(immediateInto(SimdShift::insertRight));
    if (t.line("0Q101111001bbbbb010001nnnnnddddd", "sri",     "Vd.S Vn.S #shr",       "C7.2 SRI")) t.does(immediateInto(SimdShift::insertRight));
    if (t.line("0110111101bbbbbb010001nnnnnddddd", "sri",     "Vd.2D Vn.2D #shr",     "C7.2 SRI")) t.does(immediateInto(SimdShift::insertRight));
    if (t.line("0111111101bbbbbb010001nnnnnddddd", "sri",     "Dd Dn #shr",           "C7.2 SRI")) t.does(immediateInto(SimdShift::insertRight));
    if (t.line("0Q10111100001bbb011001nnnnnddddd", "sqshlu",  "Vd.B Vn.B #shl",       "C7.2 SQSHLU")) t.does(immediate(eachWith(SimdShift::leftToUnsigned)));
    if (t.line("0Q1011110001bbbb011001nnnnnddddd", "sqshlu",  "Vd.H Vn.H #shl",       "C7.2 SQSHLU")) t.does(immediate(eachWith(SimdShift::leftToUnsigned)));
    if (t.line("0Q101111001bbbbb011001nnnnnddddd", "sqshlu",  "Vd.S Vn.S #shl",       "C7.2 SQSHLU")) t.does(immediate(eachWith(SimdShift::leftToUnsigned)));
    if (t.line("0110111101bbbbbb011001nnnnnddddd", "sqshlu",  "Vd.2D Vn.2D #shl",     "C7.2 SQSHLU")) t.does(immediate(eachWith(SimdShift::leftToUnsigned)));
    if (t.line("0111111100001bbb011001nnnnnddddd", "sqshlu",  "Bd Bn #shl",           "C7.2 SQSHLU")) t.does(immediate(SimdShift::leftToUnsigned));
    if (t.line("011111110001bbbb011001nnnnnddddd", "sqshlu",  "Hd Hn #shl",           "C7.2 SQSHLU")) t.does(immediate(SimdShift::leftToUnsigned));
    if (t.line("01111111001bbbbb011001nnnnnddddd", "sqshlu",  "Sd Sn #shl",           "C7.2 SQSHLU")) t.does(immediate(SimdShift::leftToUnsigned));
    if (t.line("0111111101bbbbbb011001nnnnnddddd", "sqshlu",  "Dd Dn #shl",           "C7.2 SQSHLU")) t.does(immediate(SimdShift::leftToUnsigned));
    if (t.line("0Q00111100001bbb011101nnnnnddddd", "sqshl",   "Vd.B Vn.B #shl",       "C7.2 SQSHL")) t.does(immediate(eachWith(SimdShift::leftSigned)));
    if (t.line("0Q0011110001bbbb011101nnnnnddddd", "sqshl",   "Vd.H Vn.H #shl",       "C7.2 SQSHL")) t.does(immediate(eachWith(SimdShift::leftSigned)));
    if (t.line("0Q001111001bbbbb011101nnnnnddddd", "sqshl",   "Vd.S Vn.S #shl",       "C7.2 SQSHL")) t.does(immediate(eachWith(SimdShift::leftSigned)));
    if (t.line("0100111101bbbbbb011101nnnnnddddd", "sqshl",   "Vd.2D Vn.2D #shl",     "C7.2 SQSHL")) t.does(immediate(eachWith(SimdShift::leftSigned)));
    if (t.line("0101111100001bbb011101nnnnnddddd", "sqshl",   "Bd Bn #shl",           "C7.2 SQSHL")) t.does(immediate(SimdShift::leftSigned));
    if (t.line("010111110001bbbb011101nnnnnddddd", "sqshl",   "Hd Hn #shl",           "C7.2 SQSHL")) t.does(immediate(SimdShift::leftSigned));
    if (t.line("01011111001bbbbb011101nnnnnddddd", "sqshl",   "Sd Sn #shl",           "C7.2 SQSHL")) t.does(immediate(SimdShift::leftSigned));
    if (t.line("0101111101bbbbbb011101nnnnnddddd", "sqshl",   "Dd Dn #shl",           "C7.2 SQSHL")) t.does(immediate(SimdShift::leftSigned));
    if (t.line("0Q10111100001bbb011101nnnnnddddd", "uqshl",   "Vd.B Vn.B #shl",       "C7.2 UQSHL")) t.does(immediate(eachWith(SimdShift::leftUnsigned)));
    if (t.line("0Q1011110001bbbb011101nnnnnddddd", "uqshl",   "Vd.H Vn.H #shl",       "C7.2 UQSHL")) t.does(immediate(eachWith(SimdShift::leftUnsigned)));
    if (t.line("0Q101111001bbbbb011101nnnnnddddd", "uqshl",   "Vd.S Vn.S #shl",       "C7.2 UQSHL")) t.does(immediate(eachWith(SimdShift::leftUnsigned)));
    if (t.line("0110111101bbbbbb011101nnnnnddddd", "uqshl",   "Vd.2D Vn.2D #shl",     "C7.2 UQSHL")) t.does(immediate(eachWith(SimdShift::leftUnsigned)));
    if (t.line("0111111100001bbb011101nnnnnddddd", "uqshl",   "Bd Bn #shl",           "C7.2 UQSHL")) t.does(immediate(SimdShift::leftUnsigned));
    if (t.line("011111110001bbbb011101nnnnnddddd", "uqshl",   "Hd Hn #shl",           "C7.2 UQSHL")) t.does(immediate(SimdShift::leftUnsigned));
    if (t.line("01111111001bbbbb011101nnnnnddddd", "uqshl",   "Sd Sn #shl",           "C7.2 UQSHL")) t.does(immediate(SimdShift::leftUnsigned));
    if (t.line("0111111101bbbbbb011101nnnnnddddd", "uqshl",   "Dd Dn #shl",           "C7.2 UQSHL")) t.does(immediate(SimdShift::leftUnsigned));
    // Narrowing
    if (t.line("0Q00111100001bbb100001nnnnnddddd", "Q=0", "shrn",    "Vd.B Vn.8H #shr",      "C7.2 SHRN")) t.does(narrowing(SimdShift::truncating));
    if (t.line("0Q00111100001bbb100001nnnnnddddd", "Q=1", "shrn2",   "Vd.B Vn.8H #shr",      "C7.2 SHRN")) t.does(narrowing(SimdShift::truncating));
    if (t.line("0Q0011110001bbbb100001nnnnnddddd", "Q=0", "shrn",    "Vd.H Vn.4S #shr",      "C7.2 SHRN")) t.does(narrowing(SimdShift::truncating));
    if (t.line("0Q0011110001bbbb100001nnnnnddddd", "Q=1", "shrn2",   "Vd.H Vn.4S #shr",      "C7.2 SHRN")) t.does(narrowing(SimdShift::truncating));
    if (t.line("0Q001111001bbbbb100001nnnnnddddd", "Q=0", "shrn",    "Vd.S Vn.2D #shr",      "C7.2 SHRN")) t.does(narrowing(SimdShift::truncating));
    if (t.line("0Q001111001bbbbb100001nnnnnddddd", "Q=1", "shrn2",   "Vd.S Vn.2D #shr",      "C7.2 SHRN")) t.does(narrowing(SimdShift::truncating));
    if (t.line("0Q00111100001bbb100011nnnnnddddd", "Q=0", "rshrn",   "Vd.B Vn.8H #shr",      "C7.2 RSHRN")) t.does(narrowing(SimdShift::truncatingRounded));
    if (t.line("0Q00111100001bbb100011nnnnnddddd", "Q=1", "rshrn2",  "Vd.B Vn.8H #shr",      "C7.2 RSHRN")) t.does(narrowing(SimdShift::truncatingRounded));
    if (t.line("0Q0011110001bbbb100011nnnnnddddd", "Q=0", "rshrn",   "Vd.H Vn.4S #shr",      "C7.2 RSHRN")) t.does(narrowing(SimdShift::truncatingRounded));
    if (t.line("0Q0011110001bbbb100011nnnnnddddd", "Q=1", "rshrn2",  "Vd.H Vn.4S #shr",      "C7.2 RSHRN")) t.does(narrowing(SimdShift::truncatingRounded));
    if (t.line("0Q001111001bbbbb100011nnnnnddddd", "Q=0", "rshrn",   "Vd.S Vn.2D #shr",      "C7.2 RSHRN")) t.does(narrowing(SimdShift::truncatingRounded));
    if (t.line("0Q001111001bbbbb100011nnnnnddddd", "Q=1", "rshrn2",  "Vd.S Vn.2D #shr",      "C7.2 RSHRN")) t.does(narrowing(SimdShift::truncatingRounded));
    if (t.line("0Q10111100001bbb100001nnnnnddddd", "Q=0", "sqshrun", "Vd.B Vn.8H #shr",      "C7.2 SQSHRUN")) t.does(narrowing(SimdShift::narrowSignedToUnsigned));
    if (t.line("0Q10111100001bbb100001nnnnnddddd", "Q=1", "sqshrun2","Vd.B Vn.8H #shr",      "C7.2 SQSHRUN")) t.does(narrowing(SimdShift::narrowSignedToUnsigned));
    if (t.line("0111111100001bbb100001nnnnnddddd", "sqshrun", "Bd Hn #shr",           "C7.2 SQSHRUN")) t.does(narrowing(SimdShift::narrowSignedToUnsigned));
    if (t.line("0Q1011110001bbbb100001nnnnnddddd", "Q=0", "sqshrun", "Vd.H Vn.4S #shr",      "C7.2 SQSHRUN")) t.does(narrowing(SimdShift::narrowSignedToUnsigned));
    if (t.line("0Q1011110001bbbb100001nnnnnddddd", "Q=1", "sqshrun2","Vd.H Vn.4S #shr",      "C7.2 SQSHRUN")) t.does(narrowing(SimdShift::narrowSignedToUnsigned));
    if (t.line("011111110001bbbb100001nnnnnddddd", "sqshrun", "Hd Sn #shr",           "C7.2 SQSHRUN")) t.does(narrowing(SimdShift::narrowSignedToUnsigned));
    if (t.line("0Q101111001bbbbb100001nnnnnddddd", "Q=0", "sqshrun", "Vd.S Vn.2D #shr",      "C7.2 SQSHRUN")) t.does(narrowing(SimdShift::narrowSignedToUnsigned));
    if (t.line("0Q101111001bbbbb100001nnnnnddddd", "Q=1", "sqshrun2","Vd.S Vn.2D #shr",      "C7.2 SQSHRUN")) t.does(narrowing(SimdShift::narrowSignedToUnsigned));
    if (t.line("01111111001bbbbb100001nnnnnddddd", "sqshrun", "Sd Dn #shr",           "C7.2 SQSHRUN")) t.does(narrowing(SimdShift::narrowSignedToUnsigned));
    if (t.line("0Q10111100001bbb100011nnnnnddddd", "Q=0", "sqrshrun","Vd.B Vn.8H #shr",      "C7.2 SQRSHRUN")) t.does(narrowing(SimdShift::narrowRoundedToUnsigned));
    if (t.line("0Q10111100001bbb100011nnnnnddddd", "Q=1", "sqrshrun2","Vd.B Vn.8H #shr",      "C7.2 SQRSHRUN")) t.does(narrowing(SimdShift::narrowRoundedToUnsigned));
    if (t.line("0111111100001bbb100011nnnnnddddd", "sqrshrun","Bd Hn #shr",           "C7.2 SQRSHRUN")) t.does(narrowing(SimdShift::narrowRoundedToUnsigned));
    if (t.line("0Q1011110001bbbb100011nnnnnddddd", "Q=0", "sqrshrun","Vd.H Vn.4S #shr",      "C7.2 SQRSHRUN")) t.does(narrowing(SimdShift::narrowRoundedToUnsigned));
    if (t.line("0Q1011110001bbbb100011nnnnnddddd", "Q=1", "sqrshrun2","Vd.H Vn.4S #shr",      "C7.2 SQRSHRUN")) t.does(narrowing(SimdShift::narrowRoundedToUnsigned));
    if (t.line("011111110001bbbb100011nnnnnddddd", "sqrshrun","Hd Sn #shr",           "C7.2 SQRSHRUN")) t.does(narrowing(SimdShift::narrowRoundedToUnsigned));
    if (t.line("0Q101111001bbbbb100011nnnnnddddd", "Q=0", "sqrshrun","Vd.S Vn.2D #shr",      "C7.2 SQRSHRUN")) t.does(narrowing(SimdShift::narrowRoundedToUnsigned));
    if (t.line("0Q101111001bbbbb100011nnnnnddddd", "Q=1", "sqrshrun2","Vd.S Vn.2D #shr",      "C7.2 SQRSHRUN")) t.does(narrowing(SimdShift::narrowRoundedToUnsigned));
    if (t.line("01111111001bbbbb100011nnnnnddddd", "sqrshrun","Sd Dn #shr",           "C7.2 SQRSHRUN")) t.does(narrowing(SimdShift::narrowRoundedToUnsigned));
    if (t.line("0Q00111100001bbb100101nnnnnddddd", "Q=0", "sqshrn",  "Vd.B Vn.8H #shr",      "C7.2 SQSHRN")) t.does(narrowing(SimdShift::narrowSigned));
    if (t.line("0Q00111100001bbb100101nnnnnddddd", "Q=1", "sqshrn2", "Vd.B Vn.8H #shr",      "C7.2 SQSHRN")) t.does(narrowing(SimdShift::narrowSigned));
    if (t.line("0101111100001bbb100101nnnnnddddd", "sqshrn",  "Bd Hn #shr",           "C7.2 SQSHRN")) t.does(narrowing(SimdShift::narrowSigned));
    if (t.line("0Q0011110001bbbb100101nnnnnddddd", "Q=0", "sqshrn",  "Vd.H Vn.4S #shr",      "C7.2 SQSHRN")) t.does(narrowing(SimdShift::narrowSigned));
    if (t.line("0Q0011110001bbbb100101nnnnnddddd", "Q=1", "sqshrn2", "Vd.H Vn.4S #shr",      "C7.2 SQSHRN")) t.does(narrowing(SimdShift::narrowSigned));
    if (t.line("010111110001bbbb100101nnnnnddddd", "sqshrn",  "Hd Sn #shr",           "C7.2 SQSHRN")) t.does(narrowing(SimdShift::narrowSigned));
    if (t.line("0Q001111001bbbbb100101nnnnnddddd", "Q=0", "sqshrn",  "Vd.S Vn.2D #shr",      "C7.2 SQSHRN")) t.does(narrowing(SimdShift::narrowSigned));
    if (t.line("0Q001111001bbbbb100101nnnnnddddd", "Q=1", "sqshrn2", "Vd.S Vn.2D #shr",      "C7.2 SQSHRN")) t.does(narrowing(SimdShift::narrowSigned));
    if (t.line("01011111001bbbbb100101nnnnnddddd", "sqshrn",  "Sd Dn #shr",           "C7.2 SQSHRN")) t.does(narrowing(SimdShift::narrowSigned));
    if (t.line("0Q10111100001bbb100101nnnnnddddd", "Q=0", "uqshrn",  "Vd.B Vn.8H #shr",      "C7.2 UQSHRN")) t.does(narrowing(SimdShift::narrowUnsigned));
    if (t.line("0Q10111100001bbb100101nnnnnddddd", "Q=1", "uqshrn2", "Vd.B Vn.8H #shr",      "C7.2 UQSHRN")) t.does(narrowing(SimdShift::narrowUnsigned));
    if (t.line("0111111100001bbb100101nnnnnddddd", "uqshrn",  "Bd Hn #shr",           "C7.2 UQSHRN")) t.does(narrowing(SimdShift::narrowUnsigned));
    if (t.line("0Q1011110001bbbb100101nnnnnddddd", "Q=0", "uqshrn",  "Vd.H Vn.4S #shr",      "C7.2 UQSHRN")) t.does(narrowing(SimdShift::narrowUnsigned));
    if (t.line("0Q1011110001bbbb100101nnnnnddddd", "Q=1", "uqshrn2", "Vd.H Vn.4S #shr",      "C7.2 UQSHRN")) t.does(narrowing(SimdShift::narrowUnsigned));
    if (t.line("011111110001bbbb100101nnnnnddddd", "uqshrn",  "Hd Sn #shr",           "C7.2 UQSHRN")) t.does(narrowing(SimdShift::narrowUnsigned));
    if (t.line("0Q101111001bbbbb100101nnnnnddddd", "Q=0", "uqshrn",  "Vd.S Vn.2D #shr",      "C7.2 UQSHRN")) t.does(narrowing(SimdShift::narrowUnsigned));
    if (t.line("0Q101111001bbbbb100101nnnnnddddd", "Q=1", "uqshrn2", "Vd.S Vn.2D #shr",      "C7.2 UQSHRN")) t.does(narrowing(SimdShift::narrowUnsigned));
    if (t.line("01111111001bbbbb100101nnnnnddddd", "uqshrn",  "Sd Dn #shr",           "C7.2 UQSHRN")) t.does(narrowing(SimdShift::narrowUnsigned));
    if (t.line("0Q00111100001bbb100111nnnnnddddd", "Q=0", "sqrshrn", "Vd.B Vn.8H #shr",      "C7.2 SQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedSigned));
    if (t.line("0Q00111100001bbb100111nnnnnddddd", "Q=1", "sqrshrn2","Vd.B Vn.8H #shr",      "C7.2 SQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedSigned));
    if (t.line("0101111100001bbb100111nnnnnddddd", "sqrshrn", "Bd Hn #shr",           "C7.2 SQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedSigned));
    if (t.line("0Q0011110001bbbb100111nnnnnddddd", "Q=0", "sqrshrn", "Vd.H Vn.4S #shr",      "C7.2 SQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedSigned));
    if (t.line("0Q0011110001bbbb100111nnnnnddddd", "Q=1", "sqrshrn2","Vd.H Vn.4S #shr",      "C7.2 SQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedSigned));
    if (t.line("010111110001bbbb100111nnnnnddddd", "sqrshrn", "Hd Sn #shr",           "C7.2 SQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedSigned));
    if (t.line("0Q001111001bbbbb100111nnnnnddddd", "Q=0", "sqrshrn", "Vd.S Vn.2D #shr",      "C7.2 SQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedSigned));
    if (t.line("0Q001111001bbbbb100111nnnnnddddd", "Q=1", "sqrshrn2","Vd.S Vn.2D #shr",      "C7.2 SQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedSigned));
    if (t.line("01011111001bbbbb100111nnnnnddddd", "sqrshrn", "Sd Dn #shr",           "C7.2 SQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedSigned));
    if (t.line("0Q10111100001bbb100111nnnnnddddd", "Q=0", "uqrshrn", "Vd.B Vn.8H #shr",      "C7.2 UQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedUnsigned));
    if (t.line("0Q10111100001bbb100111nnnnnddddd", "Q=1", "uqrshrn2","Vd.B Vn.8H #shr",      "C7.2 UQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedUnsigned));
    if (t.line("0111111100001bbb100111nnnnnddddd", "uqrshrn", "Bd Hn #shr",           "C7.2 UQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedUnsigned));
    if (t.line("0Q1011110001bbbb100111nnnnnddddd", "Q=0", "uqrshrn", "Vd.H Vn.4S #shr",      "C7.2 UQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedUnsigned));
    if (t.line("0Q1011110001bbbb100111nnnnnddddd", "Q=1", "uqrshrn2","Vd.H Vn.4S #shr",      "C7.2 UQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedUnsigned));
    if (t.line("011111110001bbbb100111nnnnnddddd", "uqrshrn", "Hd Sn #shr",           "C7.2 UQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedUnsigned));
    if (t.line("0Q101111001bbbbb100111nnnnnddddd", "Q=0", "uqrshrn", "Vd.S Vn.2D #shr",      "C7.2 UQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedUnsigned));
    if (t.line("0Q101111001bbbbb100111nnnnnddddd", "Q=1", "uqrshrn2","Vd.S Vn.2D #shr",      "C7.2 UQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedUnsigned));
    if (t.line("01111111001bbbbb100111nnnnnddddd", "uqrshrn", "Sd Dn #shr",           "C7.2 UQRSHRN")) t.does(narrowing(SimdShift::narrowRoundedUnsigned));
    // Widening
    if (t.line("0Q00111100001bbb101001nnnnnddddd", "Q=0", "sshll",   "Vd.8H Vn.B #shl",      "C7.2 SSHLL")) t.does(wideningImmediate(true, Lanes::shiftLeft));
    if (t.line("0Q00111100001bbb101001nnnnnddddd", "Q=1", "sshll2",  "Vd.8H Vn.B #shl",      "C7.2 SSHLL")) t.does(wideningImmediate(true, Lanes::shiftLeft));
    if (t.line("0Q0011110001bbbb101001nnnnnddddd", "Q=0", "sshll",   "Vd.4S Vn.H #shl",      "C7.2 SSHLL")) t.does(wideningImmediate(true, Lanes::shiftLeft));
    if (t.line("0Q0011110001bbbb101001nnnnnddddd", "Q=1", "sshll2",  "Vd.4S Vn.H #shl",      "C7.2 SSHLL")) t.does(wideningImmediate(true, Lanes::shiftLeft));
    if (t.line("0Q001111001bbbbb101001nnnnnddddd", "Q=0", "sshll",   "Vd.2D Vn.S #shl",      "C7.2 SSHLL")) t.does(wideningImmediate(true, Lanes::shiftLeft));
    if (t.line("0Q001111001bbbbb101001nnnnnddddd", "Q=1", "sshll2",  "Vd.2D Vn.S #shl",      "C7.2 SSHLL")) t.does(wideningImmediate(true, Lanes::shiftLeft));
    if (t.line("0Q10111100001bbb101001nnnnnddddd", "Q=0", "ushll",   "Vd.8H Vn.B #shl",      "C7.2 USHLL")) t.does(wideningImmediate(false, Lanes::shiftLeft));
    if (t.line("0Q10111100001bbb101001nnnnnddddd", "Q=1", "ushll2",  "Vd.8H Vn.B #shl",      "C7.2 USHLL")) t.does(wideningImmediate(false, Lanes::shiftLeft));
    if (t.line("0Q1011110001bbbb101001nnnnnddddd", "Q=0", "ushll",   "Vd.4S Vn.H #shl",      "C7.2 USHLL")) t.does(wideningImmediate(false, Lanes::shiftLeft));
    if (t.line("0Q1011110001bbbb101001nnnnnddddd", "Q=1", "ushll2",  "Vd.4S Vn.H #shl",      "C7.2 USHLL")) t.does(wideningImmediate(false, Lanes::shiftLeft));
    if (t.line("0Q101111001bbbbb101001nnnnnddddd", "Q=0", "ushll",   "Vd.2D Vn.S #shl",      "C7.2 USHLL")) t.does(wideningImmediate(false, Lanes::shiftLeft));
    if (t.line("0Q101111001bbbbb101001nnnnnddddd", "Q=1", "ushll2",  "Vd.2D Vn.S #shl",      "C7.2 USHLL")) t.does(wideningImmediate(false, Lanes::shiftLeft));
    // Conversion of fixed-point numbers
    if (t.line("0Q001111001bbbbb111001nnnnnddddd", "scvtf",   "Vd.S Vn.S #shr",       "C7.2 SCVTF")) t.does(immediate(eachWith(SimdShift::fixedSigned)));
    if (t.line("0100111101bbbbbb111001nnnnnddddd", "scvtf",   "Vd.2D Vn.2D #shr",     "C7.2 SCVTF")) t.does(immediate(eachWith(SimdShift::fixedSigned)));
    if (t.line("01011111001bbbbb111001nnnnnddddd", "scvtf",   "Sd Sn #shr",           "C7.2 SCVTF")) t.does(immediate(SimdShift::fixedSigned));
    if (t.line("0101111101bbbbbb111001nnnnnddddd", "scvtf",   "Dd Dn #shr",           "C7.2 SCVTF")) t.does(immediate(SimdShift::fixedSigned));
    if (t.line("0Q101111001bbbbb111001nnnnnddddd", "ucvtf",   "Vd.S Vn.S #shr",       "C7.2 UCVTF")) t.does(immediate(eachWith(SimdShift::fixedUnsigned)));
    if (t.line("0110111101bbbbbb111001nnnnnddddd", "ucvtf",   "Vd.2D Vn.2D #shr",     "C7.2 UCVTF")) t.does(immediate(eachWith(SimdShift::fixedUnsigned)));
    if (t.line("01111111001bbbbb111001nnnnnddddd", "ucvtf",   "Sd Sn #shr",           "C7.2 UCVTF")) t.does(immediate(SimdShift::fixedUnsigned));
    if (t.line("0111111101bbbbbb111001nnnnnddddd", "ucvtf",   "Dd Dn #shr",           "C7.2 UCVTF")) t.does(immediate(SimdShift::fixedUnsigned));
    if (t.line("0Q001111001bbbbb111111nnnnnddddd", "fcvtzs",  "Vd.S Vn.S #shr",       "C7.2 FCVTZS")) t.does(immediate(eachWith(SimdShift::toFixedSigned)));
    if (t.line("0100111101bbbbbb111111nnnnnddddd", "fcvtzs",  "Vd.2D Vn.2D #shr",     "C7.2 FCVTZS")) t.does(immediate(eachWith(SimdShift::toFixedSigned)));
    if (t.line("01011111001bbbbb111111nnnnnddddd", "fcvtzs",  "Sd Sn #shr",           "C7.2 FCVTZS")) t.does(immediate(SimdShift::toFixedSigned));
    if (t.line("0101111101bbbbbb111111nnnnnddddd", "fcvtzs",  "Dd Dn #shr",           "C7.2 FCVTZS")) t.does(immediate(SimdShift::toFixedSigned));
    if (t.line("0Q101111001bbbbb111111nnnnnddddd", "fcvtzu",  "Vd.S Vn.S #shr",       "C7.2 FCVTZU")) t.does(immediate(eachWith(SimdShift::toFixedUnsigned)));
    if (t.line("0110111101bbbbbb111111nnnnnddddd", "fcvtzu",  "Vd.2D Vn.2D #shr",     "C7.2 FCVTZU")) t.does(immediate(eachWith(SimdShift::toFixedUnsigned)));
    if (t.line("01111111001bbbbb111111nnnnnddddd", "fcvtzu",  "Sd Sn #shr",           "C7.2 FCVTZU")) t.does(immediate(SimdShift::toFixedUnsigned));
    if (t.line("0111111101bbbbbb111111nnnnnddddd", "fcvtzu",  "Dd Dn #shr",           "C7.2 FCVTZU")) t.does(immediate(SimdShift::toFixedUnsigned));
  }
  // spotless:on

  private static Operation2 by(VectorSemantics.Shift shift) {
    return (a, amount, size, fp) -> shift.apply(a, (int) amount, size);
  }

  private static Operation3 accumulate(Operation2 shift) {
    return (acc, a, amount, size, fp) -> Lanes.add(acc, shift.apply(a, amount, size, fp), size);
  }

  private static long insertLeft(long old, long a, long amount, int size, FpEnvironment fp) {
    int shift = (int) amount;
    return Lanes.select(Lanes.shiftLeft(-1, shift, size), Lanes.shiftLeft(a, shift, size), old);
  }

  private static long insertRight(long old, long a, long amount, int size, FpEnvironment fp) {
    int shift = (int) amount;
    return Lanes.select(
        Lanes.shiftRightUnsigned(-1, shift, size), Lanes.shiftRightUnsigned(a, shift, size), old);
  }

  // On one element

  private static long roundingSigned(long a, long amount, int size, FpEnvironment fp) {
    return LaneArithmetic.shiftRightRounding(Lanes.signed(a, size), (int) amount);
  }

  private static long roundingUnsigned(long a, long amount, int size, FpEnvironment fp) {
    return LaneArithmetic.shiftRightRoundingUnsigned(a, (int) amount);
  }

  private static long leftSigned(long a, long amount, int size, FpEnvironment fp) {
    long x = Lanes.signed(a, size);
    return LaneArithmetic.shiftLeftSaturatingSigned(x, (int) amount, size, fp);
  }

  private static long leftUnsigned(long a, long amount, int size, FpEnvironment fp) {
    return LaneArithmetic.shiftLeftSaturatingUnsigned(a, (int) amount, size, fp);
  }

  private static long leftToUnsigned(long a, long amount, int size, FpEnvironment fp) {
    long x = Lanes.signed(a, size);
    return LaneArithmetic.shiftLeftSaturatingToUnsigned(x, (int) amount, size, fp);
  }

  // On one element of twice the size that is told; an amount of 0 narrows without a shift

  private static long truncating(long a, long amount, int size, FpEnvironment fp) {
    return a >>> amount;
  }

  private static long truncatingRounded(long a, long amount, int size, FpEnvironment fp) {
    return LaneArithmetic.shiftRightRoundingUnsigned(a, (int) amount);
  }

  static long narrowSigned(long a, long amount, int size, FpEnvironment fp) {
    return LaneArithmetic.saturateSigned(Lanes.signed(a, size + 1) >> amount, size, fp);
  }

  static long narrowUnsigned(long a, long amount, int size, FpEnvironment fp) {
    return LaneArithmetic.saturateUnsigned(a >>> amount, size, fp);
  }

  static long narrowSignedToUnsigned(long a, long amount, int size, FpEnvironment fp) {
    return LaneArithmetic.saturateSignedToUnsigned(Lanes.signed(a, size + 1) >> amount, size, fp);
  }

  private static long narrowRoundedSigned(long a, long amount, int size, FpEnvironment fp) {
    return LaneArithmetic.saturateSigned(roundingSigned(a, amount, size + 1, fp), size, fp);
  }

  private static long narrowRoundedUnsigned(long a, long amount, int size, FpEnvironment fp) {
    return LaneArithmetic.saturateUnsigned(roundingUnsigned(a, amount, size, fp), size, fp);
  }

  private static long narrowRoundedToUnsigned(long a, long amount, int size, FpEnvironment fp) {
    long rounded = roundingSigned(a, amount, size + 1, fp);
    return LaneArithmetic.saturateSignedToUnsigned(rounded, size, fp);
  }

  static long fixedSigned(long a, long amount, int size, FpEnvironment fp) {
    return FloatConversion.fromSigned(Lanes.signed(a, size), (int) amount, size, fp);
  }

  static long fixedUnsigned(long a, long amount, int size, FpEnvironment fp) {
    return FloatConversion.fromUnsigned(a, (int) amount, size, fp);
  }

  static long toFixedSigned(long a, long amount, int size, FpEnvironment fp) {
    return FloatConversion.toInteger(a, size, (int) amount, false, 8 << size, Rounding.ZERO, fp);
  }

  static long toFixedUnsigned(long a, long amount, int size, FpEnvironment fp) {
    return FloatConversion.toInteger(a, size, (int) amount, true, 8 << size, Rounding.ZERO, fp);
  }
}
