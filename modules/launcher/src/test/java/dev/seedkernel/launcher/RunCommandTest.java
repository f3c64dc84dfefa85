package dev.seedkernel.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunCommandTest {
  @TempDir private Path directory = Path.of("");

  private String file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  @Test
  void exitStatusIsTheGuests() {
    assertThat(Launched.with("run", Guests.exit(directory, 42).toString()))
        .isEqualTo(new Launched(42, "", ""));
  }

  @Test
  void engineIsChosen() {
    String cat = Guests.cat(directory).toString();
    for (String engine : new String[] {"interpreter", "translator"}) {
      assertThat(Launched.withInput("some text\n", "run", "--engine", engine, cat))
          .isEqualTo(new Launched(0, "some text\n", "done\n"));
    }
    assertThat(Launched.with("run", "--engine", "other", cat).err())
        .isEqualTo("seedkernel: --engine other: translator or interpreter is expected\n");
  }

  @Test
  void budgetStopsExactly() throws IOException {
    String cat = Guests.cat(directory).toString();
    Path statistics = directory.resolve("statistics");
    Launched whole =
        Launched.withInput("text\n", "run", "--stats=" + statistics, "--budget", "1k", cat);
    assertThat(whole).isEqualTo(new Launched(0, "text\n", "done\n"));
    int all = instructions(statistics);
    for (String engine : new String[] {"interpreter", "translator"}) {
      Launched stopped =
          Launched.withInput(
              "text\n",
              "run",
              "--engine",
              engine,
              "--stats=" + statistics,
              "--budget=" + (all - 1),
              cat);
      assertThat(stopped.status()).isEqualTo(124);
      assertThat(stopped.out()).isEqualTo("text\n");
      assertThat(stopped.err())
          .matches(
              "done\nseedkernel: stopped after %d instructions: process 1 \\(cat\\) at 0x[0-9a-f]+\n"
                  .formatted(all - 1));
      assertThat(instructions(statistics)).isEqualTo(all - 1);
    }
  }

  private static int instructions(Path statistics) throws IOException {
    return Integer.parseInt(
        Files.readString(statistics).replaceAll("(?s).*\"guest_instructions\": ([0-9]+),.*", "$1"));
  }

  @ParameterizedTest
  @CsvSource({
    "1x, is not a number with an optional suffix",
    "-1, is not",
    "10000000000G, is too large"
  })
  void budgetIsACount(String text, String complaint) {
    assertThat(Launched.with("run", "--budget=" + text, Guests.cat(directory).toString()).err())
        .startsWith("seedkernel: ")
        .contains("'" + text + "' " + complaint)
        .contains("--budget");
  }

  @Test
  void streamsAreTheCallers() {
    assertThat(Launched.withInput("some text\n", "run", Guests.cat(directory).toString()))
        .isEqualTo(new Launched(0, "some text\n", "done\n"));
  }

  @Test
  void argumentsBehindTheProgramAreItsOwn() {
    String echo = Guests.echo(directory).toString();
    assertThat(Launched.with("run", echo, "--help", "--out", "x", "--", "é", ""))
        .isEqualTo(
            new Launched(
                0, echo + "\n--help\n--out\nx\n--\né\n\nHOME=/\nPATH=/bin:/usr/bin\n", ""));
  }

  @Test
  void environmentIsWhatIsGiven() {
    String echo = Guests.echo(directory).toString();
    assertThat(Launched.with("run", "--env", "HOME=/root", "--env", "A=b=c", echo).out())
        .isEqualTo(echo + "\nHOME=/root\nPATH=/bin:/usr/bin\nA=b=c\n");
    assertThat(Launched.with("run", "--env", "novalue", echo).err())
        .isEqualTo("seedkernel: --env novalue: NAME=VALUE is expected\n");
  }

  @Test
  void stagedFilesAreInTheGuestAndResultsComeOut() throws IOException {
    String one = file("one", "1\n");
    String two = file("two", "2\n");
    Path out = directory.resolve("out");
    Launched result =
        Launched.with(
            "run",
            "--stage",
            one,
            "--stage",
            two + ":/in/",
            "--stage",
            one + ":/in/x",
            "--out",
            out.toString(),
            Guests.catm(directory).toString(),
            "/tmp/joined",
            "/one",
            "/in/two",
            "/in/x");
    assertThat(result).isEqualTo(new Launched(0, "", ""));
    assertThat(out.resolve("tmp/joined")).hasContent("1\n2\n1\n");
    try (var all = Files.walk(out)) {
      assertThat(all.filter(Files::isRegularFile)).containsExactly(out.resolve("tmp/joined"));
    }
  }

  @Test
  void workingDirectoryIsMadeAndUsed() throws IOException {
    Path out = directory.resolve("out");
    Launched result =
        Launched.with(
            "run",
            "--stage",
            file("one", "1\n") + ":/work/here/one",
            "--cwd",
            "/work/here",
            "--out",
            out.toString(),
            Guests.catm(directory).toString(),
            "copy",
            "one");
    assertThat(result).isEqualTo(new Launched(0, "", ""));
    assertThat(out.resolve("work/here/copy")).hasContent("1\n");
    assertThat(
            Launched.with(
                    "run", "--cwd", "/none/such", Guests.catm(directory).toString(), "/x", "/none")
                .status())
        .isEqualTo(1);
    assertThat(Launched.with("run", "--cwd", "rel", Guests.exit(directory, 0).toString()))
        .isEqualTo(new Launched(125, "", "seedkernel: --cwd rel: not an absolute path\n"));
    assertThat(
            Launched.with(
                "run",
                "--stage",
                directory.resolve("one") + ":/file",
                "--cwd",
                "/file",
                Guests.exit(directory, 0).toString()))
        .isEqualTo(new Launched(125, "", "seedkernel: working directory /file: Not a directory\n"));
  }

  @Test
  void stagedTreeCanBeTheRootAndHoldTheProgram() throws IOException {
    Path tree = directory.resolve("tree");
    Guests.exit(tree.resolve("usr/bin"), 7);
    Files.createSymbolicLink(tree.resolve("bin"), Path.of("usr/bin"));
    Files.createSymbolicLink(tree.resolve("usr/bin/seven"), Path.of("/bin/exit7"));
    assertThat(Launched.with("run", "--stage", tree + ":/", "/bin/seven"))
        .isEqualTo(new Launched(7, "", ""));
  }

  @Test
  void programIsStagedUnderItsOwnName() throws IOException {
    // As busybox needs it: a symbolic link gives the name, and what it leads to the content.
    Path echo = Guests.echo(directory);
    Path link = Files.createSymbolicLink(directory.resolve("applet"), echo.getFileName());
    assertThat(Launched.with("run", "--strace", link.toString()).out()).startsWith(link + "\n");
    assertThat(Launched.with("run", "--stage", file("x", "") + ":/bin/echo", echo.toString()))
        .isEqualTo(
            new Launched(
                125,
                "",
                "seedkernel: %s would replace the staged file /bin/echo; stage it under a path and run that\n"
                    .formatted(echo)));
  }

  @Test
  void missingProgramIs127() {
    assertThat(Launched.with("run", "no-such-program"))
        .isEqualTo(
            new Launched(
                127,
                "",
                "seedkernel: no-such-program: no such file on the host (a staged program is named by its absolute path)\n"));
    assertThat(Launched.with("run", "/no/such/program"))
        .isEqualTo(
            new Launched(
                127, "", "seedkernel: /no/such/program: neither staged nor on the host\n"));
    assertThat(Launched.with("run", "").status()).isEqualTo(127);
  }

  @Test
  void whatIsNotExecutableIs126() throws IOException {
    Path text = Guests.executable(directory.resolve("text"), "just text\n".getBytes(UTF_8));
    Launched notElf = Launched.with("run", text.toString());
    assertThat(notElf.status()).isEqualTo(126);
    assertThat(notElf.err()).startsWith("seedkernel: %s: ".formatted(text)).hasLineCount(1);

    Path plain = Guests.exit(directory, 0);
    Files.setPosixFilePermissions(plain, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(Launched.with("run", plain.toString()))
        .isEqualTo(new Launched(126, "", "seedkernel: %s: not executable\n".formatted(plain)));

    assertThat(Launched.with("run", directory.toString()))
        .isEqualTo(new Launched(126, "", "seedkernel: %s: is a directory\n".formatted(directory)));
  }

  @Test
  void programForAnotherMachineIs126AndNamed() throws IOException {
    byte[] elf = Files.readAllBytes(Guests.exit(directory, 0));
    elf[18] = 62; // e_machine: EM_X86_64
    Path foreign = Guests.executable(directory.resolve("foreign"), elf);
    Launched result = Launched.with("run", foreign.toString());
    assertThat(result.status()).isEqualTo(126);
    assertThat(result.err()).contains(foreign + ": ", "x86-64").hasLineCount(1);
  }

  @Test
  void truncatedProgramIs126() throws IOException {
    byte[] elf = Files.readAllBytes(Guests.exit(directory, 0));
    Path cut = Guests.executable(directory.resolve("cut"), Arrays.copyOf(elf, 100));
    Launched result = Launched.with("run", cut.toString());
    assertThat(result.status()).isEqualTo(126);
    assertThat(result.err()).startsWith("seedkernel: %s: ".formatted(cut)).hasLineCount(1);
  }

  @Test
  void deathBySignalIsToldWithItsPlace() {
    String program = Guests.nullPointer(directory).toString();
    assertThat(Launched.with("run", program))
        .isEqualTo(
            new Launched(
                139,
                "",
                "seedkernel: %s was killed by SIGSEGV: LOAD at 0x0: UNMAPPED, pc 0x400004\n"
                    .formatted(program)));
    Launched undefined = Launched.with("run", Guests.undefined(directory).toString());
    assertThat(undefined.status()).isEqualTo(132);
    assertThat(undefined.err())
        .contains("was killed by SIGILL: undefined instruction 0x00000000, pc 0x400000");
  }

  @Test
  void memoryQuotaEndsTheProgramAndIsNamed() {
    String hog = Guests.hog(directory).toString();
    assertThat(Launched.with("run", hog)).isEqualTo(new Launched(0, "", ""));
    for (String[] option : new String[][] {{"--memory", "16M"}, {"--limit", "memory=16M"}}) {
      Launched result = Launched.with("run", option[0], option[1], hog);
      assertThat(result.status()).isEqualTo(137);
      assertThat(result.err())
          .startsWith(
              "seedkernel: %s was killed by SIGKILL: the limit memory=16777216 is used up, STORE at 0x"
                  .formatted(hog))
          .hasLineCount(1);
    }
  }

  @Test
  void memoryThatDoesNotHoldTheProgramIsNamed() {
    String program = Guests.exit(directory, 0).toString();
    for (String memory : new String[] {"1", "4095", "4K"}) {
      assertThat(Launched.with("run", "--memory", memory, program))
          .as(memory)
          .isEqualTo(
              new Launched(
                  126, "", "seedkernel: %s: no memory for the program\n".formatted(program)));
    }
  }

  @Test
  void fileQuotaIsNamed() throws IOException {
    String big = file("big", "x".repeat(100_000));
    assertThat(
            Launched.with(
                "run",
                "--limit",
                "file-bytes=64K",
                "--stage",
                big,
                Guests.exit(directory, 0).toString()))
        .satisfies(result -> {
          assertThat(result.status()).isEqualTo(125);
          assertThat(result.err())
              .startsWith("seedkernel: ")
              .contains("big: does not fit the limit file-bytes=65536")
              .hasLineCount(1);
        });
  }

  @Test
  void badLimitsAreNamed() {
    String program = Guests.exit(directory, 0).toString();
    assertThat(Launched.with("run", "--limit", "none=1", program).err())
        .startsWith("seedkernel: --limit none: there is no such limit; there are memory, ")
        .hasLineCount(1);
    assertThat(Launched.with("run", "--limit", "files", program).err())
        .isEqualTo("seedkernel: --limit files: NAME=VALUE is expected\n");
    assertThat(Launched.with("run", "--limit", "files=many", program).err())
        .isEqualTo(
            "seedkernel: --limit files: 'many' is not a number with an optional suffix K, M, G or T\n");
    assertThat(Launched.with("run", "--limit", "files=0", program).err())
        .isEqualTo("seedkernel: limit files must be at least 1\n");
    assertThat(Launched.with("run", "--memory", "0", program).err())
        .isEqualTo("seedkernel: limit memory must be at least 1\n");
    Launched memory = Launched.with("run", "--memory", "lots", program);
    assertThat(memory.status()).isEqualTo(125);
    assertThat(memory.err()).contains("--memory", "'lots'").hasLineCount(1);
  }

  @Test
  void badStagesAreNamed() {
    String program = Guests.exit(directory, 0).toString();
    assertThat(Launched.with("run", "--stage", "/none/such", program))
        .isEqualTo(
            new Launched(125, "", "seedkernel: --stage /none/such: no such file or directory\n"));
    assertThat(Launched.with("run", "--stage", "/none:x", program).err())
        .isEqualTo(
            "seedkernel: --stage /none:x: no such file or directory (a guest path begins with a slash)\n");
    assertThat(Launched.with("run", "--stage", directory + ":/../x", program).err())
        .contains("has a .. component")
        .hasLineCount(1);
  }

  @Test
  void traceGoesToTheErrorStreamOrAFile() throws IOException {
    String program = Guests.exit(directory, 3).toString();
    Launched here = Launched.with("run", "--strace", program);
    assertThat(here.status()).isEqualTo(3);
    assertThat(here.err()).contains("exit_group(3) = ?");
    Path trace = directory.resolve("trace");
    assertThat(Launched.with("run", "--strace=" + trace, program))
        .isEqualTo(new Launched(3, "", ""));
    assertThat(Files.readString(trace)).isEqualTo(here.err());
    assertThat(Launched.with("run", "--strace=" + directory + "/none/x", program).err())
        .isEqualTo(
            "seedkernel: --strace=%s/none/x: %s/none/x: no such file or directory\n"
                .formatted(directory, directory));
  }

  @Test
  void debugNamesCallsThatAreNotThere() {
    Path program =
        Guests.program(
            directory.resolve("unknown"),
            """
            _start: mov x8, #2000
                    svc #0
                    svc #0
                    mov x0, #0
                    mov x8, #94
                    svc #0
            """);
    assertThat(Launched.with("run", program.toString()).err()).isEmpty();
    assertThat(Launched.with("--debug", "run", program.toString()).err())
        .containsOnlyOnce("ENOSYS (2 times)");
  }

  @Test
  void statisticsAreJson() throws IOException {
    Path json = directory.resolve("stats.json");
    String program = Guests.cat(directory).toString();
    assertThat(Launched.withInput("a\n", "run", "--stats=" + json, program).err())
        .isEqualTo("done\n");
    assertThat(Files.readString(json))
        .matches(
            """
            \\{
              "wall_seconds": [0-9]+\\.[0-9]{6},
              "cpu_seconds": [0-9]+\\.[0-9]{6},
              "guest_instructions": [0-9]+,
              "processes": 1,
              "peak_memory_bytes": [0-9]+,
              "peak_file_bytes": [0-9]+,
              "exit_status": 0,
              "signal": null,
              "system_calls": \\{"exit_group": 1, "read": 2, "write": 2\\}
            \\}
            """);
    Launched here = Launched.with("run", "--stats", Guests.nullPointer(directory).toString());
    assertThat(here.err())
        .contains("\"exit_status\": 139", "\"signal\": \"SIGSEGV\"", "\"system_calls\": {}");
  }

  @Test
  void linksThatLeadOutAreNamedAndLeftOut() throws IOException {
    Path out = directory.resolve("out");
    Path cpio = directory.resolve("out.cpio");
    Launched result =
        Launched.with(
            "run",
            "--out",
            out.toString(),
            "--out-cpio",
            cpio.toString(),
            Guests.links(directory).toString());
    assertThat(result)
        .isEqualTo(
            new Launched(
                0,
                "",
                "seedkernel: --out %s: left out bad: its target is /etc/passwd\n".formatted(out)));
    assertThat(Files.exists(out.resolve("bad"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(Files.readSymbolicLink(out.resolve("good"))).isEqualTo(Path.of("dir/file"));
    assertThat(out.resolve("good")).hasContent("/dir");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve("dir/file"))))
        .isEqualTo("rw-------");
    assertThat(Launched.with("list", cpio.toString()).out())
        .contains("bad -> /etc/passwd", "good -> dir/file", " dir\n", " dir/file\n")
        .doesNotContain("dev/");
  }

  @Test
  void unusableOutputsAreFoundBeforeTheRun() throws IOException {
    String occupied = file("occupied", "");
    String echo = Guests.echo(directory).toString();
    assertThat(Launched.with("run", "--out", occupied, echo))
        .isEqualTo(
            new Launched(125, "", "seedkernel: --out %s: not a directory\n".formatted(occupied)));
    assertThat(Launched.with("run", "--out-cpio", "/none/such/x", echo))
        .isEqualTo(
            new Launched(
                125, "", "seedkernel: --out-cpio /none/such/x: no such file or directory\n"));
  }

  @Test
  void outputsThatCannotBeMadeAreFoundBeforeTheRun() throws IOException {
    String echo = Guests.echo(directory).toString();
    String occupied = file("occupied", "");
    assertThat(Launched.with("run", "--stats=/none/such/f", echo))
        .isEqualTo(
            new Launched(125, "", "seedkernel: --stats=/none/such/f: no such file or directory\n"));
    assertThat(Launched.with("run", "--stats=" + directory, echo))
        .isEqualTo(
            new Launched(125, "", "seedkernel: --stats=%s: is a directory\n".formatted(directory)));
    assertThat(Launched.with("run", "--out-cpio", occupied + "/x", echo).err())
        .isEqualTo("seedkernel: --out-cpio %s/x: not a directory\n".formatted(occupied));
    assertThat(Launched.with("run", "--out", occupied + "/a/b", echo))
        .isEqualTo(
            new Launched(
                125,
                "",
                "seedkernel: --out %s/a/b: %s is not a directory\n".formatted(occupied, occupied)));
  }

  @Test
  void debugShowsTheStackTrace() {
    Launched result = Launched.with("run", "--debug", "no-such-program");
    assertThat(result.status()).isEqualTo(127);
    assertThat(result.err())
        .startsWith("seedkernel: no-such-program: ")
        .contains("\tat ", "ProgramPlace.of(ProgramPlace.java:");
    assertThat(Launched.with("--debug", "run", "no-such").err()).contains("\tat ");
  }
}
