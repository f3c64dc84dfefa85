package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Translator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is seen where translated code is left in the midst: by a fault, an exit, or a budget. */
class FaultsAndSlicesTest {
  private static final long CODE = 0x1_0000;
  private static final long DATA = 0x4_0000;
  private static final long DATA_END = 0x4_3000;
  private static final long STACK_END = 0x9_0000;

  /** The translator interprets so many instructions at the end of a budget. */
  private static final int SLACK = 8192;

  /** One of each kind that sets flags, and those that have no bytecode of their own. */
  private static final List<String> SETTERS =
      List.of(
          "adds x3, x4, x5",
          "adds w3, w4, w5",
          "adds w3, w4, #7",
          "subs x3, x4, x5",
          "subs w3, w4, w5",
          "subs xzr, x5, x4",
          "ands x3, x4, x5",
          "ands w3, w4, w5",
          "bics x3, x4, x5",
          "adcs x3, x4, x5",
          "sbcs w3, w4, w5",
          "ccmp x4, x5, #9, ne",
          "ccmn w4, #3, #6, lt",
          "fcmp d4, d5",
          "fcmp s4, s5",
          "fcmpe d4, #0.0",
          "fccmp d4, d5, #5, ge",
          "msr nzcv, x4",
          "cfinv",
          "setf8 w4",
          "rmif x4, #3, #11");

  /** What looks at flags: the region is left there, or calls. */
  private static final List<List<String>> LOOKERS =
      List.of(
          List.of("ldr x6, [x7]"),
          List.of("str x6, [x7]"),
          List.of("ldr x6, [x8, x9]"),
          List.of("ldaddal x6, x6, [x7]"),
          List.of("ld1 {v6.16b}, [x7]"),
          List.of("svc #3"),
          List.of("bl 0x10800"),
          List.of("blr x10"),
          List.of("br x10"),
          List.of("brk #4"),
          List.of("sys #3, c7, c5, #1, x8"),
          List.of("b 0x10900"),
          List.of("cbnz x1, 0x10900"),
          List.of("hint #0", "hint #0"),
          List.of("subs x3, x3, x4", "ldr x6, [x7]"),
          List.of("ldr x6, [x7]", "adds x3, x3, x4"));

  private static Twins twins() {
    Twins twins = Twins.create(1 << 20);
    twins.memory(m -> {
      m.map(DATA, DATA_END - DATA, Rights.READ | Rights.WRITE);
      m.map(STACK_END - 0x1000, 0x1000, Rights.READ | Rights.WRITE);
    });
    return twins;
  }

  private static void load(Twins twins, int rights, String setter, List<String> looker) {
    // x7 goes up to the end of the data; x4 and x5 differ in each turn.
    String[] lines = new String[9 + looker.size()];
    lines[0] = "movz x28, #2000";
    lines[1] = "add x4, x4, x11";
    lines[2] = "eor x5, x5, x4, lsl #7";
    lines[3] = "add x7, x7, #8";
    lines[4] = "add x9, x9, #8";
    lines[5] = setter;
    for (int n = 0; n < looker.size(); n++) {
      lines[6 + n] = looker.get(n);
    }
    int end = 6 + looker.size();
    lines[end] = "sub x28, x28, #1";
    lines[end + 1] = "cbnz x28, 0x%x".formatted(CODE + 4);
    lines[end + 2] = "svc #7";
    twins.code(CODE, rights, lines);
    twins.code(CODE + 0x800, rights, "csinc x12, x12, x4, mi", "adc x13, x13, xzr", "ret");
    long behind = CODE + 4L * end;
    twins.code(CODE + 0x900, rights, "csinc x12, x12, x4, vs", "b 0x%x".formatted(behind));
    boolean call = looker.getFirst().startsWith("blr");
    twins.both(cpu -> {
      cpu.x(4, 0x1234_5678_9abc_def1L);
      cpu.x(5, -3);
      cpu.x(11, 0x7311_2233_4455_6677L);
      cpu.x(7, DATA_END - 8 * 900);
      cpu.x(8, DATA_END - 8 * 1200);
      cpu.x(9, 0);
      cpu.x(10, call ? CODE + 0x800 : CODE + 0x900);
      cpu.x(1, 1);
      cpu.v(4, Double.doubleToLongBits(1.5), 0);
      cpu.v(5, Double.doubleToLongBits(2.5), 0);
      cpu.sp(STACK_END);
      cpu.pc(CODE);
    });
  }

  @Test
  void flagsAreThoseOfTheInstructionBeforeWhoeverLooks() {
    int faults = 0;
    int others = 0;
    for (int rights : new int[] {Rights.READ | Rights.EXECUTE, Rights.ALL}) {
      for (String setter : SETTERS) {
        for (List<String> looker : LOOKERS) {
          try (Twins twins = twins()) {
            load(twins, rights, setter, looker);
            Engine engine = new Translator(1);
            String what = setter + "; " + looker;
            int left = 4;
            while (left-- > 0) {
              Exit exit = twins.run(engine, SLACK * 4, what);
              if (exit instanceof Exit.DataAbort) {
                faults++;
                twins.both(cpu -> cpu.x(7, cpu.x(7) - 8 * 700));
                twins.both(cpu -> cpu.x(8, cpu.x(8) - 8 * 700));
              } else {
                others++;
                twins.both(cpu -> cpu.pc(cpu.pc() + (exit instanceof Exit.Breakpoint ? 4 : 0)));
              }
            }
          }
        }
      }
    }
    System.out.printf(
        "%d faults, %d other exits: both engines have the same flags%n", faults, others);
    assertThat(faults).isGreaterThan(2 * SETTERS.size() * 5);
  }

  /** A budget ends at each instruction of a loop, a call and a branch forward. */
  @Test
  void aBudgetEndsBehindEachInstruction() {
    for (int rights : new int[] {Rights.READ | Rights.EXECUTE, Rights.ALL}) {
      try (Twins twins = twins()) {
        load(twins, rights, "subs x3, x4, x5", List.of("bl 0x10800"));
        Engine engine = new Translator(1);
        twins.both(cpu -> cpu.x(7, DATA));
        twins.run(engine, SLACK * 2, "warm");
        for (int n = 0; n < 60; n++) {
          twins.both(cpu -> cpu.pc(CODE));
          twins.run(engine, SLACK + n, "translated part of " + n);
          for (int step = 0; step < 3; step++) {
            twins.run(engine, 1, "step behind " + n);
          }
          twins.run(engine, SLACK + 1, "resumed from %d".formatted(n));
        }
      }
    }
  }

  /** Budgets that begin at any instruction of the loop, and give translated code n instructions. */
  @Test
  void aRunBeginsAtEachInstruction() {
    try (Twins twins = twins()) {
      load(twins, Rights.READ | Rights.EXECUTE, "adds w3, w4, w5", List.of("b 0x10900"));
      Engine engine = new Translator(0);
      for (int first = 0; first < 10; first++) {
        for (int n = 0; n < 14; n++) {
          long pc = CODE + first * 4L;
          twins.both(cpu -> {
            cpu.pc(pc);
            cpu.x(28, 1200);
          });
          twins.run(engine, SLACK + n, "from %d, %d".formatted(first, n));
        }
      }
    }
  }

  /** The fault is in each iteration once, and what is stored before it is in memory. */
  @Test
  void aFaultComesAtTheIterationThatTheInterpreterHasItAt() {
    for (int n = 1; n < 600; n += n < 8 ? 1 : 59) {
      try (Twins twins = twins()) {
        twins.code(
            CODE,
            Rights.READ | Rights.EXECUTE,
            "subs x3, x3, #1",
            "stp x3, x4, [x7, #-16]!",
            "ldp x5, x6, [x8], #-16",
            "adcs x4, x4, x3",
            "b.ne 0x%x".formatted(CODE),
            "svc #7");
        long iterations = n;
        twins.both(cpu -> {
          cpu.pc(CODE);
          cpu.x(3, 5000);
          cpu.x(7, DATA_END);
          cpu.x(8, DATA + 16 * iterations - 16);
          cpu.sp(STACK_END);
        });
        Exit exit = twins.run(new Translator(0), 1 << 20, "fault %d".formatted(n));
        assertThat(exit).isInstanceOf(Exit.DataAbort.class);
        assertThat(twins.actual.pc()).isEqualTo(CODE + 8);
        assertThat(twins.actual.x(3)).isEqualTo(5000 - iterations - 1);
        twins.compare(DATA, DATA_END, "fault %d".formatted(n));
      }
    }
  }

  /** A callee that faults leaves its callers where they are, and they go on behind the call. */
  @Test
  void aFaultInACalleeIsFollowedByItsReturn() {
    try (Twins twins = twins()) {
      twins.code(
          CODE,
          Rights.READ | Rights.EXECUTE,
          "movz x28, #3000",
          "subs x3, x28, #1000",
          "bl 0x%x".formatted(CODE + 0x400),
          "adc x14, x14, x3",
          "subs x28, x28, #1",
          "b.ne 0x%x".formatted(CODE + 4),
          "svc #7");
      twins.code(
          CODE + 0x400,
          Rights.READ | Rights.EXECUTE,
          "stp x29, x30, [sp, #-16]!",
          "cbz x3, 0x%x".formatted(CODE + 0x400 + 16),
          "sub x3, x3, x3, lsr #1",
          "bl 0x%x".formatted(CODE + 0x600),
          "ldp x29, x30, [sp], #16",
          "ret");
      twins.code(
          CODE + 0x600,
          Rights.READ | Rights.EXECUTE,
          "add x9, x28, #0",
          "ldr x5, [x8, x9, lsl #3]",
          "ret");
      twins.both(cpu -> {
        cpu.pc(CODE);
        cpu.sp(STACK_END);
        cpu.x(8, DATA - 8 * 700); // So that lower indices fault.
      });
      Engine engine = new Translator(0);
      int faults = 0;
      while (true) {
        Exit exit = twins.run(engine, 1 << 20, "fault %d".formatted(faults));
        if (!(exit instanceof Exit.DataAbort)) {
          break;
        }
        faults++;
        twins.both(cpu -> cpu.pc(cpu.pc() + 4));
      }
      assertThat(faults).isGreaterThan(600);
    }
  }
}
