package dev.seedkernel.kernel.fs;

import static dev.seedkernel.kernel.fs.Files.errno;
import static dev.seedkernel.kernel.fs.Files.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The mount table, and trees that are computed. */
class MountsTest {
  private final Files files = new Files(Limits.DEFAULT.with(Limit.FILE_BYTES, 8192));
  private final Mounts mounts = new Mounts(files.system);
  private final PathWalker walker = new PathWalker(files.root, mounts);

  /** A directory of fixed files whose content says how often it was made. */
  private static final class Numbered implements SyntheticDirectory.Contents {
    private final Map<String, Inode> entries = new TreeMap<>();
    private final List<String> written = new ArrayList<>();
    private int made;

    SyntheticDirectory root(FileSystem system, String... names) {
      SyntheticDirectory root =
          new SyntheticDirectory(new InodeIdentity(system, 1, 7), 0555, null, "", this);
      for (String name : names) {
        InodeIdentity identity = new InodeIdentity(system, entries.size() + 2L, 7);
        entries.put(
            name,
            new GeneratedFile(
                identity,
                0644,
                0,
                () -> ("made " + ++made).getBytes(StandardCharsets.US_ASCII),
                bytes -> written.add(new String(bytes, StandardCharsets.US_ASCII))));
      }
      return root;
    }

    @Override
    public Collection<String> names() {
      return entries.keySet();
    }

    @Override
    public @Nullable Inode get(SyntheticDirectory in, String name) {
      return entries.get(name);
    }

    @Override
    public int directories() {
      return 0;
    }
  }

  private final Numbered numbered = new Numbered();

  private FileSystem synthetic(String... names) {
    return succeed(() ->
        files.system.newSynthetic(
            FileSystem.Kind.PROC, mounts.takeDevice(), false, s -> numbered.root(s, names)));
  }

  private FileSystem tmpfs() {
    return succeed(() -> files.system.newTmpfs(FileSystem.Kind.TMPFS, mounts.takeDevice()));
  }

  private Inode at(String path) {
    return succeed(() -> walker.walk(files.root, path, true).existing());
  }

  private void mount(String path, FileSystem system) {
    assertThat(
            errno(() -> {
              mounts.mount((Directory) at(path), system, "x", "rw");
              return 0;
            }))
        .isNull();
  }

  private @Nullable Errno unmount(String path, boolean lazily) {
    return errno(() -> {
      mounts.unmount((Directory) at(path), lazily);
      return 0;
    });
  }

  @Test
  void whatIsBelowAMountIsHiddenAndComesBack() {
    files.directory("/m");
    files.file("/m/below", "b");
    FileSystem system = tmpfs();
    mount("/m", system);
    assertThat(at("/m")).isSameAs(system.root());
    assertThat(errno(() -> walker.walk(files.root, "/m/below", true).existing()))
        .isEqualTo(Errno.ENOENT);
    assertThat(at("/m/..")).isSameAs(files.root);
    assertThat(walker.pathOf(system.root())).isEqualTo("/m");
    assertThat(unmount("/m", false)).isNull();
    assertThat(at("/m/below").size()).isEqualTo(1);
    assertThat(unmount("/m", false)).isEqualTo(Errno.EINVAL);
  }

  @Test
  void theLastOfSeveralMountsIsSeen() {
    files.directory("/m");
    FileSystem first = tmpfs();
    FileSystem second = tmpfs();
    mount("/m", first);
    mount("/m", second);
    assertThat(at("/m")).isSameAs(second.root());
    assertThat(mounts.all()).hasSize(3);
    assertThat(mounts.all().getLast().parentId()).isEqualTo(mounts.all().get(1).id());
    assertThat(unmount("/m", false)).isNull();
    assertThat(at("/m")).isSameAs(first.root());
  }

  @Test
  void unmountingGivesEverythingBack() {
    files.directory("/m");
    long before = files.system.files().used();
    FileSystem system = tmpfs();
    mount("/m", system);
    Directory inside = succeed(() -> system.newDirectory(0755));
    RegularFile file = succeed(() -> system.newRegularFile(0644));
    assertThat(
            errno(() -> {
              system.root().link("d", inside);
              inside.link("f", file);
              inside.link("g", file);
              return 0;
            }))
        .isNull();
    Files.write(file, 0, "text");
    assertThat(files.system.files().used()).isEqualTo(before + 4 + 64);
    OpenFile open = new OpenRegularFile(file, "/m/d/f", OpenFlags.O_RDONLY);
    open.retain();
    assertThat(unmount("/m", false)).isEqualTo(Errno.EBUSY);
    assertThat(unmount("/m", true)).isNull();
    assertThat(walker.pathOf(inside)).isNull();
    assertThat(Files.read(open, 9)).isEqualTo("text");
    open.release();
    assertThat(files.system.files().used()).isEqualTo(before);
    assertThat(files.system.bytes().used()).isZero();
  }

  @Test
  void aBusyMountInsideKeepsTheOuterOneBusy() {
    files.directory("/m");
    FileSystem outer = tmpfs();
    mount("/m", outer);
    assertThat(
            errno(() -> {
              outer.root().link("d", outer.newDirectory(0755));
              return 0;
            }))
        .isNull();
    mount("/m/d", tmpfs());
    assertThat(unmount("/m", false)).isEqualTo(Errno.EBUSY);
    assertThat(unmount("/m", true)).isNull();
    assertThat(mounts.all()).hasSize(1);
    assertThat(files.system.files().used()).isEqualTo(1);
  }

  @Test
  void theKernelsOwnMountsNeedNoDirectoryAndAreInNobodysWay() {
    FileSystem own = synthetic("f");
    mounts.mountOwn("proc", own);
    assertThat(at("/proc")).isSameAs(own.root());
    assertThat(walker.pathOf(own.root())).isEqualTo("/proc");
    assertThat(files.root.entries()).isEmpty();
    assertThat(succeed(() -> walker.walkToName(files.root, "/proc")).inode()).isNull();
    files.directory("/proc");
    assertThat(mounts.isMountPoint(files.root, "proc")).isFalse();
    assertThat(at("/proc")).isSameAs(own.root());
    files.remove("/proc");
    files.file("/proc", "a file is no place for a mount");
    assertThat(at("/proc")).isInstanceOf(RegularFile.class);
  }

  @Test
  void aMountOfTheSameKindTakesThePlaceOfTheKernelsOwn() {
    long before = files.system.files().used();
    mounts.mountOwn("proc", synthetic("f"));
    FileSystem again = synthetic();
    mount("/proc", again);
    assertThat(at("/proc")).isSameAs(again.root());
    assertThat(mounts.all()).hasSize(2);
    assertThat(mounts.isMountPoint(files.root, "proc")).isTrue();
    assertThat(unmount("/proc", false)).isNull();
    assertThat(files.system.files().used()).isEqualTo(before);
  }

  @Test
  void aReadingFromTheStartMakesTheContentAndTheRestReadsOn() {
    mounts.mountOwn("proc", synthetic("f"));
    GeneratedFile file = (GeneratedFile) at("/proc/f");
    OpenFile open = new OpenGeneratedFile(file, "/proc/f", OpenFlags.O_RDWR);
    open.retain();
    assertThat(file.size()).isZero();
    assertThat(Files.read(open, 5)).isEqualTo("made ");
    assertThat(Files.read(open, 5)).isEqualTo("1");
    assertThat(Files.read(open, 5)).isEmpty();
    assertThat(files.system.bytes().used()).isEqualTo(6);
    assertThat(succeed(() -> open.seek(0, 0))).isZero();
    assertThat(Files.read(open, 9)).isEqualTo("made 2");
    assertThat(errno(() -> open.seek(0, 2))).isEqualTo(Errno.EINVAL);
    assertThat(succeed(() -> open.write(Files.source("abc"), 3))).isEqualTo(3);
    assertThat(numbered.written).containsExactly("abc");
    open.release();
    assertThat(files.system.bytes().used()).isZero();
  }

  @Test
  void contentThatDoesNotFitTheLimitIsAnError() {
    mounts.mountOwn("proc", synthetic("f"));
    files.file("/full", "x".repeat(8192));
    OpenFile open =
        new OpenGeneratedFile((GeneratedFile) at("/proc/f"), "/proc/f", OpenFlags.O_RDONLY);
    assertThat(errno(() -> open.read((_, _, length) -> length, 5))).isEqualTo(Errno.ENOSPC);
  }

  @Test
  void computedDirectoriesListNumbersLastAndByTheirValue() {
    FileSystem system = synthetic("10", "b", "9", "a", "100");
    assertThat(system.root().entries().keySet()).containsExactly("a", "b", "9", "10", "100");
    assertThat(system.root().entriesAfter("b").keySet()).containsExactly("9", "10", "100");
    assertThat(system.root().entriesAfter("9").keySet()).containsExactly("10", "100");
  }

  @Test
  void nothingCanBeMadeOrRemovedInAComputedTree() {
    FileSystem system = synthetic("f");
    Inode file = files.file("/x", "");
    Directory root = system.root();
    assertThat(errno(() -> system.newRegularFile(0644))).isEqualTo(Errno.ENOENT);
    assertThat(
            errno(() -> {
              root.link("y", file);
              return 0;
            }))
        .isEqualTo(Errno.ENOENT);
    assertThat(
            errno(() -> {
              root.unlink("f");
              return 0;
            }))
        .isEqualTo(Errno.EPERM);
    assertThat(
            errno(() -> {
              root.move("f", root, "f");
              return 0;
            }))
        .isEqualTo(Errno.EPERM);
    assertThat(
            errno(() -> {
              files.root.move("x", root, "f");
              return 0;
            }))
        .isEqualTo(Errno.EXDEV);
  }
}
