package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A loose bound, so that a call that becomes ten times slower is noticed. These tests run without
 * the optimising compiler.
 */
@Tag(Engines.GUEST)
class CallSpeedTest {
  @Test
  void aMillionReadsOfOneByteTakeLittleTime() {
    byte[] program = Guest.program("speed");
    assertThat(program).isNotEmpty();
    long start = System.nanoTime();
    Guest.Run run = Guest.run("speed", "read");
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(run.outcome().statistics().systemCalls()).containsEntry("read", 1_000_000L);
    assertThat(run.lines()).containsExactly("last = 1");
    assertThat(took).isLessThan(Duration.ofSeconds(5));
  }
}
