package dev.seedkernel.aarch64.engine;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.FeatureSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an image of fixed code is found by: those with the same are compared as a whole. Code
 * depends on the size of the window and on what the processor has.
 *
 * @param start of its addresses
 * @param length in bytes
 * @param sample a hash of some bytes of each page
 * @param window bytes of the address space
 */
record ImageKey(long start, int length, int sample, long window, FeatureSet features) {
  /** Bytes of each page that tell images apart at first sight. */
  private static final int SAMPLE = 64;

  static ImageKey of(long start, long end, AddressSpace memory, FeatureSet features) {
    int sample = 1;
    byte[] part = new byte[SAMPLE];
    for (long at = start; at < end; at += AddressSpace.PAGE_SIZE) {
      memory.copyCode(at, part);
      sample = sample * 31 + Arrays.hashCode(part);
    }
    return new ImageKey(start, (int) (end - start), sample, memory.size(), features);
  }

  // Written out, as the JVM makes those of a record at the first look-up: 10 ms of a start.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ImageKey that
        && start == that.start
        && length == that.length
        && sample == that.sample
        && window == that.window
        && features.equals(that.features);
  }

  @Override
  public int hashCode() {
    return sample * 31 + Long.hashCode(start + length); // What is sampled tells most images apart.
  }
}
