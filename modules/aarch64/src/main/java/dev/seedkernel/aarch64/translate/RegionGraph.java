package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.isa.Instruction;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The instructions of a region: what direct branches, returns from calls and branches to where they
 * were seen to lead reach from its entry, breadth first, up to a number of instructions, to where
 * other regions begin, and to what was never executed.
 *
 * <p>They are numbered by their distance from the entry in words, which may be negative.
 */
final class RegionGraph {
  /** Instructions further away, in words, are not part of it. */
  static final int REACH = 4096;

  private final long entry;
  private final int limit;

  /** By distance from the entry, plus {@link #REACH}. */
  private final @Nullable Instruction[] instructions = new Instruction[2 * REACH];

  private final BitSet targets = new BitSet(2 * REACH);
  private final BitSet loopHeads = new BitSet(2 * REACH);

  /** Where the region leads to, and nothing was executed yet. */
  private final BitSet unseen = new BitSet(2 * REACH);

  /** Where BR may lead to within the region: any of them, as they share a switch. */
  private int[] switchTargets = {};

  private int count;
  private int first;
  private int last;

  private RegionGraph(long entry, int limit) {
    this.entry = entry;
    this.limit = limit;
  }

  /**
   * Finds the instructions of a region, at most {@code limit}.
   *
   * @param before {@link #covered} of the region that this one replaces, or empty
   */
  static RegionGraph discover(long entry, RegionCompiler.Source source, int limit, BitSet before) {
    RegionGraph graph = new RegionGraph(entry, limit);
    ArrayDeque<Integer> open = new ArrayDeque<>();
    BitSet seen = new BitSet(2 * REACH);
    open.add(0);
    while (!open.isEmpty() && graph.count < limit) {
      int at = open.remove();
      while (graph.count < limit && graph.isFree(at)) {
        Instruction i = source.at(graph.address(at));
        if (i == null) {
          graph.unseen.set(at + REACH);
          break;
        }
        if (at != 0 && !before.get(at + REACH) && source.isEntry(graph.address(at))) {
          break;
        }
        graph.instructions[at + REACH] = i;
        graph.count++;
        graph.first = Math.min(graph.first, at);
        graph.last = Math.max(graph.last, at);
        int offset = Flow.offset(i);
        if (offset != 0 && graph.isFree(at + offset)) {
          open.add(at + offset);
        }
        if (Flow.isSwitch(i)) {
          for (long target : source.targets(graph.address(at))) {
            long to = (target - entry) >> 2;
            if (graph.address((int) to) == target && Math.abs(to) < REACH) {
              seen.set((int) to + REACH);
              open.add((int) to);
            }
          }
        }
        if (!Flow.fallsThrough(i)) {
          break;
        }
        at++;
      }
    }
    graph.switchTargets =
        seen.stream().map(n -> n - REACH).filter(to -> graph.at(to) != null).toArray();
    graph.findTargets();
    return graph;
  }

  private boolean isFree(int at) {
    return Math.abs(at) < REACH && instructions[at + REACH] == null;
  }

  private void findTargets() {
    targets.set(REACH);
    for (int to : switchTargets) {
      targets.set(to + REACH);
    }
    for (int at = first(); at <= last(); at++) {
      Instruction i = at(at);
      int offset = i == null ? 0 : Flow.offset(i);
      if (offset != 0 && at(at + offset) != null) {
        targets.set(at + offset + REACH);
        if (offset < 0) {
          loopHeads.set(at + offset + REACH);
        }
      }
    }
  }

  long entry() {
    return entry;
  }

  int count() {
    return count;
  }

  /** Returns how many instructions were allowed. */
  int limit() {
    return limit;
  }

  /** Returns the instructions by their numbers, plus {@link #REACH}. */
  BitSet covered() {
    BitSet result = new BitSet(2 * REACH);
    for (int at = first; at <= last; at++) {
      result.set(at + REACH, at(at) != null);
    }
    return result;
  }

  /** Returns the addresses that the region leads to and where nothing was executed yet. */
  List<Long> unseen() {
    return unseen.stream().mapToObj(n -> address(n - REACH)).toList();
  }

  /** Returns whether the region leads to an instruction that was never executed. */
  boolean isUnseen(int number) {
    return Math.abs(number) < REACH && unseen.get(number + REACH);
  }

  /** Returns the number of the instruction with the lowest address. */
  int first() {
    return first;
  }

  /** Returns the number of the instruction with the highest address. */
  int last() {
    return last;
  }

  /** Returns the instruction of a number, or null if it is not in the region. */
  @Nullable Instruction at(int number) {
    return Math.abs(number) < REACH ? instructions[number + REACH] : null;
  }

  long address(int number) {
    return entry + number * 4L;
  }

  /** Returns whether a branch of the region leads to an instruction, or it is the entry. */
  boolean isTarget(int number) {
    return targets.get(number + REACH);
  }

  /** Returns whether a BR of the region leads to another place in it. */
  boolean hasSwitch() {
    return switchTargets.length > 0;
  }

  /** Returns where each BR of the region may lead to within it. */
  int[] switchTargets() {
    return switchTargets;
  }

  /** Returns whether a branch backwards leads to an instruction. */
  boolean isLoopHead(int number) {
    return loopHeads.get(number + REACH);
  }
}
