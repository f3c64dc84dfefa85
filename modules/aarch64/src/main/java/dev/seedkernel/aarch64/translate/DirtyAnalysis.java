package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.isa.Instruction;

/**
 * Finds which registers a region may have changed since they were stored in the processor last,
 * which is where it begins and where it calls.
 */
final class DirtyAnalysis {
  private final RegionGraph graph;
  private final long[] writes;

  /** What may be dirty before each instruction, by its number less that of the first. */
  private final long[] before;

  /**
   * Analyses a region.
   *
   * @param writes registers that each instruction writes
   */
  DirtyAnalysis(RegionGraph graph, long[] writes) {
    this.graph = graph;
    this.writes = writes;
    this.before = new long[writes.length];
    while (propagate()) {
      // Until nothing changes: once more than loops are nested.
    }
  }

  /** Returns what is dirty where an instruction calls, which has set its link register then. */
  long at(int number) {
    return before[number - graph.first()] | writes[number - graph.first()];
  }

  private boolean propagate() {
    boolean changed = false;
    for (int at = graph.first(); at <= graph.last(); at++) {
      Instruction i = graph.at(at);
      if (i != null) {
        long after = isCall(i) ? 0 : at(at);
        if (Flow.fallsThrough(i)) {
          changed |= add(at + 1, after);
        }
        int offset = Flow.offset(i);
        if (offset != 0) {
          changed |= add(at + offset, after);
        }
      }
    }
    return changed;
  }

  private static boolean isCall(Instruction i) {
    Flow.Kind kind = Flow.kind(i);
    return kind == Flow.Kind.CALL || kind == Flow.Kind.CALL_REGISTER;
  }

  private boolean add(int number, long registers) {
    if (graph.at(number) == null) {
      return false;
    }
    int index = number - graph.first();
    long old = before[index];
    before[index] = old | registers;
    return before[index] != old;
  }
}
