package dev.seedkernel.spec.image;

import dev.seedkernel.spec.program.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Writes LZMA with literals and plain matches, lc = 3, lp = 0, pb = 2, without an end mark. */
final class LzmaEncoder {
  /** The byte that says lc, lp and pb. */
  static final int PROPERTIES = (2 * 5 + 0) * 9 + 3;

  private static final int STATES = 12;
  private static final int POSITIONS = 4;
  private static final int LITERAL = 0x300;
  private static final int LITERAL_BITS = 3;
  private static final int HALF = 1 << 10;
  private static final int SHORTEST = 3;
  private static final int LONGEST = 273;

  private final byte[] bytes;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private long low;
  private long range = 0xffff_ffffL;
  private int cache;
  private int cached = 1;

  private final short[] isMatch = probabilities(STATES * POSITIONS);
  private final short[] isRepeated = probabilities(STATES);
  private final short[] literals = probabilities(LITERAL << LITERAL_BITS);
  private final short[] slots = probabilities(4 * 64);
  private final short[] special = probabilities(115);
  private final short[] align = probabilities(16);
  private final short[] choices = probabilities(2);
  private final short[] lowLengths = probabilities(POSITIONS * 8);
  private final short[] middleLengths = probabilities(POSITIONS * 8);
  private final short[] highLengths = probabilities(256);

  private int state;

  private LzmaEncoder(byte[] bytes) {
    this.bytes = bytes;
  }

  private static short[] probabilities(int count) {
    short[] all = new short[count];
    Arrays.fill(all, (short) HALF);
    return all;
  }

  /** Returns the coded bytes without any header. */
  static Bytes encode(Bytes content) {
    LzmaEncoder encoder = new LzmaEncoder(content.toArray());
    encoder.run();
    return Bytes.of(encoder.out.toByteArray());
  }

  private void run() {
    Map<Integer, Integer> seen = new HashMap<>();
    int distance = 0; // of the last match
    int at = 0;
    while (at < bytes.length) {
      int length = 0;
      if (at + SHORTEST <= bytes.length) {
        int key = bytes[at] << 16 ^ (bytes[at + 1] & 0xff) << 8 ^ (bytes[at + 2] & 0xff);
        Integer before = seen.put(key, at);
        if (before != null) {
          while (length < LONGEST
              && at + length < bytes.length
              && bytes[before + length] == bytes[at + length]) {
            length++;
          }
          if (length >= SHORTEST) {
            distance = at - before;
          }
        }
      }
      bit(isMatch, state * POSITIONS + (at & 3), length >= SHORTEST ? 1 : 0);
      if (length >= SHORTEST) {
        match(at, distance, length);
        at += length;
      } else {
        literal(at, distance);
        at++;
      }
    }
    for (int i = 0; i < 5; i++) {
      shift();
    }
  }

  private void literal(int at, int distance) {
    int previous = at == 0 ? 0 : bytes[at - 1] & 0xff;
    int base = LITERAL * (previous >> (8 - LITERAL_BITS));
    int value = bytes[at] & 0xff;
    int matched = state >= 7 ? bytes[at - distance] & 0xff : 0;
    boolean follows = state >= 7;
    int symbol = 1;
    for (int i = 7; i >= 0; i--) {
      int bit = value >> i & 1;
      int expected = matched >> i & 1;
      bit(literals, base + (follows ? (1 + expected) << 8 : 0) + symbol, bit);
      follows &= bit == expected;
      symbol = symbol << 1 | bit;
    }
    state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  }

  private void match(int at, int distance, int length) {
    bit(isRepeated, state, 0);
    state = state < 7 ? 7 : 10;
    length(length - 2, at & 3);
    int value = distance - 1;
    int top = value < 4 ? 0 : 31 - Integer.numberOfLeadingZeros(value);
    int slot = value < 4 ? value : top << 1 | (value >> (top - 1) & 1);
    tree(slots, 64 * Math.min(length - 2, 3), 6, slot);
    if (slot >= 4) {
      int bits = (slot >> 1) - 1;
      int base = (2 | (slot & 1)) << bits;
      int rest = value - base;
      if (slot < 14) {
        reverse(special, base - slot, bits, rest);
      } else {
        for (int i = bits - 1; i >= 4; i--) {
          direct(rest >> i & 1);
        }
        reverse(align, 0, 4, rest & 15);
      }
    }
  }

  private void length(int value, int position) {
    bit(choices, 0, value < 8 ? 0 : 1);
    if (value < 8) {
      tree(lowLengths, position * 8, 3, value);
      return;
    }
    bit(choices, 1, value < 16 ? 0 : 1);
    if (value < 16) {
      tree(middleLengths, position * 8, 3, value - 8);
    } else {
      tree(highLengths, 0, 8, value - 16);
    }
  }

  private void tree(short[] all, int base, int bits, int value) {
    int node = 1;
    for (int i = bits - 1; i >= 0; i--) {
      int bit = value >> i & 1;
      bit(all, base + node, bit);
      node = node << 1 | bit;
    }
  }

  private void reverse(short[] all, int base, int bits, int value) {
    int node = 1;
    for (int i = 0; i < bits; i++) {
      int bit = value >> i & 1;
      bit(all, base + node, bit);
      node = node << 1 | bit;
    }
  }

  private void bit(short[] all, int index, int bit) {
    long bound = (range >> 11) * all[index];
    if (bit == 0) {
      range = bound;
      all[index] += (short) ((2 * HALF - all[index]) >> 5);
    } else {
      low += bound;
      range -= bound;
      all[index] -= (short) (all[index] >> 5);
    }
    normalize();
  }

  private void direct(int bit) {
    range >>= 1;
    low += bit == 0 ? 0 : range;
    normalize();
  }

  private void normalize() {
    while (range < 1 << 24) {
      range = range << 8 & 0xffff_ffffL;
      shift();
    }
  }

  private void shift() {
    if (low < 0xff00_0000L || low > 0xffff_ffffL) {
      int carry = (int) (low >> 32);
      for (; cached > 0; cached--) {
        out.write(cache + carry);
        cache = 0xff;
      }
      cache = (int) (low >> 24) & 0xff;
    }
    cached++;
    low = (low & 0xff_ffff) << 8;
  }
}
