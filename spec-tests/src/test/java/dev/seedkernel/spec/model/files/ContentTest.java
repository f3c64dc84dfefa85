package dev.seedkernel.spec.model.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.spec.program.Bytes;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ContentTest {
  private static final int PAGE = Content.PAGE;

  /** Nothing happens beyond. */
  private static final int MOST = 4 * PAGE;

  private static Content of(String text) {
    return Content.EMPTY.write(0, Bytes.ofText(text));
  }

  @Test
  void readsUpToTheEnd() { // RW-1, RW-2
    assertThat(of("abcdef").read(2, 3).text()).isEqualTo("cde");
    assertThat(of("abcdef").read(4, 100).text()).isEqualTo("ef");
    assertThat(of("abcdef").read(6, 1)).isEqualTo(Bytes.EMPTY);
    assertThat(of("abcdef").read(1L << 40, 1)).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void writesInPlaceAndBeyondTheEnd() { // RW-3, RW-4
    assertThat(of("abcdef").write(2, Bytes.ofText("XY")).read(0, 9).text()).isEqualTo("abXYef");
    Content beyond = of("ab").write(4, Bytes.ofText("e"));
    assertThat(beyond.size()).isEqualTo(5);
    assertThat(beyond.read(0, 9).text()).isEqualTo("ab\0\0e");
  }

  @Test
  void nothingOfWhatWasCutComesBack() { // FS-48
    Content cut = of("abcdef").resized(2).resized(6);
    assertThat(cut.read(0, 9).text()).isEqualTo("ab\0\0\0\0");
    assertThat(of("abcdef").resized(0).pages()).isEmpty();
  }

  @Test
  void pagesThatWereNeverWrittenAreHoles() { // RW-21, FS-39
    Content content = Content.EMPTY.write(2L * PAGE + 5, Bytes.ofText("x")).resized(10L * PAGE);
    assertThat(content.pages()).containsOnlyKeys(2L);
    assertThat(content.isData(2L * PAGE)).isTrue();
    assertThat(content.isData(3L * PAGE - 1)).isTrue();
    assertThat(content.isData(3L * PAGE)).isFalse();
    assertThat(content.isData(2L * PAGE - 1)).isFalse();
    assertThat(content.isZeroData(2L * PAGE)).isFalse();
    assertThat(Content.EMPTY.write(0, Bytes.zeros(3)).isZeroData(1)).isTrue();
    assertThat(Content.EMPTY.resized(3).isZeroData(1)).isFalse();
  }

  @Test
  void sizesHave63Bits() { // RW-12
    long far = 1L << 40;
    Content content = Content.EMPTY.write(far - 1, Bytes.ofText("x"));
    assertThat(content.size()).isEqualTo(far);
    assertThat(content.pages()).hasSize(1);
    assertThat(content.read(far - 2, 9).text()).isEqualTo("\0x");
  }

  /** A change of a file. */
  sealed interface Change {
    record Write(int position, int length, int value) implements Change {}

    record Resize(int size) implements Change {}
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Integer> place =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, MOST / 2),
            Arbitraries.of(0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE));
    Arbitrary<Change> write =
        Combinators.combine(place, place, Arbitraries.integers().between(1, 255))
            .as(Change.Write::new);
    Arbitrary<Change> resize = place.map(Change.Resize::new);
    return Arbitraries.oneOf(write, resize).list().ofMaxSize(6);
  }

  /** As an array of bytes does, and a set of pages. */
  @Property
  void doesAsAnArray(@ForAll("changes") List<Change> changes) {
    Content content = Content.EMPTY;
    byte[] array = new byte[MOST + 1];
    boolean[] data = new boolean[MOST / PAGE + 1];
    int size = 0;
    for (Change change : changes) {
      switch (change) {
        case Change.Write(int position, int length, int value) -> {
          content = content.write(position, Bytes.filled(value, length));
          Arrays.fill(array, position, position + length, (byte) value);
          size = Math.max(size, position + length);
          for (int at = position; at < position + length; at++) {
            data[at / PAGE] = true;
          }
        }
        case Change.Resize(int changed) -> {
          content = content.resized(changed);
          Arrays.fill(array, changed, array.length, (byte) 0);
          Arrays.fill(data, (changed + PAGE - 1) / PAGE, data.length, false);
          size = changed;
        }
      }
    }
    assertThat(content.size()).isEqualTo(size);
    assertThat(content.read(0, MOST)).isEqualTo(Bytes.of(Arrays.copyOf(array, size)));
    for (int page = 0; page < data.length; page++) {
      assertThat(content.isData((long) page * PAGE)).isEqualTo(data[page]);
    }
  }

  @Property
  void whatIsReadInPartsIsTheWhole(
      @ForAll("changes") List<Change> changes, @ForAll("parts") List<Integer> parts) {
    Content content = Content.EMPTY;
    for (Change change : changes) {
      content =
          change instanceof Change.Write(int position, int length, int value)
              ? content.write(position, Bytes.filled(value, length))
              : content;
    }
    Bytes read = Bytes.EMPTY;
    for (int part : parts) {
      read = read.then(content.read(read.length(), part));
    }
    assertThat(read).isEqualTo(content.read(0, read.length()));
  }

  @Provide
  Arbitrary<List<Integer>> parts() {
    return Arbitraries.integers().between(0, PAGE + 1).list().ofMaxSize(5);
  }
}
