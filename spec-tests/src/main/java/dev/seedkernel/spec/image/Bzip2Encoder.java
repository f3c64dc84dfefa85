package dev.seedkernel.spec.image;

import dev.seedkernel.spec.program.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Writes bzip2 in small blocks, with codes whose lengths differ by one bit at most. */
final class Bzip2Encoder {
  private static final int BLOCK = 4000;
  private static final int GROUP = 50;
  private static final int RUN = 4;
  private static final int LONGEST_RUN = 255;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int current;
  private int filled;

  private Bzip2Encoder() {}

  static Bytes encode(Bytes content) {
    Bzip2Encoder encoder = new Bzip2Encoder();
    encoder.bits(8, 'B');
    encoder.bits(8, 'Z');
    encoder.bits(8, 'h');
    encoder.bits(8, '1');
    int sum = 0;
    for (int at = 0; at < content.length(); at += BLOCK) {
      byte[] block = content.slice(at, Math.min(BLOCK, content.length() - at)).toArray();
      int own = sum(block);
      sum = Integer.rotateLeft(sum, 1) ^ own;
      encoder.block(block, own);
    }
    encoder.bits(24, 0x177245);
    encoder.bits(24, 0x385090);
    encoder.word(sum);
    while (encoder.filled != 0) {
      encoder.bits(1, 0);
    }
    return Bytes.of(encoder.out.toByteArray());
  }

  private void bits(int count, int value) {
    for (int i = count - 1; i >= 0; i--) {
      current = current << 1 | (value >> i & 1);
      if (++filled == 8) {
        out.write(current);
        filled = 0;
      }
    }
  }

  private void word(int value) {
    bits(16, value >>> 16);
    bits(16, value & 0xffff);
  }

  /** The CRC with its highest bit first. */
  private static int sum(byte[] bytes) {
    int sum = -1;
    for (byte one : bytes) {
      sum ^= one << 24;
      for (int i = 0; i < 8; i++) {
        sum = sum < 0 ? sum << 1 ^ 0x04c1_1db7 : sum << 1;
      }
    }
    return ~sum;
  }

  /** Four equal bytes are followed by how many more there are. */
  private static byte[] withoutRuns(byte[] bytes) {
    ByteArrayOutputStream shorter = new ByteArrayOutputStream();
    for (int at = 0; at < bytes.length; ) {
      int run = 1;
      while (at + run < bytes.length && run < RUN + LONGEST_RUN && bytes[at + run] == bytes[at]) {
        run++;
      }
      shorter.write(bytes, at, Math.min(run, RUN));
      if (run >= RUN) {
        shorter.write(run - RUN);
      }
      at += run;
    }
    return shorter.toByteArray();
  }

  private static Integer[] rotations(byte[] bytes) {
    Integer[] order = new Integer[bytes.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        new Comparator<>() {
          @Override
          public int compare(Integer a, Integer b) {
            for (int i = 0; i < bytes.length; i++) {
              int difference =
                  (bytes[(a + i) % bytes.length] & 0xff) - (bytes[(b + i) % bytes.length] & 0xff);
              if (difference != 0) {
                return difference;
              }
            }
            return a - b;
          }
        });
    return order;
  }

  private void block(byte[] content, int sum) {
    byte[] bytes = withoutRuns(content);
    Integer[] order = rotations(bytes);
    bits(24, 0x314159);
    bits(24, 0x265359);
    word(sum);
    bits(1, 0);
    bits(24, Arrays.asList(order).indexOf(0));
    List<Integer> alphabet = alphabet(bytes);
    List<Integer> symbols = symbols(bytes, order, new ArrayList<>(alphabet));
    int size = alphabet.size() + 2;
    int[] lengths = lengths(size);
    int selectors = (symbols.size() + GROUP - 1) / GROUP;
    bits(3, 2);
    bits(15, selectors);
    for (int i = 0; i < selectors; i++) {
      bits(1, 0); // The first table.
    }
    tableOf(lengths);
    tableOf(lengths);
    int[] codes = codes(lengths);
    for (int symbol : symbols) {
      bits(lengths[symbol], codes[symbol]);
    }
  }

  /** Writes which values there are, and returns them. */
  private List<Integer> alphabet(byte[] bytes) {
    boolean[] used = new boolean[256];
    for (byte one : bytes) {
      used[one & 0xff] = true;
    }
    List<Integer> alphabet = new ArrayList<>();
    int groups = 0;
    for (int i = 0; i < 256; i++) {
      if (used[i]) {
        alphabet.add(i);
        groups |= 0x8000 >> (i / 16);
      }
    }
    bits(16, groups);
    for (int i = 0; i < 256; i++) {
      if ((groups & 0x8000 >> (i / 16)) != 0) {
        bits(1, used[i] ? 1 : 0);
      }
    }
    return alphabet;
  }

  /** The last column, moved to the front; zeros are counted in digits 1 and 2. */
  private static List<Integer> symbols(byte[] bytes, Integer[] order, List<Integer> front) {
    List<Integer> symbols = new ArrayList<>();
    int end = front.size() + 1;
    int zeros = 0;
    for (int start : order) {
      int value = bytes[(start + bytes.length - 1) % bytes.length] & 0xff;
      int place = front.indexOf(value);
      if (place == 0) {
        zeros++;
        continue;
      }
      zeros = flush(symbols, zeros);
      front.remove(Integer.valueOf(value));
      front.addFirst(value);
      symbols.add(place + 1);
    }
    flush(symbols, zeros);
    symbols.add(end);
    return symbols;
  }

  private static int flush(List<Integer> symbols, int zeros) {
    for (int rest = zeros; rest > 0; rest = (rest - 1) / 2) {
      symbols.add((rest - 1) % 2);
    }
    return 0;
  }

  private static int[] lengths(int size) {
    int most = 32 - Integer.numberOfLeadingZeros(size - 1);
    int shorter = (1 << most) - size;
    int[] lengths = new int[size];
    for (int i = 0; i < size; i++) {
      lengths[i] = i < shorter ? most - 1 : most;
    }
    return lengths;
  }

  private static int[] codes(int[] lengths) {
    int[] codes = new int[lengths.length];
    int code = 0;
    for (int i = 0; i < lengths.length; i++) {
      codes[i] = code;
      code = (code + 1) << (i + 1 < lengths.length ? lengths[i + 1] - lengths[i] : 0);
    }
    return codes;
  }

  private void tableOf(int[] lengths) {
    int length = lengths[0];
    bits(5, length);
    for (int wanted : lengths) {
      for (; length < wanted; length++) {
        bits(2, 2);
      }
      bits(1, 0);
    }
  }
}
