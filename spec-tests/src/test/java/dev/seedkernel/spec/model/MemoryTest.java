package dev.seedkernel.spec.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.spec.model.memory.Memory;
import dev.seedkernel.spec.model.memory.Memory.Access;
import dev.seedkernel.spec.program.Bytes;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MemoryTest {
  private static final long START = 0x10_0000;
  private static final int SIZE = 4 * Memory.PAGE;

  private static final Memory FOUR_PAGES = Memory.EMPTY.map(START, Bytes.zeros(SIZE));

  @Property
  void whatIsWrittenIsRead(
      @ForAll @IntRange(min = 0, max = SIZE - 100) int at,
      @ForAll @IntRange(min = 0, max = 100) int length,
      @ForAll @IntRange(min = 1, max = 255) int value) {
    Bytes bytes = Bytes.filled(value, length);
    Memory after = FOUR_PAGES.write(START + at, bytes);
    assertThat(after.read(START + at, length)).isEqualTo(Optional.of(bytes));
    assertThat(after.read(START, at)).isEqualTo(Optional.of(Bytes.zeros(at)));
    int rest = SIZE - at - length;
    assertThat(after.read(START + at + length, rest)).isEqualTo(Optional.of(Bytes.zeros(rest)));
  }

  @Property
  void accessEndsAtTheFirstPageThatForbidsIt(
      @ForAll @IntRange(min = 0, max = 3) int page,
      @ForAll @IntRange(min = 0, max = SIZE - 1) int at) {
    Memory after = FOUR_PAGES.change(START / Memory.PAGE + page, 1, p -> p.withRights(Memory.READ));
    long usable = after.usable(START + at, SIZE, Access.WRITE);
    boolean behind = at >= (page + 1) * Memory.PAGE;
    int end = behind ? SIZE : page * Memory.PAGE;
    assertThat(usable).isEqualTo(Math.max(0, end - at));
    assertThat(after.readable(START + at, SIZE)).isEqualTo(SIZE - at);
  }

  @Property
  void unmappedPagesAreGoneAndOthersStay(
      @ForAll @IntRange(min = 0, max = 3) int first,
      @ForAll @IntRange(min = 1, max = 4) int count) {
    Memory after = FOUR_PAGES.unmap(START / Memory.PAGE + first, count);
    for (int page = 0; page < 4; page++) {
      boolean gone = page >= first && page < first + count;
      assertThat(after.isMapped(START + (long) page * Memory.PAGE)).isEqualTo(!gone);
    }
  }
}
