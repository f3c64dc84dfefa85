package dev.seedkernel.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.cpio.DeviceNumber;
import dev.seedkernel.cpio.FileType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code pack}, {@code list} and {@code unpack}. */
final class ArchiveCommandsTest {
  @TempDir private Path directory = Path.of("");

  private Path tree() throws IOException {
    Path tree = directory.resolve("tree");
    if (Files.exists(tree)) {
      return tree;
    }
    Files.createDirectories(tree.resolve("etc"));
    Files.writeString(tree.resolve("etc/motd"), "welcome\n");
    Files.createSymbolicLink(tree.resolve("motd"), Path.of("etc/motd"));
    Path program = Files.writeString(tree.resolve("init"), "not a program");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-x---"));
    Files.setPosixFilePermissions(
        tree.resolve("etc/motd"), PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(
        tree.resolve("etc"), PosixFilePermissions.fromString("rwxr-xr-x"));
    return tree;
  }

  private String write(CpioTreeBuilder builder) throws Exception {
    return Files.write(directory.resolve("a.cpio"), CpioWriter.toBytes(builder.build())).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "xz", "lzma", "bzip2", "zstd", "lz4"})
  void packAndUnpackAreInverse(String compression) throws IOException {
    Path archive = directory.resolve("archive");
    assertThat(
            Launched.with(
                "pack", tree().toString(), "-o", archive.toString(), "--compress", compression))
        .isEqualTo(new Launched(0, "", ""));
    Path out = directory.resolve("out");
    assertThat(Launched.with("unpack", archive.toString(), "--output", out.toString()))
        .isEqualTo(new Launched(0, "", ""));
    assertThat(out.resolve("etc/motd")).hasContent("welcome\n");
    assertThat(Files.readSymbolicLink(out.resolve("motd"))).isEqualTo(Path.of("etc/motd"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve("init"))))
        .isEqualTo("rwxr-x---");
    assertThat(Launched.with("list", archive.toString()).out())
        .isEqualTo(
            """
            drwxr-xr-x   2 0        0               0 1970-01-01 00:00 etc
            -rw-r--r--   1 0        0               8 1970-01-01 00:00 etc/motd
            -rwxr-x---   1 0        0              13 1970-01-01 00:00 init
            lrwxrwxrwx   1 0        0               8 1970-01-01 00:00 motd -> etc/motd
            """);
  }

  @Test
  void listShowsManifests() throws IOException {
    Path archive = directory.resolve("archive");
    Launched.with("pack", tree().toString(), "-o", archive.toString());
    assertThat(Launched.with("list", "--manifest", archive.toString()).out())
        .contains(
            "d0755 0 - etc\n",
            "-0644 8 " + DemoCommand.sha256("welcome\n".getBytes(UTF_8)) + " etc/motd\n");
  }

  @Test
  void listShowsEveryTypeAndHidesControlCharacters() throws Exception {
    String archive =
        write(
            CpioArchive.builder()
                .owner(1000, 100)
                .special("null", FileType.CHARACTER_DEVICE, 0666, new DeviceNumber(1, 3))
                .special("pipe", FileType.FIFO, 0600, DeviceNumber.NONE)
                .file("su", 04755, "x".getBytes(UTF_8))
                .directory("tmp", 01777)
                .file("gone\n\u001b[2J", 02640, new byte[0]));
    assertThat(Launched.with("list", archive).out())
        .isEqualTo(
            """
            -rw-r-S---   1 1000     100             0 1970-01-01 00:00 gone\\x0a\\x1b[2J
            crw-rw-rw-   1 1000     100        1,   3 1970-01-01 00:00 null
            prw-------   1 1000     100             0 1970-01-01 00:00 pipe
            -rwsr-xr-x   1 1000     100             1 1970-01-01 00:00 su
            drwxrwxrwt   2 1000     100             0 1970-01-01 00:00 tmp
            """);
  }

  @Test
  void packRefusesWhatIsNoDirectory() throws IOException {
    String out = directory.resolve("x").toString();
    assertThat(Launched.with("pack", "/none/such", "-o", out))
        .isEqualTo(new Launched(125, "", "seedkernel: /none/such: no such file or directory\n"));
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(Launched.with("pack", file.toString(), "-o", out))
        .isEqualTo(new Launched(125, "", "seedkernel: %s: not a directory\n".formatted(file)));
    assertThat(Launched.with("pack", tree().toString(), "-o", "/none/such/x"))
        .isEqualTo(new Launched(125, "", "seedkernel: /none/such/x: no such file or directory\n"));
    Launched compression = Launched.with("pack", tree().toString(), "-o", out, "--compress", "rar");
    assertThat(compression.status()).isEqualTo(125);
    assertThat(compression.err())
        .contains("'rar' is not one of none, gzip, xz, lzma, bzip2, zstd, lz4")
        .hasLineCount(1);
  }

  @Test
  void packLeavesNothingBehindWhenItFails() throws IOException {
    Path occupied = Files.createDirectories(directory.resolve("occupied"));
    Launched result = Launched.with("pack", tree().toString(), "-o", occupied.toString());
    assertThat(result.status()).isEqualTo(125);
    assertThat(result.err()).startsWith("seedkernel: " + occupied + ": ").hasLineCount(1);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("occupied", "tree");
    }
  }

  @Test
  void truncatedArchiveIsOneLine() throws IOException {
    Path archive = directory.resolve("archive");
    Launched.with("pack", tree().toString(), "-o", archive.toString());
    Files.write(archive, Arrays.copyOf(Files.readAllBytes(archive), 300));
    for (String[] command :
        new String[][] {
          {"list", archive.toString()}, {"unpack", archive.toString(), "-o", directory + "/o"}
        }) {
      Launched result = Launched.with(command);
      assertThat(result.status()).isEqualTo(125);
      assertThat(result.err())
          .startsWith("seedkernel: " + archive + ": at offset 0x")
          .hasLineCount(1);
    }
    assertThat(directory.resolve("o")).doesNotExist();
    assertThat(Launched.with("list", "/none/such").err())
        .isEqualTo("seedkernel: /none/such: no such file or directory\n");
  }

  @Test
  void unpackNeverLeavesTheDirectory() throws Exception {
    Path out = directory.resolve("out");
    for (CpioTreeBuilder escaping :
        new CpioTreeBuilder[] {
          CpioArchive.builder().file("x", 0644, new byte[1]).symlink("link", "/etc"),
          CpioArchive.builder().file("x", 0644, new byte[1]).symlink("link", "../y")
        }) {
      Launched result = Launched.with("unpack", write(escaping), "-o", out.toString());
      assertThat(result.status()).isEqualTo(125);
      assertThat(result.err()).contains("symbolic link link leads out").hasLineCount(1);
      assertThat(out).doesNotExist();
    }
    byte[] climbing =
        CpioWriter.toBytes(CpioArchive.builder().file("aa/x", 0644, new byte[1]).build());
    for (int i = 0; i + 2 < climbing.length; i++) {
      if (climbing[i] == 'a' && climbing[i + 1] == 'a' && climbing[i + 2] == '/') {
        climbing[i] = '.';
        climbing[i + 1] = '.';
      }
    }
    Path archive = Files.write(directory.resolve("climbing"), climbing);
    Launched result = Launched.with("unpack", archive.toString(), "-o", out.toString());
    assertThat(result.status()).isEqualTo(125);
    assertThat(result.err()).contains("has a .. component").hasLineCount(1);
    assertThat(directory.resolve("x")).doesNotExist();
  }

  @Test
  void unpackCanLeaveLinksOut() throws Exception {
    Path out = directory.resolve("out");
    String archive =
        write(
            CpioArchive.builder()
                .file("x", 0644, "x".getBytes(UTF_8))
                .symlink("in", "x")
                .symlink("out", "/etc")
                .special("dev/null", FileType.CHARACTER_DEVICE, 0666, new DeviceNumber(1, 3)));
    assertThat(Launched.with("unpack", archive, "-o", out.toString(), "--skip-links"))
        .isEqualTo(
            new Launched(
                0,
                "",
                """
                seedkernel: %1$s: left out out: its target is /etc
                seedkernel: %1$s: left out dev/null: a character device is not made on the host
                """
                    .formatted(archive)));
    assertThat(out.resolve("in")).hasContent("x");
    assertThat(Files.exists(out.resolve("out"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void anArchiveInItsOwnTreeIsNotPacked() throws IOException {
    Path output = tree().resolve("x.cpio");
    assertThat(Launched.with("pack", tree().toString(), "-o", output.toString()))
        .isEqualTo(new Launched(0, "", ""));
    byte[] first = Files.readAllBytes(output);
    assertThat(Launched.with("pack", tree().toString(), "-o", output.toString()))
        .isEqualTo(new Launched(0, "", ""));
    assertThat(Files.readAllBytes(output)).isEqualTo(first);
    assertThat(Launched.with("list", output.toString()).out())
        .contains("etc/motd")
        .doesNotContain("x.cpio");
  }

  @Test
  void aHyphenStandsForTheStandardStreams() throws IOException {
    Launched packed = Launched.with("pack", tree().toString(), "-o", "-");
    assertThat(packed.status()).isZero();
    assertThat(packed.out()).startsWith("070701");
    Launched listed = Launched.withInput(packed.out(), "list", "-");
    assertThat(listed.status()).isZero();
    assertThat(listed.out()).contains(" etc/motd\n", " motd -> etc/motd\n");
    Path out = directory.resolve("out");
    assertThat(Launched.withInput(packed.out(), "unpack", "-", "-o", out.toString()))
        .isEqualTo(new Launched(0, "", ""));
    assertThat(out.resolve("etc/motd")).hasContent("welcome\n");
  }

  @Test
  void inputsWithoutAnEndAreRefused() throws Exception {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }
        };
    assertThatThrownBy(() -> HostFiles.read("/dev/zero", endless, 1000))
        .isInstanceOf(FailedException.class)
        .hasMessage("/dev/zero: more than 1000 bytes, which is too large to be read into memory");
    assertThat(HostFiles.read("x", new ByteArrayInputStream(new byte[1000]), 1000)).hasSize(1000);
  }

  @Test
  void aCutCompressionIsSaidInWords() throws IOException {
    Path archive = directory.resolve("x.gz");
    Launched.with("pack", tree().toString(), "-o", archive.toString(), "--compress", "gzip");
    Files.write(archive, Arrays.copyOf(Files.readAllBytes(archive), 15));
    Launched result = Launched.with("list", archive.toString());
    assertThat(result.status()).isEqualTo(125);
    assertThat(result.err()).contains("gzip part cannot be unpacked: it ends too early");
  }
}
