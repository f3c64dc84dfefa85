package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.isa.Instruction;

/**
 * Whether a region is worth vectors of the host: it computes with 128 bits in an inner loop. They
 * cost some 20 ns an operation until the second compiler has the region, which loops soon have.
 */
final class VectorLoops {
  private VectorLoops() {}

  /** Returns whether there is such a loop in a region. */
  static boolean isIn(RegionGraph graph) {
    for (InnerLoops.Loop loop : new InnerLoops(graph).all()) {
      for (int at = loop.first(); at <= loop.last(); at++) {
        Instruction i = graph.at(at);
        if (i != null && computes(i)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean computes(Instruction i) {
    return (i.word & 0x9e00_0000) == 0x0e00_0000 && i.isFull() && !i.isScalar();
  }
}
