package dev.seedkernel.kernel.fs;

import java.util.SplittableRandom;

/**
 * Random bytes that are the same in every run: a machine must not differ from one run to the next.
 * They are not for secrets.
 */
public final class RandomBytes {
  private final SplittableRandom random;

  public RandomBytes(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Returns the next {@code length} bytes. */
  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
