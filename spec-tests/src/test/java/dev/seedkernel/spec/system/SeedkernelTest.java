package dev.seedkernel.spec.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.Observation;
import dev.seedkernel.spec.program.Observation.Answer;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedkernelTest {
  private final Seedkernel system = new Seedkernel("interpreter", new Interpreter());

  @Test
  void recordsResultsAndOutputs() throws Exception {
    ProgramBuilder program = new ProgramBuilder();
    int open = program.step(Calls.openat(Calls.AT_FDCWD, program.string("a"), 0x42, 0644));
    program.step(Calls.write(program.result(open), program.content(Bytes.ofText("abcde"))));
    program.step(Calls.lseek(program.result(open), 1, 0));
    program.step(Calls.read(program.result(open), program.allot(9)));
    program.step(Calls.close(program.result(open)));
    program.step(Calls.close(program.result(open)));
    Observation seen = run(program.build());
    assertThat(seen.records().get("0"))
        .containsExactly(
            answer(3),
            answer(5),
            answer(1),
            new Answer(4, List.of(Bytes.ofText("bcde\0\0\0\0\0"))),
            answer(0),
            answer(-9));
    assertThat(seen.status().orElseThrow().number(24, 4)).isZero();
  }

  @Test
  void childrenHaveRecordsOfTheirOwn() throws Exception {
    ProgramBuilder program = new ProgramBuilder();
    program.step(Calls.close(Arg.of(77)));
    int fork =
        program.fork(
            17,
            child -> {
              child.step(new Step.Store(child.bytes(Bytes.zeros(8)), 8, 5));
              child.step(Calls.exit(7));
              child.step(Calls.exit(8));
            });
    Range info = program.allot(128);
    program.step(Calls.waitid(Arg.of(1), program.result(fork), info, 4));
    program.step(new Step.Load(Arg.of(0x10), 8));
    Observation seen = run(program.build());
    assertThat(seen.records().get("0.1")).containsExactly(answer(0));
    List<Answer> parent = seen.records().getOrDefault("0", List.of());
    assertThat(parent).hasSize(3);
    assertThat(parent.get(2).outputs().getFirst().number(24, 4)).isEqualTo(7);
    assertThat(seen.status().orElseThrow().number(24, 4)).isEqualTo(11);
  }

  @Test
  void aCaseThatDoesNotEndIsToldFromThoseBehindIt() throws Exception {
    ProgramBuilder forever = new ProgramBuilder();
    Range loop = forever.content(Bytes.ofNumber(0x14000000, 4));
    forever.fork(
        17,
        child -> {
          Range ends = child.allot(8);
          child.step(
              Calls.call("pipe2", Calls.PIPE2, ProgramBuilder.address(ends), Arg.of(0))
                  .output(ends));
          child.step(new Step.Load(ProgramBuilder.address(ends), 4));
          child.step(Calls.read(child.result(1), loop));
        });
    ProgramBuilder other = new ProgramBuilder();
    other.step(Calls.close(Arg.of(9)));
    List<Observation> seen = system.run(List.of(forever.build(), other.build()));
    assertThat(seen).hasSize(2);
    assertThat(seen.get(1).records().get("0")).containsExactly(answer(-9));
  }

  private Observation run(CallProgram program) throws Exception {
    Observation seen = system.run(List.of(program)).getFirst();
    assertThat(seen.failure()).isEmpty();
    return seen;
  }

  private static Answer answer(long result) {
    return new Answer(result, List.of());
  }
}
