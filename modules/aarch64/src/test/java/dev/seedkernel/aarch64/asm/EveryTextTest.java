package dev.seedkernel.aarch64.asm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.isa.Encoding;
import dev.seedkernel.aarch64.isa.InstructionSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Assembling the text of a word gives the word, for words of every line that have all values of
 * each field, and all pairs of values of each two fields.
 *
 * <p>The text of an operand depends on the fields of that operand alone, which two fields nearly
 * always cover; the rest is up to random words. A build takes a part of the values; {@code
 * -Daarch64.walk=all} takes them all where a field, or two, have no more than 12 bits, and
 * otherwise each bit alone, each bit missing, and random ones.
 */
class EveryTextTest {
  private static final boolean ALL = "all".equals(System.getProperty("aarch64.walk"));
  private static final long ADDRESS = 0x4000_0000L;

  /** A field, or two, of up to so many bits are walked whole; of larger ones, a part. */
  private static final int WHOLE_BITS = ALL ? 12 : 2;

  private static final int PART = ALL ? 256 : 4;
  private static final int RANDOM = ALL ? 1024 : 10;

  /** Instructions that are assembled at once. */
  private static final int BATCH = 1 << 12;

  private static final int SHOWN = 30;

  private final InstructionSet set = InstructionSet.a64();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Map<String, Long> equal = new ConcurrentSkipListMap<>();
  private final AtomicLong count = new AtomicLong();

  @Test
  void textOfEveryWordReadsBack() {
    set.encodings().parallelStream().forEach(this::walk);

    assertThat(wrong).isEmpty();
    System.out.printf(
        "assembled the text of %d words; other words that mean the same: %s%n",
        count.get(), new TreeMap<>(equal));
  }

  private void walk(Encoding encoding) {
    Random random = new Random(encoding.value());
    int[] words = words(encoding, random);
    for (int from = 0; from < words.length && wrong.size() < SHOWN; from += BATCH) {
      check(Arrays.copyOfRange(words, from, Math.min(words.length, from + BATCH)));
    }
  }

  private int[] words(Encoding encoding, Random random) {
    int[] letters = encoding.bits().chars().filter(Character::isLetter).distinct().toArray();
    IntStream.Builder words = IntStream.builder();
    random.ints(RANDOM).map(i -> (i & ~encoding.mask()) | encoding.value()).forEach(words::add);
    for (int a : letters) {
      for (int b : letters) {
        if (a <= b) {
          pair(
              encoding, random, encoding.place((char) a, -1) | encoding.place((char) b, -1), words);
        }
      }
    }
    return words.build().filter(word -> set.owner(word) == encoding).distinct().toArray();
  }

  /** Adds words with all values, or some, of the bits of a mask, and all others random. */
  private static void pair(Encoding encoding, Random random, int bits, IntStream.Builder words) {
    int width = Integer.bitCount(bits);
    int values = width <= WHOLE_BITS ? 1 << width : ALL ? PART + 2 * width : PART;
    for (int i = 0; i < values; i++) {
      int value =
          width <= WHOLE_BITS ? i : part(ALL ? i : random.nextInt(4 * width), width, random);
      int others = random.nextInt() & ~encoding.mask() & ~bits;
      words.add(encoding.value() | others | Integer.expand(value, bits));
    }
  }

  /** Each bit alone, each bit missing, and random ones. */
  private static int part(int i, int width, Random random) {
    if (i < width) {
      return 1 << i;
    }
    return i < 2 * width ? ~(1 << (i - width)) : random.nextInt();
  }

  private void check(int[] words) {
    StringBuilder source = new StringBuilder();
    for (int i = 0; i < words.length; i++) {
      source.append(Disassembler.disassemble(words[i], ADDRESS + 4L * i)).append('\n');
    }
    byte[] text;
    try {
      text = Assembler.standard().at(ADDRESS).assemble(source.toString()).text();
    } catch (AssemblyException e) {
      int index = e.line() - 1;
      wrong.add(
          "%08x %s: %s"
              .formatted(
                  words[index],
                  Disassembler.disassemble(words[index], ADDRESS + 4L * index),
                  e.expected()));
      return;
    }
    count.addAndGet(words.length);
    ByteBuffer result = ByteBuffer.wrap(text).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < words.length; i++) {
      compare(words[i], result.getInt(), ADDRESS + 4L * i);
    }
  }

  private void compare(int word, int back, long address) {
    if (word == back) {
      return;
    }
    String text = Disassembler.disassemble(word, address);
    String reason = explanation(word, back);
    if (reason.isEmpty() || !text.equals(Disassembler.disassemble(back, address))) {
      wrong.add("%08x %s became %08x".formatted(word, text, back));
    } else {
      equal.merge(reason, 1L, Long::sum);
    }
  }

  /** Says why two words may have one text, or returns nothing if they may not. */
  private String explanation(int word, int back) {
    Encoding encoding = set.owner(word);
    if (encoding == null || encoding != set.owner(back)) {
      return "";
    }
    int different = word ^ back;
    if ((different & ~encoding.place('y', -1)) == 0) {
      return "a field that the manual ignores";
    }
    boolean bitmask = encoding.width('b') >= 12;
    if (bitmask && (different & ~encoding.place('b', -1)) == 0) {
      return "a rotation further than the element of a bitmask is wide";
    }
    if (encoding.mnemonic().equals("sys") && (different & ~31) == 0 && (back & 31) == 31) {
      return "the register of an operation that takes none, which objdump does not write either";
    }
    return "";
  }
}
