package dev.seedkernel.spec.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.Observation;
import dev.seedkernel.spec.program.Observation.Answer;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RecordReaderTest {
  private static CallProgram program() {
    ProgramBuilder program = new ProgramBuilder();
    Range buffer = program.allot(3);
    program.fork(17, child -> child.step(Calls.read(Arg.of(0), buffer)));
    program.step(Calls.read(Arg.of(0), buffer));
    return program.build();
  }

  private static Bytes block(int program, String name, Bytes payload) {
    return Bytes.ofNumber(program, 4)
        .then(Bytes.ofText(name).resized(28))
        .then(Bytes.ofNumber(payload.length(), 8))
        .then(payload);
  }

  private static Bytes answer(long result, String output) {
    return Bytes.ofNumber(result, 8).then(Bytes.ofText(output).resized(8));
  }

  private static final Bytes WHOLE =
      block(0, "0", Bytes.ofNumber(7, 8))
          .then(block(0, "0.0", answer(3, "abc")))
          .then(block(0, "0", answer(-9, "xyz")));

  private static Observation read(Bytes record) {
    return RecordReader.read(program(), record, Optional.empty());
  }

  @Test
  void joinsTheBlocksOfAProcess() {
    assertThat(read(WHOLE).records())
        .containsEntry(
            "0", List.of(new Answer(7, List.of()), new Answer(-9, List.of(Bytes.ofText("xyz")))))
        .containsEntry("0.0", List.of(new Answer(3, List.of(Bytes.ofText("abc")))));
  }

  @Test
  void refusesProcessesThatThereAreNot() {
    for (Bytes wrong :
        List.of(
            block(1, "0", Bytes.EMPTY),
            block(-1, "0", Bytes.EMPTY),
            block(0, "0.1", Bytes.EMPTY),
            block(0, "0.7", Bytes.EMPTY),
            block(0, "0.x", Bytes.EMPTY),
            block(0, "0.0", Bytes.zeros(24)))) {
      assertThat(read(wrong).failure()).isPresent();
    }
  }

  /** Whatever a kernel has made of the record, the reader says that it is damaged. */
  @Property
  void survivesDamage(
      @ForAll @IntRange(max = 140) int place, @ForAll byte value, @ForAll boolean cut) {
    int at = Math.min(place, WHOLE.length() - 1);
    Bytes damaged = cut ? WHOLE.slice(0, at) : WHOLE.with(at, Bytes.of(value));
    Observation seen = read(damaged);
    assertThat(seen.failure().isPresent() || seen.records().size() <= 3).isTrue();
  }
}
