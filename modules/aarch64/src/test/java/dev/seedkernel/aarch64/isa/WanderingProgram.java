package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Rights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A generated program whose calls and returns do not match, and that changes its own code:
 * functions in pages that cannot be written to, across borders of pages, at the end of an image,
 * and in a page that can be written to.
 *
 * <p>Registers: x0 to x15 anything, x19 data, x20 words of instructions, x21 a counter, x22 the
 * page that can be written to, x23 how deep calls may go, x24 an address of code, x25 the stack
 * pointer of the first function.
 */
final class WanderingProgram {
  static final long CODE = 0x1_0000;
  static final long WRITABLE = 0x1_4000;
  static final long FAR = 0x1_8000;
  static final long DATA = 0x4_0000;
  static final long DATA_END = 0x4_4000;
  static final long STACK = 0x6_0000;
  static final long STACK_END = 0x9_0000;

  /** Words of a function at most. */
  private static final int LONGEST = 90;

  /** Where functions begin: also shortly before the border of a page. */
  private static final long[] STARTS = {
    CODE,
    CODE + 600,
    CODE + 0xfc0,
    CODE + 0x1400,
    CODE + 0x1f80,
    CODE + 0x2400,
    WRITABLE + 0x40,
    WRITABLE + 0x400,
    WRITABLE + 0x800,
    FAR + 0x100,
    FAR + 0x1000 - 4 * LONGEST,
  };

  private static final String[] PATCHES = {
    "add x0, x0, #1",
    "add x1, x0, #17",
    "eor x2, x2, x0",
    "subs x3, x3, #5",
    "hint #0",
    "ldr x4, [x19, #8]",
    "str x1, [x19, #16]",
    "csinc x5, x5, x0, ne",
    "ret",
  };

  private final Random random;
  private final int[][] functions = new int[STARTS.length][];

  WanderingProgram(long seed) {
    this.random = new Random(seed);
    for (int f = 0; f < STARTS.length; f++) {
      functions[f] = function(f);
    }
  }

  /** Maps memory, and puts the program there. */
  void load(Twins twins, int writable) {
    twins.memory(m -> {
      m.map(CODE, 0x3000, Rights.READ | Rights.WRITE);
      m.map(WRITABLE, 0x1000, Rights.READ | Rights.WRITE);
      m.map(FAR, 0x1000, Rights.READ | Rights.WRITE);
      m.map(DATA, DATA_END - DATA, Rights.READ | Rights.WRITE);
      m.map(STACK, STACK_END - STACK, Rights.READ | Rights.WRITE);
      for (int n = 0; n < PATCHES.length; n++) {
        m.store32(DATA + 0x1000 + n * 4L, TableAssembler.assemble(PATCHES[n], 0));
      }
    });
    int fixed = Rights.READ | Rights.EXECUTE;
    for (int f = 0; f < STARTS.length; f++) {
      boolean changeable = (STARTS[f] & -4096) == WRITABLE;
      twins.code(STARTS[f], changeable ? writable : fixed, functions[f]);
    }
    twins.both(cpu -> {
      Random values = new Random(STARTS.length);
      for (int r = 0; r < 16; r++) {
        cpu.x(r, values.nextLong() >>> values.nextInt(64));
        cpu.v(r, values.nextLong(), values.nextLong());
      }
    });
    restart(twins);
  }

  /** Lets both begin again; what is in memory and in most registers stays. */
  void restart(Twins twins) {
    int depth = 1 + random.nextInt(random.nextInt(4) == 0 ? 2500 : 12);
    int counter = random.nextInt(STARTS.length);
    twins.both(cpu -> point(cpu, depth, counter));
  }

  private static void point(Cpu cpu, int depth, int function) {
    cpu.x(19, DATA + 0x800);
    cpu.x(20, DATA + 0x1000);
    cpu.x(21, 3);
    cpu.x(22, WRITABLE);
    cpu.x(23, depth);
    cpu.x(24, STARTS[function]);
    cpu.sp(STACK_END - 64);
    cpu.x(25, STACK_END - 64);
    cpu.x(30, STARTS[0] + 8);
    cpu.pc(STARTS[0]);
  }

  /** Has both change code from outside, as a kernel does between two runs. */
  void meddle(Twins twins) {
    int function = random.nextInt(functions.length);
    int patch = patch();
    long at = STARTS[function] + 4L * (8 + random.nextInt(40));
    long page = at & -4096;
    int rights = page == WRITABLE ? Rights.ALL : Rights.READ | Rights.EXECUTE;
    switch (random.nextInt(7)) {
      case 0 -> twins.memory(m -> m.codeChanged(page, 4096));
      case 1 -> // RX to RW, a store, and back; and sometimes nothing is stored.
          twins.memory(m -> {
            m.protect(page, 4096, Rights.READ | Rights.WRITE);
            m.store32(at, patch);
            m.protect(page, 4096, rights);
          });
      case 2 -> // Other content after an unmapping: all of the function again.
          twins.memory(m -> {
            byte[] bytes = new byte[4096];
            m.copyCode(page, bytes);
            m.unmap(page, 4096);
            m.map(page, 4096, Rights.READ | Rights.WRITE);
            m.write(page, java.lang.foreign.MemorySegment.ofArray(bytes), 0, 4096);
            m.store32(at, patch);
            m.protect(page, 4096, rights);
          });
      case 3 -> // The writable page becomes fixed, or the other way round.
          twins.memory(m ->
              m.protect(
                  WRITABLE,
                  4096,
                  m.rights(WRITABLE) == Rights.ALL ? Rights.READ | Rights.EXECUTE : Rights.ALL));
      case 4 -> twins.memory(m -> m.codeChanged(at, 4));
      case 5 -> // A page more behind the image, which is to be one with it.
          twins.memory(m -> m.map(CODE + 0x3000, 4096, Rights.READ | Rights.EXECUTE));
      default -> // Not executable for a moment.
          twins.memory(m -> {
            m.protect(page, 4096, Rights.READ);
            m.protect(page, 4096, rights);
          });
    }
  }

  private int patch() {
    return TableAssembler.assemble(PATCHES[random.nextInt(PATCHES.length)], 0);
  }

  private int r() {
    return random.nextInt(16);
  }

  private int[] function(int f) {
    long start = STARTS[f];
    List<String> lines = new ArrayList<>();
    lines.add("stp x29, x30, [sp, #-32]!");
    lines.add("str x21, [sp, #16]");
    int body = 4 + random.nextInt(50);
    lines.add("sub w23, w23, #1");
    lines.add("tbnz w23, #31, @out");
    lines.add("movz x21, #%d".formatted(1 + random.nextInt(f == 0 ? 300 : 9)));
    int loop = lines.size();
    for (int n = 0; n < body; n++) {
      line(start, lines);
    }
    lines.add("subs x21, x21, #1");
    lines.add("b.ne 0x%x".formatted(start + loop * 4L));
    long out = start + lines.size() * 4L;
    lines.add("add w23, w23, #1");
    lines.add("ldr x21, [sp, #16]");
    lines.add("ldp x29, x30, [sp], #32");
    epilogue(f, lines);
    int[] words = new int[LONGEST];
    Arrays.fill(words, TableAssembler.assemble("ret", 0));
    for (int n = 0; n < Math.min(LONGEST, lines.size()); n++) {
      String text = lines.get(n).replace("@out", "0x%x".formatted(out));
      words[n] = TableAssembler.assemble(text, start + n * 4L);
    }
    return words;
  }

  private void epilogue(int f, List<String> lines) {
    if (f == 0) {
      lines.add("svc #7");
      return;
    }
    switch (random.nextInt(9)) {
      case 0 -> {
        lines.add("add x30, x30, #4"); // Past the next instruction.
        lines.add("ret");
      }
      case 1 ->
          lines.add("b 0x%x".formatted(STARTS[random.nextInt(STARTS.length)])); // A tail call.
      case 2 -> {
        lines.add("movk x30, #0x5a00, lsl #48");
        lines.add("ret");
      }
      case 3 -> lines.add("br x30");
      case 4 -> {
        lines.add("orr x9, xzr, x30");
        lines.add("ret x9");
      }
      default -> lines.add("ret");
    }
  }

  private void line(long start, List<String> lines) {
    long next = start + lines.size() * 4L + 8;
    switch (random.nextInt(30)) {
      case 0 -> lines.add("add x%d, x%d, x%d".formatted(r(), r(), r()));
      case 1 -> lines.add("subs w%d, w%d, w%d".formatted(r(), r(), r()));
      case 2 -> lines.add("adds x%d, x%d, #%d".formatted(r(), r(), random.nextInt(4096)));
      case 3 -> lines.add("ands w%d, w%d, w%d".formatted(r(), r(), r()));
      case 4 -> lines.add("ldr x%d, [x19, #%d]".formatted(r(), random.nextInt(60) * 8));
      case 5 -> lines.add("str w%d, [x19, #%d]".formatted(r(), random.nextInt(100) * 4));
      case 6 -> lines.add("b.%s 0x%x".formatted(condition(), next));
      case 7 -> lines.add("cbnz x%d, 0x%x".formatted(r(), next));
      case 8, 9, 10, 11 -> lines.add("bl 0x%x".formatted(STARTS[random.nextInt(STARTS.length)]));
      case 12 -> lines.add("csinc x%d, x%d, x%d, %s".formatted(r(), r(), r(), condition()));
      case 13 -> lines.add("ccmp x%d, #3, #%d, %s".formatted(r(), random.nextInt(16), condition()));
      case 14 -> lines.add("fcmp d%d, d%d".formatted(r(), r()));
      case 15 -> lines.add("fadd d%d, d%d, d%d".formatted(r(), r(), r()));
      case 16 -> lines.add("adc x%d, x%d, x%d".formatted(r(), r(), r()));
      case 17 -> lines.add("madd x%d, x%d, x%d, xzr".formatted(r(), r(), r()));
      case 18, 19 -> {
        lines.add("ldr w%d, [x20, #%d]".formatted(9, random.nextInt(PATCHES.length) * 4));
        lines.add("str w9, [x22, #%d]".formatted(patchable()));
        if (random.nextBoolean()) {
          lines.add("sys #3, c7, c5, #1, x22");
        }
      }
      case 20 -> lines.add("sys #3, c7, c5, #1, x24");
      case 21 -> lines.add("blr x24");
      case 22 -> {
        lines.add("adr x24, 0x%x".formatted(near(start)));
        lines.add(random.nextBoolean() ? "blr x24" : "br x24");
      }
      case 23 -> lines.add("add v%d.4s, v%d.4s, v%d.4s".formatted(r(), r(), r()));
      default -> rare(start, next, lines);
    }
  }

  private static long near(long start) {
    return start + 16;
  }

  private int patchable() {
    int function = 6 + random.nextInt(3);
    return (int) (STARTS[function] & 4095) + 4 * (5 + random.nextInt(30));
  }

  private String condition() {
    return ShiftOperands.CONDITIONS.get(random.nextInt(14));
  }

  private void rare(long start, long next, List<String> lines) {
    switch (random.nextInt(24)) {
      case 0 -> lines.add("ldr x%d, [x%d]".formatted(r(), r()));
      case 1 -> lines.add("br x%d".formatted(r()));
      case 2 -> lines.add("blr x%d".formatted(r()));
      case 3 -> {
        lines.add("movz x9, #%d".formatted(random.nextInt(6))); // Also 1.
        lines.add(random.nextBoolean() ? "blr x9" : "br x9");
      }
      case 4 -> {
        lines.add("add x24, x24, #2");
        lines.add("blr x24");
      }
      case 5 -> {
        lines.add("movk x24, #0x5a00, lsl #48");
        lines.add("blr x24");
      }
      case 6 -> { // As longjmp does, from however deep.
        lines.add("add sp, x25, #0");
        lines.add("movz w23, #%d".formatted(1 + random.nextInt(40)));
        lines.add("b 0x%x".formatted(STARTS[0]));
      }
      case 7 -> lines.add("bl 0x%x".formatted(FAR + 0x1000)); // Behind the end.
      case 8 -> lines.add("bl 0x%x".formatted(start + lines.size() * 4L + 4)); // Only sets x30.
      case 9 -> lines.add("cbz x%d, 0x%x".formatted(r(), near(start)));
      case 10 -> lines.add("svc #%d".formatted(random.nextInt(4)));
      case 11 -> lines.add("add sp, sp, #8");
      case 12 -> lines.add("b 0x%x".formatted(STARTS[random.nextInt(STARTS.length)] + 24));
      case 13 -> lines.add("adr x24, 0x%x".formatted(next));
      case 14 -> lines.add("orr x30, xzr, x24");
      case 15 -> lines.add("str x24, [sp, #8]"); // Where x30 is saved.
      case 16 -> lines.add("movk x19, #0x%x, lsl #48".formatted(random.nextInt(2) * 0x5a00));
      case 17 -> lines.add("blr x30");
      case 18 -> lines.add("ret x24");
      case 19 -> lines.add("mrs x%d, nzcv".formatted(r()));
      default -> lines.add("add x%d, x%d, x23".formatted(r(), r()));
    }
  }
}
