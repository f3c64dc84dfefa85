package dev.seedkernel.aarch64.isa;

import java.util.Random;

/** Makes states of the numbers that integer and floating-point instructions find difficult. */
final class RandomStates {
  private static final long[] EDGES = {
    0,
    1,
    2,
    -1,
    -2,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0xffff,
    0x5555_5555_5555_5555L,
    31,
    32,
    63,
    64
  };

  /** Fields of FPCR: AHP, DN, FZ, RMode, FZ16. */
  private static final long[] CONTROLS = {
    1L << 26, 1L << 25, 1L << 24, 1L << 23, 1L << 22, 1L << 19
  };

  private final Random random;

  RandomStates(Random random) {
    this.random = random;
  }

  State next() {
    State state = new State();
    for (int r = 0; r < 31; r++) {
      state.general(r, general());
    }
    state.general(State.SP, general() & -16);
    state.put(State.NZCV, (long) random.nextInt(16) << 28);
    state.put(State.FPCR, control());
    state.put(State.FPSR, random.nextBoolean() ? 0x10 : random.nextInt() & 0x0800_009f);
    int size = random.nextInt(4);
    boolean same = random.nextInt(4) != 0;
    for (int half = 0; half < 64; half++) {
      state.put(State.VECTORS + half * 8, elements(same ? size : random.nextInt(4)));
    }
    for (int at = State.SANDBOX; at < State.SIZE; at += 8) {
      state.put(at, random.nextBoolean() ? random.nextLong() : elements(size));
    }
    return state;
  }

  private long general() {
    return switch (random.nextInt(4)) {
      case 0 -> EDGES[random.nextInt(EDGES.length)];
      case 1 -> (1L << random.nextInt(64)) - random.nextInt(3);
      case 2 -> random.nextInt(256) - 128;
      default -> random.nextLong();
    };
  }

  private long control() {
    long fpcr = 0;
    if (random.nextBoolean()) {
      for (long bit : CONTROLS) {
        fpcr |= random.nextInt(3) == 0 ? bit : 0;
      }
    }
    return fpcr;
  }

  private long elements(int size) {
    long result = 0;
    for (int at = 0; at < 64; at += 8 << size) {
      long element = random.nextInt(4) == 0 || size == 0 ? integer(size) : number(size);
      result |= (element & (-1L >>> (64 - (8 << size)))) << at;
    }
    return result;
  }

  private long integer(int size) {
    int bits = 8 << size;
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> (1L << (bits - 1)) - random.nextInt(2);
      case 3 -> random.nextInt(256) - 128;
      case 4 -> (1L << random.nextInt(bits)) + random.nextInt(3) - 1;
      default -> random.nextLong();
    };
  }

  /** Returns a floating-point number: special, near a limit, near an integer, or any. */
  private long number(int size) {
    int fractionBits = new int[] {0, 10, 23, 52}[size];
    int exponentBits = (8 << size) - 1 - fractionBits;
    long ones = (1L << exponentBits) - 1;
    long bias = ones >>> 1;
    long fraction = random.nextLong() & ((1L << fractionBits) - 1);
    if (random.nextBoolean()) {
      // Few ones, so that much is exact.
      fraction &= random.nextLong();
      fraction &= random.nextLong();
    }
    long exponent =
        switch (random.nextInt(9)) {
          case 0 -> 0;
          case 1 -> ones;
          case 2 -> 1 + random.nextInt(3);
          case 3 -> ones - 1 - random.nextInt(3);
          case 4 -> bias + random.nextInt(5) - 2;
          case 5 -> bias + random.nextInt(fractionBits + 12);
          case 6 -> bias / 2 + random.nextInt(fractionBits) - fractionBits / 2;
          case 7 -> bias + bias / 2 + random.nextInt(3);
          default -> random.nextLong() & ones;
        };
    switch (random.nextInt(6)) {
      case 0 -> fraction = 0;
      case 1 -> fraction = (1L << fractionBits) - 1;
      case 2 -> {
        // An integer and a half.
        int keep = Math.clamp(exponent - bias + 1, 0, fractionBits);
        fraction = fraction >>> (fractionBits - keep) << (fractionBits - keep);
      }
      default -> {}
    }
    long sign = random.nextBoolean() ? 1L << ((8 << size) - 1) : 0;
    return sign | Math.min(exponent, ones) << fractionBits | fraction;
  }
}
