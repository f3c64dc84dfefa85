package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.kernel.quota.Limits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that write their code anew, by each way there is, and run it. */
@Tag(Engines.GUEST)
class CodeChangesTest {
  /** Turns of few instructions as well: then a change comes in the midst of what is executed. */
  @ParameterizedTest
  @CsvSource({
    "in place, 10000000",
    "in place, 997",
    "protected, 10000000",
    "protected, 997",
    "mapped, 10000000",
    "mapped, 997",
    "read, 10000000",
    "forked, 10000000",
    "forked, 997",
  })
  void eachVersionIsTheOneThatRuns(String how, long slice) {
    Guest.Run run =
        Guest.run(
            Guest.program("rewrites"),
            Limits.DEFAULT,
            tree -> tree,
            kernel -> kernel.withSlice(slice),
            how,
            "60",
            "200");
    assertThat(run.lines().getFirst()).isEqualTo("wrong = 0");
    assertThat(run.lines().subList(1, run.lines().size())).allMatch(line -> line.endsWith(" = 0"));
    assertThat(run.outcome().end()).isEqualTo(new Outcome.End.Exited(0));
  }
}
