package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.around;
import static dev.seedkernel.spec.properties.Parts.child;
import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** SPAWN: a child with a program in one call. */
final class SpawnProperties {
  private SpawnProperties() {}

  private static Arg spawn(ProgramBuilder p, Arg path, Arg argv) {
    return p.result(p.step(Calls.spawn(path, argv)));
  }

  /** A child that runs a program, with its arguments, and is waited for. */
  @Clause({"SPAWN-1", "SPAWN-5", "SPAWN-6", "SPAWN-10"})
  static Arbitrary<CallProgram> childrenRun() {
    return around(
        Combinators.combine(integer(1, 3), integer(0, 255), Arbitraries.longs())
            .as((count, status, value) ->
                p -> {
                  Range place = p.content(Bytes.ofNumber(3, 8));
                  for (int i = 0; i < count; i++) {
                    String name = "x" + i;
                    p.companion(
                        "prog" + i,
                        c -> {
                          c.step(ImageParts.strings(c, List.of("prog", name, "more")));
                          Parts.getpid(c);
                          c.step(Calls.call("getppid", Calls.GETPPID));
                          c.step(Parts.store(ProgramBuilder.address(place), 8, value));
                          c.step(Parts.load(ProgramBuilder.address(place), 8));
                          Arg inner =
                              spawn(c, c.string("leaf"), c.strings(List.of("leaf", name + "l")));
                          Parts.wait(c, inner);
                          c.step(Calls.exit(status));
                        });
                  }
                  p.companion("leaf", c -> Parts.getpid(c));
                  for (int i = 0; i < count; i++) {
                    Range more = p.content(Bytes.ofText("more\0"));
                    Bytes vector =
                        Bytes.ofNumber(p.content(Bytes.ofText("prog\0")).address(), 8)
                            .then(
                                Bytes.ofNumber(
                                    p.content(Bytes.ofText("x" + i + "\0")).address(), 8))
                            .then(Bytes.ofNumber(more.address(), 8))
                            .then(Bytes.zeros(8));
                    Arg id = spawn(p, p.string("prog" + i), p.bytes(vector));
                    p.step(Parts.store(ProgramBuilder.address(more), 4, 0));
                    p.step(Parts.store(ProgramBuilder.address(place), 8, i));
                    Parts.wait(p, id);
                    p.step(Parts.load(ProgramBuilder.address(place), 8));
                  }
                }));
  }

  /** Registers of the caller. */
  @Clause({"SPAWN-6", "SPAWN-9", "CALL-3"})
  static Arbitrary<CallProgram> registersStay() {
    String code =
        """
        fmov    d5, x2
        mov     x9, x2
        mov     x10, x3
        mov     x11, x1
        mov     x8, #1024
        svc     #0
        cmp     x0, #0
        cset    x0, le
        cmp     x2, x9
        cinc    x0, x0, ne
        cmp     x3, x10
        cinc    x0, x0, ne
        cmp     x1, x11
        cinc    x0, x0, ne
        fmov    x12, d5
        cmp     x12, x9
        cinc    x0, x0, ne
        cbnz    x0, 1f
        mov     x1, #0                  // the child is waited for
        mov     x2, #0
        mov     x0, #-1
        mov     x3, #0
        mov     x8, #260
        svc     #0
        mov     x0, #0
        1:
        """;
    return around(
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
            .as((one, other) ->
                p -> {
                  p.file(
                      "raw",
                      RawImage.of("mov x0, #5\n mov x8, #93\n svc #0\n").bytes(),
                      0755,
                      Calls.exit(5));
                  p.step(
                      Parts.run(
                          code,
                          Step.Effect.gives(0),
                          p.string("raw"),
                          p.strings(List.of("raw")),
                          Arg.of(one),
                          Arg.of(other)));
                  Parts.waitid(p, Parts.P_ALL, Arg.of(0), Parts.WEXITED);
                }));
  }

  /** Errors, behind which there is no child. */
  @Clause({"SPAWN-2", "SPAWN-3", "SPAWN-4"})
  static Arbitrary<CallProgram> refusals() {
    Arbitrary<Parts.Part> call =
        Combinators.combine(
                Arbitraries.of("", "", "missing", ".", "plain", "text", "plain/x", "missing/x"),
                integer(0, 3))
            .as((path, how) ->
                p -> {
                  Arg argv =
                      how == 0
                          ? Parts.nowhere()
                          : how == 1 ? p.bytes(Bytes.ofNumber(8, 8)) : p.strings(List.of("a", "b"));
                  p.step(Calls.spawn(how == 3 ? Parts.nowhere() : p.string(path), argv));
                  Parts.waitid(p, Parts.P_ALL, Arg.of(0), Parts.WEXITED);
                });
    return around(
        call.list()
            .ofMinSize(1)
            .ofMaxSize(4)
            .map(all ->
                p -> {
                  p.file("plain", Bytes.ofText("no program"), 0644);
                  p.file(
                      "text",
                      Bytes.ofText("no program at all, but it may be executed: not more than that"),
                      0755);
                  all.forEach(one -> one.accept(p));
                }));
  }

  /** Descriptors of the child: copies, but those with FD_CLOEXEC. */
  @Clause({"SPAWN-7"})
  static Arbitrary<CallProgram> descriptorsAreCopied() {
    return around(
        Combinators.combine(Arbitraries.of(0, 0x8_0000), integer(1, 40), integer(0, 30))
            .as((flags, length, position) ->
                p -> {
                  p.companion(
                      "prog",
                      c -> {
                        c.step(Calls.lseek(Arg.of(3), 2, 1));
                        c.step(Calls.write(Arg.of(3), c.content(Bytes.filled('w', 3))));
                        c.step(Calls.close(Arg.of(3)));
                        c.step(Calls.openat(Calls.AT_FDCWD, c.string("f"), 0, 0));
                      });
                  int open =
                      p.step(Calls.openat(Calls.AT_FDCWD, p.string("f"), 0x42 | flags, 0644));
                  p.step(Calls.write(p.result(open), p.content(Bytes.filled('a', length))));
                  p.step(Calls.lseek(p.result(open), position, 0));
                  Arg id = spawn(p, p.string("prog"), p.strings(List.of("prog", "x")));
                  Parts.wait(p, id);
                  p.step(Calls.lseek(p.result(open), 0, 1));
                  p.step(Calls.lseek(p.result(open), 0, 0));
                  p.step(Calls.read(p.result(open), p.allot(64)));
                }));
  }

  /** Working directory, umask and signals of the child, and what it inherits of them. */
  @Clause({"SPAWN-8"})
  static Arbitrary<CallProgram> childrenInherit() {
    return around(
        Combinators.combine(Arbitraries.longs(), integer(0, 0777), Arbitraries.of(true, false))
            .as((mask, umask, move) ->
                p -> {
                  p.companion(
                      "prog",
                      c -> {
                        Parts.askMask(c);
                        Parts.askAction(c, 10);
                        Parts.askAction(c, 12);
                        Parts.pending(c);
                        c.step(Calls.call("umask", Calls.UMASK, Arg.of(0)));
                        Range place = c.allot(32);
                        c.step(
                            Calls.call(
                                    "getcwd",
                                    Calls.GETCWD,
                                    ProgramBuilder.address(place),
                                    Arg.of(32))
                                .output(place));
                      });
                  p.step(Calls.call("umask", Calls.UMASK, Arg.of(umask & 077)));
                  if (move) {
                    p.step(
                        Calls.call(
                            "mkdirat", Calls.MKDIRAT, Calls.AT_FDCWD, p.string("d"), Arg.of(0755)));
                    p.step(Calls.call("chdir", Calls.CHDIR, p.string("d")));
                  }
                  Parts.action(p, 10, 1, 0, 3);
                  Parts.action(p, 12, CaseLayout.HANDLER, 4, 3);
                  Parts.mask(p, 2, (mask & ~(1L << 16)) | (1L << 13));
                  Parts.raise(p, 14);
                  Arg id =
                      spawn(
                          p, p.string(move ? "../prog" : "prog"), p.strings(List.of("prog", "x")));
                  Parts.wait(p, id);
                }));
  }

  /** The environment is what the caller was started with. */
  @Clause({"SPAWN-9"})
  static Arbitrary<CallProgram> environmentIsInherited() {
    return around(
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .ofMaxLength(20)
            .list()
            .ofMaxSize(3)
            .map(all ->
                p -> {
                  p.companion("leaf", c -> c.step(ImageParts.environment(c, all)));
                  p.companion(
                      "middle",
                      c -> {
                        c.step(ImageParts.environment(c, all));
                        Parts.wait(c, spawn(c, c.string("leaf"), c.strings(List.of("leaf", "l"))));
                      });
                  Arg argv = p.strings(List.of("middle", "m"));
                  Arg environment = p.strings(all);
                  Arg id =
                      child(p, c -> c.step(Calls.execve(c.string("middle"), argv, environment)));
                  Parts.wait(p, id);
                }));
  }
}
