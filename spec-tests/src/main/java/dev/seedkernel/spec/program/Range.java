package dev.seedkernel.spec.program;

/**
 * Bytes of the arena.
 *
 * @param offset of the first byte from the start of the arena
 * @param length in bytes
 */
public record Range(int offset, int length) {
  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if it is not wholly in the arena
   */
  public Range {
    if (offset < 0 || length < 0 || offset > CaseLayout.ARENA_SIZE - length) {
      throw new IllegalArgumentException("not in the arena: " + offset + ", " + length);
    }
  }

  public long address() {
    return CaseLayout.ARENA + offset;
  }
}
