package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.around;
import static dev.seedkernel.spec.properties.Parts.integer;
import static dev.seedkernel.spec.properties.Parts.run;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** MISC: the rest. */
final class MiscProperties {
  private MiscProperties() {}

  /** Numbers that no call has. */
  @Clause({"MISC-1", "CALL-1"})
  static Arbitrary<CallProgram> unknownCalls() {
    Arbitrary<Parts.Part> call =
        Combinators.combine(
                Arbitraries.of(-1L, 999L, 0xffff_ffffL, 0x7fff_ffffL, 5000L, 1L << 32 | 999),
                Arbitraries.longs().list().ofSize(6))
            .as((number, all) ->
                p ->
                    p.step(
                        Calls.call("none", number, all.stream().map(Arg::of).toArray(Arg[]::new))));
    return around(
        call.list().ofMinSize(1).ofMaxSize(4).map(all -> p -> all.forEach(one -> one.accept(p))));
  }

  /** {@code uname} into any place. */
  @Clause({"MISC-2", "CALL-8"})
  static Arbitrary<CallProgram> names() {
    return around(
        integer(1, 255)
            .map(before ->
                p -> {
                  Range place = p.content(Bytes.filled(before, 400));
                  p.step(Calls.call("uname", 160, ProgramBuilder.address(place)).output(place));
                  p.step(Calls.call("uname", 160, Parts.nowhere()));
                  p.step(
                      run(
                          """
                          mov     x1, #6          // each field has a NUL
                          1:
                          mov     x2, #65
                          mov     x3, #1
                          2:
                          ldrb    w4, [x0], #1
                          cmp     w4, #0
                          csel    x3, xzr, x3, eq
                          subs    x2, x2, #1
                          b.ne    2b
                          cbnz    x3, 3f
                          subs    x1, x1, #1
                          b.ne    1b
                          3:
                          mov     x0, x3
                          """,
                          Step.Effect.gives(0),
                          ProgramBuilder.address(place)));
                }));
  }

  /** Clocks that are there, and such that are not. */
  @Clause({"MISC-3"})
  static Arbitrary<CallProgram> clocks() {
    return around(
        Arbitraries.of(0, 1, 10, 99)
            .map(clock ->
                p -> {
                  Range place = p.allot(24);
                  p.step(clock(Arg.of(clock), ProgramBuilder.address(place)).output(place));
                  p.step(clock(Arg.of(clock), Parts.nowhere()));
                  p.step(
                      run(
                          "ldp x1, x2, [x0]\n ldr w3, =1000000000\n cmp x2, x3\n cset x0, hs\n orr x0, x0, x1, lsr #63\n b 9f\n .ltorg\n 9:",
                          Step.Effect.gives(0),
                          ProgramBuilder.address(place)));
                }));
  }

  private static Step.Call clock(Arg clock, Arg place) {
    return Calls.call("clock_gettime", 113, clock, place);
  }

  /** CLOCK_MONOTONIC from one call to the next, over clone. */
  @Clause({"MISC-4"})
  static Arbitrary<CallProgram> monotonic() {
    String notBefore =
        """
        ldp     x2, x3, [x0]
        ldp     x4, x5, [x1]
        cmp     x4, x2
        b.ne    1f
        cmp     x5, x3
        1:
        cset    x0, lt
        """;
    return around(
        integer(1, 4)
            .map(count ->
                p -> {
                  Range first = p.allot(16);
                  p.step(clock(Arg.of(1), ProgramBuilder.address(first)));
                  Range last = first;
                  for (int i = 0; i < count; i++) {
                    Range next = p.allot(16);
                    p.step(clock(Arg.of(1), ProgramBuilder.address(next)));
                    p.step(
                        run(
                            notBefore,
                            Step.Effect.gives(0),
                            ProgramBuilder.address(last),
                            ProgramBuilder.address(next)));
                    last = next;
                  }
                  Range before = last;
                  Arg id =
                      Parts.child(
                          p,
                          c -> {
                            Range next = c.allot(16);
                            c.step(clock(Arg.of(1), ProgramBuilder.address(next)));
                            c.step(
                                run(
                                    notBefore,
                                    Step.Effect.gives(0),
                                    ProgramBuilder.address(before),
                                    ProgramBuilder.address(next)));
                          });
                  Parts.wait(p, id);
                }));
  }

  /** {@code getrandom}: how many bytes, and no more. */
  @Clause({"MISC-5", "CALL-8"})
  static Arbitrary<CallProgram> randomBytes() {
    return around(
        Combinators.combine(
                integer(0, 250), Arbitraries.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 16, -1), integer(1, 255))
            .as((count, flags, before) ->
                p -> {
                  Range place = p.content(Bytes.filled(before, 264));
                  p.step(
                      Calls.call(
                              "getrandom",
                              278,
                              ProgramBuilder.address(place),
                              Arg.of(count),
                              Arg.of(flags))
                          .output(place));
                }));
  }

  /** Random bytes differ. */
  @Clause({"MISC-6"})
  static Arbitrary<CallProgram> randomBytesDiffer() {
    return around(
        integer(16, 64)
            .map(count ->
                p -> {
                  Range one = p.allot(64);
                  Range two = p.allot(64);
                  for (Range place : new Range[] {one, two}) {
                    p.step(
                        Calls.call(
                            "getrandom",
                            278,
                            ProgramBuilder.address(place),
                            Arg.of(count),
                            Arg.of(0)));
                  }
                  p.step(
                      run(
                          "ldp x2, x3, [x0]\n ldp x4, x5, [x1]\n cmp x2, x4\n ccmp x3, x5, #0, eq\n cset x0, eq",
                          Step.Effect.gives(0),
                          ProgramBuilder.address(one),
                          ProgramBuilder.address(two)));
                }));
  }
}
