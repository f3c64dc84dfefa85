package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.Machine.CODE;
import static dev.seedkernel.aarch64.isa.Machine.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Interpreter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Exceptions, caches and system registers, as EL0 under Linux sees them. */
class SystemTest {
  private static final Exit DONE = new Exit.BudgetExhausted();

  private final Machine machine = new Machine();

  @AfterEach
  void close() {
    machine.close();
  }

  private long x(int register) {
    return machine.cpu.x(register);
  }

  @Test
  void supervisorCallStandsAfterItselfAndBreakpointAtItself() {
    assertThat(machine.run("svc #0x1234")).isEqualTo(new Exit.SupervisorCall(0x1234));
    assertThat(machine.cpu.pc()).isEqualTo(CODE + 4);
    assertThat(machine.cpu.instructions()).isEqualTo(1);
    assertThat(machine.run("brk #0xffff")).isEqualTo(new Exit.Breakpoint(0xffff));
    assertThat(machine.cpu.pc()).isEqualTo(CODE);
    assertThat(machine.cpu.instructions()).isEqualTo(1);
  }

  @Test
  void whatIsNotForEl0IsUndefined() {
    int[] words = {
      0xd4400000, // hlt
      0xd4000002, // hvc
      0xd4000003, // smc
      0xd69f03e0, // eret
      0xd50342df, // msr daifset, #2
      0xd53b4220, // mrs x0, daif
      0xd53be020, // mrs x0, cntpct_el0
      0xd5380020, // mrs x0, s3_0_c0_c0_1
      0xd5380100, // mrs x0, s3_0_c0_c1_0
      0xd5381000, // mrs x0, sctlr_el1
      0xd5180000, // msr midr_el1, x0
      0xd5087620, // dc ivac
      0xd508751f, // ic iallu
    };
    for (int word : words) {
      machine.put(0, word);
      assertThat(machine.runWords(1))
          .as("%08x", word)
          .isEqualTo(new Exit.UndefinedInstruction(word));
      assertThat(machine.cpu.pc()).isEqualTo(CODE);
    }
  }

  @Test
  void generatedCodeIsVisibleAfterInvalidation() {
    machine.cpu.x(1, CODE + 4);
    machine.run("hint #0", "add x0, x0, #1");
    assertThat(x(0)).isEqualTo(1);
    machine.memory.store32(CODE + 4, TableAssembler.assemble("add x0, x0, #16", 0));
    machine.runWords(2);
    assertThat(x(0)).as("not before IC IVAU").isEqualTo(2);
    machine.put(0, TableAssembler.assemble("sys #3, C7, C5, #1, x1", 0));
    assertThat(machine.runWords(2)).isEqualTo(DONE);
    assertThat(x(0)).isEqualTo(18);
  }

  @Test
  void zeroClearsTheBlockThatHoldsTheAddress() {
    for (int i = 0; i < 24; i++) {
      machine.memory.store64(DATA + 64 + i * 8L, -1);
    }
    machine.cpu.x(0, DATA + 128 + 13);
    assertThat(machine.run("sys #3, C7, C4, #1, x0")).isEqualTo(DONE);
    for (int i = 0; i < 24; i++) {
      assertThat(machine.memory.load64(DATA + 64 + i * 8L)).isEqualTo(i < 8 || i >= 16 ? -1 : 0);
    }
    machine.memory.protect(DATA, 4096, Rights.READ);
    assertThat(machine.run("sys #3, C7, C4, #1, x0")).isInstanceOf(Exit.DataAbort.class);
  }

  @Test
  void cacheMaintenanceOfUnmappedAddressesFaults() {
    machine.cpu.x(0, DATA);
    machine.cpu.x(1, 0x8000);
    for (String operation : new String[] {"C5", "C10", "C11", "C12", "C13", "C14"}) {
      String text = "sys #3, C7, " + operation + ", #1, ";
      assertThat(machine.run(text + "x0")).isEqualTo(DONE);
      assertThat(machine.run(text + "x1")).isInstanceOf(Exit.DataAbort.class);
    }
  }

  @Test
  void registersOfEl0() {
    machine.cpu.counter(() -> 12345);
    machine.cpu.x(0, -1);
    machine.run("msr fpcr, x0", "msr fpsr, x0", "msr tpidr_el0, x0", "msr nzcv, x0");
    machine.run("mrs x1, fpcr", "mrs x2, fpsr", "mrs x3, tpidr_el0", "mrs x4, nzcv");
    assertThat(x(1)).isEqualTo(0x07c8_0000L);
    assertThat(x(2)).isEqualTo(0x0800_009fL);
    assertThat(x(3)).isEqualTo(-1);
    assertThat(x(4)).isEqualTo(0xf000_0000L);
    machine.run("mrs x1, cntvct_el0", "mrs x2, cntfrq_el0", "mrs x3, tpidrro_el0");
    assertThat(x(1)).isEqualTo(12345);
    assertThat(x(2)).isEqualTo(Cpu.COUNTER_FREQUENCY);
    assertThat(x(3)).isZero();
  }

  @Test
  void cacheRegistersSayWhatTheInstructionsDo() {
    machine.run("mrs x1, ctr_el0", "mrs x2, dczid_el0");
    int line = 4 << (x(1) & 15);
    assertThat(line).isEqualTo(SystemInstructions.LINE);
    assertThat(4 << (x(1) >>> 16 & 15)).isEqualTo(SystemInstructions.LINE);
    assertThat(x(1) >>> 28 & 3).as("neither IDC nor DIC").isZero();
    assertThat(4 << x(2)).isEqualTo(SystemInstructions.LINE);
  }

  @Test
  void identificationRegistersShowWhatTheTableImplements() {
    machine.run(
        "mrs x0, midr_el1",
        "mrs x1, mpidr_el1",
        "mrs x2, id_aa64isar0_el1",
        "mrs x3, id_aa64isar1_el1",
        "mrs x4, s3_0_c0_c7_7",
        "mrs x5, id_aa64pfr0_el1");
    assertThat(x(0) >>> 16 & 15).as("features are in registers").isEqualTo(15);
    assertThat(x(1)).isEqualTo(0x8000_0000L);
    assertThat(x(2) >>> 16 & 15).as("CRC32").isEqualTo(1);
    assertThat(x(2) >>> 20 & 15).as("LSE").isEqualTo(2);
    assertThat(x(2) >>> 52 & 15).as("FlagM2").isEqualTo(2);
    assertThat(x(3) & 15).as("DPB2").isEqualTo(2);
    assertThat(x(3) >>> 20 & 15).as("LRCPC2").isEqualTo(2);
    assertThat(x(3) >>> 36 & 15).as("SB").isEqualTo(1);
    assertThat(x(4)).as("reserved").isZero();
    assertThat(x(5) & 0xff).isEqualTo(0x11);
  }

  @Test
  void hintsOfFeaturesThatAreOffDoNothing() {
    for (int hint = 0; hint < 128; hint++) {
      machine.put(hint, TableAssembler.assemble("hint #" + hint, CODE));
    }
    Cpu old = new Cpu(machine.memory, FeatureSet.ARMV8_2);
    old.x(30, 0x1234_5678_9abc_def0L);
    old.x(17, 0x1234_5678_9abc_def0L);
    old.pc(CODE);
    assertThat(new Interpreter().run(old, 128)).isEqualTo(DONE);
    assertThat(old.x(30)).isEqualTo(0x1234_5678_9abc_def0L);
    assertThat(old.x(17)).isEqualTo(0x1234_5678_9abc_def0L);
  }

  @Test
  void randomNumbersComeFromTheSourceAndFailWithoutOne() {
    machine.cpu.nzcv(15);
    machine.cpu.x(0, 99);
    machine.run("mrs x0, rndr");
    assertThat(x(0)).isZero();
    assertThat(machine.cpu.nzcv()).as("Z").isEqualTo(4);
    machine.cpu.random(new SplittableRandom(1)::nextLong);
    SplittableRandom same = new SplittableRandom(1);
    for (String register : new String[] {"rndr", "rndrrs"}) {
      machine.cpu.nzcv(15);
      machine.run("mrs x0, " + register);
      assertThat(x(0)).as(register).isEqualTo(same.nextLong());
      assertThat(machine.cpu.nzcv()).isZero();
    }
  }

  @Test
  void fieldsOfProcessStateThatEl0MayWrite() {
    assertThat(machine.run("mrs x0, dit", "mrs x1, ssbs")).isEqualTo(DONE);
    assertThat(x(0)).isZero();
    assertThat(x(1)).as("as Linux starts programs").isEqualTo(0x1000);
    machine.run("msr dit, #1", "msr ssbs, #0", "mrs x0, dit", "mrs x1, ssbs");
    assertThat(x(0)).isEqualTo(0x100_0000);
    assertThat(x(1)).isZero();
    machine.cpu.x(2, -1);
    machine.run("msr ssbs, x2", "msr dit, xzr", "mrs x0, dit", "mrs x1, ssbs");
    assertThat(x(0)).isZero();
    assertThat(x(1)).isEqualTo(0x1000);
    machine.cpu.reset();
    assertThat(machine.cpu.ssbs()).isTrue();
  }

  @Test
  void theSelfSynchronisedCountIsTheCount() {
    machine.cpu.counter(() -> 77);
    machine.run("mrs x0, cntvctss_el0");
    assertThat(x(0)).isEqualTo(77);
  }

  /** Linux leaves their enables clear: SCTLR_EL1.UMA and EnRCTX, PMUSERENR_EL0, AMUSERENR_EL0. */
  @Test
  void whatLinuxDoesNotEnableIsUndefined() {
    int[] words = {
      0xd5087800, // at s1e1r, x0
      0xd5087840, // at s1e0r, x0
      0xd50b7380, // cfp rctx, x0
      0xd50b73a0, // dvp rctx, x0
      0xd50b73e0, // cpp rctx, x0
      0xd50b7460, // dc gva, x0
      0xd50342df, // msr daifset, #2
      0xd503419f, // msr tco, #1
      0xd500417f, // msr uao, #1
      0xd500419f, // msr pan, #1
      0xd53b9d00, // mrs x0, pmccntr_el0
      0xd53bd200, // mrs x0, amcr_el0
      0xd53bd0e0, // mrs x0, scxtnum_el0
      0xd5031000, // wfet x0: Armv8.7
      0xd5031020, // wfit x0
    };
    for (int word : words) {
      machine.put(0, word);
      assertThat(machine.runWords(1))
          .as("%08x", word)
          .isEqualTo(new Exit.UndefinedInstruction(word));
    }
  }
}
