package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.arith.FloatFormat.DOUBLE;
import static dev.seedkernel.aarch64.arith.FloatFormat.HALF;
import static dev.seedkernel.aarch64.arith.FloatFormat.SINGLE;
import static dev.seedkernel.aarch64.isa.VectorSemantics.plain;
import static dev.seedkernel.aarch64.isa.VectorSemantics.scalar;

import dev.seedkernel.aarch64.arith.FloatConversion;
import dev.seedkernel.aarch64.arith.Lanes;
import dev.seedkernel.aarch64.arith.Rounding;

/** Scalar floating point: moves and conversions (Arm ARM C4.1.96). */
final class FloatingPointConversion {
  private FloatingPointConversion() {}

  // Without fraction bits slot imm is 0, so that integers and fixed-point numbers share semantics.

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("0001111000100000010000nnnnnddddd", "fmov",    "Sd Sn",              "C7.2 FMOV (register)")) t.does(scalar(plain((a, size) -> a)));
    if (t.line("0001111001100000010000nnnnnddddd", "fmov",    "Dd Dn",              "C7.2 FMOV (register)")) t.does(scalar(plain((a, size) -> a)));
    if (t.line("00011110001iiiiiiii10000000ddddd", "fmov",    "Sd #fp.S",           "C7.2 FMOV (scalar, immediate)")) t.does(SimdModifiedImmediate::move);
    if (t.line("00011110011iiiiiiii10000000ddddd", "fmov",    "Dd #fp.D",           "C7.2 FMOV (scalar, immediate)")) t.does(SimdModifiedImmediate::move);
    if (t.line("0001111000100110000000nnnnnddddd", "fmov",    "Wd Sn",              "C7.2 FMOV (general)")) t.does((cpu, i) -> cpu.w(i.d, (int) cpu.vLow(i.n)));
    if (t.line("0001111000100111000000nnnnnddddd", "fmov",    "Sd Wn",              "C7.2 FMOV (general)")) t.does((cpu, i) -> cpu.d(i.d, cpu.w(i.n) & 0xffff_ffffL));
    if (t.line("1001111001100110000000nnnnnddddd", "fmov",    "Xd Dn",              "C7.2 FMOV (general)")) t.does((cpu, i) -> cpu.x(i.d, cpu.vLow(i.n)));
    if (t.line("1001111001100111000000nnnnnddddd", "fmov",    "Dd Xn",              "C7.2 FMOV (general)")) t.does((cpu, i) -> cpu.d(i.d, cpu.x(i.n)));
    if (t.line("1001111010101110000000nnnnnddddd", "fmov",    "Xd Vn.D[1]",         "C7.2 FMOV (general)")) t.does((cpu, i) -> cpu.x(i.d, cpu.vHigh(i.n)));
    if (t.line("1001111010101111000000nnnnnddddd", "fmov",    "Vd.D[1] Xn",         "C7.2 FMOV (general)")) t.does((cpu, i) -> cpu.v(i.d, cpu.vLow(i.d), cpu.x(i.n)));
    if (t.line("0001111000100010110000nnnnnddddd", "fcvt",    "Dd Sn",              "C7.2 FCVT")) t.does(convert(SINGLE, DOUBLE));
    if (t.line("0001111000100011110000nnnnnddddd", "fcvt",    "Hd Sn",              "C7.2 FCVT")) t.does(convert(SINGLE, HALF));
    if (t.line("0001111001100010010000nnnnnddddd", "fcvt",    "Sd Dn",              "C7.2 FCVT")) t.does(convert(DOUBLE, SINGLE));
    if (t.line("0001111001100011110000nnnnnddddd", "fcvt",    "Hd Dn",              "C7.2 FCVT")) t.does(convert(DOUBLE, HALF));
    if (t.line("0001111011100010010000nnnnnddddd", "fcvt",    "Sd Hn",              "C7.2 FCVT")) t.does(convert(HALF, SINGLE));
    if (t.line("0001111011100010110000nnnnnddddd", "fcvt",    "Dd Hn",              "C7.2 FCVT")) t.does(convert(HALF, DOUBLE));
    if (t.line("0001111000100000000000nnnnnddddd", "fcvtns",  "Wd Sn",              "C7.2 FCVTNS (scalar)")) t.does(toInteger(SINGLE, false, 32, Rounding.TIE_EVEN));
    if (t.line("0001111001100000000000nnnnnddddd", "fcvtns",  "Wd Dn",              "C7.2 FCVTNS (scalar)")) t.does(toInteger(DOUBLE, false, 32, Rounding.TIE_EVEN));
    if (t.line("1001111000100000000000nnnnnddddd", "fcvtns",  "Xd Sn",              "C7.2 FCVTNS (scalar)")) t.does(toInteger(SINGLE, false, 64, Rounding.TIE_EVEN));
    if (t.line("1001111001100000000000nnnnnddddd", "fcvtns",  "Xd Dn",              "C7.2 FCVTNS (scalar)")) t.does(toInteger(DOUBLE, false, 64, Rounding.TIE_EVEN));
    if (t.line("0001111000100001000000nnnnnddddd", "fcvtnu",  "Wd Sn",              "C7.2 FCVTNU (scalar)")) t.does(toInteger(SINGLE, true, 32, Rounding.TIE_EVEN));
    if (t.line("0001111001100001000000nnnnnddddd", "fcvtnu",  "Wd Dn",              "C7.2 FCVTNU (scalar)")) t.does(toInteger(DOUBLE, true, 32, Rounding.TIE_EVEN));
    if (t.line("1001111000100001000000nnnnnddddd", "fcvtnu",  "Xd Sn",              "C7.2 FCVTNU (scalar)")) t.does(toInteger(SINGLE, true, 64, Rounding.TIE_EVEN));
    if (t.line("1001111001100001000000nnnnnddddd", "fcvtnu",  "Xd Dn",              "C7.2 FCVTNU (scalar)")) t.does(toInteger(DOUBLE, true, 64, Rounding.TIE_EVEN));
    if (t.line("0001111000101000000000nnnnnddddd", "fcvtps",  "Wd Sn",              "C7.2 FCVTPS (scalar)")) t.does(toInteger(SINGLE, false, 32, Rounding.PLUS_INFINITY));
    if (t.line("0001111001101000000000nnnnnddddd", "fcvtps",  "Wd Dn",              "C7.2 FCVTPS (scalar)")) t.does(toInteger(DOUBLE, false, 32, Rounding.PLUS_INFINITY));
    if (t.line("1001111000101000000000nnnnnddddd", "fcvtps",  "Xd Sn",              "C7.2 FCVTPS (scalar)")) t.does(toInteger(SINGLE, false, 64, Rounding.PLUS_INFINITY));
    if (t.line("1001111001101000000000nnnnnddddd", "fcvtps",  "Xd Dn",              "C7.2 FCVTPS (scalar)")) t.does(toInteger(DOUBLE, false, 64, Rounding.PLUS_INFINITY));
    if (t.line("0001111000101001000000nnnnnddddd", "fcvtpu",  "Wd Sn",              "C7.2 FCVTPU (scalar)")) t.does(toInteger(SINGLE, true, 32, Rounding.PLUS_INFINITY));
    if (t.line("0001111001101001000000nnnnnddddd", "fcvtpu",  "Wd Dn",              "C7.2 FCVTPU (scalar)")) t.does(toInteger(DOUBLE, true, 32, Rounding.PLUS_INFINITY));
    if (t.line("1001111000101001000000nnnnnddddd", "fcvtpu",  "Xd Sn",              "C7.2 FCVTPU (scalar)")) t.does(toInteger(SINGLE, true, 64, Rounding.PLUS_INFINITY));
    if (t.line("1001111001101001000000nnnnnddddd", "fcvtpu",  "Xd Dn",              "C7.2 FCVTPU (scalar)")) t.does(toInteger(DOUBLE, true, 64, Rounding.PLUS_INFINITY));
    if (t.line("0001111000110000000000nnnnnddddd", "fcvtms",  "Wd Sn",              "C7.2 FCVTMS (scalar)")) t.does(toInteger(SINGLE, false, 32, Rounding.MINUS_INFINITY));
    if (t.line("0001111001110000000000nnnnnddddd", "fcvtms",  "Wd Dn",              "C7.2 FCVTMS (scalar)")) t.does(toInteger(DOUBLE, false, 32, Rounding.MINUS_INFINITY));
    if (t.line("1001111000110000000000nnnnnddddd", "fcvtms",  "Xd Sn",              "C7.2 FCVTMS (scalar)")) t.does(toInteger(SINGLE, false, 64, Rounding.MINUS_INFINITY));
    if (t.line("1001111001110000000000nnnnnddddd", "fcvtms",  "Xd Dn",              "C7.2 FCVTMS (scalar)")) t.does(toInteger(DOUBLE, false, 64, Rounding.MINUS_INFINITY));
    if (t.line("0001111000110001000000nnnnnddddd", "fcvtmu",  "Wd Sn",              "C7.2 FCVTMU (scalar)")) t.does(toInteger(SINGLE, true, 32, Rounding.MINUS_INFINITY));
    if (t.line("0001111001110001000000nnnnnddddd", "fcvtmu",  "Wd Dn",              "C7.2 FCVTMU (scalar)")) t.does(toInteger(DOUBLE, true, 32, Rounding.MINUS_INFINITY));
    if (t.line("1001111000110001000000nnnnnddddd", "fcvtmu",  "Xd Sn",              "C7.2 FCVTMU (scalar)")) t.does(toInteger(SINGLE, true, 64, Rounding.MINUS_INFINITY));
    if (t.line("1001111001110001000000nnnnnddddd", "fcvtmu",  "Xd Dn",              "C7.2 FCVTMU (scalar)")) t.does(toInteger(DOUBLE, true, 64, Rounding.MINUS_INFINITY));
    if (t.line("0001111000111000000000nnnnnddddd", "fcvtzs",  "Wd Sn",              "C7.2 FCVTZS (scalar)")) t.does(toInteger(SINGLE, false, 32, Rounding.ZERO));
    if (t.line("0001111001111000000000nnnnnddddd", "fcvtzs",  "Wd Dn",              "C7.2 FCVTZS (scalar)")) t.does(toInteger(DOUBLE, false, 32, Rounding.ZERO));
    if (t.line("1001111000111000000000nnnnnddddd", "fcvtzs",  "Xd Sn",              "C7.2 FCVTZS (scalar)")) t.does(toInteger(SINGLE, false, 64, Rounding.ZERO));
    if (t.line("1001111001111000000000nnnnnddddd", "fcvtzs",  "Xd Dn",              "C7.2 FCVTZS (scalar)")) t.does(toInteger(DOUBLE, false, 64, Rounding.ZERO));
    if (t.line("0001111000111001000000nnnnnddddd", "fcvtzu",  "Wd Sn",              "C7.2 FCVTZU (scalar)")) t.does(toInteger(SINGLE, true, 32, Rounding.ZERO));
    if (t.line("0001111001111001000000nnnnnddddd", "fcvtzu",  "Wd Dn",              "C7.2 FCVTZU (scalar)")) t.does(toInteger(DOUBLE, true, 32, Rounding.ZERO));
    if (t.line("1001111000111001000000nnnnnddddd", "fcvtzu",  "Xd Sn",              "C7.2 FCVTZU (scalar)")) t.does(toInteger(SINGLE, true, 64, Rounding.ZERO));
    if (t.line("1001111001111001000000nnnnnddddd", "fcvtzu",  "Xd Dn",              "C7.2 FCVTZU (scalar)")) t.does(toInteger(DOUBLE, true, 64, Rounding.ZERO));
    if (t.line("0001111000100100000000nnnnnddddd", "fcvtas",  "Wd Sn",              "C7.2 FCVTAS (scalar)")) t.does(toInteger(SINGLE, false, 32, Rounding.TIE_AWAY));
    if (t.line("0001111001100100000000nnnnnddddd", "fcvtas",  "Wd Dn",              "C7.2 FCVTAS (scalar)")) t.does(toInteger(DOUBLE, false, 32, Rounding.TIE_AWAY));
    if (t.line("1001111000100100000000nnnnnddddd", "fcvtas",  "Xd Sn",              "C7.2 FCVTAS (scalar)")) t.does(toInteger(SINGLE, false, 64, Rounding.TIE_AWAY));
    if (t.line("1001111001100100000000nnnnnddddd", "fcvtas",  "Xd Dn",              "C7.2 FCVTAS (scalar)")) t.does(toInteger(DOUBLE, false, 64, Rounding.TIE_AWAY));
    if (t.line("0001111000100101000000nnnnnddddd", "fcvtau",  "Wd Sn",              "C7.2 FCVTAU (scalar)")) t.does(toInteger(SINGLE, true, 32, Rounding.TIE_AWAY));
    if (t.line("0001111001100101000000nnnnnddddd", "fcvtau",  "Wd Dn",              "C7.2 FCVTAU (scalar)")) t.does(toInteger(DOUBLE, true, 32, Rounding.TIE_AWAY));
    if (t.line("1001111000100101000000nnnnnddddd", "fcvtau",  "Xd Sn",              "C7.2 FCVTAU (scalar)")) t.does(toInteger(SINGLE, true, 64, Rounding.TIE_AWAY));
    if (t.line("1001111001100101000000nnnnnddddd", "fcvtau",  "Xd Dn",              "C7.2 FCVTAU (scalar)")) t.does(toInteger(DOUBLE, true, 64, Rounding.TIE_AWAY));
    if (t.line("0001111000011000ssssssnnnnnddddd", "fcvtzs",  "Wd Sn #fbits",       "C7.2 FCVTZS (fixed-point)")) t.does(toInteger(SINGLE, false, 32, Rounding.ZERO));
    if (t.line("0001111001011000ssssssnnnnnddddd", "fcvtzs",  "Wd Dn #fbits",       "C7.2 FCVTZS (fixed-point)")) t.does(toInteger(DOUBLE, false, 32, Rounding.ZERO));
    if (t.line("1001111000011000ssssssnnnnnddddd", "fcvtzs",  "Xd Sn #fbits",       "C7.2 FCVTZS (fixed-point)")) t.does(toInteger(SINGLE, false, 64, Rounding.ZERO));
    if (t.line("1001111001011000ssssssnnnnnddddd", "fcvtzs",  "Xd Dn #fbits",       "C7.2 FCVTZS (fixed-point)")) t.does(toInteger(DOUBLE, false, 64, Rounding.ZERO));
    if (t.line("0001111000011001ssssssnnnnnddddd", "fcvtzu",  "Wd Sn #fbits",       "C7.2 FCVTZU (fixed-point)")) t.does(toInteger(SINGLE, true, 32, Rounding.ZERO));
    if (t.line("0001111001011001ssssssnnnnnddddd", "fcvtzu",  "Wd Dn #fbits",       "C7.2 FCVTZU (fixed-point)")) t.does(toInteger(DOUBLE, true, 32, Rounding.ZERO));
    if (t.line("1001111000011001ssssssnnnnnddddd", "fcvtzu",  "Xd Sn #fbits",       "C7.2 FCVTZU (fixed-point)")) t.does(toInteger(SINGLE, true, 64, Rounding.ZERO));
    if (t.line("1001111001011001ssssssnnnnnddddd", "fcvtzu",  "Xd Dn #fbits",       "C7.2 FCVTZU (fixed-point)")) t.does(toInteger(DOUBLE, true, 64, Rounding.ZERO));
    if (t.line("0001111000100010000000nnnnnddddd", "scvtf",   "Sd Wn",              "C7.2 SCVTF (scalar)")) t.does(from32Signed(SINGLE));
    if (t.line("0001111000000010ssssssnnnnnddddd", "scvtf",   "Sd Wn #fbits",       "C7.2 SCVTF (fixed-point)")) t.does(from32Signed(SINGLE));
    if (t.line("0001111001100010000000nnnnnddddd", "scvtf",   "Dd Wn",              "C7.2 SCVTF (scalar)")) t.does(from32Signed(DOUBLE));
    if (t.line("0001111001000010ssssssnnnnnddddd", "scvtf",   "Dd Wn #fbits",       "C7.2 SCVTF (fixed-point)")) t.does(from32Signed(DOUBLE));
    if (t.line("1001111000100010000000nnnnnddddd", "scvtf",   "Sd Xn",              "C7.2 SCVTF (scalar)")) t.does(from64Signed(SINGLE));
    if (t.line("1001111000000010ssssssnnnnnddddd", "scvtf",   "Sd Xn #fbits",       "C7.2 SCVTF (fixed-point)")) t.does(from64Signed(SINGLE));
    if (t.line("1001111001100010000000nnnnnddddd", "scvtf",   "Dd Xn",              "C7.2 SCVTF (scalar)")) t.does(from64Signed(DOUBLE));
    if (t.line("1001111001000010ssssssnnnnnddddd", "scvtf",   "Dd Xn #fbits",       "C7.2 SCVTF (fixed-point)")) t.does(from64Signed(DOUBLE));
    if (t.line("0001111000100011000000nnnnnddddd", "ucvtf",   "Sd Wn",              "C7.2 UCVTF (scalar)")) t.does(from32Unsigned(SINGLE));
    if (t.line("0001111000000011ssssssnnnnnddddd", "ucvtf",   "Sd Wn #fbits",       "C7.2 UCVTF (fixed-point)")) t.does(from32Unsigned(SINGLE));
    if (t.line("0001111001100011000000nnnnnddddd", "ucvtf",   "Dd Wn",              "C7.2 UCVTF (scalar)")) t.does(from32Unsigned(DOUBLE));
    if (t.line("0001111001000011ssssssnnnnnddddd", "ucvtf",   "Dd Wn #fbits",       "C7.2 UCVTF (fixed-point)")) t.does(from32Unsigned(DOUBLE));
    if (t.line("1001111000100011000000nnnnnddddd", "ucvtf",   "Sd Xn",              "C7.2 UCVTF (scalar)")) t.does(from64Unsigned(SINGLE));
    if (t.line("1001111000000011ssssssnnnnnddddd", "ucvtf",   "Sd Xn #fbits",       "C7.2 UCVTF (fixed-point)")) t.does(from64Unsigned(SINGLE));
    if (t.line("1001111001100011000000nnnnnddddd", "ucvtf",   "Dd Xn",              "C7.2 UCVTF (scalar)")) t.does(from64Unsigned(DOUBLE));
    if (t.line("1001111001000011ssssssnnnnnddddd", "ucvtf",   "Dd Xn #fbits",       "C7.2 UCVTF (fixed-point)")) t.does(from64Unsigned(DOUBLE));
  }
  // spotless:on

  private static Semantics convert(int from, int to) {
    long mask = Lanes.mask(from);
    return (cpu, i) ->
        cpu.d(i.d, FloatConversion.convert(cpu.vLow(i.n) & mask, from, to, cpu.fp()));
  }

  static Semantics toInteger(int size, boolean unsigned, int bits, Rounding rounding) {
    long mask = Lanes.mask(size);
    return (cpu, i) -> {
      long a = cpu.vLow(i.n) & mask;
      int fractionBits = (int) i.imm;
      cpu.x(
          i.d,
          FloatConversion.toInteger(a, size, fractionBits, unsigned, bits, rounding, cpu.fp()));
    };
  }

  static Semantics from32Signed(int size) {
    return (cpu, i) ->
        cpu.d(i.d, FloatConversion.fromSigned(cpu.w(i.n), (int) i.imm, size, cpu.fp()));
  }

  static Semantics from32Unsigned(int size) {
    return (cpu, i) -> {
      long value = cpu.w(i.n) & 0xffff_ffffL;
      cpu.d(i.d, FloatConversion.fromUnsigned(value, (int) i.imm, size, cpu.fp()));
    };
  }

  static Semantics from64Signed(int size) {
    return (cpu, i) ->
        cpu.d(i.d, FloatConversion.fromSigned(cpu.x(i.n), (int) i.imm, size, cpu.fp()));
  }

  static Semantics from64Unsigned(int size) {
    return (cpu, i) ->
        cpu.d(i.d, FloatConversion.fromUnsigned(cpu.x(i.n), (int) i.imm, size, cpu.fp()));
  }
}
