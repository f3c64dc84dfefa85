package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.FeatureSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The whole table, and the look-up of a word's owner. */
public final class InstructionSet {
  /** Bits 31 to 21 choose a bucket: within one, few encodings are left to compare. */
  private static final int BUCKET_SHIFT = 21;

  /** Bits 28 to 25 choose a group of the manual's main table (Arm ARM C4.1). */
  private static final int GROUP_SHIFT = 25;

  private static final int GROUPS = 16;

  private static final Comparator<Encoding> MOST_SPECIFIC_FIRST =
      (one, other) -> Integer.compare(Integer.bitCount(other.mask()), Integer.bitCount(one.mask()));

  private static final InstructionSet A64 = new InstructionSet();

  private final List<Encoding> encodings;

  /** Those that may own words with the same bits 28 to 25, by these. */
  private final List<List<Encoding>> groups = new ArrayList<>();

  private final Encoding[] @Nullable [] buckets = new Encoding[1 << (32 - BUCKET_SHIFT)][];
  private final Encoding unallocated;
  private final FeatureSet features;

  private InstructionSet() {
    encodings = List.copyOf(InstructionTable.encodings());
    unallocated =
        new Encoding(
            "x".repeat(32),
            "",
            "udf",
            List::of,
            Feature.BASE,
            FeatureSet.BASE,
            "C4.1",
            0,
            0,
            false);
    features = implemented(encodings);
    for (int bits = 0; bits < GROUPS; bits++) {
      groups.add(new ArrayList<>());
    }
    encodings.forEach(this::addToGroups);
  }

  private void addToGroups(Encoding encoding) {
    int value = encoding.value() >>> GROUP_SHIFT & (GROUPS - 1);
    int free = ~(encoding.mask() >>> GROUP_SHIFT) & (GROUPS - 1);
    // All subsets of the free bits, by the usual trick: from all of them down to none.
    for (int some = free; ; some = (some - 1) & free) {
      groups.get(value | some).add(encoding);
      if (some == 0) {
        return;
      }
    }
  }

  /** Adds the lines of a group of the manual; returns whether there is one of that number. */
  static boolean define(int group, InstructionTable table) {
    switch (group) {
      case 0 -> AddSubtract.define(table);
      case 1 -> Logical.define(table);
      case 2 -> MoveAndBitfield.define(table);
      case 3 -> Conditional.define(table);
      case 4 -> MultiplyDivide.define(table);
      case 5 -> BitOperations.define(table);
      case 6 -> Branches.define(table);
      case 7 -> SystemGroup.define(table);
      case 8 -> PointerAuthentication.define(table);
      case 9 -> LoadStore.define(table);
      case 10 -> LoadStorePair.define(table);
      case 11 -> LoadStoreExclusive.define(table);
      case 12 -> Atomics.define(table);
      case 13 -> FloatingPointArithmetic.define(table.feature(Feature.FP));
      case 14 -> FloatingPointConversion.define(table.feature(Feature.FP));
      case 15 -> FloatingPointHalfPrecision.define(table.feature(Feature.FP));
      case 16 -> SimdLoadStore.define(table.feature(Feature.FP));
      case 17 -> SimdLoadStorePair.define(table.feature(Feature.FP));
      case 18 -> SimdStructures.define(table.feature(Feature.ADV_SIMD));
      case 19 -> SimdModifiedImmediate.define(table.feature(Feature.ADV_SIMD));
      case 20 -> SimdCopy.define(table.feature(Feature.ADV_SIMD));
      case 21 -> SimdPermute.define(table.feature(Feature.ADV_SIMD));
      case 22 -> SimdThreeSame.define(table.feature(Feature.ADV_SIMD));
      case 23 -> SimdFloatThreeSame.define(table.feature(Feature.ADV_SIMD));
      case 24 -> SimdTwoRegister.define(table.feature(Feature.ADV_SIMD));
      case 25 -> SimdFloatTwoRegister.define(table.feature(Feature.ADV_SIMD));
      case 26 -> SimdShift.define(table.feature(Feature.ADV_SIMD));
      case 27 -> SimdThreeDifferent.define(table.feature(Feature.ADV_SIMD));
      case 28 -> SimdByElement.define(table.feature(Feature.ADV_SIMD));
      case 29 -> SimdHalfPrecision.define(table.feature(Feature.ADV_SIMD));
      case 30 -> SimdCryptography.define(table.feature(Feature.ADV_SIMD));
      case 31 -> SimdCryptographyExtensions.define(table.feature(Feature.ADV_SIMD));
      case 32 -> SimdComplex.define(table.feature(Feature.FCMA));
      case 33 -> FloatingPointIntegers.define(table.feature(Feature.FRINTTS));
      case 34 -> SimdHalfMultiplyLong.define(table.feature(Feature.ADV_SIMD));
      case 35 -> SimdBfloat16.define(table.feature(Feature.ADV_SIMD));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Returns the instruction set. */
  public static InstructionSet a64() {
    return A64;
  }

  /** Returns every encoding, in the order of the manual's groups. */
  public List<Encoding> encodings() {
    return encodings;
  }

  /** Returns the features that are there: those of which no encoding is only known. */
  public FeatureSet features() {
    return features;
  }

  /** Links what every encoding does, which otherwise happens when it is first decoded. */
  public void link() {
    encodings.forEach(Encoding::semantics);
  }

  /** Returns the encoding that owns a word, or null if the word is unallocated. */
  public @Nullable Encoding owner(int word) {
    for (Encoding encoding : bucket(word)) {
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

  /**
   * Decodes a word for a processor with some features only. Where the owner's are not all among
   * them, the word belongs to the next encoding that matches: a hint of pointer authentication is
   * any other hint.
   */
  public Instruction decode(int word, FeatureSet available) {
    for (Encoding encoding : bucket(word)) {
      if (available.containsAll(encoding.features()) && encoding.matches(word)) {
        return encoding.decode(word);
      }
    }
    return unallocated.decode(word);
  }

  private static FeatureSet implemented(List<Encoding> encodings) {
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    Set<Feature> incomplete = EnumSet.noneOf(Feature.class);
    for (Encoding encoding : encodings) {
      features.add(encoding.feature());
      // Of the base some are for other exception levels, and undefined at EL0.
      if (!encoding.implemented() && encoding.feature() != Feature.BASE) {
        incomplete.add(encoding.feature());
      }
    }
    features.removeAll(incomplete);
    return FeatureSet.of(features.toArray(new Feature[0]));
  }

  /**
   * Returns the encodings that may own words with a word's upper bits, the most specific first. A
   * program has words of few buckets, so they are filled when they are met; a race fills one twice.
   */
  private Encoding[] bucket(int word) {
    int number = word >>> BUCKET_SHIFT;
    Encoding[] known = buckets[number];
    if (known != null) {
      return known;
    }
    List<Encoding> bucket = new ArrayList<>();
    for (Encoding encoding : groups.get(word >>> GROUP_SHIFT & (GROUPS - 1))) {
      int common = encoding.mask() >>> BUCKET_SHIFT;
      if ((number & common) == encoding.value() >>> BUCKET_SHIFT) {
        bucket.add(encoding);
      }
    }
    bucket.sort(MOST_SPECIFIC_FIRST);
    Encoding[] filled = bucket.toArray(new Encoding[0]);
    buckets[number] = filled;
    return filled;
  }
}
