package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.Observation.Answer;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** DET: the same run is the same each time. */
final class DeterminismProperties {
  private DeterminismProperties() {}

  private static final long EPOCH = 946_684_800L;
  private static final long CLOCK_GETTIME = 113;
  private static final long GETRANDOM = 278;
  private static final int DIRENTS = 4096;

  private static Step clock(ProgramBuilder program, int clock) {
    Range time = program.allot(16);
    return Calls.call("clock_gettime", CLOCK_GETTIME, Arg.of(clock), ProgramBuilder.address(time))
        .output(time);
  }

  private static Step random(ProgramBuilder program, int length) {
    Range place = program.allot(length);
    return Calls.call(
            "getrandom", GETRANDOM, ProgramBuilder.address(place), Arg.of(length), Arg.of(0))
        .output(place);
  }

  private static Step loop(int turns) {
    return Parts.run("1: subs x0, x0, #1\n b.ne 1b", Step.Effect.anything(), Arg.of(turns));
  }

  /** What may differ if anything may: clocks, random bytes, who is first, addresses. */
  private static void part(ProgramBuilder program, int kind, int number, boolean inside) {
    switch (kind) {
      case 0 -> program.step(clock(program, number % 2));
      case 1 -> program.step(random(program, 1 + number % 40));
      case 2 -> program.step(loop(1 + number * 50));
      case 3 ->
          program.step(
              Calls.write(Arg.of(1), program.content(Bytes.ofText("part " + number + "\n"))));
      case 4 -> {
        Arg open =
            program.result(
                program.step(
                    Calls.openat(Calls.AT_FDCWD, program.string("/f" + number % 5), 0x441, 0600)));
        program.step(Calls.write(open, program.content(Bytes.filled('f', number % 70))));
        program.step(Calls.close(open));
      }
      case 5 -> program.step(MemoryParts.mmap(Arg.of(0), 4096L * (1 + number % 9), 3, 0x22));
      default -> {
        if (!inside) {
          Parts.child(
              program,
              c -> {
                part(c, number % 6, number, true);
                part(c, number / 6 % 6, number, true);
              });
        }
      }
    }
  }

  /** Programs whose processes are at work at once. */
  @Clause({"DET-1", "DET-2"})
  static Arbitrary<BootCase> runsAreRepeated() {
    return Combinators.combine(integer(0, 8), integer(0, 99))
        .as((kind, number) -> List.of(kind, number))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(parts -> {
          InitProgram init = new InitProgram();
          parts.forEach(part -> part(init.program(), part.getFirst(), part.getLast(), false));
          Parts.waitid(init.program(), Parts.P_ALL, Arg.of(0), Parts.WEXITED);
          return init.boot("parts " + parts, Optional.of("init dumpfs"), List.of()).repeated();
        });
  }

  private static List<Step> inner(Consumer<ProgramBuilder> steps) {
    ProgramBuilder inner = new ProgramBuilder();
    steps.accept(inner);
    return inner.build().steps();
  }

  /** Numbers of processes, of which some have children. */
  @Clause("DET-3")
  static Arbitrary<BootCase> processesAreNumberedInOrder() {
    return integer(0, 3)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(grandchildren -> {
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          init.gives(Calls.call("getpid", Calls.GETPID), 1);
          int next = 2;
          for (int count : grandchildren) {
            int first = next + 1;
            Step fork =
                new Step.Fork(
                    Parts.SIGCHLD,
                    inner(c -> {
                      for (int i = 0; i < count; i++) {
                        Parts.wait(c, Parts.child(c, g -> Parts.getpid(g)));
                      }
                      c.step(Calls.exit(count));
                    }));
            int index = init.gives(fork, next);
            Parts.wait(program, program.result(index));
            next = first + count;
          }
          init.gives(new Step.Fork(Parts.SIGCHLD, List.of()), next);
          return init.boot("children with %s children".formatted(grandchildren));
        });
  }

  /** Names of a directory, of the initramfs and made, some removed again. */
  @Clause("DET-4")
  static Arbitrary<BootCase> namesAreInTheOrderOfTheirBytes() {
    return Combinators.combine(
            InitramfsParts.name().list().uniqueElements().ofMinSize(1).ofMaxSize(12),
            integer(0, 2).list().ofSize(12))
        .as((names, how) -> {
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          List<Member> members = new ArrayList<>();
          members.add(Member.of("d", Member.S_IFDIR | 0755, Bytes.EMPTY));
          List<String> expected = new ArrayList<>();
          for (int i = 0; i < names.size(); i++) {
            String path = "d/" + names.get(i);
            if (how.get(i) == 0) {
              members.add(Member.of(path, Member.S_IFREG | 0644, Bytes.EMPTY));
            } else {
              init.gives(
                  Calls.call(
                      "mkdirat",
                      Calls.MKDIRAT,
                      Calls.AT_FDCWD,
                      program.string("/" + path),
                      Arg.of(0755)),
                  0);
            }
            if (how.get(i) == 2) {
              init.gives(
                  Calls.unlinkat(Calls.AT_FDCWD, program.string("/" + path), Abi.AT_REMOVEDIR), 0);
            } else {
              expected.add(names.get(i));
            }
          }
          expected.sort(Comparator.naturalOrder());
          expected.addAll(0, List.of(".", ".."));
          Arg open =
              program.result(
                  init.succeeds(Calls.openat(Calls.AT_FDCWD, program.string("/d"), 0x4000, 0)));
          Range entries = program.allot(DIRENTS);
          init.step(
              Calls.call(
                      "getdents64",
                      Calls.GETDENTS64,
                      open,
                      ProgramBuilder.address(entries),
                      Arg.of(DIRENTS))
                  .output(entries),
              answer -> {
                List<String> seen = TreeProbe.names(answer);
                return seen.equals(expected)
                    ? Optional.empty()
                    : Optional.of("has %s, not %s".formatted(seen, expected));
              });
          return init.boot("a directory with " + names, Optional.empty(), members);
        });
  }

  /** Clocks. */
  @Clause({"DET-5", "DET-1"})
  static Arbitrary<BootCase> clocksCountWhatIsExecuted() {
    return integer(1, 20_000)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(loops -> {
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          init.step(
              clock(program, 0),
              answer ->
                  answer.outputs().getFirst().number(0, 8) == EPOCH
                      ? Optional.empty()
                      : Optional.of("gave " + answer.outputs()));
          for (int turns : loops) {
            program.step(loop(turns));
            program.step(clock(program, 0));
            program.step(clock(program, 1));
          }
          return init.boot("loops of " + loops).repeated();
        });
  }

  /** Random bytes: of the call, and of the auxiliary vector. */
  @Clause({"DET-6", "DET-1"})
  static Arbitrary<BootCase> randomBytesAreRepeated() {
    return integer(1, 256)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(lengths -> {
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          for (int length : lengths) {
            init.gives(random(program, length), length);
          }
          Range place = program.allot(16);
          program.step(
              Parts.run(AT_RANDOM, Step.Effect.anything(), ProgramBuilder.address(place))
                  .output(place));
          return init.boot("random bytes " + lengths).repeated();
        });
  }

  /** Addresses of the stack, the heap, the auxiliary vector and mappings. */
  @Clause({"DET-7", "DET-1"})
  static Arbitrary<BootCase> addressesAreRepeated() {
    return Arbitraries.longs()
        .between(1, 1 << 20)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(lengths -> {
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          program.step(Parts.run("mov x0, sp", Step.Effect.anything()));
          init.succeeds(Calls.brk(Arg.of(0)));
          for (long length : lengths) {
            init.succeeds(MemoryParts.mmap(Arg.of(0), length, 3, 0x22));
          }
          Range stack = program.allot(128);
          program.step(
              Parts.run(STACK, Step.Effect.anything(), ProgramBuilder.address(stack))
                  .output(stack));
          // An image that can be anywhere says where it is.
          Member anywhere =
              Member.of(
                  "anywhere",
                  Member.S_IFREG | 0755,
                  new RawImage(
                          Parts.code("0: adr x0, 0b\n lsr x0, x0, #12\n mov x8, #93\n svc #0"),
                          List.of(),
                          3,
                          RawImage.READ | RawImage.EXECUTE)
                      .bytes());
          Arg id =
              program.result(
                  init.succeeds(
                      Calls.spawn(
                          program.string("/anywhere"), program.strings(List.of("anywhere")))));
          Parts.wait(program, id);
          return init.boot("mappings of " + lengths, Optional.empty(), List.of(anywhere))
              .repeated();
        });
  }

  /** Copies 16 bytes from where AT_RANDOM says to x0. */
  private static final String AT_RANDOM =
      """
      mov     x9, sp
      ldr     x10, [x9], #8
      add     x9, x9, x10, lsl #3
      add     x9, x9, #8
      1:
      ldr     x10, [x9], #8
      cbnz    x10, 1b
      2:
      ldp     x10, x11, [x9], #16
      cmp     x10, #25
      b.ne    2b
      ldp     x10, x11, [x11]
      stp     x10, x11, [x0]
      mov     x0, #0
      """;

  /** Copies 128 bytes of the stack to x0. */
  private static final String STACK =
      """
      mov     x9, sp
      mov     x10, #16
      1:
      ldr     x11, [x9], #8
      str     x11, [x0], #8
      subs    x10, x10, #1
      b.ne    1b
      mov     x0, #0
      """;

  /** Names of the host, as far as there are any. */
  private static Arbitrary<String> hostFile() {
    List<String> files = new ArrayList<>(List.of("/etc/passwd", "/tmp", "/usr", "/home", "/lib"));
    for (String property : List.of("java.home", "user.dir", "user.home", "java.io.tmpdir")) {
      Path path = Path.of(System.getProperty(property, "/tmp"));
      if (path.getNameCount() > 0) {
        files.add(path.toString());
      }
    }
    return Arbitraries.of(files);
  }

  /** Files, environment, time, number and name of the host. */
  @Clause({"DET-8", "BOOT-12"})
  static Arbitrary<BootCase> nothingOfTheHostIsSeen() {
    return hostFile()
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(files -> {
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          for (String file : files) {
            init.gives(Calls.openat(Calls.AT_FDCWD, program.string(file), 0, 0), -2);
          }
          init.hasEnvironment(List.of("HOME=/", "TERM=linux"));
          init.gives(Calls.call("getpid", Calls.GETPID), 1);
          init.step(
              clock(program, 0),
              answer ->
                  Math.abs(
                              answer.outputs().getFirst().number(0, 8)
                                  - System.currentTimeMillis() / 1000)
                          > 1_000_000
                      ? Optional.empty()
                      : Optional.of("gave the time of the host"));
          Range names = program.allot(6 * 65);
          init.step(
              Calls.call("uname", 160, ProgramBuilder.address(names)).output(names),
              DeterminismProperties::hostName);
          BootCase plain = init.boot("files " + files);
          return BootCase.of(
              plain.title(),
              plain.input(),
              plain.init(),
              seen -> plain.check().apply(seen).or(() -> environment(seen)));
        });
  }

  /** The name and the release of the host, where it says them in its environment or to Java. */
  private static Optional<String> hostName(Answer answer) {
    String names = answer.outputs().getFirst().text();
    List<String> own = new ArrayList<>(List.of(System.getProperty("os.version", "")));
    own.add(System.getenv().getOrDefault("HOSTNAME", ""));
    return own.stream()
        .filter(name -> name.length() > 3 && names.contains(name + "\0"))
        .findFirst()
        .map(name -> "has " + name);
  }

  private static Optional<String> environment(BootObservation seen) {
    String console = seen.console().text();
    for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
      String text = variable.getKey() + "=" + variable.getValue();
      if (text.length() > 10 && console.contains(text)) {
        return Optional.of("the console has " + text);
      }
    }
    return Optional.empty();
  }
}
