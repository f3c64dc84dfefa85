package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.child;
import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.image.Frame;
import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** BOOT: how /init starts and ends, and the machine with it. */
final class LifeProperties {
  private LifeProperties() {}

  private static final int SIGKILL = 9;
  private static final String EARLY = "written before the end";
  private static final String LATE = "written behind the end";

  /** Steps that end a process with a signal. */
  private record Death(int signal, String name, Step step) {}

  private static Step run(String code) {
    return Parts.run(code, Step.Effect.anything());
  }

  private static Arbitrary<Death> death() {
    return Arbitraries.of(
        new Death(4, "an undefined instruction", new Step.Undefined()),
        new Death(5, "a breakpoint", run("brk #0")),
        new Death(7, "a misaligned pc", new Step.Execute(Arg.of(CaseLayout.TEXT + 2))),
        new Death(11, "a load from 0", new Step.Load(Arg.of(0), 8)),
        new Death(11, "a load from nowhere", new Step.Load(Parts.nowhere(), 1)),
        new Death(11, "a store into code", new Step.Store(Arg.of(CaseLayout.TEXT), 4, 0)),
        new Death(11, "a jump to 0", new Step.Execute(Arg.of(0))),
        new Death(11, "a jump into data", new Step.Execute(Arg.of(CaseLayout.ARENA))));
  }

  private static BootCase of(
      String title, InitProgram init, Function<BootObservation, Optional<String>> check) {
    BootCase plain = init.boot(title);
    return BootCase.of(
        title,
        plain.input(),
        plain.init(),
        seen -> plain.check().apply(seen).or(() -> check.apply(seen)));
  }

  /** Umask, mask, pending signals and actions of /init. */
  @Clause("BOOT-13")
  static Arbitrary<BootCase> signalsAreAtTheirDefaults() {
    return integer(1, 64)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(signals -> {
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          init.gives(Calls.call("umask", Calls.UMASK, Arg.of(0)), 022);
          Range set = program.content(Bytes.filled(0xff, 8));
          Arg place = ProgramBuilder.address(set);
          init.gives(
              Calls.call("rt_sigprocmask", 135, Arg.of(0), Arg.of(0), place, Arg.of(8)).output(set),
              0,
              Bytes.zeros(8));
          init.gives(
              Calls.call("rt_sigpending", 136, place, Arg.of(8)).output(set), 0, Bytes.zeros(8));
          for (int signal : signals) {
            Range old = program.content(Bytes.filled(0xff, 32));
            init.gives(
                Calls.call(
                        "rt_sigaction",
                        134,
                        Arg.of(signal),
                        Arg.of(0),
                        ProgramBuilder.address(old),
                        Arg.of(8))
                    .output(old),
                0,
                Bytes.zeros(8));
          }
          return init.boot("signals " + signals);
        });
  }

  /** The machine ends with the status of /init. */
  @Clause("BOOT-14")
  static Arbitrary<BootCase> theMachineHasTheStatusOfInit() {
    return Combinators.combine(Arbitraries.integers(), Arbitraries.of(true, false))
        .as((status, group) -> {
          InitProgram init = new InitProgram();
          init.prints(Board.HELLO + "\n");
          init.program().step(group ? Calls.exitGroup(status) : Calls.exit(status));
          return of(
              "/init exits with " + status, init, seen -> Board.wrongStatus(seen, status & 0xff));
        });
  }

  /** Signals that kill /init. */
  @Clause("BOOT-15")
  static Arbitrary<BootCase> theMachineSaysWhatKilledInit() {
    return death()
        .map(death -> {
          InitProgram init = new InitProgram();
          init.prints(Board.HELLO + "\n");
          init.program().step(death.step);
          return of(
              "/init dies of " + death.name,
              init,
              seen -> {
                String rest = Board.said(seen).replaceAll("(?s).*=== RECORD [0-9a-f]*", "");
                return rest.isBlank()
                    ? Optional.of("no message")
                    : Board.wrongStatus(seen, Board.KILLED + death.signal);
              });
        });
  }

  /**
   * Adds a child that has written when this returns, and does something when /init has ended: at
   * the latest when the pipe that only /init can write to has no writer.
   */
  private static void orphan(ProgramBuilder program, Bytes file, boolean spins) {
    Range go = program.allot(8);
    Range done = program.allot(8);
    program.step(
        Calls.call("pipe2", Calls.PIPE2, ProgramBuilder.address(go), Arg.of(0)).output(go));
    program.step(
        Calls.call("pipe2", Calls.PIPE2, ProgramBuilder.address(done), Arg.of(0)).output(done));
    child(
        program,
        c -> {
          c.step(Calls.close(Arg.of(4)));
          c.step(Calls.write(Arg.of(1), c.content(Bytes.ofText(EARLY + "\n"))));
          int open = c.step(Calls.openat(Calls.AT_FDCWD, c.string("/left"), 0x41, 0644));
          c.step(Calls.write(c.result(open), c.content(file)));
          c.step(Calls.write(Arg.of(6), c.content(Bytes.of(1))));
          c.step(
              spins
                  ? new Step.Run(
                      "b .", Parts.code("b ."), List.of(), List.of(), Step.Effect.anything())
                  : Calls.read(Arg.of(3), c.allot(1)));
          c.step(Calls.write(Arg.of(1), c.content(Bytes.ofText(LATE + "\n"))));
        });
    program.step(Calls.read(Arg.of(5), program.allot(1)));
  }

  /** What is left of other processes when /init ends. */
  @Clause({"BOOT-16", "BOOT-14", "DUMP-1"})
  static Arbitrary<BootCase> theEndOfInitEndsAll() {
    return Combinators.combine(
            integer(0, 255), integer(0, 100), Arbitraries.of(true, false), death().injectNull(0.6))
        .as((status, length, spins, death) -> {
          Bytes file = Bytes.filled('f', length);
          InitProgram init = new InitProgram();
          orphan(init.program(), file, spins);
          init.program().step(death == null ? Calls.exitGroup(status) : death.step);
          int end = death == null ? status : Board.KILLED + death.signal;
          BootCase plain = init.boot("a child is left", Optional.of("dumpfs"), List.of());
          return BootCase.of(
              plain.title(),
              plain.input(),
              plain.init(),
              seen -> Board.wrongStatus(seen, end).or(() -> wrongResults(seen, file)));
        });
  }

  private static Optional<String> wrongResults(BootObservation seen, Bytes file) {
    String console = seen.console().text();
    if (!console.contains(EARLY) || console.contains(LATE)) {
      return Optional.of("the console has " + console);
    }
    try {
      Bytes left = Frame.read(console).getOrDefault("/left", Bytes.EMPTY);
      return left.equals(file) ? Optional.empty() : Optional.of("the file has " + left);
    } catch (Frame.BrokenException e) {
      return Optional.of("the dump: " + e.getMessage());
    }
  }

  private static BootCase refuses(
      String title, List<Member> members, int status, String... arguments) {
    return BootCase.of(
        title,
        new BootInput.Files(
            Member.archive(members),
            arguments.length == 0 ? Optional.empty() : Optional.of(String.join(" ", arguments))),
        Optional.empty(),
        seen -> Board.refused(seen, status, "/init"));
  }

  /** Trees without /init. */
  @Clause({"BOOT-17", "BOOT-3"})
  static Arbitrary<BootCase> noInitIsRefused() {
    Member program = InitProgram.members(Board.hello().build()).getLast();
    return Combinators.combine(
            Arbitraries.of("bin", "Init", "init.argv", "init2", "d/init", "sbin"),
            Arbitraries.of("", "missing", "/missing/init", "../x"),
            Arbitraries.of("", "init", "/bin/sh x"))
        .as((name, target, arguments) ->
            refuses(
                "no /init but " + name + " " + target,
                target.isEmpty()
                    ? List.of(
                        Member.of("d", Member.S_IFDIR | 0755, Bytes.EMPTY),
                        InitramfsParts.rename(program, name))
                    : List.of(
                        InitramfsParts.rename(program, name.equals("d/init") ? "e" : name),
                        Member.of("init", Member.S_IFLNK | 0777, Bytes.ofText(target))),
                Board.NOT_FOUND,
                arguments));
  }

  /** An /init that cannot be executed. */
  @Clause({"BOOT-18", "BOOT-3"})
  static Arbitrary<BootCase> badInitsAreRefused() {
    Bytes program = InitProgram.file(Board.hello().build());
    Arbitrary<Member> file =
        Arbitraries.oneOf(
            InitramfsParts.permissions()
                .filter(mode -> (mode & 0111) == 0)
                .map(mode -> Member.of("init", Member.S_IFREG | mode, program)),
            Arbitraries.of(0755, 0111, 0700)
                .map(mode -> Member.of("init", Member.S_IFDIR | mode, Bytes.EMPTY)),
            Arbitraries.of(Member.S_IFIFO, Member.S_IFCHR)
                .map(type -> Member.of("init", type | 0755, Bytes.EMPTY)),
            broken(program).map(bytes -> Member.of("init", Member.S_IFREG | 0755, bytes)));
    return Combinators.combine(file, Arbitraries.of(true, false))
        .as((member, linked) ->
            refuses(
                "/init is %o, %s".formatted(member.mode(), member.content()),
                linked
                    ? List.of(
                        InitramfsParts.rename(member, "real"),
                        Member.of("init", Member.S_IFLNK | 0777, Bytes.ofText("real")))
                    : List.of(member),
                Board.NOT_EXECUTABLE));
  }

  /** Files that break a rule of IMG. */
  private static Arbitrary<Bytes> broken(Bytes program) {
    return Arbitraries.oneOf(
        integer(0, 63).map(length -> program.slice(0, length)),
        InitramfsParts.content().filter(bytes -> bytes.length() < 4 || bytes.at(0) != 0x7f),
        Combinators.combine(integer(0, 3), integer(1, 255))
            .as((at, bits) -> program.with(at, Bytes.of(program.at(at) ^ bits))),
        Arbitraries.of(0, 3, 62).map(machine -> program.with(18, Bytes.ofNumber(machine, 2))),
        Arbitraries.of(0, 55, 57).map(size -> program.with(54, Bytes.ofNumber(size, 2))),
        Arbitraries.of(0L, 8L, 1L << 40).map(entry -> program.with(24, Bytes.ofNumber(entry, 8))));
  }

  /** Machines in which nothing can happen any more. */
  @Clause("BOOT-19")
  static Arbitrary<BootCase> deadlocksEnd() {
    Arbitrary<Integer> children = integer(0, 3);
    return Combinators.combine(children, integer(0, 2))
        .as((count, how) -> {
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          init.prints(EARLY + "\n");
          Range pipe = program.allot(8);
          program.step(Calls.call("pipe2", Calls.PIPE2, ProgramBuilder.address(pipe), Arg.of(0)));
          for (int i = 0; i < count; i++) {
            child(program, c -> c.step(Calls.read(Arg.of(3), c.allot(1))));
          }
          switch (how) {
            case 0 -> program.step(Calls.read(Arg.of(3), program.allot(1)));
            case 1 -> {
              child(program, c -> c.step(Calls.read(Arg.of(3), c.allot(1))));
              Parts.waitid(program, Parts.P_ALL, Arg.of(0), Parts.WEXITED);
            }
            default ->
                program.step(
                    Calls.call(
                        "rt_sigsuspend", 133, program.bytes(Bytes.filled(0xff, 8)), Arg.of(8)));
          }
          program.step(Calls.write(Arg.of(1), program.content(Bytes.ofText(LATE))));
          BootCase plain = init.boot("a deadlock of " + count + " children");
          return BootCase.of(
              plain.title(),
              plain.input(),
              plain.init(),
              seen -> {
                String said = Board.said(seen);
                if (!said.contains(EARLY) || said.contains(LATE)) {
                  return Optional.of("it said " + said);
                }
                String rest = said.replaceAll("(?s)" + EARLY + "|=== RECORD [0-9a-f]*", "");
                return rest.isBlank()
                    ? Optional.of("no message")
                    : Board.wrongStatus(seen, Board.KILLED + SIGKILL);
              });
        });
  }
}
