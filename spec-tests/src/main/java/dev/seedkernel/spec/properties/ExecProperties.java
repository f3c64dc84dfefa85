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
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** PROC-22 to PROC-27: one program becomes another. */
final class ExecProperties {
  private ExecProperties() {}

  private static void run(ProgramBuilder p, String path, Arg argv) {
    Arg id =
        child(
            p,
            c -> {
              c.step(Calls.execve(c.string(path), argv, Arg.of(0)));
              c.step(Calls.exit(99));
            });
    Parts.wait(p, id);
  }

  /** The program is replaced; process id, children, mask and ignored signals stay. */
  @Clause({"PROC-22", "PROC-25"})
  static Arbitrary<CallProgram> programsAreReplaced() {
    return around(
        Combinators.combine(Arbitraries.longs(), integer(0, 255), Arbitraries.of(true, false))
            .as((mask, status, own) ->
                p -> {
                  p.companion(
                      "other",
                      c -> {
                        Parts.askMask(c);
                        Parts.askAction(c, 10);
                        Parts.askAction(c, 12);
                        Parts.pending(c);
                        Parts.getpid(c);
                        c.step(Calls.call("getppid", Calls.GETPPID));
                        Parts.waitid(c, Parts.P_ALL, Arg.of(0), Parts.WEXITED);
                        Parts.waitid(c, Parts.P_ALL, Arg.of(0), Parts.WEXITED);
                        c.step(Parts.load(Arg.of(MemoryParts.FREE), 8));
                      });
                  Arg argv = p.strings(List.of("other", "x"));
                  java.util.function.Consumer<ProgramBuilder> steps =
                      c -> {
                        Parts.getpid(c);
                        Parts.action(c, 10, 1, 0, 5);
                        Parts.action(c, 12, CaseLayout.HANDLER, 4, 5);
                        c.step(MemoryParts.mmap(Arg.of(MemoryParts.FREE), 4096, 3, 0x32));
                        Parts.mask(c, 2, (mask & ~(1L << 16)) | 1L << 13);
                        Parts.raise(c, 14);
                        child(c, g -> g.step(Calls.exit(status)));
                        c.step(Calls.execve(c.string("other"), argv, Arg.of(0)));
                      };
                  if (own) {
                    steps.accept(p);
                  } else {
                    Parts.wait(p, child(p, steps));
                  }
                }));
  }

  /** Errors leave the program as it was; which comes first. */
  @Clause({"PROC-22", "PROC-23", "IMG-1"})
  static Arbitrary<CallProgram> refusals() {
    Arbitrary<String> paths =
        Arbitraries.of(
            "", "missing", ".", "/", "plain", "plain/x", "good/", "d/../good", "missing/x");
    Arbitrary<Parts.Part> call =
        Combinators.combine(paths, integer(0, 4), integer(0, 3), Arbitraries.of(true, false))
            .as((path, argv, envp, nowhere) ->
                p -> {
                  Arg good = p.strings(List.of("a", "b"));
                  Range broken = p.content(Bytes.ofNumber(8, 8).then(Bytes.zeros(8)));
                  Arg vector =
                      switch (argv) {
                        case 0 -> Parts.nowhere();
                        case 1 -> ProgramBuilder.address(broken);
                        default -> good;
                      };
                  Arg environment =
                      switch (envp) {
                        case 0 -> Parts.nowhere();
                        case 1 -> ProgramBuilder.address(broken);
                        default -> good;
                      };
                  p.step(
                      Calls.execve(
                          nowhere && argv > 2 ? Parts.nowhere() : p.string(path),
                          vector,
                          path.equals("good") ? Parts.nowhere() : environment));
                  Parts.getpid(p);
                });
    return around(
        call.list()
            .ofMinSize(1)
            .ofMaxSize(4)
            .map(all ->
                p -> {
                  p.companion("good", c -> {});
                  p.file("plain", Bytes.ofText("no program"), 0644);
                  all.forEach(one -> one.accept(p));
                }));
  }

  /** A program that somebody may write to. */
  @Clause({"PROC-24"})
  static Arbitrary<CallProgram> busyPrograms() {
    return around(
        Combinators.combine(Arbitraries.of(0, 1, 2, 0x401), integer(0, 255))
            .as((flags, status) ->
                p -> {
                  p.companion("other", c -> c.step(Calls.exit(status)));
                  Arg argv = p.strings(List.of("other", "x"));
                  int open = p.step(Calls.openat(Calls.AT_FDCWD, p.string("other"), flags, 0));
                  run(p, "other", argv);
                  p.step(Calls.close(p.result(open)));
                  Arg again = p.strings(List.of("other", "y"));
                  run(p, "other", again);
                }));
  }

  /** Scripts, and scripts of scripts. */
  @Clause({"PROC-26", "PROC-27"})
  static Arbitrary<CallProgram> scripts() {
    Arbitrary<String> space = Arbitraries.of("", " ", "\t", "  \t");
    return around(
        Combinators.combine(
                integer(1, 7),
                space,
                Arbitraries.of("", "arg", "two words"),
                space,
                Arbitraries.of(true, false))
            .as((depth, before, argument, behind, newline) ->
                p -> {
                  List<String> expected = new ArrayList<>();
                  expected.add("prog");
                  if (!argument.isEmpty()) {
                    expected.add(argument);
                  }
                  expected.add("s1");
                  for (int i = 2; i <= depth; i++) {
                    expected.add("s" + i);
                  }
                  expected.add("x");
                  p.companion("prog", c -> c.step(ImageParts.strings(c, expected)));
                  String line = argument.isEmpty() ? "prog" : "prog " + argument;
                  for (int i = 1; i <= depth; i++) {
                    String text = i == 1 ? line : "s" + (i - 1);
                    p.file(
                        "s" + i,
                        Bytes.ofText("#!" + before + text + behind + (newline ? "\nmore\n" : "\n")),
                        0755);
                  }
                  run(p, "s" + depth, p.strings(List.of("first", "x")));
                }));
  }

  /** Scripts that name nothing. */
  @Clause({"PROC-27"})
  static Arbitrary<CallProgram> brokenScripts() {
    return around(
        Arbitraries.of("#!\n", "#! \t\n", "#!missing\n", "#!missing arg\n", "#! /\n")
            .map(text ->
                p -> {
                  p.file("s", Bytes.ofText(text), 0755);
                  p.step(Calls.execve(p.string("s"), p.strings(List.of("s", "x")), Arg.of(0)));
                }));
  }
}
