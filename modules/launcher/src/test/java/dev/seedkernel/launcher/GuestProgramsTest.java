package dev.seedkernel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration's programs on Linux's own system calls, by QEMU's user mode. */
final class GuestProgramsTest {
  private static final String QEMU = "qemu-aarch64-static";

  @TempDir private Path directory = Path.of("");

  private record Finished(int status, String output) {}

  private Finished qemu(Path program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(QEMU, program.toString()));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      String reason = QEMU + " (Debian: qemu-user-static) is not there: " + e.getMessage();
      assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
      System.err.println("skipped: " + reason);
      Assumptions.abort(reason);
      throw e;
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Finished(process.exitValue(), Files.readString(output));
  }

  @Test
  void catmJoinsFilesOfEverySize() throws Exception {
    String large = "0123456789abcdef".repeat(20_000);
    Path one = Files.writeString(directory.resolve("one"), large);
    Path two = Files.writeString(directory.resolve("two"), "");
    Path out = directory.resolve("joined");
    Finished finished =
        qemu(
            Guests.catm(directory), out.toString(), one.toString(), two.toString(), one.toString());
    assertThat(finished).isEqualTo(new Finished(0, ""));
    assertThat(out).hasContent(large + large);
    assertThat(qemu(Guests.catm(directory), out.toString(), "/none/such").status()).isEqualTo(1);
    assertThat(qemu(Guests.catm(directory), out.toString()).status()).isEqualTo(2);
  }

  @Test
  void driverFallsBackToCloneAndExecve() throws Exception {
    // QEMU's user mode hands execve to the host, whose shell is the child here.
    Finished finished = qemu(Guests.driver(directory), "/bin/sh", "-c", "exit 0");
    assertThat(finished)
        .isEqualTo(
            new Finished(
                0,
                """
                driver: no spawn here, so clone and execve
                driver: the child exited with status 0
                """));
    assertThat(qemu(Guests.driver(directory), "/bin/sh", "-c", "exit 7"))
        .isEqualTo(
            new Finished(
                7,
                "driver: no spawn here, so clone and execve\ndriver: the child did not succeed\n"));
    assertThat(qemu(Guests.driver(directory), "/bin/sh", "-c", "kill -9 $$").status())
        .isEqualTo(137);
    assertThat(qemu(Guests.driver(directory), "/none/such").status()).isEqualTo(120);
  }
}
