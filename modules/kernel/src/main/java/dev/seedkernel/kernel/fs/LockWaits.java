package dev.seedkernel.kernel.fs;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which owner of record locks waits for which other one: so that none waits for itself. */
public final class LockWaits {
  /**
   * Owners that are gone over before it is no longer taken for a circle (MAX_DEADLK_ITERATIONS).
   */
  private static final int MOST = 10;

  private final Map<Object, Object> waits = new HashMap<>();

  LockWaits() {}

  /**
   * Notes that an owner waits for another, or returns false where that one waits for the first,
   * perhaps through others.
   */
  public boolean add(Object owner, Object other) {
    @Nullable Object at = other;
    for (int i = 0; i < MOST && at != null; i++) {
      if (at.equals(owner)) {
        return false;
      }
      at = waits.get(at);
    }
    waits.put(owner, other);
    return true;
  }

  /** Notes that an owner does not wait. */
  public void remove(Object owner) {
    if (!waits.isEmpty()) {
      waits.remove(owner);
    }
  }
}
