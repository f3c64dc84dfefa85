package dev.seedkernel.aarch64;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Regions of closed address spaces that wait for the next one: a page that the host has committed
 * once costs no page fault again, and those are most of what a fork costs.
 *
 * <p>All of a region in here reads as zero. Safe for several threads: machines share it.
 */
final class RegionCache<R extends HostMemory.Region> {
  /** Pages that a region may hold of the host, at most. */
  static final int MOST_PAGES = 1024;

  /** Pages that all regions in here may hold: 16 MiB. */
  private static final int MOST_IN_ALL = 4096;

  private static final int MOST_REGIONS = 16;

  private record Entry<R>(R region, long size, long committed) {}

  private final Deque<Entry<R>> entries = new ArrayDeque<>();
  private long committedInAll;

  /** Returns a region of a size, or null if there is none. */
  synchronized @Nullable R take(long size) {
    for (Iterator<Entry<R>> i = entries.iterator(); i.hasNext(); ) {
      Entry<R> entry = i.next();
      if (entry.size == size) {
        i.remove();
        committedInAll -= entry.committed;
        return entry.region;
      }
    }
    return null;
  }

  /**
   * Keeps a region that reads as zero.
   *
   * @param committed how many pages it holds of the host, at most
   * @return false if it is not kept
   */
  synchronized boolean give(R region, long size, long committed) {
    if (committed > MOST_PAGES
        || committedInAll + committed > MOST_IN_ALL
        || entries.size() == MOST_REGIONS) {
      return false;
    }
    committedInAll += committed;
    entries.push(new Entry<>(region, size, committed));
    return true;
  }
}
