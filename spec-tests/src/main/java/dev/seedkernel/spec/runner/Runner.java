package dev.seedkernel.spec.runner;

import dev.seedkernel.spec.check.Verdict;
import dev.seedkernel.spec.contract.Contract;
import dev.seedkernel.spec.model.Specification;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Case;
import dev.seedkernel.spec.system.SystemUnderTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;
import org.jspecify.annotations.Nullable;

/**
 * Holds a system to properties: samples their programs, runs them in batches that mix the
 * properties, checks what they left, and shrinks the first that fails of each property.
 */
public final class Runner {
  /** How large the numbers that are generated grow, as jqwik counts it. */
  private static final int GENERATION_SIZE = 1000;

  /** How many cases the first batch has where it may be the last. */
  private static final int FIRST_BATCH = 20;

  /** How many boots of its own a property has where they take seconds, unless it is said. */
  public static final int BOOTS = 3;

  private final SystemUnderTest system;
  private final Judge judge;
  private final Progress progress;
  private int boots = BOOTS;

  /** Is told how it goes. */
  @FunctionalInterface
  public interface Progress {
    /** Says how many cases are done, and what is under way. */
    void at(int cases, int failures, String doing);
  }

  /** Creates a runner for a system. */
  public Runner(SystemUnderTest system, Specification specification, Progress progress) {
    this.system = system;
    this.judge = new Judge(system, specification);
    this.progress = progress;
  }

  /** Returns this runner with another number of boots that a property may have on a slow system. */
  public Runner withBoots(int most) {
    boots = most;
    return this;
  }

  private int most() {
    return system.bootsSlowly() ? boots : Integer.MAX_VALUE;
  }

  /** A property that is under way. */
  private static final class Running {
    final Property property;
    boolean held;
    int boots;
    final RandomGenerator<? extends Case> generator;
    final Random random;
    int cases;
    @Nullable Failed failed;

    Running(Property property, boolean held, long seed) {
      this.property = property;
      this.held = held;
      this.generator = property.cases().get().generator(GENERATION_SIZE, true);
      // Each has a seed of its own, so that one alone makes the same programs as among others.
      this.random = new Random(seed * 31 + property.name().hashCode());
    }

    /** Returns how many steps the case has that failed; without one, more than any. */
    int size() {
      return failed == null ? Integer.MAX_VALUE : failed.failure.shrunk().size();
    }
  }

  /** The first case of a property that failed. */
  private record Failed(Shrinkable<? extends Case> shrinkable, Failure failure) {}

  /** A case that is to be run. */
  private record Sample(Running running, Shrinkable<? extends Case> shrinkable) {}

  /**
   * Runs properties.
   *
   * @param seed equal seeds make equal programs
   * @param tries how many cases each property has
   * @throws IOException if the system cannot be run at all
   */
  public SystemResult run(Contract contract, List<Property> properties, long seed, int tries)
      throws IOException, InterruptedException {
    return run(contract, properties, seed, tries, false);
  }

  /**
   * Runs properties until a case fails, and shrinks that one: of several in one batch, the
   * smallest.
   *
   * @param seed equal seeds make equal programs
   * @param tries how many cases each property has at most
   * @throws IOException if the system cannot be run at all
   */
  public SystemResult runToFirstFailure(
      Contract contract, List<Property> properties, long seed, int tries)
      throws IOException, InterruptedException {
    return run(contract, properties, seed, tries, true);
  }

  private SystemResult run(
      Contract contract, List<Property> properties, long seed, int tries, boolean firstOnly)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<PropertyResult> results = new ArrayList<>();
    JqwikSession.start();
    try {
      List<Running> all = new ArrayList<>();
      for (Property property : properties) {
        boolean held = property.binds(system, contract);
        all.add(new Running(property, held, seed));
      }
      sampleAll(all, tries, firstOnly);
      for (Running running : all) {
        results.add(result(running));
      }
    } finally {
      JqwikSession.finish();
    }
    return new SystemResult(system.name(), seed, results, (System.nanoTime() - start) / 1e9);
  }

  private void sampleAll(List<Running> all, int tries, boolean firstOnly)
      throws IOException, InterruptedException {
    List<Sample> batch = new ArrayList<>();
    // Who wants the first failure only should not wait for many cases behind it.
    int size = firstOnly ? Math.min(FIRST_BATCH, system.batch()) : system.batch();
    for (int round = 0; round < tries && !(firstOnly && keepSmallest(all)); round++) {
      for (Running running : all) {
        sample(running).ifPresent(batch::add);
        if (batch.size() == size) {
          runBatch(batch, all);
          batch.clear();
          size = Math.min(2 * size, system.batch());
        }
      }
    }
    boolean done = firstOnly && keepSmallest(all);
    if (!batch.isEmpty() && !done) {
      runBatch(batch, all);
    }
    if (firstOnly) {
      keepSmallest(all);
    }
  }

  /** Forgets all failures but the smallest; returns whether there is one. */
  private static boolean keepSmallest(List<Running> all) {
    @Nullable Running smallest = null;
    for (Running running : all) {
      if (running.size() < (smallest == null ? Integer.MAX_VALUE : smallest.size())) {
        smallest = running;
      }
    }
    for (Running running : all) {
      running.failed = running == smallest ? running.failed : null;
    }
    return smallest != null;
  }

  /** Returns one more case of a property, if there is to be one. */
  private Optional<Sample> sample(Running running) {
    if (!running.held || running.failed != null || running.boots > most()) {
      return Optional.empty();
    }
    Shrinkable<? extends Case> next = running.generator.next(running.random);
    if (!(next.value() instanceof CallProgram)) {
      running.boots++;
      running.held = system.takes(next.value());
      if (!running.held || running.boots > most()) {
        return Optional.empty();
      }
    }
    return Optional.of(new Sample(running, next));
  }

  private void runBatch(List<Sample> batch, List<Running> all)
      throws IOException, InterruptedException {
    List<Case> cases = new ArrayList<>();
    batch.forEach(sample -> cases.add(sample.shrinkable.value()));
    List<Judge.Judged> judged = judge.judge(cases);
    for (int i = 0; i < batch.size(); i++) {
      Running running = batch.get(i).running;
      running.cases++;
      if (running.failed == null && judged.get(i).verdict() instanceof Verdict.Failed verdict) {
        Case one = cases.get(i);
        running.failed =
            new Failed(
                batch.get(i).shrinkable, new Failure(one, one, judged.get(i).trace(), verdict));
      }
    }
    progress.at(
        all.stream().mapToInt(running -> running.cases).sum(),
        (int) all.stream().filter(running -> running.failed != null).count(),
        batch.getLast().running.property.name());
  }

  private PropertyResult result(Running running) throws IOException, InterruptedException {
    Failed failed = running.failed;
    Optional<Failure> failure = Optional.empty();
    if (failed != null) {
      progress.at(running.cases, 1, "shrinking " + running.property.name());
      failure = Optional.of(new Shrinker(judge, failed.failure).shrink(failed.shrinkable));
    }
    return new PropertyResult(running.property, running.cases, running.held, failure);
  }
}
