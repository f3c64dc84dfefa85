package dev.seedkernel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GateCommandTest {
  @TempDir private Path directory = Path.of("");

  private String input(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  private String expect(String name, String content) throws IOException {
    Path tree = Files.createDirectories(directory.resolve("expect"));
    Files.writeString(tree.resolve(name), content);
    return tree.toString();
  }

  private Launched tier1(String... more) throws IOException {
    String[] first = {
      "gate",
      "tier1",
      "--init",
      Guests.catm(directory).toString(),
      "--input",
      input("a", "A\n"),
      "--input",
      input("b", "B\n") + ":/in/b"
    };
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return Launched.with(all);
  }

  @Test
  void tier1PassesWhenEveryFileIsAsExpected() throws IOException {
    assertThat(tier1("--expect", expect("out", "A\nB\n"), "--", "/out", "/a", "/in/b"))
        .isEqualTo(new Launched(0, "PASS exit status 0\nPASS /out: 4 bytes\ntier1: PASS\n", ""));
  }

  @Test
  void tier1FailsByFile() throws IOException {
    expect("out", "A\nBB\n");
    expect("a", "A\n");
    assertThat(tier1("--expect", expect("none", ""), "--", "/out", "/a", "/in/b"))
        .isEqualTo(
            new Launched(
                1,
                """
                PASS exit status 0
                PASS /a: 2 bytes
                FAIL /none: missing
                FAIL /out: differs from byte 3 on; 4 bytes, expected 5
                tier1: FAIL (2 of 4)
                """,
                ""));
  }

  @Test
  void tier1FailsByExitStatus() throws IOException {
    assertThat(tier1("--", "/out", "/missing"))
        .isEqualTo(
            new Launched(
                1,
                "FAIL exit status 1\nFILE /out: 0 bytes, sha256 %s\ntier1: FAIL (1 of 1)\n"
                    .formatted(DemoCommand.sha256(new byte[0])),
                ""));
  }

  @Test
  void tier1FailsBySignal() throws IOException {
    assertThat(Launched.with("gate", "tier1", "--init", Guests.nullPointer(directory).toString()))
        .isEqualTo(
            new Launched(
                1,
                """
                FAIL /init was killed by SIGSEGV: LOAD at 0x0: UNMAPPED, pc 0x400004
                tier1: FAIL (1 of 1)
                """,
                ""));
  }

  @Test
  void tier2SpawnsAndComparesWhatTheConsoleShowed() throws IOException {
    Path transcript = directory.resolve("transcript");
    Launched result =
        Launched.with(
            "gate",
            "tier2",
            "--driver",
            Guests.driver(directory).toString(),
            "--child",
            "/bin/catm=" + Guests.catm(directory),
            "--input",
            input("a", "A\n"),
            "--expect",
            expect("copy", "A\n"),
            "--transcript",
            transcript.toString(),
            "--",
            "/bin/catm",
            "/copy",
            "/a");
    assertThat(result)
        .isEqualTo(
            new Launched(
                0,
                "PASS exit status 0\nPASS /copy: 2 bytes\ntier2: PASS\n",
                "driver: this kernel has spawn\ndriver: the child exited with status 0\n"));
    assertThat(Files.readString(transcript))
        .contains("=== DUMP-BEGIN ===", "=== FILE path=/copy size=2 ===\n410a\n");
  }

  @Test
  void badArgumentsAreOneLine() throws IOException {
    String program = Guests.exit(directory, 0).toString();
    assertThat(Launched.with("gate", "tier1", "--init", program, "--", "a b"))
        .isEqualTo(
            new Launched(
                125,
                "",
                "seedkernel: argument 'a b': the kernel's command line is split at white space\n"));
    assertThat(Launched.with("gate", "tier1", "--init", program, "--", "dumpfs").err())
        .isEqualTo("seedkernel: argument 'dumpfs' would be taken by the kernel itself\n");
    assertThat(Launched.with("gate", "tier1", "--init", "/none/such"))
        .isEqualTo(new Launched(127, "", "seedkernel: /none/such: no such file or directory\n"));
    assertThat(Launched.with("gate", "tier1", "--init", program, "--expect", "/none").err())
        .isEqualTo("seedkernel: --expect /none: no such file or directory\n");
    assertThat(Launched.with("gate", "tier2", "--driver", program, "--child", "x").err())
        .isEqualTo("seedkernel: --child x: NAME=PROGRAM is expected\n");
    assertThat(Launched.with("gate", "tier1", "--init", input("text", "x")))
        .satisfies(result -> assertThat(result.status()).isEqualTo(126));
    assertThat(Launched.with("gate", "tier1", "--frob").err())
        .startsWith("seedkernel: ")
        .endsWith("see 'seedkernel gate tier1 --help'\n")
        .hasLineCount(1);
  }
}
