package dev.seedkernel.aarch64;

/**
 * The seam between what executes instructions and what decides about them.
 *
 * <p>An engine is done when the shared suite passes with it unchanged. It holds nothing of a
 * process but caches, so one engine serves any number of {@link Cpu}s, one at a time.
 */
public interface Engine {
  /** A budget that no program uses up. */
  long UNLIMITED = Long.MAX_VALUE;

  /**
   * Executes instructions from {@link Cpu#pc()} on, until one of them needs an answer from outside.
   *
   * @param cpu the processor; its {@link Cpu#memory()} is the memory that is executed and accessed
   * @param budget how many instructions may be executed at most; counted exactly
   * @return why the engine came back
   * @throws IllegalArgumentException if the processor has a feature that the engine cannot offer
   */
  Exit run(Cpu cpu, long budget);

  /** Returns the features that a {@link Cpu} may have to run here. */
  FeatureSet features();
}
