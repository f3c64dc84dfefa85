package dev.seedkernel.cpio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tar archives, with GNU tar as the oracle, and what is wrong with others. */
class TarReaderTest {
  private static final CpioLimits LIMITS = new CpioLimits(8 << 20, 10_000, 4096, 16, 9 << 20);
  private static final int MUTATIONS = 3000;
  private static final long SEED = 7;

  @TempDir Path directory;

  private static CpioArchive read(byte[] bytes) throws CpioException {
    List<CpioEntry> entries = new ArrayList<>();
    ArchiveReader.forEach(MemorySegment.ofArray(bytes), LIMITS, entries::add);
    return new CpioArchive(entries);
  }

  private static CpioArchive read(TarMember... members) throws CpioException {
    return read(TarMember.archive(members));
  }

  private static void refused(String rule, byte[] archive) {
    assertThatThrownBy(() -> read(archive))
        .isInstanceOf(CpioException.class)
        .hasMessageContaining(rule)
        .hasMessageStartingWith("at offset 0x");
  }

  private static void refused(String rule, TarMember... members) {
    refused(rule, TarMember.archive(members));
  }

  private Path hostTree(int longest) throws IOException {
    Path root = Files.createDirectory(directory.resolve("tree"));
    Files.createDirectory(root.resolve("dir"));
    Files.writeString(root.resolve("dir/a"), "content of a\n");
    Files.writeString(root.resolve("dir/empty"), "");
    Files.writeString(root.resolve("b"), "\u00ff".repeat(3000), ISO_8859_1);
    Files.writeString(root.resolve("sector"), "s".repeat(512));
    Files.createLink(root.resolve("dir/hard"), root.resolve("dir/a"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("dir/a"));
    Files.setPosixFilePermissions(
        root.resolve("dir/a"), PosixFilePermissions.fromString("rwxr-x--x"));
    Path deep = Files.createDirectories(root.resolve("l".repeat(60)).resolve("m".repeat(30)));
    Files.writeString(deep.resolve("n".repeat(Math.min(longest, 250))), "deep");
    if (longest > 100) {
      Files.createSymbolicLink(root.resolve("long"), Path.of("t".repeat(longest)));
      Files.createLink(root.resolve("h".repeat(200)), root.resolve("dir/a"));
      Files.writeString(root.resolve("\u00e9"), "not ASCII");
    }
    return root;
  }

  /** The root's own entry, which tar has, is the only difference. */
  private static void assertSame(CpioArchive archive, CpioArchive expected) throws CpioException {
    assertThat(Manifest.of(expected).differencesTo(Manifest.of(archive)))
        .extracting(Manifest.Difference::path)
        .containsExactly(".");
  }

  @ParameterizedTest
  @CsvSource({
    "v7, 5",
    "ustar, 90",
    "oldgnu, 700",
    "gnu, 700",
    "pax, 700",
  })
  void readsWhatGnuTarWrites(String format, int longest) throws Exception {
    Path root = hostTree(longest);
    byte[] tar =
        Tools.run(
            root, new byte[0], List.of("tar", "-c", "--format=" + format, "--sort=name", "."));
    CpioArchive archive = read(tar);
    assertSame(archive, HostTree.pack(root));
    CpioEntry a = archive.find("dir/a").orElseThrow();
    assertThat(a.permissions()).isEqualTo(0751);
    assertThat(a.modificationTime())
        .isEqualTo(Files.getLastModifiedTime(root.resolve("dir/a")).toMillis() / 1000);
    assertThat(archive.linksOf(a)).hasSize(longest > 100 ? 3 : 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip -c", "xz -c", "bzip2 -c", "zstd -c", "lzma -c", "lz4 -l -c"})
  void readsCompressedArchives(String compressor) throws Exception {
    Path root = hostTree(300);
    byte[] tar = Tools.run(root, new byte[0], List.of("tar", "-c", "."));
    byte[] packed = Tools.filter(tar, compressor.split(" "));
    CpioArchive expected = HostTree.pack(root);
    assertSame(read(packed), expected);
    // As on a disk, which is larger.
    assertSame(read(Tools.concat(packed, new byte[5000])), expected);
    assertSame(read(Tools.concat(tar, new byte[5000])), expected);
    refused("", Arrays.copyOf(packed, packed.length / 2));
    if (!compressor.startsWith("lz4")) {
      refused("something else than zeros behind", Tools.concat(packed, new byte[] {0, 0, 1}));
    }
  }

  @Test
  void ownersDevicesAndLargeNumbersAreThoseOfGnuTar() throws Exception {
    Path root = Files.createDirectory(directory.resolve("tree"));
    Tools.run(root, new byte[0], List.of("mkfifo", "-m", "600", "fifo"));
    for (String format : List.of("gnu", "pax")) {
      byte[] tar =
          Tools.run(
              root,
              new byte[0],
              List.of(
                  "tar",
                  "-c",
                  "--format=" + format,
                  "--owner=x:4294967294",
                  "--group=x:3000000",
                  "--mtime=@4294967295",
                  "fifo"));
      CpioEntry fifo = read(tar).entries().getFirst();
      assertThat(fifo.type()).isEqualTo(FileType.FIFO);
      assertThat(fifo.userId()).isEqualTo(0xffff_fffeL);
      assertThat(fifo.groupId()).isEqualTo(3_000_000);
      assertThat(fifo.modificationTime()).isEqualTo(0xffff_ffffL);
    }
    TarMember device = TarMember.of("c", '3', "").with(329, "0000005\0").with(337, "0000001\0");
    assertThat(read(device).entries().getFirst().specialDevice()).isEqualTo(new DeviceNumber(5, 1));
    assertThat(read(TarMember.of("b", '4', "")).entries().getFirst().type())
        .isEqualTo(FileType.BLOCK_DEVICE);
  }

  @Test
  void theBytesOfNamesAreKept() throws Exception {
    assertThat(read(TarMember.file("\u00ff\u00e9", "x")).entries().getFirst().name())
        .isEqualTo("\u00ff\u00e9");
    String utf8 = CpioNames.ofText("\u00e9\u4e2d");
    assertThat(read(TarMember.pax('x', "path=" + utf8), TarMember.file("n", "")).entries())
        .extracting(CpioEntry::name)
        .containsExactly(utf8);
  }

  @Test
  void recordsCountForOneMemberAndGlobalOnesForAll() throws Exception {
    CpioArchive archive =
        read(
            TarMember.pax('g', "uid=70000", "comment=none"),
            TarMember.pax('x', "path=first", "mtime=12.75", "uid=9", "atime=1.5"),
            TarMember.file("a", "A"),
            TarMember.file("b", "B"),
            TarMember.pax('x', "uid="),
            TarMember.file("c", "C"));
    assertThat(archive.entries()).extracting(CpioEntry::name).containsExactly("first", "b", "c");
    assertThat(archive.entries()).extracting(CpioEntry::userId).containsExactly(9L, 70000L, 1L);
    assertThat(archive.entries())
        .extracting(CpioEntry::modificationTime)
        .containsExactly(12L, 7L, 7L);
    byte[] sized = TarMember.archive(TarMember.pax('x', "size=3"), TarMember.file("a", ""));
    // The content of three bytes is where the end's first block was.
    byte[] withContent =
        Tools.concat(Arrays.copyOf(sized, 1536), "abc".getBytes(UTF_8), new byte[509 + 1024]);
    assertThat(read(withContent).entries().getFirst().bytes()).isEqualTo("abc".getBytes(UTF_8));
  }

  @Test
  void oldWaysToSayDirectoryAndFile() throws Exception {
    CpioArchive archive =
        read(
            TarMember.of("d/", '0', ""),
            TarMember.of("e/", '\0', ""),
            TarMember.of("f", '\0', "x"),
            TarMember.of("g", '7', "y"));
    assertThat(archive.entries())
        .extracting(CpioEntry::type)
        .containsExactly(
            FileType.DIRECTORY, FileType.DIRECTORY, FileType.REGULAR, FileType.REGULAR);
    assertThat(read(TarMember.file("n", "").with(345, "p/q")).entries().getFirst().name())
        .isEqualTo("p/q/n");
  }

  @Test
  void hardLinksLeadToTheFileThatHasTheNameThen() throws Exception {
    CpioArchive archive =
        read(
            TarMember.file("a", "old"),
            TarMember.of("l", '1', "").with(157, "./a"),
            TarMember.file("a", "new"),
            TarMember.of("m", '1', "").with(157, "a").with(124, "00000000077\0"),
            TarMember.of("n", '1', "").with(157, "l"));
    assertThat(archive.linksOf(archive.entries().get(0)))
        .extracting(CpioEntry::name)
        .containsExactly("a", "l", "n");
    assertThat(archive.linksOf(archive.entries().get(2)))
        .extracting(CpioEntry::name)
        .containsExactly("a", "m");
  }

  @Test
  void whatIsNotTarIsReadAsAnInitramfs() throws Exception {
    byte[] cpio = Member.archive(Member.file("a", "x"));
    assertThat(read(cpio)).isEqualTo(CpioReader.read(cpio));
    byte[] packed = Tools.filter(cpio, "gzip", "-c");
    assertThat(read(Tools.concat(packed, new byte[4], cpio)).entries()).hasSize(2);
    assertThat(read(new byte[4096]).entries()).isEmpty();
    refused("neither a cpio archive nor a known compression", "what is this?".getBytes(UTF_8));
  }

  @Test
  void brokenArchivesAreRefused() {
    TarMember a = TarMember.file("a", "content");
    refused("ends without a block of zeros", TarMember.members(a));
    refused("the input ends inside the content of a", Arrays.copyOf(TarMember.members(a), 515));
    refused("the input ends inside a tar header", Arrays.copyOf(TarMember.members(a, a), 1400));
    refused("something else than zeros", Tools.concat(TarMember.archive(a), new byte[] {1}));
    byte[] wrong = TarMember.archive(a, a);
    wrong[1024] ^= 1;
    refused("no tar header: its checksum is wrong", wrong);
    refused("has a .. component", TarMember.file("x/../../etc/passwd", ""));
    refused("a name is empty", a, TarMember.file("", ""));
    refused("type 'S', which is not supported", TarMember.of("sparse", 'S', ""));
    refused("type 'M', which is not supported", TarMember.of("volume", 'M', ""));
    refused("a sparse file", TarMember.pax('x', "GNU.sparse.major=1"), a);
    refused("mtime of a tar header is not a number", a.with(136, "-0000000001\0"));
    refused("mtime of a tar header is not a number", a.with(136, "\u00ff".repeat(12)));
    refused("size of a tar header is not a number", a.with(124, "\u0080" + "\u00ff".repeat(11)));
    refused("size of a tar header is not a number", a.with(124, "0000000009x\0"));
    refused("mtime 34359738367 has more than 32 bits", a.with(136, "377777777777"));
    refused("the input ends inside the content of a", a.with(124, "77777777777\0"));
    refused("there is no file b before it", TarMember.of("l", '1', "").with(157, "b"));
    refused(
        "there is no file d before it",
        TarMember.of("d", '5', ""),
        TarMember.of("l", '1', "").with(157, "d"));
    refused("target of symbolic link l has 0 bytes", TarMember.of("l", '2', ""));
    refused("has content and is no regular file", TarMember.of("d", '5', "x"));
    refused("a pax record whose length is wrong", TarMember.of("p", 'x', "99 path=a\n"), a);
    refused("a pax record whose length is wrong", TarMember.of("p", 'x', "0 path=a\n"), a);
    refused("a pax record whose length is wrong", TarMember.of("p", 'x', "path"), a);
    refused("a pax record that is not KEY=VALUE", TarMember.of("p", 'x', "9 path_a\n"), a);
    refused("a pax record with the size -1", TarMember.pax('x', "size=-1"), a);
    refused("a pax record with the mtime .5", TarMember.pax('x', "mtime=.5"), a);
    refused("holds a NUL byte", TarMember.pax('x', "path=a\0b"), a);
    refused("ends behind a header of another member", TarMember.pax('x', "path=a"));
    refused("over the limit of 1048576", TarMember.of("p", 'L', "").with(124, "00004000001\0"), a);
    refused("name of 5000 bytes", TarMember.of("p", 'L', "n".repeat(5000) + "\0"), a);
  }

  @Test
  void limitsHold() throws Exception {
    TarMember a = TarMember.file("a", "x".repeat(2000));
    byte[] archive = TarMember.archive(a, TarMember.file("b", ""));
    assertThatThrownBy(() ->
            ArchiveReader.forEach(MemorySegment.ofArray(archive), LIMITS.withEntries(1), _ -> {}))
        .hasMessageContaining("more than the limit of 1 entries");
    byte[] packed = Tools.filter(archive, "gzip", "-c");
    assertThatThrownBy(() ->
            ArchiveReader.forEach(
                MemorySegment.ofArray(packed), LIMITS.withUnpackedBytes(2000), _ -> {}))
        .hasMessageContaining("unpacks to more than the limit of 2000 bytes");
  }

  /** Damaged archives: an archive or a CpioException comes out, and soon. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void onlyCpioExceptionComesOut(boolean compressed) throws Exception {
    byte[] original =
        TarMember.archive(
            TarMember.of("d", '5', ""),
            TarMember.pax('x', "path=d/" + "p".repeat(200), "mtime=1.5"),
            TarMember.file("d/a", "content of a"),
            TarMember.file("d/b", "content of b"),
            TarMember.of("l", 'L', "d/long\0"),
            TarMember.of("x", '1', "").with(157, "d/b"),
            TarMember.of("s", '2', "").with(157, "d/a"));
    assertThat(read(original).entries()).hasSize(5);
    Random random = new Random(SEED);
    int refused =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60),
            () -> {
              int count = 0;
              for (int i = 0; i < MUTATIONS; i++) {
                byte[] bytes = mutated(original, random);
                count += survives(compressed ? deflated(bytes, random) : bytes);
              }
              return count;
            });
    assertThat(refused).isBetween(MUTATIONS / 10, MUTATIONS - 10);
  }

  private static byte[] deflated(byte[] bytes, Random random) throws IOException {
    var packed = new java.io.ByteArrayOutputStream();
    try (var gzip = new java.util.zip.GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    byte[] result = packed.toByteArray();
    if (random.nextInt(4) == 0) {
      result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return result;
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) "01234567890 \0xgLK12357S".charAt(random.nextInt(23));
        case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 12), (byte) 0xff);
        default -> bytes = random.nextInt(5) == 0 ? Arrays.copyOf(bytes, at + 1) : bytes;
      }
      // The sum guards headers, so most mutations put it right again.
      int header = at / 512 * 512;
      if (random.nextInt(8) != 0 && header + 512 <= bytes.length) {
        TarMember.sum(bytes, header);
      }
    }
    return bytes;
  }

  private static int survives(byte[] bytes) {
    try {
      CpioArchive archive = read(bytes);
      CpioWriter.toBytes(archive);
      return 0;
    } catch (CpioException e) {
      assertThat(e.rule()).isNotBlank();
      return 1;
    } catch (RuntimeException | Error e) {
      return fail(HexFormat.of().formatHex(bytes), e);
    }
  }

  @Test
  void timesAreWrittenWhereTheyAreAskedFor() throws Exception {
    CpioTreeBuilder tree =
        CpioArchive.builder()
            .modificationTime(5)
            .file("a", 0644, new byte[] {1})
            .hardLink("b", "a")
            .modificationTime(0xffff_ffffL)
            .directory("d", 0755);
    assertThat(tree.build().entries()).extracting(CpioEntry::modificationTime).containsOnly(0L);
    CpioArchive timed = tree.buildWithTimes();
    assertThat(timed.entries())
        .extracting(CpioEntry::modificationTime)
        .containsExactly(5L, 5L, 0xffff_ffffL);
    assertThat(timed.canonical()).isEqualTo(tree.build());
    var out = new java.io.ByteArrayOutputStream();
    CpioWriter.writeWithTimes(timed, out);
    assertThat(CpioReader.read(out.toByteArray())).isEqualTo(timed);
  }
}
