package dev.seedkernel.aarch64.translate;

import java.util.Arrays;

/**
 * For each of some registers two ranges of bytes, as distances from its value: of loads, and of
 * stores. And whether its value is a multiple of 16.
 *
 * <p>A range stands for the pages of its first and its last byte; as it is shorter than a page,
 * there are no others. So two ranges whose hull is short enough are as good as the hull.
 */
final class Spans {
  /** Bytes of a range at most. */
  static final int MOST = 2048;

  /** Ranges further away are forgotten. */
  private static final int FAR = 1 << 20;

  private static final int LOADS = 0;
  private static final int STORES = 2;
  private static final int EACH = 4;

  /** Of each register: first byte and end of loads and of stores; equal if there is none. */
  private final int[] bounds;

  private int aligned;

  Spans(int registers) {
    bounds = new int[registers * EACH];
  }

  private Spans(Spans other) {
    bounds = other.bounds.clone();
    aligned = other.aligned;
  }

  Spans copy() {
    return new Spans(this);
  }

  private static int at(int register, boolean store) {
    return register * EACH + (store ? STORES : LOADS);
  }

  int first(int register, boolean store) {
    return bounds[at(register, store)];
  }

  int end(int register, boolean store) {
    return bounds[at(register, store) + 1];
  }

  boolean isEmpty(int register, boolean store) {
    return first(register, store) == end(register, store);
  }

  boolean covers(int register, boolean store, int first, int end) {
    return first(register, store) <= first && end <= end(register, store);
  }

  boolean isAligned(int register) {
    return (aligned & 1 << register) != 0;
  }

  void setAligned(int register) {
    aligned |= 1 << register;
  }

  /** Returns whether a range and a further one are short enough for one. */
  boolean mayJoin(int register, boolean store, int first, int end) {
    return !isEmpty(register, store)
        && Math.max(end, end(register, store)) - Math.min(first, first(register, store)) <= MOST;
  }

  /** Adds a range to another if they are short enough together, or else replaces it. */
  void add(int register, boolean store, int first, int end) {
    if (first == end) {
      return;
    }
    boolean join = mayJoin(register, store, first, end);
    int at = at(register, store);
    bounds[at] = join ? Math.min(first, bounds[at]) : first;
    bounds[at + 1] = join ? Math.max(end, bounds[at + 1]) : end;
  }

  void forget(int register) {
    Arrays.fill(bounds, register * EACH, (register + 1) * EACH, 0);
    aligned &= ~(1 << register);
  }

  void forgetAll() {
    Arrays.fill(bounds, 0);
    aligned = 0;
  }

  /** A register gets the value of another, or its own, plus a constant. */
  void move(int to, int from, long distance) {
    boolean wasAligned = isAligned(from);
    int[] old = Arrays.copyOfRange(bounds, from * EACH, (from + 1) * EACH);
    forget(to);
    if (Math.abs(distance) < FAR) {
      shift(to, old, (int) -distance);
    }
    if (wasAligned && (distance & 15) == 0) {
      setAligned(to);
    }
  }

  /** The opposite of {@link #move}: what is said about the one is true for the other before it. */
  void moveBack(int to, int from, long distance) {
    int[] old = Arrays.copyOfRange(bounds, to * EACH, (to + 1) * EACH);
    forget(to);
    if (Math.abs(distance) < FAR) {
      shift(from, old, (int) distance);
    }
  }

  private void shift(int to, int[] ranges, int by) {
    for (int n = 0; n < EACH; n += 2) {
      boolean near = Math.abs(ranges[n] + by) < FAR;
      if (near) {
        add(to, n == STORES, ranges[n] + by, ranges[n + 1] + by);
      }
    }
  }

  /** Keeps what another says, too; returns whether that changes anything. */
  boolean meet(Spans other) {
    boolean changed = (aligned & ~other.aligned) != 0;
    aligned &= other.aligned;
    for (int n = 0; n < bounds.length; n += 2) {
      int first = Math.max(bounds[n], other.bounds[n]);
      int end = Math.min(bounds[n + 1], other.bounds[n + 1]);
      if (first >= end) {
        first = 0;
        end = 0;
      }
      changed |= first != bounds[n] || end != bounds[n + 1];
      bounds[n] = first;
      bounds[n + 1] = end;
    }
    return changed;
  }
}
