package dev.seedkernel.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void listsProperties() {
    assertThat(run("--list", "--clause", "RW-14")).isZero();
    assertThat(out.toString())
        .contains("ReadWriteProperties.appendsAtTheEnd  RW-13 RW-14")
        .doesNotContain("MemoryProperties");
  }
}
