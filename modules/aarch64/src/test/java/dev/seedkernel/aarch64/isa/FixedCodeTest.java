package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Translator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Code that nothing can store to, which all address spaces of the JVM share, beside code that
 * changes: both engines agree after each slice, whatever calls whom and comes back where.
 */
class FixedCodeTest {
  private static final int PROGRAMS = Integer.getInteger("aarch64.wandering", 40);
  private static final int TURNS = 30;

  /** The translator interprets so many instructions at the end of a budget. */
  private static final int SLACK = 8192;

  private final int[] exits = new int[4];
  private long executed;

  private static int budget(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> 1;
      case 1 -> 1 + random.nextInt(40);
      case 2 -> SLACK + 1 + random.nextInt(64);
      case 3 -> SLACK + random.nextInt(SLACK);
      default -> SLACK + random.nextInt(60_000);
    };
  }

  /** One slice; returns whether to go on. */
  private void turn(Twins twins, WanderingProgram program, Engine engine, int budget, String what) {
    Exit exit = twins.run(engine, budget, what);
    if (exit instanceof Exit.BudgetExhausted) {
      exits[0]++;
    } else if (exit instanceof Exit.SupervisorCall call) {
      exits[1]++;
      if (call.immediate() == 7) {
        program.restart(twins);
      }
    } else if (exit instanceof Exit.DataAbort || exit instanceof Exit.SpAlignmentFault) {
      exits[2]++;
      twins.both(cpu -> {
        cpu.pc(cpu.pc() + 4);
        cpu.sp(cpu.sp() & -16);
      });
      if (exits[2] % 3 == 0) {
        program.restart(twins);
      }
    } else {
      exits[3]++;
      program.restart(twins);
    }
  }

  private void wander(long seed, boolean meddle) {
    wander(seed, meddle, new Translator((int) (seed / 2 % 5) * 100));
  }

  /** Executes a program in several spaces, some of them copies, in slices. */
  void wander(long seed, boolean meddle, Engine engine) {
    Random random = new Random(seed * 31 + 7);
    WanderingProgram program = new WanderingProgram(seed);
    List<Twins> all = new ArrayList<>();
    try {
      // Windows of several sizes over the same bytes, and then copies of them.
      for (int n = 0; n < 3; n++) {
        Twins twins = Twins.create(n == 2 ? 3 << 20 : 1 << 20);
        all.add(twins);
        program.load(twins, seed % 2 == 0 ? Rights.ALL : Rights.READ | Rights.EXECUTE);
      }
      for (int turn = 0; turn < TURNS; turn++) {
        Twins twins = all.get(random.nextInt(all.size()));
        String what = "program %d, turn %d, %d".formatted(seed, turn, all.indexOf(twins));
        turn(twins, program, engine, budget(random), what);
        if (random.nextInt(8) == 0 && all.size() < 6) {
          all.add(twins.fork());
        }
        if (meddle && random.nextInt(4) == 0) {
          program.meddle(twins);
        }
      }
      for (Twins twins : all) {
        twins.compare(0, 1 << 20, "program " + seed);
        executed += twins.expected.instructions();
      }
    } finally {
      all.forEach(Twins::close);
    }
  }

  private void report(String what) {
    System.out.printf(
        "%s: %d programs, %d instructions, %d budgets, %d calls, %d data aborts, %d others%n",
        what, PROGRAMS, executed, exits[0], exits[1], exits[2], exits[3]);
    assertThat(exits[0]).isGreaterThan(PROGRAMS);
    assertThat(exits[1]).isGreaterThan(PROGRAMS / 10);
    assertThat(exits[2]).isGreaterThan(PROGRAMS / 10);
    assertThat(exits[3]).isGreaterThan(PROGRAMS / 10);
    assertThat(executed).isGreaterThan(PROGRAMS * 50_000L);
  }

  @Test
  void spacesThatShareAnImageAgreeWithTheInterpreter() {
    for (long seed = 0; seed < PROGRAMS; seed++) {
      wander(seed, false);
    }
    report("shared images");
  }

  @Test
  void codeThatChangesBetweenSlicesIsWhatTheInterpreterSees() {
    for (long seed = 10_000; seed < 10_000 + PROGRAMS; seed++) {
      wander(seed, true);
    }
    report("changed from outside");
  }

  @Test
  void twoThreadsShareImages() throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < 2; n++) {
      FixedCodeTest test = new FixedCodeTest();
      boolean meddle = n == 1;
      Thread thread =
          new Thread(() -> {
            for (long seed = 20_000; seed < 20_000 + PROGRAMS / 3; seed++) {
              test.wander(seed, meddle);
            }
          });
      thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
  }
}
