package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which halves and BFloat16 an instruction takes, and where its results stand. */
class LongProductsTest {
  private static final long ONES = 0x3f80_0000_3f80_0000L;

  /** Halves 1, 2, 3, 4 and 5, 6, 7, 8. */
  private static final long HALVES_LOW = 0x4400_4200_4000_3c00L;

  private static final long HALVES_HIGH = 0x4800_4700_4600_4500L;

  /** BFloat16 1, 2, 3, 4 and 5, 6, 7, 8. */
  private static final long BRAIN_LOW = 0x4080_4040_4000_3f80L;

  private static final long BRAIN_HIGH = 0x4100_40e0_40c0_40a0L;

  private static final int ALL_CONTROLS = 0x07c8_0000;

  private final Machine machine = new Machine();

  @AfterEach
  void close() {
    machine.close();
  }

  /**
   * Runs a line with all singles of register 0 being 1, and returns the singles that it leaves
   * there.
   */
  private float[] run(String line) {
    machine.cpu.v(0, ONES, ONES);
    assertThat(machine.run(line)).isEqualTo(new Exit.BudgetExhausted());
    long low = machine.cpu.vLow(0);
    long high = machine.cpu.vHigh(0);
    return new float[] {
      Float.intBitsToFloat((int) low),
      Float.intBitsToFloat((int) (low >>> 32)),
      Float.intBitsToFloat((int) high),
      Float.intBitsToFloat((int) (high >>> 32))
    };
  }

  private void halves() {
    machine.cpu.v(1, HALVES_LOW, HALVES_HIGH);
    machine.cpu.v(2, HALVES_LOW, HALVES_HIGH);
  }

  private void brains() {
    machine.cpu.v(1, BRAIN_LOW, BRAIN_HIGH);
    machine.cpu.v(2, BRAIN_LOW, BRAIN_HIGH);
  }

  @Test
  void theSecondFormTakesTheUpperHalfOfTheVectorThatIsUsed() {
    halves();
    assertThat(run("fmlal v0.2s, v1.2h, v2.2h")).containsExactly(2, 5, 0, 0);
    assertThat(run("fmlal2 v0.2s, v1.2h, v2.2h")).containsExactly(10, 17, 0, 0);
    assertThat(run("fmlal v0.4s, v1.4h, v2.4h")).containsExactly(2, 5, 10, 17);
    assertThat(run("fmlal2 v0.4s, v1.4h, v2.4h")).containsExactly(26, 37, 50, 65);
    assertThat(run("fmlsl v0.2s, v1.2h, v2.2h")).containsExactly(0, -3, 0, 0);
    assertThat(run("fmlsl2 v0.4s, v1.4h, v2.4h")).containsExactly(-24, -35, -48, -63);
  }

  @Test
  void theElementIsOneOfTheWholeRegister() {
    halves();
    assertThat(run("fmlal v0.2s, v1.2h, v2.h[7]")).containsExactly(9, 17, 0, 0);
    assertThat(run("fmlal2 v0.4s, v1.4h, v2.h[1]")).containsExactly(11, 13, 15, 17);
    assertThat(run("fmlsl2 v0.2s, v1.2h, v2.h[4]")).containsExactly(-14, -19, 0, 0);
  }

  @Test
  void dotProductsTakePairs() {
    brains();
    assertThat(run("bfdot v0.2s, v1.4h, v2.4h")).containsExactly(6, 26, 0, 0);
    assertThat(run("bfdot v0.4s, v1.8h, v2.8h")).containsExactly(6, 26, 62, 114);
    assertThat(run("bfdot v0.4s, v1.8h, v2.2h[2]")).containsExactly(18, 40, 62, 84);
  }

  @Test
  void matricesAreRowsTimesRows() {
    brains();
    assertThat(run("bfmmla v0.4s, v1.8h, v2.8h")).containsExactly(31, 71, 71, 175);
  }

  @Test
  void bottomIsEvenAndTopIsOdd() {
    brains();
    assertThat(run("bfmlalb v0.4s, v1.8h, v2.8h")).containsExactly(2, 10, 26, 50);
    assertThat(run("bfmlalt v0.4s, v1.8h, v2.8h")).containsExactly(5, 17, 37, 65);
    assertThat(run("bfmlalb v0.4s, v1.8h, v2.h[7]")).containsExactly(9, 25, 41, 57);
    assertThat(run("bfmlalt v0.4s, v1.8h, v2.h[2]")).containsExactly(7, 13, 19, 25);
  }

  @Test
  void theAccumulatorMayBeAFactor() {
    machine.cpu.v(0, BRAIN_LOW, BRAIN_HIGH);
    machine.cpu.v(3, BRAIN_LOW, BRAIN_HIGH);
    machine.cpu.v(4, BRAIN_LOW, BRAIN_HIGH);
    machine.run("bfmmla v0.4s, v0.8h, v0.8h", "bfmmla v3.4s, v4.8h, v4.8h");
    assertThat(machine.cpu.vLow(0)).isEqualTo(machine.cpu.vLow(3));
    assertThat(machine.cpu.vHigh(0)).isEqualTo(machine.cpu.vHigh(3));
  }

  @Test
  void dotProductsNeitherReadTheControlNorRaiseAFlag() {
    machine.cpu.v(1, 0x7f7f_7f81_3f80_0001L, 0);
    machine.cpu.v(2, 0x7f7f_3f80_3f80_7f80L, 0);
    long result = 0x7fc0_0000_7fc0_0000L;
    for (int control : new int[] {0, ALL_CONTROLS}) {
      machine.cpu.fpcr(control);
      machine.cpu.fpsr(0);
      run("bfdot v0.2s, v1.4h, v2.4h");
      assertThat(machine.cpu.vLow(0)).isEqualTo(result);
      assertThat(machine.cpu.fpsr()).isZero();
    }
  }

  @Test
  void longProductsFollowTheControlAndRaiseFlags() {
    // 1 + 2^-40, towards plus infinity.
    machine.cpu.fpcr(1 << 22);
    machine.cpu.v(1, 0x2b80, 0);
    machine.cpu.v(2, 0x3f80, 0);
    run("bfmlalb v0.4s, v1.8h, v2.8h");
    assertThat(machine.cpu.vLow(0)).isEqualTo(0x3f80_0000_3f80_0001L);
    assertThat(machine.cpu.fpsr()).isEqualTo(0x10);
    // A denormal BFloat16 is flushed as a single is, with a flag.
    machine.cpu.fpcr(1 << 24);
    machine.cpu.fpsr(0);
    machine.cpu.v(1, 1, 0);
    run("bfmlalb v0.4s, v1.8h, v2.8h");
    assertThat(machine.cpu.fpsr()).isEqualTo(0x80);
  }

  @Test
  void narrowingClearsTheRestAndItsSecondFormKeepsTheLowerHalf() {
    machine.cpu.v(1, 0x4000_0000_3f80_8001L, 0x4080_0000_4040_0000L);
    machine.cpu.v(0, -1, -1);
    machine.cpu.v(3, -1, -1);
    machine.cpu.v(4, -1, -1);
    machine.run("bfcvtn v0.4h, v1.4s", "bfcvtn2 v3.8h, v1.4s", "bfcvt h4, s1");
    assertThat(machine.cpu.vLow(0)).isEqualTo(0x4080_4040_4000_3f81L);
    assertThat(machine.cpu.vHigh(0)).isZero();
    assertThat(machine.cpu.vLow(3)).isEqualTo(-1);
    assertThat(machine.cpu.vHigh(3)).isEqualTo(0x4080_4040_4000_3f81L);
    assertThat(machine.cpu.vLow(4)).isEqualTo(0x3f81);
    assertThat(machine.cpu.vHigh(4)).isZero();
  }
}
