package dev.seedkernel.aarch64.arith;

import static dev.seedkernel.aarch64.arith.FloatFormat.DOUBLE;
import static dev.seedkernel.aarch64.arith.FloatFormat.SINGLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the host computes, or finds that it must not, is what the path in integers computes: results
 * and FPSR, for special and random numbers, with every FPCR that matters, and with inexact raised
 * already and not. There are enough of each for HotSpot to compile it.
 */
class HostArithmeticTest {
  private static final int CASES = 60_000;
  private static final int FZ = 1 << 24;
  private static final int DN = 1 << 25;

  /** On raw bits; of fewer operands the last are not looked at. */
  @FunctionalInterface
  private interface Operation {
    long apply(long a, long b, long c, FpEnvironment fp);
  }

  @FunctionalInterface
  private interface OfDoubles {
    double apply(double a, double b, double c, FpEnvironment fp);
  }

  private static Operation doubles(OfDoubles operation) {
    return (a, b, c, fp) ->
        Double.doubleToRawLongBits(
            operation.apply(
                Double.longBitsToDouble(a),
                Double.longBitsToDouble(b),
                Double.longBitsToDouble(c),
                fp));
  }

  /** Makes an operation on two singles of one on each. */
  private static Operation both(Operation operation) {
    return (a, b, c, fp) ->
        operation.apply(low(a), low(b), low(c), fp)
            | operation.apply(a >>> 32, b >>> 32, c >>> 32, fp) << 32;
  }

  private static long low(long a) {
    return a & 0xffff_ffffL;
  }

  private final List<DynamicTest> tests = new ArrayList<>();

  @TestFactory
  List<DynamicTest> hostAndIntegersAgree() {
    arithmeticOfDoubles();
    arithmeticOfSingles();
    conversions();
    return tests;
  }

  private void same(String name, int size, Operation host, Operation integers) {
    tests.add(DynamicTest.dynamicTest(name, () -> compare(name, size, host, integers)));
  }

  private void arithmeticOfDoubles() {
    same(
        "add doubles",
        DOUBLE,
        doubles((a, b, c, fp) -> HostDouble.add(a, b, fp)),
        (a, b, c, fp) -> FloatArithmetic.addExactly(a, b, false, DOUBLE, fp));
    same(
        "subtract doubles",
        DOUBLE,
        doubles((a, b, c, fp) -> HostDouble.subtract(a, b, fp)),
        (a, b, c, fp) -> FloatArithmetic.addExactly(a, b, true, DOUBLE, fp));
    same(
        "multiply doubles",
        DOUBLE,
        doubles((a, b, c, fp) -> HostDouble.multiply(a, b, fp)),
        (a, b, c, fp) -> FloatArithmetic.multiplyExactly(a, b, DOUBLE, fp));
    same(
        "divide doubles",
        DOUBLE,
        doubles((a, b, c, fp) -> HostDouble.divide(a, b, fp)),
        (a, b, c, fp) -> FloatArithmetic.divideExactly(a, b, DOUBLE, fp));
    same(
        "roots of doubles",
        DOUBLE,
        doubles((a, b, c, fp) -> HostDouble.squareRoot(a, fp)),
        (a, b, c, fp) -> FloatArithmetic.squareRootExactly(a, DOUBLE, fp));
    long sign = Long.MIN_VALUE;
    same(
        "fmadd of doubles",
        DOUBLE,
        doubles((a, b, c, fp) -> HostDouble.multiplyAdd(c, a, b, fp)),
        (a, b, c, fp) -> FloatArithmetic.multiplyAddExactly(c, a, b, DOUBLE, fp));
    same(
        "fmsub of doubles",
        DOUBLE,
        doubles((a, b, c, fp) -> HostDouble.multiplySubtract(c, a, b, fp)),
        (a, b, c, fp) -> FloatArithmetic.multiplyAddExactly(c, a ^ sign, b, DOUBLE, fp));
    same(
        "fnmadd of doubles",
        DOUBLE,
        doubles((a, b, c, fp) -> HostDouble.negatedMultiplyAdd(c, a, b, fp)),
        (a, b, c, fp) -> FloatArithmetic.multiplyAddExactly(c ^ sign, a ^ sign, b, DOUBLE, fp));
    same(
        "fnmsub of doubles",
        DOUBLE,
        doubles((a, b, c, fp) -> HostDouble.negatedMultiplySubtract(c, a, b, fp)),
        (a, b, c, fp) -> FloatArithmetic.multiplyAddExactly(c ^ sign, a, b, DOUBLE, fp));
    same(
        "maxima of doubles",
        DOUBLE,
        doubles((a, b, c, fp) -> HostDouble.maximum(a, b, fp)),
        (a, b, c, fp) -> FloatComparison.maximum(a, b, DOUBLE, fp));
    same(
        "minima of doubles",
        DOUBLE,
        doubles((a, b, c, fp) -> HostDouble.minimumNumber(a, b, fp)),
        (a, b, c, fp) -> FloatComparison.minimumNumber(a, b, DOUBLE, fp));
    same(
        "comparison of doubles",
        DOUBLE,
        (a, b, c, fp) ->
            FloatComparison.flags(
                HostDouble.compared(Double.longBitsToDouble(a), (int) c & 1, fp),
                HostDouble.compared(Double.longBitsToDouble(b), (int) c & 1, fp)),
        (a, b, c, fp) -> FloatComparison.compare(a, b, (c & 1) != 0, DOUBLE, fp));
    same(
        "mask of doubles",
        DOUBLE,
        (a, b, c, fp) ->
            HostDouble.greater(Double.longBitsToDouble(a), Double.longBitsToDouble(b), fp),
        (a, b, c, fp) -> FloatComparison.greater(a, b, DOUBLE, fp));
  }

  private void arithmeticOfSingles() {
    Operation add = (a, b, c, fp) -> FloatArithmetic.addExactly(a, b, false, SINGLE, fp);
    Operation subtract = (a, b, c, fp) -> FloatArithmetic.addExactly(a, b, true, SINGLE, fp);
    Operation multiply = (a, b, c, fp) -> FloatArithmetic.multiplyExactly(a, b, SINGLE, fp);
    Operation divide = (a, b, c, fp) -> FloatArithmetic.divideExactly(a, b, SINGLE, fp);
    Operation fmadd = (a, b, c, fp) -> FloatArithmetic.multiplyAddExactly(c, a, b, SINGLE, fp);
    long sign = 0x8000_0000L;
    Operation fmsub =
        (a, b, c, fp) -> FloatArithmetic.multiplyAddExactly(c, a ^ sign, b, SINGLE, fp);
    single("add", (a, b, c, fp) -> HostSingle.add(a, b, fp), add);
    single("subtract", (a, b, c, fp) -> HostSingle.subtract(a, b, fp), subtract);
    single("multiply", (a, b, c, fp) -> HostSingle.multiply(a, b, fp), multiply);
    single("divide", (a, b, c, fp) -> HostSingle.divide(a, b, fp), divide);
    single("fmadd", (a, b, c, fp) -> HostSingle.multiplyAdd(c, a, b, fp), fmadd);
    single("fmsub", (a, b, c, fp) -> HostSingle.multiplySubtract(c, a, b, fp), fmsub);
    single(
        "roots",
        (a, b, c, fp) -> HostSingle.squareRoot(a, fp),
        (a, b, c, fp) -> FloatArithmetic.squareRootExactly(a, SINGLE, fp));
    single(
        "comparison",
        (a, b, c, fp) ->
            FloatComparison.flags(
                Double.longBitsToDouble(HostSingle.compared(a, (int) c & 1, fp)),
                Double.longBitsToDouble(HostSingle.compared(b, (int) c & 1, fp))),
        (a, b, c, fp) -> FloatComparison.compare(a, b, (c & 1) != 0, SINGLE, fp));
    same("add pairs", SINGLE, (a, b, c, fp) -> HostSinglePair.add(a, b, fp), both(add));
    same(
        "subtract pairs",
        SINGLE,
        (a, b, c, fp) -> HostSinglePair.subtract(a, b, fp),
        both(subtract));
    same(
        "multiply pairs",
        SINGLE,
        (a, b, c, fp) -> HostSinglePair.multiply(a, b, fp),
        both(multiply));
    same("divide pairs", SINGLE, (a, b, c, fp) -> HostSinglePair.divide(a, b, fp), both(divide));
    same(
        "fmla of pairs",
        SINGLE,
        (a, b, c, fp) -> HostSinglePair.multiplyAdd(c, a, b, fp),
        both(fmadd));
    same(
        "fmls of pairs",
        SINGLE,
        (a, b, c, fp) -> HostSinglePair.multiplySubtract(c, a, b, fp),
        both(fmsub));
  }

  private void single(String name, Operation host, Operation integers) {
    same(
        name + " singles",
        SINGLE,
        host,
        (a, b, c, fp) -> integers.apply(low(a), low(b), low(c), fp));
  }

  private void conversions() {
    same(
        "double to single",
        DOUBLE,
        (a, b, c, fp) -> HostConversion.doubleToSingle(Double.longBitsToDouble(a), fp),
        (a, b, c, fp) -> FloatConversion.convert(a, DOUBLE, SINGLE, fp));
    same(
        "single to double",
        SINGLE,
        (a, b, c, fp) -> Double.doubleToRawLongBits(HostConversion.singleToDouble(a, fp)),
        (a, b, c, fp) -> FloatConversion.convert(low(a), SINGLE, DOUBLE, fp));
    same(
        "integers to double",
        DOUBLE,
        (a, b, c, fp) -> Double.doubleToRawLongBits(HostConversion.signedToDouble(a, fp)),
        (a, b, c, fp) -> FloatConversion.fromSigned(a, 0, DOUBLE, fp));
    same(
        "unsigned integers to single",
        DOUBLE,
        (a, b, c, fp) -> HostConversion.unsignedToSingle(a, fp),
        (a, b, c, fp) -> FloatConversion.fromUnsigned(a, 0, SINGLE, fp));
    same(
        "doubles to int",
        DOUBLE,
        (a, b, c, fp) -> HostConversion.doubleToInt(Double.longBitsToDouble(a), fp),
        (a, b, c, fp) -> FloatConversion.toInteger(a, DOUBLE, 0, false, 32, Rounding.ZERO, fp));
    same(
        "singles to unsigned long",
        SINGLE,
        (a, b, c, fp) -> HostConversion.singleToUnsignedLong(a, fp),
        (a, b, c, fp) -> FloatConversion.toInteger(low(a), SINGLE, 0, true, 64, Rounding.ZERO, fp));
    Rounding[] modes = {
      Rounding.TIE_EVEN, Rounding.PLUS_INFINITY, Rounding.MINUS_INFINITY, Rounding.TIE_AWAY
    };
    for (int mode = 0; mode < modes.length; mode++) {
      Rounding rounding = modes[mode];
      char letter = "npma".charAt(mode);
      same(
          "doubles to long, " + rounding,
          DOUBLE,
          (a, b, c, fp) -> HostConversion.toInteger(a, DOUBLE, 0, 64, letter, fp),
          (a, b, c, fp) -> FloatConversion.toInteger(a, DOUBLE, 0, false, 64, rounding, fp));
      same(
          "singles to unsigned int, " + rounding,
          SINGLE,
          (a, b, c, fp) -> HostConversion.toInteger(a, SINGLE, 1, 32, letter, fp),
          (a, b, c, fp) -> FloatConversion.toInteger(low(a), SINGLE, 0, true, 32, rounding, fp));
    }
    same(
        "round away",
        DOUBLE,
        doubles((a, b, c, fp) -> HostConversion.roundAway(a, fp)),
        (a, b, c, fp) -> FloatConversion.roundToIntegral(a, DOUBLE, Rounding.TIE_AWAY, false, fp));
    same(
        "round down",
        DOUBLE,
        doubles((a, b, c, fp) -> HostConversion.roundDown(a, fp)),
        (a, b, c, fp) ->
            FloatConversion.roundToIntegral(a, DOUBLE, Rounding.MINUS_INFINITY, false, fp));
    same(
        "round as controlled",
        DOUBLE,
        doubles((a, b, c, fp) -> HostConversion.roundAsControlledExact(a, fp)),
        (a, b, c, fp) -> FloatConversion.roundToIntegral(a, DOUBLE, fp.rounding(), true, fp));
    same(
        "round singles towards zero",
        SINGLE,
        (a, b, c, fp) -> HostConversion.roundToZeroSingle(a, fp),
        (a, b, c, fp) -> FloatConversion.roundToIntegral(low(a), SINGLE, Rounding.ZERO, false, fp));
  }

  private static void compare(String name, int size, Operation host, Operation integers) {
    Random random = new Random(name.hashCode());
    for (int n = 0; n < CASES; n++) {
      long a = operand(random, size);
      long b = random.nextInt(16) == 0 ? a : operand(random, size);
      long c = operand(random, size);
      // Half of the cases are with what programs have: the default, and inexact raised.
      int control = random.nextBoolean() ? 0 : random.nextInt(4) << 22;
      control |= random.nextInt(8) == 0 ? FZ : 0;
      control |= random.nextInt(8) == 0 ? DN : 0;
      int status = random.nextInt(3) == 0 ? 0 : FpEnvironment.IXC;
      FpEnvironment first = environment(control, status);
      FpEnvironment second = environment(control, status);
      long actual = host.apply(a, b, c, first);
      long expected = integers.apply(a, b, c, second);
      if (actual != expected || first.status() != second.status()) {
        assertThat("%x, FPSR %x".formatted(actual, first.status()))
            .as("%s of %x, %x, %x with FPCR %x, FPSR %x", name, a, b, c, control, status)
            .isEqualTo("%x, FPSR %x".formatted(expected, second.status()));
      }
    }
  }

  private static FpEnvironment environment(int control, int status) {
    FpEnvironment fp = new FpEnvironment();
    fp.control(control);
    fp.status(status);
    return fp;
  }

  private static long operand(Random random, int size) {
    return size == DOUBLE
        ? number(random, DOUBLE)
        : number(random, SINGLE) | number(random, SINGLE) << 32;
  }

  /** Returns a number: special, small and exact, at the ends of the exponents, or any. */
  private static long number(Random random, int size) {
    long infinity = FloatFormat.infinity(size);
    long fraction = FloatFormat.fractionMask(size);
    long sign = random.nextBoolean() ? FloatFormat.signBit(size) : 0;
    long one = (long) FloatFormat.bias(size) << FloatFormat.fractionBits(size);
    long any = random.nextLong() & (FloatFormat.signBit(size) - 1);
    long ulp = fraction + 1;
    return sign
        | switch (random.nextInt(12)) {
          case 0 -> 0;
          case 1 -> infinity;
          case 2 -> infinity | (any & fraction);
          case 3 -> any & fraction;
          case 4 -> ulp + (any & (4 * ulp - 1));
          case 5 -> infinity - 1 - (any & (2 * ulp - 1));
          case 6, 7 -> integer(random.nextInt(1 << 20) + random.nextInt(2) * 0.5, size);
          case 8 -> one / 2 + (any & (64 * ulp - 1));
          case 9, 10 -> one - 2 * ulp + (any & (4 * ulp - 1));
          default -> any;
        };
  }

  private static long integer(double number, int size) {
    return size == DOUBLE
        ? Double.doubleToRawLongBits(number)
        : low(Float.floatToRawIntBits((float) number));
  }
}
