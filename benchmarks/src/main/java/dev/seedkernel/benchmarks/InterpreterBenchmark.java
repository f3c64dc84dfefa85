package dev.seedkernel.benchmarks;

import dev.seedkernel.aarch64.engine.Interpreter;

/** The loops, interpreted. */
public class InterpreterBenchmark extends EngineBenchmark {
  /** Creates the benchmark, for JMH. */
  public InterpreterBenchmark() {
    super(new Interpreter());
  }
}
