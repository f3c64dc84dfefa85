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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Shrinkable;

/**
 * Makes a program smaller that fails: takes the first of its smaller neighbours that fails, too,
 * until there is none. Neighbours are run many in a boot.
 */
final class Shrinker {
  private static final int MOST_CASES = 3000;

  private final SystemUnderTest system;
  private final Specification specification;
  private final Set<CallProgram> tried = new HashSet<>();

  Shrinker(SystemUnderTest system, Specification specification) {
    this.system = system;
    this.specification = specification;
  }

  /** A neighbour that fails. */
  private record Smaller(Shrinkable<CallProgram> program, Failure failure) {}

  /** Shrinks a program that failed as {@code seen} says. */
  Failure shrink(Shrinkable<CallProgram> failed, Failure seen)
      throws IOException, InterruptedException {
    CallProgram original = seen.original();
    Failure smallest = seen;
    Shrinkable<CallProgram> current = failed;
    Optional<Smaller> next = smaller(current, original);
    while (next.isPresent()) {
      current = next.get().program;
      smallest = next.get().failure;
      next = smaller(current, original);
    }
    return smallest;
  }

  private Optional<Smaller> smaller(Shrinkable<CallProgram> current, CallProgram original)
      throws IOException, InterruptedException {
    Iterator<Shrinkable<CallProgram>> candidates = current.shrink().iterator();
    while (candidates.hasNext() && tried.size() < MOST_CASES) {
      Map<CallProgram, Shrinkable<CallProgram>> batch = new LinkedHashMap<>();
      while (candidates.hasNext() && batch.size() < system.batch()) {
        Shrinkable<CallProgram> candidate = candidates.next();
        if (tried.add(candidate.value())) {
          batch.putIfAbsent(candidate.value(), candidate);
        }
      }
      Optional<Smaller> found = firstFailing(batch, original);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Smaller> firstFailing(
      Map<CallProgram, Shrinkable<CallProgram>> batch, CallProgram original)
      throws IOException, InterruptedException {
    List<CallProgram> programs = new ArrayList<>(batch.keySet());
    List<Observation> observations = programs.isEmpty() ? List.of() : system.run(programs);
    int at = 0;
    for (Map.Entry<CallProgram, Shrinkable<CallProgram>> entry : batch.entrySet()) {
      Observation seen = observations.get(at++);
      if (Checker.check(specification, entry.getKey(), seen) instanceof Verdict.Failed verdict) {
        return Optional.of(
            new Smaller(entry.getValue(), new Failure(original, entry.getKey(), seen, verdict)));
      }
    }
    return Optional.empty();
  }
}
