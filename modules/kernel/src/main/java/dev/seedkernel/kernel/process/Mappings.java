package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.AddressSpace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which ranges of an address space are taken, and for what: the list behind /proc/self/maps. */
final class Mappings {
  /**
   * A range with the same rights and the same purpose.
   *
   * @param start first address, page-aligned
   * @param end first address behind it, page-aligned
   * @param rights bits of {@link dev.seedkernel.aarch64.Rights}
   * @param name what it is for: a path, or a name in brackets, or empty
   */
  record Mapping(long start, long end, int rights, String name) {}

  private final NavigableMap<Long, Mapping> byStart = new TreeMap<>();

  Mappings() {}

  Mappings(Mappings other) {
    byStart.putAll(other.byStart);
  }

  Collection<Mapping> all() {
    return Collections.unmodifiableCollection(byStart.values());
  }

  /** Takes a range; what was there before is replaced. */
  void add(long start, long end, int rights, String name) {
    if (start == end) {
      return;
    }
    remove(start, end);
    long from = start;
    long to = end;
    Map.Entry<Long, Mapping> below = byStart.lowerEntry(start);
    if (below != null && joins(below.getValue(), rights, name) && below.getValue().end() == start) {
      from = below.getKey();
      byStart.remove(from);
    }
    Mapping above = byStart.get(end);
    if (above != null && joins(above, rights, name)) {
      to = above.end();
      byStart.remove(end);
    }
    byStart.put(from, new Mapping(from, to, rights, name));
  }

  private static boolean joins(Mapping mapping, int rights, String name) {
    return mapping.rights() == rights && mapping.name().equals(name);
  }

  /** Frees a range; what is taken at its edges is cut. */
  void remove(long start, long end) {
    Map.Entry<Long, Mapping> below = byStart.lowerEntry(start);
    if (below != null && below.getValue().end() > start) {
      Mapping cut = below.getValue();
      byStart.put(cut.start(), new Mapping(cut.start(), start, cut.rights(), cut.name()));
      if (cut.end() > end) {
        byStart.put(end, new Mapping(end, cut.end(), cut.rights(), cut.name()));
      }
    }
    NavigableMap<Long, Mapping> inside = byStart.subMap(start, true, end, false);
    if (!inside.isEmpty()) {
      Mapping last = inside.lastEntry().getValue();
      inside.clear();
      if (last.end() > end) {
        byStart.put(end, new Mapping(end, last.end(), last.rights(), last.name()));
      }
    }
  }

  /** Changes the rights of all that is taken in a range. */
  void protect(long start, long end, int rights) {
    for (Mapping mapping : within(start, end)) {
      add(mapping.start(), mapping.end(), rights, mapping.name());
    }
  }

  /** Returns whether any of a range is taken. */
  boolean overlaps(long start, long end) {
    Map.Entry<Long, Mapping> below = byStart.lowerEntry(end);
    return below != null && below.getValue().end() > start;
  }

  /** Returns where the first mapping at or above an address starts, or {@code otherwise}. */
  long nextStart(long address, long otherwise) {
    Long key = byStart.ceilingKey(address);
    return key == null ? otherwise : key;
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
    long from = first == null ? start : first.start();
    for (Mapping mapping : byStart.subMap(from, true, end, false).values()) {
      inside.add(
          new Mapping(
              Math.max(start, mapping.start()),
              Math.min(end, mapping.end()),
              mapping.rights(),
              mapping.name()));
    }
    return inside;
  }

  /**
   * Finds the highest free range of a length that ends at or below {@code ceiling} and starts at or
   * above {@code floor}: mmap goes from the top down.
   */
  OptionalLong highestGap(long length, long floor, long ceiling) {
    long end = ceiling;
    for (Mapping mapping : byStart.headMap(ceiling, false).descendingMap().values()) {
      if (mapping.end() < end && end - mapping.end() >= length) {
        break;
      }
      end = Math.min(end, mapping.start());
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
