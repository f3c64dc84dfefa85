package dev.seedkernel.spec.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.spec.model.files.Inode.Directory;
import dev.seedkernel.spec.model.files.Inode.RegularFile;
import dev.seedkernel.spec.model.files.Inode.SymbolicLink;
import dev.seedkernel.spec.program.Bytes;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FilesTest {
  private static final RegularFile FILE = RegularFile.empty(0644);

  private static Files directory(Files files, int parent, String name) {
    return files.make(parent, name, Directory.empty(parent, 0755));
  }

  @Test
  void aNewFileHasTheNextNumberAndOneName() {
    Files files = Files.EMPTY.make(Files.ROOT, "a", FILE);
    int file = Files.EMPTY.next();
    assertThat(files.directory(Files.ROOT).orElseThrow().names()).containsEntry("a", file);
    assertThat(files.inode(file)).isEqualTo(FILE);
    assertThat(files.next()).isEqualTo(file + 1);
    assertThatThrownBy(() -> files.inode(file + 1)).hasMessage("no inode " + (file + 1));
  }

  @Test
  void aNameMoreIsALinkMore() { // FS-17, FS-19, FS-38
    Files files = Files.EMPTY.make(Files.ROOT, "a", FILE);
    int file = Files.EMPTY.next();
    assertThat(files.links(file)).isEqualTo(1);
    Files two = files.link(Files.ROOT, "b", file);
    assertThat(two.links(file)).isEqualTo(2);
    Files none = two.unlink(Files.ROOT, "a").unlink(Files.ROOT, "b");
    assertThat(none.links(file)).isZero();
    assertThat(none.inode(file)).isEqualTo(FILE); // It may be open.
  }

  @Test
  void aNameThatIsTakenIsReplaced() { // FS-28
    Files files = Files.EMPTY.make(Files.ROOT, "a", FILE);
    Files replaced = files.make(Files.ROOT, "a", new SymbolicLink("x"));
    assertThat(replaced.links(Files.EMPTY.next())).isZero();
    assertThat(replaced.links(files.next())).isEqualTo(1);
  }

  @Test
  void directoriesCountThoseInThem() { // FS-38
    Files files = directory(Files.EMPTY, Files.ROOT, "d");
    int outer = Files.EMPTY.next();
    assertThat(files.links(outer)).isEqualTo(2);
    Files nested = directory(files, outer, "e").make(outer, "f", FILE);
    assertThat(nested.links(outer)).isEqualTo(3);
    assertThat(nested.links(Files.ROOT)).isEqualTo(3);
    Files removed = nested.unlink(outer, "e");
    assertThat(removed.links(outer)).isEqualTo(2);
    assertThat(removed.links(files.next())).isZero();
  }

  @Test
  void aRemovedDirectoryKnowsItsParent() { // FS-25
    Files files = directory(Files.EMPTY, Files.ROOT, "d");
    int outer = Files.EMPTY.next();
    Files nested = directory(files, outer, "e");
    int inner = files.next();
    assertThat(nested.isRemoved(inner)).isFalse();
    Files removed = nested.unlink(outer, "e");
    assertThat(removed.isRemoved(inner)).isTrue();
    assertThat(removed.directory(inner).orElseThrow().parent()).isEqualTo(outer);
    assertThat(removed.path(inner)).isEmpty(); // FS-51
    assertThat(removed.isRemoved(Files.ROOT)).isFalse();
  }

  @Test
  void pathsFollowMoves() { // FS-27, FS-50, FS-51
    Files files = directory(Files.EMPTY, Files.ROOT, "d");
    int outer = Files.EMPTY.next();
    Files nested = directory(files, outer, "e");
    int inner = files.next();
    assertThat(nested.path(Files.ROOT)).contains("/");
    assertThat(nested.path(inner)).contains("/d/e");
    assertThat(nested.isWithin(inner, outer)).isTrue(); // FS-30
    assertThat(nested.isWithin(outer, inner)).isFalse();
    assertThat(nested.isWithin(outer, outer)).isTrue();
    Files moved = nested.unlink(outer, "e").link(Files.ROOT, "x", inner);
    assertThat(moved.path(inner)).contains("/x");
    assertThat(moved.isWithin(inner, outer)).isFalse();
    Files renamed = nested.unlink(Files.ROOT, "d").link(Files.ROOT, "y", outer);
    assertThat(renamed.path(inner)).contains("/y/e");
  }

  @Test
  void twoFilesThatAreThereHaveTwoIds() { // FS-37
    Files files = Files.EMPTY.make(Files.ROOT, "a", FILE).make(Files.ROOT, "b", FILE);
    int first = Files.EMPTY.next();
    Bytes id = Bytes.ofNumber(77, 16);
    Files seen = files.withId(first, id);
    assertThat(seen.id(first)).contains(id);
    assertThat(seen.isIdOfAnother(first, id)).isFalse();
    assertThat(seen.isIdOfAnother(first + 1, id)).isTrue();
    assertThat(seen.unlink(Files.ROOT, "a").isIdOfAnother(first + 1, id)).isFalse();
  }

  @Test
  void onlyLinksKeepTheirPermissions() { // FS-39, FS-47
    assertThat(FILE.withPermissions(0).permissions()).isZero();
    assertThat(Directory.empty(Files.ROOT, 0755).withPermissions(07777).permissions())
        .isEqualTo(07777);
    assertThat(new SymbolicLink("x").withPermissions(0).permissions()).isEqualTo(0777);
  }

  /** Makes a directory under a number modulo those that are there, or moves one there. */
  record Step(int what, int where) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> number = Arbitraries.integers().between(0, 20);
    return Combinators.combine(number, number).as(Step::new).list().ofMaxSize(12);
  }

  /** The tree stays a tree, and the link counts are those of its names. */
  @Property
  void theTreeStaysATree(@ForAll("steps") List<Step> steps) {
    Files files = Files.EMPTY;
    for (Step step : steps) {
      int count = files.next() - Files.ROOT;
      int where = Files.ROOT + step.where % count;
      int what = Files.ROOT + step.what % count;
      if (what == Files.ROOT || files.isWithin(where, what)) {
        files = directory(files, where, "n" + files.next());
      } else {
        int parent = files.directory(what).orElseThrow().parent();
        files = files.unlink(parent, "n" + what).link(where, "n" + what, what);
      }
    }
    for (int number = Files.ROOT; number < files.next(); number++) {
      Files all = files;
      int one = number;
      assertThat(files.isWithin(number, Files.ROOT)).isTrue();
      assertThat(files.isRemoved(number)).isFalse();
      long inside =
          files.inodes().keySet().stream()
              .filter(other -> other != Files.ROOT && parent(all, other) == one)
              .count();
      assertThat(files.links(number)).isEqualTo(2 + inside);
      String name = number == Files.ROOT ? "" : "n" + number;
      assertThat(files.path(number).orElseThrow()).endsWith("/" + name);
    }
  }

  private static int parent(Files files, int directory) {
    return files.directory(directory).orElseThrow().parent();
  }
}
