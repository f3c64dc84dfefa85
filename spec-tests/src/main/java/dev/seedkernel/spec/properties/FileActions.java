package dev.seedkernel.spec.properties;

import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.properties.Script.Action;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Actions on files with random arguments, and programs made of them. All paths stay within the
 * directory of the case, so that cases do not see each other.
 */
final class FileActions {
  private static final String ROOT = CaseLayout.DIRECTORY;
  private static final int DESCRIPTORS = 5;

  private FileActions() {}

  /** Returns programs of a few actions. */
  static Arbitrary<CallProgram> programs(Arbitrary<Action> action, int most) {
    return action.list().ofMinSize(1).ofMaxSize(most).map(FileActions::program);
  }

  /** Returns programs of some actions, one that is the point of the property, and some more. */
  static Arbitrary<CallProgram> around(
      Arbitrary<Action> surroundings, int most, Arbitrary<Action> point) {
    Arbitrary<List<Action>> some = surroundings.list().ofMaxSize(most);
    return Combinators.combine(some, point, some)
        .as((before, middle, after) -> {
          Script script = new Script();
          before.forEach(action -> action.accept(script));
          middle.accept(script);
          after.forEach(action -> action.accept(script));
          return script.build();
        });
  }

  /** Returns programs of one action with random parts. */
  static Arbitrary<CallProgram> only(Arbitrary<Action> point) {
    return point.map(action -> program(List.of(action)));
  }

  private static CallProgram program(List<Action> actions) {
    Script script = new Script();
    actions.forEach(action -> action.accept(script));
    return script.build();
  }

  /** One action that is always the same. */
  static Arbitrary<Action> always(Action action) {
    return Arbitraries.just(action);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // The array goes no further than a list.
  static Arbitrary<Action> oneOf(Arbitrary<Action>... actions) {
    return Arbitraries.oneOf(List.of(actions));
  }

  // Arguments.

  static Arbitrary<Integer> choice() {
    return Arbitraries.integers().between(0, DESCRIPTORS);
  }

  static Arbitrary<String> name() {
    return Arbitraries.of("a", "b", "d", "l");
  }

  /** Names that are there often, and the ways to write them. */
  static Arbitrary<String> path() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, name()),
        Tuple.of(4, Arbitraries.of("d/a", "d/b", "d/e", "d/e/a", "d/l", "l/a")),
        Tuple.of(
            3,
            Arbitraries.of(
                "./a", "d/./b", "d/../a", "d//a", ".//d", ROOT + "/a", "//" + ROOT + "//d/a")),
        Tuple.of(
            2, Arbitraries.of("a/", "d/", "d//", "l/", "a/.", "d/.", "l/.", "d/e/..", "m", "m/")),
        Tuple.of(1, Arbitraries.of("a/b", "a/..", "missing/a", "missing/..", "n".repeat(255))));
  }

  /** Paths that change nothing: those that a directory that cases share has, too. */
  static Arbitrary<String> anyPath() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, path()),
        Tuple.of(1, Arbitraries.of("", ".", "..", "/", "//", "./", "../", "/..", "n".repeat(256))));
  }

  /** What links lead to: never to the directory of the case or out of it. */
  static Arbitrary<String> target() {
    return Arbitraries.of(
        "a", "b", "d", "d/", "a/", "d/a", "e", "l", "m", "missing", ROOT + "/a", ROOT + "/d/b");
  }

  static Arbitrary<Integer> openFlags() {
    Arbitrary<Integer> more =
        Arbitraries.of(
                Abi.O_CREAT,
                Abi.O_CREAT,
                Abi.O_EXCL,
                Abi.O_TRUNC,
                Abi.O_APPEND,
                Abi.O_DIRECTORY,
                Abi.O_NOFOLLOW,
                Abi.O_NONBLOCK)
            .list()
            .ofMaxSize(3)
            .map(list -> list.stream().reduce(0, (a, b) -> a | b));
    return Combinators.combine(Arbitraries.of(0, 0, 1, 2, 2, 3), more)
        .as((mode, rest) -> mode | rest);
  }

  static Arbitrary<Long> offset() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, 40),
        Arbitraries.longs().between(-60, 9000),
        Arbitraries.of(0L, 1L, 4095L, 4096L, 4097L, 8192L, 100_000L));
  }

  static Arbitrary<String> content() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 20), Arbitraries.chars().range('A', 'Z'))
        .as((length, first) -> letters(length, first));
  }

  /** Returns letters such that each position has another than its neighbours. */
  static String letters(int length, char first) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('A' + (first - 'A' + i) % 26));
    }
    return text.toString();
  }

  // Actions.

  static Arbitrary<Action> open() {
    return Combinators.combine(path(), openFlags(), Arbitraries.of(0644, 0, 0777, 07777, 0x1ffff))
        .as((path, flags, mode) -> script -> script.open(path, flags, mode));
  }

  /** Opens one of few names with one of some flags. */
  static Arbitrary<Action> open(Integer... flags) {
    return Combinators.combine(Arbitraries.of("a", "b", "c"), Arbitraries.of(flags))
        .as((name, chosen) -> script -> script.open(name, chosen));
  }

  static Arbitrary<Action> close() {
    return choice().map(choice -> script -> script.close(script.descriptor(choice)));
  }

  static Arbitrary<Action> dup() {
    return choice().map(choice -> script -> script.dup(script.descriptor(choice)));
  }

  static Arbitrary<Action> read() {
    return Combinators.combine(choice(), Arbitraries.integers().between(0, 40))
        .as((choice, count) -> script -> script.read(script.descriptor(choice), count));
  }

  static Arbitrary<Action> write() {
    return Combinators.combine(choice(), content())
        .as((choice, bytes) -> script -> script.write(script.descriptor(choice), bytes));
  }

  static Arbitrary<Action> pread() {
    return Combinators.combine(choice(), Arbitraries.integers().between(0, 40), offset())
        .as((choice, count, at) -> script -> script.pread(script.descriptor(choice), count, at));
  }

  static Arbitrary<Action> pwrite() {
    return Combinators.combine(choice(), content(), offset())
        .as((choice, bytes, at) -> script -> script.pwrite(script.descriptor(choice), bytes, at));
  }

  static Arbitrary<Action> readv() {
    return Combinators.combine(choice(), Arbitraries.integers().between(0, 12).list().ofMaxSize(4))
        .as((choice, lengths) -> script -> script.readv(script.descriptor(choice), lengths));
  }

  static Arbitrary<Action> writev() {
    return Combinators.combine(choice(), content().list().ofMaxSize(4))
        .as((choice, parts) -> script -> script.writev(script.descriptor(choice), parts));
  }

  static Arbitrary<Action> lseek() {
    return lseek(offset(), Arbitraries.longs().between(0, 2));
  }

  static Arbitrary<Action> lseek(Arbitrary<Long> offsets, Arbitrary<Long> whences) {
    return Combinators.combine(choice(), offsets, whences)
        .as((choice, offset, whence) ->
            script -> script.lseek(script.descriptor(choice), offset, whence));
  }

  static Arbitrary<Action> ftruncate() {
    return Combinators.combine(choice(), offset())
        .as((choice, size) -> script -> script.ftruncate(script.descriptor(choice), size));
  }

  static Arbitrary<Action> truncate() {
    return Combinators.combine(path(), offset())
        .as((path, size) -> script -> script.truncate(path, size));
  }

  static Arbitrary<Action> fstat() {
    return choice().map(choice -> script -> script.fstat(script.descriptor(choice)));
  }

  static Arbitrary<Action> stat() {
    return Combinators.combine(
            anyPath(), Arbitraries.of(0, 0, Abi.AT_SYMLINK_NOFOLLOW, 0x6000, 0x800))
        .as((path, flags) -> script -> script.statAt(Calls.AT_FDCWD, path, flags));
  }

  static Arbitrary<Action> mkdir() {
    return Combinators.combine(anyPath(), Arbitraries.of(0755, 0, 0777, 07777))
        .as((path, mode) -> script -> script.mkdirAt(Calls.AT_FDCWD, path, mode));
  }

  static Arbitrary<Action> symlink() {
    return Combinators.combine(target(), Arbitraries.oneOf(Arbitraries.of("l", "m"), anyPath()))
        .as((target, path) -> script -> script.symlink(target, path));
  }

  static Arbitrary<Action> link() {
    return Combinators.combine(anyPath(), anyPath(), Arbitraries.of(0, 0, Abi.AT_SYMLINK_FOLLOW))
        .as((old, made, flags) -> script -> script.link(old, made, flags));
  }

  static Arbitrary<Action> unlink() {
    return Combinators.combine(anyPath(), Arbitraries.of(0, 0, Abi.AT_REMOVEDIR))
        .as((path, flags) -> script -> script.unlinkAt(Calls.AT_FDCWD, path, flags));
  }

  static Arbitrary<Action> rename() {
    return Combinators.combine(anyPath(), anyPath(), Arbitraries.of(0, 0, 0, 1, 2, 3))
        .as((old, made, flags) -> script -> script.rename(old, made, flags));
  }

  static Arbitrary<Action> readlink() {
    return Combinators.combine(path(), Arbitraries.of(1, 3, 40, 300))
        .as((path, size) -> script -> script.readlink(path, size));
  }

  static Arbitrary<Action> access() {
    return Combinators.combine(anyPath(), Arbitraries.of(0, 1, 2, 4, 7, 8))
        .as((path, mode) -> script -> script.access(path, mode));
  }

  static Arbitrary<Action> chmod() {
    return Combinators.combine(path(), Arbitraries.of(0644, 0, 0755, 07777, 0x1ffff))
        .as((path, mode) -> script -> script.chmod(path, mode));
  }

  static Arbitrary<Action> chdir() {
    return Arbitraries.of("d", "d/e", "l", "a", "missing", ROOT, ROOT + "/d", "d/", "d/e/..")
        .map(path -> script -> script.chdir(path));
  }

  static Arbitrary<Action> getcwd() {
    return Arbitraries.of(64, 11, 12, 10, 0).map(size -> script -> script.getcwd(size));
  }

  /** A tree of a few names, so that random paths lead somewhere. */
  static void tree(Script script) {
    script.mkdir("d");
    script.mkdir("d/e");
    script.close(script.open("a", Abi.O_CREAT | Abi.O_WRONLY));
    script.close(script.open("d/a", Abi.O_CREAT | Abi.O_WRONLY));
    script.symlink("d", "l");
  }

  /** Anything that changes the tree. */
  static Arbitrary<Action> change() {
    return oneOf(
        mkdir(),
        symlink(),
        link(),
        unlink(),
        unlink(),
        rename(),
        rename(),
        open(),
        always(FileActions::tree));
  }

  /** Anything that shows the tree. */
  static Arbitrary<Action> look() {
    return oneOf(stat(), stat(), readlink(), access(), open());
  }

  /** Bytes in and out. */
  static Arbitrary<Action> transfer() {
    return oneOf(read(), write(), lseek(), pread(), pwrite());
  }

  /** Content of so many bytes of one value. */
  static Bytes filled(int length) {
    return Bytes.filled('x', length);
  }

  static Arg bad(long address) {
    return Arg.of(address);
  }
}
