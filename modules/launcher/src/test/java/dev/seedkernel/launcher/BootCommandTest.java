package dev.seedkernel.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.cpio.Compression;
import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioReader;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.dtb.AddressRange;
import dev.seedkernel.dtb.DeviceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BootCommandTest {
  @TempDir private Path directory = Path.of("");

  private String archive(String name, CpioTreeBuilder tree, Compression compression)
      throws CpioException, IOException {
    Path file = directory.resolve(name);
    Files.write(file, CpioWriter.toBytes(tree.build(), compression));
    return file.toString();
  }

  private static CpioTreeBuilder init(Path program) throws IOException {
    return CpioArchive.builder().file("init", 0755, Files.readAllBytes(program));
  }

  private String echo() throws CpioException, IOException {
    return archive("echo.cpio", init(Guests.echo(directory)), Compression.NONE);
  }

  @Test
  void argumentsAreThoseOfTheCommandLine() throws Exception {
    assertThat(Launched.with("boot", "--initrd", echo(), "--append", " init  é -- b "))
        .isEqualTo(new Launched(0, "init\né\n--\nb\nHOME=/\nTERM=linux\n", ""));
    assertThat(Launched.with("boot", "--initrd", echo()).out()).startsWith("init\nHOME=/\n");
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void severalArchivesAreConcatenated(Compression compression) throws Exception {
    // Sizes that are no multiple of 4: the second begins behind padding.
    String first = archive("first", init(Guests.catm(directory)), compression);
    String second =
        archive("second", CpioArchive.builder().file("a", 0644, "A".getBytes(UTF_8)), compression);
    String third =
        archive("third", CpioArchive.builder().file("b", 0644, "B".getBytes(UTF_8)), compression);
    Path out = directory.resolve("out");
    Launched result =
        Launched.with(
            "boot",
            "--initrd",
            first,
            "--initrd=" + second,
            "--initrd",
            third,
            "--append",
            "init /ab /a /b",
            "--out",
            out.toString());
    assertThat(result).isEqualTo(new Launched(0, "", ""));
    assertThat(out.resolve("ab")).hasContent("AB");
    try (var files = Files.list(out)) {
      assertThat(files).containsExactly(out.resolve("ab"));
    }
  }

  @Test
  void archivesBeginAtMultiplesOfFourBehindZeros() throws Exception {
    byte[] joined = Initrds.join(List.of(new byte[] {1, 2, 3}, new byte[] {4}, new byte[] {5}));
    assertThat(joined).isEqualTo(new byte[] {1, 2, 3, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 5});
    byte[] single = {1, 2, 3};
    assertThat(Initrds.join(List.of(single))).isEqualTo(single);
  }

  @Test
  void outCpioIsTheCanonicalArchiveOfWhatChanged() throws Exception {
    String initrd =
        archive(
            "initrd",
            init(Guests.catm(directory)).file("in", 0644, "text".getBytes(UTF_8)),
            Compression.GZIP);
    Path out = directory.resolve("out.cpio");
    Launched result =
        Launched.with(
            "boot", "--initrd", initrd, "--append", "init copy in", "--out-cpio", out.toString());
    assertThat(result).isEqualTo(new Launched(0, "", ""));
    assertThat(Files.readAllBytes(out))
        .isEqualTo(
            CpioWriter.toBytes(
                CpioArchive.builder().file("copy", 0644, "text".getBytes(UTF_8)).build()));
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".tmp"));
    }
  }

  @Test
  void dumpComesBackThroughExtract() throws Exception {
    String initrd =
        archive(
            "initrd",
            init(Guests.catm(directory)).file("in", 0644, "text".getBytes(UTF_8)),
            Compression.NONE);
    Launched result = Launched.with("boot", "--initrd", initrd, "--append", "init copy in dumpfs");
    assertThat(result.status()).isZero();
    Path transcript =
        Files.writeString(directory.resolve("transcript"), "noise\n" + result.out() + "noise\n");
    Path out = directory.resolve("out");
    assertThat(Launched.with("extract", transcript.toString(), "-o", out.toString()))
        .isEqualTo(new Launched(0, "", ""));
    assertThat(out.resolve("copy")).hasContent("text");
    assertThat(out.resolve("init")).hasSameBinaryContentAs(directory.resolve("catm"));

    Files.writeString(
        transcript,
        result.out().substring(0, result.out().length() - "\n=== DUMP-END ===\n".length()));
    Launched cut = Launched.with("extract", transcript.toString(), "-o", out + "2");
    assertThat(cut.status()).isEqualTo(125);
    assertThat(cut.err())
        .startsWith("seedkernel: " + transcript + ": line ")
        .contains("the transcript ends before")
        .hasLineCount(1);
    assertThat(directory.resolve("out2")).doesNotExist();
    Files.writeString(transcript, "nothing here\n");
    assertThat(Launched.with("extract", transcript.toString(), "-o", out.toString()).err())
        .isEqualTo("seedkernel: %s: line 2: no line === DUMP-BEGIN ===\n".formatted(transcript));
  }

  @Test
  void deviceTreeOfTheCallerIsCompleted() throws Exception {
    Path dtb = directory.resolve("board.dtb");
    DeviceTree board =
        DeviceTree.build(root ->
            root.cells("#address-cells", 2)
                .cells("#size-cells", 2)
                .node(
                    "memory@40000000",
                    memory ->
                        memory
                            .strings("device_type", "memory")
                            .reg(new AddressRange(0x4000_0000L, 64L << 20)))
                .node("chosen", chosen -> chosen.strings("bootargs", "init from tree")));
    Files.write(dtb, board.toBytes());
    assertThat(Launched.with("boot", "--initrd", echo(), "--dtb", dtb.toString()).out())
        .startsWith("init\nfrom\ntree\n");
    assertThat(
            Launched.with(
                    "boot", "--initrd", echo(), "--dtb", dtb.toString(), "--append", "init mine")
                .out())
        .startsWith("init\nmine\nHOME");
    // RAM of the board is what processes may use.
    String hog = archive("hog.cpio", init(Guests.hog(directory)), Compression.NONE);
    assertThat(Launched.with("boot", "--initrd", hog, "--dtb", dtb.toString()).status())
        .isEqualTo(137);
    assertThat(Launched.with("boot", "--initrd", hog, "--dtb", dtb.toString(), "--memory", "1G"))
        .isEqualTo(new Launched(0, "", ""));
  }

  @Test
  void badDeviceTreesAreOneLine() throws Exception {
    Path dtb = Files.writeString(directory.resolve("bad.dtb"), "not a tree");
    Launched result = Launched.with("boot", "--initrd", echo(), "--dtb", dtb.toString());
    assertThat(result.status()).isEqualTo(125);
    assertThat(result.err()).startsWith("seedkernel: " + dtb + ": ").hasLineCount(1);

    Files.write(dtb, DeviceTree.build(root -> root.strings("model", "none")).toBytes());
    Launched noMemory = Launched.with("boot", "--initrd", echo(), "--dtb", dtb.toString());
    assertThat(noMemory.status()).isEqualTo(125);
    assertThat(noMemory.err())
        .isEqualTo("seedkernel: device tree: no /memory with a reg property\n");

    Files.write(
        dtb,
        DeviceTree.build(root -> root.cells("#address-cells", 1).cells("#size-cells", 1))
            .toBytes());
    Launched tooLarge =
        Launched.with("boot", "--initrd", echo(), "--dtb", dtb.toString(), "--memory", "8G");
    assertThat(tooLarge.status()).isEqualTo(125);
    assertThat(tooLarge.err()).startsWith("seedkernel: device tree: ").hasLineCount(1);
  }

  @Test
  void missingInitrdIsOneLine() {
    assertThat(Launched.with("boot", "--initrd", "/none/such"))
        .isEqualTo(new Launched(125, "", "seedkernel: /none/such: no such file or directory\n"));
    assertThat(Launched.with("boot", "--initrd", directory.toString()))
        .isEqualTo(new Launched(125, "", "seedkernel: %s: is a directory\n".formatted(directory)));
  }

  @Test
  void truncatedInitrdIsOneLine() throws Exception {
    for (Compression compression : List.of(Compression.NONE, Compression.XZ, Compression.ZSTD)) {
      String initrd = archive("whole", init(Guests.echo(directory)), compression);
      byte[] bytes = Files.readAllBytes(Path.of(initrd));
      Path cut = directory.resolve("cut");
      Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
      Launched result = Launched.with("boot", "--initrd", cut.toString());
      assertThat(result.status()).isEqualTo(125);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).startsWith("seedkernel: initramfs: ").hasLineCount(1);
    }
  }

  @Test
  void initIsMissing() throws Exception {
    String initrd =
        archive("no-init", CpioArchive.builder().directory("etc", 0755), Compression.NONE);
    assertThat(Launched.with("boot", "--initrd", initrd))
        .isEqualTo(new Launched(127, "", "seedkernel: /init: no such file or directory\n"));
  }

  @Test
  void initCannotBeExecuted() throws Exception {
    String plain =
        archive(
            "plain",
            CpioArchive.builder().file("init", 0644, "x".getBytes(UTF_8)),
            Compression.NONE);
    assertThat(Launched.with("boot", "--initrd", plain))
        .isEqualTo(new Launched(126, "", "seedkernel: /init: not executable\n"));
    String text =
        archive(
            "text",
            CpioArchive.builder().file("init", 0755, "hello".getBytes(UTF_8)),
            Compression.NONE);
    Launched result = Launched.with("boot", "--initrd", text);
    assertThat(result.status()).isEqualTo(126);
    assertThat(result.err()).startsWith("seedkernel: /init: ").hasLineCount(1);
    String directoryInit =
        archive("dir", CpioArchive.builder().directory("init", 0755), Compression.NONE);
    assertThat(Launched.with("boot", "--initrd", directoryInit).status()).isEqualTo(126);
  }

  @Test
  void deathOfInitIsToldAndItsFilesAreHandedOut() throws Exception {
    String initrd = archive("null", init(Guests.nullPointer(directory)), Compression.NONE);
    Path out = directory.resolve("out");
    Launched result = Launched.with("boot", "--initrd", initrd, "--out", out.toString());
    assertThat(result.status()).isEqualTo(139);
    assertThat(result.err())
        .isEqualTo("seedkernel: /init was killed by SIGSEGV: LOAD at 0x0: UNMAPPED, pc 0x400004\n");
    assertThat(out).isDirectory();
  }

  @Test
  void filesThatDoNotFitAreNamed() throws Exception {
    Launched result = Launched.with("boot", "--initrd", echo(), "--limit", "files=1");
    assertThat(result.status()).isEqualTo(125);
    assertThat(result.err()).contains("does not fit the limit files=1").hasLineCount(1);
  }

  @Test
  void processesOfADriverAreCounted() throws Exception {
    String initrd =
        archive(
            "tier2",
            init(Guests.driver(directory))
                .file("catm", 0755, Files.readAllBytes(Guests.catm(directory)))
                .file("in", 0644, "text".getBytes(UTF_8)),
            Compression.NONE);
    Launched result =
        Launched.with("boot", "--initrd", initrd, "--append", "init /catm /out /in", "--stats");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .isEqualTo("driver: this kernel has spawn\ndriver: the child exited with status 0\n");
    assertThat(result.err()).contains("\"processes\": 2,", "\"spawn\": 2");
    Launched quota =
        Launched.with(
            "boot",
            "--initrd",
            initrd,
            "--append",
            "init /catm /out /in",
            "--limit",
            "processes=1");
    assertThat(quota.status()).isEqualTo(120);
    assertThat(quota.out()).contains("driver: the child did not succeed");
  }

  @Test
  void archiveOfTheOutputCanBeReadBack() throws Exception {
    Path out = directory.resolve("o.cpio");
    Launched.with("boot", "--initrd", echo(), "--out-cpio", out.toString());
    assertThat(CpioReader.read(Files.readAllBytes(out)).entries()).isEmpty();
  }

  @Test
  void whatIsNoTreeIsSaidByItsFirstBytes() throws IOException {
    Path file = Files.writeString(directory.resolve("not.dtb"), "07070100".repeat(20));
    Path initrd = Files.write(directory.resolve("any.cpio"), new byte[512]);
    Launched result =
        Launched.with("boot", "--initrd", initrd.toString(), "--dtb", file.toString());
    assertThat(result.status()).isEqualTo(125);
    assertThat(result.err())
        .contains("the first 4 bytes are 0x30373037, not the magic number 0xd00dfeed")
        .hasLineCount(1);
  }
}
