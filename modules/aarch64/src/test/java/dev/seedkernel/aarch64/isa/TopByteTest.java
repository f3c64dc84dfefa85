package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.Machine.CODE;
import static dev.seedkernel.aarch64.isa.Machine.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.MemoryFault.Cause;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bits 63:56 of an address, as Linux has set TCR_EL1: TBI0 is 1, TBID0 and TBI1 are 0. */
class TopByteTest {
  private static final Exit DONE = new Exit.BudgetExhausted();
  private static final long TAG = 0xa5L << 56;

  private final Machine machine = new Machine();
  private final Cpu cpu = machine.cpu;

  @AfterEach
  void close() {
    machine.close();
  }

  @Test
  void loadsAndStoresIgnoreIt() {
    String[] accesses = {
      "strb w0, [x1]",
      "strh w0, [x1]",
      "str w0, [x1]",
      "str x0, [x1]",
      "stp x0, x0, [x1]",
      "str q0, [x1]",
      "stp q0, q0, [x1]",
      "st1 {v0.16b-v3.16b}, [x1]",
      "ldrb w2, [x1]",
      "ldrsh x2, [x1]",
      "ldr w2, [x1]",
      "ldp x2, x3, [x1]",
      "ldr q2, [x1]",
      "ld4 {v4.4s-v7.4s}, [x1]",
      "ld1r {v4.8h}, [x1]",
      "ldar x2, [x1]",
      "ldadd x0, x2, [x1]",
      "casp x2, x3, x4, x5, [x1]",
      "sys #3, C7, C4, #1, x1",
      "sys #3, C7, C10, #1, x1",
      "sys #3, C7, C5, #1, x1"
    };
    for (String access : accesses) {
      assertThat(afterAccess(access, DATA + 64 + TAG))
          .as(access)
          .isEqualTo(afterAccess(access, DATA + 64));
    }
  }

  /** Returns what an instruction leaves in registers and memory. */
  private String afterAccess(String text, long address) {
    for (int i = 0; i < 32; i++) {
      machine.memory.store64(DATA + i * 8L, i * 0x0123_4567_89ab_cdefL);
    }
    cpu.reset();
    cpu.x(0, 0x1122_3344_5566_7788L);
    cpu.x(1, address);
    for (int i = 0; i < 8; i++) {
      cpu.v(i, i + 1, ~i);
    }
    assertThat(machine.run(text)).as(text).isEqualTo(DONE);
    StringBuilder state = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      state.append(i == 1 ? 0 : cpu.x(i)).append(' ').append(cpu.vLow(i)).append(cpu.vHigh(i));
    }
    for (int i = 0; i < 32; i++) {
      state.append(' ').append(machine.memory.load64(DATA + i * 8L));
    }
    return state.toString();
  }

  @Test
  void writebackKeepsIt() {
    cpu.x(1, DATA + TAG);
    assertThat(machine.run("ldr x0, [x1], #8", "str x0, [x1, #8]!")).isEqualTo(DONE);
    assertThat(cpu.x(1)).isEqualTo(DATA + 16 + TAG);
  }

  @Test
  void accessesOverTheEndOfAPageIgnoreIt() {
    machine.memory.store64(DATA + 4092, 0x0102_0304_0506_0708L);
    cpu.x(1, DATA + 4092 + TAG);
    assertThat(machine.run("ldr x0, [x1]")).isEqualTo(DONE);
    assertThat(cpu.x(0)).isEqualTo(0x0102_0304_0506_0708L);
  }

  @Test
  void theExclusiveMonitorIgnoresIt() {
    cpu.x(1, DATA + TAG);
    cpu.x(2, DATA);
    assertThat(machine.run("ldxr x0, [x1]", "stxr w3, x0, [x2]")).isEqualTo(DONE);
    assertThat(cpu.x(3)).isZero();
  }

  /** What Linux gives a handler that has not asked for SA_EXPOSE_TAGBITS. */
  @Test
  void faultsHaveTheAddressWithoutIt() {
    cpu.x(1, 0x8000 + TAG);
    fault("ldr x0, [x1]", 0x8000, Access.LOAD, Cause.UNMAPPED);
    fault("stp x0, x0, [x1, #16]", 0x8010, Access.STORE, Cause.UNMAPPED);
    cpu.x(1, DATA + 8190 + TAG);
    fault("str x0, [x1]", DATA + 8192, Access.STORE, Cause.UNMAPPED);
    cpu.x(1, DATA + 1 + TAG);
    fault("ldxr x0, [x1]", DATA + 1, Access.LOAD, Cause.ALIGNMENT);
  }

  @Test
  void bits55To48AreNoTag() {
    for (int bit = 48; bit < 56; bit++) {
      long address = DATA | TAG | (1L << bit);
      cpu.x(1, address);
      fault("ldr x0, [x1]", AddressSpace.withoutTag(address), Access.LOAD, Cause.UNMAPPED);
    }
    assertThat(AddressSpace.withoutTag(TAG | (1L << 55))).isEqualTo(TAG | (1L << 55));
  }

  private void fault(String text, long address, Access access, Cause cause) {
    Exit exit = machine.run(text);
    assertThat(exit).as(text).isInstanceOf(Exit.DataAbort.class);
    MemoryFault fault = ((Exit.DataAbort) exit).fault();
    assertThat(fault.address()).as(text).isEqualTo(address);
    assertThat(fault.access()).isEqualTo(access);
    assertThat(fault.reason()).isEqualTo(cause);
  }

  /** The program counter never holds a tag: what is computed from it has none. */
  @Test
  void branchesDropIt() {
    machine.put(16, TableAssembler.assemble("adr x2, " + (CODE + 64), CODE + 64));
    machine.put(17, TableAssembler.assemble("ret x30", CODE + 68));
    cpu.x(1, CODE + 64 + TAG);
    machine.put(0, TableAssembler.assemble("blr x1", CODE));
    assertThat(machine.runWords(3)).isEqualTo(DONE);
    assertThat(cpu.x(2)).isEqualTo(CODE + 64);
    assertThat(cpu.pc()).isEqualTo(CODE + 4);
    assertThat(machine.run("br x1")).isEqualTo(DONE);
    assertThat(cpu.pc()).as("when the budget ends there").isEqualTo(CODE + 64);
    cpu.x(1, 0x8002 + TAG);
    machine.put(0, TableAssembler.assemble("br x1", CODE));
    assertThat(machine.runWords(2)).isEqualTo(new Exit.PcAlignmentFault());
    assertThat(cpu.pc()).isEqualTo(0x8002);
    cpu.x(1, 0x8000 + TAG);
    assertThat(machine.runWords(2)).isInstanceOf(Exit.InstructionAbort.class);
    assertThat(cpu.pc()).isEqualTo(0x8000);
    cpu.pc(CODE + 64 + TAG);
    machine.put(16, TableAssembler.assemble("svc #0", CODE + 64));
    assertThat(new dev.seedkernel.aarch64.engine.Interpreter().run(cpu, 1))
        .isEqualTo(new Exit.SupervisorCall(0));
    assertThat(cpu.pc()).isEqualTo(CODE + 68);
  }
}
