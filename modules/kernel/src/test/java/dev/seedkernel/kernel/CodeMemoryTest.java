package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.quota.Limits;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the translator keeps of code that is gone: nothing. Measured while the machine still runs,
 * when the guest prints its result, with the translator alone.
 */
final class CodeMemoryTest {
  /** A region takes several KB, so thousands that were kept would be tens of MB. */
  private static final long ROOM = 2L << 20;

  /** Measures what is left after a collection whenever the guest writes a line. */
  private static final class Meter implements Console {
    private final StringBuilder text = new StringBuilder();
    private long metaspace;
    private long heap;

    @Override
    public int read(byte[] to, int offset, int length) {
      return -1;
    }

    @Override
    public void write(Stream stream, byte[] from, int offset, int length) {
      text.append(new String(from, offset, length, StandardCharsets.ISO_8859_1));
      System.gc();
      metaspace = classBytes();
      heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long classBytes() {
      for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
        if (pool.getName().equals("Metaspace")) {
          return pool.getUsage().getUsed();
        }
      }
      throw new AssertionError("no Metaspace");
    }
  }

  private static Meter run(String program, int threshold, String... arguments) throws Exception {
    Meter meter = new Meter();
    CpioArchive archive = CpioArchive.builder().file("init", 0755, Guest.program(program)).build();
    List<String> argv = new ArrayList<>(List.of("/init"));
    argv.addAll(List.of(arguments));
    Outcome outcome =
        Kernel.create(Limits.DEFAULT, meter)
            .withEngine(new Translator(threshold))
            .run(
                MemorySegment.ofArray(CpioWriter.toBytes(archive)),
                new Program("/init", argv, List.of(), "/"));
    assertThat(outcome.end()).isEqualTo(new Outcome.End.Exited(0));
    return meter;
  }

  private static long unloaded() {
    return ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount();
  }

  /** Each process has an address space of its own; their code is made once. */
  @Test
  void tenThousandProcessesShareTheirCode() throws Exception {
    Meter few = run("churn", 0, "spawns", "100");
    long loaded = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
    Meter many = run("churn", 0, "spawns", "10000");
    assertThat(many.text.toString()).isEqualTo("good = 10000\n");
    assertThat(many.metaspace).isLessThan(few.metaspace + ROOM);
    assertThat(many.heap).isLessThan(few.heap + ROOM);
    assertThat(ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount() - loaded)
        .as("regions that were made anew")
        .isLessThan(100);
  }

  /** At a threshold of 500 each version is translated, at the default's none. */
  @ParameterizedTest
  @CsvSource({
    "in place, 500, 300",
    "protected, 500, 300",
    "in place, 30000, 10",
    "protected, 30000, 10",
  })
  void codeThatChangesTenThousandTimesLeavesNothing(String how, int threshold, String calls)
      throws Exception {
    Meter few = run("rewrites", threshold, how, "200", calls);
    long before = unloaded();
    long start = System.nanoTime();
    Meter many = run("rewrites", threshold, how, "10000", calls);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(many.text.toString()).startsWith("wrong = 0\n");
    assertThat(many.metaspace).isLessThan(few.metaspace + ROOM);
    assertThat(many.heap).isLessThan(few.heap + ROOM);
    if (threshold < 600) {
      assertThat(unloaded() - before).as("versions that were translated").isGreaterThan(9_000);
    }
    assertThat(took).isLessThan(Duration.ofSeconds(30));
  }
}
