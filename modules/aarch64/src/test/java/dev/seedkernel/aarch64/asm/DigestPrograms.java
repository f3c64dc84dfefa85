package dev.seedkernel.aarch64.asm;

import java.math.BigInteger;

/**
 * Routines in A64 that digest with the instructions of FEAT_SHA512 and FEAT_SHA3, and the constants
 * of FIPS 180-4 and FIPS 202, computed from what those standards derive them from.
 */
final class DigestPrograms {
  private DigestPrograms() {}

  // SHA-512: x0 the state, x1 a block, x2 the constants

  /** Compression of one block: ten times eight rounds, two rounds at a time. */
  static String sha512() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
                ld1     {v16.16b-v19.16b}, [x1], #64
                ld1     {v20.16b-v23.16b}, [x1]
                ld1     {v24.2d-v27.2d}, [x0]           // ab, cd, ef, gh
        """);
    for (int r = 0; r < 4; r++) {
      text.append("        orr v%d.16b, v%d.16b, v%d.16b%n".formatted(r, 24 + r, 24 + r));
    }
    for (int r = 16; r < 24; r++) {
      text.append("        rev64 v%d.16b, v%d.16b%n".formatted(r, r));
    }
    text.append("        mov w3, #5\n1:\n");
    // The names of the state's pairs rotate: after four double rounds they are where they were.
    int[] pair = {0, 1, 2, 3};
    for (int step = 0; step < 8; step++) {
      text.append(doubleRound(step, pair));
      pair = new int[] {pair[3], pair[0], pair[1], pair[2]};
    }
    text.append("        subs w3, w3, #1\n        b.ne 1b\n");
    for (int r = 0; r < 4; r++) {
      text.append("        add v%d.2d, v%d.2d, v%d.2d%n".formatted(r, r, 24 + r));
    }
    return text.append("        st1 {v0.2d-v3.2d}, [x0]\n        brk #0\n").toString();
  }

  private static String doubleRound(int step, int[] pair) {
    int now = 16 + step;
    int next = 16 + (step + 1) % 8;
    int last = 16 + (step + 7) % 8;
    int ninth = 16 + (step + 4) % 8;
    int tenth = 16 + (step + 5) % 8;
    int ab = pair[0];
    int cd = pair[1];
    int ef = pair[2];
    int gh = pair[3];
    return """
        ld1     {v4.2d}, [x2], #16
        add     v4.2d, v4.2d, v%1$d.2d
        ext     v4.16b, v4.16b, v4.16b, #8
        ext     v5.16b, v%4$d.16b, v%5$d.16b, #8    // f, g
        ext     v6.16b, v%3$d.16b, v%4$d.16b, #8    // d, e
        add     v%5$d.2d, v%5$d.2d, v4.2d
        sha512h q%5$d, q5, v6.2d
        orr     v6.16b, v%3$d.16b, v%3$d.16b
        add     v%3$d.2d, v%3$d.2d, v%5$d.2d        // the next e, f
        sha512h2 q%5$d, q6, v%2$d.2d                // the next a, b
        sha512su0 v%1$d.2d, v%6$d.2d
        ext     v4.16b, v%8$d.16b, v%9$d.16b, #8
        sha512su1 v%1$d.2d, v%7$d.2d, v4.2d
    """
        .formatted(now, ab, cd, ef, gh, next, last, ninth, tenth);
  }

  static long[] sha512Start() {
    long[] result = new long[8];
    for (int i = 0; i < result.length; i++) {
      result[i] = BigInteger.valueOf(prime(i)).shiftLeft(128).sqrt().longValue();
    }
    return result;
  }

  /** The first 64 bits of the fractions of the cube roots of the first 80 primes. */
  static long[] sha512Constants() {
    long[] result = new long[80];
    for (int i = 0; i < result.length; i++) {
      result[i] = cubeRoot(BigInteger.valueOf(prime(i)).shiftLeft(192)).longValue();
    }
    return result;
  }

  private static int prime(int index) {
    BigInteger prime = BigInteger.TWO;
    for (int i = 0; i < index; i++) {
      prime = prime.nextProbablePrime();
    }
    return prime.intValueExact();
  }

  private static BigInteger cubeRoot(BigInteger n) {
    BigInteger root = BigInteger.ZERO;
    for (int bit = n.bitLength() / 3 + 1; bit >= 0; bit--) {
      BigInteger trial = root.setBit(bit);
      root = trial.pow(3).compareTo(n) <= 0 ? trial : root;
    }
    return root;
  }

  // Keccak-f[1600]: x0 the lanes of two states in turn, x1 the constants

  /** The permutation of two states at once: lane x + 5y of both in v(x + 5y). */
  static String keccak() {
    StringBuilder text = new StringBuilder("        mov x2, x0\n");
    for (int lane = 0; lane < 25; lane++) {
      text.append("        ldr q%d, [x2], #16%n".formatted(lane));
    }
    text.append("        mov w3, #24\n1:\n").append(theta()).append(rhoAndPi()).append(chi());
    text.append(
        """
                ld1r    {v25.2d}, [x1], #8
                eor     v0.16b, v0.16b, v25.16b
                subs    w3, w3, #1
                b.ne    1b
        """);
    for (int lane = 0; lane < 25; lane++) {
      text.append("        str q%d, [x0], #16%n".formatted(lane));
    }
    return text.append("        brk #0\n").toString();
  }

  /** Where theta leaves what is to be added to each column. */
  private static final int[] COLUMN = {30, 31, 26, 27, 28};

  private static String theta() {
    StringBuilder text = new StringBuilder();
    for (int x = 0; x < 5; x++) {
      int sum = 25 + x;
      text.append(
          "        eor3 v%d.16b, v%d.16b, v%d.16b, v%d.16b%n".formatted(sum, x, x + 5, x + 10));
      text.append(
          "        eor3 v%d.16b, v%d.16b, v%d.16b, v%d.16b%n".formatted(sum, sum, x + 15, x + 20));
    }
    for (int x = 0; x < 5; x++) {
      // A sum that is no longer needed makes room: those of columns 1, 2 and 3 go in turn.
      text.append(
          "        rax1 v%d.2d, v%d.2d, v%d.2d%n"
              .formatted(COLUMN[x], 25 + (x + 4) % 5, 25 + (x + 1) % 5));
    }
    return text.toString();
  }

  /** One cycle through all lanes but the first, backwards, with v25 for the lane that is lost. */
  private static String rhoAndPi() {
    int[] source = new int[25];
    int[] rotation = new int[25];
    int x = 1;
    int y = 0;
    for (int t = 0; t < 24; t++) {
      rotation[x + 5 * y] = (t + 1) * (t + 2) / 2 % 64;
      int below = (2 * x + 3 * y) % 5;
      source[y + 5 * below] = x + 5 * y;
      x = y;
      y = below;
    }
    StringBuilder text = new StringBuilder();
    text.append("        xar v0.2d, v0.2d, v%d.2d, #0%n".formatted(COLUMN[0]));
    text.append("        orr v25.16b, v1.16b, v1.16b\n");
    int lane = 1;
    do {
      int from = source[lane];
      text.append(
          "        xar v%d.2d, v%d.2d, v%d.2d, #%d%n"
              .formatted(lane, from == 1 ? 25 : from, COLUMN[from % 5], 64 - rotation[from]));
      lane = from;
    } while (lane != 1);
    return text.toString();
  }

  private static String chi() {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < 25; row += 5) {
      text.append("        orr v25.16b, v%d.16b, v%d.16b%n".formatted(row, row));
      text.append("        orr v29.16b, v%d.16b, v%d.16b%n".formatted(row + 1, row + 1));
      int[] lane = {row, row + 1, row + 2, row + 3, row + 4, 25, 29};
      for (int x = 0; x < 5; x++) {
        text.append(
            "        bcax v%d.16b, v%d.16b, v%d.16b, v%d.16b%n"
                .formatted(lane[x], lane[x], lane[x + 2], lane[x + 1]));
      }
    }
    return text.toString();
  }

  /** The constants of iota, from the register of FIPS 202, 3.2.5. */
  static long[] keccakConstants() {
    long[] result = new long[24];
    int register = 1;
    for (int round = 0; round < result.length; round++) {
      for (int j = 0; j < 7; j++) {
        result[round] |= (long) (register & 1) << ((1 << j) - 1);
        register = register << 1 ^ (register >> 7) * 0x171;
      }
    }
    return result;
  }
}
