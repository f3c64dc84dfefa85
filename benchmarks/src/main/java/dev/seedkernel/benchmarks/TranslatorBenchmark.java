package dev.seedkernel.benchmarks;

import dev.seedkernel.aarch64.engine.Translator;

/** The same loops, translated: each is long past the threshold when it is measured. */
public class TranslatorBenchmark extends EngineBenchmark {
  /** Creates the benchmark, for JMH. */
  public TranslatorBenchmark() {
    super(new Translator());
  }
}
