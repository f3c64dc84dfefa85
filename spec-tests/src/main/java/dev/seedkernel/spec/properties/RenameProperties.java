package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Abi.O_CREAT;
import static dev.seedkernel.spec.properties.Abi.O_RDWR;
import static dev.seedkernel.spec.properties.Abi.RENAME_EXCHANGE;
import static dev.seedkernel.spec.properties.Abi.RENAME_NOREPLACE;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** FS: renameat2. */
final class RenameProperties {
  private static final List<String> KINDS =
      List.of("a", "h", "b", "d", "d/e", "d/e/f", "d/a", "empty", "l", "m", "new", "d/new");

  private RenameProperties() {}

  private static Script kinds() {
    Script script = new Script();
    FileActions.tree(script);
    script.write(script.open("a", O_RDWR), "of a");
    script.write(script.open("b", O_RDWR | O_CREAT), "of b");
    script.link("a", "h", 0);
    script.mkdir("d/e/f");
    script.mkdir("empty");
    script.symlink("a", "m");
    return script;
  }

  private static Arbitrary<String> kind() {
    return Arbitraries.of(KINDS);
  }

  private static void show(Script script, String old, String made) {
    script.lstat(old);
    script.lstat(made);
    script.pread(script.open(made, 0), 4, 0);
    script.stat(".");
    script.stat("d");
  }

  /** Each kind of file in the place of each other. */
  @Clause({"FS-27", "FS-28", "FS-29", "FS-31", "FS-38"})
  static Arbitrary<CallProgram> namesReplaceNames() {
    return Combinators.combine(kind(), kind())
        .as((old, made) -> {
          Script script = kinds();
          Arg replaced = script.open("b", O_RDWR);
          script.rename(old, made, 0);
          show(script, old, made);
          script.fstat(replaced);
          return script.build();
        });
  }

  /** A directory and what lies in it. */
  @Clause({"FS-30", "FS-34"})
  static Arbitrary<CallProgram> directoriesDoNotContainThemselves() {
    Arbitrary<String> path =
        Arbitraries.of(
            "d", "d/e", "d/e/f", "d/e/f/x", "d/x", "l/e", "l/e/f/x", "d/e/../e", "d/", "d/e/");
    return Combinators.combine(path, path, Arbitraries.of(0, RENAME_EXCHANGE, RENAME_NOREPLACE))
        .as((old, made, flags) -> {
          Script script = kinds();
          script.rename(old, made, flags);
          show(script, old, made);
          return script.build();
        });
  }

  /** Two names of one file. */
  @Clause("FS-31")
  static Arbitrary<CallProgram> namesOfOneFile() {
    Arbitrary<String> name = Arbitraries.of("a", "h", "d", "l/a", "d/a", "./a", "m", "d/../h");
    return Combinators.combine(name, name, Arbitraries.of(0, RENAME_EXCHANGE))
        .as((old, made, flags) -> {
          Script script = kinds();
          script.rename(old, made, flags);
          show(script, old, made);
          return script.build();
        });
  }

  /** Dots and root as last component. */
  @Clause("FS-32")
  static Arbitrary<CallProgram> dotsAreNotRenamed() {
    Arbitrary<String> dots =
        Arbitraries.of(".", "..", "/", "d/.", "d/..", "//", "a", "new", "d", "empty/./", "a/.");
    return Combinators.combine(dots, dots, Arbitraries.of(0, RENAME_EXCHANGE, RENAME_NOREPLACE))
        .as((old, made, flags) -> {
          Script script = kinds();
          script.rename(old, made, flags);
          script.lstat("new");
          return script.build();
        });
  }

  /** A slash behind either name. */
  @Clause("FS-33")
  static Arbitrary<CallProgram> slashesBehindNames() {
    Arbitrary<String> name =
        Combinators.combine(
                Arbitraries.of("a", "d", "l", "m", "new", "empty", "b"),
                Arbitraries.of("", "/", "//"))
            .as((start, end) -> start + end);
    return Combinators.combine(name, name, Arbitraries.of(0, RENAME_EXCHANGE, RENAME_NOREPLACE))
        .as((old, made, flags) -> {
          Script script = kinds();
          script.rename(old, made, flags);
          show(script, old, made);
          return script.build();
        });
  }

  /** Exchanges of everything with everything. */
  @Clause({"FS-34", "FS-37"})
  static Arbitrary<CallProgram> namesChangePlaces() {
    return Combinators.combine(kind(), kind())
        .as((old, made) -> {
          Script script = kinds();
          script.lstat(old);
          script.lstat(made);
          script.rename(old, made, RENAME_EXCHANGE);
          show(script, old, made);
          return script.build();
        });
  }

  /** Flags of all kinds, with paths of all kinds. */
  @Clause({"FS-35", "FS-6"})
  static Arbitrary<CallProgram> flagsOfRename() {
    Arbitrary<String> path = Arbitraries.oneOf(kind(), Arbitraries.of("", "new/x", "a/x"));
    return Combinators.combine(
            path, path, Arbitraries.of(1L, 1L, 3L, 8L, 6L, 7L, 5L << 4, 1L << 32, -1L, 2L, 0L))
        .as((old, made, flags) -> {
          Script script = kinds();
          script.rename(old, made, flags);
          script.call(
              "renameat2",
              Calls.RENAMEAT2,
              Arg.of(77),
              script.text(old),
              Calls.AT_FDCWD,
              Arg.of(0x10),
              Arg.of(flags));
          show(script, old, made);
          return script.build();
        });
  }

  /** Many renames, with links and directories in between. */
  @Clause({"FS-27", "FS-28", "FS-30", "FS-38", "FS-3"})
  static Arbitrary<CallProgram> manyRenames() {
    return FileActions.around(
        FileActions.oneOf(
            FileActions.rename(),
            FileActions.rename(),
            FileActions.stat(),
            FileActions.mkdir(),
            FileActions.link()),
        10,
        FileActions.always(FileActions::tree));
  }
}
