package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.isa.Instruction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The loops of a region that contain no other: what is between the target of a branch backwards and
 * the branch. Compilers lay them out so; where one does not, something is slower.
 */
final class InnerLoops {
  /**
   * A loop.
   *
   * @param first number of the instruction that is branched back to
   * @param last number of the last branch back to it
   */
  record Loop(int first, int last) {}

  private final List<Loop> all = new ArrayList<>();
  private final BitSet inside = new BitSet();
  private final int first;

  InnerLoops(RegionGraph graph) {
    this.first = graph.first();
    int lastBranch = Integer.MIN_VALUE;
    int head = Integer.MIN_VALUE;
    // Of the loops that end at or before a branch, one is inside if it begins last.
    for (int at = graph.first(); at <= graph.last(); at++) {
      Instruction i = graph.at(at);
      int offset = i == null ? 0 : Flow.offset(i);
      if (offset >= 0 || graph.at(at + offset) == null) {
        continue;
      }
      int target = at + offset;
      if (target == head) {
        all.set(all.size() - 1, new Loop(head, at));
        lastBranch = at;
      } else if (target > lastBranch) {
        all.add(new Loop(target, at));
        head = target;
        lastBranch = at;
      }
    }
    for (Loop loop : all) {
      inside.set(loop.first - first, loop.last - first + 1);
    }
  }

  List<Loop> all() {
    return all;
  }

  boolean contain(int number) {
    return inside.get(number - first);
  }
}
