package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Translator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Code that changes while it is translated: what a program sees of that, and when. */
class SelfModificationTest {
  private static final long CODE = 0x1_0000;

  /** Of one page; functions that others call are here. */
  private static final long OTHER = 0x2_0000;

  private static final long STACK_END = 0x9_0000;
  private static final long BUDGET = 1 << 20;
  private static final String INVALIDATE = "sys #3, c7, c5, #1, x1";

  private static Twins twins() {
    Twins twins = Twins.create(1 << 20);
    twins.memory(m -> m.map(STACK_END - 0x2000, 0x2000, Rights.READ | Rights.WRITE));
    return twins;
  }

  private static void start(Twins twins) {
    twins.both(cpu -> {
      cpu.pc(CODE);
      cpu.sp(STACK_END);
    });
  }

  private static long word(String text) {
    return TableAssembler.assemble(text, 0) & 0xffff_ffffL;
  }

  /**
   * A loop calls a function, which stores another first instruction of itself in the middle; x0
   * counts by 1 before that is seen, and by 3 after.
   */
  private static void patching(Twins twins, int rights, boolean invalidates) {
    twins.code(
        CODE,
        Rights.READ | Rights.EXECUTE,
        "movz x28, #20000",
        "bl 0x%x".formatted(OTHER),
        "subs x28, x28, #1",
        "b.ne 0x%x".formatted(CODE + 4),
        "svc #0");
    twins.code(
        OTHER,
        rights,
        "add x0, x0, #1",
        "subs x3, x28, x4",
        "b.ne 0x%x".formatted(OTHER + 20),
        "str w2, [x1]",
        invalidates ? INVALIDATE : "hint #0",
        "ret");
    twins.both(cpu -> {
      cpu.x(1, OTHER);
      cpu.x(2, word("add x0, x0, #3"));
      cpu.x(4, 10_000);
    });
    start(twins);
  }

  @Test
  void aStoreWithInvalidationIsSeenByTheNextCall() {
    try (Twins twins = twins()) {
      patching(twins, Rights.ALL, true);
      assertThat(twins.run(new Translator(1), BUDGET, "patch"))
          .isInstanceOf(Exit.SupervisorCall.class);
      assertThat(twins.actual.x(0)).isEqualTo(10_001 + 9_999 * 3);
    }
  }

  @Test
  void aStoreWithoutInvalidationIsNotSeen() {
    try (Twins twins = twins()) {
      patching(twins, Rights.ALL, false);
      assertThat(twins.run(new Translator(1), BUDGET, "patch"))
          .isInstanceOf(Exit.SupervisorCall.class);
      assertThat(twins.actual.x(0)).isEqualTo(20_000);
    }
  }

  @Test
  void aFixedPageRefusesTheStoreAndStaysAsItIs() {
    try (Twins twins = twins()) {
      patching(twins, Rights.READ | Rights.EXECUTE, true);
      assertThat(twins.run(new Translator(0), BUDGET, "patch")).isInstanceOf(Exit.DataAbort.class);
      assertThat(twins.actual.x(0)).isEqualTo(10_001);
    }
  }

  /**
   * The caller waits on the stack of the JVM, as deep as it is, while what it returns to changes.
   */
  @Test
  void aCalleePatchesItsCallersAndReturnsToThem() {
    for (int depth : new int[] {1, 2, 60, 5000}) {
      try (Twins twins = twins()) {
        // A function that calls itself, and adds behind the call: 1, or later 3.
        twins.code(
            CODE,
            Rights.ALL,
            "orr x20, xzr, x30",
            "bl 0x%x".formatted(CODE + 16),
            "svc #0",
            "hint #0",
            "subs x9, x9, #1", // 16
            "b.eq 0x%x".formatted(CODE + 52),
            "str x30, [x10], #8",
            "bl 0x%x".formatted(CODE + 16),
            "add x0, x0, #1", // 32: this is patched.
            "ldr x30, [x10, #-8]!",
            "ret",
            "hint #0",
            "hint #0",
            "cbz x2, 0x%x".formatted(CODE + 64), // 52
            "str w2, [x1]",
            INVALIDATE,
            "ret"); // 64
        twins.memory(m -> m.map(0xa_0000, 0x1_0000, Rights.READ | Rights.WRITE));
        // Regions are made when all is decoded, so that they hold what is behind the call.
        Engine engine = new Translator(40);
        for (int turn = 0; turn < 9; turn++) {
          int calls = turn < 3 ? 2 : depth;
          boolean patches = turn % 3 == 2 && turn > 3;
          long patch = patches ? word(turn == 5 ? "add x0, x0, #3" : "add x0, x0, #7") : 0;
          twins.both(cpu -> {
            cpu.x(0, 0);
            cpu.x(1, CODE + 32);
            cpu.x(2, patch);
            cpu.x(9, calls + 1L);
            cpu.x(10, 0xa_0000);
          });
          start(twins);
          twins.run(engine, BUDGET, "depth %d, turn %d".formatted(depth, turn));
          long step = turn < 5 ? 1 : turn < 8 ? 3 : 7;
          assertThat(twins.actual.x(0)).as("turn %d", turn).isEqualTo(calls * step);
        }
      }
    }
  }

  /** The loop stores into itself; each slice ends somewhere else. */
  @Test
  void aLoopThatPatchesItselfIsExactAtEachSlice() {
    for (boolean invalidates : new boolean[] {true, false}) {
      try (Twins twins = twins()) {
        twins.code(
            CODE,
            Rights.ALL,
            "movz x28, #60000",
            "ands x5, x28, #0xff", // The head of the loop.
            "csel x6, x2, x3, eq",
            "str w6, [x1]",
            invalidates ? INVALIDATE : "hint #0",
            "hint #0",
            "add x0, x0, #1", // 24: this is patched.
            "subs x28, x28, #1",
            "b.ne 0x%x".formatted(CODE + 4),
            "svc #0");
        twins.both(cpu -> {
          cpu.x(1, CODE + 24);
          cpu.x(2, word("add x0, x0, #5"));
          cpu.x(3, word("add x0, x0, #2"));
        });
        start(twins);
        Engine engine = new Translator(1);
        for (int n = 0; n < 40; n++) {
          twins.run(engine, n % 3 == 0 ? 1 + n : 8192 + 317 * n, "slice %d".formatted(n));
        }
        twins.compare(CODE, CODE + 4096, "code");
      }
    }
  }

  private static void counting(Twins twins, int step) {
    twins.code(
        CODE,
        Rights.READ | Rights.EXECUTE,
        "movz x28, #9000",
        "bl 0x%x".formatted(CODE + 20),
        "subs x28, x28, #1",
        "b.ne 0x%x".formatted(CODE + 4),
        "svc #0",
        "add x0, x0, #%d".formatted(step),
        "ret");
  }

  /** Far more often than images of one space may change before they are no longer shared. */
  @Test
  void codeThatIsMappedAnewManyTimesIsAlwaysTheNewOne() {
    try (Twins twins = twins()) {
      Engine engine = new Translator(0);
      for (int n = 1; n <= 40; n++) {
        int step = 1 + n % 5;
        if (n % 2 == 0 && n > 1) {
          twins.memory(m -> m.unmap(CODE, 4096));
        }
        counting(twins, step);
        twins.both(cpu -> cpu.x(0, 0));
        start(twins);
        // The change comes in the middle of the loop every other time.
        twins.run(engine, 8192 + 4001, "first part of %d".formatted(n));
        long before = twins.actual.x(0);
        if (n % 3 == 0) {
          counting(twins, 100);
        }
        twins.run(engine, BUDGET, "rest of %d".formatted(n));
        assertThat(twins.actual.x(0))
            .isEqualTo(n % 3 == 0 ? before + (9000 - before / step) * 100 : 9000L * step);
      }
    }
  }

  @Test
  void aForkThatChangesItsCodeLeavesTheOthersAlone() {
    try (Twins twins = twins()) {
      Engine engine = new Translator(0);
      counting(twins, 1);
      start(twins);
      twins.run(engine, 20_000, "parent");
      try (Twins child = twins.fork()) {
        child.run(engine, 20_000, "child");
        counting(child, 3);
        child.run(engine, BUDGET, "changed child");
        twins.run(engine, BUDGET, "parent goes on");
        assertThat(twins.actual.x(0)).isEqualTo(9000);
        assertThat(child.actual.x(0)).isGreaterThan(9000);
      }
    }
  }

  @Test
  void codeAtTheEndOfAnImageGoesOnInWhatIsMappedBehindIt() {
    try (Twins twins = twins()) {
      long last = CODE + 4096 - 16;
      twins.code(
          last,
          Rights.READ | Rights.EXECUTE,
          "movz x28, #20000",
          "add x0, x0, #1",
          "subs x28, x28, #1",
          "b.ne 0x%x".formatted(last + 4));
      Engine engine = new Translator(0);
      twins.both(cpu -> cpu.pc(last));
      assertThat(twins.run(engine, BUDGET, "hole")).isInstanceOf(Exit.InstructionAbort.class);
      List<Integer> rights =
          new ArrayList<>(Arrays.asList(Rights.READ | Rights.EXECUTE, Rights.ALL, Rights.READ));
      for (int behind : rights) {
        twins.code(CODE + 4096, behind, "add x0, x0, #%d".formatted(behind), "svc #1");
        twins.both(cpu -> cpu.pc(last));
        twins.run(engine, BUDGET, "rights %d behind".formatted(behind));
      }
    }
  }
}
