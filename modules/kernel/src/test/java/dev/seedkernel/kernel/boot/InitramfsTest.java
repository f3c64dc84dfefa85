package dev.seedkernel.kernel.boot;

import static dev.seedkernel.kernel.boot.Newc.archive;
import static dev.seedkernel.kernel.boot.Newc.directory;
import static dev.seedkernel.kernel.boot.Newc.file;
import static dev.seedkernel.kernel.boot.Newc.symlink;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.seedkernel.cpio.Compression;
import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.fs.Device;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.fs.SymbolicLink;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.time.VirtualClock;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unpacking as Linux's init/initramfs.c does it. */
class InitramfsTest {
  private static void refused(Limits limits, String message, byte[]... parts) {
    assertThatExceptionOfType(BootException.class)
        .isThrownBy(() -> new Unpacked(limits, parts))
        .withMessageContaining(message)
        .matches(e -> e.kind() == BootException.Kind.IMAGE);
  }

  @Test
  void namesAreFoundHoweverTheyAreSpelt() throws BootException {
    Unpacked tree =
        new Unpacked(
            archive(
                directory("."),
                directory("./d"),
                file("/d/absolute", "1"),
                file("./d/./dotted", "2"),
                file("d//doubled", "3"),
                file("d/../up", "4"),
                file("no/such/parents/file", "5"),
                directory("d/slash/")));
    assertThat(tree.text("/d/absolute")).isEqualTo("1");
    assertThat(tree.text("/d/dotted")).isEqualTo("2");
    assertThat(tree.text("/d/doubled")).isEqualTo("3");
    assertThat(tree.text("/up")).isEqualTo("4");
    assertThat(tree.text("/no/such/parents/file")).isEqualTo("5");
    assertThat(tree.at("/no/such").mode()).isEqualTo(040755);
    assertThat(tree.at("/d/slash")).isInstanceOf(Directory.class);
  }

  @Test
  void laterEntriesReplaceEarlierOnesOfAnyType() throws BootException {
    Unpacked tree =
        new Unpacked(
            archive(file("a", "first"), file("b", "file"), symlink("c", "a"), directory("e")),
            archive(file("a", "2nd"), directory("b"), file("c", "no link"), symlink("e", "a")));
    assertThat(tree.text("/a")).isEqualTo("2nd");
    assertThat(tree.at("/b")).isInstanceOf(Directory.class);
    assertThat(tree.text("/c")).isEqualTo("no link");
    assertThat(tree.text("/e")).isEqualTo("-> a");
    assertThat(tree.system.files().used()).isEqualTo(4);
    assertThat(tree.system.bytes().used()).isEqualTo(2 * RegularFile.PAGE_SIZE);
  }

  @Test
  void directoryGivenTwiceKeepsWhatItHoldsAndTakesTheLaterMode() throws BootException {
    Unpacked tree =
        new Unpacked(archive(directory("d"), file("d/f", "x"), Newc.of("d", 040700).time(7)));
    assertThat(tree.text("/d/f")).isEqualTo("x");
    assertThat(tree.at("/d").mode()).isEqualTo(040700);
    assertThat(tree.at("/d").modificationTime()).isEqualTo(7_000_000_000L);
  }

  @Test
  void directoryThatHoldsSomethingIsNotReplaced() {
    refused(Limits.DEFAULT, "d: Directory not empty", archive(file("d/f", ""), file("d", "x")));
  }

  @Test
  void hardLinksHaveTheirDataOnTheLast() throws BootException {
    Unpacked tree =
        new Unpacked(
            archive(
                file("a", "").inode(9, 3),
                file("other", "alone").inode(9, 1),
                file("b", "").inode(9, 3),
                file("c", "content").inode(9, 3)));
    assertThat(tree.at("/a")).isSameAs(tree.at("/b")).isSameAs(tree.at("/c"));
    assertThat(tree.text("/a")).isEqualTo("content");
    assertThat(tree.at("/a").links()).isEqualTo(3);
    assertThat(tree.text("/other")).isEqualTo("alone");
  }

  @Test
  void inodeNumbersMeanNothingAcrossArchives() throws BootException {
    Unpacked tree =
        new Unpacked(
            archive(file("a", "").inode(5, 2), file("b", "one").inode(5, 2)),
            archive(file("c", "").inode(5, 2), file("d", "two").inode(5, 2)));
    assertThat(tree.text("/a")).isEqualTo("one");
    assertThat(tree.text("/c")).isEqualTo("two");
    assertThat(tree.at("/c")).isSameAs(tree.at("/d")).isNotSameAs(tree.at("/a"));
  }

  /** Linux opens what is there with O_TRUNC. */
  @Test
  void replacedFileKeepsItsOtherNames() throws BootException {
    Unpacked tree =
        new Unpacked(
            archive(file("a", "").inode(5, 2), file("b", "long content").inode(5, 2)),
            archive(file("a", "new")));
    assertThat(tree.text("/b")).isEqualTo("new");
    assertThat(tree.at("/a")).isSameAs(tree.at("/b"));
  }

  @Test
  void devicesAreHardLinkedToo() throws BootException {
    Unpacked tree =
        new Unpacked(
            archive(
                Newc.of("x", 020600).inode(3, 2).device(1, 3),
                Newc.of("y", 020600).inode(3, 2).device(1, 3),
                Newc.of("block", 060640).device(8, 0x12345),
                Newc.of("fifo", 010622).device(7, 7)));
    assertThat(tree.at("/x")).isSameAs(tree.at("/y"));
    assertThat(((SpecialFile) tree.at("/x")).device()).isEqualTo(new Device(1, 3));
    assertThat(((SpecialFile) tree.at("/block")).device()).isEqualTo(new Device(8, 0x12345));
    assertThat(tree.at("/block").mode()).isEqualTo(060640);
    assertThat(((SpecialFile) tree.at("/fifo")).device()).isEqualTo(Device.NONE);
  }

  @Test
  void linksOnTheWayAreFollowedAndOneAtTheEndIsReplaced() throws BootException {
    Unpacked tree =
        new Unpacked(
            archive(
                directory("usr"),
                symlink("lib", "usr/lib"),
                file("lib/made", "1"),
                symlink("abs", "/usr"),
                file("abs/file", "2"),
                symlink("usr/end", "file"),
                file("usr/end", "3")));
    assertThat(tree.text("/usr/lib/made")).isEqualTo("1");
    assertThat(tree.text("/usr/file")).isEqualTo("2");
    assertThat(tree.text("/usr/end")).isEqualTo("3");
    refused(Limits.DEFAULT, "a/b: Too many levels", archive(symlink("a", "a"), file("a/b", "")));
    refused(Limits.DEFAULT, "f/b: Not a directory", archive(file("f", ""), file("f/b", "")));
  }

  @Test
  void ownersModesAndTimesAreKept() throws BootException {
    Unpacked tree =
        new Unpacked(
            archive(
                Newc.of("d", 041777).owner(1, 2).time(100),
                file("d/f", "x").owner(0xffff_fffeL, 4).time(0xffff_ffffL),
                Newc.of("d/suid", 0106755).time(0),
                symlink("d/l", "f").owner(5, 6).time(9),
                Newc.of("/", 040700).owner(7, 8).time(11)));
    assertThat(tree.listing())
        .containsExactly(
            "/d 41777 1:2 2 100",
            "/d/f 100644 -2:4 1 4294967295 1 120",
            "/d/l 120777 5:6 1 9 f",
            "/d/suid 106755 0:0 1 0 0 0");
    assertThat(tree.system.root().mode()).isEqualTo(040700);
    assertThat(tree.system.root().modificationTime()).isEqualTo(11_000_000_000L);
    assertThat(tree.system.root().uid()).isEqualTo(7);
  }

  @Test
  void unpackingIsNoChange() throws BootException {
    Unpacked tree =
        new Unpacked(
            archive(
                directory("d"),
                file("d/e/f", "x"),
                file("d/e/f", "y"),
                symlink("l", "d"),
                file("l/g", ""),
                file("h", "").inode(1, 2),
                file("i", "z").inode(1, 2)));
    TreeWalk walk = new TreeWalk(tree.system.root());
    while (walk.next()) {
      assertThat(walk.parent().changed(walk.name())).as(walk.path()).isFalse();
    }
    assertThat(tree.system.root().changed()).isFalse();
  }

  @Test
  void trailerIsTheWholeNameAndNothingElse() throws BootException {
    Unpacked tree =
        new Unpacked(
            archive(
                file("TRAILER!!!x", "1"),
                file("d/TRAILER!!!", "2"),
                file("data", "070701TRAILER!!!"),
                file("./TRAILER!!!", "3")),
            new byte[512],
            archive(file("after", "4")));
    assertThat(tree.text("/TRAILER!!!x")).isEqualTo("1");
    assertThat(tree.text("/d/TRAILER!!!")).isEqualTo("2");
    assertThat(tree.text("/data")).isEqualTo("070701TRAILER!!!");
    assertThat(tree.text("/TRAILER!!!")).isEqualTo("3");
    assertThat(tree.text("/after")).isEqualTo("4");
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"NONE", "GZIP", "XZ", "BZIP2"})
  void fileOverTheLimitIsRefusedByItsName(Compression compression) throws Exception {
    Limits limits = Limits.DEFAULT.with(Limit.FILE_BYTES, 64 << 10);
    byte[] content = new byte[(64 << 10) + 1];
    new Random(1).nextBytes(content);
    byte[] buffer =
        CpioWriter.toBytes(
            CpioArchive.builder()
                .file("a/small", 0644, new byte[9])
                .file("a/big", 0644, content)
                .build(),
            compression);
    refused(limits, "a/big: does not fit the limit file-bytes=65536", buffer);
    // Full to the last byte is no fault, and neither is replacing what fills it.
    byte[] full =
        CpioWriter.toBytes(
            CpioArchive.builder().file("f", 0644, new byte[64 << 10]).build(), compression);
    assertThat(new Unpacked(limits, full, full).at("/f").size()).isEqualTo(64 << 10);
  }

  @Test
  void allFilesTogetherAreHeldToTheLimits() throws BootException {
    Newc.Member[] six = new Newc.Member[6];
    for (int i = 0; i < six.length; i++) {
      six[i] = file("f" + i, "x");
    }
    refused(
        Limits.DEFAULT.with(Limit.FILES, 5), "f5: does not fit the limit files=5", archive(six));
    refused(
        Limits.DEFAULT.with(Limit.FILE_BYTES, 5 * 4096),
        "f5: does not fit the limit file-bytes=20480",
        archive(six));
    Unpacked fits = new Unpacked(Limits.DEFAULT.with(Limit.FILES, 6), archive(six));
    assertThat(fits.system.files().used()).isEqualTo(6);
    refused(
        Limits.DEFAULT.with(Limit.FILES, 2),
        "c: does not fit the limit files=2",
        archive(file("a", "").inode(1, 3), file("b", "").inode(1, 3), file("c", "x").inode(1, 3)));
    new Unpacked(limitsAtTheirEnds(), archive(six));
  }

  private static Limits limitsAtTheirEnds() {
    return Limits.DEFAULT.with(Limit.FILE_BYTES, 1L << 40).with(Limit.FILES, 1 << 24);
  }

  @Test
  void whatCannotBeMadeIsRefusedByName() {
    refused(Limits.DEFAULT, "a/..: Invalid argument", archive(directory("a/..")));
    refused(Limits.DEFAULT, "/: Is a directory", archive(file("/", "x")));
    refused(Limits.DEFAULT, "odd\\x20one: Invalid argument", archive(Newc.of("odd one", 0170000)));
    refused(
        Limits.DEFAULT, "dev: Invalid argument", archive(Newc.of("dev", 020600).device(4096, 0)));
    refused(
        Limits.DEFAULT,
        "dev: Invalid argument",
        archive(Newc.of("dev", 020600).device(1, 0xffff_ffffL)));
    refused(Limits.DEFAULT, "l: No such file", archive(symlink("l", "")));
    refused(Limits.DEFAULT, "File name too long", archive(file("n".repeat(256), "")));
    refused(Limits.DEFAULT, "neither a cpio archive", "hello".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void devicesThatAreMissingAreAdded() throws Exception {
    FileSystem system = new FileSystem(Limits.DEFAULT, new VirtualClock(0));
    PathWalker walker = new PathWalker(system.root());
    Initramfs initramfs = new Initramfs(system, walker, Limits.DEFAULT);
    byte[] own = archive(Newc.of("dev/null", 020600).device(1, 3));
    initramfs.unpack(MemorySegment.ofArray(own));
    initramfs.addDevices();
    Directory dev = (Directory) Objects.requireNonNull(system.root().get("dev"));
    assertThat(dev.entries().keySet())
        .containsExactly("console", "full", "null", "random", "tty", "urandom", "zero");
    assertThat(Objects.requireNonNull(dev.get("null")).mode()).as("its own").isEqualTo(020600);
    assertThat(FileTree.archive(system.root(), true).archive().entries()).isEmpty();
  }

  /** Extracts the same archive by GNU cpio and by the kernel. */
  @Test
  void agreesWithGnuCpio(@TempDir Path directory) throws Exception {
    byte[] archive =
        archive(
            directory("."),
            Newc.of("d", 040751).time(1_000_000),
            file("d/f", "content\n").time(2_000_000),
            Newc.of("d/empty", 0100600).time(3_000_000),
            symlink("d/link", "f"),
            symlink("down", "d"),
            file("d/one", "").inode(77, 3).time(5_000_000),
            file("d/two", "").inode(77, 3).time(5_000_000),
            file("three", "shared").inode(77, 3).time(5_000_000),
            file("missing/parents/x", "y").time(6_000_000),
            Newc.of("fifo", 010640).time(7_000_000),
            Newc.of("d/mode", 0100751).time(8_000_000),
            file("d/f", "replaced\n").time(9_000_000));
    Path input = directory.resolve("input.cpio");
    Files.write(input, archive);
    Path out = Files.createDirectory(directory.resolve("out"));
    Tools.run(out, input, "cpio", "-idmu", "--quiet", "--no-preserve-owner");
    Unpacked tree = new Unpacked(archive);
    Map<String, String> expected = new TreeMap<>();
    try (var paths = Files.walk(out)) {
      for (Path path : paths.toList()) {
        if (!path.equals(out)) {
          expected.put("/" + out.relativize(path), describe(path));
        }
      }
    }
    Map<String, String> actual = new TreeMap<>();
    TreeWalk walk = new TreeWalk(tree.system.root());
    while (walk.next()) {
      actual.put(walk.path(), describe(walk.inode()));
    }
    assertThat(actual).isEqualTo(expected);
  }

  private static String describe(Path path) throws IOException {
    Map<String, Object> unix = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
    int mode = (int) Objects.requireNonNull(unix.get("mode"));
    boolean link = Files.isSymbolicLink(path);
    String content =
        link
            ? Files.readSymbolicLink(path).toString()
            : Files.isRegularFile(path) ? Unpacked.sum(Files.readAllBytes(path)) + "" : "";
    long time = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toMillis() / 1000;
    Object links = Objects.requireNonNull(unix.get("nlink"));
    return described(mode, ((Number) links).intValue(), time, content);
  }

  private static String describe(Inode inode) {
    String content =
        switch (inode) {
          case RegularFile file -> Unpacked.sum(Unpacked.bytes(file)) + "";
          case SymbolicLink link -> link.target();
          default -> "";
        };
    return described(
        inode.mode(), inode.links(), inode.modificationTime() / 1_000_000_000L, content);
  }

  private static String described(int mode, int links, long time, String content) {
    int type = mode & 0170000;
    // GNU cpio leaves links their time of day, and directories what the last entry in them set.
    boolean timed = type != 0120000 && type != 0040000;
    // How many links a directory has is the host file system's own matter on some.
    return "%o %d %s %s"
        .formatted(
            type == 0120000 ? 0120777 : mode,
            type == 0040000 ? 0 : links,
            timed ? time : "",
            content);
  }

  // Hostile input

  @Property(tries = 3000)
  void mutatedArchiveUnpacksOrIsABootException(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int mutations) throws Exception {
    byte[] buffer = sample().clone();
    Random random = new Random(seed);
    for (int i = 0; i < mutations; i++) {
      int at = random.nextInt(buffer.length);
      // Mostly within headers: hexadecimal digits turn into others.
      buffer[at] =
          random.nextInt(4) == 0
              ? (byte) random.nextInt(256)
              : (byte) "0123456789abcdef".charAt(random.nextInt(16));
    }
    if (random.nextInt(5) == 0) {
      buffer = Arrays.copyOf(buffer, random.nextInt(buffer.length));
    }
    Limits limits = Limits.DEFAULT.with(Limit.FILES, 50).with(Limit.FILE_BYTES, 1 << 20);
    try {
      Unpacked tree = new Unpacked(limits, buffer);
      FileTree.archive(tree.system.root(), false).archive();
      Dump.write(tree.system.root(), line -> {});
    } catch (BootException e) {
      assertThat(e).hasMessageStartingWith("initramfs: ");
    }
  }

  private static byte[] sample() {
    List<Newc.Member> members = new ArrayList<>();
    members.add(directory("d"));
    members.add(file("d/f", "content of a file"));
    members.add(file("d/g", "").inode(7, 2));
    members.add(file("d/h", "linked").inode(7, 2));
    members.add(symlink("l", "d"));
    members.add(file("l/x", "through a link"));
    members.add(Newc.of("dev/null", 020666).device(1, 3));
    members.add(Newc.of("fifo", 010600).inode(8, 2));
    members.add(Newc.of("fifo2", 010600).inode(8, 2));
    return archive(members.toArray(new Newc.Member[0]));
  }
}
