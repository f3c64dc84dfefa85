package dev.seedkernel.dtb;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The strings block as dtc makes it: it takes the names in order, and puts one at the end only if
 * the block does not have it already, perhaps as the end of another ("ab" in "cab").
 *
 * <p>dtc searches the whole block for each name. Here the names are sorted by their reversed text:
 * then those that end with a name follow it at once, and the earliest of them is the one whose end
 * dtc would find. That takes n log n comparisons of bounded length, whatever the names are.
 */
final class StringsBlock {
  private final byte[] bytes;
  private final Map<String, Integer> offsets;

  private StringsBlock(byte[] bytes, Map<String, Integer> offsets) {
    this.bytes = bytes;
    this.offsets = offsets;
  }

  /** The block. */
  byte[] bytes() {
    return bytes;
  }

  /** Where in the block each name starts. */
  Map<String, Integer> offsets() {
    return offsets;
  }

  /** A name, turned round, and the first of the names that end with it (itself at least). */
  private static final class Entry {
    final String name;
    final String reversed;
    final int order;
    Entry host = this;

    Entry(String name, int order) {
      this.name = name;
      this.reversed = new StringBuilder(name).reverse().toString();
      this.order = order;
    }
  }

  static StringsBlock of(Collection<String> names) {
    List<Entry> entries = new ArrayList<>();
    for (String name : names) {
      entries.add(new Entry(name, entries.size()));
    }
    findHosts(entries);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Map<String, Integer> offsets = new HashMap<>();
    for (Entry entry : entries) {
      Integer host = offsets.get(entry.host.name);
      if (host == null) {
        offsets.put(entry.name, bytes.size());
        bytes.writeBytes(entry.name.getBytes(StandardCharsets.US_ASCII));
        bytes.write(0);
      } else {
        offsets.put(entry.name, host + entry.host.name.length() - entry.name.length());
      }
    }
    return new StringsBlock(bytes.toByteArray(), offsets);
  }

  private static void findHosts(List<Entry> entries) {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort((a, b) -> a.reversed.compareTo(b.reversed));
    Deque<Entry> open = new ArrayDeque<>(); // each is the end of the next
    for (Entry entry : sorted) {
      while (!open.isEmpty() && !entry.reversed.startsWith(open.getLast().reversed)) {
        close(open);
      }
      open.addLast(entry);
    }
    while (!open.isEmpty()) {
      close(open);
    }
  }

  /** All names that end with the last one are known: tell the one that it ends with. */
  private static void close(Deque<Entry> open) {
    Entry done = open.removeLast();
    Entry shorter = open.peekLast();
    if (shorter != null && done.host.order < shorter.host.order) {
      shorter.host = done.host;
    }
  }
}
