package dev.seedkernel.kernel.quota;

import java.util.EnumMap;
import java.util.Map;

/** A value for each {@link Limit}. Immutable. */
public final class Limits {
  /** Every limit at its default. */
  public static final Limits DEFAULT = new Limits(Map.of());

  private static final int PAGE = 4096;
  private static final long SMALLEST_ADDRESS_SPACE = 64L << 20;
  private static final long LARGEST_ADDRESS_SPACE = 1L << 36;
  private static final long MOST_COUNT = 1L << 24;
  private static final long MOST_ARGUMENTS = 1L << 30;
  private static final long MOST_BYTES = 1L << 40;

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
   * @throws IllegalArgumentException if the value is less than 1 or cannot be offered: counts go to
   *     16777216, arguments to 1 GiB, other bytes to 1 TiB, and an address space has 64 MiB to 64
   *     GiB in pages of 4096 bytes
   */
  public Limits with(Limit limit, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException("limit " + limit.title() + " must be at least 1");
    }
    if (limit == Limit.ADDRESS_SPACE
        && (value < SMALLEST_ADDRESS_SPACE || value > LARGEST_ADDRESS_SPACE || value % PAGE != 0)) {
      throw new IllegalArgumentException(
          "limit %s must be from 64 MiB to 64 GiB and a multiple of 4096".formatted(limit.title()));
    }
    long most = limit.unit() == Limit.Unit.COUNT ? MOST_COUNT : mostBytes(limit);
    if (value > most) {
      throw new IllegalArgumentException(
          "limit %s must be at most %d".formatted(limit.title(), most));
    }
    Map<Limit, Long> changed = new EnumMap<>(Limit.class);
    changed.putAll(values);
    changed.put(limit, value);
    return new Limits(changed);
  }

  private static long mostBytes(Limit limit) {
    return limit == Limit.ARGUMENTS ? MOST_ARGUMENTS : MOST_BYTES;
  }
}
