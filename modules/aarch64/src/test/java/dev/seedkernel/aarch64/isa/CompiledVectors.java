package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.aarch64.translate.HostVectors;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Random;

/**
 * A program that runs loops with one line of Advanced SIMD each, until HotSpot's second compiler
 * has them, and compares with the interpreter. {@link CompiledVectorsTest} starts it with the
 * options of the runtime image.
 */
public final class CompiledVectors {
  /** What it prints when all was as it should be. */
  static final String AGREE = "words in compiled loops: both engines agree";

  private static final long CODE = 0x1_0000;
  private static final long DATA = 0x4_0000;
  private static final int TURNS = 20_000;
  private static final int RUNS = 6;

  /** Sixteen bytes for each turn. */
  private static final int LENGTH = (TURNS * 16 + 4095) & -4096;

  /** What an object for a vector takes at least, for each turn. */
  private static final long OBJECTS = TURNS * 16L;

  /**
   * Behind the word: ADD V1.2D, V1.2D, V0.2D; LDR Q31, [X10], #16; STR Q1, [X11]; SUB X9, X9, #1;
   * CBNZ X9 back to the word; SVC.
   */
  private static final int[] LOOP = {
    0x4ee0_8421, 0x3cc1_055f, 0x3d80_0161, 0xd100_0529, 0xb5ff_ff89, 0xd400_0001
  };

  private final Random random;
  private int slow;
  private final Engine translator = new Translator(0);

  private final MethodHandle allocated = allocatedBytesMethod();

  private CompiledVectors(long seed) {
    this.random = new Random(seed);
  }

  /**
   * Runs a share of the lines.
   *
   * @param arguments a seed, the number of shares, and which one; or a seed and a word, in
   *     hexadecimal
   */
  public static void main(String[] arguments) {
    if (!HostVectors.AVAILABLE) {
      throw new IllegalStateException("no vectors of the host");
    }
    long seed = Long.parseLong(arguments[0]);
    if (arguments.length == 2) {
      new CompiledVectors(seed).run(Integer.parseUnsignedInt(arguments[1], 16), false);
      return;
    }
    int shares = Integer.parseInt(arguments[1]);
    int share = Integer.parseInt(arguments[2]);
    CompiledVectors program = new CompiledVectors(seed);
    int line = 0;
    int words = 0;
    for (Encoding encoding : InstructionSet.a64().encodings()) {
      boolean vector = (encoding.value() & 0x9e00_0000) == 0x0e00_0000;
      if (encoding.implemented() && vector && line++ % shares == share) {
        words += program.run(encoding);
      }
    }
    if (program.slow > 0) {
      throw new IllegalStateException(program.slow + " words made objects");
    }
    System.out.println(words + " " + AGREE);
  }

  /** Runs a word of a line, on 128 bits if it has a bit for that. */
  private int run(Encoding line) {
    for (int tries = 0; tries < 100; tries++) {
      int word = (line.value() | (random.nextInt() & ~line.mask())) & ~0x001f_03ff;
      word |= random.nextInt(3) == 0 ? 31 << 16 : random.nextInt(2) << 16;
      word |= random.nextInt(2) << 5 | random.nextInt(2);
      word = (word & ~line.mask()) | line.value() | (1 << 30 & ~line.mask());
      if (InstructionSet.a64().owner(word) == line) {
        run(word, isFloat(line.mnemonic()));
        return 1;
      }
    }
    return 0;
  }

  /** Exact results of what is special are computed with objects. */
  private static boolean isFloat(String mnemonic) {
    return mnemonic.startsWith("f") || mnemonic.endsWith("cvtf");
  }

  private void run(int word, boolean mayAllocate) {
    int[] words = new int[1 + LOOP.length];
    words[0] = word;
    System.arraycopy(LOOP, 0, words, 1, LOOP.length);
    String what = "word 0x%08x".formatted(word);
    try (Twins twins = Twins.create(1 << 20)) {
      twins.code(CODE, Rights.READ | Rights.EXECUTE, words);
      byte[] content = new byte[LENGTH];
      random.nextBytes(content);
      twins.memory(space -> {
        space.map(DATA, LENGTH, Rights.READ | Rights.WRITE);
        space.write(DATA, MemorySegment.ofArray(content), 0, LENGTH);
      });
      long least = Long.MAX_VALUE;
      for (int n = 0; n < RUNS; n++) {
        least = Math.min(least, run(twins, DATA, what, Exit.SupervisorCall.class));
      }
      if (least > OBJECTS && !mayAllocate) {
        System.out.printf("%s: %d bytes for %d turns%n", what, least, TURNS);
        slow++;
      }
      // Out of the loop, where nothing is mapped: what HotSpot keeps in registers becomes objects.
      run(twins, DATA + LENGTH / 4 * 3, what, Exit.DataAbort.class);
      twins.compare(DATA, DATA + LENGTH, what);
    }
  }

  /** Runs both on other numbers, and returns how many bytes of objects were made. */
  private long run(Twins twins, long source, String what, Class<? extends Exit> expected) {
    for (int v = 0; v < 32; v++) {
      int register = v;
      long low = random.nextLong();
      long high = random.nextLong();
      twins.both(cpu -> cpu.v(register, low, high));
    }
    int status = random.nextBoolean() ? 0x10 : 0;
    twins.both(cpu -> {
      cpu.pc(CODE);
      cpu.fpsr(status);
      cpu.x(9, TURNS);
      cpu.x(10, source);
      cpu.x(11, DATA + 32);
    });
    Exit exit = twins.runFirst(1_000_000);
    long before = allocatedBytes();
    twins.runSecond(translator, exit, 1_000_000, what);
    long bytes = allocatedBytes() - before;
    if (!expected.isInstance(exit)) {
      throw new IllegalStateException(what + ": " + exit);
    }
    return bytes;
  }

  /** Returns com.sun.management.ThreadMXBean's method of the JVM; this module does not read its. */
  private static MethodHandle allocatedBytesMethod() {
    try {
      Object bean =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      return MethodHandles.publicLookup()
          .findVirtual(
              Class.forName("com.sun.management.ThreadMXBean"),
              "getCurrentThreadAllocatedBytes",
              MethodType.methodType(long.class))
          .bindTo(bean);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns how many bytes this thread has allocated. */
  private long allocatedBytes() {
    try {
      return (long) allocated.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
