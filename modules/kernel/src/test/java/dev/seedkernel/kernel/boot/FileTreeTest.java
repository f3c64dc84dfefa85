package dev.seedkernel.kernel.boot;

import static dev.seedkernel.kernel.boot.Newc.archive;
import static dev.seedkernel.kernel.boot.Newc.directory;
import static dev.seedkernel.kernel.boot.Newc.file;
import static dev.seedkernel.kernel.boot.Newc.symlink;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioReader;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileTreeTest {
  private Unpacked tree;
  private Directory root;

  FileTreeTest() throws BootException {
    tree = new Unpacked();
    root = tree.system.root();
  }

  @BeforeEach
  void unpack() throws BootException {
    tree =
        new Unpacked(
            archive(
                directory("d"),
                file("d/old", "old"),
                file("d/e/deep", "deep"),
                file("one", "").inode(4, 2),
                file("two", "linked").inode(4, 2),
                symlink("link", "d"),
                Newc.of("tty", 020620).device(5, 0).owner(3, 4),
                Newc.of("suid", 0104755).owner(0xffff_ffffL, 9)));
    root = tree.system.root();
  }

  private List<String> changed() throws CpioException {
    return FileTree.archive(root, true).archive().entries().stream().map(CpioEntry::name).toList();
  }

  private Directory at(String path) {
    return (Directory) tree.at(path);
  }

  private static void write(RegularFile file, String text) throws ErrnoException {
    file.write(
        0,
        Transfer.from(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8))),
        text.length());
  }

  @Test
  void archiveHoldsTheWholeTree() throws Exception {
    CpioArchive archive = FileTree.archive(root, false).archive();
    Unpacked again = new Unpacked(CpioWriter.toBytes(archive));
    // All but the times, which a canonical archive leaves out.
    List<String> expected = tree.listing();
    assertThat(again.listing()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(withoutTime(again.listing().get(i))).isEqualTo(withoutTime(expected.get(i)));
    }
    assertThat(again.at("/one")).isSameAs(again.at("/two"));
    assertThat(again.text("/two")).isEqualTo("linked");
    assertThat(CpioReader.read(CpioWriter.toBytes(archive)).entries()).hasSameSizeAs(expected);
  }

  private static String withoutTime(String line) {
    return line.replaceFirst(" (\\d+:?-?\\d*|-1:9) (\\d+) \\d+", " $1 $2");
  }

  @Test
  void nothingChangedGivesAnEmptyArchive() throws CpioException {
    assertThat(changed()).isEmpty();
  }

  @Test
  void whatIsMadeOrWrittenChanges() throws Exception {
    at("/d/e").link("new", tree.system.newRegularFile(0600));
    write((RegularFile) tree.at("/d/old"), "x");
    assertThat(changed()).containsExactly("d", "d/e", "d/e/new", "d/old");
  }

  @Test
  void changeOfALinkedFileShowsAtEachName() throws Exception {
    write((RegularFile) tree.at("/one"), "x");
    assertThat(changed()).containsExactly("one", "two");
    assertThat(FileTree.archive(root, true).archive().entries().getFirst().linkCount())
        .isEqualTo(2);
  }

  @Test
  void newNamesOfOldFilesChange() throws Exception {
    root.link("third", tree.at("/one"));
    at("/d").move("old", root, "renamed");
    assertThat(changed()).containsExactly("d", "renamed", "third");
  }

  @Test
  void renamedDirectoryTakesAllThatItHoldsAlong() throws Exception {
    root.move("d", root, "moved");
    assertThat(changed()).containsExactly("moved", "moved/e", "moved/e/deep", "moved/old");
  }

  @Test
  void permissionsAndOwnersChange() throws Exception {
    tree.at("/d/old").permissions(0755);
    tree.at("/one").owner(1, 1);
    tree.at("/tty").times(5, 5);
    assertThat(changed()).containsExactly("d", "d/old", "one", "two");
  }

  /** linkat(2) makes them, cpio does not know them. */
  @Test
  void hardLinkedSymbolicLinksAreArchivedOneByOne() throws Exception {
    root.link("link2", tree.at("/link"));
    Unpacked again = new Unpacked(CpioWriter.toBytes(FileTree.archive(root, false).archive()));
    assertThat(again.text("/link")).isEqualTo("-> d");
    assertThat(again.text("/link2")).isEqualTo("-> d");
  }

  @Test
  void filesThatOnlyHolesMakeLargeAreLeftOutByName() throws Exception {
    Unpacked small =
        new Unpacked(Limits.DEFAULT.with(Limit.FILE_BYTES, 64 << 10), archive(file("f", "x")));
    RegularFile file = (RegularFile) small.at("/f");
    for (long size : new long[] {(64 << 10) + 1, 1L << 32, RegularFile.MAX_SIZE}) {
      file.truncate(size);
      ArchivedTree without = FileTree.archive(small.system.root(), false);
      assertThat(without.archive().entries()).isEmpty();
      assertThat(without.leftOut())
          .singleElement()
          .satisfies(left -> {
            assertThat(left.name()).isEqualTo("f");
            assertThat(left.below()).isZero();
            assertThat(left.reason()).contains(size + " bytes", "file-bytes");
          });
    }
    file.truncate(64 << 10);
    assertThat(FileTree.archive(small.system.root(), false).archive().entries()).hasSize(1);
    // Two of them are too much together.
    RegularFile second = small.system.newRegularFile(0644);
    small.system.root().link("g", second);
    second.truncate(1);
    small.system.root().link("h", second);
    ArchivedTree first = FileTree.archive(small.system.root(), false);
    assertThat(first.archive().entries()).extracting(CpioEntry::name).containsExactly("f");
    assertThat(first.leftOut()).extracting(ArchivedTree.LeftOut::name).containsExactly("g", "h");
  }
}
