package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.FeatureSet;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Regions by their entry, shared by all address spaces of the JVM. Programs that are different have
 * different regions at one address; so each is compared with what the address space holds.
 */
public final class RegionCache {
  /** When there are more, all are dropped, and the JVM unloads what no process uses any more. */
  private static final int MOST_REGIONS = 1 << 14;

  private static final ConcurrentHashMap<FeatureSet, RegionCache> CACHES =
      new ConcurrentHashMap<>();

  private final ConcurrentHashMap<Long, List<Region>> regions = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  private RegionCache() {}

  /** Returns the regions of processors with some features. */
  public static RegionCache of(FeatureSet features) {
    return CACHES.computeIfAbsent(features, _ -> new RegionCache());
  }

  /** Returns the region with an entry whose words an address space holds, or null. */
  public @Nullable Region find(long entry, Region.Words memory) {
    List<Region> known = regions.get(entry);
    if (known != null) {
      for (Region region : known) {
        if (region.isIn(memory)) {
          return region;
        }
      }
    }
    return null;
  }

  /** Adds a region. */
  public void add(Region region) {
    if (count.incrementAndGet() > MOST_REGIONS) {
      regions.clear();
      count.set(1);
    }
    regions.computeIfAbsent(region.code().entry(), _ -> new CopyOnWriteArrayList<>()).add(region);
  }
}
