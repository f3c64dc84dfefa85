package dev.seedkernel.kernel.quota;

import java.util.EnumMap;
import java.util.Map;

/** A value for each {@link Limit}. Immutable. */
public final class Limits {
  /** Every limit at its default. */
  public static final Limits DEFAULT = new Limits(Map.of());

  private static final long LARGEST_ADDRESS_SPACE = 1L << 36;

  private final Map<Limit, Long> values;

  private Limits(Map<Limit, Long> values) {
    this.values = values;
  }

  /** Returns the value of a limit. */
  public long get(Limit limit) {
    return values.getOrDefault(limit, limit.defaultValue());
  }

  /**
   * Returns these limits with one changed.
   *
   * @throws IllegalArgumentException if the value is not positive, or cannot be offered
   */
  public Limits with(Limit limit, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException("limit " + limit.title() + " must be at least 1");
    }
    if (limit == Limit.ADDRESS_SPACE && (value < 64L << 20 || value > LARGEST_ADDRESS_SPACE)) {
      throw new IllegalArgumentException(
          "limit " + limit.title() + " must be from 64 MiB to 64 GiB");
    }
    if (limit != Limit.ADDRESS_SPACE && limit.unit() == Limit.Unit.COUNT && value > 1 << 24) {
      throw new IllegalArgumentException("limit " + limit.title() + " must be at most 16777216");
    }
    Map<Limit, Long> changed = new EnumMap<>(Limit.class);
    changed.putAll(values);
    changed.put(limit, value);
    return new Limits(changed);
  }
}
