package dev.seedkernel.aarch64.asm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the first pass executed, for the second to do the same, whatever constants have become by
 * then. Steps have numbers from 0, so that a statement that is repeated has one each time.
 */
final class Trace {
  private final List<Statement> statements = new ArrayList<>();
  private final List<@Nullable Expansion> expansions = new ArrayList<>();
  private final BitSet finished = new BitSet();
  private long[] ends = new long[64];

  /** Adds a step. */
  void add(Statement statement, @Nullable Expansion expansion) {
    statements.add(statement);
    expansions.add(expansion);
  }

  int size() {
    return statements.size();
  }

  Statement statement(int step) {
    return statements.get(step);
  }

  @Nullable Expansion expansion(int step) {
    return expansions.get(step);
  }

  /** Says where the section ended behind the last step. */
  void end(long offset) {
    int step = statements.size() - 1;
    if (step >= ends.length) {
      ends = Arrays.copyOf(ends, 2 * ends.length);
    }
    ends[step] = offset;
  }

  long end(int step) {
    return ends[step];
  }

  /** Says that of the last step only the labels are left for the second pass. */
  void finish() {
    finished.set(statements.size() - 1);
  }

  boolean isFinished(int step) {
    return finished.get(step);
  }
}
