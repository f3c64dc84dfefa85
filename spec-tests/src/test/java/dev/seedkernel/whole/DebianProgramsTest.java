package dev.seedkernel.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.cpio.CpioEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of Debian's arm64 packages do here what they do under qemu-aarch64. */
@Tag(Engines.GUEST)
class DebianProgramsTest {
  private static final String TEXT =
      """
      pear
      apple 10
      fig 9
      apple 2
      """;

  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo hello, world",
        "cat notes.txt",
        "sha256sum notes.txt big.bin",
        "md5sum big.bin",
        "sort notes.txt",
        "sort -k2n notes.txt",
        "wc notes.txt big.bin",
        "head -n 2 notes.txt",
        "tail -c 7 notes.txt",
        "grep -n apple notes.txt",
        "sed s/apple/plum/g notes.txt",
        "awk {s+=$2}END{print\"sum\",s/4} notes.txt",
        "od -A d -t x1 notes.txt",
        "uniq -c notes.txt",
        "cut -c 2-4 notes.txt",
        "tr a-z A-Z",
        "expr 6 * 7",
        "seq 1 5",
        "printf %5.2f|%x\\n 3.14159 255",
        "basename /a/b/c.txt .txt",
        "false",
        "cat missing.txt",
        "factor 1234567891011",
        "cksum big.bin",
        "base64 notes.txt",
        "gzip -c big.bin",
        "bzip2 -c notes.txt",
      })
  void busyboxSaysWhatItSaysUnderQemu(String command) throws Exception {
    Path qemu = Tools.command("qemu-aarch64-static");
    Path busybox = Tools.guest("bin/busybox").toAbsolutePath();
    Path notes = Files.writeString(scratch.resolve("notes.txt"), TEXT);
    Path big = Files.write(scratch.resolve("big.bin"), bytes(300_000));
    // gzip writes the time of the file into its output.
    for (Path file : List.of(notes, big)) {
      Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    }
    List<String> arguments = new ArrayList<>(List.of("busybox"));
    arguments.addAll(List.of(command.split(" ", -1)));

    Guest.Run run =
        new Guest()
            .stage(busybox, "bin/busybox")
            .stage(notes, "notes.txt")
            .stage(big, "big.bin")
            .run("/bin/busybox", arguments);

    List<String> reference = new ArrayList<>(List.of(qemu.toString(), "-0", "busybox"));
    reference.add(busybox.toString());
    reference.addAll(arguments.subList(1, arguments.size()));
    Host.Result expected = Host.run(scratch, reference);
    assertThat(run.output()).isEqualTo(expected.output());
    assertThat(run.errors()).isEqualTo(expected.errors());
    assertThat(run.outcome().exitStatus()).isEqualTo(expected.status());
  }

  @Test
  void tccCompilesItsOwnSourcesToTheSameBytesAsUnderQemu() throws Exception {
    Path qemu = Tools.command("qemu-aarch64-static");
    Path tcc = Tools.guest("bin/tcc").toAbsolutePath();
    Path sources = Tools.guest("tcc").toAbsolutePath();
    Path headers = Tools.guest("musl/include").toAbsolutePath();
    List<String> options =
        List.of(
            "-nostdinc",
            "-Iinclude",
            "-Itcc/include",
            "-Itcc",
            "-DTCC_TARGET_ARM64",
            "-DONE_SOURCE=1",
            "-c");
    Files.createSymbolicLink(scratch.resolve("include"), headers);
    Files.createSymbolicLink(scratch.resolve("tcc"), sources);
    List<String> reference = new ArrayList<>(List.of(qemu.toString(), tcc.toString()));
    reference.addAll(options);
    reference.addAll(List.of("-o", "tcc.o", "tcc/tcc.c"));
    Host.Result expected = Host.run(scratch, reference);
    assertThat(expected.errors()).isEmpty();

    List<String> arguments = new ArrayList<>(List.of("tcc"));
    arguments.addAll(options);
    arguments.addAll(List.of("-o", "tcc.o", "tcc/tcc.c"));
    Guest.Run run =
        new Guest()
            .stage(tcc, "bin/tcc")
            .stage(headers, "include")
            .stage(sources, "tcc")
            .run("/bin/tcc", arguments);

    assertThat(run.errors()).isEmpty();
    assertThat(run.outcome().exitStatus()).isZero();
    List<CpioEntry> changed = run.outcome().changedFiles().archive().entries();
    assertThat(changed).extracting(CpioEntry::name).containsExactly("tcc.o");
    assertThat(changed.getFirst().bytes()).isEqualTo(Files.readAllBytes(scratch.resolve("tcc.o")));
  }

  @Test
  void twoRunsOfOneImageAreTheSameInEverythingThatCanBeSeen() throws Exception {
    Path busybox = Tools.guest("bin/busybox");
    String script =
        """
        set -e
        mkdir work && cd work
        for i in 1 2 3 4 5; do echo "$i $RANDOM" > file$i; done
        /bin/busybox sort -r file* > sorted
        /bin/busybox date > when
        /bin/busybox sha256sum * > sums
        /bin/busybox head -c 16 /dev/urandom > random
        exit 7
        """;
    List<Guest.Run> runs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      runs.add(
          new Guest()
              .stage(busybox, "bin/busybox")
              .file("script", script)
              .run("/bin/busybox", List.of("busybox", "sh", "/script")));
    }
    Guest.Run first = runs.get(0);
    Guest.Run second = runs.get(1);
    assertThat(first.outcome().exitStatus()).isEqualTo(7);
    assertThat(second.outcome().end()).isEqualTo(first.outcome().end());
    assertThat(second.output()).isEqualTo(first.output());
    assertThat(second.errors()).isEqualTo(first.errors());
    assertThat(second.trace()).isEqualTo(first.trace()).hasSizeGreaterThan(100);
    assertThat(second.outcome().statistics()).isEqualTo(first.outcome().statistics());
    assertThat(second.outcome().files()).isEqualTo(first.outcome().files());
    assertThat(first.outcome().changedFiles().archive().entries())
        .extracting(CpioEntry::name)
        .contains("work", "work/file1", "work/sums", "work/random");
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 7));
    }
    return bytes;
  }
}
