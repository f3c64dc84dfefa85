package dev.seedkernel.aarch64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.engine.Interpreter;
import org.junit.jupiter.api.Test;

class InterpreterTest {
  private static final long BASE = 0x1000;
  private static final int BRANCH_TO_SELF_MINUS_12 = 0x17fffffd;

  @Test
  void budgetIsExactAndExecutionResumes() {
    try (AddressSpace memory = AddressSpace.create(1 << 20, PageAccount.UNLIMITED)) {
      memory.map(BASE, 4096, Rights.ALL);
      memory.store32(BASE, 0x91000400); // add x0, x0, #1
      memory.store32(BASE + 4, 0x71000821); // subs w1, w1, #2
      memory.store32(BASE + 8, 0x91000c42); // add x2, x2, #3
      memory.store32(BASE + 12, BRANCH_TO_SELF_MINUS_12);
      Cpu cpu = new Cpu(memory);
      cpu.pc(BASE);
      Engine engine = new Interpreter();

      assertThat(engine.run(cpu, 5)).isEqualTo(new Exit.BudgetExhausted());
      assertThat(cpu.x(0)).isEqualTo(2);
      assertThat(cpu.w(1)).isEqualTo(-2);
      assertThat(cpu.x(1)).isEqualTo(0xffff_fffeL);
      assertThat(cpu.pc()).isEqualTo(BASE + 4);

      assertThat(engine.run(cpu, 4)).isEqualTo(new Exit.BudgetExhausted());
      assertThat(cpu.x(0)).isEqualTo(3);
      assertThat(cpu.instructions()).isEqualTo(9);
    }
  }

  @Test
  void unallocatedWordIsUndefinedAtItsOwnAddressAndNotCounted() {
    try (AddressSpace memory = AddressSpace.create(1 << 20, PageAccount.UNLIMITED)) {
      memory.map(BASE, 4096, Rights.ALL);
      memory.store32(BASE, 0x91000400); // add x0, x0, #1
      Cpu cpu = new Cpu(memory);
      cpu.pc(BASE);

      assertThat(new Interpreter().run(cpu, 10)).isEqualTo(new Exit.UndefinedInstruction(0));
      assertThat(cpu.pc()).isEqualTo(BASE + 4);
      assertThat(cpu.instructions()).isEqualTo(1);
    }
  }

  @Test
  void fetchOutsideTheWindowAndFromUnmappedPagesIsAnInstructionAbort() {
    try (AddressSpace memory = AddressSpace.create(1 << 20, PageAccount.UNLIMITED)) {
      Cpu cpu = new Cpu(memory);
      for (long pc : new long[] {0, 1 << 20, -4, 1L << 55}) {
        cpu.pc(pc);
        assertThat(new Interpreter().run(cpu, 10))
            .isInstanceOfSatisfying(
                Exit.InstructionAbort.class,
                abort -> assertThat(abort.fault().address()).isEqualTo(pc));
        assertThat(cpu.pc()).isEqualTo(pc);
      }
    }
  }
}
