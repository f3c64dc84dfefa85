package dev.seedkernel.aarch64;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which ranges of one address space show shared memory. Each range is a mapping of the host, inside
 * the space's region.
 */
final class Attachments {
  /** A range from {@code start} to {@code end} that shows pages of a memory from one on. */
  record Attachment(long start, long end, SharedMemory memory, int firstPage) {
    /** Returns the page of the memory that an address shows. */
    int page(long address) {
      return firstPage + (int) ((address - start) / AddressSpace.PAGE_SIZE);
    }

    private Attachment part(long from, long to) {
      return new Attachment(from, to, memory, page(from));
    }
  }

  private final AddressSpace space;
  private final HostMemory.Region region;
  private final long base;
  private final NavigableMap<Long, Attachment> byStart = new TreeMap<>();

  /**
   * Creates an empty list.
   *
   * @param base offset of the window in the region
   */
  Attachments(AddressSpace space, HostMemory.Region region, long base) {
    this.space = space;
    this.region = region;
    this.base = base;
  }

  boolean isEmpty() {
    return byStart.isEmpty();
  }

  /** Returns what shows an address, or null. */
  @Nullable Attachment at(long address) {
    Map.Entry<Long, Attachment> entry = byStart.floorEntry(address);
    return entry != null && entry.getValue().end > address ? entry.getValue() : null;
  }

  /** Returns what is attached in a range, cut at its ends. */
  List<Attachment> within(long start, long end) {
    List<Attachment> inside = new ArrayList<>();
    Attachment first = at(start);
    long from = first == null ? start : first.start;
    for (Attachment a : byStart.subMap(from, true, end, false).values()) {
      inside.add(a.part(Math.max(start, a.start), Math.min(end, a.end)));
    }
    return inside;
  }

  /** Shows pages of a memory in a range where nothing is attached; false if that is refused. */
  boolean add(long start, long end, SharedMemory memory, int firstPage) {
    if (!memory.show(space, region, base + start, firstPage, end - start)) {
      return false;
    }
    byStart.put(start, new Attachment(start, end, memory, firstPage));
    return true;
  }

  /** Attaches what another space has attached; false if that is refused. */
  boolean addAll(Attachments other) {
    for (Attachment a : other.byStart.values()) {
      if (!add(a.start, a.end, a.memory, a.firstPage)) {
        return false;
      }
    }
    return true;
  }

  /** Makes a range private again. */
  void remove(long start, long end) {
    if (byStart.isEmpty()) {
      return;
    }
    for (Attachment cut : within(start, end)) {
      Attachment whole = at(cut.start);
      if (whole == null) {
        throw new IllegalStateException("no attachment at its start");
      }
      boolean below = whole.start < cut.start;
      boolean above = whole.end > cut.end;
      if (below && above) {
        whole.memory.split(space);
      }
      region.unshare(base + cut.start, cut.end - cut.start);
      byStart.remove(whole.start);
      if (below) {
        byStart.put(whole.start, whole.part(whole.start, cut.start));
      }
      if (above) {
        byStart.put(cut.end, whole.part(cut.end, whole.end));
      }
      if (!below && !above) {
        whole.memory.hidden(space);
      }
    }
  }

  /** Notes that the region is gone. */
  void clear() {
    List<Attachment> all = List.copyOf(byStart.values());
    byStart.clear();
    for (Attachment a : all) {
      a.memory.hidden(space);
    }
  }

  /** Calls with the first address and the length of each range that shows some pages. */
  void forEach(SharedMemory memory, int firstPage, int count, BiConsumer<Long, Long> action) {
    for (Attachment a : List.copyOf(byStart.values())) {
      if (a.memory == memory) {
        int last = a.page(a.end);
        int from = Math.max(firstPage, a.firstPage);
        int to = (int) Math.min((long) firstPage + count, last);
        if (from < to) {
          long address = a.start + (long) (from - a.firstPage) * AddressSpace.PAGE_SIZE;
          action.accept(address, (long) (to - from) * AddressSpace.PAGE_SIZE);
        }
      }
    }
  }
}
