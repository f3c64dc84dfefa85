package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Feature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The whole table, and the look-up of a word's owner. */
public final class InstructionSet {
  /** Bits 31 to 21 choose a bucket: within one, few encodings are left to compare. */
  private static final int BUCKET_SHIFT = 21;

  private static final InstructionSet A64 = new InstructionSet();

  private final List<Encoding> encodings;
  private final Encoding[][] buckets = new Encoding[1 << (32 - BUCKET_SHIFT)][];
  private final Encoding unallocated;
  private final Set<Feature> features;

  private InstructionSet() {
    InstructionTable table = new InstructionTable();
    AddSubtract.define(table);
    Logical.define(table);
    MoveAndBitfield.define(table);
    Conditional.define(table);
    MultiplyDivide.define(table);
    BitOperations.define(table);
    Branches.define(table);
    SystemGroup.define(table);
    PointerAuthentication.define(table);
    LoadStore.define(table);
    LoadStorePair.define(table);
    LoadStoreExclusive.define(table);
    Atomics.define(table);
    table.feature(Feature.FP);
    FloatingPointArithmetic.define(table);
    FloatingPointConversion.define(table);
    FloatingPointHalfPrecision.define(table);
    SimdLoadStore.define(table);
    SimdLoadStorePair.define(table);
    table.feature(Feature.ADV_SIMD);
    SimdStructures.define(table);
    SimdModifiedImmediate.define(table);
    SimdCopy.define(table);
    SimdPermute.define(table);
    SimdThreeSame.define(table);
    SimdFloatThreeSame.define(table);
    SimdTwoRegister.define(table);
    SimdFloatTwoRegister.define(table);
    SimdShift.define(table);
    SimdThreeDifferent.define(table);
    SimdByElement.define(table);
    SimdHalfPrecision.define(table);
    SimdCryptography.define(table);
    SimdCryptographyExtensions.define(table);
    encodings = List.copyOf(table.encodings());
    unallocated =
        new Encoding(
            "x".repeat(32),
            "",
            "udf",
            List.of(),
            Feature.BASE,
            "C4.1",
            InstructionTable.UNDEFINED,
            false);
    features = Collections.unmodifiableSet(implemented(encodings));
    fillBuckets();
  }

  /** Returns the instruction set. */
  public static InstructionSet a64() {
    return A64;
  }

  /** Returns every encoding, in the order of the manual's groups. */
  public List<Encoding> encodings() {
    return encodings;
  }

  /** Returns the features that are there: those with encodings, all of which are implemented. */
  public Set<Feature> features() {
    return features;
  }

  /** Returns the encoding that owns a word, or null if the word is unallocated. */
  public @Nullable Encoding owner(int word) {
    for (Encoding encoding : buckets[word >>> BUCKET_SHIFT]) {
      if (encoding.matches(word)) {
        return encoding;
      }
    }
    return null;
  }

  /** Decodes a word. An unallocated one gives an instruction that is undefined when executed. */
  public Instruction decode(int word) {
    Encoding owner = owner(word);
    return (owner == null ? unallocated : owner).decode(word);
  }

  private static Set<Feature> implemented(List<Encoding> encodings) {
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    for (Encoding encoding : encodings) {
      features.add(encoding.feature());
    }
    for (Encoding encoding : encodings) {
      // Of the base some are for other exception levels, and undefined at EL0.
      if (!encoding.implemented() && encoding.feature() != Feature.BASE) {
        features.remove(encoding.feature());
      }
    }
    return features;
  }

  private void fillBuckets() {
    List<Encoding> bySpecificity = new ArrayList<>(encodings);
    bySpecificity.sort(Comparator.comparingInt(e -> -Integer.bitCount(e.mask())));
    List<List<Encoding>> lists = new ArrayList<>();
    for (int i = 0; i < buckets.length; i++) {
      lists.add(new ArrayList<>());
    }
    for (Encoding encoding : bySpecificity) {
      int mask = encoding.mask() >>> BUCKET_SHIFT;
      int value = encoding.value() >>> BUCKET_SHIFT;
      int free = ~mask & (buckets.length - 1);
      // Every subset of the free bits, from none to all.
      for (int subset = 0; ; subset = (subset - free) & free) {
        lists.get(value | subset).add(encoding);
        if (subset == free) {
          break;
        }
      }
    }
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = lists.get(i).toArray(new Encoding[0]);
    }
  }
}
