package dev.seedkernel.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.AddressSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The list of mappings against a map with an entry for each page. */
class MappingsModelTest {
  private static final long PAGE = AddressSpace.PAGE_SIZE;
  private static final int PAGES = 24;

  /** What a page is taken for. */
  private record Use(int rights, String name) {}

  /** One change: 0 adds, 1 removes, 2 protects. */
  record Step(int kind, int from, int count, int rights, String name) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(0, 0, 1, 2),
            Arbitraries.integers().between(0, PAGES),
            Arbitraries.integers().between(0, 9),
            Arbitraries.of(1, 3, 5),
            Arbitraries.of("", "[heap]"))
        .as((kind, from, count, rights, name) ->
            new Step(kind, from, Math.min(count, PAGES - from), rights, name))
        .list()
        .ofMaxSize(30);
  }

  @Property
  void behavesAsAMapOfPages(
      @ForAll("steps") List<Step> steps,
      @ForAll @LongRange(min = 1, max = 12) long gap,
      @ForAll @LongRange(min = 0, max = 12) long floor,
      @ForAll @LongRange(min = 6, max = 24) long ceiling) {
    Mappings mappings = new Mappings();
    TreeMap<Long, Use> pages = new TreeMap<>();
    for (Step step : steps) {
      long start = step.from * PAGE;
      long end = start + step.count * PAGE;
      switch (step.kind) {
        case 0 -> mappings.add(Mapping.anonymous(start, end, step.rights, step.name));
        case 1 -> mappings.remove(start, end);
        default -> mappings.protect(start, end, step.rights);
      }
      for (long page = step.from; page < step.from + step.count; page++) {
        switch (step.kind) {
          case 0 -> pages.put(page, new Use(step.rights, step.name));
          case 1 -> pages.remove(page);
          default -> pages.computeIfPresent(page, (_, use) -> new Use(step.rights, use.name));
        }
      }
      assertThat(new ArrayList<>(mappings.all())).isEqualTo(joined(pages));
    }
    assertThat(new ArrayList<>(new Mappings(mappings).all())).isEqualTo(joined(pages));
    OptionalLong expected = highestGap(pages, gap, floor, ceiling);
    assertThat(mappings.highestGap(gap * PAGE, floor * PAGE, ceiling * PAGE)).isEqualTo(expected);
    for (long page = 0; page < PAGES; page++) {
      Use use = pages.get(page);
      Mapping at = mappings.at(page * PAGE + 5);
      assertThat(at == null ? null : new Use(at.rights(), at.name())).isEqualTo(use);
      // What lies within a range is what the list has there, cut.
      TreeMap<Long, Use> inside = new TreeMap<>(pages.subMap(page, page + gap));
      assertThat(mappings.within(page * PAGE, (page + gap) * PAGE)).isEqualTo(joined(inside));
      assertThat(mappings.overlaps(page * PAGE, (page + gap) * PAGE))
          .isEqualTo(!pages.subMap(page, page + gap).isEmpty());
    }
  }

  /** Runs of pages with the same use, as /proc/self/maps would list them. */
  private static List<Mapping> joined(Map<Long, Use> pages) {
    List<Mapping> runs = new ArrayList<>();
    pages.forEach((page, use) -> {
      long start = page * PAGE;
      Mapping last = runs.isEmpty() ? null : runs.getLast();
      if (last != null
          && last.end() == start
          && last.rights() == use.rights
          && last.name().equals(use.name)) {
        runs.removeLast();
        start = last.start();
      }
      runs.add(Mapping.anonymous(start, (page + 1) * PAGE, use.rights, use.name));
    });
    return runs;
  }

  private static OptionalLong highestGap(
      NavigableMap<Long, Use> pages, long gap, long floor, long ceiling) {
    for (long start = ceiling - gap; start >= floor; start--) {
      if (pages.subMap(start, start + gap).isEmpty()) {
        return OptionalLong.of(start * PAGE);
      }
    }
    return OptionalLong.empty();
  }

  @Test
  void gapThatCannotBeIsNotFound() {
    Mappings mappings = new Mappings();
    assertThat(mappings.highestGap(Long.MAX_VALUE & -PAGE, PAGE, 10 * PAGE)).isEmpty();
    assertThat(mappings.highestGap(10 * PAGE, PAGE, 10 * PAGE)).isEmpty();
    assertThat(mappings.highestGap(9 * PAGE, PAGE, 10 * PAGE)).hasValue(PAGE);
    assertThat(mappings.highestGap(PAGE, 10 * PAGE, PAGE)).isEmpty();
  }

  @Test
  void addressesAreRoundedToPages() {
    assertThat(Mappings.pageUp(1)).isEqualTo(PAGE);
    assertThat(Mappings.pageUp(PAGE)).isEqualTo(PAGE);
    assertThat(Mappings.pageDown(PAGE + 1)).isEqualTo(PAGE);
    assertThat(Mappings.pageDown(PAGE - 1)).isZero();
  }
}
