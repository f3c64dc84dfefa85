package dev.seedkernel.aarch64.arith;

/**
 * Marks what hardly ever happens in methods that translated code is made of.
 *
 * <p>A call, however rare, keeps the values of a loop out of the host's registers, and HotSpot's
 * second compiler makes calls of what was never executed, too. It leaves out what begins with a
 * constant that is not resolved yet. So where a region takes one of these methods for its own,
 * {@code OwnCopies} puts such a constant here. When the path is executed, the constant is resolved,
 * and HotSpot compiles the region again. What such a method calls has to be public, as the copy is
 * in a class of another package.
 */
public final class Rare {
  private Rare() {}

  /** Begins a path; what follows in the method is part of it. */
  public static void path() {
    // Only in copies is there something to do.
  }
}
