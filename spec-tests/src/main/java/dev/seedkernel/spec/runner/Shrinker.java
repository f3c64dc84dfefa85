package dev.seedkernel.spec.runner;

import dev.seedkernel.spec.check.Verdict;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Case;
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

  /** Cases of the first way without a smaller one that fails. */
  private static final int MOST_IN_VAIN = 600;

  /** Where a case takes long, a smaller one is not worth more than this: 20 seconds. */
  private static final long MOST_NANOSECONDS = 20_000_000_000L;

  /** Cases that a system does not finish have a boot each, and may take seconds. */
  private static final int UNFINISHED_BATCH = 5;

  private final Judge judge;
  private final Failure seen;
  private final int batch;
  private final long begin = System.nanoTime();
  private final Set<Case> tried = new HashSet<>();

  /** Creates a shrinker for a case that failed as {@code seen} says. */
  Shrinker(Judge judge, Failure seen) {
    this.judge = judge;
    this.seen = seen;
    if (!(seen.original() instanceof CallProgram)) {
      this.batch = 1; // Each is a boot of its own, or none.
    } else {
      this.batch = seen.verdict().isUnfinished() ? UNFINISHED_BATCH : judge.system().batch();
    }
  }

  /** A neighbour that fails: its place in the list, and how. */
  private record Found(int index, Failure failure) {}

  /** Shrinks the case as it was generated. */
  Failure shrink(Shrinkable<? extends Case> failed) throws IOException, InterruptedException {
    Failure smallest = seen;
    Shrinkable<? extends Case> current = failed;
    for (boolean smaller = true; smaller; ) {
      smaller = false;
      Iterator<? extends Shrinkable<? extends Case>> candidates = current.shrink().iterator();
      int most = Math.min(MOST_CASES, tried.size() + MOST_IN_VAIN);
      while (!smaller && !isLate() && candidates.hasNext() && tried.size() < most) {
        List<Shrinkable<? extends Case>> some = untried(candidates);
        Optional<Found> found = firstFailing(values(some));
        if (found.isPresent()) {
          smaller = true;
          current = some.get(found.get().index);
          smallest = found.get().failure;
        }
      }
    }
    return leaveOut(smallest);
  }

  private boolean isLate() {
    return System.nanoTime() - begin > MOST_NANOSECONDS;
  }

  private static List<Case> values(List<Shrinkable<? extends Case>> batch) {
    List<Case> values = new ArrayList<>();
    batch.forEach(shrinkable -> values.add(shrinkable.value()));
    return values;
  }

  private Failure leaveOut(Failure failure) throws IOException, InterruptedException {
    Failure smallest = failure;
    Optional<Found> found =
        isLate() ? Optional.empty() : firstFailing(reductions(smallest.shrunk()));
    while (found.isPresent()) {
      smallest = found.get().failure;
      found = isLate() ? Optional.empty() : firstFailing(reductions(smallest.shrunk()));
    }
    return smallest;
  }

  private static List<? extends Case> reductions(Case one) {
    return one instanceof CallProgram program ? Reductions.of(program) : List.of();
  }

  private List<Shrinkable<? extends Case>> untried(
      Iterator<? extends Shrinkable<? extends Case>> candidates) {
    List<Shrinkable<? extends Case>> untried = new ArrayList<>();
    // To make candidates may take long, too.
    while (!isLate() && candidates.hasNext() && untried.size() < batch) {
      Shrinkable<? extends Case> candidate = candidates.next();
      if (tried.add(candidate.value())) {
        untried.add(candidate);
      }
    }
    return untried;
  }

  private Optional<Found> firstFailing(List<? extends Case> cases)
      throws IOException, InterruptedException {
    // One batch after another, so that time is looked at between them.
    for (int from = 0; from < cases.size() && !isLate(); from += batch) {
      Optional<Found> found =
          firstFailingOf(cases.subList(from, Math.min(from + batch, cases.size())));
      if (found.isPresent()) {
        return Optional.of(new Found(from + found.get().index, found.get().failure));
      }
    }
    return Optional.empty();
  }

  private Optional<Found> firstFailingOf(List<? extends Case> cases)
      throws IOException, InterruptedException {
    List<Judge.Judged> judged = judge.judge(cases);
    for (int i = 0; i < cases.size(); i++) {
      // A case that the system does not finish is no smaller form of one that it finishes.
      if (judged.get(i).verdict() instanceof Verdict.Failed verdict
          && verdict.isUnfinished() == seen.verdict().isUnfinished()) {
        return Optional.of(
            new Found(
                i, new Failure(seen.original(), cases.get(i), judged.get(i).trace(), verdict)));
      }
    }
    return Optional.empty();
  }
}
