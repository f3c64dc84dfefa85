package dev.seedkernel.benchmarks;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What new code costs: microseconds from a fresh address space to the end of twenty thousand
 * instructions of a loop that no engine has seen.
 *
 * <p>{@link #translated} less {@link #interpreted} is the price of one or two regions of about 15
 * instructions: their graph, their bytecode, their class, and their first turns, which HotSpot
 * interprets. That is a warm class writer; for a cold one run it with {@code -bm ss -wi 0 -i 1 -f
 * 10}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Xmx1g"})
public class TranslationBenchmark {
  private static final int INSTRUCTIONS = 20_000;

  private final Engine interpreter = new Interpreter();

  /** Translates what is branched to for the first time. */
  private final Engine translator = new Translator(0);

  private int serial;

  /** Interprets a new loop. */
  @Benchmark
  public Exit interpreted() {
    return runNew(interpreter);
  }

  /** Translates a new loop. */
  @Benchmark
  public Exit translated() {
    return runNew(translator);
  }

  private Exit runNew(Engine engine) {
    // Translated code is shared by all who hold the same words: one word must be new.
    Cpu cpu = GuestLoop.BYTES.loadWithConstant(serial++);
    try {
      return engine.run(cpu, INSTRUCTIONS);
    } finally {
      cpu.memory().close();
    }
  }
}
