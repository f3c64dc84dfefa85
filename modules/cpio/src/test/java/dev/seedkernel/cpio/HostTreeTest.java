package dev.seedkernel.cpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTreeTest {
  @TempDir Path directory;
  private Path target;
  private Path outside;

  @BeforeEach
  void aTargetAndAFileOutsideOfIt() throws IOException {
    target = Files.createDirectory(directory.resolve("target"));
    outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "precious");
  }

  @AfterEach
  void nothingOutsideHasChanged() throws IOException {
    assertThat(Files.readString(outside.resolve("precious"))).isEqualTo("precious");
    try (Stream<Path> files = Files.list(outside)) {
      assertThat(files).containsExactly(outside.resolve("precious"));
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(target, outside);
    }
  }

  private List<CpioEntry> extract(Member... members) throws CpioException, IOException {
    return HostTree.extract(CpioReader.read(Member.archive(members)), target);
  }

  private void refused(String name, Member... members) throws IOException {
    assertThatThrownBy(() -> extract(members))
        .isInstanceOf(CpioException.class)
        .hasMessageContaining(name);
  }

  private void refusedBeforeAnythingIsWritten(String name, Member... members) throws IOException {
    refused(
        name,
        Stream.concat(Stream.of(Member.file("0", "")), Stream.of(members)).toArray(Member[]::new));
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void anAbsoluteNameIsRefused() throws IOException {
    refusedBeforeAnythingIsWritten("/etc/passwd", Member.file("/etc/passwd", "x"));
    String file = outside.resolve("made").toString();
    refusedBeforeAnythingIsWritten(file, Member.file(file, "x"));
  }

  @Test
  void aNameWithDotDotIsRefused() throws IOException {
    refusedBeforeAnythingIsWritten("../outside/made", Member.file("../outside/made", "x"));
    refusedBeforeAnythingIsWritten("a/../../x", Member.file("a/../../x", "x"));
    refusedBeforeAnythingIsWritten("a/..", Member.directory("a/.."));
    refusedBeforeAnythingIsWritten("..", Member.symlink("..", "x"));
  }

  @Test
  void aSymbolicLinkThatEscapesIsRefused() throws IOException {
    refusedBeforeAnythingIsWritten("symbolic link l ", Member.symlink("l", "/etc"));
    refusedBeforeAnythingIsWritten("symbolic link l ", Member.symlink("l", ".."));
    refusedBeforeAnythingIsWritten("symbolic link l ", Member.symlink("l", "./../outside"));
    refusedBeforeAnythingIsWritten("symbolic link d/l ", Member.symlink("d/l", "../../outside"));
    refusedBeforeAnythingIsWritten("symbolic link ./l ", Member.symlink("./l", "../outside"));
  }

  @Test
  void aSymbolicLinkThatEscapesThroughAnotherIsRefused() throws IOException {
    // a/b/s is x at the root, so a/b/s/../outside would be beside the root.
    refusedBeforeAnythingIsWritten(
        "symbolic link t ",
        Member.directory("x"),
        Member.symlink("a/b/s", "../../x"),
        Member.symlink("t", "a/b/s/../../outside"));
  }

  @Test
  void aSymbolicLinkThatIsReplacedLaterIsCheckedToo() throws IOException {
    refusedBeforeAnythingIsWritten(
        "symbolic link l ", Member.symlink("l", "/etc"), Member.file("l", "x"));
  }

  @Test
  void writingThroughASymbolicLinkOfTheArchiveIsRefused() throws IOException {
    refusedBeforeAnythingIsWritten(
        "d/l/f is below d/l",
        Member.directory("d"),
        Member.directory("e"),
        Member.symlink("d/l", "../e"),
        Member.file("d/l/f", "x"));
    refusedBeforeAnythingIsWritten(
        "l is a directory and something else",
        Member.symlink("l", "e"),
        Member.directory("l"),
        Member.file("l/f", "x"));
  }

  @Test
  void aFileThatReplacesASymbolicLinkIsNotWrittenThroughIt() throws Exception {
    extract(Member.file("f", "first"), Member.symlink("l", "f"), Member.file("l", "second"));
    assertThat(target.resolve("f")).hasContent("first");
    assertThat(target.resolve("l")).isRegularFile().hasContent("second");
  }

  @Test
  void anExistingSymbolicLinkOnTheWayIsRefused() throws IOException {
    Files.createSymbolicLink(target.resolve("d"), outside);
    refused("directory d: there is a symbolic link", Member.file("d/made", "x"));
    refused("directory d: there is a symbolic link", Member.directory("d"));
    refused("directory d: there is a symbolic link", Member.directory("d/e/f"));
  }

  @Test
  void anExistingSymbolicLinkAtTheNameIsReplacedNotFollowed() throws Exception {
    Files.createSymbolicLink(target.resolve("f"), outside.resolve("precious"));
    Files.createSymbolicLink(target.resolve("g"), outside.resolve("not there"));
    extract(Member.file("f", "x"), Member.file("g", "y"));
    assertThat(Files.isSymbolicLink(target.resolve("f"))).isFalse();
    assertThat(target.resolve("f")).hasContent("x");
    assertThat(target.resolve("g")).hasContent("y");
  }

  @Test
  void anExistingHardLinkToAFileOutsideIsReplacedNotWritten() throws Exception {
    Files.createLink(target.resolve("f"), outside.resolve("precious"));
    extract(Member.file("f", "x"));
    assertThat(target.resolve("f")).hasContent("x");
  }

  @Test
  void aHardLinkInTheArchiveCannotReachAnExistingSymbolicLinksTarget() throws Exception {
    Files.createSymbolicLink(target.resolve("a"), outside.resolve("precious"));
    extract(Member.file("a", "").inode(3, 2), Member.file("b", "x").inode(3, 2));
    assertThat(target.resolve("a")).hasContent("x");
    assertThat(Files.isSameFile(target.resolve("a"), target.resolve("b"))).isTrue();
  }

  @Test
  void anExistingDirectoryInTheWayIsRefused() throws IOException {
    Files.createDirectory(target.resolve("f"));
    refused("f: there is a directory", Member.file("f", "x"));
    Files.writeString(target.resolve("g"), "");
    refused("directory g: there is a file", Member.directory("g"));
  }

  @Test
  void aNameThatTheHostCannotSpellIsRefused() throws IOException {
    refusedBeforeAnythingIsWritten("d/a\\xff", Member.file("d/a\u00ff", "x"));
  }

  @Test
  void linksThatLeadOutCanBeToldFromOthers() throws CpioException {
    CpioArchive links =
        CpioArchive.builder()
            .symlink("dir/absolute", "/etc")
            .symlink("dir/above", "../../x")
            .symlink("dir/back", "x/../../y")
            .symlink("dir/inside", "../x/y")
            .symlink("inside", "dir/inside")
            .build();
    assertThat(
            links.entries().stream()
                .filter(entry -> entry.type() == FileType.SYMLINK)
                .filter(HostTreeTest::leadsOut)
                .map(CpioEntry::name))
        .containsExactly("dir/above", "dir/absolute", "dir/back");
  }

  private static boolean leadsOut(CpioEntry link) {
    try {
      return HostTree.leadsOut(link);
    } catch (CpioException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void symbolicLinksThatStayInsideAreMade() throws Exception {
    extract(
        Member.symlink("a/b/up", "../../c/d"),
        Member.symlink("dangling", "nowhere/at/all"),
        Member.symlink("root", "."),
        Member.symlink("a/root", "./.."));
    assertThat(Files.readSymbolicLink(target.resolve("a/b/up"))).isEqualTo(Path.of("../../c/d"));
    assertThat(Files.isSymbolicLink(target.resolve("dangling"))).isTrue();
    assertThat(target.resolve("a/root").toRealPath()).isEqualTo(target.toRealPath());
  }

  @Test
  void deviceNodesAreReportedNotMade() throws Exception {
    List<CpioEntry> notMade =
        extract(
            Member.directory("dev"),
            Member.file("dev/null", "").mode(020666),
            Member.file("dev/sda", "").mode(060660),
            Member.file("fifo", "").mode(010644),
            Member.file("socket", "").mode(0140755));
    assertThat(notMade)
        .extracting(CpioEntry::name)
        .containsExactly("dev/null", "dev/sda", "fifo", "socket");
    try (Stream<Path> files = Files.walk(target)) {
      assertThat(files).containsExactlyInAnyOrder(target, target.resolve("dev"));
    }
  }

  @Test
  void permissionsAreSetWithoutSetUserId() throws Exception {
    extract(
        Member.directory("d").mode(040500),
        Member.file("d/f", "x").mode(0104711),
        Member.file("none", "x").mode(0100000));
    assertThat(mode("d")).isEqualTo("r-x------");
    assertThat(mode("d/f")).isEqualTo("rwx--x--x");
    assertThat((int) Files.getAttribute(target.resolve("d/f"), "unix:mode") & 07000).isZero();
    assertThat(mode("none")).isEqualTo("---------");
    Files.setPosixFilePermissions(
        target.resolve("d"), PosixFilePermissions.fromString("rwx------"));
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(target.resolve(name), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void extractingTwiceGivesTheSame() throws Exception {
    CpioArchive tree =
        CpioArchive.builder()
            .file("d/a b\n", 0640, new byte[100_000])
            .hardLink("hard", "d/a b\n")
            .symlink("s", "d")
            .build();
    HostTree.extract(tree, target.resolve("new"));
    HostTree.extract(tree, target.resolve("new"));
    assertThat(HostTree.pack(target.resolve("new"))).isEqualTo(tree);
  }

  @Test
  void namesAreUtf8InTheArchiveAndTextOnTheHost() throws Exception {
    String name = "\u00e4 \u20ac";
    CpioArchive tree =
        CpioArchive.builder()
            .file(CpioNames.ofText(name), 0640, new byte[1])
            .symlink("s", CpioNames.ofText(name))
            .build();
    if (!"UTF-8".equals(System.getProperty("sun.jnu.encoding"))) {
      // In a locale without these letters Java cannot spell them, and that is what is said.
      refusedBeforeAnythingIsWritten("\\xc3\\xa4", Member.file(CpioNames.ofText(name), ""));
      return;
    }
    HostTree.extract(tree, target);
    assertThat(target.resolve(name)).exists();
    assertThat(target.resolve("s").toRealPath()).isEqualTo(target.resolve(name).toRealPath());
    assertThat(HostTree.pack(target)).isEqualTo(tree);
  }

  @Test
  void packingDoesNotFollowSymbolicLinks() throws Exception {
    Files.createSymbolicLink(target.resolve("out"), outside);
    CpioArchive tree = HostTree.pack(target);
    assertThat(CpioReaderTest.names(tree)).containsExactly("out");
    assertThat(tree.entries().getFirst().linkTarget())
        .isEqualTo(CpioNames.ofText(outside.toString()));
  }

  @Test
  void aFileOfTheHostIsAddedUnderAnotherName() throws Exception {
    CpioTreeBuilder builder = CpioArchive.builder();
    HostTree.add(builder, outside, "some/where");
    HostTree.add(builder, outside.resolve("precious"), "init");
    assertThat(CpioReaderTest.names(builder.build()))
        .containsExactly("init", "some", "some/where", "some/where/precious");
  }

  @Test
  void packingNamesAFileThatIsNoFile() {
    Tools.run(target, new byte[0], List.of("mkfifo", "pipe"));
    assertThatThrownBy(() -> HostTree.pack(target))
        .isInstanceOf(CpioException.class)
        .hasMessage("pipe is neither a regular file, a directory nor a symbolic link");
  }
}
