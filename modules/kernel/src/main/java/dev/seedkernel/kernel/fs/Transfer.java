package dev.seedkernel.kernel.fs;

import java.lang.foreign.MemorySegment;

/** The other end of a read or a write: where bytes go to, or come from, in order. */
public final class Transfer {
  private Transfer() {}

  /** Where a read puts its bytes. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes the next bytes from a segment.
     *
     * @return how many it took; less than {@code length} where it can take no more
     */
    int put(MemorySegment from, long offset, int length);
  }

  /** Where a write gets its bytes. */
  @FunctionalInterface
  public interface Source {
    /**
     * Gives the next bytes to a segment.
     *
     * @return how many it gave; less than {@code length} where it can give no more
     */
    int take(MemorySegment to, long offset, int length);
  }

  /** Returns a sink that fills a segment from its start. */
  public static Sink into(MemorySegment target) {
    return new Sink() {
      private long position;

      @Override
      public int put(MemorySegment from, long offset, int length) {
        MemorySegment.copy(from, offset, target, position, length);
        position += length;
        return length;
      }
    };
  }

  /** Returns a source that reads a segment from its start. */
  public static Source from(MemorySegment origin) {
    return new Source() {
      private long position;

      @Override
      public int take(MemorySegment to, long offset, int length) {
        MemorySegment.copy(origin, position, to, offset, length);
        position += length;
        return length;
      }
    };
  }
}
