package dev.seedkernel.aarch64.arith;

import java.util.function.LongUnaryOperator;

/**
 * QARMA-64 with five rounds and the S-box σ2: the block cipher of pointer authentication
 * (FEAT_PACQARMA5; Avanzi, "The QARMA Block Cipher Family", 2017; Arm ARM, ComputePAC).
 *
 * <p>The state is 16 cells of 4 bits, cell 0 highest, which are the rows of a 4 × 4 matrix. Each
 * layer works on every cell or is linear, so that it is the sum of what it makes of each byte: a
 * look-up for each.
 */
public final class Qarma {
  private static final int ROUNDS = 5;

  /** Digits of π. */
  private static final long[] ROUND_CONSTANTS = {
    0, 0x13198a2e_03707344L, 0xa4093822_299f31d0L, 0x082efa98_ec4e6c89L, 0x452821e6_38d01377L
  };

  private static final long ALPHA = 0xc0ac29b7_c97c50ddL;

  /** σ2: cell n becomes digit n. */
  private static final long SBOX = 0xb68fc09e_3745d21aL;

  /** τ: where cell n comes from. */
  private static final long CELLS = 0x0b6da1c7_5e38f492L;

  /** h: where cell n of the tweak comes from. */
  private static final long TWEAK_CELLS = 0x65ef0123_7cd489abL;

  /** Cells of the tweak that the register ω shifts. */
  private static final long TWEAK_SHIFTED = 0xff0ff000_f00f0f00L;

  private static final long BIT_0 = 0x11111111_11111111L;

  private static final long[] SUBSTITUTE = table(x -> substitute(x, SBOX));
  private static final long[] UNSUBSTITUTE = table(x -> substitute(x, inverse(SBOX)));
  private static final long[] SHUFFLE_MIX = table(x -> mix(shuffle(x, CELLS)));
  private static final long[] UNSHUFFLE = table(x -> shuffle(x, inverse(CELLS)));
  private static final long[] MIX_UNSHUFFLE = table(x -> shuffle(mix(x), inverse(CELLS)));
  private static final long[] TWEAK = table(x -> shift(shuffle(x, TWEAK_CELLS)));
  private static final long[] UNTWEAK = table(x -> shuffle(unshift(x), inverse(TWEAK_CELLS)));

  private Qarma() {}

  /**
   * Encrypts a block.
   *
   * @param tweak the modifier of a pointer
   * @param whitening w0: the high half of a key
   * @param core k0: the low half of a key
   */
  public static long encrypt(long block, long tweak, long whitening, long core) {
    long whitening1 = Long.rotateRight(whitening, 1) ^ (whitening >>> 63);
    long t = tweak;
    long state = block ^ whitening;
    for (int round = 0; round < ROUNDS; round++) {
      state ^= core ^ t ^ ROUND_CONSTANTS[round];
      state = map(SUBSTITUTE, round == 0 ? state : map(SHUFFLE_MIX, state));
      t = map(TWEAK, t);
    }
    state = map(SUBSTITUTE, map(SHUFFLE_MIX, state ^ whitening1 ^ t));
    state = map(UNSHUFFLE, map(SHUFFLE_MIX, state) ^ core);
    state = map(MIX_UNSHUFFLE, map(UNSUBSTITUTE, state)) ^ whitening ^ t;
    for (int round = ROUNDS - 1; round >= 0; round--) {
      state = map(UNSUBSTITUTE, state);
      state = round == 0 ? state : map(MIX_UNSHUFFLE, state);
      t = map(UNTWEAK, t);
      state ^= core ^ t ^ ROUND_CONSTANTS[round] ^ ALPHA;
    }
    return state ^ whitening1;
  }

  /** What the whole is for each value of each byte, the lowest byte first. */
  private static long[] table(LongUnaryOperator layer) {
    long[] table = new long[8 << 8];
    // A substitution gives something for cells that are 0 as well: it is taken out here.
    long zero = layer.applyAsLong(0);
    for (int i = 0; i < table.length; i++) {
      int position = i >> 8 << 3;
      long mask = 0xffL << position;
      long value = layer.applyAsLong((i & 0xffL) << position);
      table[i] = zero == 0 ? value : value & mask;
    }
    return table;
  }

  private static long map(long[] table, long x) {
    return table[(int) x & 0xff]
        ^ table[0x100 | ((int) (x >>> 8) & 0xff)]
        ^ table[0x200 | ((int) (x >>> 16) & 0xff)]
        ^ table[0x300 | ((int) (x >>> 24) & 0xff)]
        ^ table[0x400 | ((int) (x >>> 32) & 0xff)]
        ^ table[0x500 | ((int) (x >>> 40) & 0xff)]
        ^ table[0x600 | ((int) (x >>> 48) & 0xff)]
        ^ table[0x700 | (int) (x >>> 56)];
  }

  private static long cell(long x, long number) {
    return x >>> (60 - 4 * number) & 15;
  }

  private static long substitute(long x, long box) {
    long result = 0;
    for (int n = 0; n < 16; n++) {
      result = result << 4 | cell(box, cell(x, n));
    }
    return result;
  }

  private static long shuffle(long x, long from) {
    long result = 0;
    for (int n = 0; n < 16; n++) {
      result = result << 4 | cell(x, cell(from, n));
    }
    return result;
  }

  private static long inverse(long permutation) {
    long result = 0;
    for (int n = 0; n < 16; n++) {
      result |= (long) n << (60 - 4 * cell(permutation, n));
    }
    return result;
  }

  /** MixColumns by the circulant matrix (0, ρ, ρ², ρ); ρ rotates a cell. It is its own inverse. */
  private static long mix(long x) {
    long odd = Long.rotateLeft(x, 16) ^ Long.rotateRight(x, 16);
    return rotateCells(odd) ^ rotateCells(rotateCells(Long.rotateLeft(x, 32)));
  }

  private static long rotateCells(long x) {
    return (x << 1 & ~BIT_0) | (x >>> 3 & BIT_0);
  }

  /** ω: bits 3 to 0 of a cell become 0 ^ 1, 3, 2, 1. */
  private static long shift(long x) {
    long shifted = (x >>> 1 & 7 * BIT_0) | ((x ^ (x >>> 1)) & BIT_0) << 3;
    return (shifted & TWEAK_SHIFTED) | (x & ~TWEAK_SHIFTED);
  }

  private static long unshift(long x) {
    long shifted = (x & 7 * BIT_0) << 1 | ((x ^ (x >>> 3)) & BIT_0);
    return (shifted & TWEAK_SHIFTED) | (x & ~TWEAK_SHIFTED);
  }
}
