package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.P_ALL;
import static dev.seedkernel.spec.properties.Parts.P_PID;
import static dev.seedkernel.spec.properties.Parts.SIGCHLD;
import static dev.seedkernel.spec.properties.Parts.WCONTINUED;
import static dev.seedkernel.spec.properties.Parts.WEXITED;
import static dev.seedkernel.spec.properties.Parts.WNOHANG;
import static dev.seedkernel.spec.properties.Parts.WNOWAIT;
import static dev.seedkernel.spec.properties.Parts.WSTOPPED;
import static dev.seedkernel.spec.properties.Parts.around;
import static dev.seedkernel.spec.properties.Parts.child;
import static dev.seedkernel.spec.properties.Parts.integer;
import static dev.seedkernel.spec.properties.Parts.load;
import static dev.seedkernel.spec.properties.Parts.run;
import static dev.seedkernel.spec.properties.Parts.store;
import static dev.seedkernel.spec.properties.Parts.waitid;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** PROC: processes, their ends, and how parents are told. */
final class ProcessProperties {
  private static final int VFORK = 0x4111;

  /** {@code getppid} until the parent is gone, or it was asked 262144 times. */
  private static final String UNTIL_ORPHAN =
      """
      movz x9, #4, lsl #16
      mov x8, #173
      1: svc #0
      cmp x0, #1
      b.eq 2f
      subs x9, x9, #1
      b.ne 1b
      2:\
      """;

  private ProcessProperties() {}

  /** Children that exit with any status, waited for by process id in any order, and once more. */
  @Clause({"PROC-1", "PROC-4", "PROC-5", "PROC-6", "PROC-8", "PROC-9", "PROC-12", "PROC-16"})
  static Arbitrary<CallProgram> exitsAreToldOnce() {
    Arbitrary<List<Integer>> statuses = Arbitraries.integers().list().ofMinSize(1).ofMaxSize(4);
    return around(
        Combinators.combine(
                statuses, integer(0, 255), Arbitraries.of(true, false), Arbitraries.randoms())
            .as((all, before, group, random) ->
                p -> {
                  List<Arg> children = new ArrayList<>();
                  for (int status : all) {
                    children.add(
                        child(
                            p, c -> c.step(group ? Calls.exitGroup(status) : Calls.exit(status))));
                  }
                  java.util.Collections.shuffle(children, random);
                  children.forEach(id -> waitid(p, P_PID, id, WEXITED, before));
                  waitid(p, P_PID, children.getFirst(), WEXITED, before);
                  waitid(p, P_ALL, Arg.of(0), WEXITED, before);
                }));
  }

  /** Children and children of theirs: P_ALL means the caller's own only. */
  @Clause({"PROC-8", "PROC-12", "PROC-15"})
  static Arbitrary<CallProgram> onlyOwnChildrenAreMeant() {
    return around(
        Combinators.combine(integer(1, 3), Arbitraries.of(true, false))
            .as((count, waits) ->
                p -> {
                  for (int i = 0; i < count; i++) {
                    int status = i;
                    child(
                        p,
                        c -> {
                          Arg inner = child(c, g -> g.step(Calls.exit(40 + status)));
                          if (waits) {
                            waitid(c, P_PID, inner, WEXITED);
                            waitid(c, P_ALL, Arg.of(0), WEXITED);
                          }
                          c.step(Calls.exit(status));
                        });
                  }
                  for (int i = 0; i <= count; i++) {
                    waitid(p, P_ALL, Arg.of(0), WEXITED);
                  }
                  waitid(p, P_PID, p.result(Parts.getpid(p)), WEXITED);
                  waitid(p, P_PID, Arg.of(999_999), WEXITED);
                }));
  }

  /** Children that signals end. */
  @Clause({"PROC-7", "PROC-2", "SIG-10", "SIG-15"})
  static Arbitrary<CallProgram> killsAreTold() {
    Arbitrary<Parts.Part> ends =
        Arbitraries.oneOf(
            Arbitraries.of(1, 2, 3, 6, 8, 9, 10, 12, 13, 14, 15, 24, 29, 31, 34, 64)
                .map(signal -> c -> Parts.raise(c, signal)),
            Arbitraries.of(
                c -> c.step(new Step.Undefined()),
                c -> c.step(load(Arg.of(0x10), 8)),
                c -> c.step(store(Parts.nowhere(), 4, 1)),
                c -> c.step(new Step.Execute(c.bytes(Bytes.zeros(4))))));
    return around(
        ends.list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(all ->
                p -> {
                  Range place = p.content(Bytes.ofNumber(77, 8));
                  for (Parts.Part end : all) {
                    Arg id =
                        child(
                            p,
                            c -> {
                              c.step(store(ProgramBuilder.address(place), 8, 5));
                              end.accept(c);
                            });
                    waitid(p, P_PID, id, WEXITED);
                    p.step(load(ProgramBuilder.address(place), 8));
                  }
                }));
  }

  /** A zombie is told of again and again with WNOWAIT, and has its process id until the end. */
  @Clause({"PROC-3", "PROC-10", "SIG-16"})
  static Arbitrary<CallProgram> zombiesKeepTheirIds() {
    return around(
        Combinators.combine(integer(0, 255), integer(1, 3), integer(0, 64))
            .as((status, times, signal) ->
                p -> {
                  Arg id = child(p, c -> c.step(Calls.exit(status)));
                  for (int i = 0; i < times; i++) {
                    waitid(p, P_PID, id, WEXITED | WNOWAIT);
                  }
                  p.step(Parts.killing(id, signal));
                  p.step(Parts.killing(id, 9));
                  waitid(p, P_ALL, Arg.of(0), WEXITED);
                  p.step(Parts.killing(id, signal));
                  waitid(p, P_PID, id, WEXITED | WNOWAIT);
                }));
  }

  /** WNOHANG for a child that has certainly not ended. */
  @Clause({"PROC-11", "PROC-29"})
  static Arbitrary<CallProgram> noHangSaysNothing() {
    return around(
        Combinators.combine(integer(0, 255), Arbitraries.of(true, false), integer(0, 255))
            .as((before, all, status) ->
                p -> {
                  Arg id = Parts.stoppedChild(p, c -> c.step(Calls.exit(status)));
                  waitid(p, all ? P_ALL : P_PID, all ? Arg.of(0) : id, WEXITED | WNOHANG, before);
                  wait4(p, all ? Arg.of(-1) : id, WNOHANG);
                  Parts.kill(p, id, 18);
                  waitid(p, all ? P_ALL : P_PID, all ? Arg.of(0) : id, WEXITED);
                  waitid(p, all ? P_ALL : P_PID, all ? Arg.of(0) : id, WEXITED | WNOHANG, before);
                }));
  }

  /** Options, types and ids of all kinds, with and without a child. */
  @Clause({"PROC-13", "PROC-29"})
  static Arbitrary<CallProgram> waitsCheckTheirArguments() {
    Arbitrary<Integer> options =
        Arbitraries.of(
            0, 1, 2, 4, 5, 6, 8, 9, 0x100_0000, 0x100_0004, 16, 20, 0x24, 0x204, 0x1000_0004);
    Arbitrary<Integer> ids = Arbitraries.of(-5, -1, 0, 999_999);
    Arbitrary<Parts.Part> call =
        Combinators.combine(
                Arbitraries.of(0, 1, 1, 4, 5, -1), ids, options, Arbitraries.of(true, false))
            .as((type, id, option, four) ->
                p -> {
                  if (four) {
                    wait4(p, Arg.of(id > 0 ? id : -1), option | WNOHANG);
                  } else {
                    waitid(p, type, Arg.of(id), option | WNOHANG);
                  }
                });
    return around(
        Combinators.combine(call.list().ofMinSize(1).ofMaxSize(4), Arbitraries.of(true, false))
            .as((calls, children) ->
                p -> {
                  if (children) {
                    Arg id = Parts.stoppedChild(p, c -> {});
                    calls.forEach(one -> one.accept(p));
                    Parts.kill(p, id, 9);
                    Parts.wait(p, id);
                  } else {
                    calls.forEach(one -> one.accept(p));
                  }
                }));
  }

  /** Places for the siginfo and the status that cannot be written to, and none. */
  @Clause({"PROC-14", "PROC-30"})
  static Arbitrary<CallProgram> whatCannotBeStoredIsLost() {
    return around(
        Combinators.combine(
                Arbitraries.of(true, false), Arbitraries.of(true, false), integer(0, 255))
            .as((four, none, status) ->
                p -> {
                  Arg id = child(p, c -> c.step(Calls.exit(status)));
                  Arg place = none ? Arg.of(0) : Parts.nowhere();
                  p.step(
                      four
                          ? Calls.call("wait4", Calls.WAIT4, id, place, Arg.of(0), Arg.of(0))
                          : Calls.call(
                              "waitid",
                              Calls.WAITID,
                              Arg.of(P_PID),
                              id,
                              place,
                              Arg.of(WEXITED),
                              Arg.of(0)));
                  waitid(p, P_PID, id, WEXITED);
                  p.step(Parts.killing(id, 0));
                }));
  }

  /** A child of a child whose parent ends: it goes on, with parent 1, and ends as a child of it. */
  @Clause({"PROC-15", "PROC-17"})
  static Arbitrary<CallProgram> orphansAreAdopted() {
    return around(
        Combinators.combine(integer(0, 255), Arbitraries.of(true, false))
            .as((status, killed) ->
                p -> {
                  Arg id =
                      child(
                          p,
                          c -> {
                            child(
                                c,
                                g -> {
                                  g.step(run(UNTIL_ORPHAN, Step.Effect.gives(1)));
                                  g.step(Calls.call("getppid", Calls.GETPPID));
                                  waitid(g, P_ALL, Arg.of(0), WEXITED);
                                });
                            child(c, g -> g.step(Calls.exit(status)));
                            if (killed) {
                              Parts.raise(c, 9);
                            }
                            c.step(Calls.exit(status));
                          });
                  waitid(p, P_PID, id, WEXITED);
                  waitid(p, P_ALL, Arg.of(0), WEXITED);
                }));
  }

  /** Each process knows its own id and its parent's. */
  @Clause({"PROC-16", "PROC-17"})
  static Arbitrary<CallProgram> processesKnowTheirIds() {
    return around(
        integer(1, 3)
            .map(count ->
                p -> {
                  Parts.getpid(p);
                  p.step(Calls.call("getppid", Calls.GETPPID));
                  for (int i = 0; i < count; i++) {
                    Arg id =
                        child(
                            p,
                            c -> {
                              Parts.getpid(c);
                              c.step(Calls.call("getppid", Calls.GETPPID));
                              Arg inner =
                                  child(
                                      c,
                                      g -> {
                                        Parts.getpid(g);
                                        g.step(Calls.call("getppid", Calls.GETPPID));
                                      });
                              Parts.wait(c, inner);
                            });
                    Parts.wait(p, id);
                  }
                }));
  }

  /** Stores of child and parent, each to its own copy; shared mappings are one. */
  @Clause({"PROC-18", "PROC-19", "MEM-14"})
  static Arbitrary<CallProgram> copiesAreApart() {
    return around(
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs(), integer(0, 511))
            .as((one, other, word) ->
                p -> {
                  Range place = p.content(Bytes.ofNumber(3, 8));
                  int shared = p.step(MemoryParts.mmap(Arg.of(0), 4096, 3, 0x21));
                  int own = p.step(MemoryParts.mmap(Arg.of(0), 4096, 3, 0x22));
                  Arg id =
                      child(
                          p,
                          c -> {
                            c.step(store(ProgramBuilder.address(place), 8, one));
                            c.step(store(new Arg.Inherited(shared, word * 8L), 8, one));
                            c.step(store(new Arg.Inherited(own, word * 8L), 8, one));
                            c.step(load(ProgramBuilder.address(place), 8));
                          });
                  p.step(store(ProgramBuilder.address(place), 8, other));
                  Parts.wait(p, id);
                  p.step(load(ProgramBuilder.address(place), 8));
                  p.step(load(new Arg.Result(shared, word * 8L), 8));
                  p.step(load(new Arg.Result(own, word * 8L), 8));
                }));
  }

  /** Registers over clone: all the same but x0, sp too or as asked for. */
  @Clause({"PROC-18", "CALL-3"})
  static Arbitrary<CallProgram> registersAreCopied() {
    String code =
        """
        mov     x5, x0                  // stack
        mov     x15, x1
        ldr     d9, [x2]
        fmov    x14, d9
        mov     x6, sp
        cmp     x5, #0
        csel    x7, x6, x5, eq          // what sp has to be in the child
        mov     x0, #17
        mov     x1, x5
        mov     x2, #0
        mov     x3, #0
        mov     x4, #0
        mov     x8, #220
        svc     #0
        cbnz    x0, 2f
        mov     x9, sp
        fmov    x10, d9
        cmp     x9, x7
        ccmp    x10, x14, #0, eq
        ccmp    x15, x17, #0, eq
        ccmp    x1, x5, #0, eq
        cset    x0, ne
        mov     x8, #93
        svc     #0
        2:
        sub     sp, sp, #16
        mov     x1, sp
        mov     x2, #0
        mov     x3, #0
        mov     x8, #260
        svc     #0
        ldr     w0, [sp], #16
        """;
    return around(
        Combinators.combine(Arbitraries.longs(), Arbitraries.of(true, false))
            .as((value, stack) ->
                p -> {
                  Arg place = p.bytes(Bytes.ofNumber(value, 8));
                  Range room = p.allot(4112);
                  Arg end = new Arg.Buffer((room.offset() + 4096) & -16);
                  p.step(
                      run(
                          "mov x17, x1\n" + code,
                          Step.Effect.gives(0),
                          stack ? end : Arg.of(0),
                          Arg.of(value),
                          place));
                }));
  }

  /** What a child of clone has: descriptors, heap, mask, actions; nothing pending. */
  @Clause({"PROC-20", "PROC-2", "FD-12"})
  static Arbitrary<CallProgram> childrenInherit() {
    return around(
        Combinators.combine(Arbitraries.longs(), integer(1, 60), integer(1, 9000))
            .as((mask, bytes, heap) ->
                p -> {
                  int file = p.step(Calls.openat(Calls.AT_FDCWD, p.string("f"), 0x42, 0644));
                  p.step(Calls.write(p.result(file), p.content(Bytes.filled('x', bytes))));
                  int start = p.step(Calls.brk(Arg.of(0)));
                  p.step(Calls.brk(new Arg.Result(start, heap)));
                  p.step(store(p.result(start), 1, bytes));
                  Parts.action(p, 10, 1, 0, 0);
                  Parts.mask(p, 2, mask & ~(1L << 16));
                  Parts.askMask(p);
                  Parts.mask(p, 0, 1L << 11);
                  Parts.raise(p, 12);
                  Arg id =
                      child(
                          p,
                          c -> {
                            Parts.askMask(c);
                            Parts.askAction(c, 10);
                            Parts.pending(c);
                            c.step(load(new Arg.Inherited(start, 0), 1));
                            c.step(Calls.lseek(new Arg.Inherited(file, 0), 1, 0));
                            c.step(Calls.close(new Arg.Inherited(file, 0)));
                            c.step(Calls.brk(Arg.of(0)));
                          });
                  Parts.wait(p, id);
                  p.step(Calls.read(p.result(file), p.allot(64)));
                  Parts.pending(p);
                }));
  }

  /** CLONE_VM and CLONE_VFORK: one memory, and the parent waits. */
  @Clause({"PROC-21"})
  static Arbitrary<CallProgram> vforkLendsMemory() {
    return around(
        Combinators.combine(Arbitraries.longs(), integer(0, 255), Arbitraries.of(true, false))
            .as((value, status, executes) ->
                p -> {
                  p.companion("other", c -> c.step(Calls.exit(status)));
                  Arg argv = p.strings(List.of("other", "x"));
                  Range place = p.content(Bytes.ofNumber(1, 8));
                  int fork =
                      p.fork(
                          VFORK,
                          c -> {
                            c.step(Calls.execve(c.string("missing"), argv, Arg.of(0)));
                            c.step(store(ProgramBuilder.address(place), 8, value));
                            if (executes) {
                              c.step(Calls.execve(c.string("other"), argv, Arg.of(0)));
                            }
                            c.step(Calls.exit(status));
                          });
                  p.step(load(ProgramBuilder.address(place), 8));
                  waitid(p, P_PID, p.result(fork), WEXITED);
                }));
  }

  /** {@code wait4}: which child, and its word. */
  @Clause({"PROC-28", "PROC-29"})
  static Arbitrary<CallProgram> wait4TellsAWord() {
    return around(
        Combinators.combine(
                Arbitraries.integers().list().ofMinSize(1).ofMaxSize(3),
                Arbitraries.of(true, false),
                Arbitraries.of(2, 9, 15, 40))
            .as((statuses, any, signal) ->
                p -> {
                  List<Arg> children = new ArrayList<>();
                  for (int status : statuses) {
                    children.add(
                        child(
                            p,
                            c -> {
                              if (status % 3 == 0) {
                                Parts.raise(c, signal);
                              }
                              c.step(Calls.exit(status));
                            }));
                  }
                  children.forEach(id -> wait4(p, any ? Arg.of(-1) : id, 0));
                  wait4(p, any ? Arg.of(-1) : children.getFirst(), 0);
                  wait4(p, Arg.of(999_999), 0);
                }));
  }

  private static void wait4(ProgramBuilder p, Arg id, int options) {
    Range status = p.content(Bytes.filled(0x5a, 8));
    p.step(
        Calls.call(
                "wait4",
                Calls.WAIT4,
                id,
                ProgramBuilder.address(status),
                Arg.of(options),
                Arg.of(0))
            .output(status));
  }

  /** A parent that ignores SIGCHLD, or asks for SA_NOCLDWAIT, is told nothing. */
  @Clause({"PROC-31"})
  static Arbitrary<CallProgram> ignoredChildrenVanish() {
    return around(
        Combinators.combine(integer(1, 3), Arbitraries.of(true, false), Arbitraries.of(true, false))
            .as((count, ignores, all) ->
                p -> {
                  Parts.action(p, SIGCHLD, ignores ? 1 : 0, ignores ? 0 : 2, 0);
                  List<Arg> children = new ArrayList<>();
                  for (int i = 0; i < count; i++) {
                    int status = i;
                    children.add(child(p, c -> c.step(Calls.exit(status))));
                  }
                  if (all) {
                    waitid(p, P_ALL, Arg.of(0), WEXITED);
                    wait4(p, Arg.of(-1), 0);
                  }
                  children.forEach(id -> waitid(p, P_PID, id, WEXITED));
                  children.forEach(id -> p.step(Parts.killing(id, 0)));
                  Parts.action(p, SIGCHLD, 0, 0, 0);
                  waitid(p, P_PID, child(p, c -> c.step(Calls.exit(9))), WEXITED);
                }));
  }

  /** Stop and go on, and who is told of it. */
  @Clause({"SIG-33", "SIG-17"})
  static Arbitrary<CallProgram> stopsAreTold() {
    return around(
        Combinators.combine(
                integer(0, 64), Arbitraries.of(true, false), Arbitraries.of(true, false))
            .as((status, four, killed) ->
                p -> {
                  Arg id =
                      child(
                          p,
                          c -> {
                            Parts.kill(c, c.result(Parts.getpid(c)), 19);
                            c.step(Calls.exit(status));
                          });
                  if (four) {
                    wait4(p, id, WSTOPPED);
                    wait4(p, id, WSTOPPED | WNOHANG);
                  } else {
                    waitid(p, P_PID, id, WSTOPPED);
                    waitid(p, P_PID, id, WSTOPPED | WEXITED | WNOHANG);
                  }
                  if (killed) {
                    Parts.kill(p, id, 9);
                  } else {
                    Parts.kill(p, id, 18);
                    waitid(p, P_PID, id, WCONTINUED | WNOWAIT | WEXITED);
                  }
                  waitid(p, P_PID, id, WEXITED);
                }));
  }

  /** Trees of processes that wait, exit and are killed in any order. */
  @Clause({"PROC-1", "PROC-4", "PROC-8", "PROC-9", "PROC-15", "PROC-16"})
  static Arbitrary<CallProgram> anyTree() {
    return Parts.sequence(tree(2), 6);
  }

  private static Arbitrary<Parts.Part> tree(int depth) {
    List<Arbitrary<Parts.Part>> parts = new ArrayList<>();
    parts.add(integer(0, 300).map(status -> p -> child(p, c -> c.step(Calls.exit(status)))));
    parts.add(Arbitraries.of(P_ALL).map(type -> p -> waitid(p, type, Arg.of(0), WEXITED)));
    parts.add(Parts.other());
    if (depth > 0) {
      parts.add(
          Arbitraries.lazy(() -> tree(depth - 1))
              .list()
              .ofMaxSize(3)
              .map(inner ->
                  p -> {
                    Arg id = child(p, c -> inner.forEach(one -> one.accept(c)));
                    Parts.wait(p, id);
                  }));
    }
    return Arbitraries.oneOf(parts);
  }
}
