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
 * <p>An output that fails ends the command ({@link UncheckedIOException}). What is lost on the
 * error stream is lost: nobody is left to be told, and the exit status must not change by it.
 *
 * @param terminal whether somebody watches {@code output} as it comes
 */
record Streams(InputStream input, OutputStream output, OutputStream error, boolean terminal) {
  /** Writes lines to the output. */
  void print(List<String> lines) {
    write(lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }

  /** Writes a line to the output. */
  void print(String line) {
    write(line + "\n");
  }

  /** Writes text to the output, as it is. */
  void printText(String text) {
    write(text);
  }

  /** Writes a line to the error stream, headed by the program's name. */
  void complain(String line) {
    byte[] bytes = ("seedkernel: " + line + "\n").getBytes(StandardCharsets.UTF_8);
    writeError(bytes, 0, bytes.length);
  }

  /** Writes to the error stream, as far as it takes it. */
  void writeError(byte[] bytes, int offset, int length) {
    try {
      error.write(bytes, offset, length);
      error.flush();
    } catch (IOException _) {
      // As said above.
    }
  }

  /** Writes bytes to the output. */
  void writeOutput(byte[] bytes, int offset, int length) {
    try {
      output.write(bytes, offset, length);
      output.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeOutput(bytes, 0, bytes.length);
  }
}
