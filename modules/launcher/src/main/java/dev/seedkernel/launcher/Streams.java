package dev.seedkernel.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The standard streams that a command works with. They are not buffered, so text is written in
 * large pieces.
 *
 * @param terminal whether somebody watches {@code output} as it comes
 */
record Streams(InputStream input, OutputStream output, OutputStream error, boolean terminal) {
  /** Writes lines to the output. */
  void print(List<String> lines) {
    write(output, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }

  /** Writes a line to the output. */
  void print(String line) {
    write(output, line + "\n");
  }

  /** Writes text to the output, as it is. */
  void printText(String text) {
    write(output, text);
  }

  /** Writes a line to the error stream, headed by the program's name. */
  void complain(String line) {
    write(error, "seedkernel: " + line + "\n");
  }

  private static void write(OutputStream to, String text) {
    try {
      to.write(text.getBytes(StandardCharsets.UTF_8));
      to.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
