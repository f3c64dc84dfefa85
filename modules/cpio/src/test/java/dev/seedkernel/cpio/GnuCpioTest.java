package dev.seedkernel.cpio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GNU cpio as the oracle, both ways. */
class GnuCpioTest {
  private static final String NAMES = ".\nb\ndir\ndir/a\ndir/empty\ndir/hard\nlink\nTRAILER!!!x\n";

  @TempDir Path directory;

  private Path hostTree() throws IOException {
    Path root = Files.createDirectory(directory.resolve("tree"));
    Files.createDirectory(root.resolve("dir"));
    Files.writeString(root.resolve("dir/a"), "content of a\n");
    Files.writeString(root.resolve("dir/empty"), "");
    Files.writeString(root.resolve("b"), "\u00ff".repeat(3000), ISO_8859_1);
    Files.writeString(root.resolve("TRAILER!!!x"), "TRAILER!!!");
    Files.createLink(root.resolve("dir/hard"), root.resolve("dir/a"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("dir/a"));
    Files.setPosixFilePermissions(
        root.resolve("dir/a"), PosixFilePermissions.fromString("rwxr-x--x"));
    return root;
  }

  private static byte[] gnuArchive(Path root, String format) {
    return Tools.run(
        root, NAMES.getBytes(ISO_8859_1), List.of("cpio", "-o", "-H", format, "--quiet"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"newc", "crc"})
  void readsWhatGnuCpioWrites(String format) throws Exception {
    Path root = hostTree();
    CpioArchive archive = CpioReader.read(gnuArchive(root, format));
    assertThat(archive.entries())
        .extracting(CpioEntry::name)
        .containsExactlyInAnyOrderElementsOf(NAMES.lines().toList());
    CpioEntry a = archive.find("dir/a").orElseThrow();
    assertThat(a.permissions()).isEqualTo(0751);
    assertThat(a.linkCount()).isEqualTo(2);
    assertThat(a.modificationTime())
        .isEqualTo(Files.getLastModifiedTime(root.resolve("dir/a")).toMillis() / 1000);
    assertThat(archive.linksOf(a))
        .extracting(CpioEntry::name)
        .containsExactlyInAnyOrder("dir/a", "dir/hard");
    assertThat(archive.find("link").orElseThrow().linkTarget()).isEqualTo("dir/a");
    // The same tree, packed here: the root's own entry is the only difference.
    assertThat(Manifest.of(HostTree.pack(root)).differencesTo(Manifest.of(archive)))
        .extracting(Manifest.Difference::path)
        .containsExactly(".");
  }

  @Test
  void aFlippedBitInWhatGnuCpioSummedIsNoticed() throws Exception {
    byte[] archive = gnuArchive(hostTree(), "crc");
    int at = new String(archive, ISO_8859_1).indexOf("content of a");
    archive[at] ^= 1;
    assertThatThrownBy(() -> CpioReader.read(archive))
        .isInstanceOf(CpioException.class)
        .hasMessageContaining("sums to");
  }

  @Test
  void gnuCpioListsWhatIsWritten() throws Exception {
    CpioArchive tree =
        CpioArchive.builder()
            .directory("dev", 0755)
            .special("dev/console", FileType.CHARACTER_DEVICE, 0600, new DeviceNumber(5, 1))
            .special("dev/ram0", FileType.BLOCK_DEVICE, 0640, new DeviceNumber(1, 0))
            .special("fifo", FileType.FIFO, 0644, DeviceNumber.NONE)
            .file("bin/busybox", 04755, "program".getBytes(ISO_8859_1))
            .hardLink("bin/sh", "bin/busybox")
            .symlink("init", "bin/sh")
            .owner(12, 34)
            .file("owned", 0600, new byte[5])
            .build();
    String listing =
        new String(
            Tools.filter(CpioWriter.toBytes(tree), "cpio", "-itv", "-n", "--quiet"), ISO_8859_1);
    assertThat(listing.lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "drwxr-xr-x 2 0 0 0 Jan 1 1970 bin",
            "-rwsr-xr-x 2 0 0 0 Jan 1 1970 bin/busybox",
            "-rwsr-xr-x 2 0 0 7 Jan 1 1970 bin/sh",
            "drwxr-xr-x 2 0 0 0 Jan 1 1970 dev",
            "crw------- 1 0 0 5, 1 Jan 1 1970 dev/console",
            "brw-r----- 1 0 0 1, 0 Jan 1 1970 dev/ram0",
            "prw-r--r-- 1 0 0 0 Jan 1 1970 fifo",
            "lrwxrwxrwx 1 0 0 6 Jan 1 1970 init -> bin/sh",
            "-rw------- 1 12 34 5 Jan 1 1970 owned");
  }

  @Test
  void gnuCpioExtractsWhatIsWritten() throws Exception {
    Path root = hostTree();
    CpioArchive packed = HostTree.pack(root);
    Path target = Files.createDirectory(directory.resolve("extracted"));
    Tools.run(target, CpioWriter.toBytes(packed), List.of("cpio", "-i", "--quiet"));
    assertThat(HostTree.pack(target)).isEqualTo(packed);
    assertThat(Files.isSameFile(target.resolve("dir/a"), target.resolve("dir/hard"))).isTrue();
    assertThat(Files.readString(target.resolve("dir/hard"))).isEqualTo("content of a\n");
  }

  @Test
  void aFileCalledLikeTheTrailerIsWrittenSoThatGnuCpioKnowsItToo() throws Exception {
    CpioArchive tree =
        CpioArchive.builder()
            .file("TRAILER!!!", 0644, "not the end".getBytes(ISO_8859_1))
            .file("z", 0644, new byte[1])
            .build();
    byte[] archive = CpioWriter.toBytes(tree);
    assertThat(CpioReader.read(archive).canonical()).isEqualTo(tree);
    Tools.run(directory, archive, List.of("cpio", "-i", "--quiet"));
    assertThat(Files.readString(directory.resolve("TRAILER!!!"))).isEqualTo("not the end");
    assertThat(Files.exists(directory.resolve("z"))).isTrue();
  }
}
