package dev.seedkernel.kernel.fs;

import java.util.Arrays;

/** Supplementary groups: immutable and compact, for a process may have 65536 of them. */
public final class Groups {
  /** None. */
  public static final Groups NONE = new Groups(new int[0]);

  private final int[] ascending;

  private Groups(int[] ascending) {
    this.ascending = ascending;
  }

  /** Returns groups, given in any order. */
  public static Groups of(int... ids) {
    int[] ascending = ids.clone();
    Arrays.sort(ascending);
    return ascending.length == 0 ? NONE : new Groups(ascending);
  }

  public int size() {
    return ascending.length;
  }

  /** Returns the group at an index in ascending order. */
  public int get(int index) {
    return ascending[index];
  }

  public boolean contains(int id) {
    return Arrays.binarySearch(ascending, id) >= 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Groups groups && Arrays.equals(ascending, groups.ascending);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ascending);
  }

  @Override
  public String toString() {
    return Arrays.toString(ascending);
  }
}
