package dev.seedkernel.spec.runner;

import dev.seedkernel.spec.check.Checker;
import dev.seedkernel.spec.check.Verdict;
import dev.seedkernel.spec.model.Specification;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Observation;
import dev.seedkernel.spec.system.SystemUnderTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Shrinkable;

/**
 * Makes a program smaller that fails: takes the first of its smaller neighbours that fails, too,
 * until there is none; first by the way in which it was generated, then by leaving steps out.
 * Neighbours are run many in a boot.
 */
final class Shrinker {
  /** Cases of the first way; the second has an end of its own. */
  private static final int MOST_CASES = 3000;

  private final SystemUnderTest system;
  private final Specification specification;
  private final Set<CallProgram> tried = new HashSet<>();

  Shrinker(SystemUnderTest system, Specification specification) {
    this.system = system;
    this.specification = specification;
  }

  /** A neighbour that fails: its place in the list, and how. */
  private record Found(int index, Failure failure) {}

  /** Shrinks a program that failed as {@code seen} says. */
  Failure shrink(Shrinkable<CallProgram> failed, Failure seen)
      throws IOException, InterruptedException {
    Failure smallest = seen;
    Shrinkable<CallProgram> current = failed;
    for (boolean smaller = true; smaller; ) {
      smaller = false;
      Iterator<Shrinkable<CallProgram>> candidates = current.shrink().iterator();
      while (!smaller && candidates.hasNext() && tried.size() < MOST_CASES) {
        List<Shrinkable<CallProgram>> batch = untried(candidates);
        Optional<Found> found =
            firstFailing(batch.stream().map(Shrinkable::value).toList(), seen);
        if (found.isPresent()) {
          smaller = true;
          current = batch.get(found.get().index);
          smallest = found.get().failure;
        }
      }
    }
    return leaveOut(smallest);
  }

  private Failure leaveOut(Failure seen) throws IOException, InterruptedException {
    Failure smallest = seen;
    Optional<Found> found = firstFailing(Reductions.of(smallest.shrunk()), seen);
    while (found.isPresent()) {
      smallest = found.get().failure;
      found = firstFailing(Reductions.of(smallest.shrunk()), seen);
    }
    return smallest;
  }

  private List<Shrinkable<CallProgram>> untried(Iterator<Shrinkable<CallProgram>> candidates) {
    List<Shrinkable<CallProgram>> batch = new ArrayList<>();
    while (candidates.hasNext() && batch.size() < system.batch()) {
      Shrinkable<CallProgram> candidate = candidates.next();
      if (tried.add(candidate.value())) {
        batch.add(candidate);
      }
    }
    return batch;
  }

  /** A program that the system does not finish is no smaller form of one that it finishes. */
  private Optional<Found> firstFailing(List<CallProgram> programs, Failure first)
      throws IOException, InterruptedException {
    List<Observation> observations = programs.isEmpty() ? List.of() : system.run(programs);
    for (int i = 0; i < programs.size(); i++) {
      CallProgram program = programs.get(i);
      Observation seen = observations.get(i);
      boolean same = seen.failure().isPresent() == first.observation().failure().isPresent();
      if (same && Checker.check(specification, program, seen) instanceof Verdict.Failed verdict) {
        return Optional.of(new Found(i, new Failure(first.original(), program, seen, verdict)));
      }
    }
    return Optional.empty();
  }
}
