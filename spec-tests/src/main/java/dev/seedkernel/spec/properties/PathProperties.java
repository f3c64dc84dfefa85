package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Abi.O_CREAT;
import static dev.seedkernel.spec.properties.Abi.O_DIRECTORY;
import static dev.seedkernel.spec.properties.Abi.O_RDONLY;
import static dev.seedkernel.spec.properties.Abi.O_RDWR;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.properties.Script.Action;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** FS: paths, and the working directory. */
final class PathProperties {
  private static final int MOST_LINKS = 40;
  private static final int NAME_MAX = 255;
  private static final int PATH_MAX = 4096;

  private PathProperties() {}

  /** Calls that take a path, each in its way. */
  private static void use(Script script, String path, int which) {
    switch (which) {
      case 0 -> script.stat(path);
      case 1 -> script.lstat(path);
      case 2 -> script.fstat(script.open(path, O_RDONLY));
      case 3 -> script.open(path, O_RDWR | O_CREAT);
      case 4 -> script.mkdir(path);
      case 5 -> script.unlink(path);
      case 6 -> script.rmdir(path);
      case 7 -> script.readlink(path, 20);
      case 8 -> script.symlink("a", path);
      case 9 -> script.link("a", path, 0);
      case 10 -> script.link(path, "new", 0);
      case 11 -> script.rename(path, "new", 0);
      case 12 -> script.rename("a", path, 0);
      case 13 -> script.access(path, 0);
      case 14 -> script.truncate(path, 3);
      case 15 -> script.link(path, "new", Abi.AT_SYMLINK_FOLLOW);
      default -> script.chdir(path);
    }
  }

  private static Arbitrary<Integer> use() {
    return Arbitraries.integers().between(0, 15);
  }

  /** Slashes, dots and names in any mixture, used by each call that takes a path. */
  @Clause({"FS-2", "FS-3", "FS-4", "FS-5", "OPEN-4"})
  static Arbitrary<CallProgram> pathsOfDotsAndSlashes() {
    Arbitrary<String> slashes = Arbitraries.of("/", "/", "//", "///");
    Arbitrary<String> component =
        Combinators.combine(Arbitraries.of("e", ".", "..", "a", "l", "x", "e"), slashes)
            .as((name, slash) -> name + slash);
    Arbitrary<String> path =
        Combinators.combine(
                Arbitraries.of("d/", "d//", "l/", "./d/", CaseLayout.DIRECTORY + "/d/"),
                component.list().ofMaxSize(3),
                Arbitraries.of("", "a", "e", ".", "..", "x", "l", "a/", "e/", "./", "x/"))
            .as((first, middle, last) -> first + String.join("", middle) + last)
            .filter(PathProperties::staysInside);
    return Combinators.combine(path, use())
        .as((where, which) -> {
          Script script = new Script();
          FileActions.tree(script);
          script.symlink("../d/e", "d/l");
          use(script, where, which);
          script.lstat("a");
          script.lstat("new");
          return script.build();
        });
  }

  /** Whether a path cannot leave the directory of the case, whatever is there. */
  private static boolean staysInside(String path) {
    String inside = path.replace(CaseLayout.DIRECTORY, "");
    int depth = 0;
    for (String component : inside.split("/+", -1)) {
      switch (component) {
        case "", "." -> {}
        case ".." -> depth--;
        case "l" -> depth = 1; // leads to a directory right below
        default -> depth++;
      }
      if (depth < 0) {
        return false;
      }
    }
    return true;
  }

  /** Dots at the root, and paths that are only slashes. */
  @Clause({"FS-3", "FS-2", "FS-20", "FS-24", "FS-15"})
  static Arbitrary<CallProgram> theRootIsItsOwnParent() {
    return Combinators.combine(
            Arbitraries.of("/", "//", "/.", "/..", "/../..", "/./", "/../case/./.", "/dev/null"),
            Arbitraries.of(0, 1, 2, 4, 5, 6, 7, 9, 10, 13, 14))
        .as((path, which) -> {
          Script script = new Script();
          script.open("a", O_RDWR | O_CREAT);
          if (!path.equals("/dev/null") || which < 3) {
            use(script, path, which);
          }
          script.statAt(Calls.AT_FDCWD, "/..", 0);
          return script.build();
        });
  }

  /** Names are bytes up to a NUL: of all values, and upper and lower case differ. */
  @Clause({"FS-1", "FS-42"})
  static Arbitrary<CallProgram> namesAreBytes() {
    Arbitrary<String> name =
        Arbitraries.integers()
            .between(1, 255)
            .filter(value -> value != '/' && value != '.')
            .list()
            .ofMinSize(1)
            .ofMaxSize(4)
            .map(values -> Bytes.of(values.stream().mapToInt(v -> v).toArray()).text());
    return Combinators.combine(name, name)
        .as((first, second) -> {
          Script script = new Script();
          script.mkdir("d");
          script.open("d/" + first, O_RDWR | O_CREAT);
          script.open("d/" + second + "\0ignored", O_RDWR | O_CREAT | Abi.O_EXCL);
          script.stat("d/A");
          script.stat("d/" + second);
          script.getdents(script.open("d", O_RDONLY), 400);
          return script.build();
        });
  }

  /** The empty path. */
  @Clause({"FS-6", "FS-40", "OPEN-17"})
  static Arbitrary<CallProgram> theEmptyPath() {
    return Combinators.combine(
            Arbitraries.of(-100L, 77L, -1L, 3L), Arbitraries.integers().between(0, 8))
        .as((dirfd, which) -> {
          Script script = new Script();
          script.open("a", O_RDWR | O_CREAT);
          Arg directory = Arg.of(dirfd);
          switch (which) {
            case 0 -> script.openAt(directory, "", O_RDWR | O_CREAT, 0644);
            case 1 -> script.mkdirAt(directory, "", 0755);
            case 2 -> script.unlinkAt(directory, "", 0);
            case 3 -> script.statAt(directory, "", 0);
            case 4 -> script.statAt(directory, "", Abi.AT_EMPTY_PATH);
            case 5 -> script.statAt(directory, "", Abi.AT_EMPTY_PATH | 0x100);
            case 6 -> script.renameAt(directory, "", directory, "b", 0);
            case 7 -> script.linkAt(directory, "", Calls.AT_FDCWD, "b", 0);
            default -> script.linkAt(directory, "", Calls.AT_FDCWD, "b", Abi.AT_EMPTY_PATH);
          }
          script.lstat("b");
          return script.build();
        });
  }

  /** Names of 255 and 256 bytes, as last component and before it. */
  @Clause("FS-7")
  static Arbitrary<CallProgram> longNames() {
    return Combinators.combine(
            Arbitraries.integers().between(NAME_MAX - 1, NAME_MAX + 1),
            Arbitraries.of("", "/", "/x", "/.."),
            use(),
            Arbitraries.of(true, false))
        .as((length, behind, which, make) -> {
          Script script = new Script();
          script.open("a", O_RDWR | O_CREAT);
          String name = "n".repeat(length);
          if (make) {
            script.mkdir(name);
          }
          use(script, name + behind, which);
          return script.build();
        });
  }

  /** Paths of 4095 bytes and of more. */
  @Clause("FS-8")
  static Arbitrary<CallProgram> longPaths() {
    return Combinators.combine(Arbitraries.integers().between(PATH_MAX - 3, PATH_MAX + 2), use())
        .as((length, which) -> {
          Script script = new Script();
          script.open("a", O_RDWR | O_CREAT);
          use(script, "./" + "/".repeat(length - 3) + "b", which);
          script.lstat("b");
          return script.build();
        });
  }

  /** Links before the last component: relative, absolute, and behind each other. */
  @Clause({"FS-3", "FS-9", "FS-12", "FS-5"})
  static Arbitrary<CallProgram> linksWithin() {
    String root = CaseLayout.DIRECTORY;
    return Combinators.combine(
            Arbitraries.of(
                "d",
                "d/",
                "d/e",
                root + "/d",
                root + "/d/e/",
                "d/./e",
                "d/e/..",
                "a",
                "a/",
                "gone"),
            Arbitraries.of("l", "../d", "e", "e/", "../a", root + "/d/e"),
            Arbitraries.of(
                "l", "l/", "l/a", "l/..", "l/../a", "l/k", "l/k/", "l/k/a", "d/k/a", "d/k/"),
            use())
        .as((first, second, path, which) -> {
          Script script = new Script();
          script.mkdir("d");
          script.mkdir("d/e");
          script.open("d/a", O_RDWR | O_CREAT);
          script.open("a", O_RDWR | O_CREAT);
          script.symlink(first, "l");
          script.symlink(second, "d/k");
          boolean leaves = path.contains("..") && which != 0 && which != 1 && which != 13;
          use(script, path, leaves ? 0 : which);
          script.lstat("a");
          script.lstat("d/a");
          return script.build();
        });
  }

  /** A link as last component, for each call. */
  @Clause({"FS-10", "FS-40", "FS-45", "FS-21"})
  static Arbitrary<CallProgram> linksAtTheEnd() {
    return Combinators.combine(
            Arbitraries.of("a", "d", "gone", "l"), Arbitraries.of("l", "l/"), use())
        .as((target, path, which) -> {
          Script script = new Script();
          script.mkdir("d");
          script.write(script.open("a", O_RDWR | O_CREAT), "abcdef");
          script.symlink(target, "l");
          use(script, path, which);
          script.lstat("l");
          script.lstat("new");
          script.lstat("a");
          script.readlink("new", 20);
          return script.build();
        });
  }

  /** Chains of links that are just short enough, and one too long. */
  @Clause("FS-11")
  static Arbitrary<CallProgram> chainsOfLinks() {
    return Combinators.combine(
            Arbitraries.integers().between(MOST_LINKS - 2, MOST_LINKS + 1),
            Arbitraries.of("", "/a", "/", "/../l0/a"),
            Arbitraries.of(0, 1, 2, 7, 13))
        .as((length, behind, which) -> {
          Script script = new Script();
          script.mkdir("d");
          script.open("d/a", O_RDWR | O_CREAT);
          script.symlink("d", "l0");
          for (int i = 1; i < length; i++) {
            script.symlink("l" + (i - 1), "l" + i);
          }
          use(script, "l" + (length - 1) + behind, which);
          script.symlink("loop", "loop");
          use(script, "loop" + behind, which);
          return script.build();
        });
  }

  /** One link many times in a path: links count wherever they stand. */
  @Clause("FS-11")
  static Arbitrary<CallProgram> manyLinksInAPath() {
    return Combinators.combine(
            Arbitraries.integers().between(MOST_LINKS - 2, MOST_LINKS + 1),
            Arbitraries.of("", "l", "d/l/"),
            Arbitraries.of(0, 1, 2, 7, 13))
        .as((links, behind, which) -> {
          Script script = new Script();
          script.mkdir("d");
          script.symlink("..", "d/l");
          script.symlink(".", "l");
          use(script, "l/".repeat(links) + behind, which);
          return script.build();
        });
  }

  /** What one process changes, the other sees. */
  @Clause({"FS-13", "FS-27", "RW-24"})
  static Arbitrary<CallProgram> changesAreSeenByOthers() {
    Arbitrary<Action> change = FileActions.oneOf(FileActions.change(), FileActions.look());
    return Combinators.combine(
            change.list().ofMaxSize(4), change.list().ofMaxSize(5), change.list().ofMaxSize(4))
        .as((before, inside, after) -> {
          Script script = new Script();
          before.forEach(action -> action.accept(script));
          script.fork(child -> inside.forEach(action -> action.accept(child)));
          script.await();
          after.forEach(action -> action.accept(script));
          return script.build();
        });
  }

  /** A file stays itself when its name is given to another. */
  @Clause({"FS-13", "FS-26", "FS-19", "FS-37"})
  static Arbitrary<CallProgram> filesOutliveTheirNames() {
    Arbitrary<Action> action =
        FileActions.oneOf(
            FileActions.open(O_RDWR | O_CREAT),
            FileActions.write(),
            FileActions.read(),
            FileActions.lseek(),
            FileActions.fstat(),
            FileActions.ftruncate(),
            Arbitraries.of("a", "b", "c").map(name -> script -> script.unlink(name)),
            Combinators.combine(Arbitraries.of("a", "b", "c"), Arbitraries.of("a", "b", "c"))
                .as((old, made) -> script -> script.rename(old, made, 0)));
    return FileActions.programs(action, 16);
  }

  /** chdir and fchdir, while names above the directory change. */
  @Clause({"FS-50", "FS-51", "OPEN-2", "FS-25"})
  static Arbitrary<CallProgram> workingDirectories() {
    Arbitrary<Action> fchdir =
        Combinators.combine(Arbitraries.of("d", "d/e", "a", "l"), Arbitraries.of(0, O_DIRECTORY))
            .as((path, flags) -> script -> script.fchdir(script.open(path, O_RDONLY | flags)));
    Arbitrary<Action> move =
        Combinators.combine(Arbitraries.of("d", "d/e", "f"), Arbitraries.of("f", "g", "d"))
            .as((old, made) -> script -> script.rename(old, made, 0));
    return FileActions.around(
        FileActions.oneOf(
            FileActions.chdir(),
            fchdir,
            FileActions.getcwd(),
            move,
            Arbitraries.of("d/e", "e", "f").map(path -> script -> script.rmdir(path)),
            FileActions.open(O_RDWR | O_CREAT)),
        6,
        FileActions.always(FileActions::tree));
  }

  /** getcwd with sizes around the length, and bad buffers. */
  @Clause("FS-51")
  static Arbitrary<CallProgram> sizesOfGetcwd() {
    return Combinators.combine(
            Arbitraries.of("", "d", "d/e", "/", "l"),
            Arbitraries.integers().between(0, 30),
            Arbitraries.of(Abi.BAD_ADDRESSES))
        .as((path, size, bad) -> {
          Script script = new Script();
          FileActions.tree(script);
          script.chdir(path);
          script.getcwd(size);
          script.call("getcwd", Calls.GETCWD, Arg.of(bad), Arg.of(size));
          return script.build();
        });
  }

  /** A directory that was removed while it was open or worked in. */
  @Clause({"FS-25", "FS-38", "FS-51"})
  static Arbitrary<CallProgram> removedDirectories() {
    return Combinators.combine(
            Arbitraries.of(true, false), Arbitraries.integers().between(0, 9).list().ofSize(4))
        .as((inside, uses) -> {
          Script script = new Script();
          script.mkdir("d");
          script.open("a", O_RDWR | O_CREAT);
          Arg directory = script.open("d", O_RDONLY | O_DIRECTORY);
          if (inside) {
            script.chdir("d");
            script.rmdir("../d");
          } else {
            script.rmdir("d");
          }
          Arg dirfd = inside ? Calls.AT_FDCWD : directory;
          for (int use : uses) {
            switch (use) {
              case 0 -> script.openAt(dirfd, "x", O_RDWR | O_CREAT, 0644);
              case 1 -> script.mkdirAt(dirfd, "x", 0755);
              case 2 -> script.getdents(directory, 200);
              case 3 -> script.openAt(dirfd, "../a", O_RDONLY, 0);
              case 4 -> script.fstat(directory);
              case 5 -> script.statAt(dirfd, ".", 0);
              case 6 -> script.getcwd(64);
              case 7 -> script.renameAt(dirfd, "../a", dirfd, "x", 0);
              case 8 -> script.unlinkAt(dirfd, "x", 0);
              default -> script.linkAt(dirfd, "../a", dirfd, "x", 0);
            }
          }
          return script.build();
        });
  }
}
