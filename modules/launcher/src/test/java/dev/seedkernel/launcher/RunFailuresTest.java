package dev.seedkernel.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.elf.ElfWriter;
import dev.seedkernel.elf.Machine;
import dev.seedkernel.elf.ObjectType;
import dev.seedkernel.elf.Segment;
import dev.seedkernel.elf.SegmentType;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run} and {@code boot} say of programs and files that they cannot use. */
final class RunFailuresTest {
  private static final String LINKER = "/lib/ld-linux-aarch64.so.1";

  @TempDir private Path directory = Path.of("");

  @Test
  void argumentsWithAnAtSignAreNoFiles() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "of the host");
    String echo = Guests.echo(directory).toString();
    Launched result = Launched.with("run", "--env", "A=@" + secret, echo, "@" + secret, "@@x");
    assertThat(result.out())
        .isEqualTo(
            "%s\n@%s\n@@x\nHOME=/\nPATH=/bin:/usr/bin\nA=@%s\n".formatted(echo, secret, secret));
    assertThat(Launched.with("@" + secret).err()).contains("there is no command '@" + secret);
  }

  /** A program whose PT_INTERP names the dynamic linker. */
  private static byte[] dynamic() {
    byte[] code = {0x00, 0x00, (byte) 0x80, (byte) 0xd2};
    return ElfWriter.of(ObjectType.DYN, Machine.AARCH64)
        .load(0, code, 4, Segment.PF_R | Segment.PF_X)
        .segment(SegmentType.INTERP, (LINKER + "\0").getBytes(UTF_8), Segment.PF_R, 1)
        .write();
  }

  @Test
  void missingDynamicLinkerIsNamed() {
    Path program = Guests.executable(directory.resolve("dynamic"), dynamic());
    assertThat(Launched.with("run", program.toString()))
        .isEqualTo(
            new Launched(
                127,
                "",
                "seedkernel: %s is dynamically linked and needs %s, which is not staged\n"
                    .formatted(program, LINKER)));
  }

  @Test
  void missingDynamicLinkerOfInitIsNamed() throws IOException, CpioException {
    byte[] initrd = CpioWriter.toBytes(CpioArchive.builder().file("init", 0755, dynamic()).build());
    Path file = Files.write(directory.resolve("initrd"), initrd);
    assertThat(Launched.with("boot", "--initrd", file.toString()))
        .isEqualTo(
            new Launched(
                127,
                "",
                "seedkernel: /init is dynamically linked and needs %s, which is not in the initramfs\n"
                    .formatted(LINKER)));
  }

  @Test
  void bigEndianProgramIsCalledSo() throws IOException {
    byte[] elf = Files.readAllBytes(Guests.exit(directory, 0));
    elf[5] = 2; // EI_DATA: ELFDATA2MSB
    Path program = Guests.executable(directory.resolve("be"), elf);
    Launched result = Launched.with("run", program.toString());
    assertThat(result.status()).isEqualTo(126);
    assertThat(result.err()).contains(program + ": ", "big-endian").hasLineCount(1);
  }

  @Test
  void programThatMustNotBeReadIs126() {
    assertThat(ProgramPlace.unreadable(new AccessDeniedException("p")).status()).isEqualTo(126);
    assertThat(ProgramPlace.unreadable(new AccessDeniedException("p")))
        .hasMessage("p: permission denied");
    assertThat(ProgramPlace.unreadable(new NoSuchFileException("p")).status()).isEqualTo(125);
  }

  @Test
  void limitsThatTheHeapCannotHoldAreRefusedAtTheStart() {
    Launched result =
        Launched.with("run", "--limit", "file-bytes=1T", Guests.exit(directory, 0).toString());
    assertThat(result.status()).isEqualTo(125);
    assertThat(result.err())
        .startsWith("seedkernel: --limit file-bytes=1T: the Java heap has room for ")
        .contains("-Xmx2049G")
        .hasLineCount(1);
    assertThatThrownBy(() -> MachineOptions.checkHeap(Long.MAX_VALUE, 1L << 31))
        .hasMessageContaining("has room for 1G")
        .hasMessageNotContaining("-Xmx");
    assertThatCode(() -> MachineOptions.checkHeap(1L << 30, 1L << 31)).doesNotThrowAnyException();
    assertThatThrownBy(() -> MachineOptions.checkHeap((1L << 30) + 1, 1L << 31))
        .isInstanceOf(FailedException.class);
  }

  @Test
  void tooManyStagedFilesAreSaidByTheirLimit() {
    assertThat(Launched.with("run", "--limit", "files=2", Guests.exit(directory, 0).toString()))
        .isEqualTo(
            new Launched(
                125,
                "",
                "seedkernel: the program and what is staged are 3 files and directories, more than the limit files=2\n"));
  }

  @Test
  void namesThatTheHostCannotHaveAreLeftOutAndTheRestIsThere() throws IOException {
    Path out = directory.resolve("out");
    Launched result =
        Launched.with("run", "--out", out.toString(), Guests.badNames(directory).toString());
    assertThat(result.status()).isZero();
    assertThat(result.err())
        .isEqualTo(
            """
            seedkernel: --out %1$s: left out z\\xff: its name is not UTF-8
            seedkernel: --out %1$s: left out \\xfe and 1 file below it: its name is not UTF-8
            """
                .formatted(out));
    // Its content was with the name that is left out.
    assertThat(out.resolve("good")).hasContent("/");
    try (var all = Files.walk(out)) {
      assertThat(all.filter(path -> !path.equals(out))).containsExactly(out.resolve("good"));
    }
  }

  @Test
  void pathsThatAreTooLongForTheHostAreLeftOut() throws IOException {
    Path out = directory.resolve("out");
    Launched result =
        Launched.with("run", "--out", out.toString(), Guests.nest(directory, 20, 203).toString());
    assertThat(result.status()).isZero();
    assertThat(result.err())
        .contains("left out ddd", "its path would be too long for the host")
        .hasLineCount(1)
        .hasSizeLessThan(1000);
    try (var all = Files.walk(out)) {
      assertThat(all.filter(Files::isDirectory)).hasSize(20); // With the root.
    }
  }

  @Test
  void filesThatHolesMakeTooLargeAreNamedAndTheRestIsThere() throws IOException {
    Path out = directory.resolve("out");
    Path archive = directory.resolve("out.cpio");
    Launched result =
        Launched.with(
            "run",
            "--out",
            out.toString(),
            "--out-cpio",
            archive.toString(),
            Guests.sparse(directory).toString());
    assertThat(result.status()).isZero();
    assertThat(result.err())
        .startsWith("seedkernel: the run's files: left out large: 17179869184 bytes")
        .hasLineCount(1);
    assertThat(out.resolve("small")).isEmptyFile();
    assertThat(out.resolve("large")).doesNotExist();
    assertThat(Launched.with("list", archive.toString()).out()).contains("small");
  }

  @Test
  void pathsThatNoArchiveHoldsAreOneShortLine() throws IOException {
    Path out = directory.resolve("out");
    Launched result =
        Launched.with("run", "--out", out.toString(), Guests.nest(directory, 25, 200).toString());
    assertThat(result.status()).isZero();
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .startsWith("seedkernel: the run's files: left out ddd")
        .endsWith("and 4 files below it: its path has 4096 bytes or more")
        .hasSizeLessThan(1000);
    try (var all = Files.walk(out)) {
      assertThat(all.filter(Files::isDirectory)).hasSize(21);
    }
  }
}
