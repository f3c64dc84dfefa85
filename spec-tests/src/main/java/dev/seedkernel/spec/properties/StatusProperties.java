package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Abi.O_CREAT;
import static dev.seedkernel.spec.properties.Abi.O_RDWR;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** FS: what is there, and how large it is. */
final class StatusProperties {
  private StatusProperties() {}

  /** What stat shows is what calls before have made. */
  @Clause({"FS-36", "FS-37", "FS-38", "FS-39", "FS-47"})
  static Arbitrary<CallProgram> statShowsWhatWasMade() {
    return FileActions.programs(
        FileActions.oneOf(
            FileActions.change(),
            FileActions.chmod(),
            FileActions.write(),
            FileActions.pwrite(),
            FileActions.fstat(),
            FileActions.fstat(),
            FileActions.stat(),
            FileActions.stat()),
        16);
  }

  /** Pages that were written, holes, and truncation at all borders. */
  @Clause({"FS-39", "FS-48", "RW-4"})
  static Arbitrary<CallProgram> blocksAreThoseOfPagesWritten() {
    Arbitrary<Long> at =
        Arbitraries.of(
            0L, 1L, 4090L, 4095L, 4096L, 8191L, 8192L, 12_288L, 20_000L, 1L << 20, 1L << 33);
    Arbitrary<Script.Action> write =
        Combinators.combine(at, FileActions.content())
            .as((position, bytes) ->
                script -> script.pwrite(script.descriptor(0), bytes, position));
    Arbitrary<Script.Action> resize =
        at.map(size -> script -> script.ftruncate(script.descriptor(0), size));
    Arbitrary<Script.Action> show =
        at.map(position -> script -> script.pread(script.descriptor(0), 12, position));
    return FileActions.oneOf(write, write, resize, show, FileActions.fstat())
        .list()
        .ofMaxSize(12)
        .map(actions -> {
          Script script = new Script();
          script.open("a", O_RDWR | O_CREAT);
          actions.forEach(action -> action.accept(script));
          script.fstat(script.descriptor(0));
          return script.build();
        });
  }

  /** Flags of newfstatat, and the order in which things are looked at. */
  @Clause({"FS-40", "FS-41"})
  static Arbitrary<CallProgram> flagsOfStat() {
    return Combinators.combine(
            Arbitraries.of("a", "l", "l/", "missing", ""),
            Arbitraries.of(
                0L,
                0x100L,
                0x800L,
                0x1000L,
                0x2000L,
                0x4000L,
                0x6000L,
                0x7900L,
                0x200L,
                1L,
                -1L,
                0x8000L,
                0x1_0000_0100L),
            Arbitraries.of(-100L, 77L, 3L),
            Arbitraries.of(true, false))
        .as((path, flags, dirfd, fault) -> {
          Script script = new Script();
          script.open("a", O_RDWR | O_CREAT);
          script.mkdir("d");
          script.symlink("d", "l");
          if (fault) {
            Arg bad = Arg.of(0x10);
            script.call(
                "newfstatat",
                Calls.NEWFSTATAT,
                Arg.of(dirfd),
                script.text(path),
                bad,
                Arg.of(flags));
            script.call("fstat", Calls.FSTAT, Arg.of(dirfd), bad);
          } else {
            script.statAt(Arg.of(dirfd), path, flags);
            script.fstat(Arg.of(dirfd));
          }
          return script.build();
        });
  }

  /** All kinds of files are listed, with buffers of all sizes. */
  @Clause({"FS-42", "FS-43", "FS-44"})
  static Arbitrary<CallProgram> directoriesAreListed() {
    Arbitrary<String> name =
        Arbitraries.oneOf(
            Arbitraries.of("x", "four", "five5"),
            Arbitraries.integers().between(1, 20).map("n"::repeat),
            Arbitraries.of("n".repeat(255)));
    return Combinators.combine(
            name.list().ofMaxSize(3),
            Arbitraries.integers().between(20, 340).list().ofMinSize(1).ofMaxSize(4),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 3))
        .as((names, sizes, again, kind) -> {
          Script script = new Script();
          script.mkdir("d");
          for (int i = 0; i < names.size(); i++) {
            String path = "d/" + names.get(i);
            switch ((kind + i) % 4) {
              case 0 -> script.mkdir(path);
              case 1 -> script.symlink("x", path);
              default -> script.close(script.open(path, O_RDWR | O_CREAT));
            }
          }
          Arg directory = script.open("d", 0);
          sizes.forEach(size -> script.getdents(directory, size));
          if (again) {
            script.lseek(directory, 0, Abi.SEEK_SET);
          }
          script.getdents(directory, 1500);
          script.getdents(directory, 1500);
          script.getdents(directory, 1);
          return script.build();
        });
  }

  /** A directory changes while it is listed; its other names are still given once. */
  @Clause({"FS-42", "FS-43"})
  static Arbitrary<CallProgram> directoriesChangeWhileListed() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(24, 110),
            Arbitraries.integers().between(0, 3))
        .as((count, size, which) -> {
          Script script = new Script();
          script.mkdir("d");
          for (int i = 0; i < count; i++) {
            script.close(script.open("d/n" + i, O_RDWR | O_CREAT));
          }
          Arg directory = script.open("d", 0);
          script.getdents(directory, size);
          switch (which) {
            case 0 -> script.unlink("d/n0");
            case 1 -> script.close(script.open("d/new", O_RDWR | O_CREAT));
            case 2 -> script.unlink("d/n" + (count - 1));
            default -> script.fstat(script.dup(directory));
          }
          script.getdents(directory, 300);
          script.getdents(directory, 300);
          return script.build();
        });
  }

  /** What is no directory is not listed. */
  @Clause({"FS-44", "FD-14"})
  static Arbitrary<CallProgram> onlyDirectoriesAreListed() {
    return Combinators.combine(
            Arbitraries.of("a", "d", "missing", "l", "/dev/null"),
            Arbitraries.of(0, Abi.O_PATH),
            Arbitraries.of(0, 10, 24, 300))
        .as((path, flags, size) -> {
          Script script = new Script();
          FileActions.tree(script);
          script.getdents(script.open(path, flags), size);
          script.getdents(script.pipe(0).getFirst(), size);
          script.getdents(Arg.of(77), size);
          return script.build();
        });
  }

  /** Targets are read whole and in part. */
  @Clause({"FS-45", "FS-39", "FS-10"})
  static Arbitrary<CallProgram> targetsAreRead() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 60),
            Arbitraries.integers().between(-2, 64),
            Arbitraries.of("l", "d/l", "d", "a", "missing", "l/", "", "a/l"))
        .as((length, size, path) -> {
          Script script = new Script();
          FileActions.tree(script);
          script.unlink("l");
          script.symlink(FileActions.letters(length, 'a'), "l");
          script.symlink("e", "d/l");
          script.readlink(path, size);
          script.lstat("l");
          return script.build();
        });
  }

  /** Access to files of all permissions. */
  @Clause({"FS-46", "FS-47"})
  static Arbitrary<CallProgram> accessIsAsked() {
    return Combinators.combine(
            Arbitraries.of("a", "d", "l", "m", "missing", "a/", "", "gone"),
            Arbitraries.integers().between(0, 07777),
            Arbitraries.oneOf(
                Arbitraries.longs().between(0, 8),
                Arbitraries.of(-1L, 16L, 0x1_0000_0001L, 0x1_0000_0000L)),
            Arbitraries.longs())
        .as((path, mode, access, fourth) -> {
          Script script = new Script();
          FileActions.tree(script);
          script.symlink("a", "m");
          script.symlink("missing", "gone");
          script.chmod(path, mode);
          script.call(
              "faccessat",
              Calls.FACCESSAT,
              Calls.AT_FDCWD,
              script.text(path),
              Arg.of(access),
              Arg.of(fourth));
          return script.build();
        });
  }

  /** Permissions are set by path and by descriptor. */
  @Clause({"FS-47", "FS-36"})
  static Arbitrary<CallProgram> permissionsAreSet() {
    return Combinators.combine(
            Arbitraries.of("a", "d", "l", "missing", "a/"),
            Arbitraries.integers(),
            Arbitraries.longs(),
            Arbitraries.of(0, O_RDWR, Abi.O_PATH))
        .as((path, mode, fourth, flags) -> {
          Script script = new Script();
          FileActions.tree(script);
          script.call(
              "fchmodat",
              Calls.FCHMODAT,
              Calls.AT_FDCWD,
              script.text(path),
              Arg.of(mode),
              Arg.of(fourth));
          script.stat(path);
          script.lstat("l");
          script.fchmod(script.open("d/a", flags), mode >> 3);
          script.stat("d/a");
          return script.build();
        });
  }

  /** A file is cut and made longer, and what was cut off does not come back. */
  @Clause({"FS-48", "FS-26"})
  static Arbitrary<CallProgram> sizesAreSet() {
    Arbitrary<Long> size =
        Arbitraries.oneOf(Arbitraries.longs().between(0, 60), FileActions.offset());
    return Combinators.combine(
            Arbitraries.integers().between(0, 50),
            size,
            size,
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as((length, first, second, byPath, unlinked) -> {
          Script script = new Script();
          Arg opened = script.open("a", O_RDWR | O_CREAT);
          script.write(opened, FileActions.letters(length, 'A'));
          if (byPath) {
            script.truncate("a", first);
          } else {
            script.ftruncate(opened, first);
          }
          script.fstat(opened);
          if (unlinked) {
            script.unlink("a");
          }
          script.ftruncate(opened, second);
          script.pread(opened, 60, 0);
          script.write(opened, "end");
          script.pread(opened, 64, 0);
          script.fstat(opened);
          return script.build();
        });
  }

  /** What cannot be cut. */
  @Clause({"FS-49", "PIPE-8", "OPEN-15"})
  static Arbitrary<CallProgram> sizesAreRefused() {
    return Combinators.combine(
            Arbitraries.of("a", "d", "l", "missing", "a/", "", "/dev/null"),
            Arbitraries.of(0L, 3L, -1L, Long.MIN_VALUE),
            Arbitraries.of(0, 1, 2, 3, Abi.O_PATH))
        .as((path, size, flags) -> {
          Script script = new Script();
          FileActions.tree(script);
          script.truncate(path, size);
          script.ftruncate(script.open(path, flags), size);
          List<Arg> pipe = script.pipe(0);
          script.ftruncate(pipe.getLast(), size);
          script.ftruncate(Arg.of(77), size);
          script.call("truncate", Calls.TRUNCATE, Arg.of(0x10), Arg.of(size));
          return script.build();
        });
  }

  /** The mask, and what it keeps from new files. */
  @Clause({"FS-52", "FS-14", "OPEN-5"})
  static Arbitrary<CallProgram> masks() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 07777))
        .as((mask, mode) -> {
          Script script = new Script();
          script.umask(mask);
          script.mkdirAt(Calls.AT_FDCWD, "d", mode);
          script.open("a", O_CREAT, mode);
          script.symlink("a", "l");
          script.lstat("d");
          script.lstat("a");
          script.lstat("l");
          script.umask(mask >> 9);
          return script.build();
        });
  }
}
