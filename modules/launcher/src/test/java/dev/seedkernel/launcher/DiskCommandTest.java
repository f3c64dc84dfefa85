package dev.seedkernel.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.cpio.Compression;
import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.CpioWriter;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Disks from the command line: {@code boot --disk} and {@code disk}. */
final class DiskCommandTest {
  private static final int SECTOR = 512;

  @TempDir private Path directory = Path.of("");

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private static CpioTreeBuilder catm(Path directory) throws IOException {
    return CpioArchive.builder()
        .file("init", 0755, Files.readAllBytes(Guests.catm(directory)))
        .file("a", 0644, "A".getBytes(UTF_8))
        .file("b", 0644, "B".getBytes(UTF_8));
  }

  private String archive(String name, CpioTreeBuilder tree, Compression compression)
      throws CpioException, IOException {
    return Files.write(directory.resolve(name), CpioWriter.toBytes(tree.build(), compression))
        .toString();
  }

  private String input() throws Exception {
    return archive("in", catm(directory), Compression.NONE);
  }

  private Launched boot(String... arguments) {
    return Launched.with(
        Stream.concat(Stream.of("boot", "--append", "init /ab /a /b"), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private Launched refused(String message, String... arguments) {
    Launched result = boot(arguments);
    assertThat(result.status()).isEqualTo(125);
    assertThat(result.err()).startsWith("seedkernel: ").contains(message).hasLineCount(1);
    assertThat(result.out()).isEmpty();
    return result;
  }

  private void noResult(String message, String disk) {
    String out = file("nothing");
    for (Launched result :
        new Launched[] {
          Launched.with("disk", "extract", disk, "-o", out), Launched.with("disk", "list", disk)
        }) {
      assertThat(result.status()).isEqualTo(125);
      assertThat(result.err()).startsWith("seedkernel: " + disk).contains(message).hasLineCount(1);
      assertThat(result.out()).isEmpty();
    }
    assertThat(Path.of(out)).doesNotExist();
  }

  /** Sizes that are no multiple of 512, as compressed archives have. */
  @ParameterizedTest
  @EnumSource(Compression.class)
  void filesComeFromADiskAndGoToOne(Compression compression) throws Exception {
    String in = archive("in", catm(directory), compression);
    byte[] before = Files.readAllBytes(Path.of(in));
    FileTime time = FileTime.fromMillis(86_400_000);
    Files.setLastModifiedTime(Path.of(in), time);
    String out = file("out");
    assertThat(boot("--disk", "in=" + in, "--disk", "out=" + out + ",size=1M"))
        .isEqualTo(new Launched(0, "", ""));
    assertThat(Path.of(in)).hasBinaryContent(before);
    assertThat(Files.getLastModifiedTime(Path.of(in))).isEqualTo(time);
    assertThat(Files.size(Path.of(out))).isEqualTo(1 << 20);
    assertThat(Launched.with("disk", "list", out))
        .isEqualTo(
            new Launched(0, "-rw-r--r--   1 0        0               2 2000-01-01 00:00 ab\n", ""));
    String extracted = file("extracted");
    assertThat(Launched.with("disk", "extract", out, "-o", extracted))
        .isEqualTo(new Launched(0, "", ""));
    assertThat(Path.of(extracted, "ab")).hasContent("AB");
    try (var files = Files.list(Path.of(extracted))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aFileIsNoDirectoryToExtractInto() throws Exception {
    String in = input();
    String out = file("out");
    assertThat(boot("--disk", "in=" + in, "--disk", "out=" + out).status()).isZero();
    byte[] before = Files.readAllBytes(Path.of(in));
    Launched expected = new Launched(125, "", "seedkernel: " + in + ": not a directory\n");
    assertThat(Launched.with("disk", "extract", out, "-o", in)).isEqualTo(expected);
    assertThat(Launched.with("unpack", in, "-o", in)).isEqualTo(expected);
    assertThat(Path.of(in)).hasBinaryContent(before);
  }

  @Test
  void theSameRunGivesTheSameDisk() throws Exception {
    String in = input();
    for (String name : new String[] {"one", "two"}) {
      boot("--initrd", in, "--disk", "out=" + file(name) + ",size=64K");
    }
    // With the files from a disk, and with an old result on the other.
    boot("--disk", "in=" + in, "--disk", "out=" + file("two"));
    assertThat(directory.resolve("one")).hasSameBinaryContentAs(directory.resolve("two"));
  }

  @Test
  void theDiskLiesOverTheInitramfs() throws Exception {
    String over =
        archive(
            "over", CpioArchive.builder().file("b", 0644, "disk".getBytes(UTF_8)), Compression.XZ);
    String out = file("files");
    assertThat(boot("--initrd", input(), "--disk", "in=" + over, "--out", out).status()).isZero();
    assertThat(Path.of(out, "ab")).hasContent("Adisk");
  }

  @Test
  void anOutputDiskIsMadeSparse() throws Exception {
    String out = file("new");
    assertThat(boot("--disk", "in=" + input(), "--disk", "out=" + out).status()).isZero();
    assertThat(Files.size(Path.of(out))).isEqualTo(2L << 30);
    assertThat(Launched.with("disk", "list", out).status()).isZero();
  }

  @Test
  void aDiskThatIsTooSmallSaysHowManyBytesWereNeeded() throws Exception {
    String in = input();
    String out = file("small");
    refused(
        "disk 'out' at 0xa003c00: no result is written: the files need 1024 bytes,"
            + " and the disk has 512",
        "--disk",
        "in=" + in,
        "--disk",
        "out=" + out + ",size=512");
    assertThat(Path.of(out)).hasBinaryContent(new byte[SECTOR]);
    noResult("no result: the run did not come to its end, or its files did not fit", out);
    // The other ways out are not hindered.
    String files = file("files");
    Launched both = boot("--disk", "in=" + in, "--disk", "out=" + out, "--out", files);
    assertThat(both.status()).isEqualTo(125);
    assertThat(Path.of(files, "ab")).hasContent("AB");
    assertThat(boot("--disk", "in=" + in, "--disk", "out=" + file("fits") + ",size=1K").status())
        .isZero();
  }

  @Test
  void aResultThatIsCutOffOrDamagedIsRefused() throws Exception {
    String out = file("out");
    boot("--disk", "in=" + input(), "--disk", "out=" + out + ",size=64K");
    byte[] whole = Files.readAllBytes(Path.of(out));
    String broken = file("broken");
    Files.write(Path.of(broken), Arrays.copyOf(whole, SECTOR));
    noResult("cut off: the result has 512 bytes behind its header, the disk has 0", broken);
    Files.write(Path.of(broken), Arrays.copyOf(whole, 700));
    noResult("has 700 bytes, which is not a positive multiple of 512", broken);
    byte[] damaged = whole.clone();
    damaged[600] ^= 1;
    Files.write(Path.of(broken), damaged);
    noResult("the result is damaged: its SHA-256 is wrong", broken);
    damaged = whole.clone();
    damaged[20] ^= 1;
    Files.write(Path.of(broken), damaged);
    noResult("the header of the result is damaged: its CRC-32 is wrong", broken);
    Files.write(Path.of(broken), new byte[4096]);
    noResult("no result", broken);
    noResult("not an output disk", input());
    noResult("no such file or directory", file("none"));
    noResult("not a regular file", directory.toString());
  }

  @Test
  void anOldResultIsGoneWhenARunBegins() throws Exception {
    String in = input();
    String out = file("out");
    boot("--disk", "in=" + in, "--disk", "out=" + out + ",size=64K");
    assertThat(boot("--disk", "in=" + in, "--disk", "out=" + out, "--budget", "5").status())
        .isEqualTo(124);
    noResult("no result", out);
    boot("--disk", "in=" + in, "--disk", "out=" + out);
    String empty = archive("empty", CpioArchive.builder(), Compression.NONE);
    Launched noInit = boot("--disk", "in=" + empty, "--disk", "out=" + out);
    assertThat(noInit.status()).isEqualTo(127);
    assertThat(noInit.err()).startsWith("seedkernel: /init: ").hasLineCount(1);
    noResult("no result", out);
  }

  @Test
  void aFileWithSomethingElseIsLeftAsItIs() throws Exception {
    Path precious = Files.writeString(directory.resolve("precious"), "x".repeat(2048));
    refused(
        "this holds something else, and is left as it is",
        "--disk",
        "in=" + input(),
        "--disk",
        "out=" + precious);
    assertThat(precious).hasContent("x".repeat(2048));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "middle=x | in=FILE or out=FILE[,size=SIZE] is expected",
        "in= | in=FILE or out=FILE[,size=SIZE] is expected",
        "x | in=FILE or out=FILE[,size=SIZE] is expected",
        "out=x,size=1 | a size of 1 bytes is not a positive multiple of 512",
        "out=x,size=0 | a size of 0 bytes is not a positive multiple of 512",
        "out=x,size=much | 'much' is not a number",
        "in=x,size=512 | only an output disk has a size to choose",
        "in=/none/such | --disk in=/none/such: no such file or directory",
        "out=/none/such | --disk out=/none/such: no such file or directory",
        "in=/ | --disk in=/: not a regular file",
        "out=/dev/null | --disk out=/dev/null: not a regular file",
      })
  void optionsThatCannotBeAreOneLine(String disk, String message) throws Exception {
    refused(message, "--initrd", input(), "--disk", disk);
    assertThat(Path.of("x")).doesNotExist();
  }

  @Test
  void disksThatAreInUseOrDoNotFitAreOneLine() throws Exception {
    String in = input();
    String out = file("out");
    boot("--disk", "in=" + in, "--disk", "out=" + out + ",size=64K");
    refused(
        "--disk out=%s: the file has 65536 bytes, not 32768".formatted(out),
        "--disk",
        "in=" + in,
        "--disk",
        "out=" + out + ",size=32K");
    refused(
        "there can be one output disk",
        "--initrd",
        in,
        "--disk",
        "out=" + out,
        "--disk",
        "out=" + file("other"));
    refused("is in use as a disk already", "--disk", "in=" + in, "--disk", "in=" + in);
    refused("is in use as a disk already", "--disk", "in=" + out, "--disk", "out=" + out);
    refused(
        "missing required option: '--initrd=FILE' or '--disk in=FILE'",
        "--disk",
        "out=" + file("other"));
    assertThat(directory.resolve("other")).doesNotExist();
    assertThat(Launched.with("disk", "list", out).status()).isZero();
  }

  /** Starts the program in a process of its own. */
  private Process start(String... arguments) throws IOException {
    return startAfter("true", arguments);
  }

  /** Starts it from a shell that has done something first. */
  private Process startAfter(String preparation, String... arguments) throws IOException {
    String path =
        Stream.of("jdk.module.path", "java.class.path")
            .map(name -> System.getProperty(name, ""))
            .filter(value -> !value.isEmpty())
            .reduce((a, b) -> a + File.pathSeparator + b)
            .orElseThrow();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String[] command =
        Stream.concat(
                Stream.of(
                    "sh",
                    "-c",
                    preparation + "; exec \"$@\"",
                    "sh",
                    java,
                    "-Xshare:auto",
                    "-XX:-UsePerfData",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    "target/classes" + File.pathSeparator + path,
                    "dev.seedkernel.launcher.Main"),
                Stream.of(arguments))
            .toArray(String[]::new);
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(directory.resolve("err").toFile())
        .start();
  }

  private static byte[] sector(Path disk, long number) throws IOException {
    try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(SECTOR);
      channel.read(bytes, number * SECTOR);
      return bytes.array();
    }
  }

  private static boolean isZero(byte[] bytes) {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }

  @Test
  void aRunThatIsKilledLeavesNoResultAndIsLockedUntilThen() throws Exception {
    String in = input();
    Path out = directory.resolve("out");
    boot("--disk", "in=" + in, "--disk", "out=" + out + ",size=64K");
    assertThat(isZero(sector(out, 0))).isFalse();
    Path endless = Guests.program(directory.resolve("endless"), "_start: b _start\n");
    String spinning =
        archive(
            "spinning",
            CpioArchive.builder().file("init", 0755, Files.readAllBytes(endless)),
            Compression.NONE);
    Process process = start("boot", "--initrd", spinning, "--disk", "out=" + out);
    try {
      waitUntil(process, () -> isZero(sector(out, 0)));
      noResult("is locked by another process", out.toString());
      refused("is locked by another process", "--initrd", in, "--disk", "out=" + out);
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    noResult("no result: the run did not come to its end", out.toString());
  }

  /** Killed while the archive is written, if it can be met: the disk has the result or none. */
  @Test
  void aRunThatIsKilledAsItWritesLeavesAWholeResultOrNone() throws Exception {
    Path writer = Guests.program(directory.resolve("writer"), WRITER);
    String initrd =
        archive(
            "writes",
            CpioArchive.builder().file("init", 0755, Files.readAllBytes(writer)),
            Compression.NONE);
    Path out = directory.resolve("out");
    try (RandomAccessFile made = new RandomAccessFile(out.toFile(), "rw")) {
      made.setLength(64 << 20);
    }
    int none = 0;
    for (int attempt = 0; attempt < 3; attempt++) {
      try (FileChannel channel = FileChannel.open(out, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.allocate(2 * SECTOR), 0);
      }
      Process process = start("boot", "--initrd", initrd, "--disk", "out=" + out);
      try {
        waitUntil(process, () -> !isZero(sector(out, 1)));
      } finally {
        process.destroyForcibly();
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      Launched listed = Launched.with("disk", "list", out.toString());
      if (listed.status() == 0) {
        assertThat(listed.out()).contains(" 33554432 ");
      } else {
        none++;
        noResult("no result: the run did not come to its end", out.toString());
      }
    }
    // How many kills met the writing depends on the host; DiskCrashTest stops at each write.
    System.err.println(none + " of 3 runs were killed as they wrote");
  }

  /** The host lets no file grow beyond some MiB, as one whose disk is full. */
  @Test
  void aHostThatTakesNoMoreBytesLeavesNoResult() throws Exception {
    Path writer = Guests.program(directory.resolve("writer"), WRITER);
    String initrd =
        archive(
            "writes",
            CpioArchive.builder().file("init", 0755, Files.readAllBytes(writer)),
            Compression.NONE);
    Path out = directory.resolve("out");
    try (RandomAccessFile made = new RandomAccessFile(out.toFile(), "rw")) {
      made.setLength(64 << 20);
    }
    Process process =
        startAfter("ulimit -f 16000", "boot", "--initrd", initrd, "--disk", "out=" + out);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(125);
    assertThat(Files.readAllLines(directory.resolve("err")))
        .satisfiesOnlyOnce(line ->
            assertThat(line)
                .startsWith(
                    "seedkernel: disk 'out' at 0xa003e00: no result is written: VIRTIO_BLK"))
        .satisfiesOnlyOnce(line ->
            assertThat(line).startsWith("seedkernel: --disk out=" + out + ": File too large"));
    assertThat(isZero(sector(out, 1))).isFalse();
    noResult("no result: the run did not come to its end", out.toString());
  }

  @Test
  void aDiskThatTheHostCannotMakeIsNamedAndLeavesNothing() throws Exception {
    Path out = directory.resolve("out");
    Process process =
        startAfter("ulimit -f 16000", "boot", "--initrd", input(), "--disk", "out=" + out);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(125);
    assertThat(Files.readAllLines(directory.resolve("err")))
        .singleElement()
        .asString()
        .startsWith("seedkernel: --disk out=" + out + " cannot have 2147483648 bytes: ");
    assertThat(out).doesNotExist();
  }

  /** Makes a file of 32 MiB. */
  private static final String WRITER =
      """
      _start: mov     x0, #-100
              adr     x1, name
              mov     x2, #0x41
              mov     x3, #0600
              mov     x8, #56             // openat
              svc     #0
              mov     x19, x0
              mov     x20, #512
      next:   mov     x0, x19
              adrp    x1, buffer
              add     x1, x1, :lo12:buffer
              mov     x2, #65536
              mov     x8, #64             // write
              svc     #0
              subs    x20, x20, #1
              b.ne    next
              mov     x0, #0
              mov     x8, #94
              svc     #0
      name:   .asciz  "/large"
              .bss
      buffer: .skip   65536
      """;

  /** What is waited for. */
  private interface Condition {
    boolean holds() throws IOException;
  }

  private void waitUntil(Process process, Condition condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      assertThat(process.isAlive() || condition.holds())
          .as("%s", Files.readString(directory.resolve("err")))
          .isTrue();
      assertThat(System.nanoTime()).as("a minute").isLessThan(end);
      Thread.sleep(1);
    }
  }
}
