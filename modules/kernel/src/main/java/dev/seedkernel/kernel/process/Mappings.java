package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.kernel.fs.Inode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which ranges of an address space are taken, and for what: the list behind /proc/self/maps. Keeps
 * each inode that is mapped in being.
 */
final class Mappings {
  private final NavigableMap<Long, Mapping> byStart = new TreeMap<>();

  /** How many mappings each inode has; those with 0 are let go of at the end of a change. */
  private final Map<Inode, Integer> inodes = new HashMap<>();

  /** Inodes that had no mapping left at some time of a change. */
  private final List<Inode> unmapped = new ArrayList<>();

  /** All from here up to {@link #fullTo} is taken, so that the next gap is looked for below. */
  private long fullFrom;

  private long fullTo;
  private long totalBytes;
  private long dataBytes;

  Mappings() {}

  Mappings(Mappings other) {
    other.byStart.values().forEach(this::put);
  }

  Collection<Mapping> all() {
    return Collections.unmodifiableCollection(byStart.values());
  }

  int count() {
    return byStart.size();
  }

  /** Returns how many bytes are mapped. */
  long totalBytes() {
    return totalBytes;
  }

  /** Returns how many bytes are private, writable and no stack: what RLIMIT_DATA counts. */
  long dataBytes() {
    return dataBytes;
  }

  /** Returns whether a mapping counts as data. */
  static boolean isData(Mapping mapping) {
    return (mapping.rights() & Rights.WRITE) != 0
        && !mapping.has(Mapping.SHARED)
        && !mapping.has(Mapping.GROWS_DOWN);
  }

  private void put(Mapping mapping) {
    Mapping old = byStart.put(mapping.start(), mapping);
    count(mapping, 1);
    if (old != null) {
      count(old, -1);
    }
  }

  private void drop(Mapping mapping) {
    byStart.remove(mapping.start());
    count(mapping, -1);
  }

  private void count(Mapping mapping, int change) {
    totalBytes += change * mapping.length();
    dataBytes += isData(mapping) ? change * mapping.length() : 0;
    Inode inode = mapping.inode();
    if (inode != null) {
      Integer before = inodes.get(inode);
      if (before == null) {
        inode.opened();
      }
      int after = (before == null ? 0 : before) + change;
      inodes.put(inode, after);
      if (after == 0) {
        unmapped.add(inode);
      }
    }
  }

  /** Lets go of inodes that are no longer mapped. */
  private void settle() {
    for (Inode inode : unmapped) {
      if (inodes.remove(inode, 0)) {
        inode.released();
      }
    }
    unmapped.clear();
  }

  /** Takes a range; what was there before is replaced. */
  void add(Mapping mapping) {
    if (mapping.length() == 0) {
      return;
    }
    Mapping joined = mapping;
    cut(mapping.start(), mapping.end());
    Map.Entry<Long, Mapping> below = byStart.lowerEntry(mapping.start());
    if (below != null && below.getValue().continuesIn(mapping)) {
      Mapping first = below.getValue();
      joined = first.at(first.start(), first.length() + mapping.length());
    }
    Mapping above = byStart.get(mapping.end());
    if (above != null && mapping.continuesIn(above)) {
      drop(above);
      joined = joined.at(joined.start(), joined.length() + above.length());
    }
    put(joined);
    settle();
  }

  /** Frees a range; what is taken at its edges is cut. */
  void remove(long start, long end) {
    cut(start, end);
    settle();
  }

  private void cut(long start, long end) {
    if (start == end) {
      return; // Or a mapping around it would fall into two.
    }
    if (end > fullFrom) {
      fullFrom = fullTo;
    }
    for (Mapping inside : within(start, end)) {
      Mapping whole = at(inside.start());
      if (whole == null) {
        throw new IllegalStateException("no mapping at its start");
      }
      if (whole.end() > end) {
        put(whole.part(end, whole.end()));
      }
      if (whole.start() < start) {
        put(whole.part(whole.start(), start));
      } else {
        drop(whole);
      }
    }
  }

  /** Frees everything. */
  void clear() {
    List.copyOf(byStart.values()).forEach(this::drop);
    settle();
  }

  /** Changes the rights of all that is taken in a range. */
  void protect(long start, long end, int rights) {
    within(start, end).forEach(mapping -> add(mapping.withRights(rights)));
  }

  /** Sets and clears flags of all that is taken in a range. */
  void flags(long start, long end, int set, int cleared) {
    within(start, end)
        .forEach(mapping -> add(mapping.withFlags((mapping.flags() | set) & ~cleared)));
  }

  /** Returns how many mappings more there are if a range becomes one of its own, at most. */
  int cuts(long start, long end) {
    Mapping first = at(start);
    Mapping last = at(end);
    return (first != null && first.start() < start ? 1 : 0)
        + (last != null && last.start() < end ? 1 : 0);
  }

  /** Returns whether any of a range is taken. */
  boolean overlaps(long start, long end) {
    Map.Entry<Long, Mapping> below = byStart.lowerEntry(end);
    return below != null && below.getValue().end() > start;
  }

  /** Returns whether all of a range is taken. */
  boolean covers(long start, long end) {
    long at = start;
    for (Mapping mapping : within(start, end)) {
      if (mapping.start() != at) {
        return false;
      }
      at = mapping.end();
    }
    return at == end;
  }

  /** Returns the mapping that holds an address, or null. */
  @Nullable Mapping at(long address) {
    Map.Entry<Long, Mapping> entry = byStart.floorEntry(address);
    return entry != null && entry.getValue().end() > address ? entry.getValue() : null;
  }

  /** Returns what is taken of a range, cut at its ends, by ascending address. */
  List<Mapping> within(long start, long end) {
    Mapping first = at(start);
    List<Mapping> inside = new ArrayList<>();
    if (start == end) {
      return inside;
    }
    long from = first == null ? start : first.start();
    for (Mapping mapping : byStart.subMap(from, true, end, false).values()) {
      inside.add(mapping.part(Math.max(start, mapping.start()), Math.min(end, mapping.end())));
    }
    return inside;
  }

  /**
   * Finds the highest free range of a length that ends at or below {@code ceiling} and starts at or
   * above {@code floor}: mmap goes from the top down.
   */
  OptionalLong highestGap(long length, long floor, long ceiling) {
    if (ceiling != fullTo) {
      fullTo = ceiling;
      fullFrom = ceiling;
    }
    long end = fullFrom;
    boolean full = true;
    for (Mapping mapping : byStart.headMap(end, false).descendingMap().values()) {
      full &= mapping.end() >= end;
      if (mapping.end() < end && end - mapping.end() >= length) {
        break;
      }
      end = Math.min(end, mapping.start());
      if (full) {
        fullFrom = end;
      }
    }
    return end - length >= floor && length <= end
        ? OptionalLong.of(end - length)
        : OptionalLong.empty();
  }

  /** Rounds up to a multiple of the page size. */
  static long pageUp(long address) {
    return (address + AddressSpace.PAGE_SIZE - 1) & -AddressSpace.PAGE_SIZE;
  }

  /** Rounds down to a multiple of the page size. */
  static long pageDown(long address) {
    return address & -AddressSpace.PAGE_SIZE;
  }
}
