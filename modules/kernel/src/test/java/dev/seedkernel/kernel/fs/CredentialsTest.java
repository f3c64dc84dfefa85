package dev.seedkernel.kernel.fs;

import static dev.seedkernel.kernel.fs.Files.errno;
import static dev.seedkernel.kernel.fs.Files.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.kernel.abi.Capability;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.time.VirtualClock;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What credentials(7), path_resolution(7) and capabilities(7) say, where guests do not show it. */
class CredentialsTest {
  private static final int USER = 1000;
  private static final int GROUP = 100;

  private final FileSystem system = new FileSystem(Limits.DEFAULT, new VirtualClock(0));

  private static Credentials user() {
    return succeed(() ->
        Credentials.ROOT.groups(Groups.of(7, 5)).group(GROUP, GROUP, GROUP).user(USER, USER, USER));
  }

  private RegularFile file(int mode, int uid, int gid) {
    RegularFile file = succeed(() -> system.newRegularFile(mode));
    file.owner(uid, gid);
    return file;
  }

  /** The class of bits is chosen once: an owner without rights is not helped by those of others. */
  @Property
  void oneClassOfBitsCounts(
      @ForAll @IntRange(max = 0777) int mode,
      @ForAll @IntRange(max = 7) int wanted,
      @ForAll @IntRange(max = 3) int whose) {
    int uid = whose == 0 ? USER : 1;
    int gid = whose == 1 ? GROUP : whose == 2 ? 5 : 2;
    int bits = whose == 0 ? mode >> 6 : whose == 3 ? mode : mode >> 3;
    assertThat(user().may(file(mode, uid, gid), wanted)).isEqualTo((bits & wanted) == wanted);
  }

  @Property
  void rootMayAllButExecuteWhatNobodyMay(
      @ForAll @IntRange(max = 0777) int mode, @ForAll @IntRange(max = 7) int wanted) {
    boolean executable = (mode & 0111) != 0;
    assertThat(Credentials.ROOT.may(file(mode, 1, 1), wanted))
        .isEqualTo((wanted & Credentials.EXECUTE) == 0 || executable);
    Directory directory = succeed(() -> system.newDirectory(mode));
    assertThat(Credentials.ROOT.may(directory, wanted)).isTrue();
  }

  @Test
  void capabilityToReadAndSearchDoesNotWrite() {
    long bit = Capability.bit(Capability.CAP_DAC_READ_SEARCH);
    Credentials reader = new Credentials(user().user(), user().group(), Groups.NONE, bit, bit, 0);
    assertThat(reader.may(file(0, 1, 1), Credentials.READ)).isTrue();
    assertThat(reader.may(file(0, 1, 1), Credentials.WRITE)).isFalse();
    assertThat(reader.may(file(0111, 1, 1), Credentials.READ | Credentials.EXECUTE)).isFalse();
    Directory directory = succeed(() -> system.newDirectory(0));
    directory.owner(1, 1);
    assertThat(reader.may(directory, Credentials.READ | Credentials.EXECUTE)).isTrue();
    assertThat(reader.may(directory, Credentials.WRITE)).isFalse();
  }

  @Test
  void groupsAreFoundInWhateverOrderTheyCame() {
    Groups groups = Groups.of(9, 3, -2, 7);
    assertThat(groups).isEqualTo(Groups.of(-2, 3, 7, 9)).hasToString("[-2, 3, 7, 9]");
    for (int id : new int[] {9, 3, -2, 7}) {
      assertThat(groups.contains(id)).isTrue();
    }
    assertThat(groups.contains(0)).isFalse();
    assertThat(groups.size()).isEqualTo(4);
  }

  @Test
  void stickyDirectoriesKeepTheFilesOfOthers() throws Exception {
    Directory directory = succeed(() -> system.newDirectory(01777));
    RegularFile own = file(0600, USER, 0);
    RegularFile other = file(0666, 1, 1);
    user().requireRemoval(directory, own);
    assertThat(errno(() -> remove(directory, other))).isEqualTo(Errno.EPERM);
    Credentials.ROOT.requireRemoval(directory, other);
    directory.owner(USER, 0);
    user().requireRemoval(directory, other);
    directory.permissions(01577);
    assertThat(errno(() -> remove(directory, other))).isEqualTo(Errno.EACCES);
  }

  private static boolean remove(Directory directory, Inode inode) throws ErrnoException {
    user().requireRemoval(directory, inode);
    return true;
  }

  @Test
  void pathsThatNoCallCouldNameAreNotKept() {
    Files files = new Files();
    Directory at = files.root;
    for (int i = 0; i < 20; i++) {
      Directory next = succeed(() -> files.system.newDirectory(0755));
      Directory parent = at;
      succeed(() -> {
        parent.link("d".repeat(255), next);
        return 0;
      });
      at = next;
    }
    Directory deep = at;
    assertThat(files.walker.pathOf(deep)).hasSize(20 * 256);
    PathWalker.Entry file = new PathWalker.Entry(deep, "f", null, false);
    assertThat(files.walker.pathOf(file)).isEqualTo("f");
  }

  @Test
  void restrictedWalksStayWithinTheirRoot() {
    Files files = new Files();
    Directory jail = files.directory("/jail");
    files.file("/secret", "");
    files.file("/jail/f", "");
    files.link("/jail/out", "../secret");
    files.link("/jail/in", "/f");
    PathWalker beneath = files.walker.within(jail, Set.of(PathWalker.Restriction.BENEATH));
    assertThat(succeed(() -> beneath.walk(jail, "./f", true)).inode())
        .isSameAs(files.at("/jail/f"));
    for (String path : new String[] {"out", "in", "..", "/f", "./../jail/f"}) {
      assertThat(errno(() -> beneath.walk(jail, path, true))).as(path).isEqualTo(Errno.EXDEV);
    }
    PathWalker inRoot = files.walker.within(jail, Set.of());
    assertThat(succeed(() -> inRoot.walk(jail, "in", true)).inode()).isSameAs(files.at("/jail/f"));
    assertThat(succeed(() -> inRoot.walk(jail, "out", true)).inode()).isNull();
    PathWalker plain = files.walker.within(files.root, Set.of(PathWalker.Restriction.NO_SYMLINKS));
    assertThat(errno(() -> plain.walk(jail, "in", true))).isEqualTo(Errno.ELOOP);
    assertThat(succeed(() -> plain.walk(jail, "in", false)).inode())
        .isInstanceOf(SymbolicLink.class);
  }
}
