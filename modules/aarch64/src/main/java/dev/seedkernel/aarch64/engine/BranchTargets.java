package dev.seedkernel.aarch64.engine;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where branches to addresses in registers were seen to lead to, and how often. A region makes a
 * switch of it.
 */
final class BranchTargets {
  /** Those of a branch that are kept; others leave the region. */
  private static final int MOST = 64;

  private static final long[] NONE = {};

  private final Map<Long, Seen> branches = new HashMap<>();

  private static final class Seen {
    long[] targets = new long[2];
    int[] times = new int[2];
    int count;

    void note(long target) {
      for (int n = 0; n < count; n++) {
        if (targets[n] == target) {
          times[n]++;
          return;
        }
      }
      if (count == MOST) {
        return;
      }
      if (count == targets.length) {
        targets = Arrays.copyOf(targets, 2 * count);
        times = Arrays.copyOf(times, 2 * count);
      }
      targets[count] = target;
      times[count++] = 1;
    }

    long[] mostFrequentFirst() {
      Integer[] order = new Integer[count];
      Arrays.setAll(order, n -> n);
      Arrays.sort(order, Comparator.comparingInt(n -> -times[n]));
      return Arrays.stream(order).mapToLong(n -> targets[n]).toArray();
    }
  }

  /** Notes that a branch has led to an address. */
  synchronized void note(long branch, long target) {
    @Nullable Seen seen = branches.get(branch);
    if (seen == null) { // No lambda, which a short run would have to link: see decision 9.
      seen = new Seen();
      branches.put(branch, seen);
    }
    seen.note(target);
  }

  /** Returns where a branch has led to, the most frequent target first. */
  synchronized long[] of(long branch) {
    @Nullable Seen seen = branches.get(branch);
    return seen == null ? NONE : seen.mostFrequentFirst();
  }

  /** Returns where all branches have led to, as {@link #of}, by their addresses. */
  synchronized Map<Long, long[]> all() {
    Map<Long, long[]> all = new TreeMap<>();
    branches.forEach((branch, seen) -> all.put(branch, seen.mostFrequentFirst()));
    return all;
  }

  synchronized void clear() {
    branches.clear();
  }
}
