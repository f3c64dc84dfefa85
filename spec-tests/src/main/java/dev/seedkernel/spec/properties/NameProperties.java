package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Abi.O_CREAT;
import static dev.seedkernel.spec.properties.Abi.O_RDWR;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** FS: making and removing names. */
final class NameProperties {
  private NameProperties() {}

  /** A tree with a name of each kind: what there is, there is not, and leads nowhere. */
  private static Script kinds() {
    Script script = new Script();
    FileActions.tree(script);
    script.symlink("gone", "m");
    script.mkdir("empty");
    script.symlink("empty", "k");
    return script;
  }

  private static Arbitrary<String> kind() {
    return Combinators.combine(
            Arbitraries.of("a", "d", "l", "m", "k", "empty", "new", "d/e", "a/x", "new/x"),
            Arbitraries.of("", "", "/", "//", "/."))
        .as((name, behind) -> name + behind);
  }

  private static Arbitrary<String> kindOrDots() {
    return Arbitraries.oneOf(
        kind(), Arbitraries.of(".", "..", "/", "d/..", "empty/.", "l/..", "./"));
  }

  /** Directories with modes and masks of all kinds. */
  @Clause({"FS-14", "FS-15", "FS-52"})
  static Arbitrary<CallProgram> directoriesAreMade() {
    return Combinators.combine(
            kindOrDots(),
            Arbitraries.integers().between(0, 0x1ffff),
            Arbitraries.integers().between(0, 0777))
        .as((path, mode, mask) -> {
          Script script = kinds();
          script.umask(mask);
          script.mkdirAt(Calls.AT_FDCWD, path, mode);
          script.lstat(path);
          script.lstat("new");
          script.umask(0);
          return script.build();
        });
  }

  /** Symbolic links with any target. */
  @Clause({"FS-16", "FS-39", "FS-45"})
  static Arbitrary<CallProgram> symbolicLinksAreMade() {
    return Combinators.combine(
            Arbitraries.oneOf(
                Arbitraries.of("", "x", "/", "a/b/../c//", "n".repeat(300)),
                Arbitraries.of(4094, 4095, 4096, 4097).map("t"::repeat)),
            kindOrDots(),
            Arbitraries.of(-1, 0, 1, 5, 300, 5000))
        .as((target, path, size) -> {
          Script script = kinds();
          script.symlink(target, path);
          script.lstat("new");
          script.readlink("new", size);
          script.readlink(path, size);
          return script.build();
        });
  }

  /** Hard links. */
  @Clause({"FS-17", "FS-18", "FS-10", "FS-37", "FS-38"})
  static Arbitrary<CallProgram> hardLinksAreMade() {
    return Combinators.combine(
            kindOrDots(), kindOrDots(), Arbitraries.of(0, 0x400, 0x1000, 0x100, 1, -1))
        .as((old, made, flags) -> {
          Script script = kinds();
          Arg opened = script.open("a", O_RDWR);
          script.link(old, made, flags);
          script.write(opened, "abc");
          script.lstat(old);
          script.lstat("new");
          script.lstat("a");
          script.read(script.open("new", 0), 5);
          return script.build();
        });
  }

  /** Links by descriptor, also of a file that has no name any more. */
  @Clause({"FS-17", "FS-18", "FS-6"})
  static Arbitrary<CallProgram> hardLinksByDescriptor() {
    return Combinators.combine(
            Arbitraries.of("a", "d", "m"),
            Arbitraries.of(true, false),
            Arbitraries.of(O_RDWR, 0, Abi.O_PATH))
        .as((path, remove, flags) -> {
          Script script = kinds();
          Arg opened = script.open(path, flags);
          if (remove) {
            script.unlink("a");
          }
          script.linkAt(opened, "", Calls.AT_FDCWD, "new", Abi.AT_EMPTY_PATH);
          script.lstat("new");
          script.fstat(opened);
          return script.build();
        });
  }

  /** What a name may be when it is removed as a file. */
  @Clause({"FS-19", "FS-20", "FS-21", "FS-22"})
  static Arbitrary<CallProgram> filesAreRemoved() {
    return Combinators.combine(
            kindOrDots(), Arbitraries.of(0, 0, 0, 1, 0x100, -1, 0x600), Arbitraries.of(-100L, 77L))
        .as((path, flags, dirfd) -> {
          Script script = kinds();
          Arg opened = script.open("a", O_RDWR | O_CREAT);
          script.write(opened, "abc");
          script.unlinkAt(Arg.of(dirfd), path, flags);
          script.lstat(path);
          script.pread(opened, 4, 0);
          script.fstat(opened);
          return script.build();
        });
  }

  /** What a name may be when it is removed as a directory. */
  @Clause({"FS-23", "FS-24", "FS-22", "FS-38"})
  static Arbitrary<CallProgram> directoriesAreRemoved() {
    return Combinators.combine(kindOrDots(), Arbitraries.of(0x200, 0x200, 0x200, 0x300, 0x201))
        .as((path, flags) -> {
          Script script = kinds();
          script.unlinkAt(Calls.AT_FDCWD, path, flags);
          script.lstat(path);
          script.lstat("empty");
          script.stat(".");
          script.rmdir("d");
          return script.build();
        });
  }

  /** Names come and go. */
  @Clause({"FS-13", "FS-17", "FS-19", "FS-23", "FS-28", "FS-38"})
  static Arbitrary<CallProgram> namesComeAndGo() {
    return FileActions.programs(
        FileActions.oneOf(FileActions.change(), FileActions.change(), FileActions.look()), 20);
  }
}
