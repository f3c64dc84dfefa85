package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Abi.O_APPEND;
import static dev.seedkernel.spec.properties.Abi.O_CREAT;
import static dev.seedkernel.spec.properties.Abi.O_DIRECT;
import static dev.seedkernel.spec.properties.Abi.O_DIRECTORY;
import static dev.seedkernel.spec.properties.Abi.O_EXCL;
import static dev.seedkernel.spec.properties.Abi.O_NOFOLLOW;
import static dev.seedkernel.spec.properties.Abi.O_RDONLY;
import static dev.seedkernel.spec.properties.Abi.O_RDWR;
import static dev.seedkernel.spec.properties.Abi.O_TRUNC;
import static dev.seedkernel.spec.properties.Abi.O_WRONLY;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.CaseLayout;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** OPEN: openat and close. */
final class OpenProperties {
  private OpenProperties() {}

  /** Opens and closes in any order: the lowest free descriptor is taken each time. */
  @Clause({"OPEN-1", "OPEN-4", "OPEN-5", "OPEN-20", "FS-13"})
  static Arbitrary<CallProgram> descriptorsAreTheLowestFree() {
    return FileActions.programs(
        FileActions.oneOf(
            FileActions.open(O_RDONLY, O_RDWR | O_CREAT, O_WRONLY | O_CREAT), FileActions.close()),
        12);
  }

  /** Several opens of the same files, written and read in any order. */
  @Clause({"OPEN-14", "OPEN-19", "RW-24"})
  static Arbitrary<CallProgram> opensHavePositionsOfTheirOwn() {
    return FileActions.programs(
        FileActions.oneOf(
            FileActions.open(
                O_RDWR | O_CREAT,
                O_RDWR | O_CREAT | O_TRUNC,
                O_RDONLY,
                O_RDONLY | O_TRUNC,
                O_RDWR | O_APPEND),
            FileActions.close(),
            FileActions.read(),
            FileActions.write()),
        12);
  }

  /** Directory descriptors of all kinds, with relative and absolute paths. */
  @Clause({"OPEN-2", "OPEN-3", "CALL-4"})
  static Arbitrary<CallProgram> pathsStartAtTheDirectory() {
    return Combinators.combine(
            Arbitraries.of("a", "e/a", "../a", ".", CaseLayout.DIRECTORY + "/a"),
            Arbitraries.of(0, 1, 2, 3, 4, 5, 6),
            Arbitraries.of(O_RDONLY, O_RDWR | O_CREAT))
        .as((path, which, flags) -> {
          Script script = new Script();
          FileActions.tree(script);
          Arg directory = script.open("d", O_RDONLY | O_DIRECTORY);
          Arg file = script.open("a", O_RDWR);
          Arg dirfd =
              switch (which) {
                case 0 -> directory;
                case 1 -> file;
                case 2 -> Arg.of(77);
                case 3 -> Arg.of(-1);
                case 4 -> Arg.of(0xffff_ff9cL);
                case 5 ->
                    directory instanceof Arg.Result(int step, _)
                        ? new Arg.Result(step, 1L << 32)
                        : directory;
                default -> Calls.AT_FDCWD;
              };
          Arg opened = script.openAt(dirfd, path, flags, 0644);
          script.fstat(opened);
          return script.build();
        });
  }

  /** Files are made with permissions of all kinds, and can be used at once whatever those are. */
  @Clause({"OPEN-5", "OPEN-6", "FS-52", "FS-36"})
  static Arbitrary<CallProgram> newFilesHaveThePermissionsAskedFor() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 0xffff),
            Arbitraries.integers().between(0, 0x3ff),
            Arbitraries.of(0, 1, 2),
            FileActions.content())
        .as((mode, mask, access, bytes) -> {
          Script script = new Script();
          script.umask(mask);
          Arg opened = script.open("a", access | O_CREAT, mode);
          script.write(opened, bytes);
          script.read(opened, 5);
          script.fstat(opened);
          script.stat("a");
          return script.build();
        });
  }

  /** O_CREAT through links that lead to what is there, to what is not, or round and round. */
  @Clause({"OPEN-7", "OPEN-8", "FS-9"})
  static Arbitrary<CallProgram> creatingFollowsLinks() {
    return Combinators.combine(
            FileActions.target(),
            FileActions.target(),
            Arbitraries.of(
                O_CREAT, O_CREAT | O_EXCL, O_EXCL, O_CREAT | O_NOFOLLOW, O_CREAT | O_TRUNC))
        .as((first, second, flags) -> {
          Script script = new Script();
          script.mkdir("d");
          script.symlink(first, "l");
          script.symlink(second, "m");
          script.write(script.open("l", flags | O_RDWR), "abc");
          script.lstat("l");
          script.stat("l");
          script.stat("missing");
          script.stat("d/a");
          return script.build();
        });
  }

  /** Flags that contradict each other are refused before anything else is looked at. */
  @Clause("OPEN-9")
  static Arbitrary<CallProgram> creatingADirectoryIsRefused() {
    return FileActions.around(
        FileActions.change(),
        4,
        Combinators.combine(
                FileActions.anyPath(), FileActions.openFlags(), Arbitraries.of(-100L, 77L))
            .as((path, flags, dirfd) ->
                script -> {
                  script.openAt(Arg.of(dirfd), path, flags | O_CREAT | O_DIRECTORY, 0644);
                  script.step(
                      Calls.openat(
                          Calls.AT_FDCWD, Arg.of(0x10), flags | O_CREAT | O_DIRECTORY, 0644));
                }));
  }

  /** A slash behind a name that is to be made. */
  @Clause({"OPEN-10", "FS-12"})
  static Arbitrary<CallProgram> creatingWithASlashIsRefused() {
    return Combinators.combine(
            Arbitraries.of(
                "a/",
                "d/",
                "l/",
                "m/",
                "missing/",
                "d/x//",
                "missing/x/",
                "a/x/",
                "n",
                "o",
                "oo",
                "e"),
            Arbitraries.of(O_CREAT, O_CREAT | O_EXCL, O_CREAT | O_RDWR, O_CREAT | O_TRUNC))
        .as((path, flags) -> {
          Script script = new Script();
          FileActions.tree(script);
          script.symlink("missing", "m");
          script.symlink("new/", "n");
          script.symlink("a/", "o");
          script.symlink("o", "oo");
          script.symlink("d/", "e");
          script.symlink("s/", "s");
          script.symlink("l/", "t");
          script.open(path, flags);
          script.lstat("missing");
          script.lstat("new");
          return script.build();
        });
  }

  /** Directories with all flags. */
  @Clause({"OPEN-11", "OPEN-12", "RW-10", "FS-5"})
  static Arbitrary<CallProgram> directoriesAreOpenedForReadingOnly() {
    return Combinators.combine(
            Arbitraries.of("d", "d/", "d/.", "d/e/..", "l", "a", "missing", ".", "/", ".."),
            FileActions.openFlags())
        .as((path, flags) -> {
          Script script = new Script();
          FileActions.tree(script);
          Arg opened = script.open(path, flags);
          script.read(opened, 8);
          return script.build();
        });
  }

  /** The last link of a path, and those before it. */
  @Clause({"OPEN-12", "OPEN-13"})
  static Arbitrary<CallProgram> lastLinksAreNotFollowedIfAskedFor() {
    return Combinators.combine(
            Arbitraries.of("l", "l/", "l/a", "l/l", "m", "d/l", "l/l/", "a"),
            Arbitraries.of(0, O_DIRECTORY, O_CREAT, O_TRUNC, O_WRONLY, O_CREAT | O_EXCL))
        .as((path, flags) -> {
          Script script = new Script();
          FileActions.tree(script);
          script.symlink("missing", "m");
          script.symlink("a", "d/l");
          script.open(path, flags | O_NOFOLLOW);
          script.open(path, flags);
          script.stat("missing");
          return script.build();
        });
  }

  /** A file with something in it is truncated, or not. */
  @Clause({"OPEN-14", "OPEN-15"})
  static Arbitrary<CallProgram> truncationAndAccessModes() {
    return Combinators.combine(
            FileActions.content(), Arbitraries.integers().between(0, 3), Arbitraries.of(0, O_TRUNC))
        .as((bytes, access, more) -> {
          Script script = new Script();
          Arg first = script.open("a", O_RDWR | O_CREAT);
          script.write(first, "before" + bytes);
          Arg second = script.open("a", access | more);
          script.read(second, 4);
          script.write(second, "xyz");
          script.ftruncate(second, 2);
          script.fstat(second);
          script.pread(first, 12, 0);
          return script.build();
        });
  }

  /** Flags that nobody knows, and those that make no difference. */
  @Clause("OPEN-16")
  static Arbitrary<CallProgram> unknownFlagsAreAccepted() {
    int unknown = 0xff80_003c;
    int harmless = Abi.O_LARGEFILE | Abi.O_NOCTTY | Abi.O_NOATIME | Abi.O_SYNC | Abi.O_DSYNC;
    return Combinators.combine(
            Arbitraries.integers().map(bits -> bits & (unknown | harmless)),
            Arbitraries.of(O_RDONLY, O_RDWR, O_RDWR | O_CREAT, O_RDWR | O_DIRECT, O_APPEND | 1),
            Arbitraries.of("a", "b", "d"))
        .as((more, flags, path) -> {
          Script script = new Script();
          FileActions.tree(script);
          Arg opened = script.open(path, flags | more);
          script.write(opened, "abc");
          script.pread(opened, 4, 0);
          return script.build();
        });
  }

  /** No descriptor is free: what is seen before that, and what behind. */
  @Clause({"OPEN-17", "FD-1", "FD-7"})
  static Arbitrary<CallProgram> noDescriptorIsFree() {
    return Arbitraries.integers()
        .between(0, 7)
        .map(which -> {
          Script script = new Script();
          String tooLong = "x/".repeat(2048);
          for (int i = 0; i < 508; i++) {
            script.call(
                "pipe2", Calls.PIPE2, script.builder().bytes(FileActions.filled(8)), Arg.of(0));
          }
          script.pipe(0);
          script.pipe(0);
          script.dup(Arg.of(0));
          switch (which) {
            case 0 -> script.open("missing", O_RDWR | O_CREAT);
            case 1 -> script.open("", O_RDONLY);
            case 2 -> script.open(tooLong, O_RDONLY);
            case 3 -> script.step(Calls.openat(Calls.AT_FDCWD, Arg.of(0x10), 0, 0));
            case 4 -> script.openAt(Arg.of(3000), "a", O_RDONLY, 0);
            case 5 -> script.dup(Arg.of(0));
            case 6 -> script.fcntl(Arg.of(0), Abi.F_DUPFD, 9);
            default -> script.pipe(0);
          }
          script.open("missing", O_RDWR | O_CREAT);
          script.stat("missing");
          script.open("nowhere/x", O_RDONLY);
          script.close(Arg.of(700));
          script.open("missing", O_RDWR | O_CREAT);
          return script.build();
        });
  }

  /** EFAULT, ENAMETOOLONG and ENOENT of the path, before the directory is looked at. */
  @Clause({"OPEN-17", "CALL-5", "CALL-6", "FS-6", "FS-8"})
  static Arbitrary<CallProgram> badPathsAreRefusedFirst() {
    return Combinators.combine(
            Arbitraries.of(Abi.BAD_ADDRESSES),
            Arbitraries.of(-100L, 77L, -1L),
            FileActions.openFlags())
        .as((address, dirfd, flags) -> {
          Script script = new Script();
          script.step(Calls.openat(Arg.of(dirfd), Arg.of(address), flags & ~O_DIRECTORY, 0644));
          script.openAt(Arg.of(dirfd), "x/".repeat(2048), flags & ~O_DIRECTORY, 0644);
          script.openAt(Arg.of(dirfd), "", flags & ~O_DIRECTORY, 0644);
          return script.build();
        });
  }

  /** A program that opens the file that it is executed from. */
  @Clause({"OPEN-18", "FS-49"})
  static Arbitrary<CallProgram> programsThatRunAreNotWritten() {
    return Combinators.combine(FileActions.openFlags(), Arbitraries.of("p", "q"))
        .as((flags, path) -> {
          Script script = new Script();
          script
              .builder()
              .companion(
                  "p",
                  inside -> {
                    Arg name = inside.string(path);
                    inside.step(
                        Calls.openat(Calls.AT_FDCWD, name, flags & ~(O_DIRECTORY | O_EXCL), 0644));
                    inside.step(Calls.call("truncate", Calls.TRUNCATE, name, Arg.of(0)));
                    inside.step(Calls.openat(Calls.AT_FDCWD, name, O_RDONLY, 0));
                  });
          script.link("p", "q", 0);
          script.step(
              Calls.execve(
                  script.text("p"),
                  script.builder().strings(java.util.List.of("p", "x")),
                  script.builder().strings(java.util.List.of())));
          return script.build();
        });
  }

  /** Anything at all is opened, in a tree that changes. */
  @Clause({"OPEN-4", "OPEN-8", "OPEN-12", "FS-4", "FS-5"})
  static Arbitrary<CallProgram> opensInAChangingTree() {
    return FileActions.programs(
        FileActions.oneOf(
            FileActions.open(), FileActions.open(), FileActions.change(), FileActions.fstat()),
        16);
  }
}
