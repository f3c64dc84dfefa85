package dev.seedkernel.spec.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.spec.model.calls.StandardRules;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.Observation;
import dev.seedkernel.spec.program.Observation.Answer;
import dev.seedkernel.spec.program.ProgramBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckerTest {
  private static final Bytes EXITED = siginfo(1, 0);

  private static Bytes siginfo(int code, int status) {
    return Bytes.zeros(128).with(8, Bytes.of(code)).with(24, Bytes.of(status));
  }

  private static CallProgram program() {
    ProgramBuilder program = new ProgramBuilder();
    int open = program.step(Calls.openat(Calls.AT_FDCWD, program.string("a"), 0x42, 0644));
    program.step(Calls.write(program.result(open), program.content(Bytes.ofText("abc"))));
    program.step(Calls.lseek(program.result(open), 1, 0));
    program.step(Calls.read(program.result(open), program.allot(4)));
    return program.build();
  }

  private static Verdict check(Bytes status, Bytes read, long... results) {
    List<Answer> answers = new ArrayList<>();
    for (long result : results) {
      answers.add(new Answer(result, answers.size() == 3 ? List.of(read) : List.of()));
    }
    Observation seen = new Observation(Map.of("0", answers), Optional.of(status), Optional.empty());
    return Checker.check(StandardRules.ALL, program(), seen);
  }

  @Test
  void takesWhatTheContractSays() {
    assertThat(check(EXITED, Bytes.ofText("bc\0\0"), 3, 3, 1, 2)).isEqualTo(new Verdict.Held());
  }

  @Test
  void refusesAWrongResult() {
    assertThat(check(EXITED, Bytes.ofText("bc\0\0"), 3, 3, 2, 2).toString())
        .isEqualTo("process 0, step 2, lseek(r0, 1, 0): allowed 1; seen 2");
  }

  @Test
  void refusesAWrongByteAndOneTooMany() {
    assertThat(check(EXITED, Bytes.ofText("bd\0\0"), 3, 3, 1, 2))
        .isInstanceOf(Verdict.Failed.class);
    assertThat(check(EXITED, Bytes.ofText("bc\0x"), 3, 3, 1, 2)).isInstanceOf(Verdict.Failed.class);
  }

  @Test
  void refusesAMissingAnswerAndAWrongEnd() {
    assertThat(check(EXITED, Bytes.EMPTY, 3, 3)).isInstanceOf(Verdict.Failed.class);
    assertThat(check(siginfo(2, 11), Bytes.ofText("bc\0\0"), 3, 3, 1, 2).toString())
        .startsWith("the end of the case: allowed Exited[status=0]");
  }
}
