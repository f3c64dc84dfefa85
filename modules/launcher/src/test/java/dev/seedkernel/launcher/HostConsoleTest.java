package dev.seedkernel.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.kernel.fs.Console.Stream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HostConsoleTest {
  private final List<String> writes = new ArrayList<>();

  private HostConsole console(boolean terminal) {
    return new HostConsole(
        new Streams(
            new ByteArrayInputStream("input".getBytes(UTF_8)),
            recorder("out"),
            recorder("err"),
            terminal));
  }

  private OutputStream recorder(String name) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        throw new AssertionError("bytes are to come together");
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        writes.add(name + ":" + new String(bytes, offset, length, UTF_8));
      }
    };
  }

  private static void write(HostConsole console, Stream stream, String text) {
    byte[] bytes = ("xx" + text).getBytes(UTF_8);
    console.write(stream, bytes, 2, bytes.length - 2);
  }

  @Test
  void outputIsCollectedUntilTheEnd() {
    HostConsole console = console(false);
    write(console, Stream.OUTPUT, "a\n");
    write(console, Stream.OUTPUT, "b");
    assertThat(writes).isEmpty();
    console.flush();
    console.flush();
    assertThat(writes).containsExactly("out:a\nb");
  }

  @Test
  void aReadLetsPromptsOut() {
    HostConsole console = console(false);
    write(console, Stream.OUTPUT, "name? ");
    byte[] bytes = new byte[10];
    assertThat(console.read(bytes, 1, 9)).isEqualTo(5);
    assertThat(new String(bytes, 1, 5, UTF_8)).isEqualTo("input");
    assertThat(writes).containsExactly("out:name? ");
    assertThat(console.read(bytes, 0, 10)).isEqualTo(-1);
  }

  @Test
  void bothStreamsStayInOrder() {
    HostConsole console = console(false);
    write(console, Stream.OUTPUT, "1");
    write(console, Stream.ERROR, "2");
    write(console, Stream.OUTPUT, "3");
    console.errorLine("4");
    assertThat(writes).containsExactly("out:1", "err:2", "out:3", "err:4\n");
  }

  @Test
  void aTerminalSeesEachLine() {
    HostConsole console = console(true);
    write(console, Stream.OUTPUT, "a");
    assertThat(writes).isEmpty();
    write(console, Stream.OUTPUT, "b\nc");
    assertThat(writes).containsExactly("out:ab\nc");
  }

  @Test
  void largeWritesKeepTheirOrder() {
    HostConsole console = console(false);
    write(console, Stream.OUTPUT, "first");
    write(console, Stream.OUTPUT, "y".repeat(100_000));
    write(console, Stream.OUTPUT, "z".repeat(65_536));
    console.flush();
    assertThat(writes)
        .containsExactly("out:first", "out:" + "y".repeat(100_000), "out:" + "z".repeat(65_536));
  }

  @Test
  void aClosedOutputEndsTheRun() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    Streams streams = new Streams(new ByteArrayInputStream(new byte[0]), closed, closed, true);
    assertThatThrownBy(() -> write(new HostConsole(streams), Stream.OUTPUT, "\n"))
        .isInstanceOf(UncheckedIOException.class);
    // As SIGPIPE would end it.
    assertThat(Launcher.run(streams, "limits")).isEqualTo(141);
  }
}
