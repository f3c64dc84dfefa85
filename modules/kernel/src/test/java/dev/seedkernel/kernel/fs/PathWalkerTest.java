package dev.seedkernel.kernel.fs;

import static dev.seedkernel.kernel.fs.Files.errno;
import static dev.seedkernel.kernel.fs.Files.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.kernel.abi.Errno;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Path resolution as path_resolution(7) has it. */
class PathWalkerTest {
  private final Files files = new Files();

  private @Nullable Errno walk(String path) {
    return errno(() -> files.walker.walk(files.root, path, true).existing());
  }

  private PathWalker.Entry entry(String path, boolean follow) {
    return succeed(() -> files.walker.walk(files.root, path, follow));
  }

  private void sampleTree() {
    Directory a = files.directory("/a");
    files.directory("/a/b");
    files.file("/a/b/file", "text");
    files.link("/a/up", "..");
    files.link("/a/abs", "/a/b");
    files.link("/a/slash", "b/");
    files.link("/a/tofile", "b/file");
    files.link("/a/fileslash", "b/file/");
    files.link("/dangling", "nowhere");
    files.link("/loop", "loop");
    assertThat(a.links()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "//, /",
    "., /",
    "./., /",
    "/.., /",
    "../../.., /",
    "a, /a",
    "a/, /a",
    "/a///b//, /a/b",
    "a/./b/../b/., /a/b",
    "a/b/.., /a",
    "a/up, /",
    "a/up/a/up/a/b, /a/b",
    "a/abs, /a/b",
    "a/abs/, /a/b",
    "a/abs/.., /a",
    "a/slash, /a/b",
    "a/b/file, /a/b/file",
    "a/slash/file, /a/b/file",
    "a/tofile, /a/b/file",
  })
  void pathLeadsTo(String path, String expected) {
    sampleTree();
    PathWalker.Entry entry = entry(path, true);
    assertThat(entry.inode()).isNotNull().isSameAs(files.at(expected));
    assertThat(files.walker.pathOf(entry)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ENOENT",
    "missing, ENOENT",
    "missing/x, ENOENT",
    "missing/.., ENOENT",
    "a/missing/x, ENOENT",
    "a/b/file/, ENOTDIR",
    "a/b/file/., ENOTDIR",
    "a/b/file/.., ENOTDIR",
    "a/b/file/x, ENOTDIR",
    "a/tofile/, ENOTDIR",
    "a/tofile/x, ENOTDIR",
    "a/fileslash, ENOTDIR",
    "dangling, ENOENT",
    "dangling/, ENOENT",
    "dangling/x, ENOENT",
    "loop, ELOOP",
    "loop/, ELOOP",
    "loop/x, ELOOP",
  })
  void pathFails(String path, Errno expected) {
    sampleTree();
    assertThat(walk(path)).isEqualTo(expected);
  }

  @Test
  void onlyTheLastComponentMayBeMissing() {
    sampleTree();
    PathWalker.Entry entry = entry("a/b/new", true);
    assertThat(entry.inode()).isNull();
    assertThat(entry.parent()).isSameAs(files.at("/a/b"));
    assertThat(entry.name()).isEqualTo("new");
    assertThat(entry.directoryRequired()).isFalse();
    assertThat(entry("a/b/new/", true).directoryRequired()).isTrue();
  }

  /** With O_CREAT, open makes the file that a dangling link names. */
  @Test
  void danglingLinkLeadsToThePlaceWhereItsTargetWouldBe() {
    sampleTree();
    files.link("/a/new", "b/not-yet");
    PathWalker.Entry entry = entry("a/new", true);
    assertThat(entry.inode()).isNull();
    assertThat(entry.parent()).isSameAs(files.at("/a/b"));
    assertThat(entry.name()).isEqualTo("not-yet");
  }

  @Test
  void lastLinkIsKeptOnDemandUnlessASlashStandsBehindIt() {
    sampleTree();
    assertThat(entry("a/abs", false).inode()).isInstanceOf(SymbolicLink.class);
    assertThat(entry("a/abs/", false).inode()).isSameAs(files.at("/a/b"));
    assertThat(entry("loop", false).inode()).isInstanceOf(SymbolicLink.class);
    assertThat(errno(() -> files.walker.walk(files.root, "loop/", false))).isEqualTo(Errno.ELOOP);
  }

  /** For mkdir, unlink, rename and the like: LOOKUP_PARENT in Linux. */
  @Test
  void nameIsNotFollowedEvenWithASlash() {
    sampleTree();
    for (String path : List.of("a/abs", "a/abs/", "a/b/file/", "dangling/", "loop///")) {
      PathWalker.Entry entry = succeed(() -> files.walker.walkToName(files.root, path));
      assertThat(entry.directoryRequired()).as(path).isEqualTo(path.endsWith("/"));
      assertThat(Objects.requireNonNull(entry.inode()))
          .as(path)
          .isSameAs(entry.parent().get(entry.name()));
    }
    assertThat(errno(() -> files.walker.walkToName(files.root, "dangling/x")))
        .isEqualTo(Errno.ENOENT);
    assertThat(errno(() -> files.walker.walkToName(files.root, ""))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void fortyLinksAreFollowedAndNotFortyOne() {
    files.file("/target", "");
    files.link("/l1", "target");
    for (int i = 2; i <= 41; i++) {
      files.link("/l" + i, "l" + (i - 1));
    }
    assertThat(walk("l40")).isNull();
    assertThat(walk("l41")).isEqualTo(Errno.ELOOP);
    // They count over the whole path, not one inside the other.
    files.directory("/d");
    files.link("/d/self", "/d");
    assertThat(walk("d" + "/self".repeat(40))).isNull();
    assertThat(walk("d" + "/self".repeat(41))).isEqualTo(Errno.ELOOP);
  }

  @Test
  void namesHave255BytesAndPathsHave4095() {
    String longest = "n".repeat(255);
    files.directory("/" + longest);
    assertThat(walk(longest)).isNull();
    assertThat(walk("n".repeat(256))).isEqualTo(Errno.ENAMETOOLONG);
    assertThat(walk("missing/" + "n".repeat(256))).isEqualTo(Errno.ENOENT);
    assertThat(walk("./".repeat(2047) + "/")).isNull();
    assertThat(walk("./".repeat(2048))).isEqualTo(Errno.ENAMETOOLONG);
    assertThat(walk("/".repeat(4095))).isNull();
    assertThat(walk("/".repeat(4096))).isEqualTo(Errno.ENAMETOOLONG);
    assertThat(
            errno(() -> {
              files.root.link("n".repeat(256), files.system.newRegularFile(0644));
              return 0;
            }))
        .isEqualTo(Errno.ENAMETOOLONG);
  }

  /** As on Linux, "." and ".." of a directory that was removed lead on, and names do not. */
  @Test
  void removedWorkingDirectoryStillHasDots() {
    Directory a = files.directory("/a");
    Directory b = files.directory("/a/b");
    b.opened();
    files.remove("/a/b");
    assertThat(b.isRemoved()).isTrue();
    assertThat(succeed(() -> files.walker.walk(b, ".", true)).inode()).isSameAs(b);
    assertThat(succeed(() -> files.walker.walk(b, "..", true)).inode()).isSameAs(a);
    assertThat(errno(() -> files.walker.walk(b, "x", true).existing())).isEqualTo(Errno.ENOENT);
    assertThat(succeed(() -> files.walker.walk(b, "/a", true)).inode()).isSameAs(a);
    assertThat(files.walker.pathOf(b)).isNull();
    assertThat(
            errno(() -> {
              b.link("new", files.system.newRegularFile(0644));
              return 0;
            }))
        .isEqualTo(Errno.ENOENT);
    assertThat(a.links()).isEqualTo(2);
  }

  @Test
  void removedParentStaysAsLongAsSomebodyCanGoUpToIt() {
    files.directory("/a");
    Directory b = files.directory("/a/b");
    b.opened();
    files.remove("/a/b");
    files.remove("/a");
    assertThat(files.system.files().used()).isEqualTo(2);
    Inode a = succeed(() -> files.walker.walk(b, "..", true).existing());
    a.opened();
    a.released();
    assertThat(files.system.files().used()).isEqualTo(2);
    b.released();
    assertThat(files.system.files().used()).isZero();
  }

  @Test
  void sixtyThousandRemovedDirectoriesWithinEachOtherAreFreedWithoutRecursion() {
    Directory at = files.root;
    for (int i = 0; i < 60_000; i++) {
      Directory next = succeed(() -> files.system.newDirectory(0755));
      Directory parent = at;
      succeed(() -> {
        parent.link("d", next);
        return next;
      });
      at = next;
    }
    assertThat(Objects.requireNonNull(files.walker.pathOf(at))).hasSize(120_000);
    at.opened();
    for (Directory d = at; d != files.root; d = d.parent()) {
      Directory parent = d.parent();
      assertThat(
              errno(() -> {
                parent.unlink("d");
                return parent;
              }))
          .isNull();
    }
    assertThat(files.system.files().used()).isEqualTo(60_000);
    at.released();
    assertThat(files.system.files().used()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/x/y", "/z"})
  void pathOfFollowsARename(String to) {
    files.directory("/x");
    Directory b = files.directory("/b");
    files.file("/b/f", "");
    succeed(() -> {
      PathWalker.Entry target = files.walker.walkToName(files.root, to);
      files.root.move("b", target.parent(), target.name());
      return 0;
    });
    assertThat(files.walker.pathOf(b)).isEqualTo(to);
    assertThat(files.walker.pathOf(entry(to + "/../" + to.substring(to.lastIndexOf('/')), true)))
        .isEqualTo(to);
    assertThat(files.walker.pathOf(entry(to + "/f", true))).isEqualTo(to + "/f");
  }

  /** Against a resolver that rewrites a list of components until it is done. */
  @Property(tries = 2000)
  void agreesWithRewritingOfComponents(@ForAll("wildPaths") String path) {
    if (files.root.isEmpty()) { // The tries share a tree, which walking does not change.
      sampleTree();
    }
    Map<String, String> links = new HashMap<>();
    links.put("/a/up", "..");
    links.put("/a/abs", "/a/b");
    links.put("/a/slash", "b/");
    links.put("/a/tofile", "b/file");
    links.put("/a/fileslash", "b/file/");
    links.put("/dangling", "nowhere");
    links.put("/loop", "loop");
    String expected = Rewriter.resolve(links, List.of("/", "/a", "/a/b"), "/a/b/file", path);
    String actual;
    PathWalker.Entry[] found = new PathWalker.Entry[1];
    Errno error =
        errno(() -> {
          found[0] = files.walker.walk(files.root, path, true);
          return found[0].existing();
        });
    actual = error == null ? files.walker.pathOf(found[0]) : error.name();
    assertThat(actual).isEqualTo(expected);
  }

  @Provide
  Arbitrary<String> wildPaths() {
    return Arbitraries.of(
            "a",
            "b",
            "up",
            "abs",
            "slash",
            "tofile",
            "fileslash",
            "file",
            "dangling",
            "loop",
            ".",
            "..",
            "",
            "zz")
        .list()
        .ofMinSize(1)
        .ofMaxSize(7)
        .map(names -> String.join("/", names));
  }

  /** What O_CREAT finds: a slash behind what a link leads to is the caller's to judge. */
  @ParameterizedTest
  @CsvSource({
    "a/tofile, file, false",
    "a/fileslash, file, true",
    "a/slash, b, true",
    "a/abs, b, false",
    "dangling, nowhere, false",
    "a/b/new, new, false",
  })
  void linksLeadToTheNameThatIsToBeMade(String path, String name, boolean slash) {
    sampleTree();
    PathWalker.Entry entry = succeed(() -> files.walker.walkToCreate(files.root, path));
    assertThat(entry.name()).isEqualTo(name);
    assertThat(entry.directoryRequired()).isEqualTo(slash);
    assertThat(errno(() -> files.walker.walkToCreate(files.root, "loop"))).isEqualTo(Errno.ELOOP);
  }
}
