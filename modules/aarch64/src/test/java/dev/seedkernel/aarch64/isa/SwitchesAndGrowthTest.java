package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Translator;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generated interpreters of a small language, as compilers make them: tokens, a table of addresses,
 * and BR from one place or from behind each handler. Tokens that come late only make the regions
 * grow. Both engines agree after each slice.
 */
class SwitchesAndGrowthTest {
  private static final long CODE = 0x1_0000;
  private static final long TABLE = 0x4_0000;
  private static final long TOKENS = 0x5_0000;
  private static final long SCRATCH = 0x6_0000;
  private static final int HANDLERS = 12;
  private static final int HANDLER_SIZE = 0x80;
  private static final int COUNT = 6000;
  private static final int PROGRAMS = 60;

  @TempDir Path directory;

  private static long handler(int n) {
    return CODE + 0x100 + (long) n * HANDLER_SIZE;
  }

  private static List<String> dispatch() {
    return List.of("ldrb w1, [x19], #1", "ldr x2, [x20, x1, lsl #3]", "br x2");
  }

  private static String line(Random random, long next) {
    int d = 3 + random.nextInt(8);
    int n = 3 + random.nextInt(8);
    int m = 3 + random.nextInt(8);
    return switch (random.nextInt(12)) {
      case 0 -> "adds x%d, x%d, x%d".formatted(d, n, m);
      case 1 -> "subs w%d, w%d, w%d".formatted(d, n, m);
      case 2 -> "adcs x%d, x%d, x%d".formatted(d, n, m);
      case 3 -> "csel x%d, x%d, x%d, lt".formatted(d, n, m);
      case 4 -> "str x%d, [x21, #%d]".formatted(d, 8 * random.nextInt(40));
      case 5 -> "ldr x%d, [x21, #%d]".formatted(d, 8 * random.nextInt(40));
      case 6 -> "ldur w%d, [x22, #%d]".formatted(d, random.nextInt(9) - 4); // Crosses pages.
      case 7 -> "tbnz w%d, #%d, 0x%x".formatted(n, random.nextInt(12), next + 4);
      case 8 -> "cbz w%d, 0x%x".formatted(n, next + 4);
      case 9 -> "b.hi 0x%x".formatted(next + 4);
      case 10 -> "madd x%d, x%d, x%d, xzr".formatted(d, n, m);
      default -> "add x%d, x%d, #%d".formatted(d, n, random.nextInt(99));
    };
  }

  private static void write(Twins twins, Random random, boolean threaded) {
    long begin = CODE;
    twins.code(begin, Rights.READ | Rights.WRITE, dispatch().toArray(String[]::new));
    for (int h = 0; h < HANDLERS; h++) {
      List<String> lines = new ArrayList<>();
      int length = 2 + random.nextInt(12);
      for (int n = 0; n < length; n++) {
        lines.add(line(random, handler(h) + 4L * n + 4));
      }
      lines.add("hint #0"); // What the last may skip to.
      if (h == 0) {
        lines.set(0, "svc #3");
      }
      if (threaded) {
        lines.addAll(dispatch());
      } else {
        lines.add("b 0x%x".formatted(begin));
      }
      for (int n = 0; n < lines.size(); n++) {
        assertThat(4 * n).isLessThan(HANDLER_SIZE);
      }
      twins.code(handler(h), Rights.READ | Rights.EXECUTE, lines.toArray(String[]::new));
    }
    twins.memory(space -> space.protect(CODE, 0x1000, Rights.READ | Rights.EXECUTE));
    long[] table = new long[HANDLERS];
    for (int h = 0; h < HANDLERS; h++) {
      table[h] = handler(h);
    }
    byte[] tokens = new byte[COUNT];
    for (int n = 0; n < COUNT; n++) {
      // More and more of the handlers are used.
      int used = 2 + n * (HANDLERS - 2) / COUNT;
      tokens[n] = (byte) (random.nextInt(40) == 0 ? 0 : 1 + random.nextInt(used));
    }
    twins.memory(space -> {
      space.map(TABLE, 0x1000, Rights.READ | Rights.WRITE);
      space.map(TOKENS, 0x2000, Rights.READ | Rights.WRITE);
      space.map(SCRATCH, 0x2000, Rights.READ | Rights.WRITE);
      space.write(TABLE, MemorySegment.ofArray(table), 0, 8L * HANDLERS);
      space.write(TOKENS, MemorySegment.ofArray(tokens), 0, COUNT);
    });
    twins.both(cpu -> {
      cpu.x(19, TOKENS);
      cpu.x(20, TABLE);
      cpu.x(21, SCRATCH + 0x800);
      cpu.x(22, SCRATCH + 0x1000);
      cpu.pc(CODE);
    });
  }

  private static long run(long seed) {
    return run(seed, new Translator(List.of(0, 30, 200, 1000).get((int) (seed / 2 % 4))));
  }

  /** Executes a generated interpreter in slices; returns how many instructions that took. */
  static long run(long seed, Engine engine) {
    Random random = new Random(seed);
    try (Twins twins = Twins.create(1 << 24)) {
      write(twins, random, seed % 2 == 0);
      String what = "program " + seed;
      while (twins.expected.x(19) < TOKENS + COUNT - 20) {
        long budget = random.nextInt(3) == 0 ? 1 + random.nextInt(30) : 9000 + random.nextInt(9000);
        Exit exit = twins.run(engine, budget, what);
        if (exit instanceof Exit.BudgetExhausted || exit instanceof Exit.SupervisorCall) {
          continue;
        }
        throw new AssertionError(what + ": " + exit);
      }
      twins.compare(SCRATCH, SCRATCH + 0x2000, what);
      return twins.expected.instructions();
    }
  }

  @Test
  void generatedInterpretersAgree() throws IOException {
    Path file = directory.resolve("events.jfr");
    long executed = 0;
    try (Recording recording = new Recording()) {
      recording.enable("dev.seedkernel.RegionTranslated").withoutThreshold();
      recording.start();
      for (long seed = 0; seed < PROGRAMS; seed++) {
        executed += run(seed);
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> regions = RecordingFile.readAllEvents(file);
    Files.delete(file);
    int most =
        regions.stream()
            .filter(e -> e.hasField("instructions"))
            .mapToInt(e -> e.getInt("instructions"))
            .max()
            .orElse(0);
    System.out.printf(
        "%d interpreters, %d instructions, %d regions of up to %d instructions%n",
        PROGRAMS, executed, regions.size(), most);
    assertThat(executed).isGreaterThan(PROGRAMS * (long) COUNT);
    // More than a handler, of 18 at most, and the dispatch: the switch is part of a region.
    assertThat(most).isGreaterThan(36);
  }

  @Test
  void regionGrowsByWhatIsExecutedLater() throws IOException {
    long loop = CODE + 8;
    try (Twins twins = Twins.create(1 << 24)) {
      int marker = (int) (System.nanoTime() & 0x7fff); // Nobody has such an image yet.
      twins.code(
          CODE,
          Rights.READ | Rights.EXECUTE,
          "movz x9, #%d".formatted(marker),
          "movz x28, #60000",
          "tbz w28, #14, 0x%x".formatted(CODE + 28), // 8: the region
          "add x0, x0, #1",
          "subs x28, x28, #1",
          "b.ne 0x%x".formatted(loop),
          "svc #0",
          "add x1, x1, #1", // 28: not executed before 49151
          "b 0x%x".formatted(CODE + 12));
      twins.both(cpu -> cpu.pc(CODE));
      List<Integer> sizes =
          RegionRecording.sizes(
              directory, loop, () -> twins.run(new Translator(1000), Long.MAX_VALUE, "growth"));
      assertThat(sizes).hasSizeGreaterThan(1).isSorted();
      assertThat(sizes.getLast()).isEqualTo(6); // All but the SVC, which was executed last.
    }
  }
}
