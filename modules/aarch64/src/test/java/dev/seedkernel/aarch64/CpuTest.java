package dev.seedkernel.aarch64;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CpuTest {
  private final AddressSpace memory = AddressSpace.create(1 << 20, PageAccount.UNLIMITED);
  private final Cpu cpu = new Cpu(memory);

  @AfterEach
  void close() {
    memory.close();
  }

  @Test
  void wordWritesClearTheUpperHalf() {
    cpu.x(3, -1);
    cpu.w(3, 0x8000_0000);
    assertThat(cpu.x(3)).isEqualTo(0x8000_0000L);
    assertThat(cpu.w(3)).isEqualTo(Integer.MIN_VALUE);
  }

  @Test
  void stackPointerAndZeroAreSlotsOfTheirOwn() {
    cpu.x(30, 30);
    cpu.sp(31);
    cpu.x(Cpu.DISCARD, 33);
    assertThat(cpu.x(Cpu.SP)).isEqualTo(31);
    assertThat(cpu.x(Cpu.ZR)).isZero();
    assertThat(cpu.x(30)).isEqualTo(30);
  }

  @Test
  void doubleWritesClearTheUpperHalfOfTheVector() {
    cpu.v(31, 1, 2);
    cpu.v(30, 3, 4);
    cpu.d(31, 5);
    assertThat(cpu.vLow(31)).isEqualTo(5);
    assertThat(cpu.vHigh(31)).isZero();
    assertThat(cpu.vHigh(30)).isEqualTo(4);
  }

  @Test
  void exclusiveMonitorPassesOnceForTheSameRange() {
    assertThat(cpu.passExclusive(-1, 8)).as("open at first").isFalse();
    cpu.markExclusive(0x100, 8);
    assertThat(cpu.passExclusive(0x100, 8)).isTrue();
    assertThat(cpu.passExclusive(0x100, 8)).isFalse();
    cpu.markExclusive(0x100, 8);
    assertThat(cpu.passExclusive(0x100, 4)).isFalse();
    assertThat(cpu.passExclusive(0x100, 8)).as("a failed pass opens it").isFalse();
    cpu.markExclusive(0x100, 8);
    cpu.clearExclusive();
    assertThat(cpu.passExclusive(0x100, 8)).isFalse();
  }

  @Test
  void forkCopiesRegistersAndNotTheMonitor() {
    for (int slot = 0; slot <= Cpu.SP; slot++) {
      cpu.x(slot, slot + 100);
      cpu.v(slot, slot + 200, slot + 300);
    }
    cpu.pc(0x4000);
    cpu.nzcv(5);
    cpu.fpcr(0x80_0000);
    cpu.fpsr(1);
    cpu.tpidr(8);
    Cpu child = new Cpu(memory);
    child.markExclusive(0x100, 8);
    child.copyRegisters(cpu);
    for (int slot = 0; slot <= Cpu.SP; slot++) {
      assertThat(child.x(slot)).isEqualTo(slot + 100);
      assertThat(child.vLow(slot)).isEqualTo(slot + 200);
      assertThat(child.vHigh(slot)).isEqualTo(slot + 300);
    }
    assertThat(child.pc()).isEqualTo(0x4000);
    assertThat(child.nzcv()).isEqualTo(5);
    assertThat(child.fpcr()).isEqualTo(0x80_0000);
    assertThat(child.fpsr()).isEqualTo(1);
    assertThat(child.tpidr()).isEqualTo(8);
    assertThat(child.passExclusive(0x100, 8)).isFalse();
    child.x(0, 1);
    assertThat(cpu.x(0)).isEqualTo(100);
    cpu.reset();
    assertThat(cpu.x(7)).isZero();
    assertThat(cpu.vHigh(7)).isZero();
    assertThat(cpu.pc()).isZero();
    assertThat(cpu.tpidr()).isZero();
  }

  @Test
  void exitIsTakenOnceAndRestoresThePc() {
    cpu.pc(0x4004);
    cpu.leave(new Exit.SupervisorCall(0));
    assertThat(cpu.takeExit()).isEqualTo(new Exit.SupervisorCall(0));
    assertThat(cpu.pc()).isEqualTo(0x4004);
    assertThat(cpu.takeExit()).isNull();
    assertThat(cpu.pc()).isEqualTo(0x4004);
  }

  @Test
  void interruptIsTakenOnce() throws InterruptedException {
    assertThat(cpu.takeInterrupt()).isFalse();
    Thread other = new Thread(cpu::interrupt);
    other.start();
    other.join();
    assertThat(cpu.takeInterrupt()).isTrue();
    assertThat(cpu.takeInterrupt()).isFalse();
  }

  @Test
  void counterComesFromItsSource() {
    assertThat(cpu.counter()).isZero();
    cpu.counter(() -> 42);
    assertThat(cpu.counter()).isEqualTo(42);
  }
}
