package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.isa.Instruction;
import org.jspecify.annotations.Nullable;

/**
 * What a load or store accesses of which one check may be for several. Exclusives, atomics and
 * structures, which check for themselves, are none; a prefetch does nothing, and is none either.
 *
 * @param mode how the address is made
 * @param size binary logarithm of the bytes of one register
 * @param registers one, or two of a pair
 */
record Access(Mode mode, int size, int registers, boolean load, boolean vector) {
  /** Size of a vector register. */
  static final int QUAD = 4;

  /** How an address is made. */
  enum Mode {
    OFFSET,
    POST,
    PRE,
    REGISTER,
    LITERAL
  }

  /** Returns what an instruction accesses, or null. */
  static @Nullable Access of(Instruction i) {
    int w = i.word;
    if ((w & 0x0a00_0000) != 0x0800_0000) {
      return null;
    }
    boolean vector = (w & 1 << 26) != 0;
    if ((w & 0x3b00_0000) == 0x3900_0000) {
      return single(w, vector, Mode.OFFSET);
    }
    if ((w & 0x3b00_0000) == 0x1800_0000) {
      return literal(w >>> 30, vector);
    }
    if ((w & 0x3a00_0000) == 0x2800_0000) {
      int size = vector ? 2 + (w >>> 30) : w < 0 ? 3 : 2;
      return new Access(indexed(w >>> 23), size, 2, (w & 1 << 22) != 0, vector);
    }
    if ((w & 0x3b20_0000) == 0x3800_0000) {
      return single(w, vector, indexed(w >>> 10));
    }
    return (w & 0x3b20_0c00) == 0x3820_0800 ? single(w, vector, Mode.REGISTER) : null;
  }

  private static Mode indexed(int field) {
    return switch (field & 3) {
      case 1 -> Mode.POST;
      case 3 -> Mode.PRE;
      default -> Mode.OFFSET;
    };
  }

  private static @Nullable Access single(int w, boolean vector, Mode mode) {
    int size = w >>> 30;
    int operation = w >>> 22 & 3;
    if (vector) {
      boolean quad = operation > 1;
      if (quad && size > 0) {
        return null;
      }
      return new Access(mode, quad ? QUAD : size, 1, (operation & 1) != 0, true);
    }
    return size == 3 && operation == 2 ? null : new Access(mode, size, 1, operation != 0, false);
  }

  private static @Nullable Access literal(int field, boolean vector) {
    if (!vector && field == 3) {
      return null;
    }
    int size = vector ? field + 2 : field == 1 ? 3 : 2;
    return new Access(Mode.LITERAL, size, 1, true, vector);
  }

  /** Returns whether the address is a base register and a constant. */
  boolean hasConstantOffset() {
    return mode == Mode.OFFSET || mode == Mode.PRE || mode == Mode.POST;
  }

  boolean writesBack() {
    return mode == Mode.PRE || mode == Mode.POST;
  }

  /** Returns the distance of the first byte from the base register before the instruction. */
  int offset(Instruction i) {
    return mode == Mode.OFFSET || mode == Mode.PRE ? (int) i.imm : 0;
  }

  int length() {
    return registers << size;
  }
}
