package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.arith.FloatArithmetic;
import dev.seedkernel.aarch64.arith.FpEnvironment;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** FCADD and FCMLA: which part of which number goes where, and with which sign. */
class ComplexNumbersTest {
  private static final Exit DONE = new Exit.BudgetExhausted();
  private static final int DN = 1 << 25;
  private static final long QUIET = 0x7ff8_0000_0000_1234L;
  private static final long SIGNALLING = 0x7ff0_0000_0000_5678L;
  private static final long QUIETED = SIGNALLING | 1L << 51;
  private static final long SIGN = Long.MIN_VALUE;

  private static void number(Machine machine, int register, double real, double imaginary) {
    machine.cpu.v(register, bits(real), bits(imaginary));
  }

  private static long bits(double d) {
    return Double.doubleToRawLongBits(d);
  }

  private static double[] number(Machine machine, int register) {
    return new double[] {
      Double.longBitsToDouble(machine.cpu.vLow(register)),
      Double.longBitsToDouble(machine.cpu.vHigh(register))
    };
  }

  private static void run(Machine machine, String... lines) {
    assertThat(machine.run(lines)).as(String.join("; ", lines)).isEqualTo(DONE);
  }

  @Test
  void additionTurnsTheSecondNumberByOneOrThreeQuarters() {
    try (Machine machine = new Machine()) {
      number(machine, 1, 10, 20);
      number(machine, 2, 3, 4);
      run(machine, "fcadd v3.2d, v1.2d, v2.2d, #90", "fcadd v4.2d, v1.2d, v2.2d, #270");
      assertThat(number(machine, 3)).containsExactly(10 - 4, 20 + 3);
      assertThat(number(machine, 4)).containsExactly(10 + 4, 20 - 3);
    }
  }

  /** Two steps are a product: of the numbers, of a conjugate, and their negatives. */
  @Test
  void twoStepsOfMultiplicationAreAProduct() {
    try (Machine machine = new Machine()) {
      number(machine, 1, 2, 3);
      number(machine, 2, 5, 7);
      double[][] products = {{10 - 21, 14 + 15}, {10 + 21, 14 - 15}, {-31, 1}, {11, -29}};
      int[][] angles = {{0, 90}, {0, 270}, {180, 90}, {180, 270}};
      for (int n = 0; n < 4; n++) {
        number(machine, 0, 100, 1000);
        String line = "fcmla v0.2d, v1.2d, v2.2d, #";
        run(machine, line + angles[n][0], line + angles[n][1]);
        assertThat(number(machine, 0))
            .as("#%d, #%d", angles[n][0], angles[n][1])
            .containsExactly(100 + products[n][0], 1000 + products[n][1]);
      }
    }
  }

  @Test
  void aNumberMayBeOperandAndResult() {
    try (Machine machine = new Machine()) {
      number(machine, 0, 2, 3);
      run(machine, "fcmla v0.2d, v0.2d, v0.2d, #90");
      assertThat(number(machine, 0)).containsExactly(2 - 9, 3 + 6);
      number(machine, 0, 2, 3);
      run(machine, "fcadd v0.2d, v0.2d, v0.2d, #270");
      assertThat(number(machine, 0)).containsExactly(5, 1);
    }
  }

  @Test
  void multiplicationRoundsOnce() {
    try (Machine machine = new Machine()) {
      number(machine, 0, -1, 0);
      number(machine, 1, 1 + 0x1p-30, 0);
      number(machine, 2, 1 - 0x1p-30, 0);
      run(machine, "fcmla v0.2d, v1.2d, v2.2d, #0");
      assertThat(number(machine, 0)).containsExactly(-0x1p-60, 0);
    }
  }

  @Test
  void aNanIsNegatedByItsSignBit() {
    try (Machine machine = new Machine()) {
      number(machine, 1, 1, 1);
      machine.cpu.v(2, QUIET, SIGNALLING);
      run(machine, "fcadd v3.2d, v1.2d, v2.2d, #90", "fcadd v4.2d, v1.2d, v2.2d, #270");
      assertThat(machine.cpu.vLow(3)).isEqualTo(QUIETED | SIGN);
      assertThat(machine.cpu.vHigh(3)).isEqualTo(QUIET);
      assertThat(machine.cpu.vLow(4)).isEqualTo(QUIETED);
      assertThat(machine.cpu.vHigh(4)).isEqualTo(QUIET | SIGN);
      assertThat(machine.cpu.fpsr()).isEqualTo(1);
      long[][] expected = {
        {QUIET, QUIETED},
        {QUIETED | SIGN, QUIET},
        {QUIET | SIGN, QUIETED | SIGN},
        {QUIETED, QUIET | SIGN}
      };
      for (int quarters = 0; quarters < 4; quarters++) {
        number(machine, 0, 1, 1);
        run(machine, "fcmla v0.2d, v1.2d, v2.2d, #" + 90 * quarters);
        assertThat(new long[] {machine.cpu.vLow(0), machine.cpu.vHigh(0)})
            .as("#%d", 90 * quarters)
            .containsExactly(expected[quarters]);
      }
      machine.cpu.fpcr(DN);
      run(machine, "fcadd v3.2d, v1.2d, v2.2d, #90");
      assertThat(machine.cpu.vLow(3)).isEqualTo(0x7ff8_0000_0000_0000L);
    }
  }

  @Test
  void negatingASignallingNanThatNoPartTakesIsNoException() {
    try (Machine machine = new Machine()) {
      machine.cpu.v(1, bits(1), SIGNALLING);
      number(machine, 2, 2, 3);
      number(machine, 0, 0, 0);
      run(machine, "fcmla v0.2d, v1.2d, v2.2d, #0", "fcmla v0.2d, v1.2d, v2.2d, #180");
      assertThat(number(machine, 0)).containsExactly(0, 0);
      assertThat(machine.cpu.fpsr()).isZero();
      run(machine, "fcmla v0.2d, v1.2d, v2.2d, #90");
      assertThat(machine.cpu.fpsr()).isEqualTo(1);
    }
  }

  @Test
  void theAddendsNanComesFirstThenTheFirstOperands() {
    try (Machine machine = new Machine()) {
      machine.cpu.v(0, QUIET, bits(1));
      machine.cpu.v(1, QUIET | 1, 0);
      machine.cpu.v(2, QUIET | 2, QUIET | 3);
      run(machine, "fcmla v0.2d, v1.2d, v2.2d, #0");
      assertThat(machine.cpu.vLow(0)).isEqualTo(QUIET);
      assertThat(machine.cpu.vHigh(0)).isEqualTo(QUIET | 1);
    }
  }

  @Test
  void vectorsOf64BitsLeaveTheUpperHalfUnread() {
    try (Machine machine = new Machine()) {
      for (String line :
          new String[] {
            "fcadd v0.2s, v1.2s, v2.2s, #90", "fcmla v0.2s, v1.2s, v2.2s, #180",
            "fcadd v0.4h, v1.4h, v2.4h, #270", "fcmla v0.4h, v1.4h, v2.4h, #90",
            "fcmla v0.4h, v1.4h, v2.h[1], #0"
          }) {
        machine.cpu.v(0, 0, -1);
        machine.cpu.v(1, 0, 0x7f80_0001_7c01_7c01L);
        machine.cpu.v(2, 0, 0x7f80_0001_7c01_7c01L);
        run(machine, line);
        assertThat(machine.cpu.vHigh(0)).as(line).isZero();
        assertThat(machine.cpu.fpsr()).as(line).isZero();
      }
    }
  }

  @Test
  void anElementIsAPair() {
    try (Machine machine = new Machine()) {
      float[] m = {1, 2, 3, 4};
      machine.cpu.v(31, pair(m[0], m[1]), pair(m[2], m[3]));
      machine.cpu.v(1, pair(1, 10), pair(100, 1000));
      for (int index = 0; index < 2; index++) {
        machine.cpu.v(0, 0, 0);
        run(machine, "fcmla v0.4s, v1.4s, v31.s[%d], #90".formatted(index));
        float real = m[2 * index];
        float imaginary = m[2 * index + 1];
        assertThat(machine.cpu.vLow(0)).isEqualTo(pair(-10 * imaginary, 10 * real));
        assertThat(machine.cpu.vHigh(0)).isEqualTo(pair(-1000 * imaginary, 1000 * real));
      }
    }
  }

  private static long pair(float real, float imaginary) {
    return (Float.floatToRawIntBits(real) & 0xffff_ffffL)
        | (long) Float.floatToRawIntBits(imaginary) << 32;
  }

  /** Whatever the elements are: each part by itself, as the manual's pseudocode has it. */
  @Property(tries = 1_000)
  void everyPartIsThatOfThePseudocode(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll @IntRange(min = 0, max = 3) int quarters) {
    Random random = new Random(seed);
    String shape = new String[] {"8h", "4s", "2d"}[size - 1];
    try (Machine machine = new Machine()) {
      machine.cpu.fpcr(random.nextInt() & 0x07c8_0000);
      for (int register = 0; register < 3; register++) {
        machine.cpu.v(register, elements(random, size), elements(random, size));
      }
      FpEnvironment fp = new FpEnvironment();
      fp.control(machine.cpu.fpcr());
      long[] product = new long[16 >> size];
      long[] sum = new long[16 >> size];
      for (int e = 0; e < product.length; e += 2) {
        long d = SimdCopy.element(machine.cpu, 0, e, size);
        long d1 = SimdCopy.element(machine.cpu, 0, e + 1, size);
        long n = SimdCopy.element(machine.cpu, 1, e, size);
        long n1 = SimdCopy.element(machine.cpu, 1, e + 1, size);
        long m = SimdCopy.element(machine.cpu, 2, e, size);
        long m1 = SimdCopy.element(machine.cpu, 2, e + 1, size);
        long minus = FloatArithmetic.negate(m, size);
        long minus1 = FloatArithmetic.negate(m1, size);
        long factor = quarters % 2 == 0 ? n : n1;
        long[] parts =
            switch (quarters) {
              case 0 -> new long[] {m, m1};
              case 1 -> new long[] {minus1, m};
              case 2 -> new long[] {minus, minus1};
              default -> new long[] {m1, minus};
            };
        product[e] = FloatArithmetic.multiplyAdd(d, factor, parts[0], size, fp);
        product[e + 1] = FloatArithmetic.multiplyAdd(d1, factor, parts[1], size, fp);
        if (quarters % 2 != 0) {
          sum[e] = FloatArithmetic.add(n, parts[0], size, fp);
          sum[e + 1] = FloatArithmetic.add(n1, parts[1], size, fp);
        }
      }
      String operands = ".%s, v1.%s, v2.%s, #%d".formatted(shape, shape, shape, 90 * quarters);
      run(machine, "fcmla v0" + operands);
      if (quarters % 2 != 0) {
        run(machine, "fcadd v3" + operands);
      }
      for (int e = 0; e < product.length; e++) {
        assertThat(SimdCopy.element(machine.cpu, 0, e, size)).isEqualTo(product[e]);
        assertThat(SimdCopy.element(machine.cpu, 3, e, size)).isEqualTo(sum[e]);
      }
      assertThat(machine.cpu.fpsr()).isEqualTo(fp.status());
    }
  }

  /** Elements that are a NaN or infinite in one case of four, and else of close magnitudes. */
  private static long elements(Random random, int size) {
    int fractionBits = new int[] {0, 10, 23, 52}[size];
    long ones = (1L << ((8 << size) - 1 - fractionBits)) - 1;
    long result = 0;
    for (int at = 0; at < 64; at += 8 << size) {
      long exponent = random.nextInt(4) == 0 ? ones : ones / 2 + random.nextInt(9) - 4;
      long fraction = random.nextInt(4) == 0 ? 0 : random.nextLong() >>> (64 - fractionBits);
      long sign = random.nextBoolean() ? 1L << ((8 << size) - 1) : 0;
      result |= (sign | exponent << fractionBits | fraction) << at;
    }
    return result;
  }

  @Test
  void reservedArrangementsAreUndefined() {
    int[] words = {
      0x2f40_1800, // fcmla v0.4h, v0.4h, v0.h[2]: Q 0 and H 1
      0x2f60_1800,
      0x2f80_1000, // fcmla v0.2s, v0.2s, v0.s[0]: Q 0
      0x6fa0_1000, // fcmla v0.4s with L 1
      0x6f00_1000, // size 0
      0x6fc0_1000, // size 3
      0x2e00_c400, // fcmla of bytes
      0x2e00_e400, // fcadd of bytes
      0x2ec0_c400, // fcmla v0.1d
      0x2ec0_e400 // fcadd v0.1d
    };
    try (Machine machine = new Machine()) {
      for (int word : words) {
        assertThat(InstructionSet.a64().owner(word)).as("%08x", word).isNull();
        machine.put(0, word);
        assertThat(machine.runWords(1)).isEqualTo(new Exit.UndefinedInstruction(word));
      }
    }
  }

  @Test
  void whatCannotBeEncodedIsRefused() {
    for (String text :
        new String[] {
          "fcadd v0.4s, v1.4s, v2.4s, #0",
          "fcadd v0.4s, v1.4s, v2.4s, #180",
          "fcadd v0.1d, v1.1d, v2.1d, #90",
          "fcmla v0.4s, v1.4s, v2.4s, #45",
          "fcmla v0.4s, v1.4s, v2.4s, #360",
          "fcmla v0.4s, v1.4s, v2.4s, #-90",
          "fcmla v0.4s, v1.4s, v2.4s",
          "fcmla v0.4s, v1.4s, v2.s[2], #0",
          "fcmla v0.2s, v1.2s, v2.s[0], #0",
          "fcmla v0.4h, v1.4h, v2.h[2], #0",
          "fcmla v0.8h, v1.8h, v2.h[4], #0",
          "fcmla v0.2d, v1.2d, v2.d[0], #0"
        }) {
      assertThatThrownBy(() -> TableAssembler.assemble(text, 0))
          .as(text)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("cannot assemble");
    }
  }
}
