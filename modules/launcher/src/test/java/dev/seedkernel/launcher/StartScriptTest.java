package dev.seedkernel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The start script, with a program in the place of the JVM that tells what it was given. */
final class StartScriptTest {
  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void image() throws IOException {
    Path script = Path.of("../../seedkernel");
    Files.copy(script, directory.resolve("seedkernel"));
    Files.writeString(directory.resolve("pom.xml"), "");
    Path image = directory.resolve("modules/launcher/target/image");
    Files.createDirectories(image.resolve("bin"));
    Files.writeString(image.resolve("jvm-flags"), "-Xflag\n");
    Path java = image.resolve("bin/java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        input=$(readlink /proc/$$/fd/0)
        output=$(readlink /proc/$$/fd/1)
        error=$(readlink /proc/$$/fd/2)
        printf '%%s\\n' "$input" "$output" "$error" > "%1$s/streams"
        printf '%%s\\n' "$@" > "%1$s/arguments"
        """
            .formatted(directory));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        directory.resolve("seedkernel"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(image.resolve("stamp"), "");
  }

  private void run(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(directory.toFile())
            .redirectInput(directory.resolve("pom.xml").toFile())
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(directory.resolve("out")).isEmptyFile();
    assertThat(directory.resolve("err")).isEmptyFile();
  }

  @ParameterizedTest
  @CsvSource({
    "'', pom.xml, out, err",
    "<&-, /dev/null, out, err",
    ">&-, pom.xml, /dev/null, err",
    "2>&-, pom.xml, out, /dev/null",
    "<&- >&- 2>&-, /dev/null, /dev/null, /dev/null",
  })
  void closedStreamsAreEmpty(String redirection, String in, String out, String err)
      throws IOException, InterruptedException {
    run("./seedkernel " + redirection);
    assertThat(Files.readAllLines(directory.resolve("streams")))
        .containsExactly(path(in), path(out), path(err));
  }

  private String path(String name) throws IOException {
    return name.startsWith("/") ? name : directory.toRealPath().resolve(name).toString();
  }

  @Test
  void argumentsArePassedOn() throws IOException, InterruptedException {
    run("./seedkernel run 'a  b' '' '@x' '*'");
    assertThat(Files.readString(directory.resolve("arguments")))
        .startsWith("-Xflag\n")
        .endsWith("launcher.Main\nrun\na  b\n\n@x\n*\n");
  }

  @ParameterizedTest
  @CsvSource({"'', true", "SEEDKERNEL_JVM_OPTIONS=-Xmx1g, false", "ulimit -v 99999999;, false"})
  void directivesAreForWhereTheJvmMayBeSilent(String before, boolean directives)
      throws IOException, InterruptedException {
    Path image = directory.resolve("modules/launcher/target/image");
    Files.writeString(image.resolve("compiler-directives"), "[]");
    run(before + " ./seedkernel run x");
    String arguments = Files.readString(directory.resolve("arguments"));
    assertThat(arguments.contains("-XX:CompilerDirectivesFile=")).isEqualTo(directives);
    assertThat(arguments.contains("-XX:-DisplayVMOutput")).isEqualTo(directives);
    assertThat(arguments.contains("-XX:MaxInlineSize=")).isNotEqualTo(directives);
  }
}
