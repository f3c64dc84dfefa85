package dev.seedkernel.aarch64.isa;

/**
 * How a SIMD&FP register is divided into elements, and from which fields of the word that follows.
 *
 * <p>A layout is a small number: bits 2:0 are the logarithm of the size of an element in bytes, bit
 * 3 is set for 128 bits, bit 4 for a scalar. It is what semantics find in slot aux.
 */
enum VectorShape {
  /** Field z is the size; one element of 64 bits is reserved. */
  T("zQ", true),
  /** Like {@link #T}, and one element of 64 bits is allowed. */
  A("zQ", true),
  /** Elements twice as wide as those of {@link #T}, always 128 bits. */
  W("z", false),
  /** Elements twice as wide as those of {@link #T}, in as many bits. */
  L("zQ", false),
  /** Floating point: field z is 0 for single, 1 for double. */
  F("zQ", true),
  /** Fixed sizes, in 64 or 128 bits. */
  B("Q", true),
  H("Q", true),
  S("Q", true),
  D("Q", true),
  /** Halfwords in half as many bits as Q says: 2H or 4H. The layout is that of {@link #H}. */
  N("Q", false);

  static final int SIZE = 7;
  static final int FULL = 8;
  static final int SCALAR = 16;

  /** Fields that the shape depends on. */
  final String letters;

  /** Whether the layout is the one that the instruction is defined by. */
  final boolean leading;

  VectorShape(String letters, boolean leading) {
    this.letters = letters;
    this.leading = leading;
  }

  /** Returns the layout, or -1 if it is reserved. */
  int layout(Encoding encoding, int word) {
    int size = size(encoding, word);
    int full = this == W || encoding.field('Q', word) != 0 ? FULL : 0;
    boolean single = size == 3 && full == 0;
    boolean reserved =
        switch (this) {
          case T, F -> size < 0 || size > 3 || single;
          case A, L -> size > 3;
          default -> false;
        };
    return reserved ? -1 : size | full;
  }

  /** Returns the logarithm of the size of an element in bytes, whatever it is. */
  int size(Encoding encoding, int word) {
    return switch (this) {
      case T, A -> encoding.field('z', word);
      case W, L -> encoding.field('z', word) + 1;
      case F -> encoding.field('z', word) + 2;
      case B -> 0;
      case H, N -> 1;
      case S -> 2;
      case D -> 3;
    };
  }

  /** Returns the suffix that a register of this shape has. */
  String suffix(int layout) {
    return this == N ? ((layout & FULL) != 0 ? "4h" : "2h") : name(layout);
  }

  /** Returns the suffix of a register: {@code 16b}, {@code 2d}. */
  static String name(int layout) {
    int size = layout & SIZE;
    int bytes = (layout & FULL) != 0 ? 16 : 8;
    return (bytes >> size) + element(size);
  }

  /** Returns the letter of an element's size. */
  static String element(int size) {
    return "bhsdq".substring(size, size + 1);
  }
}
