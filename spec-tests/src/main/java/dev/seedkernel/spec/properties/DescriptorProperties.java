package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Abi.O_APPEND;
import static dev.seedkernel.spec.properties.Abi.O_CLOEXEC;
import static dev.seedkernel.spec.properties.Abi.O_CREAT;
import static dev.seedkernel.spec.properties.Abi.O_NONBLOCK;
import static dev.seedkernel.spec.properties.Abi.O_PATH;
import static dev.seedkernel.spec.properties.Abi.O_RDWR;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.properties.Script.Action;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** FD: descriptors. */
final class DescriptorProperties {
  private static final String SELF = "x";

  private DescriptorProperties() {}

  private static Arbitrary<Action> dup3() {
    return Combinators.combine(
            FileActions.choice(),
            Arbitraries.of(0L, 3L, 4L, 5L, 9L, 1022L, 1023L, 1024L, -1L),
            Arbitraries.of(0, 0, O_CLOEXEC, O_NONBLOCK, 1))
        .as((choice, made, flags) ->
            script -> script.dup3(script.descriptor(choice), Arg.of(made), flags));
  }

  private static Arbitrary<Action> dup3Open() {
    return Combinators.combine(FileActions.choice(), FileActions.choice())
        .as((old, made) ->
            script -> script.dup3(script.descriptor(old), script.descriptor(made), 0));
  }

  private static Arbitrary<Action> duplicateFrom() {
    return Combinators.combine(
            FileActions.choice(),
            Arbitraries.of(Abi.F_DUPFD, Abi.F_DUPFD_CLOEXEC),
            Arbitraries.of(0L, 1L, 4L, 7L, 1023L, 1024L, 5000L, -1L))
        .as((choice, command, from) ->
            script -> script.remember(script.fcntl(script.descriptor(choice), command, from)));
  }

  private static Arbitrary<Action> flags() {
    Arbitrary<Action> get =
        Combinators.combine(FileActions.choice(), Arbitraries.of(Abi.F_GETFD, Abi.F_GETFL))
            .as((choice, command) -> script -> script.fcntl(script.descriptor(choice), command, 0));
    Arbitrary<Action> setDescriptor =
        Combinators.combine(FileActions.choice(), Arbitraries.of(0L, 1L, 2L, 3L, -1L, 1L << 32))
            .as((choice, value) ->
                script -> script.fcntl(script.descriptor(choice), Abi.F_SETFD, value));
    Arbitrary<Action> setStatus =
        Combinators.combine(
                FileActions.choice(),
                Arbitraries.of(0L, 1L, 2L, 0x400L, 0x800L, 0xc00L, 0x402L, 0x240L, 0x401L))
            .as((choice, value) ->
                script -> script.fcntl(script.descriptor(choice), Abi.F_SETFL, value));
    return FileActions.oneOf(get, setDescriptor, setStatus);
  }

  /** Descriptors are doubled in all ways and closed, and one description is used through them. */
  @Clause({"FD-1", "FD-2", "FD-3", "FD-5", "FD-7"})
  static Arbitrary<CallProgram> duplicatesShareADescription() {
    return FileActions.programs(
        FileActions.oneOf(
            FileActions.open(O_RDWR | O_CREAT),
            FileActions.dup(),
            dup3(),
            dup3Open(),
            duplicateFrom(),
            FileActions.close(),
            FileActions.read(),
            FileActions.write(),
            FileActions.lseek()),
        16);
  }

  /** FD_CLOEXEC of a descriptor and of what it is doubled to, by each way. */
  @Clause({"FD-1", "FD-2", "FD-6", "FD-7", "FD-8"})
  static Arbitrary<CallProgram> duplicatesAreMarkedAsAskedFor() {
    Arbitrary<Integer> marks = Arbitraries.of(0, O_CLOEXEC);
    return Combinators.combine(marks, marks, Arbitraries.of(0, 1, 2, 3))
        .as((first, second, way) -> {
          Script script = new Script();
          Arg old = script.open("a", O_RDWR | O_CREAT | first);
          Arg made =
              switch (way) {
                case 0 -> script.dup(old);
                case 1 -> script.dup3(old, Arg.of(9), second);
                case 2 -> script.fcntl(old, Abi.F_DUPFD, 5);
                default -> script.fcntl(old, Abi.F_DUPFD_CLOEXEC, 5);
              };
          script.fcntl(made, Abi.F_GETFD, 0);
          script.fcntl(old, Abi.F_GETFD, 0);
          return script.build();
        });
  }

  /** The last descriptor of an end of a pipe is replaced, or one of two: the other end shows it. */
  @Clause({"FD-3", "PIPE-3", "PIPE-7"})
  static Arbitrary<CallProgram> whatIsReplacedIsClosed() {
    return Combinators.combine(
            Arbitraries.of(0, 1), Arbitraries.of(true, false), Arbitraries.of(0, O_CLOEXEC))
        .as((end, doubled, flags) -> {
          Script script = new Script();
          Arg file = script.open("a", O_RDWR | O_CREAT);
          List<Arg> ends = script.pipe(O_NONBLOCK);
          script.write(ends.getLast(), "ab");
          if (doubled) {
            script.dup(ends.get(end));
          }
          script.dup3(file, ends.get(end), flags);
          script.read(ends.getFirst(), 3);
          script.read(ends.getFirst(), 3);
          script.write(ends.getLast(), "c");
          return script.build();
        });
  }

  /** dup3 with numbers at all borders. */
  @Clause({"FD-4", "FD-5", "CALL-4", "CALL-7"})
  static Arbitrary<CallProgram> dup3RefusesWhatItMust() {
    Arbitrary<Long> number =
        Arbitraries.of(
            0L,
            3L,
            4L,
            1023L,
            1024L,
            -1L,
            -100L,
            77L,
            0x7fff_ffffL,
            0x1_0000_0003L,
            0x1_0000_0000L);
    return Combinators.combine(number, number, Arbitraries.of(0, 0, O_CLOEXEC, 1, O_APPEND, -1))
        .as((old, made, flags) -> {
          Script script = new Script();
          script.open("a", O_RDWR | O_CREAT);
          script.dup3(Arg.of(old), Arg.of(made), flags);
          script.fcntl(Arg.of(made), Abi.F_GETFD, 0);
          return script.build();
        });
  }

  /** The flag of the descriptor, set in each way, with duplicates that do not share it. */
  @Clause({"FD-2", "FD-6", "FD-8", "FD-9", "FD-10"})
  static Arbitrary<CallProgram> flagsOfDescriptorsAndDescriptions() {
    return FileActions.programs(
        FileActions.oneOf(
            FileActions.open(
                O_RDWR | O_CREAT,
                O_RDWR | O_CREAT | O_CLOEXEC,
                O_RDWR | O_CREAT | O_APPEND,
                O_RDWR | O_CREAT | O_NONBLOCK | Abi.O_TRUNC | Abi.O_NOCTTY,
                Abi.O_WRONLY | O_CREAT | Abi.O_EXCL,
                O_PATH),
            FileActions.dup(),
            dup3(),
            duplicateFrom(),
            flags(),
            flags(),
            flags(),
            FileActions.write(),
            Arbitraries.of(0, O_CLOEXEC, O_NONBLOCK, O_CLOEXEC | O_NONBLOCK)
                .map(flag -> script -> script.pipe(flag))),
        16);
  }

  /** fcntl with commands that nobody knows, and descriptors that are not open. */
  @Clause({"FD-11", "FD-7"})
  static Arbitrary<CallProgram> unknownCommands() {
    return Combinators.combine(
            Arbitraries.of(
                0L, 1L, 2L, 3L, 4L, 1030L, 99L, 500L, 1029L, -1L, 0x1_0000_0001L, 0x7fff_ffffL),
            Arbitraries.of(3L, 50L, -1L, 1024L, 0x1_0000_0003L),
            Arbitraries.of(0L, 1023L, 1024L, -1L))
        .as((command, descriptor, argument) -> {
          Script script = new Script();
          script.open("a", O_RDWR | O_CREAT);
          script.fcntl(Arg.of(descriptor), command, argument);
          return script.build();
        });
  }

  /** A child has a table of its own and the descriptions of its parent. */
  @Clause({"FD-12", "FD-2", "FS-13"})
  static Arbitrary<CallProgram> childrenHaveACopyOfTheTable() {
    Arbitrary<Action> action =
        FileActions.oneOf(
            FileActions.write(),
            FileActions.lseek(),
            FileActions.close(),
            FileActions.read(),
            FileActions.dup(),
            flags(),
            FileActions.open(O_RDWR | O_CREAT, O_RDWR | O_APPEND));
    Arbitrary<List<Action>> some = action.list().ofMaxSize(5);
    return Combinators.combine(some, some, some)
        .as((before, inside, after) -> {
          Script script = new Script();
          Arg shared = script.open("s", O_RDWR | O_CREAT);
          script.write(shared, "0123456789");
          before.forEach(one -> one.accept(script));
          script.fork(child -> {
            child.remember(Arg.of(3));
            child.remember(Arg.of(4));
            inside.forEach(one -> one.accept(child));
          });
          script.await();
          after.forEach(one -> one.accept(script));
          script.fcntl(shared, Abi.F_GETFL, 0);
          script.lseek(shared, 0, Abi.SEEK_CUR);
          return script.build();
        });
  }

  /** execve closes what is marked and nothing else. */
  @Clause({"FD-13", "FD-6"})
  static Arbitrary<CallProgram> execClosesWhatIsMarked() {
    return FileActions.oneOf(
            FileActions.open(O_RDWR | O_CREAT, O_RDWR | O_CREAT | O_CLOEXEC),
            FileActions.dup(),
            dup3(),
            flags(),
            FileActions.write(),
            Arbitraries.of(0, O_CLOEXEC).map(flag -> script -> script.pipe(flag)))
        .list()
        .ofMaxSize(8)
        .map(actions -> {
          Script script = new Script();
          script
              .builder()
              .companion(
                  "p",
                  inside -> {
                    for (int i = 0; i < 10; i++) {
                      inside.step(
                          Calls.call("fcntl", Calls.FCNTL, Arg.of(i), Arg.of(1), Arg.of(0)));
                      if (i > 2) {
                        inside.step(Calls.lseek(Arg.of(i), 0, Abi.SEEK_CUR));
                      }
                    }
                  });
          actions.forEach(one -> one.accept(script));
          script.step(
              Calls.execve(
                  script.text("p"),
                  script.builder().strings(List.of("p", SELF)),
                  script.builder().strings(List.of())));
          return script.build();
        });
  }

  /** A descriptor of O_PATH names a file and does nothing with it. */
  @Clause({"FD-14", "OPEN-2"})
  static Arbitrary<CallProgram> pathDescriptors() {
    return Combinators.combine(
            Arbitraries.of("a", "d", "l", "missing", "d/", "a/"),
            Arbitraries.of(
                0,
                Abi.O_DIRECTORY,
                O_RDWR,
                O_CLOEXEC,
                Abi.O_TRUNC,
                Abi.O_NOFOLLOW | Abi.O_DIRECTORY),
            Arbitraries.integers().between(0, 9).list().ofSize(4))
        .as((path, flags, uses) -> {
          Script script = new Script();
          FileActions.tree(script);
          script.write(script.open("a", O_RDWR), "abc");
          Arg opened = script.open(path, O_PATH | flags);
          uses.forEach(use -> use(script, opened, use));
          script.stat("a");
          return script.build();
        });
  }

  private static void use(Script script, Arg opened, int use) {
    switch (use) {
      case 0 -> script.read(opened, 3);
      case 1 -> script.write(opened, "xy");
      case 2 -> script.lseek(opened, 0, Abi.SEEK_CUR);
      case 3 -> script.ftruncate(opened, 1);
      case 4 -> script.fchmod(opened, 0600);
      case 5 -> script.getdents(opened, 200);
      case 6 -> script.fstat(opened);
      case 7 -> script.openAt(opened, "e", Abi.O_RDONLY, 0);
      case 8 -> script.fstat(script.dup(opened));
      default -> {
        script.fchdir(opened);
        script.stat("e");
      }
    }
  }
}
