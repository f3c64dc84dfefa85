package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** FJCVTZS, FRINT32 and FRINT64: what they write besides the number. */
class FloatingPointIntegersTest {
  private static final Exit DONE = new Exit.BudgetExhausted();
  private static final int Z = 0b0100;

  private final Machine machine = new Machine();

  @AfterEach
  void close() {
    machine.close();
  }

  private void d(int register, double value) {
    machine.cpu.d(register, Double.doubleToRawLongBits(value));
  }

  private void run(String... lines) {
    assertThat(machine.run(lines)).isEqualTo(DONE);
  }

  @Test
  void javaScriptConversionSetsZeroAloneAndOnlyWhereNothingIsLost() {
    d(1, -5);
    machine.cpu.x(0, -1);
    machine.cpu.nzcv(0b1011);
    run("fjcvtzs w0, d1");
    assertThat(machine.cpu.x(0)).isEqualTo(0xffff_fffbL);
    assertThat(machine.cpu.nzcv()).isEqualTo(Z);
    d(1, -0.0);
    machine.cpu.nzcv(0b1111);
    run("fjcvtzs w0, d1");
    assertThat(machine.cpu.x(0)).isZero();
    assertThat(machine.cpu.nzcv()).isZero();
    assertThat(machine.cpu.fpsr()).isZero();
  }

  @Test
  void javaScriptConversionToTheZeroRegisterStillSetsFlags() {
    d(1, 7);
    machine.cpu.sp(0x1230);
    run("fjcvtzs wzr, d1");
    assertThat(machine.cpu.nzcv()).isEqualTo(Z);
    assertThat(machine.cpu.sp()).isEqualTo(0x1230);
  }

  @Test
  void scalarFormsClearTheRestOfTheRegister() {
    machine.cpu.v(1, 0x1234_5678_3fc0_0000L, -1);
    machine.cpu.v(2, -1, -1);
    run("frint32z s2, s1");
    assertThat(machine.cpu.vLow(2)).isEqualTo(0x3f80_0000L);
    assertThat(machine.cpu.vHigh(2)).isZero();
    assertThat(machine.cpu.fpsr()).isEqualTo(0x10);
  }

  @Test
  void vectorsOf64BitsLeaveTheUpperHalfUnread() {
    machine.cpu.v(1, 0x3f80_0000_4000_0000L, 0x7fc0_0000_7fc0_0000L);
    machine.cpu.v(2, -1, -1);
    run("frint64x v2.2s, v1.2s");
    assertThat(machine.cpu.vLow(2)).isEqualTo(0x3f80_0000_4000_0000L);
    assertThat(machine.cpu.vHigh(2)).isZero();
    assertThat(machine.cpu.fpsr()).isZero();
  }

  @Test
  void theModeOfTheControlRegisterIsForXAlone() {
    machine.cpu.fpcr(1 << 22); // towards plus infinity
    d(1, 2.25);
    run("frint32x d2, d1", "frint32z d3, d1", "frint64x d4, d1", "frint64z d5, d1");
    assertThat(Double.longBitsToDouble(machine.cpu.vLow(2))).isEqualTo(3);
    assertThat(Double.longBitsToDouble(machine.cpu.vLow(3))).isEqualTo(2);
    assertThat(Double.longBitsToDouble(machine.cpu.vLow(4))).isEqualTo(3);
    assertThat(Double.longBitsToDouble(machine.cpu.vLow(5))).isEqualTo(2);
  }

  @Test
  void theSizeIsThatOfTheMnemonicNotOfTheElement() {
    d(1, 0x1p40);
    machine.cpu.d(2, Float.floatToRawIntBits(0x1p40f) & 0xffff_ffffL);
    run("frint64z d3, d1", "frint64z s4, s2");
    assertThat(machine.cpu.vLow(3)).isEqualTo(machine.cpu.vLow(1));
    assertThat(machine.cpu.vLow(4)).isEqualTo(machine.cpu.vLow(2));
    assertThat(machine.cpu.fpsr()).isZero();
    run("frint32z d3, d1", "frint32z s4, s2");
    assertThat(Double.longBitsToDouble(machine.cpu.vLow(3))).isEqualTo(-0x1p31);
    assertThat(Float.intBitsToFloat((int) machine.cpu.vLow(4))).isEqualTo(-0x1p31f);
    assertThat(machine.cpu.fpsr()).isEqualTo(1);
  }

  @Test
  void thereIsNoHalfPrecisionFormAndNoVectorOfOneDouble() {
    int[] words = {
      0x1ee8_4000, // frint32z h0, h0
      0x1ee9_c000, // frint64x h0, h0
      0x1e6a_4000, // opcodes 010100 and on
      0x1e2b_c000,
      0x0e61_e800, // frint32z v0.1d, v0.1d
      0x2e61_f800, // frint64x v0.1d, v0.1d
      0x4ee1_e800, // bit 23
      0x9e7e_0000, // fjcvtzs of an x register
      0x1e3e_0000, // of a single
      0x1efe_0000 // of a half
    };
    for (int word : words) {
      assertThat(InstructionSet.a64().owner(word)).as("%08x", word).isNull();
      machine.put(0, word);
      assertThat(machine.runWords(1)).isEqualTo(new Exit.UndefinedInstruction(word));
    }
  }
}
