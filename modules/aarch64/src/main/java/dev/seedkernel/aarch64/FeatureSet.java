package dev.seedkernel.aarch64;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The features of a processor: an immutable set that has, with each feature, what that one requires
 * (FEAT_SHA512 is never without FEAT_SHA256). An instruction that needs a feature which is not in
 * the set of a {@link Cpu} is undefined there.
 *
 * <p>The sets that are named after a version of the architecture hold what the manual makes
 * mandatory in it (A2.2 to A2.9), so far as EL0 sees it; {@link #ALL} has the optional ones too.
 */
public final class FeatureSet {
  /** In {@link Feature}, so that the table can name them, but not to be had. */
  private static final EnumSet<Feature> MISSING = EnumSet.of(Feature.BTI);

  /** The base alone: integer instructions, no floating point. */
  public static final FeatureSet BASE = of(Feature.BASE);

  public static final FeatureSet ARMV8_0 = BASE.with(Feature.FP, Feature.ADV_SIMD);
  public static final FeatureSet ARMV8_1 =
      ARMV8_0.with(Feature.CRC32, Feature.LSE, Feature.LOR, Feature.RDM);
  public static final FeatureSet ARMV8_2 = ARMV8_1.with(Feature.DPB);
  public static final FeatureSet ARMV8_3 =
      ARMV8_2.with(Feature.PAUTH, Feature.LRCPC, Feature.JSCVT, Feature.FCMA);
  public static final FeatureSet ARMV8_4 =
      ARMV8_3.with(Feature.DOTPROD, Feature.LRCPC2, Feature.FLAGM, Feature.DIT);

  /** ARMv8.5 without FEAT_BTI, whose instructions are hints that do nothing here. */
  public static final FeatureSet ARMV8_5 =
      ARMV8_4.with(Feature.SB, Feature.FLAGM2, Feature.FRINTTS, Feature.SSBS, Feature.DPB2);

  public static final FeatureSet ARMV8_6 = ARMV8_5.with(Feature.BF16, Feature.I8MM, Feature.ECV);

  /** Everything that is implemented. */
  public static final FeatureSet ALL = new FeatureSet(EnumSet.complementOf(MISSING));

  private final EnumSet<Feature> features;

  private FeatureSet(EnumSet<Feature> features) {
    this.features = features;
  }

  /** Returns the smallest set that has some features: these, and what they require. */
  public static FeatureSet of(Feature... features) {
    return new FeatureSet(EnumSet.of(Feature.BASE)).with(features);
  }

  /** Returns this set with some features and what they require. */
  public FeatureSet with(Feature... added) {
    EnumSet<Feature> result = EnumSet.copyOf(features);
    for (Feature feature : added) {
      for (Feature each = feature; each != null; each = each.required()) {
        result.add(each);
      }
    }
    return new FeatureSet(result);
  }

  /**
   * Returns this set without a feature and what requires it.
   *
   * @throws IllegalArgumentException for {@link Feature#BASE}, which no processor is without
   */
  public FeatureSet without(Feature feature) {
    if (feature == Feature.BASE) {
      throw new IllegalArgumentException("no processor is without BASE");
    }
    EnumSet<Feature> result = EnumSet.copyOf(features);
    result.removeIf(kept -> of(kept).contains(feature));
    return new FeatureSet(result);
  }

  public boolean contains(Feature feature) {
    return features.contains(feature);
  }

  public boolean containsAll(FeatureSet other) {
    return features.containsAll(other.features);
  }

  /** Returns the features, in the order of {@link Feature}; the set cannot be changed. */
  public Set<Feature> toSet() {
    return Collections.unmodifiableSet(features);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FeatureSet set && set.features.equals(features);
  }

  @Override
  public int hashCode() {
    return features.hashCode();
  }

  @Override
  public String toString() {
    return features.toString();
  }
}
