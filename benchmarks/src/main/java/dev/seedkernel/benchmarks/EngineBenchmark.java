package dev.seedkernel.benchmarks;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Guest instructions a microsecond, that is MIPS: integers, floating point, Advanced SIMD.
 *
 * <p>All loops run in one virtual machine, so that an engine's calls are as megamorphic as in
 * earnest; {@link #mixed} is the figure that counts for integers.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Xmx1g"})
public abstract class EngineBenchmark {
  private static final int INSTRUCTIONS = 3_000_000;

  private final Engine engine;
  private Cpu[] processors = {};

  EngineBenchmark(Engine engine) {
    this.engine = engine;
  }

  /** Loads each loop into a memory of its own, and warms all of them up. */
  @Setup(Level.Trial)
  public void load() {
    processors = new Cpu[GuestLoop.ALL.size()];
    for (int i = 0; i < processors.length; i++) {
      processors[i] = GuestLoop.ALL.get(i).load();
    }
    for (int i = 0; i < 5; i++) {
      for (int loop = 0; loop < processors.length; loop++) {
        run(loop, INSTRUCTIONS / 3);
      }
    }
  }

  /** Gives the memories back. */
  @TearDown(Level.Trial)
  public void close() {
    for (Cpu cpu : processors) {
      cpu.memory().close();
    }
  }

  private Exit run(int index, int instructions) {
    Exit exit = engine.run(processors[index], instructions);
    if (!(exit instanceof Exit.BudgetExhausted)) {
      throw new IllegalStateException(GuestLoop.ALL.get(index) + " ended: " + exit);
    }
    return exit;
  }

  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public Exit calls() {
    return run(0, INSTRUCTIONS);
  }

  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public Exit bytes() {
    return run(1, INSTRUCTIONS);
  }

  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public Exit sieve() {
    return run(2, INSTRUCTIONS);
  }

  /** Double precision, inexact results. */
  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public Exit polynomial() {
    return run(3, INSTRUCTIONS);
  }

  /** Double precision, exact results. */
  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public Exit exact() {
    return run(4, INSTRUCTIONS);
  }

  /** Vectors of bytes. */
  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public Exit search() {
    return run(5, INSTRUCTIONS);
  }

  /** Vectors of single precision. */
  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public Exit vectors() {
    return run(6, INSTRUCTIONS);
  }

  /** A third of each loop over integers. */
  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public Exit mixed() {
    run(0, INSTRUCTIONS / 3);
    run(1, INSTRUCTIONS / 3);
    return run(2, INSTRUCTIONS / 3);
  }
}
