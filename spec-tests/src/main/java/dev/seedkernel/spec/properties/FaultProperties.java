package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.MemoryParts.FREE;
import static dev.seedkernel.spec.properties.Parts.around;
import static dev.seedkernel.spec.properties.Parts.child;
import static dev.seedkernel.spec.properties.Parts.integer;
import static dev.seedkernel.spec.properties.Parts.load;
import static dev.seedkernel.spec.properties.Parts.run;
import static dev.seedkernel.spec.properties.Parts.store;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** SIG-1 to SIG-14: what instructions raise. */
final class FaultProperties {
  private FaultProperties() {}

  private static final int PAGE = 4096;

  /** A handler for all faults, then the part, then what the handler saw. */
  private static Arbitrary<CallProgram> seen(Arbitrary<Parts.Part> core) {
    return around(
        core.map(part ->
            p -> {
              for (int signal : new int[] {4, 5, 7, 11}) {
                Parts.action(p, signal, CaseLayout.HANDLER, 4, 0);
              }
              part.accept(p);
              p.step(Calls.call("getpid", Calls.GETPID).output(Parts.log()));
            }));
  }

  /** Loads, stores and fetches where nothing is mapped, with any tag. */
  @Clause({"SIG-1", "SIG-2", "SIG-3", "IMG-23"})
  static Arbitrary<CallProgram> nothingThere() {
    Arbitrary<Long> places =
        Arbitraries.oneOf(
            integer(0, 4088).map(at -> (long) at),
            integer(-7, 40).map(at -> CaseLayout.ARENA + CaseLayout.ARENA_SIZE + at),
            integer(-40, -1).map(at -> CaseLayout.ARENA + at),
            integer(0, PAGE).map(at -> FREE + at));
    return seen(
        Combinators.combine(
                places.list().ofMinSize(1).ofMaxSize(3),
                Arbitraries.of(1, 2, 4, 8),
                Arbitraries.of(0L, 0L, 0x12L, 0xffL),
                Arbitraries.longs())
            .as((all, size, tag, value) ->
                p -> {
                  for (long at : all) {
                    p.step(load(Arg.of(at | tag << 56), size));
                    p.step(store(Arg.of(at | tag << 56), size, value));
                  }
                  p.step(new Step.Execute(Arg.of(FREE)));
                  p.step(new Step.Execute(Arg.of(0)));
                }));
  }

  /** What rights forbid. */
  @Clause({"SIG-4", "IMG-12", "SIG-13"})
  static Arbitrary<CallProgram> forbidden() {
    return seen(
        Combinators.combine(Arbitraries.of(0, 1, 3), integer(0, 511))
            .as((rights, word) ->
                p -> {
                  p.step(MemoryParts.mmap(Arg.of(FREE), PAGE, rights, 0x32));
                  p.step(load(Arg.of(FREE + word * 8L), 8));
                  p.step(store(Arg.of(FREE + word * 8L), 8, 5));
                  p.step(new Step.Execute(Arg.of(FREE + word * 8L)));
                  p.step(
                      run(
                          "mov x9, #5\n str x9, [x0]\n str x9, [x1]\n mov x9, #6\n str x9, [x0]",
                          new Step.Effect.Faults(11, 2, Arg.of(CaseLayout.TEXT + word * 8L)),
                          p.bytes(Bytes.zeros(8)),
                          Arg.of(CaseLayout.TEXT + word * 8L)));
                  p.step(new Step.Execute(p.bytes(Bytes.zeros(8))));
                }));
  }

  /** Instructions that are not there, or not for programs. */
  @Clause({"SIG-5"})
  static Arbitrary<CallProgram> undefined() {
    Arbitrary<Integer> words =
        Arbitraries.oneOf(
            Arbitraries.of(
                0xd4000002, // hvc #0
                0xd4000003, // smc #0
                0xd69f03e0, // eret
                0xd4400000, // hlt #0
                0xd5184100, // msr sp_el0, x0
                0xd5381000, // mrs x0, sctlr_el1
                0x00000001,
                0x0000dead),
            integer(0, 0xffff));
    return seen(
        words
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(all ->
                p -> {
                  for (int word : all) {
                    Step.Effect fault = new Step.Effect.Faults(4, 1, Arg.of(0));
                    p.step(run(".inst " + Integer.toUnsignedString(word), fault));
                  }
                  p.step(new Step.Undefined());
                }));
  }

  /** Breakpoints. */
  @Clause({"SIG-6"})
  static Arbitrary<CallProgram> breakpoints() {
    return seen(
        integer(0, 0xffff)
            .map(number ->
                p -> p.step(run("brk #" + number, new Step.Effect.Faults(5, 1, Arg.of(0))))));
  }

  /** Accesses that have to be aligned, and such that have not. */
  @Clause({"SIG-7"})
  static Arbitrary<CallProgram> alignment() {
    Arbitrary<String> aligned =
        Arbitraries.of("ldxr x9, [x0]", "ldaxr x9, [x0]", "ldar x9, [x0]", "stlr x9, [x0]");
    Arbitrary<String> free =
        Arbitraries.of(
            "ldr x9, [x0]",
            "str xzr, [x0]",
            "ldp x9, x10, [x0]",
            "ldr q1, [x0]",
            "ldrh w9, [x0]",
            "stp xzr, xzr, [x0]");
    return seen(
        Combinators.combine(aligned, free, integer(1, 7))
            .as((one, other, off) ->
                p -> {
                  Range room = p.allot(64);
                  Arg at = new Arg.Buffer(room.offset() + off);
                  p.step(run(one, new Step.Effect.Faults(7, 1, at), at));
                  p.step(run(other + "\n mov x0, #3", Step.Effect.gives(3), at));
                  p.step(
                      run(
                          one + "\n mov x0, #4",
                          Step.Effect.gives(4),
                          ProgramBuilder.address(room)));
                }));
  }

  /** Branches to addresses that no instruction has. */
  @Clause({"SIG-8"})
  static Arbitrary<CallProgram> branches() {
    return seen(
        Combinators.combine(integer(1, 3), integer(0, 500))
            .as((off, word) ->
                p -> {
                  p.step(MemoryParts.mmap(Arg.of(FREE), PAGE, 7, 0x32));
                  p.step(new Step.Execute(Arg.of(FREE + word * 4L + off)));
                  p.step(new Step.Execute(Arg.of(FREE + word * 4L)));
                }));
  }

  /** A stack pointer that is not a multiple of 16. */
  @Clause({"SIG-9"})
  static Arbitrary<CallProgram> stackAlignment() {
    return around(
        Combinators.combine(
                integer(1, 15),
                Arbitraries.of("ldr x9, [sp]", "str x9, [sp]", "ldrb w9, [sp, #16]"))
            .as((off, access) ->
                p -> {
                  Arg id =
                      child(
                          p,
                          c ->
                              c.step(
                                  run(
                                      "mov x9, sp\n sub x9, x9, #256\n add x9, x9, #"
                                          + off
                                          + "\n mov sp, x9\n"
                                          + access,
                                      new Step.Effect.Faults(7, 1, Arg.of(0)))));
                  Parts.wait(p, id);
                }));
  }

  /** Without a handler, or with the signal blocked or ignored, a fault kills. */
  @Clause({"SIG-10", "SIG-11"})
  static Arbitrary<CallProgram> unhandled() {
    return around(
        Combinators.combine(Arbitraries.of(4, 5, 7, 11), Arbitraries.of(0, 1, 2, 3))
            .as((signal, how) ->
                p -> {
                  Arg id =
                      child(
                          p,
                          c -> {
                            if (how == 1) {
                              Parts.action(c, signal, 1, 0, 0);
                            }
                            if (how >= 2) {
                              Parts.mask(c, 0, 1L << (signal - 1));
                            }
                            if (how == 3) {
                              Parts.action(c, signal, CaseLayout.HANDLER, 4, 0);
                            }
                            Range room = c.allot(16);
                            Arg odd = new Arg.Buffer(room.offset() + 1);
                            c.step(
                                switch (signal) {
                                  case 4 -> new Step.Undefined();
                                  case 5 -> run("brk #1", new Step.Effect.Faults(5, 1, Arg.of(0)));
                                  case 7 ->
                                      run("ldar x9, [x0]", new Step.Effect.Faults(7, 1, odd), odd);
                                  default -> load(Arg.of(8), 4);
                                });
                          });
                  Parts.wait(p, id);
                }));
  }

  /** A stack without end. */
  @Clause({"SIG-12"})
  static Arbitrary<CallProgram> stackOverflow() {
    return around(
        Arbitraries.of(16, 64, 4096)
            .map(step ->
                p -> {
                  Arg id =
                      child(
                          p,
                          c ->
                              c.step(
                                  run(
                                      "1: sub sp, sp, #" + step + "\n str x9, [sp]\n b 1b",
                                      new Step.Effect.Faults(11, 1, Arg.of(0)))));
                  Parts.wait(p, id);
                }));
  }

  /** What was stored before a fault stays, what comes behind it does not. */
  @Clause({"SIG-13"})
  static Arbitrary<CallProgram> storesBefore() {
    return seen(
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
            .as((one, other) ->
                p -> {
                  Range first = p.allot(8);
                  Range second = p.content(Bytes.ofNumber(other, 8));
                  p.step(store(ProgramBuilder.address(first), 8, one));
                  p.step(
                      run(
                          "str x1, [x0]\n ldr x2, [x2]\n str x1, [x3]",
                          new Step.Effect.Faults(11, 1, Arg.of(8)),
                          ProgramBuilder.address(first),
                          Arg.of(one),
                          Arg.of(8),
                          ProgramBuilder.address(second)));
                  p.step(load(ProgramBuilder.address(first), 8));
                  p.step(load(ProgramBuilder.address(second), 8));
                }));
  }

  /** Arithmetic raises nothing. */
  @Clause({"SIG-14"})
  static Arbitrary<CallProgram> arithmetic() {
    return seen(
        Combinators.combine(Arbitraries.longs(), Arbitraries.of(0L, -1L))
            .as((value, divisor) ->
                p -> {
                  p.step(
                      run(
                          "udiv x0, x0, x1",
                          Step.Effect.gives(divisor == 0 ? 0 : Long.divideUnsigned(value, divisor)),
                          Arg.of(value),
                          Arg.of(divisor)));
                  p.step(
                      run(
                          "sdiv x0, x0, x1",
                          Step.Effect.gives(divisor == 0 ? 0 : -Long.MIN_VALUE / -1),
                          Arg.of(Long.MIN_VALUE),
                          Arg.of(divisor)));
                  p.step(
                      run(
                          "fmov d0, x0\n fmov d1, x1\n fdiv d2, d0, d1\n fsqrt d3, d0\n fcvtzs x9, d0\n mov x0, #7",
                          Step.Effect.gives(7),
                          Arg.of(value),
                          Arg.of(divisor)));
                }));
  }
}
