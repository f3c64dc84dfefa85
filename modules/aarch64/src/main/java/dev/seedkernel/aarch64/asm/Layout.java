package dev.seedkernel.aarch64.asm;

import dev.seedkernel.aarch64.asm.Section.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Where sections lie.
 *
 * @param address of the first
 * @param alignment what sections of another kind begin at a multiple of, a power of two
 * @param compact whether the offset in the page goes on instead, as in a file without gaps; then
 *     zeros follow right behind data
 */
record Layout(long address, long alignment, boolean compact) {
  /** So that data of any size is aligned if the source keeps it so, as in a page of its own. */
  private static final long QUADWORD = 16;

  Walk walk() {
    return new Walk();
  }

  /** Goes from section to section. */
  final class Walk {
    private long at = address;
    private @Nullable Kind last;

    /** Returns the address of the next section. */
    long next(Kind kind, long boundary, long size) {
      if (size > 0) {
        if (last != null && last != kind) {
          at = compact ? up(nextPage(kind), QUADWORD) : up(at, alignment);
        }
        last = kind;
        at = up(at, boundary);
      }
      long start = at;
      at += size;
      return start;
    }

    /** As ld: the same place in the next page is the next place in the file. */
    private long nextPage(Kind kind) {
      return kind == Kind.BSS && last == Kind.DATA
          ? at
          : up(at, alignment) + (at & (alignment - 1));
    }
  }

  private static long up(long at, long boundary) {
    return (at + boundary - 1) & -boundary;
  }
}
