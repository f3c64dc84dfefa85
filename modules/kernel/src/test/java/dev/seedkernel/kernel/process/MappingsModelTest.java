package dev.seedkernel.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.time.VirtualClock;
import java.util.ArrayList;
import java.util.HashMap;
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

  /** What a page is taken for, and which page of a file it shows. */
  private record Use(int rights, int flags, String name, int file, long filePage) {}

  /** One change: 0 adds, 1 removes, 2 protects, 3 sets flags, 4 clears them. File 0 is none. */
  record Step(
      int kind, int from, int count, int rights, int flags, String name, int file, int filePage) {
    private Use use(int page) {
      return new Use(rights, flags, name, file, file == 0 ? 0 : filePage + page - from);
    }
  }

  private final FileSystem fileSystem = new FileSystem(Limits.DEFAULT, new VirtualClock(0));

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(0, 0, 0, 1, 2, 3, 4),
            Arbitraries.integers().between(0, PAGES),
            Arbitraries.integers().between(0, 9),
            Arbitraries.of(1, 3, 5),
            Arbitraries.of(0, 0, Mapping.SHARED, Mapping.LOCKED),
            Arbitraries.of("", "[heap]"),
            Combinators.combine(Arbitraries.of(0, 0, 1, 2), Arbitraries.integers().between(0, 9))
                .as(Map::entry))
        .as((kind, from, count, rights, flags, name, file) ->
            new Step(
                kind,
                from,
                Math.min(count, PAGES - from),
                rights,
                flags,
                name,
                file.getKey(),
                file.getValue()))
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
    List<RegularFile> files = List.of(file(), file());
    for (Step step : steps) {
      long start = step.from * PAGE;
      long end = start + step.count * PAGE;
      apply(mappings, step, start, end, files);
      for (int page = step.from; page < step.from + step.count; page++) {
        apply(pages, step, page);
      }
      assertThat(new ArrayList<>(mappings.all())).isEqualTo(joined(pages, files));
      assertThat(mappings.totalBytes()).isEqualTo(pages.size() * PAGE);
      assertThat(mappings.dataBytes())
          .isEqualTo(PAGE * pages.values().stream().filter(MappingsModelTest::isData).count());
      assertThat(mappings.highestGap(gap * PAGE, floor * PAGE, ceiling * PAGE))
          .isEqualTo(highestGap(pages, gap, floor, ceiling));
      assertThat(fileSystem.files().used()).isEqualTo(2);
    }
    Mappings copy = new Mappings(mappings);
    assertThat(new ArrayList<>(copy.all())).isEqualTo(joined(pages, files));
    checkQueries(mappings, pages, files, gap);
    // A file without a name is in being as long as either list maps it.
    files.forEach(RegularFile::released);
    long mapped = pages.values().stream().map(Use::file).filter(f -> f > 0).distinct().count();
    assertThat(fileSystem.files().used()).isEqualTo(mapped);
    mappings.clear();
    assertThat(fileSystem.files().used()).isEqualTo(mapped);
    copy.remove(0, PAGES * PAGE);
    assertThat(fileSystem.files().used()).isZero();
  }

  private RegularFile file() {
    try {
      RegularFile file = fileSystem.newRegularFile(0600);
      file.opened();
      return file;
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isData(Use use) {
    return (use.rights & 2) != 0 && (use.flags & Mapping.SHARED) == 0;
  }

  private static void apply(
      Mappings mappings, Step step, long start, long end, List<RegularFile> files) {
    switch (step.kind) {
      case 0 -> mappings.add(mapping(start, end, step.use(step.from), files));
      case 1 -> mappings.remove(start, end);
      case 2 -> mappings.protect(start, end, step.rights);
      case 3 -> mappings.flags(start, end, step.flags, 0);
      default -> mappings.flags(start, end, 0, step.flags);
    }
  }

  private static void apply(Map<Long, Use> pages, Step step, int page) {
    long key = page;
    switch (step.kind) {
      case 0 -> pages.put(key, step.use(page));
      case 1 -> pages.remove(key);
      default -> pages.computeIfPresent(key, (_, use) -> changed(use, step));
    }
  }

  private static Use changed(Use use, Step step) {
    int flags =
        switch (step.kind) {
          case 3 -> use.flags | step.flags;
          case 4 -> use.flags & ~step.flags;
          default -> use.flags;
        };
    int rights = step.kind == 2 ? step.rights : use.rights;
    return new Use(rights, flags, use.name, use.file, use.filePage);
  }

  private static Mapping mapping(long start, long end, Use use, List<RegularFile> files) {
    RegularFile file = use.file == 0 ? null : files.get(use.file - 1);
    return new Mapping(start, end, use.rights, use.flags, use.name, file, use.filePage * PAGE);
  }

  private static void checkQueries(
      Mappings mappings, NavigableMap<Long, Use> pages, List<RegularFile> files, long gap) {
    for (long page = 0; page < PAGES; page++) {
      Mapping at = mappings.at(page * PAGE + 5);
      List<Mapping> alone = joined(new TreeMap<>(pages.subMap(page, page + 1)), files);
      assertThat(at == null ? List.of() : List.of(at.part(page * PAGE, (page + 1) * PAGE)))
          .isEqualTo(alone);
      // What lies within a range is what the list has there, cut.
      TreeMap<Long, Use> inside = new TreeMap<>(pages.subMap(page, page + gap));
      assertThat(mappings.within(page * PAGE, (page + gap) * PAGE))
          .isEqualTo(joined(inside, files));
      assertThat(mappings.overlaps(page * PAGE, (page + gap) * PAGE)).isEqualTo(!inside.isEmpty());
      assertThat(mappings.covers(page * PAGE, (page + gap) * PAGE)).isEqualTo(inside.size() == gap);
    }
  }

  /** Runs of pages with the same use, as /proc/self/maps would list them. */
  private static List<Mapping> joined(Map<Long, Use> pages, List<RegularFile> files) {
    List<Mapping> runs = new ArrayList<>();
    Map<Mapping, Use> lastUse = new HashMap<>();
    pages.forEach((page, use) -> {
      Mapping last = runs.isEmpty() ? null : runs.getLast();
      Use before = last == null ? null : lastUse.get(last);
      boolean joins =
          last != null
              && last.end() == page * PAGE
              && use.equals(before == null ? null : next(before));
      Mapping run;
      if (last != null && joins) {
        runs.removeLast();
        run =
            new Mapping(
                last.start(),
                last.end() + PAGE,
                last.rights(),
                last.flags(),
                last.name(),
                last.inode(),
                last.offset());
      } else {
        run = mapping(page * PAGE, (page + 1) * PAGE, use, files);
      }
      runs.add(run);
      lastUse.put(run, use);
    });
    return runs;
  }

  /** Returns how the page behind one goes on with the same. */
  private static Use next(Use use) {
    return use.file == 0
        ? use
        : new Use(use.rights, use.flags, use.name, use.file, use.filePage + 1);
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
