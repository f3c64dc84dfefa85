package dev.seedkernel.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages, and what happens where the streams that should take them fail. */
final class FailuresTest {
  @TempDir private Path directory = Path.of("");

  private static Launched report(Throwable e) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Streams streams =
        new Streams(
            new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream(), err, false);
    int status = Failures.report(streams, e, false);
    return new Launched(status, "", err.toString(UTF_8));
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  @Test
  void longPathsAreCutInTheMiddle() {
    String line = Failures.shortened("/start" + "/d".repeat(3000) + "/end: too long");
    assertThat(line)
        .startsWith("/start/d/d")
        .contains("[...57")
        .endsWith("/d/end: too long")
        .hasSizeLessThan(350);
    assertThat(Failures.shortened("a b ".repeat(2000))).hasSizeLessThan(2010).contains("[...");
    assertThat(Failures.shortened("/short/path: is as it was"))
        .isEqualTo("/short/path: is as it was");
  }

  @Test
  void controlCharactersAreShown() {
    assertThat(report(new FailedException("x\u001b[31m\u007f\ny")).err())
        .isEqualTo("seedkernel: x\\x1b[31m\\x7f y\n");
  }

  @Test
  void exhaustedHeapIsToldHoweverItIsWrapped() {
    for (Throwable e :
        new Throwable[] {
          new OutOfMemoryError("x"),
          new IllegalStateException(new OutOfMemoryError("x")),
          new AssertionError("OutOfMemoryError")
        }) {
      assertThat(report(e).err())
          .startsWith("seedkernel: the Java heap is too small for this")
          .hasLineCount(1);
    }
    assertThat(report(new AssertionError("other")).err()).contains("internal error");
  }

  @Test
  void aReaderThatHasGoneEndsCommandsSilently() {
    Launched result = report(new UncheckedIOException(new IOException("Broken pipe")));
    assertThat(result).isEqualTo(new Launched(141, "", ""));
    assertThat(report(new UncheckedIOException(new IOException("No space left on device"))))
        .isEqualTo(
            new Launched(125, "", "seedkernel: standard streams: No space left on device\n"));
    for (String[] command :
        new String[][] {
          {"elf", Guests.catm(directory).toString()},
          {"disasm", Guests.catm(directory).toString()},
          {"run", Guests.echo(directory).toString()},
          {"--help"}
        }) {
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Streams streams =
          new Streams(new ByteArrayInputStream(new byte[0]), failing("Broken pipe"), err, false);
      assertThat(Launcher.run(streams, command)).as(command[0]).isEqualTo(141);
      assertThat(err.toString(UTF_8)).as(command[0]).isEmpty();
    }
  }

  @Test
  void aLostErrorStreamChangesNoStatus() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Streams streams =
        new Streams(
            new ByteArrayInputStream("text".getBytes(UTF_8)),
            out,
            failing("Bad file descriptor"),
            false);
    assertThat(Launcher.run(streams, "run", Guests.cat(directory).toString())).isZero();
    assertThat(out.toString(UTF_8)).isEqualTo("text");
    assertThat(Launcher.run(streams, "run", "--strace", Guests.exit(directory, 7).toString()))
        .isEqualTo(7);
    assertThat(Launcher.run(streams, "run", Guests.nullPointer(directory).toString()))
        .isEqualTo(139);
    assertThat(Launcher.run(streams, "run", "none")).isEqualTo(127);
    assertThat(Launcher.run(streams, "--nonsense")).isEqualTo(125);
    assertThat(out.toString(UTF_8)).isEqualTo("text");
  }
}
