package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.aarch64.translate.HostVectors;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/**
 * Each line of Advanced SIMD and floating point with few different registers, so that operands are
 * the destination, or each other, and lists go round from V31 to V0; and the loads and stores of
 * structures, and atomic ones, at the borders of pages: both engines do the same.
 */
class VectorLinesAgreeTest {
  private static final long CODE = 0x1_0000;
  private static final long DATA = 0x4_0000;
  private static final int PAGE = AddressSpace.PAGE_SIZE;
  private static final int WORDS_OF_LINE = 16;
  private static final int SVC = 0xd400_0001;

  private static final int COUNTER = 9;

  /** ADD V1.2D, V1.2D, V0.2D; SUB X9, X9, #1; CBNZ X9 back to the word before; SVC. */
  private static final int[] LOOP = {0x4ee0_8421, 0xd100_0529, 0xb5ff_ffc9, SVC};

  /** Rights of the pages from DATA on; -1 is a hole. */
  private static final int[] PAGES = {3, 3, Rights.READ, -1, 3, Rights.WRITE, 3};

  /** Bits that make results saturate, and those that make tables find something. */
  private static final long[] PATTERNS = {
    0,
    -1,
    0x8000_8000_8000_8000L,
    0x8080_8080_8080_8080L,
    0x7fff_ffff_7fff_ffffL,
    0x0102_0304_0506_0708L,
    0x0f10_1f20_2f30_3f40L,
    Long.MIN_VALUE,
    0x7f80_0001_ff01_80feL
  };

  private final Random random = new Random(20_261_123);

  private static boolean isVector(int word) {
    return (word & 0x0e00_0000) == 0x0e00_0000;
  }

  private static boolean isStructure(int word) {
    return (word & 0xbe00_0000) == 0x0c00_0000;
  }

  private static boolean isAtomic(int word) {
    return (word & 0x3f00_0000) == 0x0800_0000
        || (word & 0x3f20_0c00) == 0x3820_0000
        || (word & 0x3f20_0c00) == 0x1900_0000;
  }

  private int[] words(IntPredicate group, int... registers) {
    return words(group, new int[] {SVC}, registers);
  }

  /** Returns words of lines of a group, each with others behind it. */
  private int[] words(IntPredicate group, int[] behind, int... registers) {
    List<Integer> words = new ArrayList<>();
    for (Encoding line : InstructionSet.a64().encodings()) {
      if (!line.implemented() || !group.test(line.value())) {
        continue;
      }
      for (int n = 0; n < WORDS_OF_LINE; n++) {
        int word = line.value() | (random.nextInt() & ~line.mask());
        for (int at : new int[] {0, 5, 16}) {
          int register = registers[random.nextInt(registers.length)];
          int placed = (word & ~(31 << at)) | register << at;
          word = (31 << at & line.mask()) == 0 && placed >= 0 == word >= 0 ? placed : word;
        }
        if (InstructionSet.a64().owner(word) == line) {
          words.add(word);
          Arrays.stream(behind).forEach(words::add);
        }
      }
    }
    return words.stream().mapToInt(w -> w).toArray();
  }

  private long pattern() {
    return random.nextInt(3) == 0 ? random.nextLong() : PATTERNS[random.nextInt(PATTERNS.length)];
  }

  private void setVectors(Twins twins) {
    for (int v = 0; v < 32; v++) {
      int register = v;
      long low = pattern();
      long high = pattern();
      twins.both(cpu -> cpu.v(register, low, high));
    }
  }

  private static Exit runOne(Twins twins, Engine translator, int[] words, int index) {
    twins.both(cpu -> cpu.pc(CODE + index * 4L));
    return twins.run(translator, 20_000, "word 0x%08x".formatted(words[index]));
  }

  @Test
  void operandsThatAreTheSame() {
    numbers(words(VectorLinesAgreeTest::isVector, 0, 1, 31), 2);
  }

  /** In loops vectors of the host are used, where they are enabled. */
  @Test
  void inLoops() {
    assertThat(HostVectors.AVAILABLE).isTrue();
    numbers(words(VectorLinesAgreeTest::isVector, LOOP, 0, 1, 31), 1 + LOOP.length);
  }

  /**
   * Runs words with few registers on numbers that are special.
   *
   * @param distance from one to the next
   */
  private void numbers(int[] words, int distance) {
    Engine translator = new Translator(0);
    int ends = 0;
    try (Twins twins = Twins.create(1 << 22)) {
      twins.code(CODE, Rights.READ | Rights.EXECUTE, words);
      for (int n = 0; n < words.length; n += distance) {
        setVectors(twins);
        long number = pattern();
        int control = random.nextInt(3) == 0 ? random.nextInt() & 0x07c8_0000 : 0;
        int status = random.nextBoolean() ? 0x10 : 0;
        twins.both(cpu -> {
          for (int r = 0; r < 32; r++) {
            cpu.x(r, number + r);
          }
          cpu.x(COUNTER, 3);
          cpu.fpcr(control);
          cpu.fpsr(status);
        });
        ends += runOne(twins, translator, words, n) instanceof Exit.SupervisorCall ? 1 : 0;
      }
    }
    System.out.printf("%d words of floating point and vectors: both engines agree%n", ends);
    assertThat(ends).isEqualTo(words.length / distance).isGreaterThan(10_000);
  }

  @Test
  void structuresAtTheBordersOfPages() {
    atTheBordersOfPages(words(VectorLinesAgreeTest::isStructure, 0, 29, 30, 31), 70);
  }

  @Test
  void atomicAccessesAtTheBordersOfPages() {
    atTheBordersOfPages(words(VectorLinesAgreeTest::isAtomic, 0, 1, 29, 31), 12);
  }

  /**
   * Runs loads and stores.
   *
   * @param before bytes in front of a border at which they begin, at most
   */
  private void atTheBordersOfPages(int[] words, int before) {
    Engine translator = new Translator(0);
    int ends = 0;
    int faults = 0;
    try (Twins twins = Twins.create(1 << 20)) {
      twins.code(CODE, Rights.READ | Rights.EXECUTE, words);
      byte[] content = new byte[PAGE];
      random.nextBytes(content);
      twins.memory(space -> {
        for (int page = 0; page < PAGES.length; page++) {
          long at = DATA + (long) page * PAGE;
          if (PAGES[page] >= 0) {
            space.map(at, PAGE, Rights.READ | Rights.WRITE);
            space.write(at, MemorySegment.ofArray(content), 0, PAGE);
            space.protect(at, PAGE, PAGES[page]);
          }
        }
      });
      for (int n = 0; n < words.length; n += 2) {
        setVectors(twins);
        long border = DATA + (long) random.nextInt(PAGES.length) * PAGE;
        // Often aligned, as exclusives must be.
        long base = border + (random.nextInt(before + 10) - before & -1 << random.nextInt(5));
        long stack = random.nextInt(4) == 0 ? base : base & -16;
        long distance = random.nextBoolean() ? random.nextInt(100) : pattern();
        boolean marked = random.nextBoolean();
        int marks = 1 << random.nextInt(5);
        twins.both(cpu -> {
          for (int r = 0; r < 31; r++) {
            cpu.x(r, r % 2 == 0 ? base : distance);
          }
          cpu.x(0, base);
          cpu.x(29, base);
          cpu.x(Cpu.SP, stack);
          // What an exclusive load has left, which entering would clear.
          cpu.clearExclusive();
          if (marked) {
            cpu.markExclusive(base, marks);
          }
          cpu.keepExclusive();
        });
        Exit exit = runOne(twins, translator, words, n);
        ends += exit instanceof Exit.SupervisorCall ? 1 : 0;
        boolean fault = exit instanceof Exit.DataAbort || exit instanceof Exit.SpAlignmentFault;
        faults += fault ? 1 : 0;
      }
      twins.compare(DATA, DATA + (long) PAGES.length * PAGE, "at the end");
    }
    System.out.printf("accesses: %d ends, %d faults: both engines agree%n", ends, faults);
    assertThat(ends + faults).isEqualTo(words.length / 2);
    assertThat(ends).isGreaterThan(500);
    assertThat(faults).isGreaterThan(500);
  }
}
