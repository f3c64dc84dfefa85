package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.arith.FloatFormat.DOUBLE;
import static dev.seedkernel.aarch64.arith.FloatFormat.SINGLE;
import static dev.seedkernel.aarch64.isa.VectorSemantics.plain;
import static dev.seedkernel.aarch64.isa.VectorSemantics.scalar;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.Condition;
import dev.seedkernel.aarch64.arith.FloatArithmetic;
import dev.seedkernel.aarch64.arith.FloatComparison;
import dev.seedkernel.aarch64.arith.FloatConversion;
import dev.seedkernel.aarch64.arith.FpEnvironment;
import dev.seedkernel.aarch64.arith.Lanes;
import dev.seedkernel.aarch64.arith.Rounding;
import dev.seedkernel.aarch64.isa.VectorSemantics.Operation1;

/** Scalar floating point: arithmetic, comparison and selection (Arm ARM C4.1.96). */
final class FloatingPointArithmetic {
  private FloatingPointArithmetic() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("00011110001mmmmm000010nnnnnddddd", "fmul",    "Sd Sn Sm",           "C7.2 FMUL (scalar)")) t.does(FloatingPointArithmetic::fmulS);
    if (t.line("00011110011mmmmm000010nnnnnddddd", "fmul",    "Dd Dn Dm",           "C7.2 FMUL (scalar)")) t.does(FloatingPointArithmetic::fmulD);
    if (t.line("00011110001mmmmm000110nnnnnddddd", "fdiv",    "Sd Sn Sm",           "C7.2 FDIV (scalar)")) t.does(FloatingPointArithmetic::fdivS);
    if (t.line("00011110011mmmmm000110nnnnnddddd", "fdiv",    "Dd Dn Dm",           "C7.2 FDIV (scalar)")) t.does(FloatingPointArithmetic::fdivD);
    if (t.line("00011110001mmmmm001010nnnnnddddd", "fadd",    "Sd Sn Sm",           "C7.2 FADD (scalar)")) t.does(FloatingPointArithmetic::faddS);
    if (t.line("00011110011mmmmm001010nnnnnddddd", "fadd",    "Dd Dn Dm",           "C7.2 FADD (scalar)")) t.does(FloatingPointArithmetic::faddD);
    if (t.line("00011110001mmmmm001110nnnnnddddd", "fsub",    "Sd Sn Sm",           "C7.2 FSUB (scalar)")) t.does(FloatingPointArithmetic::fsubS);
    if (t.line("00011110011mmmmm001110nnnnnddddd", "fsub",    "Dd Dn Dm",           "C7.2 FSUB (scalar)")) t.does(FloatingPointArithmetic::fsubD);
    if (t.line("00011111000mmmmm0aaaaannnnnddddd", "fmadd",   "Sd Sn Sm Sa",        "C7.2 FMADD")) t.does(FloatingPointArithmetic::fmaddS);
    if (t.line("00011111010mmmmm0aaaaannnnnddddd", "fmadd",   "Dd Dn Dm Da",        "C7.2 FMADD")) t.does(FloatingPointArithmetic::fmaddD);
    if (t.line("00011111000mmmmm1aaaaannnnnddddd", "fmsub",   "Sd Sn Sm Sa",        "C7.2 FMSUB")) t.does(FloatingPointArithmetic::fmsubS);
    if (t.line("00011111010mmmmm1aaaaannnnnddddd", "fmsub",   "Dd Dn Dm Da",        "C7.2 FMSUB")) t.does(FloatingPointArithmetic::fmsubD);
    if (t.line("00011111001mmmmm0aaaaannnnnddddd", "fnmadd",  "Sd Sn Sm Sa",        "C7.2 FNMADD")) t.does(FloatingPointArithmetic::fnmaddS);
    if (t.line("00011111011mmmmm0aaaaannnnnddddd", "fnmadd",  "Dd Dn Dm Da",        "C7.2 FNMADD")) t.does(FloatingPointArithmetic::fnmaddD);
    if (t.line("00011111001mmmmm1aaaaannnnnddddd", "fnmsub",  "Sd Sn Sm Sa",        "C7.2 FNMSUB")) t.does(FloatingPointArithmetic::fnmsubS);
    if (t.line("00011111011mmmmm1aaaaannnnnddddd", "fnmsub",  "Dd Dn Dm Da",        "C7.2 FNMSUB")) t.does(FloatingPointArithmetic::fnmsubD);
    if (t.line("00011110001mmmmm100010nnnnnddddd", "fnmul",   "Sd Sn Sm",           "C7.2 FNMUL (scalar)")) t.does(scalar(FloatingPointArithmetic::negatedProduct));
    if (t.line("00011110011mmmmm100010nnnnnddddd", "fnmul",   "Dd Dn Dm",           "C7.2 FNMUL (scalar)")) t.does(scalar(FloatingPointArithmetic::negatedProduct));
    if (t.line("00011110001mmmmm010010nnnnnddddd", "fmax",    "Sd Sn Sm",           "C7.2 FMAX (scalar)")) t.does(scalar(FloatComparison::maximum));
    if (t.line("00011110011mmmmm010010nnnnnddddd", "fmax",    "Dd Dn Dm",           "C7.2 FMAX (scalar)")) t.does(scalar(FloatComparison::maximum));
    if (t.line("00011110001mmmmm010110nnnnnddddd", "fmin",    "Sd Sn Sm",           "C7.2 FMIN (scalar)")) t.does(scalar(FloatComparison::minimum));
    if (t.line("00011110011mmmmm010110nnnnnddddd", "fmin",    "Dd Dn Dm",           "C7.2 FMIN (scalar)")) t.does(scalar(FloatComparison::minimum));
    if (t.line("00011110001mmmmm011010nnnnnddddd", "fmaxnm",  "Sd Sn Sm",           "C7.2 FMAXNM (scalar)")) t.does(scalar(FloatComparison::maximumNumber));
    if (t.line("00011110011mmmmm011010nnnnnddddd", "fmaxnm",  "Dd Dn Dm",           "C7.2 FMAXNM (scalar)")) t.does(scalar(FloatComparison::maximumNumber));
    if (t.line("00011110001mmmmm011110nnnnnddddd", "fminnm",  "Sd Sn Sm",           "C7.2 FMINNM (scalar)")) t.does(scalar(FloatComparison::minimumNumber));
    if (t.line("00011110011mmmmm011110nnnnnddddd", "fminnm",  "Dd Dn Dm",           "C7.2 FMINNM (scalar)")) t.does(scalar(FloatComparison::minimumNumber));
    if (t.line("0001111000100000110000nnnnnddddd", "fabs",    "Sd Sn",              "C7.2 FABS (scalar)")) t.does(scalar(plain(FloatArithmetic::absolute)));
    if (t.line("0001111001100000110000nnnnnddddd", "fabs",    "Dd Dn",              "C7.2 FABS (scalar)")) t.does(scalar(plain(FloatArithmetic::absolute)));
    if (t.line("0001111000100001010000nnnnnddddd", "fneg",    "Sd Sn",              "C7.2 FNEG (scalar)")) t.does(scalar(plain(FloatArithmetic::negate)));
    if (t.line("0001111001100001010000nnnnnddddd", "fneg",    "Dd Dn",              "C7.2 FNEG (scalar)")) t.does(scalar(plain(FloatArithmetic::negate)));
    if (t.line("0001111000100001110000nnnnnddddd", "fsqrt",   "Sd Sn",              "C7.2 FSQRT (scalar)")) t.does(scalar(FloatArithmetic::squareRoot));
    if (t.line("0001111001100001110000nnnnnddddd", "fsqrt",   "Dd Dn",              "C7.2 FSQRT (scalar)")) t.does(scalar(FloatArithmetic::squareRoot));
    if (t.line("0001111000100100010000nnnnnddddd", "frintn",  "Sd Sn",              "C7.2 FRINTN (scalar)")) t.does(scalar(roundTo(Rounding.TIE_EVEN)));
    if (t.line("0001111001100100010000nnnnnddddd", "frintn",  "Dd Dn",              "C7.2 FRINTN (scalar)")) t.does(scalar(roundTo(Rounding.TIE_EVEN)));
    if (t.line("0001111000100100110000nnnnnddddd", "frintp",  "Sd Sn",              "C7.2 FRINTP (scalar)")) t.does(scalar(roundTo(Rounding.PLUS_INFINITY)));
    if (t.line("0001111001100100110000nnnnnddddd", "frintp",  "Dd Dn",              "C7.2 FRINTP (scalar)")) t.does(scalar(roundTo(Rounding.PLUS_INFINITY)));
    if (t.line("0001111000100101010000nnnnnddddd", "frintm",  "Sd Sn",              "C7.2 FRINTM (scalar)")) t.does(scalar(roundTo(Rounding.MINUS_INFINITY)));
    if (t.line("0001111001100101010000nnnnnddddd", "frintm",  "Dd Dn",              "C7.2 FRINTM (scalar)")) t.does(scalar(roundTo(Rounding.MINUS_INFINITY)));
    if (t.line("0001111000100101110000nnnnnddddd", "frintz",  "Sd Sn",              "C7.2 FRINTZ (scalar)")) t.does(scalar(roundTo(Rounding.ZERO)));
    if (t.line("0001111001100101110000nnnnnddddd", "frintz",  "Dd Dn",              "C7.2 FRINTZ (scalar)")) t.does(scalar(roundTo(Rounding.ZERO)));
    if (t.line("0001111000100110010000nnnnnddddd", "frinta",  "Sd Sn",              "C7.2 FRINTA (scalar)")) t.does(scalar(roundTo(Rounding.TIE_AWAY)));
    if (t.line("0001111001100110010000nnnnnddddd", "frinta",  "Dd Dn",              "C7.2 FRINTA (scalar)")) t.does(scalar(roundTo(Rounding.TIE_AWAY)));
    if (t.line("0001111000100111010000nnnnnddddd", "frintx",  "Sd Sn",              "C7.2 FRINTX (scalar)")) t.does(scalar(roundAsControlled(true)));
    if (t.line("0001111001100111010000nnnnnddddd", "frintx",  "Dd Dn",              "C7.2 FRINTX (scalar)")) t.does(scalar(roundAsControlled(true)));
    if (t.line("0001111000100111110000nnnnnddddd", "frinti",  "Sd Sn",              "C7.2 FRINTI (scalar)")) t.does(scalar(roundAsControlled(false)));
    if (t.line("0001111001100111110000nnnnnddddd", "frinti",  "Dd Dn",              "C7.2 FRINTI (scalar)")) t.does(scalar(roundAsControlled(false)));
    if (t.line("00011110001mmmmm001000nnnnn00000", "fcmp",    "Sn Sm",              "C7.2 FCMP")) t.does(compare(SINGLE, false));
    if (t.line("0001111000100000001000nnnnn01000", "fcmp",    "Sn #0.0",            "C7.2 FCMP")) t.does(compareWithZero(SINGLE, false));
    if (t.line("00011110011mmmmm001000nnnnn00000", "fcmp",    "Dn Dm",              "C7.2 FCMP")) t.does(compare(DOUBLE, false));
    if (t.line("0001111001100000001000nnnnn01000", "fcmp",    "Dn #0.0",            "C7.2 FCMP")) t.does(compareWithZero(DOUBLE, false));
    if (t.line("00011110001mmmmm001000nnnnn10000", "fcmpe",   "Sn Sm",              "C7.2 FCMPE")) t.does(compare(SINGLE, true));
    if (t.line("0001111000100000001000nnnnn11000", "fcmpe",   "Sn #0.0",            "C7.2 FCMPE")) t.does(compareWithZero(SINGLE, true));
    if (t.line("00011110011mmmmm001000nnnnn10000", "fcmpe",   "Dn Dm",              "C7.2 FCMPE")) t.does(compare(DOUBLE, true));
    if (t.line("0001111001100000001000nnnnn11000", "fcmpe",   "Dn #0.0",            "C7.2 FCMPE")) t.does(compareWithZero(DOUBLE, true));
    if (t.line("00011110001mmmmmcccc01nnnnn0ffff", "fccmp",   "Sn Sm #nzcv cond",   "C7.2 FCCMP")) t.does(conditionalCompare(SINGLE, false));
    if (t.line("00011110011mmmmmcccc01nnnnn0ffff", "fccmp",   "Dn Dm #nzcv cond",   "C7.2 FCCMP")) t.does(conditionalCompare(DOUBLE, false));
    if (t.line("00011110001mmmmmcccc01nnnnn1ffff", "fccmpe",  "Sn Sm #nzcv cond",   "C7.2 FCCMPE")) t.does(conditionalCompare(SINGLE, true));
    if (t.line("00011110011mmmmmcccc01nnnnn1ffff", "fccmpe",  "Dn Dm #nzcv cond",   "C7.2 FCCMPE")) t.does(conditionalCompare(DOUBLE, true));
    if (t.line("00011110001mmmmmcccc11nnnnnddddd", "fcsel",   "Sd Sn Sm cond",      "C7.2 FCSEL")) t.does(select(SINGLE));
    if (t.line("00011110011mmmmmcccc11nnnnnddddd", "fcsel",   "Dd Dn Dm cond",      "C7.2 FCSEL")) t.does(select(DOUBLE));
  }
  // spotless:on

  /** Returns an S register. */
  private static long low(Cpu cpu, int register) {
    return cpu.vLow(register) & 0xffff_ffffL;
  }

  private static void fmulS(Cpu cpu, Instruction i) {
    cpu.d(i.d, FloatArithmetic.multiply(low(cpu, i.n), low(cpu, i.m), SINGLE, cpu.fp()));
  }

  private static void fmulD(Cpu cpu, Instruction i) {
    cpu.d(i.d, FloatArithmetic.multiply(cpu.vLow(i.n), cpu.vLow(i.m), DOUBLE, cpu.fp()));
  }

  private static void fdivS(Cpu cpu, Instruction i) {
    cpu.d(i.d, FloatArithmetic.divide(low(cpu, i.n), low(cpu, i.m), SINGLE, cpu.fp()));
  }

  private static void fdivD(Cpu cpu, Instruction i) {
    cpu.d(i.d, FloatArithmetic.divide(cpu.vLow(i.n), cpu.vLow(i.m), DOUBLE, cpu.fp()));
  }

  private static void faddS(Cpu cpu, Instruction i) {
    cpu.d(i.d, FloatArithmetic.add(low(cpu, i.n), low(cpu, i.m), SINGLE, cpu.fp()));
  }

  private static void faddD(Cpu cpu, Instruction i) {
    cpu.d(i.d, FloatArithmetic.add(cpu.vLow(i.n), cpu.vLow(i.m), DOUBLE, cpu.fp()));
  }

  private static void fsubS(Cpu cpu, Instruction i) {
    cpu.d(i.d, FloatArithmetic.subtract(low(cpu, i.n), low(cpu, i.m), SINGLE, cpu.fp()));
  }

  private static void fsubD(Cpu cpu, Instruction i) {
    cpu.d(i.d, FloatArithmetic.subtract(cpu.vLow(i.n), cpu.vLow(i.m), DOUBLE, cpu.fp()));
  }

  private static void fmaddS(Cpu cpu, Instruction i) {
    long addend = low(cpu, i.a);
    long a = low(cpu, i.n);
    cpu.d(i.d, FloatArithmetic.multiplyAdd(addend, a, low(cpu, i.m), SINGLE, cpu.fp()));
  }

  private static void fmaddD(Cpu cpu, Instruction i) {
    long addend = cpu.vLow(i.a);
    long a = cpu.vLow(i.n);
    cpu.d(i.d, FloatArithmetic.multiplyAdd(addend, a, cpu.vLow(i.m), DOUBLE, cpu.fp()));
  }

  private static void fmsubS(Cpu cpu, Instruction i) {
    long addend = low(cpu, i.a);
    long a = FloatArithmetic.negate(low(cpu, i.n), SINGLE);
    cpu.d(i.d, FloatArithmetic.multiplyAdd(addend, a, low(cpu, i.m), SINGLE, cpu.fp()));
  }

  private static void fmsubD(Cpu cpu, Instruction i) {
    long addend = cpu.vLow(i.a);
    long a = FloatArithmetic.negate(cpu.vLow(i.n), DOUBLE);
    cpu.d(i.d, FloatArithmetic.multiplyAdd(addend, a, cpu.vLow(i.m), DOUBLE, cpu.fp()));
  }

  private static void fnmaddS(Cpu cpu, Instruction i) {
    long addend = FloatArithmetic.negate(low(cpu, i.a), SINGLE);
    long a = FloatArithmetic.negate(low(cpu, i.n), SINGLE);
    cpu.d(i.d, FloatArithmetic.multiplyAdd(addend, a, low(cpu, i.m), SINGLE, cpu.fp()));
  }

  private static void fnmaddD(Cpu cpu, Instruction i) {
    long addend = FloatArithmetic.negate(cpu.vLow(i.a), DOUBLE);
    long a = FloatArithmetic.negate(cpu.vLow(i.n), DOUBLE);
    cpu.d(i.d, FloatArithmetic.multiplyAdd(addend, a, cpu.vLow(i.m), DOUBLE, cpu.fp()));
  }

  private static void fnmsubS(Cpu cpu, Instruction i) {
    long addend = FloatArithmetic.negate(low(cpu, i.a), SINGLE);
    long a = low(cpu, i.n);
    cpu.d(i.d, FloatArithmetic.multiplyAdd(addend, a, low(cpu, i.m), SINGLE, cpu.fp()));
  }

  private static void fnmsubD(Cpu cpu, Instruction i) {
    long addend = FloatArithmetic.negate(cpu.vLow(i.a), DOUBLE);
    long a = cpu.vLow(i.n);
    cpu.d(i.d, FloatArithmetic.multiplyAdd(addend, a, cpu.vLow(i.m), DOUBLE, cpu.fp()));
  }

  static long negatedProduct(long a, long b, int size, FpEnvironment fp) {
    return FloatArithmetic.negate(FloatArithmetic.multiply(a, b, size, fp), size);
  }

  static Operation1 roundTo(Rounding rounding) {
    return (a, size, fp) -> FloatConversion.roundToIntegral(a, size, rounding, false, fp);
  }

  static Operation1 roundAsControlled(boolean exact) {
    return (a, size, fp) -> FloatConversion.roundToIntegral(a, size, fp.rounding(), exact, fp);
  }

  static Semantics compare(int size, boolean signalAll) {
    long mask = Lanes.mask(size);
    return (cpu, i) -> {
      long a = cpu.vLow(i.n) & mask;
      cpu.nzcv(FloatComparison.compare(a, cpu.vLow(i.m) & mask, signalAll, size, cpu.fp()));
    };
  }

  static Semantics compareWithZero(int size, boolean signalAll) {
    long mask = Lanes.mask(size);
    return (cpu, i) ->
        cpu.nzcv(FloatComparison.compare(cpu.vLow(i.n) & mask, 0, signalAll, size, cpu.fp()));
  }

  static Semantics conditionalCompare(int size, boolean signalAll) {
    Semantics compare = compare(size, signalAll);
    return (cpu, i) -> {
      if (Condition.holds(i.aux, cpu.nzcv())) {
        compare.execute(cpu, i);
      } else {
        cpu.nzcv(i.a);
      }
    };
  }

  static Semantics select(int size) {
    long mask = Lanes.mask(size);
    return (cpu, i) -> cpu.d(i.d, cpu.vLow(Condition.holds(i.aux, cpu.nzcv()) ? i.n : i.m) & mask);
  }
}
