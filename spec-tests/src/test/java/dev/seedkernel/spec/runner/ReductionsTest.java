package dev.seedkernel.spec.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.ProgramText;
import org.junit.jupiter.api.Test;

class ReductionsTest {
  @Test
  void leavesOutWhatNobodyNeeds() {
    ProgramBuilder program = new ProgramBuilder();
    program.step(Calls.close(Arg.of(7)));
    int open = program.step(Calls.openat(Calls.AT_FDCWD, Arg.of(1), 0, 0));
    program.fork(
        17,
        child -> {
          child.step(Calls.close(Arg.of(8)));
          child.step(Calls.exit(1));
        });
    program.step(Calls.close(program.result(open)));
    assertThat(Reductions.of(program.build()))
        .extracting(ProgramText::of)
        .containsExactly(
            """
            r0 = close(7)
            r1 = openat(-100, 1, 0, 0)
            r2 = clone(0x11) with child:
                r0 = close(8)
                r1 = exit(1)
            """,
            """
            r0 = close(7)
            r1 = openat(-100, 1, 0, 0)
            r2 = close(r1)
            """,
            """
            r0 = close(7)
            r1 = openat(-100, 1, 0, 0)
            r2 = clone(0x11) with child:
                r0 = close(8)
            r3 = close(r1)
            """,
            """
            r0 = close(7)
            r1 = openat(-100, 1, 0, 0)
            r2 = clone(0x11) with child:
                r0 = exit(1)
            r3 = close(r1)
            """,
            """
            r0 = openat(-100, 1, 0, 0)
            r1 = clone(0x11) with child:
                r0 = close(8)
                r1 = exit(1)
            r2 = close(r0)
            """);
  }
}
