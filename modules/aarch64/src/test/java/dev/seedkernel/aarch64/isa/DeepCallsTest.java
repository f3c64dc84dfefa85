package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Translator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs that call deeply, and come back in other ways than they went: the stack of the JVM is
 * enough, whatever the thread has.
 */
class DeepCallsTest {
  private static final long CODE = 0x1_0000;
  private static final long STACK = 0x10_0000;
  private static final long SIZE = 0x1000_0000;
  private static final int THREADS_STACK = 512 << 10;

  private static void onThread(int stack, Runnable action) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(null, action, "guest", stack);
    thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
    thread.start();
    thread.join();
    assertThat(failure.get()).isNull();
  }

  private static Twins twins() {
    Twins twins = Twins.create(SIZE);
    twins.memory(m -> m.map(STACK, SIZE - STACK, Rights.READ | Rights.WRITE));
    twins.both(cpu -> {
      cpu.pc(CODE);
      cpu.sp(SIZE);
    });
    return twins;
  }

  /** Runs to the end, also by slices that find a deep recursion half done. */
  private static void finish(Twins twins, String what) {
    Engine engine = new Translator(0);
    for (int slice = 0; slice < 400; slice++) {
      long budget = slice < 30 ? 8192 + 4099L * slice : 5_000_000;
      Exit exit = twins.run(engine, budget, what + ", slice " + slice);
      if (!(exit instanceof Exit.BudgetExhausted)) {
        assertThat(exit).as(what).isEqualTo(new Exit.SupervisorCall(1));
        return;
      }
    }
    throw new AssertionError(what + " does not end");
  }

  /** Functions of many locals, which call one another through registers and directly. */
  private static String[] mutual(int functions) {
    List<String> lines = new ArrayList<>();
    lines.add("bl 0x%x".formatted(CODE + 8));
    lines.add("svc #1");
    int length = 60;
    for (int f = 0; f < functions; f++) {
      long start = CODE + 8 + 4L * f * length;
      long next = CODE + 8 + ((f + 1L) % functions) * length * 4;
      int first = lines.size();
      lines.add("stp x29, x30, [sp, #-16]!");
      lines.add("cbz x0, 0x%x".formatted(start + 4L * (length - 2)));
      lines.add("sub x0, x0, #1");
      for (int n = 0; n < 16; n++) {
        lines.add("add x%d, x%d, #%d".formatted(1 + n, 1 + n, f + n)); // All in local variables.
        lines.add("fadd d%d, d%d, d%d".formatted(n, n, (n + f) % 16));
        lines.add("eor v%d.16b, v%d.16b, v%d.16b".formatted(n + 16, n + 16, n));
      }
      lines.add("adr x17, 0x%x".formatted(next));
      lines.add(f % 2 == 0 ? "blr x17" : "bl 0x%x".formatted(next));
      while (lines.size() < first + length - 2) {
        lines.add("add x1, x1, x%d".formatted(2 + lines.size() % 14));
      }
      lines.add("ldp x29, x30, [sp], #16");
      lines.add("ret");
    }
    return lines.toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, THREADS_STACK})
  void mutualRecursionOfLargeFrames(int stack) throws InterruptedException {
    onThread(
        stack,
        () -> {
          for (int functions : new int[] {1, 3, 7}) {
            try (Twins twins = twins()) {
              twins.code(CODE, Rights.READ | Rights.EXECUTE, mutual(functions));
              twins.both(cpu -> cpu.x(0, 60_000));
              finish(twins, functions + " functions");
            }
          }
        });
  }

  /**
   * Two stacks between which a program changes at each step, as coroutines and swapcontext do: no
   * call comes back to where it was made before the end.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, THREADS_STACK})
  void coroutinesThatNeverReturn(int stack) throws InterruptedException {
    onThread(
        stack,
        () -> {
          try (Twins twins = twins()) {
            twins.code(
                CODE,
                Rights.READ | Rights.EXECUTE,
                "movz x28, #6, lsl #16", // 0
                "adr x19, 0x%x".formatted(CODE + 32), // 4: where the other goes on
                "sub x20, sp, #64, lsl #12", // 8: its stack
                "bl 0x%x".formatted(CODE + 68), // 12: the first: changes over
                "add x1, x1, #1", // 16
                "cbnz x28, 0x%x".formatted(CODE + 12), // 20
                "svc #1", // 24
                "hint #0", // 28
                "bl 0x%x".formatted(CODE + 48), // 32: the other, by one call more
                "add x2, x2, #1", // 36
                "cbnz x28, 0x%x".formatted(CODE + 32), // 40
                "svc #1", // 44
                "stp x29, x30, [sp, #-16]!", // 48
                "bl 0x%x".formatted(CODE + 68), // 52
                "ldp x29, x30, [sp], #16", // 56
                "ret", // 60
                "hint #0", // 64
                "sub x28, x28, #1", // 68: swaps sp and where to go on
                "orr x9, xzr, x19",
                "orr x19, xzr, x30",
                "add x10, sp, #0",
                "add sp, x20, #0",
                "orr x20, xzr, x10",
                "br x9");
            finish(twins, "coroutines");
          }
        });
  }

  /** From the depth of a recursion straight back to its beginning, a thousand times. */
  @ParameterizedTest
  @ValueSource(ints = {0, THREADS_STACK})
  void longJumpsOutOfDeepCalls(int stack) throws InterruptedException {
    onThread(
        stack,
        () -> {
          for (int depth : new int[] {1, 30, 3000}) {
            try (Twins twins = twins()) {
              twins.code(
                  CODE,
                  Rights.READ | Rights.EXECUTE,
                  "movz x28, #1000",
                  "add x25, sp, #0",
                  "orr x0, xzr, x27", // 8: setjmp
                  "bl 0x%x".formatted(CODE + 32),
                  "hint #0", // 16: longjmp comes here
                  "subs x28, x28, #1",
                  "b.ne 0x%x".formatted(CODE + 8),
                  "svc #1",
                  "stp x29, x30, [sp, #-16]!", // 32
                  "cbz x0, 0x%x".formatted(CODE + 56),
                  "sub x0, x0, #1",
                  "bl 0x%x".formatted(CODE + 32),
                  "ldp x29, x30, [sp], #16",
                  "ret",
                  "add sp, x25, #0", // 56: longjmp
                  "adr x30, 0x%x".formatted(CODE + 16),
                  "ret");
              long deep = depth;
              twins.both(cpu -> cpu.x(27, deep));
              finish(twins, "depth " + depth);
            }
          }
        });
  }
}
