package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Every word has one owner: no two lines of equal specificity match it, the decoder finds the most
 * specific one, and it decodes.
 *
 * <p>A build looks at a sample of each shard of 2²¹ words; {@code -Daarch64.walk=all} at all 2³²
 * words, one by one.
 */
class EveryWordTest {
  private static final boolean ALL = "all".equals(System.getProperty("aarch64.walk"));

  /** A shard is the words that have their upper eleven bits in common. */
  private static final int SHARD_BITS = 21;

  private static final int SHARDS = 1 << (32 - SHARD_BITS);
  private static final int SAMPLE = 2_000;
  private static final int SHOWN = 20;

  private final InstructionSet set = InstructionSet.a64();

  /** Found here and not through the decoder's buckets, which are what is tested. */
  private final List<Encoding> bySpecificity =
      set.encodings().stream()
          .sorted(Comparator.comparingInt((Encoding e) -> -Integer.bitCount(e.mask())))
          .toList();

  private final AtomicLongArray owned = new AtomicLongArray(bySpecificity.size());
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  @Test
  void everyWordHasOneOwner() {
    IntStream.range(0, SHARDS).parallel().forEach(this::walk);

    assertThat(wrong).isEmpty();
    long total = IntStream.range(0, owned.length()).mapToLong(owned::get).sum();
    long words = ALL ? 1L << 32 : (long) SHARDS * SAMPLE;
    System.out.printf(
        "walked %d words: %d have an owner, %d are unallocated%n", words, total, words - total);
    if (ALL) {
      for (int i = 0; i < owned.length(); i++) {
        assertThat(owned.get(i)).as("words of %s", bySpecificity.get(i)).isPositive();
      }
    }
  }

  private void walk(int shard) {
    int[] candidates =
        IntStream.range(0, bySpecificity.size())
            .filter(i -> mayOwn(bySpecificity.get(i), shard))
            .toArray();
    Random random = new Random(shard);
    IntUnaryOperator words = ALL ? n -> n : n -> random.nextInt(1 << SHARD_BITS);
    int count = ALL ? 1 << SHARD_BITS : SAMPLE;
    long[] here = new long[candidates.length];
    for (int n = 0; n < count && wrong.size() < SHOWN; n++) {
      check(shard << SHARD_BITS | words.applyAsInt(n), candidates, here);
    }
    for (int i = 0; i < candidates.length; i++) {
      owned.addAndGet(candidates[i], here[i]);
    }
  }

  private static boolean mayOwn(Encoding encoding, int shard) {
    int common = encoding.mask() >>> SHARD_BITS;
    return (shard & common) == encoding.value() >>> SHARD_BITS;
  }

  private void check(int word, int[] candidates, long[] here) {
    Encoding owner = null;
    for (int i = 0; i < candidates.length; i++) {
      Encoding encoding = bySpecificity.get(candidates[i]);
      if (owner != null && Integer.bitCount(encoding.mask()) < Integer.bitCount(owner.mask())) {
        break;
      }
      if (encoding.matches(word)) {
        if (owner != null) {
          wrong.add("%08x is %s, and %s as well".formatted(word, owner, encoding));
        }
        owner = encoding;
        here[i]++;
      }
    }
    Encoding decoded = set.owner(word);
    if (decoded != owner) {
      wrong.add("%08x is %s, and decoded as %s".formatted(word, owner, decoded));
    } else if (owner != null && set.decode(word).encoding != owner) {
      wrong.add("%08x is %s, and not executed as that".formatted(word, owner));
    }
  }
}
