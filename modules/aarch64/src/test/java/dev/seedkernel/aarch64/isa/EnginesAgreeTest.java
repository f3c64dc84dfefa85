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
import org.junit.jupiter.api.Test;

/**
 * Generated programs with loops, calls, recursion, indirect branches, faults, tags and stores to
 * their own code: both engines stop at the same instruction for the same reason, with the same
 * registers, memory and number of instructions, whatever the budgets.
 */
class EnginesAgreeTest {
  private static final long CODE = 0x1_0000;
  private static final long DATA = 0x4_0000;
  private static final long STACK_END = 0x9_0000;
  private static final int WORDS = 1024;
  private static final int DATA_SIZE = 0x4000;
  private static final int PROGRAMS = 400;

  /** Registers: x0 to x15 anything, x19 and x20 data, x21 a counter, x22 code. */
  private static final class Program {
    private final Random random;
    private final int[] words = new int[WORDS];
    private final int functions;

    Program(long seed) {
      this.random = new Random(seed);
      this.functions = 2 + random.nextInt(6);
      Arrays.fill(words, TableAssembler.assemble("ret", 0));
      for (int f = 0; f < functions; f++) {
        function(f);
      }
    }

    private long start(int function) {
      return CODE + function * 400L;
    }

    private void function(int f) {
      List<String> lines = new ArrayList<>();
      lines.add("stp x29, x30, [sp, #-32]!");
      lines.add("str x21, [sp, #16]");
      lines.add("movz x21, #%d".formatted(1 + random.nextInt(f == 0 ? 200 : 6)));
      int loop = lines.size();
      int body = 5 + random.nextInt(50);
      for (int n = 0; n < body; n++) {
        lines.add(line(f, lines.size()));
      }
      lines.add("subs x21, x21, #1");
      lines.add("b.ne 0x%x".formatted(start(f) + loop * 4L));
      lines.add("ldr x21, [sp, #16]");
      lines.add("ldp x29, x30, [sp], #32");
      lines.add(f == 0 ? "svc #7" : "ret");
      for (int n = 0; n < lines.size(); n++) {
        words[f * 100 + n] = TableAssembler.assemble(lines.get(n), start(f) + n * 4L);
      }
    }

    private int r() {
      return random.nextInt(16);
    }

    private String line(int f, int index) {
      long next = start(f) + index * 4L + 8;
      return switch (random.nextInt(27)) {
        case 0 -> "add x%d, x%d, x%d".formatted(r(), r(), r());
        case 1 -> "subs w%d, w%d, w%d".formatted(r(), r(), r());
        case 2 -> "adds x%d, x%d, #%d".formatted(r(), r(), random.nextInt(4096));
        case 3 -> "ands x%d, x%d, x%d".formatted(r(), r(), r());
        case 4 -> "ldr x%d, [x19, #%d]".formatted(r(), random.nextInt(600) * 8);
        case 5 -> "str w%d, [x20, #%d]".formatted(r(), random.nextInt(1000) * 4);
        case 6 -> "ldrsb x%d, [x19], #%d".formatted(r(), random.nextInt(64) - 24);
        case 7 -> "stp x%d, x%d, [x20, #%d]".formatted(r(), r(), random.nextInt(60) * 8);
        case 8 -> "b.%s 0x%x".formatted(ShiftOperands.CONDITIONS.get(random.nextInt(14)), next);
        case 9 -> "cbz w%d, 0x%x".formatted(r(), next);
        case 10 ->
            "tbnz %s%d, #%d, 0x%x"
                .formatted(index % 2 == 0 ? "w" : "x", r(), index % 2 * 32 + 31, next);
        case 11, 12 ->
            f + 1 < functions
                ? "bl 0x%x".formatted(start(f + 1 + random.nextInt(functions - f - 1)))
                : "madd x%d, x%d, x%d, x%d".formatted(r(), r(), r(), r());
        case 13 -> "csinc x%d, x%d, x%d, %s".formatted(r(), r(), r(), condition());
        case 14 -> "ccmp x%d, #3, #%d, %s".formatted(r(), random.nextInt(16), condition());
        case 15 -> "ldr x%d, [x19, w%d, uxtw]".formatted(r(), r());
        case 16 -> "and x%d, x%d, #0xff".formatted(r(), r());
        case 17 -> floating();
        case 18 -> "ldr q%d, [x19, #%d]".formatted(r(), random.nextInt(200) * 16);
        case 19 -> vector();
        case 20 -> "str q%d, [x20, #%d]".formatted(r(), random.nextInt(200) * 16);
        case 21 -> atomic();
        case 25 -> structure();
        case 22 -> "fcmp d%d, d%d".formatted(r(), r());
        case 23 -> "adc w%d, w%d, w%d".formatted(r(), r(), r());
        case 24 -> "lsrv x%d, x%d, x%d".formatted(r(), r(), r());
        default -> rare(r(), next);
      };
    }

    /** Both formats in the same registers, which are doubles to the JVM or not. */
    private String floating() {
      String[] lines = {
        "fadd d%d, d%d, d%d",
        "fmul d%d, d%d, d%d",
        "fdiv s%d, s%d, s%d",
        "fsub s%d, s%d, s%d",
        "fmadd d%d, d%d, d%d, d%d",
        "fcsel d%d, d%d, d%d, gt",
        "fccmp d%d, d%d, #4, mi",
        "scvtf d%d, x%d",
        "fcvtzs x%d, d%d",
        "fcvt s%d, d%d",
        "fcvt d%d, s%d",
        "fmov d%d, x%d",
        "fmov x%d, d%d",
        "fsqrt d%d, d%d",
        "frintm d%d, d%d"
      };
      return any(lines);
    }

    private String vector() {
      String[] lines = {
        "add v%d.4s, v%d.4s, v%d.4s",
        "fadd v%d.2d, v%d.2d, v%d.2d",
        "fmla v%d.2d, v%d.2d, v%d.2d",
        "fmul v%d.4s, v%d.4s, v%d.4s",
        "fcmgt v%d.2d, v%d.2d, v%d.2d",
        "faddp d%d, v%d.2d",
        "mul v%d.8h, v%d.8h, v%d.8h",
        "cmhi v%d.16b, v%d.16b, v%d.16b",
        "umlal2 v%d.4s, v%d.8h, v%d.8h",
        "zip2 v%d.8b, v%d.8b, v%d.8b",
        "bsl v%d.16b, v%d.16b, v%d.16b",
        "dup v%d.2d, x%d",
        "ins v%d.s[3], w%d",
        "umov x%d, v%d.d[1]",
        "xtn2 v%d.8h, v%d.4s",
        "addv b%d, v%d.16b",
        "sshr v%d.4h, v%d.4h, #5",
        "shrn2 v%d.16b, v%d.8h, #4",
        "uqadd v%d.16b, v%d.16b, v%d.16b",
        "sqxtun2 v%d.8h, v%d.4s",
        "sqdmlal v%d.4s, v%d.4h, v%d.4h",
        "ursra v%d.2s, v%d.2s, #3",
        "tbl v%d.16b, {v%d.16b}, v%d.16b",
        "facge v%d.4s, v%d.4s, v%d.4s"
      };
      return any(lines);
    }

    /** The base is x20, as data at x19 may not be aligned. */
    private String atomic() {
      String[] lines = {
        "ldaddal x%d, x%d, [x20]",
        "swp w%d, w%d, [x20]",
        "casa x%d, x%d, [x20]",
        "ldaxr x%d, [x20]",
        "stlxr w%d, x%d, [x20]",
        "ldar w%d, [x20]",
        "stlr x%d, [x20]"
      };
      return any(lines);
    }

    private String structure() {
      int first = r();
      String form =
          any(
              "ld2 {v@.8h, v#.8h}, [x19]",
              "st2 {v@.16b, v#.16b}, [x20]",
              "ld1 {v@.4s, v#.4s}, [x19]",
              "ld1 {v@.s}[1], [x20]",
              "st1 {v@.b}[9], [x20]",
              "ld1r {v@.8h}, [x19]");
      return form.replace("@", "" + first).replace("#", "" + (first + 1));
    }

    private String any(String... lines) {
      return lines[random.nextInt(lines.length)].formatted(r(), r(), r(), r());
    }

    private String condition() {
      return ShiftOperands.CONDITIONS.get(random.nextInt(14));
    }

    private String rare(int register, long next) {
      return switch (random.nextInt(12)) {
        case 0 -> "ldr x%d, [x%d]".formatted(register, r()); // A fault, most likely.
        case 1 -> "str w%d, [x22, #%d]".formatted(register, random.nextInt(500) * 4);
        case 2 -> "sys #3, c7, c5, #1, x22";
        case 3 -> "movk x19, #0x5a00, lsl #48"; // A tag.
        case 4 -> "add sp, sp, #%d".formatted(random.nextInt(3) * 8);
        case 5 -> "brk #%d".formatted(register);
        case 6 -> "br x%d".formatted(register);
        case 7 -> "adr x%d, 0x%x".formatted(register, next);
        case 8 -> "mrs x%d, nzcv".formatted(register);
        case 9 -> "add x19, x19, #%d".formatted(random.nextInt(4096));
        case 10 -> "udiv x%d, x%d, x%d".formatted(register, r(), r());
        default -> "blr x%d".formatted(register);
      };
    }
  }

  private static Cpu load(Program program, AddressSpace memory, long seed) {
    memory.map(CODE, 4096, Rights.ALL);
    memory.map(DATA, DATA_SIZE, Rights.READ | Rights.WRITE);
    // A page that cannot be written to, with a hole behind it.
    memory.map(DATA + DATA_SIZE, 4096, Rights.READ);
    memory.map(STACK_END - 0x4000, 0x4000, Rights.READ | Rights.WRITE);
    memory.write(CODE, MemorySegment.ofArray(program.words), 0, WORDS * 4L);
    memory.protect(CODE, 4096, seed % 2 == 0 ? Rights.ALL : Rights.READ | Rights.EXECUTE);
    Cpu cpu = new Cpu(memory);
    Random random = new Random(seed);
    for (int r = 0; r < 16; r++) {
      cpu.x(r, random.nextBoolean() ? DATA + random.nextInt(DATA_SIZE) : random.nextLong());
      cpu.v(r, random.nextLong(), random.nextLong());
    }
    cpu.x(19, DATA + 1024);
    cpu.x(20, DATA + random.nextInt(DATA_SIZE / 8) * 8L);
    cpu.x(22, CODE + 800);
    cpu.sp(STACK_END - 64);
    cpu.pc(CODE);
    return cpu;
  }

  static String state(Cpu cpu) {
    StringBuilder s = new StringBuilder();
    s.append(
        "pc %x nzcv %x fpsr %x n %d touched %d%n"
            .formatted(
                cpu.pc(), cpu.nzcv(), cpu.fpsr(), cpu.instructions(), cpu.memory().touchedPages()));
    for (int r = 0; r < 32; r++) {
      s.append("x%d %x v %x %x%n".formatted(r, cpu.x(r), cpu.vHigh(r), cpu.vLow(r)));
    }
    return s.toString();
  }

  private static byte[] content(AddressSpace memory) {
    byte[] all = new byte[DATA_SIZE + 0x4000];
    memory.read(DATA, MemorySegment.ofArray(all), 0, DATA_SIZE);
    memory.read(STACK_END - 0x4000, MemorySegment.ofArray(all), DATA_SIZE, 0x4000);
    return all;
  }

  @Test
  void generatedProgramsStopAtTheSamePlaceInTheSameState() {
    int faults = 0;
    int ends = 0;
    long executed = 0;
    for (long seed = 0; seed < PROGRAMS; seed++) {
      Program program = new Program(seed);
      try (AddressSpace first = AddressSpace.create(1 << 20, PageAccount.UNLIMITED);
          AddressSpace second = AddressSpace.create(1 << 20, PageAccount.UNLIMITED)) {
        Cpu expected = load(program, first, seed);
        Cpu actual = load(program, second, seed);
        Random budgets = new Random(seed);
        Engine translator = new Translator((int) (seed % 3) * 40);
        for (int turn = 0; turn < 12; turn++) {
          int budget = 1 + budgets.nextInt(turn % 2 == 0 ? 60_000 : 9_000);
          Exit exit = new Interpreter().run(expected, budget);
          Exit other = translator.run(actual, budget);
          assertThat(other.toString()).as("program %d", seed).isEqualTo(exit.toString());
          assertThat(state(actual))
              .as("program %d, turn %d", seed, turn)
              .isEqualTo(state(expected));
          if (exit instanceof Exit.DataAbort || exit instanceof Exit.SpAlignmentFault) {
            faults++;
            // As a handler of a signal might: past the instruction.
            expected.pc(expected.pc() + 4);
            actual.pc(actual.pc() + 4);
            expected.sp(expected.sp() & -16);
            actual.sp(actual.sp() & -16);
          } else if (exit instanceof Exit.SupervisorCall) {
            ends++;
            expected.pc(CODE);
            actual.pc(CODE);
          } else if (!(exit instanceof Exit.BudgetExhausted)) {
            break;
          }
        }
        executed += expected.instructions();
        assertThat(content(second)).as("program %d", seed).isEqualTo(content(first));
      }
    }
    System.out.printf(
        "%d programs, %d instructions, %d faults, %d ends: both engines agree%n",
        PROGRAMS, executed, faults, ends);
    assertThat(faults).isGreaterThan(PROGRAMS / 4);
    assertThat(ends).isGreaterThan(PROGRAMS / 4);
    assertThat(executed).isGreaterThan(1_000_000);
  }
}
