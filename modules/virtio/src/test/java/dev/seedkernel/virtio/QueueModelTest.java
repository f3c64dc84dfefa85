package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;
import org.junit.jupiter.api.Test;

/** Driver and device hold each other to the rules, in any schedule: see {@link TwoSides}. */
class QueueModelTest {
  private static final int STEPS_PER_SCHEDULE = 100;
  private static long steps;

  @Property(tries = 500)
  void clause2_7_eachBufferComesBackOnceAndRightInAnySchedule(
      @ForAll("schedules") ActionChain<TwoSides> schedule) {
    TwoSides sides = schedule.withInvariant("nothing lost", TwoSides::check).run();
    sides.drain(7);
    steps += schedule.transformations().size();
  }

  @AfterContainer
  static void schedulesWereRun() {
    assertThat(steps).isGreaterThanOrEqualTo(50_000);
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void clause2_7_6_queuesOfAnySizeSurviveLongRandomSchedules(
      @ForAll @IntRange(max = 7) int logSize, @ForAll long seed) {
    Random random = new Random(seed);
    int size = 1 << logSize;
    TwoSides sides = sides(size, random.nextInt(65536), random.nextInt(8), random.nextInt(9));
    for (int step = 0; step < 1000; step++) {
      randomStep(sides, random, size);
      if (step % 50 == 0) {
        sides.check();
      }
    }
    sides.drain(seed);
  }

  /** How many: {@code -Dvirtio.schedules=100000} takes minutes. */
  @Test
  void clause2_6_and2_8_12_and2_8_18_randomSchedulesHoldBothSidesToEachOtherInAnyMixOfFeatures() {
    int schedules = Integer.getInteger("virtio.schedules", 2000);
    long collected = 0;
    for (int seed = 0; seed < schedules; seed++) {
      Random random = new Random(seed);
      int size = 1 << random.nextInt(6);
      TwoSides sides = sides(size, random.nextInt(65536), seed % 8, random.nextInt(9));
      try {
        for (int step = 0; step < STEPS_PER_SCHEDULE; step++) {
          randomStep(sides, random, size);
        }
        sides.drain(seed);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
      collected += sides.collected();
    }
    assertThat(collected).isGreaterThan(5L * schedules);
  }

  @Test
  void clause2_7_13_3_indicesThatStartAt0WrapAt65536() {
    TwoSides sides = new TwoSides(4, 0);
    for (int i = 0; i < 70_000; i++) {
      sides.add(1, 1, i);
      sides.publish();
      sides.take();
      sides.complete(i);
      sides.collect();
    }
    sides.drain(1);
    assertThat(sides.collected()).isEqualTo(70_000);
  }

  @Test
  void clause2_7_theLargestQueueHolds32768Chains() {
    TwoSides sides = new TwoSides(QueueLayout.MAX_SIZE, 40_000);
    for (int i = 0; i < QueueLayout.MAX_SIZE; i++) {
      sides.add(i % 2, 1 - i % 2, i);
    }
    sides.add(1, 0, 0);
    sides.drain(3);
    assertThat(sides.collected()).isEqualTo(QueueLayout.MAX_SIZE);
  }

  /** Two sides with the features that the three low bits of {@code choice} stand for. */
  private static TwoSides sides(int size, int first, int choice, int indirectEntries) {
    Features features = Features.of(Features.VERSION_1);
    int[] numbers = {Features.RING_PACKED, Features.INDIRECT_DESC, Features.EVENT_IDX};
    for (int bit = 0; bit < numbers.length; bit++) {
      if ((choice >> bit & 1) != 0) {
        features = features.or(Features.of(numbers[bit]));
      }
    }
    return new TwoSides(size, first, features, indirectEntries);
  }

  private static void randomStep(TwoSides sides, Random random, int size) {
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        int count = 1 + random.nextInt(Math.min(size, 6));
        int readable = random.nextInt(count + 1);
        sides.add(readable, count - readable, random.nextLong());
      }
      case 2 -> sides.publish();
      case 3, 4 -> sides.take();
      case 5 -> sides.complete(random.nextLong());
      case 6 -> sides.collect();
      default -> {
        sides.suppressByDriver(random.nextBoolean());
        sides.suppressByDevice(random.nextBoolean());
      }
    }
  }

  @Provide
  Arbitrary<ActionChain<TwoSides>> schedules() {
    Arbitrary<Integer> logSize = Arbitraries.integers().between(0, 5);
    // Most schedules of so few steps would not reach the wrap, so it is put near.
    Arbitrary<Integer> first =
        Arbitraries.oneOf(
            Arbitraries.integers().between(65500, 65535), Arbitraries.integers().between(0, 65535));
    Arbitrary<Integer> choices = Arbitraries.integers().between(0, 7);
    Arbitrary<Integer> entries = Arbitraries.integers().between(0, 8);
    return Combinators.combine(logSize, first, choices, entries)
        .as((log, index, choice, count) ->
            (Supplier<TwoSides>) () -> sides(1 << log, index, choice, count))
        .flatMap(QueueModelTest::chain);
  }

  private static Arbitrary<ActionChain<TwoSides>> chain(Supplier<TwoSides> start) {
    Arbitrary<Long> seeds = Arbitraries.longs();
    Arbitrary<Boolean> choice = Arbitraries.of(true, false);
    return ActionChain.startWith(start)
        .withAction(4, new Add())
        .withAction(2, action("publish", Arbitraries.just(0L), (sides, none) -> sides.publish()))
        .withAction(4, action("take", Arbitraries.just(0L), (sides, none) -> sides.take()))
        .withAction(4, action("complete", seeds, TwoSides::complete))
        .withAction(4, action("collect", Arbitraries.just(0L), (sides, none) -> sides.collect()))
        .withAction(1, action("driver suppresses", choice, TwoSides::suppressByDriver))
        .withAction(1, action("device suppresses", choice, TwoSides::suppressByDevice))
        .withMaxTransformations(STEPS_PER_SCHEDULE);
  }

  private static <A> Action.Independent<TwoSides> action(
      String name, Arbitrary<A> arguments, BiConsumer<TwoSides, A> step) {
    return () ->
        arguments.map(argument ->
            Transformer.mutate(name + " " + argument, sides -> step.accept(sides, argument)));
  }

  /** Adds a chain of one to six buffers, or of one if the queue is that small. */
  private static final class Add implements Action.Dependent<TwoSides> {
    @Override
    public Arbitrary<Transformer<TwoSides>> transformer(TwoSides state) {
      int most = Math.min(6, state.size());
      return Combinators.combine(
              Arbitraries.integers().between(1, most),
              Arbitraries.integers().between(0, most),
              Arbitraries.longs())
          .as((count, cut, seed) -> {
            int readable = Math.min(cut, count);
            return Transformer.mutate(
                "add %d readable, %d writable".formatted(readable, count - readable),
                sides -> sides.add(readable, count - readable, seed));
          });
    }
  }
}
