package dev.seedkernel.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.spec.system.Systems;
import dev.seedkernel.spec.system.UnavailableException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), false, arguments);
  }

  @Test
  void runsPropertiesOfAClauseAndReports(@TempDir Path directory) throws Exception {
    int status =
        run(
            "--against",
            "interpreter",
            "--clause",
            "OPEN-19",
            "--seed",
            "3",
            "--tries",
            "40",
            "--report",
            directory.toString());
    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString())
        .containsPattern("^[0-9]+ properties, 40 cases on each system, --seed 3\n")
        .contains("interpreter: 40 cases in ")
        .contains("OPEN     2 clauses held, 0 failed, 19 not run");
    assertThat(Files.readString(directory.resolve("index.html")))
        .contains("<tr><td>OPEN-19<td class=\"held\">held, ")
        .contains("<tr><td>OPEN-2<td class=\"not\">not run");
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(run("--clause", "OPEN-1000")).isEqualTo(125);
    assertThat(run("--property", "No.such")).isEqualTo(125);
    assertThat(run("--against", "hurd")).isEqualTo(125);
    assertThat(run("--against", "image:/no/such/file")).isEqualTo(125);
    assertThat(run("--against", "image:/dev/zero")).isEqualTo(125);
    assertThat(run("--against", "image:")).isEqualTo(125);
    assertThat(run("--tries", "0")).isEqualTo(125);
    assertThat(run("--boots", "-1")).isEqualTo(125);
    assertThat(run("--report", "/dev/null")).isEqualTo(125);
    assertThat(run("--tires", "1")).isEqualTo(125);
    assertThat(err.toString().lines())
        .hasSize(10)
        .allMatch(line -> line.startsWith("seedkernel spec: "));
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aReportThatCannotBeWrittenIsFoundBeforeTheRun(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(run("--against", "interpreter", "--report", file.toString())).isEqualTo(125);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .isEqualTo("seedkernel spec: --report %s cannot be made a directory\n".formatted(file));
  }

  /** Programs under qemu's user mode have no disks. */
  @Test
  void aSystemThatNothingWasRunOnIsNoneThatHeld() throws Exception {
    try {
      Systems.named("qemu-user");
    } catch (UnavailableException e) {
      if ("true".equals(System.getenv("CI"))) {
        throw e;
      }
      System.out.println("SKIPPED: " + e.getMessage());
      Assumptions.abort(e.getMessage());
    }
    assertThat(run("--against", "qemu-user", "--clause", "DISK-2", "--tries", "1")).isEqualTo(125);
    assertThat(err.toString())
        .isEqualTo("seedkernel spec: no property of those asked for was run on qemu-user\n");
  }

  @Test
  void listsProperties() {
    assertThat(run("--list", "--clause", "RW-14")).isZero();
    assertThat(out.toString())
        .contains("ReadWriteProperties.appendsAtTheEnd  RW-13 RW-14")
        .doesNotContain("MemoryProperties");
  }
}
