package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may go wrong around translated code. */
class TranslatorTest {
  private static final long CODE = 0x1_0000;
  private static final long STACK_END = 0x4000_0000L;
  private static final long STACK = 0x1000_0000L;

  private static Cpu processor(AddressSpace memory, String... lines) {
    memory.map(CODE, 4096, Rights.READ | Rights.WRITE);
    for (int i = 0; i < lines.length; i++) {
      memory.store32(CODE + i * 4L, TableAssembler.assemble(lines[i], CODE + i * 4L));
    }
    memory.protect(CODE, 4096, Rights.READ | Rights.EXECUTE);
    memory.map(STACK_END - STACK, STACK, Rights.READ | Rights.WRITE);
    Cpu cpu = new Cpu(memory);
    cpu.pc(CODE);
    cpu.sp(STACK_END);
    return cpu;
  }

  private static AddressSpace space() {
    return AddressSpace.create(STACK_END, PageAccount.UNLIMITED);
  }

  /** Counts down x0 by recursion. */
  private static final String[] RECURSION = {
    "movz x0, #16, lsl #16",
    "bl 0x1000c",
    "svc #1",
    "stp x29, x30, [sp, #-16]!",
    "cbz x0, 0x1001c",
    "sub x0, x0, #1",
    "bl 0x1000c",
    "ldp x29, x30, [sp], #16",
    "ret",
  };

  @Test
  void aMillionGuestFramesFitASmallStack() throws InterruptedException {
    AtomicReference<Exit> exit = new AtomicReference<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (AddressSpace memory = space();
        AddressSpace other = space()) {
      Cpu cpu = processor(memory, RECURSION);
      Runnable run = () -> exit.set(new Translator(0).run(cpu, Engine.UNLIMITED));
      Thread thread = new Thread(null, run, "small", 1 << 20);
      thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
      thread.start();
      thread.join();
      Cpu expected = processor(other, RECURSION);
      new Interpreter().run(expected, Engine.UNLIMITED);

      assertThat(failure.get()).isNull();
      assertThat(exit.get()).isEqualTo(new Exit.SupervisorCall(1));
      assertThat(cpu.instructions()).isEqualTo(expected.instructions());
      assertThat(cpu.sp()).isEqualTo(STACK_END);
      assertThat(memory.touchedPages()).isEqualTo(other.touchedPages());
    }
  }

  @Test
  @Timeout(20)
  void endlessLoopsAreInterrupted() throws InterruptedException {
    String[][] loops = {
      {"add x0, x0, #1", "b 0x10000"},
      {"b 0x10000"},
      {"adr x1, 0x10004", "bl 0x10008", "br x1"},
    };
    for (String[] lines : loops) {
      try (AddressSpace memory = space()) {
        Cpu cpu = processor(memory, lines);
        AtomicReference<Exit> exit = new AtomicReference<>();
        Thread thread = new Thread(() -> exit.set(new Translator(0).run(cpu, Engine.UNLIMITED)));
        thread.start();
        Thread.sleep(100);
        cpu.interrupt();
        thread.join();
        assertThat(exit.get()).isEqualTo(new Exit.Interrupted());
      }
    }
  }

  /**
   * Best of a few, as the host may be busy: code that HotSpot has not compiled yet, and that which
   * calls the interpreter's methods, is a hundred times slower than the fastest.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"add x0, x0, #1", "fdiv d0, d1, d2", "aese v0.16b, v1.16b", "mrs x0, nzcv"})
  @Timeout(20)
  void interruptsAreNoticedWithinTenMilliseconds(String line) throws InterruptedException {
    String[] lines = new String[9];
    Arrays.fill(lines, line);
    lines[8] = "b 0x10000";
    for (Engine engine : new Engine[] {new Interpreter(), new Translator(0)}) {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        try (AddressSpace memory = space()) {
          Cpu cpu = processor(memory, lines);
          Thread thread = new Thread(() -> engine.run(cpu, Engine.UNLIMITED));
          thread.start();
          Thread.sleep(30);
          long start = System.nanoTime();
          cpu.interrupt();
          thread.join();
          best = Math.min(best, System.nanoTime() - start);
        }
      }
      assertThat(best).isLessThan(10_000_000);
    }
  }

  @Test
  void programsAtTheSameAddressesDoNotGetEachOthersCode() {
    for (int n = 1; n < 20; n++) {
      try (AddressSpace memory = space()) {
        Cpu cpu =
            processor(
                memory,
                "movz x1, #100",
                "add x0, x0, #%d".formatted(n % 3),
                "subs x1, x1, #1",
                "b.ne 0x10004",
                "svc #0");
        assertThat(new Translator(0).run(cpu, Engine.UNLIMITED))
            .isEqualTo(new Exit.SupervisorCall(0));
        assertThat(cpu.x(0)).isEqualTo(100L * (n % 3));
      }
    }
  }

  @Test
  void newCodeBehindAnInvalidationIsExecuted() {
    try (AddressSpace memory = space()) {
      Cpu cpu =
          processor(
              memory,
              "movz x1, #100",
              "add x0, x0, #1",
              "subs x1, x1, #1",
              "b.ne 0x10004",
              "svc #0");
      Engine engine = new Translator(0);
      engine.run(cpu, Engine.UNLIMITED);
      memory.protect(CODE, 4096, Rights.READ | Rights.WRITE);
      memory.store32(CODE + 4, TableAssembler.assemble("add x0, x0, #3", 0));
      memory.protect(CODE, 4096, Rights.READ | Rights.EXECUTE);
      cpu.pc(CODE);
      engine.run(cpu, Engine.UNLIMITED);
      assertThat(cpu.x(0)).isEqualTo(400);
    }
  }

  /**
   * Runs lines with both engines, and returns the processors: the interpreter's, the translator's.
   */
  private static Cpu[] both(AddressSpace memory, AddressSpace other, String... lines) {
    Cpu expected = processor(memory, lines);
    Cpu actual = processor(other, lines);
    Exit exit = new Interpreter().run(expected, 1 << 20);
    assertThat(new Translator(0).run(actual, 1 << 20).toString()).isEqualTo(exit.toString());
    assertThat(EnginesAgreeTest.state(actual)).isEqualTo(EnginesAgreeTest.state(expected));
    return new Cpu[] {expected, actual};
  }

  @Test
  void hintsForPointersAreNoHintsToDoNothing() {
    try (AddressSpace memory = space();
        AddressSpace other = space()) {
      Cpu[] cpus =
          both(
              memory,
              other,
              "movz x30, #4096",
              "b 0x10008",
              "hint #25", // PACIASP
              "svc #0");
      assertThat(cpus[1].x(30)).isNotEqualTo(4096);
    }
  }

  @Test
  void aLineIsZeroedInTranslatedCode() {
    try (AddressSpace memory = space();
        AddressSpace other = space()) {
      String[] lines = {
        "sub x1, sp, #4000",
        "movn x3, #0",
        "movz x2, #200",
        "stp x3, x3, [x1], #16", // The loop; DC ZVA for the line that holds x1.
        "sys #3, c7, c4, #1, x1",
        "subs x2, x2, #1",
        "b.ne 0x1000c",
        "svc #0"
      };
      both(memory, other, lines);
      for (int offset = 8; offset < 4096; offset += 8) {
        assertThat(other.load64(STACK_END - offset)).isEqualTo(memory.load64(STACK_END - offset));
      }
      assertThat(other.load64(STACK_END - 4000 - 32)).isZero();
    }
  }

  @Test
  void whatIsCheckedTogetherIsStoredUpToTheFault() {
    try (AddressSpace memory = space();
        AddressSpace other = space()) {
      for (AddressSpace each : new AddressSpace[] {memory, other}) {
        each.map(0x2_0000, 4096, Rights.READ | Rights.WRITE);
        each.store64(0x2_0000, 1);
      }
      // Both stores are off one register, and a check of both says no.
      Cpu[] cpus =
          both(
              memory,
              other,
              "movz x1, #2, lsl #16",
              "add x1, x1, #4088",
              "movz x2, #7",
              "b 0x10010",
              "str x2, [x1]",
              "str x2, [x1, #8]",
              "svc #0");
      assertThat(cpus[1].pc()).isEqualTo(CODE + 20);
      assertThat(other.load64(0x2_0ff8)).isEqualTo(7);
    }
  }

  /** 1 stands for an exit where translated code returns an address. */
  @Test
  void aBranchToAddressOneIsAFaultThere() {
    String[][] branches = {
      {"br x1"}, {"blr x1"}, {"ret x1"}, {"bl 0x1000c", "svc #0", "add x30, x1, #0", "ret"},
    };
    for (String[] branch : branches) {
      try (AddressSpace memory = space();
          AddressSpace other = space()) {
        String[] lines = new String[branch.length + 1];
        lines[0] = "movz x1, #1";
        System.arraycopy(branch, 0, lines, 1, branch.length);
        Cpu[] cpus = both(memory, other, lines);
        assertThat(cpus[1].pc()).isEqualTo(1);
      }
    }
  }
}
