package dev.seedkernel.aarch64.asm;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The constants that {@code ldr register, =expression} loads, until {@code .ltorg} or the end of
 * the section puts them down: words first, then doublewords and quadwords, as GNU as does.
 */
final class LiteralPool {
  /** One constant. */
  static final class Entry {
    private final int width;
    private long offset;
    private long value;
    private long upper;

    Entry(int width) {
      this.width = width;
    }

    /** Returns where it lies in its section; known after the first pass. */
    long offset() {
      return offset;
    }

    /** Sets the value; the upper half is that of 16 bytes. */
    void value(long newValue, long newUpper) {
      value = newValue;
      upper = newUpper;
    }
  }

  /** Entries that wait, by width and meaning. */
  private final Map<String, Entry> waiting = new LinkedHashMap<>();

  /** Returns the entry of a width and meaning; it is made if none waits. */
  Entry entry(int width, String meaning) {
    return waiting.computeIfAbsent(width + " " + meaning, key -> new Entry(width));
  }

  /** In the second pass: makes an entry of the first wait again. */
  void again(String key, Entry entry) {
    waiting.put(entry.width + " " + key, entry);
  }

  /** Puts down what waits. */
  void flush(SectionBuilder section, Cursor cursor) throws AssemblyException {
    for (int width : new int[] {4, 8, 16}) {
      for (Entry entry : waiting.values()) {
        if (entry.width == width) {
          section.align(width, 0, cursor);
          entry.offset = section.offset();
          section.number(entry.value, Math.min(width, 8), cursor);
          if (width > 8) {
            section.number(entry.upper, width - 8, cursor);
          }
        }
      }
    }
    waiting.clear();
  }
}
