package dev.seedkernel.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.ModelTree.FileKind;
import dev.seedkernel.kernel.fs.ModelTree.Item;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.time.VirtualClock;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;
import org.jspecify.annotations.Nullable;

/** The file system against {@link ModelTree}, by random sequences of what the calls do to it. */
class TreeModelTest {
  private static final int PAGE = RegularFile.PAGE_SIZE;
  private static final long MOST_FILES = 12;
  private static final long MOST_PAGES = 8;

  /** A file that is open in both. */
  private record Opened(OpenRegularFile file, Item item) {}

  /** The file system and the model. */
  static final class Pair {
    final FileSystem real =
        new FileSystem(
            Limits.DEFAULT.with(Limit.FILES, MOST_FILES).with(Limit.FILE_BYTES, MOST_PAGES * PAGE),
            new VirtualClock(0));
    final PathWalker walker = new PathWalker(real.root());
    final ModelTree model = new ModelTree(MOST_FILES, MOST_PAGES * PAGE);
    private final List<Opened> open = new ArrayList<>();

    void checkAll() {
      assertThat(real.files().used()).as("files").isEqualTo(model.filesUsed());
      assertThat(real.bytes().used()).as("bytes").isEqualTo(model.bytesUsed());
      List<String> seen = new ArrayList<>();
      check(real.root(), "", seen);
      assertThat(seen).containsExactlyInAnyOrderElementsOf(model.paths.keySet());
      open.forEach(opened -> checkContent((RegularFile) opened.file.inode(), opened.item));
    }

    private void check(Inode inode, String path, List<String> seen) {
      seen.add(path);
      Item item = model.item(path);
      assertThat(inode.links()).as("links of %s", path).isEqualTo((int) model.links(path));
      assertThat(inode.changed()).as("change of %s", path).isEqualTo(item.changed);
      switch (inode) {
        case Directory directory -> {
          assertThat(item.type).isEqualTo(FileKind.DIRECTORY);
          assertThat(walker.pathOf(directory)).isEqualTo(path.isEmpty() ? "/" : path);
          List<String> names = new ArrayList<>(directory.entries().keySet());
          assertThat(names).as("order").isSorted();
          for (Map.Entry<String, Inode> entry : directory.entries().entrySet()) {
            String child = path + "/" + entry.getKey();
            assertThat(directory.changed(entry.getKey()))
                .as("change of name %s", child)
                .isEqualTo(model.newPaths.contains(child) || model.item(child).changed);
            check(entry.getValue(), child, seen);
          }
        }
        case RegularFile file -> checkContent(file, item);
        case GeneratedFile _ -> throw new AssertionError("computed: " + path);
        case SymbolicLink _ -> assertThat(item.type).isEqualTo(FileKind.LINK);
        case SpecialFile _ -> assertThat(item.type).isEqualTo(FileKind.DEVICE);
      }
    }

    private static void checkContent(RegularFile file, Item item) {
      assertThat(item.type).isEqualTo(FileKind.FILE);
      assertThat(file.size()).isEqualTo(item.content.length);
      assertThat(file.allocatedBytes()).isEqualTo((long) item.pages.size() * PAGE);
      byte[] bytes = new byte[item.content.length];
      assertThat(file.read(0, Transfer.into(MemorySegment.ofArray(bytes)), bytes.length))
          .isEqualTo(bytes.length);
      assertThat(Arrays.mismatch(bytes, item.content)).isEqualTo(-1);
    }

    private void end() {
      for (Opened opened : open) {
        opened.file.release();
        model.close(opened.item);
      }
      open.clear();
      checkAll();
      // With the last names, everything goes back.
      removeAll(real.root());
      assertThat(real.files().used()).isZero();
      assertThat(real.bytes().used()).isZero();
      assertThat(real.root().links()).isEqualTo(2);
    }

    private static void removeAll(Directory directory) {
      for (String name : List.copyOf(directory.entries().keySet())) {
        if (directory.get(name) instanceof Directory child) {
          removeAll(child);
        }
        assertThat(errno(() -> directory.unlink(name))).isNull();
      }
    }
  }

  @Property(tries = 400)
  void behavesAsTheModel(@ForAll("chains") ActionChain<Pair> chain) {
    chain.run().end();
  }

  @Provide
  Arbitrary<ActionChain<Pair>> chains() {
    return ActionChain.startWith(Pair::new)
        .withAction(4, independent(creating()))
        .withAction(3, independent(linking()))
        .withAction(3, independent(unlinking()))
        .withAction(5, independent(renaming()))
        .withAction(4, independent(exchanging()))
        .withAction(3, independent(allocating()))
        .withAction(3, independent(punching()))
        .withAction(2, independent(opening()))
        .withAction(2, independent(closing()))
        .withAction(8, independent(writing()))
        .withAction(6, independent(truncating()))
        .withAction(1, independent(forgetting()))
        .withMaxTransformations(70);
  }

  private static Action.Independent<Pair> independent(Arbitrary<Transformer<Pair>> transformer) {
    return () -> transformer;
  }

  private static Transformer<Pair> step(String label, Consumer<Pair> change) {
    return Transformer.mutate(
        label,
        pair -> {
          change.accept(pair);
          pair.checkAll();
        });
  }

  /** Few and mostly short, so that most of them name something. */
  private static Arbitrary<String> paths() {
    Arbitrary<String> names = Arbitraries.of("a", "B", "c\u00ff");
    return Arbitraries.frequencyOf(
            Tuple.of(4, names.list().ofSize(1)),
            Tuple.of(3, names.list().ofSize(2)),
            Tuple.of(1, names.list().ofSize(3)))
        .map(list -> "/" + String.join("/", list));
  }

  /** A call that may fail. */
  @FunctionalInterface
  private interface Call {
    void run() throws ErrnoException;
  }

  private static @Nullable Errno errno(Call call) {
    try {
      call.run();
      return null;
    } catch (ErrnoException e) {
      return e.errno();
    }
  }

  private static Arbitrary<Transformer<Pair>> creating() {
    return Combinators.combine(
            paths(),
            Arbitraries.of(
                FileKind.DIRECTORY,
                FileKind.DIRECTORY,
                FileKind.FILE,
                FileKind.FILE,
                FileKind.LINK,
                FileKind.DEVICE))
        .as((path, type) ->
            step(
                "create " + type + " " + path,
                pair ->
                    assertThat(errno(() -> create(pair, path, type)))
                        .isEqualTo(pair.model.create(path, type))));
  }

  private static void create(Pair pair, String path, FileKind type) throws ErrnoException {
    PathWalker.Entry entry = pair.walker.walkToName(pair.real.root(), path);
    if (entry.inode() != null) {
      throw Errno.EEXIST.exception();
    }
    Inode inode =
        switch (type) {
          case DIRECTORY -> pair.real.newDirectory(0755);
          case FILE -> pair.real.newRegularFile(0644);
          case LINK -> pair.real.newSymbolicLink("no such file");
          case DEVICE ->
              pair.real.newSpecialFile(FileMode.S_IFCHR | 0666, Device.Driver.NULL.device());
        };
    entry.parent().link(entry.name(), inode);
  }

  private static Arbitrary<Transformer<Pair>> linking() {
    return Combinators.combine(paths(), paths())
        .as((from, to) ->
            step(
                "link " + from + " " + to,
                pair -> {
                  Item item = pair.model.paths.get(from);
                  if (item != null && item.type != FileKind.DIRECTORY) {
                    assertThat(errno(() -> link(pair, from, to)))
                        .isEqualTo(pair.model.link(from, to));
                  }
                }));
  }

  private static void link(Pair pair, String from, String to) throws ErrnoException {
    Inode inode = pair.walker.walk(pair.real.root(), from, false).existing();
    PathWalker.Entry entry = pair.walker.walkToName(pair.real.root(), to);
    entry.parent().link(entry.name(), inode);
  }

  private static Arbitrary<Transformer<Pair>> unlinking() {
    return paths()
        .map(path ->
            step(
                "unlink " + path,
                pair -> {
                  boolean there = pair.model.paths.containsKey(path);
                  if (there && pair.model.children(path).isEmpty()) {
                    assertThat(
                            errno(() -> {
                              PathWalker.Entry entry = walkToName(pair, path);
                              entry.parent().unlink(entry.name());
                            }))
                        .isNull();
                    pair.model.unlink(path);
                  }
                }));
  }

  private static PathWalker.Entry walkToName(Pair pair, String path) throws ErrnoException {
    return pair.walker.walkToName(pair.real.root(), path);
  }

  private static Arbitrary<Transformer<Pair>> renaming() {
    return Combinators.combine(paths(), paths())
        .as((from, to) ->
            step(
                "rename " + from + " " + to,
                pair -> {
                  if (pair.model.mayRename(from, to)) {
                    assertThat(
                            errno(() -> {
                              PathWalker.Entry source = walkToName(pair, from);
                              PathWalker.Entry target = walkToName(pair, to);
                              source.parent().move(source.name(), target.parent(), target.name());
                            }))
                        .isNull();
                    pair.model.rename(from, to);
                  }
                }));
  }

  private static Arbitrary<Transformer<Pair>> exchanging() {
    return Combinators.combine(paths(), paths())
        .as((one, other) ->
            step(
                "exchange " + one + " " + other,
                pair -> {
                  if (pair.model.mayExchange(one, other)) {
                    assertThat(
                            errno(() -> {
                              PathWalker.Entry source = walkToName(pair, one);
                              PathWalker.Entry target = walkToName(pair, other);
                              source
                                  .parent()
                                  .exchange(source.name(), target.parent(), target.name());
                            }))
                        .isNull();
                    pair.model.exchange(one, other);
                  }
                }));
  }

  private static Arbitrary<Transformer<Pair>> allocating() {
    return Combinators.combine(
            paths(),
            Arbitraries.integers().between(0, 100),
            positions(),
            Arbitraries.integers().between(1, 4 * PAGE),
            Arbitraries.of(true, false))
        .as((path, number, position, length, keep) ->
            step(
                "allocate " + length + " at " + position + " of " + path,
                pair ->
                    withFile(
                        pair,
                        path,
                        number,
                        (file, item) -> {
                          Errno error = errno(() -> file.allocate(position, length, keep));
                          boolean fits = pair.model.allocate(item, position, length, keep);
                          assertThat(error).isEqualTo(fits ? null : Errno.ENOSPC);
                        })));
  }

  private static Arbitrary<Transformer<Pair>> punching() {
    return Combinators.combine(
            paths(),
            Arbitraries.integers().between(0, 100),
            positions(),
            Arbitraries.integers().between(1, 4 * PAGE))
        .as((path, number, position, length) ->
            step(
                "punch " + length + " at " + position + " of " + path,
                pair ->
                    withFile(
                        pair,
                        path,
                        number,
                        (file, item) -> {
                          assertThat(errno(() -> file.punch(position, length))).isNull();
                          pair.model.punch(item, position, length);
                        })));
  }

  private static Arbitrary<Transformer<Pair>> opening() {
    return paths()
        .map(path ->
            step(
                "open " + path,
                pair -> {
                  if (pair.model.is(path, FileKind.FILE)) {
                    RegularFile file = file(pair, path);
                    OpenRegularFile open = new OpenRegularFile(file, path, OpenFlags.O_RDWR);
                    open.retain();
                    pair.open.add(new Opened(open, pair.model.item(path)));
                    pair.model.open(pair.model.item(path));
                  }
                }));
  }

  private static RegularFile file(Pair pair, String path) {
    try {
      PathWalker.Entry entry = pair.walker.walk(pair.real.root(), path, true);
      return (RegularFile) Objects.requireNonNull(entry.inode());
    } catch (ErrnoException e) {
      throw new AssertionError(path, e);
    }
  }

  private static Arbitrary<Transformer<Pair>> closing() {
    return Arbitraries.integers()
        .between(0, 100)
        .map(number ->
            step(
                "close",
                pair -> {
                  if (!pair.open.isEmpty()) {
                    Opened opened = pair.open.remove(number % pair.open.size());
                    opened.file.release();
                    pair.model.close(opened.item);
                  }
                }));
  }

  /** Gives a file to write to: one of those that are open, or one by its path. */
  private static void withFile(
      Pair pair, String path, int number, BiConsumer<RegularFile, Item> use) {
    if (number % 2 == 0 && !pair.open.isEmpty()) {
      Opened opened = pair.open.get(number % pair.open.size());
      use.accept((RegularFile) opened.file.inode(), opened.item);
    } else if (pair.model.is(path, FileKind.FILE)) {
      use.accept(file(pair, path), pair.model.item(path));
    }
  }

  private static Arbitrary<Integer> positions() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 12 * PAGE),
        Arbitraries.integers().between(0, 2 * PAGE),
        Combinators.combine(
                Arbitraries.integers().between(1, 12), Arbitraries.integers().between(-2, 2))
            .as((page, delta) -> page * PAGE + delta));
  }

  private static Arbitrary<Transformer<Pair>> writing() {
    return Combinators.combine(
            paths(),
            Arbitraries.integers().between(0, 100),
            positions(),
            Arbitraries.integers().between(1, 4 * PAGE))
        .as((path, number, position, length) ->
            step(
                "write " + length + " at " + position + " of " + path,
                pair ->
                    withFile(
                        pair,
                        path,
                        number,
                        (file, item) -> write(pair, file, item, position, length))));
  }

  private static void write(Pair pair, RegularFile file, Item item, int position, int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    int[] written = new int[1];
    Errno error =
        errno(() ->
            written[0] = file.write(position, Transfer.from(MemorySegment.ofArray(bytes)), length));
    int expected = pair.model.write(item, position, bytes);
    assertThat(error).isEqualTo(expected == 0 ? Errno.ENOSPC : null);
    assertThat(written[0]).isEqualTo(expected);
  }

  private static Arbitrary<Transformer<Pair>> truncating() {
    return Combinators.combine(paths(), Arbitraries.integers().between(0, 100), positions())
        .as((path, number, size) ->
            step(
                "truncate " + path + " to " + size,
                pair ->
                    withFile(
                        pair,
                        path,
                        number,
                        (file, item) -> {
                          assertThat(errno(() -> file.truncate(size))).isNull();
                          pair.model.truncate(item, size);
                        })));
  }

  private static Arbitrary<Transformer<Pair>> forgetting() {
    return Arbitraries.just(
        step(
            "forget changes",
            pair -> {
              forget(pair.real.root());
              pair.open.forEach(opened -> opened.file.inode().changed(false));
              pair.model.forgetChanges();
            }));
  }

  private static void forget(Inode inode) {
    inode.changed(false);
    if (inode instanceof Directory directory) {
      directory.entries().values().forEach(TreeModelTest::forget);
    }
  }
}
