package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.Machine.CODE;
import static dev.seedkernel.aarch64.isa.Machine.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.MemoryFault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What others got wrong about floating point and SIMD registers, one test each. */
class VectorTrapsTest {
  private static final Exit DONE = new Exit.BudgetExhausted();
  private static final int AHP = 1 << 26;
  private static final int DN = 1 << 25;
  private static final int FZ = 1 << 24;
  private static final long QUIET = 0x7ff8_0000_0000_1234L;
  private static final long SIGNALLING = 0xfff0_0000_0000_5678L;
  private static final long QUIETED = SIGNALLING | 1L << 51;
  private static final long DEFAULT_NAN = 0x7ff8_0000_0000_0000L;

  private final Machine machine = new Machine();

  @AfterEach
  void close() {
    machine.close();
  }

  private void d(int register, double value) {
    machine.cpu.d(register, Double.doubleToRawLongBits(value));
  }

  private double d(int register) {
    return Double.longBitsToDouble(machine.cpu.vLow(register));
  }

  private void run(String... lines) {
    assertThat(machine.run(lines)).isEqualTo(DONE);
  }

  @Test
  void writesToScalarsClearTheRestOfTheRegister() {
    for (String line :
        new String[] {
          "ldr d0, [x1]", "ldr s0, [x1]", "ldr h0, [x1]", "ldr b0, [x1]", "fmov d0, x2",
          "fmov s0, w2", "fadd d0, d1, d2", "fcvt h0, d1", "dup b0, v1.b[3]",
              "add v0.8b, v1.8b, v2.8b"
        }) {
      machine.cpu.v(0, -1, -1);
      machine.cpu.v(1, 0, -1);
      machine.cpu.v(2, 0, -1);
      machine.cpu.x(1, DATA);
      machine.cpu.x(2, 0);
      run(line);
      assertThat(machine.cpu.vLow(0)).as(line).isZero();
      assertThat(machine.cpu.vHigh(0)).as(line).isZero();
    }
  }

  @Test
  void insertionKeepsTheRestOfTheRegister() {
    machine.cpu.v(0, -1, -1);
    machine.cpu.x(1, 0);
    run("ins v0.b[9], w1", "fmov v0.d[1], x1");
    assertThat(machine.cpu.vLow(0)).isEqualTo(-1);
    assertThat(machine.cpu.vHigh(0)).isZero();
  }

  @Test
  void maximumIsTheNanAndMaximumNumberIsTheNumber() {
    d(1, 2);
    machine.cpu.d(2, QUIET);
    run("fmax d3, d1, d2", "fmin d4, d2, d1", "fmaxnm d5, d1, d2", "fminnm d6, d2, d1");
    assertThat(machine.cpu.vLow(3)).isEqualTo(QUIET);
    assertThat(machine.cpu.vLow(4)).isEqualTo(QUIET);
    assertThat(d(5)).isEqualTo(2);
    assertThat(d(6)).isEqualTo(2);
    assertThat(machine.cpu.fpsr()).isZero();
  }

  @Test
  void maximumNumberDoesNotSwallowSignallingNans() {
    d(1, 2);
    machine.cpu.d(2, SIGNALLING);
    run("fmaxnm d5, d1, d2");
    assertThat(machine.cpu.vLow(5)).isEqualTo(QUIETED);
    assertThat(machine.cpu.fpsr()).isEqualTo(1);
  }

  @Test
  void plusZeroIsLargerThanMinusZero() {
    d(1, -0.0);
    d(2, 0.0);
    run("fmax d3, d1, d2", "fmin d4, d2, d1");
    assertThat(machine.cpu.vLow(3)).isZero();
    assertThat(machine.cpu.vLow(4)).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void signallingNansComeBeforeQuietOnesAndTheFirstBeforeTheSecond() {
    machine.cpu.d(1, QUIET);
    machine.cpu.d(2, SIGNALLING);
    machine.cpu.d(3, DEFAULT_NAN);
    run("fadd d4, d1, d2", "fadd d5, d1, d3", "fadd d6, d3, d1", "fmadd d7, d1, d3, d2");
    assertThat(machine.cpu.vLow(4)).isEqualTo(QUIETED);
    assertThat(machine.cpu.vLow(5)).isEqualTo(QUIET);
    assertThat(machine.cpu.vLow(6)).isEqualTo(DEFAULT_NAN);
    assertThat(machine.cpu.vLow(7)).isEqualTo(QUIETED);
  }

  @Test
  void invalidOperationsGiveThePositiveDefaultNan() {
    d(1, Double.POSITIVE_INFINITY);
    d(2, -1);
    run("fsub d3, d1, d1", "fsqrt d4, d2");
    assertThat(machine.cpu.vLow(3)).isEqualTo(DEFAULT_NAN);
    assertThat(machine.cpu.vLow(4)).isEqualTo(DEFAULT_NAN);
    assertThat(machine.cpu.fpsr()).isEqualTo(1);
  }

  @Test
  void defaultNanModeDropsPayloads() {
    machine.cpu.fpcr(DN);
    machine.cpu.d(1, QUIET);
    machine.cpu.d(2, SIGNALLING);
    run("fadd d3, d1, d1", "fadd d4, d2, d2", "fneg d5, d1", "fmov d6, d2");
    assertThat(machine.cpu.vLow(3)).isEqualTo(DEFAULT_NAN);
    assertThat(machine.cpu.vLow(4)).isEqualTo(DEFAULT_NAN);
    assertThat(machine.cpu.vLow(5)).isEqualTo(QUIET | Long.MIN_VALUE);
    assertThat(machine.cpu.vLow(6)).isEqualTo(SIGNALLING);
  }

  @Test
  void flushToZeroFlushesOperandsAndResults() {
    machine.cpu.fpcr(FZ);
    d(1, -Double.MIN_VALUE);
    d(2, 1);
    run("fmul d3, d1, d2");
    assertThat(machine.cpu.vLow(3)).isEqualTo(Long.MIN_VALUE);
    assertThat(machine.cpu.fpsr()).isEqualTo(0x80);
    machine.cpu.fpsr(0);
    d(1, Double.MIN_NORMAL);
    d(2, 0.5);
    run("fmul d3, d1, d2");
    assertThat(machine.cpu.vLow(3)).isZero();
    assertThat(machine.cpu.fpsr()).isEqualTo(8);
  }

  @Test
  void roundingModesAreThoseOfTheControlRegister() {
    double[] quotients = {1 / 3.0, Math.nextUp(1 / 3.0), 1 / 3.0, 1 / 3.0};
    d(1, 1);
    d(2, 3);
    for (int mode = 0; mode < 4; mode++) {
      machine.cpu.fpcr(mode << 22);
      run("fdiv d3, d1, d2", "fsub d4, d1, d1");
      assertThat(d(3)).isEqualTo(quotients[mode]);
      // Only towards minus infinity is x - x negative.
      assertThat(machine.cpu.vLow(4)).isEqualTo(mode == 2 ? Long.MIN_VALUE : 0);
    }
  }

  @Test
  void conversionsToIntegersSaturate() {
    d(1, 1e30);
    d(2, -1e30);
    d(3, Double.NaN);
    d(4, 4294967295.5);
    run("fcvtzs w1, d1", "fcvtzs x2, d2", "fcvtzu x3, d2", "fcvtzs x4, d3", "fcvtzu w5, d4");
    assertThat(machine.cpu.x(1)).isEqualTo(0x7fff_ffffL);
    assertThat(machine.cpu.x(2)).isEqualTo(Long.MIN_VALUE);
    assertThat(machine.cpu.x(3)).isZero();
    assertThat(machine.cpu.x(4)).isZero();
    assertThat(machine.cpu.x(5)).isEqualTo(0xffff_ffffL);
    assertThat(machine.cpu.fpsr()).isEqualTo(0x11);
    run("fcvtnu w6, d4");
    assertThat(machine.cpu.x(6)).isEqualTo(0xffff_ffffL);
  }

  @Test
  void multiplyAddRoundsOnce() {
    double x = 1 + 0x1p-30;
    d(1, x);
    d(2, -1 - 0x1p-29);
    run("fmadd d3, d1, d1, d2");
    assertThat(d(3)).isEqualTo(0x1p-60);
    assertThat(x * x - 1 - 0x1p-29).isZero();
  }

  @Test
  void negatedMultiplyAddNegatesTheAddendNotTheResult() {
    d(1, 2);
    d(2, 3);
    d(3, 1);
    run(
        "fmsub d4, d1, d2, d3",
        "fnmadd d5, d1, d2, d3",
        "fnmsub d6, d1, d2, d3",
        "fnmul d7, d1, d2");
    assertThat(new double[] {d(4), d(5), d(6), d(7)}).containsExactly(-5, -7, 5, -6);
    d(3, 6);
    run("fnmsub d6, d1, d2, d3");
    assertThat(machine.cpu.vLow(6)).isZero();
  }

  @Test
  void halfPrecisionHasAnAlternativeFormatWithoutInfinities() {
    d(1, 100_000);
    run("fcvt h2, d1");
    assertThat(machine.cpu.vLow(2)).isEqualTo(0x7c00);
    machine.cpu.fpsr(0);
    machine.cpu.fpcr(AHP);
    run("fcvt h2, d1", "fcvt d3, h2");
    assertThat(machine.cpu.vLow(2)).isEqualTo(0x7e1a);
    assertThat(d(3)).isEqualTo(100_000 - 32);
    assertThat(machine.cpu.fpsr()).isEqualTo(0x10);
    d(1, Double.POSITIVE_INFINITY);
    machine.cpu.d(4, QUIET);
    machine.cpu.fpsr(0);
    run("fcvt h2, d1", "fcvt h4, d4");
    assertThat(machine.cpu.vLow(2)).isEqualTo(0x7fff);
    assertThat(machine.cpu.vLow(4)).isZero();
    assertThat(machine.cpu.fpsr()).isEqualTo(1);
  }

  @Test
  void comparisonWithNanIsUnorderedAndOnlyTheSignallingOneIsInvalid() {
    d(1, 1);
    machine.cpu.d(2, QUIET);
    run("fcmp d1, d2");
    assertThat(machine.cpu.nzcv()).isEqualTo(0b0011);
    assertThat(machine.cpu.fpsr()).isZero();
    run("fcmpe d1, d2");
    assertThat(machine.cpu.nzcv()).isEqualTo(0b0011);
    assertThat(machine.cpu.fpsr()).isEqualTo(1);
  }

  @Test
  void saturationIsCumulative() {
    machine.cpu.v(1, 0x7f, 0);
    run("sqadd v2.8b, v1.8b, v1.8b", "sqadd v3.8b, v4.8b, v4.8b");
    assertThat(machine.cpu.vLow(2)).isEqualTo(0x7f);
    assertThat(machine.cpu.fpsr()).isEqualTo(1 << 27);
  }

  @Test
  void aListWrapsFromRegister31To0() {
    machine.cpu.x(1, DATA);
    machine.memory.store64(DATA + 8, 7);
    run("ld1 {v31.1d, v0.1d}, [x1]");
    assertThat(machine.cpu.vLow(0)).isEqualTo(7);
  }

  @Test
  void aStoreThatIsRefusedInItsSecondPageStoresNothingAndWritesNothingBack() {
    for (String line :
        new String[] {
          "stp q0, q1, [x1], #32",
          "st1 {v0.16b, v1.16b}, [x1], #32",
          "str q0, [x1], #16",
          "st4 {v0.16b-v3.16b}, [x1], #64",
          "st2 {v0.d, v1.d}[1], [x1], #16"
        }) {
      long start = DATA + 8192 - 8;
      machine.cpu.x(1, start);
      machine.cpu.v(0, -1, -1);
      Exit exit = machine.run(line);
      assertThat(exit)
          .as(line)
          .isInstanceOfSatisfying(
              Exit.DataAbort.class,
              abort -> assertThat(abort.fault().address()).isEqualTo(DATA + 8192));
      assertThat(machine.memory.load64(start)).as(line).isZero();
      assertThat(machine.cpu.x(1)).as(line).isEqualTo(start);
      assertThat(machine.cpu.pc()).isEqualTo(CODE);
    }
  }

  @Test
  void aLoadThatIsRefusedChangesNoRegister() {
    for (String line :
        new String[] {
          "ldp q0, q1, [x1], #32", "ld1 {v0.16b, v1.16b}, [x1], #32", "ldr q0, [x1, #16]!",
          "ld4 {v0.16b-v3.16b}, [x1], #64", "ld2 {v0.d, v1.d}[1], [x1], #16",
              "ld3r {v0.2d-v2.2d}, [x1], #24"
        }) {
      long start = DATA + 8192 - 8;
      machine.cpu.x(1, start);
      machine.cpu.v(0, -1, -1);
      assertThat(machine.run(line)).as(line).isInstanceOf(Exit.DataAbort.class);
      assertThat(machine.cpu.vLow(0)).as(line).isEqualTo(-1);
      assertThat(machine.cpu.vHigh(0)).as(line).isEqualTo(-1);
      assertThat(machine.cpu.x(1)).as(line).isEqualTo(start);
    }
  }

  @Test
  void aMisalignedStackPointerIsRefusedAsABase() {
    machine.cpu.sp(DATA + 8);
    for (String line : new String[] {"ldr q0, [sp]", "stp d0, d1, [sp]", "ld1 {v0.16b}, [sp]"}) {
      assertThat(machine.run(line)).as(line).isEqualTo(new Exit.SpAlignmentFault());
    }
  }

  @Test
  void aFaultInTheMiddleReportsItsOwnAddress() {
    machine.cpu.x(1, 8);
    Exit exit = machine.run("fmov d0, d1", "ldr q0, [x1]");
    assertThat(exit)
        .isInstanceOfSatisfying(
            Exit.DataAbort.class,
            abort -> assertThat(abort.fault().reason()).isEqualTo(MemoryFault.Cause.UNMAPPED));
    assertThat(machine.cpu.pc()).isEqualTo(CODE + 4);
  }
}
