package dev.seedkernel.aarch64;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The pages of one address space that are charged: how many there are, and which, so that a fork
 * need not look for them.
 */
final class TouchedPages {
  private static final int INITIAL = 64;

  /** Still touched; the list may hold others. */
  private final IntPredicate isTouched;

  /** Page numbers in the order of their first store; may hold pages that were cleared since. */
  private int[] pages = new int[INITIAL];

  private int length;
  private int count;
  private long everAdded;

  TouchedPages(IntPredicate isTouched) {
    this.isTouched = isTouched;
  }

  /** Returns how many pages are touched. */
  int count() {
    return count;
  }

  void add(int page) {
    if (length == pages.length) {
      compact();
      if (length > pages.length / 2) {
        pages = Arrays.copyOf(pages, pages.length * 2);
      }
    }
    pages[length++] = page;
    count++;
    everAdded++;
  }

  /** Returns how often a page was added. */
  long everAdded() {
    return everAdded;
  }

  /** Notes that pages are no longer touched; which of them, the predicate knows. */
  void removed(int number) {
    count -= number;
  }

  /** Takes over what another list has. */
  void copyFrom(TouchedPages other) {
    other.compact();
    pages = Arrays.copyOf(other.pages, Math.max(INITIAL, other.length));
    length = other.length;
    count = other.count;
    everAdded = other.count;
  }

  /** Returns how many there are to {@link #get}, each touched page once. */
  int listed() {
    compact();
    return length;
  }

  int get(int index) {
    return pages[index];
  }

  /** Drops pages that were cleared since they were noted, and those that were noted twice. */
  private void compact() {
    if (length == count) {
      return;
    }
    Arrays.sort(pages, 0, length);
    int kept = 0;
    int previous = -1;
    for (int i = 0; i < length; i++) {
      int page = pages[i];
      if (page != previous && isTouched.test(page)) {
        pages[kept++] = page;
      }
      previous = page;
    }
    length = kept;
  }
}
