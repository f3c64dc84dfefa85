package dev.seedkernel.spec.program;

import java.util.List;

/**
 * A case: what one process and those that it makes do.
 *
 * @param steps what it does; then it exits with status 0
 * @param arena the start of the arena's content, also that of companions; zeros follow
 * @param companions files beside it
 */
public record CallProgram(List<Step> steps, Bytes arena, List<Companion> companions)
    implements Case {
  public CallProgram {
    steps = List.copyOf(steps);
    companions = List.copyOf(companions);
    if (arena.length() > CaseLayout.ARENA_SIZE) {
      throw new IllegalArgumentException("an arena of " + arena.length() + " bytes");
    }
  }

  @Override
  public int size() {
    return count(steps) + companions.stream().mapToInt(companion -> count(companion.steps())).sum();
  }

  private static int count(List<Step> steps) {
    return steps.stream()
        .mapToInt(step -> step instanceof Step.Fork fork ? 1 + count(fork.child()) : 1)
        .sum();
  }
}
