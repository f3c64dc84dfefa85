package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What shared mappings leave behind when a machine ends, and what they meet at limits. */
@Tag(Engines.GUEST)
class SharedMappingTest {
  private static final int PAGE = RegularFile.PAGE_SIZE;
  private static final Limits SMALL =
      Limits.DEFAULT.with(Limit.MEMORY, 32L << 20).with(Limit.FILE_BYTES, 8L << 20);

  private static Guest.Run run(String what, Limits limits, UnaryOperator<CpioTreeBuilder> files) {
    Guest.Run run = Guest.run(Guest.program("hogs"), limits, files, false, what);
    assertThat(run.outcome().end()).isEqualTo(new Outcome.End.Exited(0));
    return run;
  }

  private static List<String> lines(String what, Limits limits) {
    return run(what, limits, tree -> tree).lines();
  }

  /** Returns what a file holds that the run has changed. */
  private static byte[] changed(Outcome outcome, String name) {
    try {
      return outcome.changedFiles().archive().find(name).orElseThrow().bytes();
    } catch (CpioException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void storesAreInTheFilesThatTheRunLeaves() {
    byte[] data = "hello".getBytes(StandardCharsets.US_ASCII);
    Guest.Run run = run("keep", Limits.DEFAULT, tree -> tree.file("data", 0644, data));
    assertThat(run.lines()).containsExactly("fill(kept, 2) = 0", "status = 9", "kept[5] = 75");
    byte[] expected = new byte[3 * PAGE + 1];
    expected[0] = 1;
    expected[PAGE] = 1;
    expected[5] = 'K';
    expected[3 * PAGE] = 'E';
    assertThat(changed(run.outcome(), "kept")).isEqualTo(expected);
    assertThat(new String(changed(run.outcome(), "data"), StandardCharsets.US_ASCII))
        .isEqualTo("heDlo");
  }

  @Test
  void memoryThatIsSharedCountsOnceAndEndsWhoAsksForTooMuch() {
    assertThat(lines("memory", SMALL))
        .containsExactly(
            "fill(at, 1L << 18) = 9",
            "at[0] = 1",
            "munmap(at, 1L << 30) = 0",
            "fill(shared(PAGE), 1) = 0");
    assertThat(lines("read", SMALL)).containsExactly("status = 9");
  }

  @Test
  void aFullDiskIsABusError() {
    assertThat(lines("disk", SMALL))
        .containsExactly(
            "fill(at, 1L << 18) = 7",
            "unlink(\"/hole\") = 0",
            "munmap(at, 1L << 30) = 0",
            "fill(file(\"/second\", PAGE), 1) = 0");
  }

  /** The count is the same each time, so what one machine took is there for the next. */
  @Test
  void mappingsOfTheHostAreLimitedAndGivenBack() {
    List<String> first = lines("many", Limits.DEFAULT);
    assertThat(first)
        .containsExactly(
            "n = 16384",
            "last[0] == (char)(n - 1) = 1",
            "munmap(last, PAGE) = 0",
            "FAILED(shared(PAGE)) = 0");
    assertThat(lines("many", Limits.DEFAULT)).isEqualTo(first);
    List<String> holes = lines("holes", Limits.DEFAULT);
    assertThat(holes)
        .containsExactly(
            "n = 20479",
            "fork() = ENOMEM",
            "munmap(at, 100000 * PAGE) = 0",
            "FAILED(shared(PAGE)) = 0");
    assertThat(lines("holes", Limits.DEFAULT)).isEqualTo(holes);
  }
}
