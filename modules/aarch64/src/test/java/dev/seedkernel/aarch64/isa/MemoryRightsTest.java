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
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Loops that address memory by few registers, around the borders of pages that differ in what may
 * be done to them: the translator checks once for many accesses, and still each fault comes where
 * the interpreter has it, and no access is made that it does not make.
 */
class MemoryRightsTest {
  private static final long CODE = 0x1_0000;
  private static final long LEAF = CODE + 0x800;
  private static final long DATA = 0x4_0000;
  private static final int PAGE = AddressSpace.PAGE_SIZE;

  /** Rights of the pages from DATA on; -1 is a hole. Some are touched before. */
  private static final int[] PAGES = {
    3, 3, 3, Rights.READ, 3, -1, 3, 3, 0, 3, Rights.WRITE, 3, 3, -1, 3, 3
  };

  private static final int BASES = 5;
  private static final String[] BASE = {"x19", "x20", "x21", "x29", "sp"};
  private static final int TURNS = 8;

  private static final AtomicInteger FAULTS = new AtomicInteger();
  private static final AtomicInteger ENDS = new AtomicInteger();

  /** A line without its place: {@code @n} stands for the line {@code n} further on. */
  record Body(List<String> lines, int times) {}

  private static Arbitrary<Integer> upTo(int most) {
    return Arbitraries.integers().between(0, most);
  }

  private static Arbitrary<String> base() {
    return Arbitraries.of(BASE);
  }

  /** A register that accesses transfer, and now and then a base. */
  private static Arbitrary<Integer> target() {
    return Arbitraries.frequencyOf(
        Tuple.of(12, upTo(7)), Tuple.of(1, Arbitraries.of(19, 20, 21, 29)));
  }

  private static Arbitrary<Integer> near() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.integers().between(-4, 8)),
        Tuple.of(1, Arbitraries.integers().between(-32, 31)));
  }

  private static Arbitrary<String> access() {
    Arbitrary<String> single =
        Combinators.combine(
                Arbitraries.of("ldur x", "stur x", "ldursw x", "ldurb w", "sturh w", "ldursb x"),
                target(),
                base(),
                near())
            .as((name, t, b, offset) -> "%s%d, [%s, #%d]".formatted(name, t, b, offset * 8));
    Arbitrary<String> scaled =
        Combinators.combine(Arbitraries.of("ldr", "str"), target(), base(), upTo(300))
            .as((name, t, b, n) -> "%s x%d, [%s, #%d]".formatted(name, t, b, n * 8));
    Arbitrary<String> pair =
        Combinators.combine(Arbitraries.of("ldp", "stp"), upTo(7), base(), near())
            .as((name, t, b, n) -> "%s x%d, x%d, [%s, #%d]".formatted(name, t, t + 8, b, n * 8));
    Arbitrary<String> vector =
        Combinators.combine(Arbitraries.of("ldur", "stur"), upTo(7), base(), near())
            .as((name, t, b, n) -> "%s q%d, [%s, #%d]".formatted(name, t, b, n * 8));
    Arbitrary<String> indexed =
        Combinators.combine(Arbitraries.of("ldr", "str"), upTo(7), base(), near(), upTo(1))
            .as((name, t, b, n, pre) ->
                (pre == 1 ? "%s x%d, [%s, #%d]!" : "%s x%d, [%s], #%d")
                    .formatted(name, t, b, n * 8));
    Arbitrary<String> pairs =
        Combinators.combine(Arbitraries.of("ldp", "stp"), upTo(7), base(), near(), upTo(1))
            .as((name, t, b, n, pre) ->
                (pre == 1 ? "%s x%d, x%d, [%s, #%d]!" : "%s x%d, x%d, [%s], #%d")
                    .formatted(name, t, t + 8, b, n * 8));
    Arbitrary<String> register =
        Combinators.combine(Arbitraries.of("ldr", "str"), upTo(7), base(), upTo(7))
            .as((name, t, b, m) -> "%s x%d, [%s, w%d, uxtw]".formatted(name, t, b, m));
    return Arbitraries.oneOf(single, single, scaled, pair, vector, indexed, pairs, register);
  }

  /** Changes of a base: by a constant, to another, or to something that is not known. */
  private static Arbitrary<String> change() {
    Arbitrary<String> constant =
        Combinators.combine(Arbitraries.of("add", "sub"), base(), base(), upTo(20), upTo(4))
            .as((name, d, n, by, other) ->
                "%s %s, %s, #%d".formatted(name, d, other == 0 ? n : d, by * 8));
    Arbitrary<String> unknown =
        Combinators.combine(Arbitraries.of("x19", "x20", "x21", "x29"), upTo(7), upTo(5))
            .as((d, n, kind) ->
                switch (kind) {
                  case 0 -> "add %s, %s, w%d, uxtb".formatted(d, d, n);
                  case 1 -> "csel %s, %s, %s, eq".formatted(d, d, d.equals("x19") ? "x20" : "x19");
                  case 2 -> "orr %s, xzr, %s".formatted(d, d.equals("x21") ? "x19" : "x21");
                  case 3 -> "ldr %s, [x18, #%d]".formatted(d, n * 8);
                  case 4 -> "movk %s, #0x%x, lsl #48".formatted(d, n << 8);
                  default -> "ldadd x%d, %s, [x18]".formatted(n, d);
                });
    Arbitrary<String> stack = upTo(6).map(n -> "add sp, x18, #%d".formatted(n * 16));
    return Arbitraries.oneOf(constant, constant, unknown, stack);
  }

  private static Arbitrary<String> branch() {
    return Combinators.combine(upTo(7), Arbitraries.integers().between(1, 9), upTo(5))
        .as((r, distance, kind) ->
            switch (kind) {
              case 0 -> "cbz w%d, @%d".formatted(r, distance);
              case 1 -> "tbnz w%d, #3, @%d".formatted(r, distance);
              case 2 -> "b.ne @%d".formatted(distance);
              case 3 -> "bl 0x%x".formatted(LEAF);
              default -> "subs x%d, x%d, #%d".formatted(r, r, distance);
            });
  }

  @Provide
  Arbitrary<Body> bodies() {
    Arbitrary<String> line =
        Arbitraries.frequencyOf(
            Tuple.of(6, access()), Tuple.of(2, change()), Tuple.of(2, branch()));
    return Combinators.combine(line.list().ofMinSize(3).ofMaxSize(40), upTo(2000)).as(Body::new);
  }

  private static void put(AddressSpace memory, long address, String text) {
    memory.store32(address, TableAssembler.assemble(text, address));
  }

  private static Cpu load(Body body, AddressSpace memory, long seed) {
    memory.map(CODE, PAGE, Rights.READ | Rights.WRITE);
    long pc = CODE;
    put(memory, pc, "movz x28, #%d".formatted(body.times + 1));
    long loop = pc + 4;
    long end = loop + (long) body.lines.size() * 4;
    for (pc = loop; pc < end; pc += 4) {
      String line = body.lines.get((int) (pc - loop) / 4);
      int mark = line.indexOf('@');
      if (mark >= 0) {
        long to = Math.min(end, pc + 4L * Integer.parseInt(line.substring(mark + 1)));
        line = line.substring(0, mark) + "0x%x".formatted(to);
      }
      put(memory, pc, line);
    }
    put(memory, end, "subs x28, x28, #1");
    put(memory, end + 4, "b.ne 0x%x".formatted(loop));
    put(memory, end + 8, "svc #7");
    // What was checked before a call says nothing behind it.
    String[] leaf = {"add x19, x19, #2000", "sub x20, x20, #2000", "add x29, x29, #2000", "ret"};
    for (int n = 0; n < leaf.length; n++) {
      put(memory, LEAF + n * 4L, leaf[n]);
    }
    memory.protect(CODE, PAGE, Rights.READ | Rights.EXECUTE);
    Random random = new Random(seed);
    for (int n = 0; n < PAGES.length; n++) {
      if (PAGES[n] >= 0) {
        memory.map(DATA + n * (long) PAGE, PAGE, 3);
        for (int touched = 0; touched < random.nextInt(2) * 64; touched++) {
          long address = DATA + n * (long) PAGE + random.nextInt(PAGE / 8) * 8L;
          memory.store64(address, border(random));
        }
        memory.protect(DATA + n * (long) PAGE, PAGE, PAGES[n]);
      }
    }
    Cpu cpu = new Cpu(memory);
    cpu.pc(CODE);
    point(cpu, random);
    return cpu;
  }

  /** An address near a border of two pages. */
  private static long border(Random random) {
    int distance = random.nextInt(40) - 20;
    int scale = random.nextInt(4) == 0 ? 1 : 16;
    return DATA + random.nextInt(PAGES.length + 1) * (long) PAGE + (long) distance * scale;
  }

  private static void point(Cpu cpu, Random random) {
    for (int base = 0; base < BASES - 1; base++) {
      cpu.x(Integer.parseInt(BASE[base].substring(1)), border(random));
    }
    cpu.x(18, DATA + (1L + random.nextInt(3)) * PAGE - 128);
    cpu.sp(border(random) & (random.nextInt(8) == 0 ? -8 : -16));
    for (int r = 0; r < 8; r++) {
      cpu.x(r, random.nextInt(300));
    }
  }

  private static List<String> content(AddressSpace memory) {
    List<String> pages = new ArrayList<>();
    for (int n = 0; n < PAGES.length; n++) {
      long page = DATA + n * (long) PAGE;
      byte[] bytes = new byte[PAGE];
      if (PAGES[n] >= 0) {
        memory.protect(page, PAGE, Rights.READ);
        memory.read(page, MemorySegment.ofArray(bytes), 0, PAGE);
        pages.add("%d %s %d".formatted(n, memory.isTouched(page), Arrays.hashCode(bytes)));
      }
    }
    return pages;
  }

  @Property(tries = 400)
  void checksForSeveralAccessesAreAsExactAsOneForEach(
      @ForAll("bodies") Body body, @ForAll long seed) {
    try (AddressSpace first = AddressSpace.create(1 << 20, PageAccount.UNLIMITED);
        AddressSpace second = AddressSpace.create(1 << 20, PageAccount.UNLIMITED)) {
      Cpu expected = load(body, first, seed);
      Cpu actual = load(body, second, seed);
      Random random = new Random(seed);
      Engine translator = new Translator(0);
      for (int turn = 0; turn < TURNS; turn++) {
        int budget = 1 + random.nextInt(turn % 2 == 0 ? 40_000 : 12_000);
        Exit exit = new Interpreter().run(expected, budget);
        assertThat(translator.run(actual, budget).toString()).isEqualTo(exit.toString());
        assertThat(EnginesAgreeTest.state(actual)).isEqualTo(EnginesAgreeTest.state(expected));
        if (exit instanceof Exit.BudgetExhausted) {
          continue;
        }
        boolean end = exit instanceof Exit.SupervisorCall;
        (end ? ENDS : FAULTS).incrementAndGet();
        long next = end ? CODE : expected.pc() + 4L * random.nextInt(2);
        for (Cpu cpu : List.of(expected, actual)) {
          cpu.pc(next);
          point(cpu, new Random(seed + turn));
        }
      }
      assertThat(content(second)).isEqualTo(content(first));
    }
  }

  @AfterContainer
  static void bothHappened() {
    System.out.printf("%d faults, %d ends: both engines agree%n", FAULTS.get(), ENDS.get());
    assertThat(FAULTS.get()).isGreaterThan(100);
    assertThat(ENDS.get()).isGreaterThan(100);
  }
}
