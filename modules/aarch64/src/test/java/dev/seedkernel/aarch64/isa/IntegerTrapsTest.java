package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.Machine.CODE;
import static dev.seedkernel.aarch64.isa.Machine.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.Rights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What others got wrong about general registers, loads and stores, one test each. */
class IntegerTrapsTest {
  private static final Exit DONE = new Exit.BudgetExhausted();

  private final Machine machine = new Machine();

  @AfterEach
  void close() {
    machine.close();
  }

  private void x(int register, long value) {
    machine.cpu.x(register, value);
  }

  private long x(int register) {
    return machine.cpu.x(register);
  }

  @Test
  void addImmediateUsesTheStackPointerAndShiftedRegisterUsesZero() {
    machine.cpu.sp(0x1000);
    assertThat(machine.run("add x0, sp, #16", "add sp, sp, #32", "add x1, xzr, xzr"))
        .isEqualTo(DONE);
    assertThat(x(0)).isEqualTo(0x1010);
    assertThat(machine.cpu.sp()).isEqualTo(0x1020);
    assertThat(x(1)).isZero();
  }

  @Test
  void subsImmediateReadsTheStackPointerButDiscardsToZero() {
    machine.cpu.sp(5);
    machine.run("subs xzr, sp, #5");
    assertThat(machine.cpu.sp()).isEqualTo(5);
    assertThat(machine.cpu.nzcv()).isEqualTo(0b0110);
  }

  @Test
  void extendedRegisterMixesStackPointerAndZero() {
    machine.cpu.sp(0x1000);
    x(1, 0xffff_fff8L);
    machine.run("add x0, sp, w1, sxtw #1", "add sp, sp, xzr, uxtx", "add x2, sp, wzr, uxtb");
    assertThat(x(0)).isEqualTo(0xff0);
    assertThat(machine.cpu.sp()).isEqualTo(0x1000);
    assertThat(x(2)).isEqualTo(0x1000);
  }

  @Test
  void conditionalCompareTakesFlagsFromItsImmediateWhenTheConditionFails() {
    x(0, 1);
    machine.cpu.nzcv(0);
    machine.run("ccmp x0, #1, #0xb, eq");
    assertThat(machine.cpu.nzcv()).isEqualTo(0xb);
    machine.run("ccmp x0, #1, #0x0, mi");
    assertThat(machine.cpu.nzcv()).isEqualTo(0b0110);
  }

  @Test
  void divisionDoesNotTrap() {
    x(0, Long.MIN_VALUE);
    x(1, -1);
    x(5, 0x8000_0000L);
    x(6, 0xffff_ffffL);
    assertThat(
            machine.run(
                "sdiv x2, x0, x1", "sdiv x3, x0, xzr", "udiv x4, x0, xzr", "sdiv w7, w5, w6"))
        .isEqualTo(DONE);
    assertThat(x(2)).isEqualTo(Long.MIN_VALUE);
    assertThat(x(3)).isZero();
    assertThat(x(4)).isZero();
    assertThat(x(7)).isEqualTo(0x8000_0000L);
  }

  @Test
  void writesToWClearTheUpperHalf() {
    x(0, -1);
    x(1, -1);
    x(2, -1);
    machine.memory.store32(DATA, -1);
    x(3, DATA);
    machine.run("add w0, w0, #1", "movk w1, #0", "ldrsh w2, [x3]", "csel w4, w0, w1, al");
    assertThat(x(0)).isZero();
    assertThat(x(1)).isEqualTo(0xffff_0000L);
    assertThat(x(2)).isEqualTo(0xffff_ffffL);
    assertThat(x(4)).isZero();
  }

  @Test
  void writebackWithEqualRegisters() {
    machine.memory.store64(DATA, 77);
    x(1, DATA);
    machine.put(0, 0xf8408421); // ldr x1, [x1], #8
    machine.runWords(1);
    assertThat(x(1)).isEqualTo(DATA + 8);
    machine.put(0, 0xf81f8c21); // str x1, [x1, #-8]!
    machine.runWords(1);
    assertThat(x(1)).isEqualTo(DATA);
    assertThat(machine.memory.load64(DATA)).isEqualTo(DATA + 8);
  }

  @Test
  void loadPairKeepsTheFirstOfEqualDestinations() {
    machine.memory.store64(DATA, 1);
    machine.memory.store64(DATA + 8, 2);
    x(1, DATA);
    machine.put(0, 0xa9400020); // ldp x0, x0, [x1]
    machine.runWords(1);
    assertThat(x(0)).isEqualTo(1);
  }

  @Test
  void faultInTheMiddleOfAPairChangesNothing() {
    long last = DATA + 8192 - 8;
    machine.memory.store64(last, 7);
    x(0, 1);
    x(1, 2);
    x(2, last);
    assertThat(machine.run("stp x0, x1, [x2], #16"))
        .isInstanceOfSatisfying(
            Exit.DataAbort.class,
            abort -> {
              assertThat(abort.fault().address()).isEqualTo(last + 8);
              assertThat(abort.fault().access()).isEqualTo(MemoryFault.Access.STORE);
            });
    assertThat(machine.memory.load64(last)).isEqualTo(7);
    assertThat(x(2)).isEqualTo(last);
    assertThat(machine.cpu.pc()).isEqualTo(CODE);
    assertThat(machine.run("ldp x0, x1, [x2, #0]!")).isInstanceOf(Exit.DataAbort.class);
    assertThat(x(0)).isEqualTo(1);
  }

  @Test
  void faultOfAPreIndexedLoadLeavesTheBase() {
    x(1, 0x8000);
    assertThat(machine.run("ldr x0, [x1, #16]!"))
        .isInstanceOfSatisfying(
            Exit.DataAbort.class, a -> assertThat(a.fault().address()).isEqualTo(0x8010));
    assertThat(x(1)).isEqualTo(0x8000);
  }

  @Test
  void misalignedStackPointerAsABaseFaultsAndElsewhereDoesNot() {
    machine.cpu.sp(DATA + 8);
    assertThat(machine.run("ldr x0, [sp, #8]")).isEqualTo(new Exit.SpAlignmentFault());
    assertThat(machine.run("add x0, sp, #8")).isEqualTo(DONE);
    assertThat(x(0)).isEqualTo(DATA + 16);
  }

  @Test
  void storeExclusiveFailsWithoutItsMonitor() {
    x(1, DATA);
    x(3, 42);
    machine.run("stxr w2, x3, [x1]");
    assertThat(x(2)).isEqualTo(1);
    machine.run("ldxr x0, [x1]", "stxr w2, x3, [x1]", "stxr w4, x3, [x1]");
    assertThat(x(2)).isZero();
    assertThat(x(4)).as("the first store used the monitor up").isEqualTo(1);
    assertThat(machine.memory.load64(DATA)).isEqualTo(42);
    machine.run("ldxr x0, [x1]", "clrex", "stxr w2, xzr, [x1]");
    assertThat(x(2)).isEqualTo(1);
    machine.run("ldxr x0, [x1]", "svc #0");
    machine.run("stxr w2, xzr, [x1]");
    assertThat(x(2)).as("a system call opens the monitor").isEqualTo(1);
    assertThat(machine.memory.load64(DATA)).isEqualTo(42);
  }

  @Test
  void storeExclusiveToAnotherAddressFails() {
    x(1, DATA);
    x(5, DATA + 8);
    machine.run("ldxp x6, x7, [x1]", "stxr w2, x3, [x5]");
    assertThat(x(2)).isEqualTo(1);
  }

  @Test
  void exclusivesAndAtomicsRequireAlignment() {
    x(1, DATA + 4);
    for (String line :
        new String[] {
          "ldxr x0, [x1]",
          "stxr w2, x3, [x1]",
          "ldar x0, [x1]",
          "stlr x0, [x1]",
          "ldaddal x0, x2, [x1]",
          "cas x0, x2, [x1]",
          "casp w2, w3, w4, w5, [x1]",
          "ldapur x0, [x1, #0]"
        }) {
      assertThat(machine.run(line))
          .as(line)
          .isInstanceOfSatisfying(
              Exit.DataAbort.class,
              a -> assertThat(a.fault().reason()).isEqualTo(MemoryFault.Cause.ALIGNMENT));
    }
    assertThat(machine.run("ldxr w0, [x1]", "ldr x0, [x1]")).isEqualTo(DONE);
  }

  @Test
  void atomicThatMayNotStoreChangesNothing() {
    machine.memory.protect(DATA, 4096, Rights.READ);
    x(0, 1);
    x(1, DATA);
    x(2, 99);
    assertThat(machine.run("ldadd x0, x2, [x1]")).isInstanceOf(Exit.DataAbort.class);
    assertThat(x(2)).isEqualTo(99);
  }

  @Test
  void callThroughTheLinkRegisterUsesItsOldValue() {
    x(30, CODE + 8);
    assertThat(machine.run("blr x30")).isEqualTo(DONE);
    assertThat(machine.cpu.pc()).isEqualTo(CODE + 8);
    assertThat(x(30)).isEqualTo(CODE + 4);
  }

  @Test
  void branchToAMisalignedAddressFaultsThere() {
    x(0, CODE + 2);
    machine.run("br x0", "hint #0");
    assertThat(machine.runWords(2)).isEqualTo(new Exit.PcAlignmentFault());
    assertThat(machine.cpu.pc()).isEqualTo(CODE + 2);
  }

  @Test
  void bitFieldMoveKeepsTheRestOfTheDestination() {
    x(0, -1);
    x(1, 0);
    machine.run("bfm x0, x1, #60, #7");
    assertThat(x(0)).isEqualTo(0xffff_ffff_ffff_f00fL);
  }

  @Test
  void prefetchNeverFaults() {
    x(0, -8);
    assertThat(machine.run("prfm pldl1keep, [x0]", "prfum pstl3strm, [x0, #-1]")).isEqualTo(DONE);
  }
}
