package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Translator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loops of floating point whose results are out of range now and then, exact for long, or computed
 * while FPCR asks for something: what regions have copies of, and HotSpot compiles last where it
 * happens. Both engines agree after each slice, FPSR included.
 */
class RareArithmeticTest {
  private static final long CODE = 0x1_0000;
  private static final int LOOPS = 60;

  /** Bits that FPCR may have: DN, FZ and RMode. */
  private static final int CONTROL = 0xf << 22;

  private static final double[] NUMBERS = {
    0,
    -0.0,
    1,
    2,
    3,
    -4,
    0.5,
    0.1,
    1e300,
    -1e300,
    0x1p-1022,
    0x1p-1060,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NaN
  };

  private static final String[] BINARY = {
    "fadd", "fsub", "fmul", "fnmul", "fdiv", "fmax", "fmin", "fmaxnm", "fminnm"
  };

  private static final String[] TERNARY = {"fmadd", "fmsub", "fnmadd", "fnmsub"};
  private static final String[] OF_VECTORS = {"fadd", "fsub", "fmul", "fdiv", "fmla", "fmls"};
  private static final String[] UNARY = {"fsqrt", "frintn", "frintx", "fabs"};

  @TempDir Path directory;

  /** An instruction; v0 to v3 are never set, so that not everything becomes a NaN. */
  private static String line(Random random) {
    char size = random.nextInt(3) == 0 ? 's' : 'd';
    int d = 4 + random.nextInt(6);
    int n = random.nextInt(10);
    int m = random.nextInt(10);
    int a = random.nextInt(10);
    return switch (random.nextInt(9)) {
      case 0, 1, 2 -> "%s %s%d, %2$s%d, %2$s%d".formatted(any(random, BINARY), size, d, n, m);
      case 3, 4 ->
          "%s %s%d, %2$s%d, %2$s%d, %2$s%d".formatted(any(random, TERNARY), size, d, n, m, a);
      case 5 -> "%s %s%d, %2$s%d".formatted(any(random, UNARY), size, d, n);
      case 6 -> {
        String shape = size == 's' ? "4s" : "2d";
        yield "%s v%d.%s, v%d.%3$s, v%d.%3$s".formatted(any(random, OF_VECTORS), d, shape, n, m);
      }
      case 7 -> "scvtf %s%d, x28".formatted(size, d);
      default -> "fcvtzs x%d, %s%d".formatted(3 + random.nextInt(4), size, n);
    };
  }

  private static String any(Random random, String[] all) {
    return all[random.nextInt(all.length)];
  }

  private static long number(Random random) {
    // Exact ones mostly.
    double number = NUMBERS[random.nextInt(random.nextInt(3) == 0 ? NUMBERS.length : 7)];
    return random.nextInt(4) == 0
        ? (long) Float.floatToRawIntBits((float) number) * 0x1_0000_0001L
        : Double.doubleToRawLongBits(number);
  }

  private static void setNumbers(Twins twins, Random random) {
    for (int v = 0; v < 10; v++) {
      int register = v;
      long low = number(random);
      long high = number(random);
      twins.both(cpu -> cpu.v(register, low, high));
    }
  }

  @Test
  void generatedLoopsAgree() {
    long executed = 0;
    for (long seed = 0; seed < LOOPS; seed++) {
      Random random = new Random(seed);
      Translator translator = new Translator(seed % 2 == 0 ? 0 : 2000);
      try (Twins twins = Twins.create(1 << 24)) {
        List<String> lines = new ArrayList<>();
        int length = 3 + random.nextInt(10);
        for (int n = 0; n < length; n++) {
          lines.add(line(random));
        }
        lines.add("subs x28, x28, #1");
        lines.add("b.ne 0x%x".formatted(CODE));
        lines.add("svc #0");
        twins.code(CODE, Rights.READ | Rights.EXECUTE, lines.toArray(String[]::new));
        setNumbers(twins, random);
        twins.both(cpu -> {
          cpu.x(28, 20_000);
          cpu.pc(CODE);
        });
        String what = "loop " + seed + " " + lines;
        while (twins.run(translator, 1 + random.nextInt(30_000), what)
            instanceof Exit.BudgetExhausted) {
          switch (random.nextInt(6)) {
            case 0 -> {
              int control = random.nextInt() & CONTROL;
              twins.both(cpu -> cpu.fp().control(control));
            }
            case 1 -> {
              int status = random.nextInt(2) * 0x1f;
              twins.both(cpu -> cpu.fp().status(status));
            }
            case 2 -> setNumbers(twins, random);
            case 3 -> twins.both(cpu -> cpu.fp().control(0));
            default -> {
              // Goes on as it is.
            }
          }
        }
        executed += twins.expected.instructions();
      }
    }
    System.out.printf("%d loops of floating point, %d instructions%n", LOOPS, executed);
    assertThat(executed).isGreaterThan(LOOPS * 100_000L);
  }

  @Test
  void regionIsMadeAnewWhenResultsBecomeInexact() throws IOException {
    long loop = CODE + 8;
    try (Twins twins = Twins.create(1 << 24)) {
      int marker = (int) (System.nanoTime() & 0x7fff); // Nobody has such an image yet.
      twins.code(
          CODE,
          Rights.READ | Rights.EXECUTE,
          "movz x9, #%d".formatted(marker),
          "movz x28, #60000",
          "fmov d1, x0",
          "fadd d0, d0, d1",
          "subs x28, x28, #1",
          "b.ne 0x%x".formatted(loop),
          "svc #0");
      twins.both(cpu -> {
        cpu.x(0, Double.doubleToRawLongBits(1));
        cpu.pc(CODE);
      });
      assertThat(RegionRecording.sizes(directory, loop, () -> becomeInexact(twins))).hasSize(2);
    }
  }

  private static void becomeInexact(Twins twins) {
    Translator translator = new Translator(1000);
    assertThat(twins.run(translator, 100_000, "exact")).isInstanceOf(Exit.BudgetExhausted.class);
    assertThat(twins.expected.fp().status()).isZero();
    twins.both(cpu -> cpu.x(0, Double.doubleToRawLongBits(0.1)));
    assertThat(twins.run(translator, Long.MAX_VALUE, "inexact"))
        .isInstanceOf(Exit.SupervisorCall.class);
    assertThat(twins.expected.fp().status()).isEqualTo(0x10);
  }

  @Test
  void vectorsThatAreOlderThanALoopOfCallsAreKept() {
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      try (Twins twins = Twins.create(1 << 24)) {
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
          lines.add(
              switch (random.nextInt(3)) {
                case 0 -> "ins v%d.d[%d], x27".formatted(n, random.nextInt(2));
                case 1 -> "xtn2 v%d.4s, v%d.2d".formatted(n, random.nextInt(6));
                default ->
                    "add v%d.2d, v%d.2d, v%d.2d".formatted(n, random.nextInt(6), random.nextInt(6));
              });
        }
        lines.add("movz x28, #50");
        int loop = lines.size();
        lines.add("bl 0x%x".formatted(CODE + 0x100));
        lines.add("add v4.2d, v4.2d, v%d.2d".formatted(random.nextInt(6)));
        lines.add("subs x28, x28, #1");
        lines.add("b.ne 0x%x".formatted(CODE + 4L * loop));
        lines.add("subs x27, x27, #1");
        lines.add("b.ne 0x%x".formatted(CODE));
        lines.add("svc #0");
        twins.code(CODE, Rights.READ | Rights.EXECUTE, lines.toArray(String[]::new));
        twins.code(
            CODE + 0x100,
            Rights.READ | Rights.EXECUTE,
            "add v%d.2d, v%d.2d, v5.2d".formatted(random.nextInt(6), random.nextInt(6)),
            "ret");
        setNumbers(twins, random);
        twins.both(cpu -> {
          cpu.x(27, 200);
          cpu.pc(CODE);
        });
        Translator translator = new Translator(random.nextInt(400));
        int slices = 0;
        while (slices++ < 6
            && twins.run(translator, 9000 + random.nextInt(3000), "loop of calls " + seed)
                instanceof Exit.BudgetExhausted) {
          setNumbers(twins, random);
        }
        assertThat(twins.expected.instructions()).isGreaterThan(9000);
      }
    }
  }
}
