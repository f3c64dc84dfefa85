package dev.seedkernel.aarch64;

import org.jspecify.annotations.Nullable;

/** Is told when instructions that were fetched from a range may no longer be what they were. */
public interface CodeObserver {
  /**
   * A range was unmapped, remapped, cleared, moved or had its rights changed, or the guest asked
   * for new instructions to become visible there (IC IVAU).
   *
   * @param address start of the range
   * @param length bytes
   */
  void codeChanged(long address, long length);

  /**
   * Returns who observes a copy of the space, which holds the same instructions; null for nobody.
   */
  default @Nullable CodeObserver forFork(AddressSpace copy) {
    return null;
  }
}
