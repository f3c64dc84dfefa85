package dev.seedkernel.aarch64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.MemoryFault.Cause;
import dev.seedkernel.aarch64.ModelSharing.ModelFile;
import dev.seedkernel.aarch64.ModelSharing.ModelSpace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Several spaces that map the same memories, against {@link ModelSharing}, by random sequences. */
class SharedMemoryModelTest {
  private static final int PAGE = AddressSpace.PAGE_SIZE;
  private static final int PAGES = 20;
  private static final int SPACES = 3;
  private static final int FILES = 2;

  /** What a step does. */
  enum Kind {
    MAP,
    MAP_SHARED,
    UNMAP,
    PROTECT,
    CLEAR,
    WITHHOLD,
    MOVE,
    FORK,
    TRUNCATE,
    DISCARD,
    STORE,
    LOAD,
    FETCH,
    WRITE,
    FILE_WRITE
  }

  /** One step; what it uses of the numbers depends on the kind. */
  record Step(Kind kind, int space, int file, int page, int count, int other, int rights) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.of(Kind.MAP_SHARED)),
            Tuple.of(8, Arbitraries.of(Kind.STORE, Kind.LOAD)),
            Tuple.of(8, Arbitraries.of(Kind.class)));
    return Combinators.combine(
            kinds,
            Arbitraries.integers().between(0, SPACES - 1),
            Arbitraries.integers().between(0, FILES - 1),
            Arbitraries.integers().between(0, PAGES - 1),
            Arbitraries.integers().between(1, 6),
            Arbitraries.integers().between(0, PAGES - 1),
            Arbitraries.oneOf(
                Arbitraries.just(3), Arbitraries.just(7), Arbitraries.integers().between(0, 7)))
        .as(Step::new)
        .list()
        .ofMaxSize(70);
  }

  /** A file as the kernel has one: its pages are in the heap while nobody maps it. */
  private static final class File implements SharedMemory.Owner {
    final Map<Integer, byte[]> heap = new HashMap<>();
    final TreeMap<Integer, Integer> present = new TreeMap<>();
    final ModelFile model;
    @Nullable SharedMemory memory;

    File(ModelFile model) {
      this.model = model;
    }

    SharedMemory open() {
      if (memory == null) {
        SharedMemory created = Objects.requireNonNull(SharedMemory.create(this));
        heap.forEach((page, bytes) ->
            MemorySegment.copy(bytes, 0, created.page(page), ValueLayout.JAVA_BYTE, 0, PAGE));
        heap.clear();
        memory = created;
      }
      return memory;
    }

    @Override
    public boolean reaches(int page) {
      return page < model.end;
    }

    @Override
    public @Nullable Cause provide(int page) {
      if (!reaches(page)) {
        return Cause.NO_BACKING;
      }
      if (!present.containsKey(page)) {
        if (present.size() >= ModelFile.ROOM) {
          return Cause.OUT_OF_PAGES;
        }
        present.put(page, page);
      }
      return null;
    }

    /** Pages of which the owner was told that they are stored to. */
    final Set<Integer> dirty = new HashSet<>();

    @Override
    public void stored(int page) {
      dirty.add(page);
    }

    @Override
    public void unmapped() {
      SharedMemory open = Objects.requireNonNull(memory);
      for (int page : present.keySet()) {
        heap.put(page, open.page(page).toArray(ValueLayout.JAVA_BYTE));
      }
      memory = null;
      open.close();
    }

    void discard(int first, int count) {
      for (int page = first; page < first + count; page++) {
        present.remove(page);
        dirty.remove(page);
        heap.remove(page);
      }
      if (memory != null) {
        memory.discard(first, count);
      }
    }

    byte[] bytes(int page) {
      if (!present.containsKey(page)) {
        return new byte[PAGE];
      }
      return memory == null
          ? heap.getOrDefault(page, new byte[PAGE])
          : memory.page(page).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private final CountingAccount account = new CountingAccount(40);
  private final List<AddressSpace> spaces = new ArrayList<>();
  private final List<ModelSpace> models = new ArrayList<>();
  private final List<File> files = new ArrayList<>();

  @Property(tries = 600)
  void behavesAsTheModel(@ForAll("steps") List<Step> steps) {
    if (!SharedMemory.isSupported()) {
      System.err.println("skipped: this host cannot share memory");
      Assumptions.abort("this host cannot share memory");
    }
    SharedPool pool = Objects.requireNonNull(SharedPool.instance());
    int mappingsBefore = pool.mappings();
    int slotsBefore = pool.takenSlots();
    spaces.clear();
    models.clear();
    files.clear();
    for (int i = 0; i < SPACES; i++) {
      spaces.add(AddressSpace.create((long) PAGES * PAGE, account));
      models.add(new ModelSpace());
    }
    for (int i = 0; i < FILES; i++) {
      files.add(new File(new ModelFile()));
    }
    try {
      for (Step step : steps) {
        apply(step);
        check();
      }
      checkContents();
    } finally {
      spaces.forEach(AddressSpace::close);
    }
    // Whatever happened, nothing of the host is left behind, and the files keep their bytes.
    assertThat(account.charged).isZero();
    assertThat(pool.mappings()).isEqualTo(mappingsBefore);
    assertThat(pool.takenSlots()).isEqualTo(slotsBefore);
    for (File file : files) {
      assertThat(file.memory).isNull();
      checkFile(file);
    }
  }

  private void apply(Step step) {
    AddressSpace space = spaces.get(step.space);
    ModelSpace model = models.get(step.space);
    File file = files.get(step.file);
    int count = Math.min(step.count, PAGES - step.page);
    long at = (long) step.page * PAGE;
    long length = (long) count * PAGE;
    switch (step.kind) {
      case MAP -> {
        space.map(at, length, step.rights);
        model.map(step.page, count, step.rights);
      }
      case MAP_SHARED -> {
        assertThat(space.mapShared(at, length, step.rights, file.open(), step.other)).isTrue();
        model.share(step.page, count, step.rights, file.model, step.other);
      }
      case UNMAP -> {
        space.unmap(at, length);
        model.unmap(step.page, count);
      }
      case PROTECT ->
          assertThat(space.protect(at, length, step.rights))
              .isEqualTo(model.protect(step.page, count, step.rights));
      case CLEAR -> {
        space.clear(at, length);
        model.clear(step.page, count);
      }
      case WITHHOLD -> {
        space.withhold(at, length);
        model.withhold(step.page, count);
      }
      case MOVE -> move(step, count);
      case FORK -> fork(step.space, step.other % SPACES);
      case TRUNCATE -> {
        int end = step.page;
        if (end < file.model.end) {
          file.discard(end, SharedMemory.PAGES - end);
        }
        file.model.truncate(end);
      }
      case DISCARD -> {
        file.discard(step.page, count);
        file.model.discard(step.page, count);
      }
      case FILE_WRITE -> {
        if (file.provide(step.page) == null) {
          file.dirty.add(step.page);
          file.model.provide(step.page)[5] = (byte) step.rights;
          if (file.memory == null) {
            file.heap.computeIfAbsent(step.page, _ -> new byte[PAGE])[5] = (byte) step.rights;
          } else {
            file.memory.page(step.page).set(ValueLayout.JAVA_BYTE, 5, (byte) step.rights);
          }
        }
      }
      default -> access(step, space, model);
    }
  }

  private void move(Step step, int count) {
    int length = Math.min(count, PAGES - step.other);
    ModelSpace model = models.get(step.space);
    boolean possible = model.mayMove(step.page, step.other, length);
    boolean moved = true;
    try {
      spaces
          .get(step.space)
          .move((long) step.page * PAGE, (long) step.other * PAGE, (long) length * PAGE);
    } catch (IllegalArgumentException _) {
      moved = false;
    }
    assertThat(moved).isEqualTo(possible);
    if (possible) {
      model.move(step.page, step.other, length);
    }
  }

  /** A fork takes the place of another space. */
  private void fork(int from, int to) {
    if (from == to) {
      return;
    }
    spaces.get(to).close();
    models.set(to, new ModelSpace());
    AddressSpace copy = spaces.get(from).fork();
    boolean room = chargedByModels() + models.get(from).touched() <= account.most;
    assertThat(copy != null).isEqualTo(room);
    if (copy == null) {
      spaces.set(to, AddressSpace.create((long) PAGES * PAGE, account));
    } else {
      spaces.set(to, copy);
      models.set(to, new ModelSpace(models.get(from)));
    }
  }

  /** Accesses that straddle pages, too. */
  private void access(Step step, AddressSpace space, ModelSpace model) {
    long address = (long) step.page * PAGE - (step.other % 3 == 0 ? 4 : 0) + step.other * 8L;
    long value = 0x0102030405060708L * (step.rights + 1);
    long room = account.most - chargedByModels();
    switch (step.kind) {
      case STORE ->
          same(
              () -> model.store(address, 8, value, room),
              () -> {
                space.store64(address, value);
                return value;
              });
      case LOAD -> same(() -> model.load(address, 8, Access.LOAD), () -> space.load64(address));
      case FETCH -> {
        long aligned = address & -4;
        same(() -> model.load(aligned, 4, Access.FETCH), () -> space.fetch(aligned) & 0xffff_ffffL);
      }
      default -> {
        byte[] bytes = new byte[step.count * PAGE / 2 + 8];
        same(
            () -> model.store(address, bytes.length, 0, room),
            () -> {
              space.write(address, MemorySegment.ofArray(bytes), 0, bytes.length);
              return 0L;
            });
      }
    }
  }

  private static void same(Supplier<Long> expected, Supplier<Long> actual) {
    assertThat(outcome(actual)).isEqualTo(outcome(expected));
  }

  private static String outcome(Supplier<Long> access) {
    try {
      return Long.toHexString(access.get());
    } catch (MemoryFault fault) {
      return fault.access() + " " + Long.toHexString(fault.address()) + " " + fault.reason();
    }
  }

  private long chargedByModels() {
    return models.stream().mapToLong(ModelSpace::touched).sum();
  }

  private void check() {
    assertThat(account.charged).isEqualTo(chargedByModels());
    for (File file : files) {
      assertThat(file.present.keySet()).isEqualTo(file.model.pages.keySet());
      file.model.pages.forEach((page, bytes) -> {
        if (Arrays.mismatch(bytes, new byte[PAGE]) >= 0) {
          assertThat(file.dirty).contains(page);
        }
      });
    }
    for (int i = 0; i < SPACES; i++) {
      for (int page = 0; page < PAGES; page++) {
        assertThat(spaces.get(i).rights((long) page * PAGE)).isEqualTo(models.get(i).rights(page));
      }
    }
  }

  /** What each space can read, byte for byte; loading brings pages into being in both. */
  private void checkContents() {
    for (int i = 0; i < SPACES; i++) {
      AddressSpace space = spaces.get(i);
      ModelSpace model = models.get(i);
      for (int page = 0; page < PAGES; page++) {
        // Stores go to the first and the last bytes of pages; so these are all there is to see.
        for (int offset = 0; offset < PAGE; offset += offset == 256 ? PAGE - 512 : 8) {
          long address = (long) page * PAGE + offset;
          same(() -> model.load(address, 8, Access.LOAD), () -> space.load64(address));
        }
      }
    }
    files.forEach(SharedMemoryModelTest::checkFile);
  }

  private static void checkFile(File file) {
    file.model.pages.forEach((page, bytes) -> assertThat(file.bytes(page)).isEqualTo(bytes));
  }
}
