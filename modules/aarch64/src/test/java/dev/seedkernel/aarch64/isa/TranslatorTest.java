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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
}
