package dev.seedkernel.spec.model.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.spec.model.files.Inode.Pipe;
import dev.seedkernel.spec.program.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Descriptors, open file descriptions, and pipes. */
class DescriptorsTest {
  private static final Descriptors NONE = new Descriptors(Map.of());

  @Property
  void theLowestIsFreeAndAllBelowAreNot( // OPEN-1, FD-7
      @ForAll @Size(max = 12) Set<@IntRange(max = 14) Integer> open,
      @ForAll @IntRange(max = 15) int from) {
    Descriptors descriptors = NONE;
    for (int descriptor : open) {
      descriptors = descriptors.with(descriptor, 5, false);
    }
    int lowest = descriptors.lowestFree(from).orElseThrow();
    assertThat(open).doesNotContain(lowest);
    for (int below = from; below < lowest; below++) {
      assertThat(open).contains(below);
    }
  }

  @Test
  void thereIsAnEnd() { // OPEN-17, FD-7
    Descriptors full = NONE;
    for (int descriptor = 0; descriptor < Descriptors.LIMIT; descriptor++) {
      full = full.with(descriptor, 5, false);
    }
    assertThat(full.lowestFree(0)).isEmpty();
    assertThat(full.without(7).lowestFree(0)).contains(7);
    assertThat(full.without(7).lowestFree(8)).isEmpty();
    assertThat(NONE.lowestFree(Descriptors.LIMIT)).isEmpty();
  }

  @Test
  void closingOneLeavesTheOthers() { // OPEN-20, FD-2
    Descriptors two = NONE.with(3, 5, false).with(4, 5, true);
    assertThat(two.without(3).get(3)).isEmpty();
    assertThat(two.without(3).get(4)).contains(5);
    assertThat(two.entry(3).orElseThrow().closeOnExec()).isFalse();
    assertThat(two.entry(4).orElseThrow().closeOnExec()).isTrue();
  }

  @Property
  void execKeepsWhatIsNotMarked(@ForAll @Size(max = 8) List<Boolean> marks) { // FD-13
    Descriptors descriptors = NONE;
    Set<Integer> kept = new TreeSet<>();
    for (int i = 0; i < marks.size(); i++) {
      descriptors = descriptors.with(i, 10 + i, marks.get(i));
      if (!marks.get(i)) {
        kept.add(i);
      }
    }
    assertThat(descriptors.afterExec().open()).containsOnlyKeys(kept);
    for (int descriptor : kept) {
      assertThat(descriptors.afterExec().get(descriptor)).contains(10 + descriptor);
    }
  }

  @Test
  void accessModesAllowWhatTheySay() { // OPEN-6, OPEN-15
    assertThat(allows(0)).containsExactly(true, false);
    assertThat(allows(1)).containsExactly(false, true);
    assertThat(allows(2)).containsExactly(true, true);
    assertThat(allows(3)).containsExactly(false, false);
    assertThat(allows(0x402)).containsExactly(true, true);
  }

  private static List<Boolean> allows(int flags) {
    Description description = Description.of(5, flags);
    return List.of(description.readable(), description.writable());
  }

  @Test
  void descriptionsBeginAtTheStart() { // OPEN-1, RW-17
    Description description = Description.of(5, 0x402);
    assertThat(description.position()).isZero();
    assertThat(description.at(7).position()).isEqualTo(7);
    assertThat(description.at(7).flags()).isEqualTo(0x402);
    assertThat(description.has(0x400)).isTrue();
    assertThat(description.has(0xc00)).isFalse();
    assertThat(description.at(7).withFlags(2).position()).isEqualTo(7);
  }

  /** What goes in comes out, in order, each byte once, however it is cut (PIPE-2). */
  @Property
  void pipesKeepTheOrder(
      @ForAll @Size(max = 10) List<@IntRange(max = 40) Integer> writes,
      @ForAll @Size(max = 10) List<@IntRange(max = 40) Integer> reads) {
    Pipe pipe = Pipe.EMPTY;
    Bytes in = Bytes.EMPTY;
    Bytes out = Bytes.EMPTY;
    for (int i = 0; i < Math.max(writes.size(), reads.size()); i++) {
      if (i < writes.size()) {
        Bytes more = Bytes.filled(i + 1, writes.get(i));
        in = in.then(more);
        pipe = pipe.written(more);
      }
      if (i < reads.size()) {
        int count = Math.min(reads.get(i), pipe.bytes().length());
        out = out.then(pipe.bytes().slice(0, count));
        pipe = pipe.read(count);
      }
    }
    assertThat(out.then(pipe.bytes())).isEqualTo(in);
  }

  @Test
  void roomIsCertainAfterWholePagesOnly() { // PIPE-5
    Pipe pages = Pipe.EMPTY.written(Bytes.zeros(2 * Pipe.ATOMIC)).read(Pipe.ATOMIC);
    assertThat(pages.wholePages()).isTrue();
    Pipe odd = pages.written(Bytes.zeros(1));
    assertThat(odd.wholePages()).isFalse();
    assertThat(odd.read(Pipe.ATOMIC + 1)).isEqualTo(Pipe.EMPTY);
  }
}
